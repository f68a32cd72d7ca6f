//! Why is this participant at risk? The fewest facts that single a record out, and in words.

use super::plan::listed;
use super::suda::Msus;
use super::table::Table;
use serde::Serialize;

/// What makes one record stand out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The record.
    pub record: usize,
    /// Records that agree in every quasi-identifier, this one included; a missing value is a value.
    pub class_size: u32,
    /// Records that agree in one quasi-identifier, for each.
    pub by_column: Vec<Knowing>,
    /// Two facts that the fewest records share; nothing with fewer than two columns.
    pub two_facts: Option<Knowing>,
    /// Minimal sample uniques, the smallest first.
    pub alone_with: Vec<Alone>,
    /// Columns in none of them: whoever knows them has learnt nothing more. Empty if the record is
    /// in no minimal sample unique.
    pub adds_nothing: Vec<String>,
    /// Whether larger sets than were searched may single the record out.
    pub truncated: bool,
    /// Risk under each attacker.
    pub risk: AttackerRisk,
    /// All that as text.
    pub words: String,
}

/// A set of facts and how many share them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Knowing {
    /// The columns.
    pub columns: Vec<String>,
    /// Records with the same values, this one included.
    pub class_size: u32,
}

/// A minimal sample unique.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alone {
    /// The columns that together nobody else shares.
    pub columns: Vec<String>,
    /// The values, in the order of the columns; only if asked for, as they identify.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
    /// Records left if one of the columns is not known, for each of them.
    pub without: Vec<u32>,
}

/// Chance that a match with the record is right, by what the attacker knows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AttackerRisk {
    /// Knows that the person is in the table: 1/f.
    pub prosecutor: f64,
    /// Does not know it: 1/F, F being the persons of the population with these values (from an
    /// external table), or a model's chance of a right match. Nothing where neither is known.
    pub journalist: Option<f64>,
}

/// How to explain.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Asked {
    /// Whether values are shown; they identify the participant.
    pub show_values: bool,
    /// The record's chance of a right match in the population, where it is known.
    pub journalist: Option<f64>,
}

/// Explains a record. `msus` are those of the columns `quasi_identifiers`, in that order.
///
/// # Panics
/// When there is no such record or the columns are not those of `msus`.
pub fn explain(
    table: &Table,
    quasi_identifiers: &[usize],
    msus: &Msus,
    record: usize,
    asked: Asked,
) -> Explanation {
    assert_eq!(quasi_identifiers.len(), msus.columns, "the columns of the search");
    let view = View { table, quasi_identifiers, record };
    let everything = (0..quasi_identifiers.len()).fold(0u64, |set, c| set | 1 << c);
    let class_size = view.sharing(everything);
    let alone_with: Vec<Alone> =
        msus.of(record).iter().map(|set| view.alone(*set, asked.show_values)).collect();
    let used = msus.of(record).iter().fold(0, |all, set| all | set);
    let unused = if used == 0 { 0 } else { everything & !used };
    let singles: Vec<Knowing> =
        (0..quasi_identifiers.len()).map(|c| view.knowing(1 << c)).collect();
    let pairs = (0..quasi_identifiers.len()).flat_map(|a| (0..a).map(move |b| 1u64 << a | 1 << b));
    let two_facts = pairs.map(|set| view.knowing(set)).min_by_key(|known| known.class_size);
    let prosecutor = 1.0 / f64::from(class_size);
    let risk = AttackerRisk { prosecutor, journalist: asked.journalist };
    let mut found = Explanation {
        record,
        class_size,
        by_column: singles,
        two_facts,
        alone_with,
        adds_nothing: view.names(unused),
        truncated: msus.truncated(),
        risk,
        words: String::new(),
    };
    found.words = words(&found, quasi_identifiers.len());
    found
}

struct View<'a> {
    table: &'a Table,
    quasi_identifiers: &'a [usize],
    record: usize,
}

impl View<'_> {
    fn columns(&self, set: u64) -> impl Iterator<Item = usize> + '_ {
        self.quasi_identifiers
            .iter()
            .enumerate()
            .filter(move |(c, _)| set >> c & 1 == 1)
            .map(|q| *q.1)
    }

    fn names(&self, set: u64) -> Vec<String> {
        self.columns(set).map(|q| self.table.column(q).name.clone()).collect()
    }

    /// Records with the same values in a set of columns.
    fn sharing(&self, set: u64) -> u32 {
        let columns: Vec<&[u32]> =
            self.columns(set).map(|q| self.table.column(q).codes.as_slice()).collect();
        let same = |row: &usize| columns.iter().all(|codes| codes[*row] == codes[self.record]);
        (0..self.table.rows()).filter(same).count() as u32
    }

    fn knowing(&self, set: u64) -> Knowing {
        Knowing { columns: self.names(set), class_size: self.sharing(set) }
    }

    fn alone(&self, set: u64, show_values: bool) -> Alone {
        let bits = (0..64).filter(|c| set >> c & 1 == 1);
        let without = bits.map(|c| self.sharing(set & !(1 << c))).collect();
        let value = |q| self.table.column(q).value(self.record).unwrap_or("n/a").to_owned();
        let values = show_values.then(|| self.columns(set).map(value).collect());
        Alone { columns: self.names(set), values, without }
    }
}

