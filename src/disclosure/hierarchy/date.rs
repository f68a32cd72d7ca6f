//! Dates: day, month, quarter, year, 5 years.

use super::Rule;
use serde::{Deserialize, Serialize};

/// A unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Day, without the time.
    Day,
    /// Month.
    Month,
    /// Three months.
    Quarter,
    /// Year.
    Year,
    /// Five years, from a year that 5 divides.
    FiveYears,
}

/// Levels of a date column.
pub fn rules() -> Vec<(String, Rule)> {
    let units = [
        (Unit::Day, "day"),
        (Unit::Month, "month"),
        (Unit::Quarter, "quarter"),
        (Unit::Year, "year"),
        (Unit::FiveYears, "5 years"),
    ];
    units.map(|(unit, name)| (name.to_owned(), Rule::DateUnit { unit })).to_vec()
}

/// Year, and month and day where they are known.
type Date = (u32, Option<u32>, Option<u32>);

/// Reads `2019-03-07`, also with a time after it, `2019/03/07`, `20190307`, `07.03.2019`, `2019-03`
/// and `2019`. Day and month around slashes (`07/03/2019`) cannot be told apart and are not read.
pub(super) fn parse(value: &str) -> Option<Date> {
    let day = value.split(['T', ' ']).next()?;
    let number = |text: &str, digits: usize| {
        let all = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
        if all { text.parse::<u32>().ok() } else { None }
    };
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    let date = match parts.as_slice() {
        [all] if all.len() == 8 && all.is_ascii() => {
            (number(&all[..4], 4)?, Some(number(&all[4..6], 2)?), Some(number(&all[6..], 2)?))
        }
        [year] => (number(year, 4)?, None, None),
        [year, month] => (number(year, 4)?, Some(number(month, 2)?), None),
        [year, month, day] if year.len() == 4 => {
            (number(year, 4)?, Some(number(month, 2)?), Some(number(day, 2)?))
        }
        [d, m, year] if day.contains('.') => {
            (number(year, 4)?, Some(number(m, 2)?), Some(number(d, 2)?))
        }
        _ => return None,
    };
    let fits = |part: Option<u32>, most| part.is_none_or(|v| (1..=most).contains(&v));
    ((1800..2200).contains(&date.0) && fits(date.1, 12) && fits(date.2, 31)).then_some(date)
}

/// A date to a unit; a date that is less exact stays as exact as it is until a unit holds it.
pub(super) fn to_unit(value: &str, unit: Unit) -> Option<String> {
    let (year, month, day) = parse(value)?;
    Some(match (unit, month, day) {
        (Unit::FiveYears, ..) => {
            let from = year - year % 5;
            format!("{from}-{}", from + 4)
        }
        (Unit::Year, ..) | (_, None, _) => year.to_string(),
        (Unit::Quarter, Some(month), _) => format!("{year} Q{}", month.div_ceil(3)),
        (Unit::Month, Some(month), _) | (Unit::Day, Some(month), None) => {
            format!("{year}-{month:02}")
        }
        (Unit::Day, Some(month), Some(day)) => format!("{year}-{month:02}-{day:02}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_coarser() {
        let units = [Unit::Day, Unit::Month, Unit::Quarter, Unit::Year, Unit::FiveYears];
        let at = |value: &str| units.map(|unit| to_unit(value, unit).unwrap());
        let expected = ["2019-11-07", "2019-11", "2019 Q4", "2019", "2015-2019"];
        for written in ["2019-11-07", "20191107", "07.11.2019", "2019/11/07", "2019-11-07T10:21:00"]
        {
            assert_eq!(at(written), expected, "{written}");
        }
        assert_eq!(at("2019-11"), ["2019-11", "2019-11", "2019 Q4", "2019", "2015-2019"]);
    }

    #[test]
    fn what_is_no_clear_date_is_not_read() {
        for value in ["07/11/2019", "2019-13-01", "november", "12", "", "1.5", "2019-11-ab"] {
            assert_eq!(parse(value), None, "{value}");
        }
    }
}
