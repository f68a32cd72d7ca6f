//! Days of the calendar, for knowledge that grows old.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

/// A day, written `2026-08-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: i32,
    month: u32,
    day: u32,
}

impl Date {
    /// A day of the Gregorian calendar; `None` for the 30th of February and its like.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Self { year, month, day })
    }

    /// Today, by the clock of this computer (UTC).
    pub fn today() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::of_epoch(since.as_secs())
    }

    /// The day (UTC) that holds this second after the beginning of 1970.
    pub fn of_epoch(seconds: u64) -> Self {
        Self::from_days((seconds / 86_400) as i64)
    }

    /// Days after 1970-01-01 (Hinnant, `civil_from_days`).
    fn from_days(days: i64) -> Self {
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        // Years begin in March, so that the leap day is the last.
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self { year: year as i32, month: month as u32, day: day as u32 }
    }

    /// Whether more than so many months lie between this day and a later one.
    pub fn is_older_than(self, months: u32, later: Self) -> bool {
        let whole = |date: Self| i64::from(date.year) * 12 + i64::from(date.month);
        let between = whole(later) - whole(self);
        let months = i64::from(months);
        between > months || (between == months && later.day > self.day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let part = |from: usize, to: usize| {
            let digits = text.get(from..to)?;
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let dashes = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        let date = || Self::new(part(0, 4)? as i32, part(5, 7)?, part(8, 10)?);
        let date = if dashes { date() } else { None };
        date.ok_or_else(|| format!("{text}: a date as 2026-08-01"))
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::try_from(text.to_owned()).unwrap()
    }

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        for (days, text) in [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_783, "2026-11-26")] {
            assert_eq!(Date::from_days(days).to_string(), text);
        }
    }

    #[test]
    fn six_months_are_six_months() {
        let seen = date("2026-05-26");
        assert!(!seen.is_older_than(6, date("2026-11-26")));
        assert!(seen.is_older_than(6, date("2026-11-27")));
        assert!(date("2025-12-01").is_older_than(6, date("2026-07-01")));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in
            ["2026-02-30", "2026-13-01", "26-01-01", "2026/01/01", "2026-1-01", "20260é1-01"]
        {
            assert!(Date::try_from(text.to_owned()).is_err(), "{text}");
        }
        assert_eq!(date("2024-02-29").to_string(), "2024-02-29");
    }
}
