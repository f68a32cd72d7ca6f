//! What is in a column: numbers, bins, dates, words?

use serde::Serialize;

use crate::disclosure::table::Column;

/// How the numbers of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum NumberForm {
    /// Whole numbers, or decimals that are all zero.
    Whole,
    /// Decimals.
    Decimal {
        /// Most digits behind the point.
        digits: usize,
    },
    /// Years that are whole days: x times the days of a year is a whole number.
    DayExact {
        /// Days of a year times 100: 36525, 36500 or 36000.
        days_x100: u32,
    },
    /// Ranges, as `20-25`, `89+` or `<5`.
    Binned,
}

/// What is in a column.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Content {
    /// Records with a value.
    pub known: usize,
    /// Records without.
    pub missing: usize,
    /// Distinct values.
    pub distinct: usize,
    /// Records whose value nobody else has.
    pub alone: usize,
    /// Records whose value ten have or more, themselves included.
    pub shared: usize,
    /// Form of the numbers; nothing where some value is no number and no range.
    pub numbers: Option<NumberForm>,
    /// Whether all values are dates or times of a day.
    pub dates: bool,
    /// Whether values are sentences rather than codes: long, and most different.
    pub free_text: bool,
}

/// Records that share a value before it is no measurement of one person.
const SHARED: usize = 10;
/// Share of the decimal ages that have to be whole days; four digits alone would fit at random in
/// one of six.
const DAY_EXACT_SHARE: f64 = 0.8;
/// Years of 365.25, 365 and 360 days, as spreadsheets and R count them (YEARFRAC bases 1, 3, 0).
const YEARS: [u32; 3] = [36525, 36500, 36000];

/// Looks into a column; `persons`: how many persons have each of its records, one each without it.
pub fn content(column: &Column, persons: Option<&[u32]>) -> Content {
    let mut counts = vec![0usize; column.labels.len()];
    let mut missing = 0;
    for (record, &code) in column.codes.iter().enumerate() {
        let persons = persons.map_or(1, |persons| persons[record] as usize);
        match counts.get_mut(code as usize) {
            Some(count) => *count += persons,
            None => missing += persons,
        }
    }
    let values: Vec<&str> = (0..counts.len())
        .filter(|&code| counts[code] > 0)
        .map(|code| column.labels[code].as_str())
        .collect();
    let known: usize = counts.iter().sum();
    let characters: usize = values.iter().map(|value| value.chars().count()).sum();
    let spaced = values.iter().filter(|value| value.trim().contains(' ')).count();
    Content {
        known,
        missing,
        distinct: values.len(),
        alone: counts.iter().filter(|count| **count == 1).count(),
        shared: counts.iter().filter(|count| **count >= SHARED).sum(),
        numbers: number_form(&values),
        dates: !values.is_empty() && values.iter().all(|value| is_date(value)),
        // Sentences: on average over 15 characters, half with blanks, half of them single.
        free_text: values.len() > 2
            && characters > 15 * values.len()
            && 2 * spaced > values.len()
            && 2 * values.len() > known,
    }
}

fn number_form(values: &[&str]) -> Option<NumberForm> {
    let plain: Vec<&&str> = values.iter().filter(|value| is_number(value)).collect();
    if values.is_empty() || values.iter().any(|value| !is_number(value) && !is_range(value)) {
        return None;
    }
    // A table of numbers with one `89+` is one of numbers.
    if 2 * plain.len() < values.len() {
        return Some(NumberForm::Binned);
    }
    let digits = plain.iter().map(|value| decimals(value)).max().unwrap_or(0);
    if digits == 0 {
        return Some(NumberForm::Whole);
    }
    let day_exact = YEARS.into_iter().find(|&days| {
        let fine: Vec<_> = plain.iter().filter(|value| decimals(value) >= 4).collect();
        let fit = fine.iter().filter(|value| whole_days(value, days)).count();
        fine.len() > 1 && fit as f64 >= DAY_EXACT_SHARE * fine.len() as f64
    });
    Some(match day_exact {
        Some(days_x100) => NumberForm::DayExact { days_x100 },
        None => NumberForm::Decimal { digits },
    })
}

fn is_number(value: &str) -> bool {
    value.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Digits behind the point, without zeros at the end.
fn decimals(value: &str) -> usize {
    value.split_once('.').map_or(0, |(_, digits)| digits.trim_end_matches('0').len())
}

/// Whether an age is a whole number of days, within half a day at its last digit.
fn whole_days(value: &str, days_x100: u32) -> bool {
    let days = value.parse::<f64>().unwrap_or(f64::NAN) * f64::from(days_x100) / 100.0;
    // Four digits of a year are 0.037 days.
    (days - days.round()).abs() < 0.02 && days > 0.0
}

fn is_range(value: &str) -> bool {
    let value = value.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ');
    let number = |text: &str| is_number(text.trim());
    if let Some(text) = value.strip_suffix('+').or_else(|| value.strip_prefix(['<', '>', '≥', '≤']))
    {
        return number(text.trim_start_matches('='));
    }
    // The first character may be a sign.
    let border = value.char_indices().skip(1).find(|(_, c)| matches!(c, '-' | '–' | ':'));
    border.is_some_and(|(at, c)| number(&value[..at]) && number(&value[at + c.len_utf8()..]))
}

/// ISO 8601 dates and the like: year, month and day in either order.
fn is_date(value: &str) -> bool {
    let day = value.split(['T', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    match parts.as_slice() {
        [a, b, c] => {
            (number(a, 4..=4) && number(b, 1..=2) && number(c, 1..=2))
                || (number(a, 1..=2) && number(b, 1..=2) && (number(c, 4..=4) || number(c, 2..=2)))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Content {
        content(&Column::from_values("x", values, str::is_empty), None)
    }

    #[test]
    fn numbers_are_told_by_how_they_are_written() {
        let form = |values: &[&str]| of(values).numbers;
        assert_eq!(form(&["1", "23.0", ""]), Some(NumberForm::Whole));
        assert_eq!(form(&["1.5", "2.25"]), Some(NumberForm::Decimal { digits: 2 }));
        assert_eq!(form(&["20-25", "25-30", "89+"]), Some(NumberForm::Binned));
        assert_eq!(form(&["4yo", "5yo", "8-12yo"]), None);
        assert_eq!(form(&["77", "80", "89+"]), Some(NumberForm::Whole));
        assert_eq!(form(&["F", "1"]), None);
        assert_eq!(form(&["", ""]), None);
    }

    #[test]
    fn ages_to_the_day_are_found() {
        let exact = |days_x100| Some(NumberForm::DayExact { days_x100 });
        assert_eq!(of(&["76.9260273972603", "30.2712328767123", "21"]).numbers, exact(36500));
        assert_eq!(of(&["4.774811773", "4.856947296", "21"]).numbers, exact(36525));
        assert_eq!(of(&["18.32222222", "20.70833333"]).numbers, exact(36000));
        let scores = of(&["0.8181", "0.9123", "0.7712", "0.6644"]).numbers;
        assert_eq!(scores, Some(NumberForm::Decimal { digits: 4 }));
    }

    #[test]
    fn dates_and_sentences_are_found() {
        assert!(of(&["1809-08-09", "1808-12-03"]).dates && of(&["3/4/2020"]).dates);
        assert!(!of(&["1.5.2", "x"]).dates && !of(&["20-25"]).dates);
        assert!(
            of(&["mum, brother and aunt: anxiety", "cousin with depression", "none of them"])
                .free_text
        );
        assert!(!of(&["Left", "Right", "Left"]).free_text);
    }
}