/// Sets that are told in words; the rest is counted.
const TOLD: usize = 3;

fn words(found: &Explanation, columns: usize) -> String {
    let Some(smallest) = found.alone_with.first() else {
        return shared(found, columns);
    };
    let size = smallest.columns.len();
    let fewest = found.alone_with.iter().filter(|set| set.columns.len() == size);
    let told: Vec<String> = fewest.clone().take(TOLD).map(named).collect();
    let more = fewest.count().saturating_sub(TOLD);
    let mut parts = vec![format!("alone with {}", told.join(", or with "))];
    if more > 0 {
        parts.push(format!(", and with {more} other sets of {size}"));
    }
    match found.adds_nothing.as_slice() {
        [] => {}
        [one] => parts.push(format!("; {one} adds nothing")),
        several => parts.push(format!("; {} add nothing", listed(several))),
    }
    // One fact that is enough leaves everybody without it: not worth a word.
    let most = smallest.without.iter().enumerate().max_by_key(|without| *without.1);
    if let Some((at, left)) = most.filter(|_| size > 1) {
        parts.push(format!("; {left} would match without {}", smallest.columns[at]));
    }
    parts.concat()
}

fn named(set: &Alone) -> String {
    match &set.values {
        None => listed(&set.columns),
        Some(values) => {
            let pairs = set.columns.iter().zip(values).map(|(c, v)| format!("{c} = {v}"));
            listed(&pairs.collect::<Vec<_>>())
        }
    }
}

fn shared(found: &Explanation, columns: usize) -> String {
    let others = found.class_size.saturating_sub(1);
    match (others, found.truncated) {
        (0, true) => "alone with all facts together; no smaller set that was searched".to_owned(),
        (0, false) => "alone only by values that are missing".to_owned(),
        (1, _) => format!("shares all {columns} facts with 1 other"),
        _ => format!("shares all {columns} facts with {others} others"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::suda::minimal_sample_uniques;
    use crate::disclosure::table::Column;

    fn explained(record: usize, show_values: bool) -> Explanation {
        let missing = |v: &str| v == "n/a";
        let table = Table::new(vec![
            Column::from_values("age", ["30", "30", "41", "41", "52"], missing),
            Column::from_values("hand", ["R", "L", "R", "R", "R"], missing),
            Column::from_values("site", ["A", "A", "A", "A", "A"], missing),
        ])
        .unwrap();
        let columns: Vec<&[u32]> = table.columns().iter().map(|c| c.codes.as_slice()).collect();
        let msus = minimal_sample_uniques(&columns, 3).unwrap();
        let asked = Asked { show_values, journalist: Some(0.01) };
        explain(&table, &[0, 1, 2], &msus, record, asked)
    }

    #[test]
    fn the_facts_that_single_a_record_out_are_named() {
        let found = explained(0, false);
        let expected = "alone with age and hand; site adds nothing; 4 would match without age";
        assert_eq!(found.words, expected);
        assert_eq!(found.alone_with[0].without, [4, 2]);
        assert_eq!(found.by_column[2].class_size, 5);
        assert_eq!(found.two_facts.unwrap().class_size, 1);
        assert_eq!(found.risk, AttackerRisk { prosecutor: 1.0, journalist: Some(0.01) });
    }

    #[test]
    fn values_are_shown_only_when_asked() {
        assert!(explained(0, true).words.starts_with("alone with age = 30 and hand = R"));
        let hidden = serde_json::to_string(&explained(0, false)).unwrap();
        assert!(!hidden.contains("30") && !hidden.contains("values"), "{hidden}");
    }

    #[test]
    fn who_is_not_alone_is_told_with_how_many() {
        let found = explained(2, false);
        assert_eq!(found.words, "shares all 3 facts with 1 other");
        assert!((found.risk.prosecutor - 0.5).abs() < 1e-12);
        assert_eq!(explained(4, false).words, "alone with age; hand and site add nothing");
    }
}
