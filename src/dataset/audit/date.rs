//! Dates in text, and whether they are a person's true ones.

/// BIDS 1.10, "Units": dates that were shifted to hide the true ones lie in 1925 or before.
const LAST_SHIFTED_YEAR: i32 = 1925;
/// Later years are no dates of a scan.
const LAST_YEAR: i32 = 2100;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day {
    pub(super) year: i32,
    month: i32,
    of_month: i32,
}

impl Day {
    pub(super) fn new(year: i32, month: i32, day: i32) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        let valid = (1000..=LAST_YEAR).contains(&year) && (1..=last).contains(&day);
        valid.then_some(Self { year, month, of_month: day })
    }

    /// Whether this is a true date and no shifted one.
    pub(super) fn is_real(self) -> bool {
        self.year > LAST_SHIFTED_YEAR
    }

    /// Days since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
    pub(super) fn number(self) -> i64 {
        let year = i64::from(if self.month <= 2 { self.year - 1 } else { self.year });
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let month = i64::from((self.month + 9) % 12);
        let of_year = (153 * month + 2) / 5 + i64::from(self.of_month) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// Whether it is a Saturday or Sunday.
    pub(super) fn is_weekend(self) -> bool {
        // 1970-01-01 was a Thursday: 2 and 3 days later the weekend began and went on.
        matches!(self.number().rem_euclid(7), 2 | 3)
    }
}

/// The day that a whole text names, alone or with a time behind it.
///
/// ISO (`2019-05-01T10:11:12`), DICOM (`20190501`, `20190501101112.5`), and day first
/// (`01-05-2019`, `1/5/2019`, `01.05.2019`).
pub(super) fn parse(text: &str) -> Option<Day> {
    let text = text.trim().trim_matches('"');
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let rest = &text[end..];
    if end == 8 || end == 14 {
        let is_time = rest.is_empty() || rest.starts_with(['.', 'T', ' ', '_']);
        return if is_time { compact(&text[..8]) } else { None };
    }
    let mut parts = text.splitn(3, ['-', '/', '.', ':']);
    let (first, second, last) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = last.find(|c: char| !c.is_ascii_digit()).unwrap_or(last.len());
    let (third, behind) = last.split_at(digits);
    if !(behind.is_empty() || behind.starts_with(['T', ' '])) {
        return None;
    }
    if [first, second, third].iter().any(|p| p.is_empty() || !is_digits(p)) {
        return None;
    }
    let [a, b, c] = [first, second, third].map(|p| p.parse::<i32>().unwrap_or(-1));
    match (first.len(), second.len(), third.len()) {
        (4, 1..=2, 1..=2) => Day::new(a, b, c),
        // Day first; month first where that is the only way it can be read.
        (1..=2, 1..=2, 4) if !text.starts_with(':') && !text[..=end].ends_with(':') => {
            Day::new(c, b, a).or_else(|| Day::new(c, a, b))
        }
        _ => None,
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// `YYYYMMDD`.
pub(super) fn compact(text: &str) -> Option<Day> {
    if text.len() != 8 || !is_digits(text) {
        return None;
    }
    Day::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?)
}

/// Whether a text is a time of day and nothing else: `10:11:12.5`, DICOM `101112.50`.
pub(super) fn is_time_of_day(text: &str) -> bool {
    let text = text.trim();
    let whole = text.split('.').next().unwrap_or_default();
    let parts: Vec<&str> = whole.split(':').collect();
    let small = |part: &str, below: u32| {
        part.len() == 2 && is_digits(part) && part.parse::<u32>().is_ok_and(|n| n < below)
    };
    match parts.as_slice() {
        [one] if one.len() == 6 && one.is_ascii() => {
            small(&one[..2], 24) && small(&one[2..4], 60) && small(&one[4..], 61)
        }
        [h, m] => small(h, 24) && small(m, 60),
        [h, m, s] => small(h, 24) && small(m, 60) && small(s, 61),
        _ => false,
    }
}

/// The first day written in a text that holds more than a date, of the forms `YYYY-MM-DD` and
/// `DD-MM-YYYY`, for files whose fields are known to hold dates.
pub(super) fn find(text: &str) -> Option<Day> {
    text.split([' ', ',', ';', '\t', '\n', '=', '(', ')', '"', 'T']).find_map(parse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_all_forms_are_read() {
        let day = Day::new(2019, 5, 1);
        for text in [
            "2019-05-01",
            "2019-05-01T10:11:12.5",
            "2019/5/1",
            "20190501",
            "20190501101112.500000",
            "01-05-2019",
            "1/5/2019 10:00",
            "01.05.2019",
        ] {
            assert_eq!(parse(text), day, "{text}");
        }
        assert_eq!(parse("5/13/2019"), Day::new(2019, 5, 13));
        for text in ["", "20-25", "1.2.3", "10:11:2019", "2019-13-01", "v1.0.20190501", "12345678"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_counted_and_weekends_known() {
        assert_eq!(Day::new(1970, 1, 1).unwrap().number(), 0);
        assert_eq!(Day::new(2000, 3, 1).unwrap().number(), 11_017);
        assert!(Day::new(2024, 6, 1).unwrap().is_weekend());
        assert!(!Day::new(2024, 6, 3).unwrap().is_weekend());
        assert!(!Day::new(1925, 12, 31).unwrap().is_real());
        assert!(Day::new(2024, 2, 29).is_some() && Day::new(2023, 2, 29).is_none());
    }

    #[test]
    fn times_of_day_are_told_from_numbers() {
        for text in ["10:11:12", "10:11", "101112.25", "23:59:59.999"] {
            assert!(is_time_of_day(text), "{text}");
        }
        for text in ["", "256", "1:2", "998877", "10:61", "2.5"] {
            assert!(!is_time_of_day(text), "{text}");
        }
    }
}
