//! Tables of counts.

use rustc_hash::FxHashMap;

/// Persons by the values of some columns.
#[derive(Clone, Debug, PartialEq)]
pub struct CountTable {
    /// Names of the columns.
    pub columns: Vec<String>,
    pub(super) cells: FxHashMap<Vec<String>, f64>,
}

/// Why a file is no table of counts.
#[derive(Debug, thiserror::Error)]
pub enum CountError {
    /// Not readable as separated values, or rows of different lengths.
    #[error("population table: {0}")]
    Csv(#[from] csv::Error),
    /// No column of counts.
    #[error("population table: no column `count`")]
    NoCount,
    /// A count that is no number of persons.
    #[error("population table, line {line}, count: {value:?} is no number of persons")]
    Count {
        /// Line, the header being 1.
        line: usize,
        /// What stands there.
        value: String,
    },
    /// No persons at all.
    #[error("population table: no persons")]
    Empty,
}

/// Reads a table with a header, a column `count` (persons, may be rounded or fractional) and one
/// column a quasi-identifier; separated by semicolons, tabs or commas, whichever the header has.
/// Rows with the same values are added up.
///
/// # Errors
/// [`CountError`] with the line.
pub fn read(text: &str) -> Result<CountTable, CountError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let header = text.lines().next().unwrap_or_default();
    let separator = [b';', b'\t'].into_iter().find(|s| header.as_bytes().contains(s));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator.unwrap_or(b','))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = reader.headers()?.clone();
    let count = header.iter().position(|name| name.eq_ignore_ascii_case("count"));
    let count = count.ok_or(CountError::NoCount)?;
    let others: Vec<usize> = (0..header.len()).filter(|c| *c != count).collect();
    let mut cells: FxHashMap<Vec<String>, f64> = FxHashMap::default();
    for (at, row) in reader.records().enumerate() {
        let row = row?;
        let persons = row[count].parse::<f64>().ok().filter(|v| v.is_finite() && *v >= 0.0);
        let Some(persons) = persons else {
            return Err(CountError::Count { line: at + 2, value: row[count].to_owned() });
        };
        *cells.entry(others.iter().map(|c| row[*c].to_owned()).collect()).or_default() += persons;
    }
    if cells.values().sum::<f64>() <= 0.0 {
        return Err(CountError::Empty);
    }
    Ok(CountTable { columns: others.iter().map(|c| header[*c].to_owned()).collect(), cells })
}

impl CountTable {
    /// The counts over those of `columns` that the table has, in their order.
    pub(super) fn margin(&self, columns: &[&str]) -> Self {
        let place = |name: &&str| self.columns.iter().position(|c| c == name);
        let places: Vec<usize> = columns.iter().filter_map(place).collect();
        // Sorted, so that sums do not depend on the hash table.
        let mut sorted: Vec<(&Vec<String>, &f64)> = self.cells.iter().collect();
        sorted.sort_by(|a, b| a.0.cmp(b.0));
        let mut cells: FxHashMap<Vec<String>, f64> = FxHashMap::default();
        for (values, persons) in sorted {
            *cells.entry(places.iter().map(|p| values[*p].clone()).collect()).or_default() +=
                persons;
        }
        Self { columns: places.iter().map(|p| self.columns[*p].clone()).collect(), cells }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_named_with_their_line() {
        assert!(matches!(read("sex,n\nF,1"), Err(CountError::NoCount)));
        assert!(matches!(read("sex,count\nF,1\nM,many"), Err(CountError::Count { line: 3, .. })));
        assert!(matches!(read("sex,count\nF,-1"), Err(CountError::Count { line: 2, .. })));
        assert!(matches!(read("sex,count\nF,0"), Err(CountError::Empty)));
        assert!(matches!(read("sex,count\nF"), Err(CountError::Csv(_))));
    }

    #[test]
    fn rows_with_the_same_values_are_added_up() {
        let found = read("\u{feff}sex\tCount\nF\t1.5\nF\t2\n").unwrap();
        assert_eq!(found.columns, ["sex"]);
        assert!((found.cells[&vec!["F".to_owned()]] - 3.5).abs() < 1e-12);
    }
}
