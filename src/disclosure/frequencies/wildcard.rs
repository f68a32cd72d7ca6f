//! Missing values that match every value.
//!
//! There are few patterns of gaps: classes are compared pattern by pattern, on the columns that
//! neither of the two leaves open, instead of record by record.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::FrequencyError;
use crate::disclosure::classes::Classes;
use crate::disclosure::table::{Column, MISSING, Table};

/// Bits of the widest key.
const MOST_BITS: usize = 64 * 64;
/// Classes counted in one task.
const TASK: usize = 4096;

/// Adds the matches by gaps to the classes' own counts; each of `own` is counted alike.
pub(super) fn count(
    table: &Table,
    quasi_identifiers: &[usize],
    classes: &Classes,
    own: Vec<Vec<f64>>,
    alpha: f64,
) -> Result<Vec<Vec<f64>>, FrequencyError> {
    let columns: Vec<&Column> = quasi_identifiers.iter().map(|&c| table.column(c)).collect();
    if columns.iter().all(|column| column.missing() == 0) {
        return Ok(own);
    }
    let bits = columns.iter().map(|column| bits_of(column)).sum();
    Ok(match bits {
        0..=64 => matches::<1>(&columns, classes, &own, alpha),
        65..=256 => matches::<4>(&columns, classes, &own, alpha),
        257..=MOST_BITS => matches::<64>(&columns, classes, &own, alpha),
        _ => return Err(FrequencyError::TooWide { bits, most: MOST_BITS }),
    })
}

/// Bits that tell the values of a column apart; at least one, so that a gap can be told.
fn bits_of(column: &Column) -> usize {
    let last = column.labels.len().saturating_sub(1) as u32;
    (u32::BITS - last.leading_zeros()).max(1) as usize
}

/// Values of a class, column after column; gaps are zero.
type Key<const W: usize> = [u64; W];

/// Classes with the same gaps.
struct Pattern<const W: usize> {
    /// Ones where a column is known.
    known: Key<W>,
    complete: bool,
    classes: Vec<u32>,
}

/// Keys of all classes, and the classes by their gaps, in the order of their first class.
fn patterns<const W: usize>(
    columns: &[&Column],
    classes: &Classes,
) -> (Vec<Key<W>>, Vec<Pattern<W>>) {
    let mut keys = vec![[0; W]; classes.count()];
    let mut all: Vec<Pattern<W>> = Vec::new();
    let mut place = FxHashMap::default();
    for (class, key) in keys.iter_mut().enumerate() {
        let mut known = [0; W];
        let mut complete = true;
        let mut at = 0;
        for column in columns {
            let (code, bits) = (column.codes[classes.first[class] as usize], bits_of(column));
            if code == MISSING {
                complete = false;
            } else {
                put(key, at, u64::from(code));
                put(&mut known, at, (1 << bits) - 1);
            }
            at += bits;
        }
        let number = *place.entry(known).or_insert_with(|| {
            all.push(Pattern { known, complete, classes: Vec::new() });
            all.len() - 1
        });
        all[number].classes.push(class as u32);
    }
    (keys, all)
}

/// Sets bits from `at` on, over the border of words.
fn put<const W: usize>(key: &mut Key<W>, at: usize, value: u64) {
    let (word, shift) = (at / 64, at % 64);
    key[word] |= value << shift;
    if shift > 0 && value >> (64 - shift) > 0 {
        key[word + 1] |= value >> (64 - shift);
    }
}

fn masked<const W: usize>(key: &Key<W>, mask: &Key<W>) -> Key<W> {
    std::array::from_fn(|word| key[word] & mask[word])
}

fn matches<const W: usize>(
    columns: &[&Column],
    classes: &Classes,
    own: &[Vec<f64>],
    alpha: f64,
) -> Vec<Vec<f64>> {
    let (keys, patterns) = patterns::<W>(columns, classes);
    let tasks: Vec<(&Pattern<W>, &[u32])> = patterns
        .iter()
        .flat_map(|pattern| pattern.classes.chunks(TASK).map(move |part| (pattern, part)))
        .collect();
    own.iter()
        .map(|own| {
            let found: Vec<Vec<f64>> = tasks
                .par_iter()
                .map(|(pattern, part)| total(pattern, part, &patterns, &keys, own, alpha))
                .collect();
            let mut counts = vec![0.0; own.len()];
            for ((_, part), found) in tasks.iter().zip(found) {
                for (&class, count) in part.iter().zip(found) {
                    counts[class as usize] = count;
                }
            }
            counts
        })
        .collect()
}

/// Counts of some classes of a pattern: their own and those of all classes that they fit.
fn total<const W: usize>(
    pattern: &Pattern<W>,
    part: &[u32],
    patterns: &[Pattern<W>],
    keys: &[Key<W>],
    own: &[f64],
    alpha: f64,
) -> Vec<f64> {
    if pattern.known == [0; W] {
        // Who tells nothing fits everybody.
        return vec![own.iter().sum(); part.len()];
    }
    let mut counts: Vec<f64> = part.iter().map(|&class| own[class as usize]).collect();
    for other in patterns.iter().filter(|other| other.known != pattern.known) {
        let weight = if other.complete { 1.0 } else { alpha };
        let mask = masked(&pattern.known, &other.known);
        let sums = if part.len() < other.classes.len() {
            sums_for_few(part, &other.classes, keys, own, &mask)
        } else {
            sums_of_few(part, &other.classes, keys, own, &mask)
        };
        for (count, sum) in counts.iter_mut().zip(sums) {
            *count += weight * sum;
        }
    }
    counts
}

/// Σ over the `others` that agree with each class of `part`, which is the shorter list.
fn sums_for_few<const W: usize>(
    part: &[u32],
    others: &[u32],
    keys: &[Key<W>],
    own: &[f64],
    mask: &Key<W>,
) -> Vec<f64> {
    let key = |class: &u32| masked(&keys[*class as usize], mask);
    let mut sums: FxHashMap<Key<W>, f64> = part.iter().map(|class| (key(class), 0.0)).collect();
    for class in others {
        if let Some(sum) = sums.get_mut(&key(class)) {
            *sum += own[*class as usize];
        }
    }
    part.iter().map(|class| sums[&key(class)]).collect()
}

/// The same where the `others` are the shorter list.
fn sums_of_few<const W: usize>(
    part: &[u32],
    others: &[u32],
    keys: &[Key<W>],
    own: &[f64],
    mask: &Key<W>,
) -> Vec<f64> {
    let key = |class: &u32| masked(&keys[*class as usize], mask);
    let mut sums: FxHashMap<Key<W>, f64> = FxHashMap::default();
    for class in others {
        *sums.entry(key(class)).or_insert(0.0) += own[*class as usize];
    }
    part.iter().map(|class| sums.get(&key(class)).copied().unwrap_or(0.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Frequencies, MissingMode};
    use super::*;
    use proptest::prelude::*;

    /// Counts by comparing every record with every record.
    fn brute_force(rows: &[Vec<u32>], weights: &[f64], alpha: f64) -> Vec<f64> {
        let complete = |row: &[u32]| row.iter().all(|&code| code != MISSING);
        let fits = |a: &[u32], b: &[u32]| {
            a.iter().zip(b).all(|(x, y)| x == y || *x == MISSING || *y == MISSING)
        };
        let weight = |a: &Vec<u32>, b: &Vec<u32>| match a {
            _ if a.iter().all(|&code| code == MISSING) => 1.0,
            _ if !fits(a, b) => 0.0,
            _ if a == b || complete(b) => 1.0,
            _ => alpha,
        };
        let total = |a| rows.iter().zip(weights).map(|(b, w)| weight(a, b) * w).sum();
        rows.iter().map(total).collect()
    }

    fn table(rows: &[Vec<u32>], width: usize, labels: usize) -> Table {
        let column = |c: usize| Column {
            name: c.to_string(),
            codes: rows.iter().map(|row| row[c]).collect(),
            labels: (0..labels).map(|label| label.to_string()).collect(),
        };
        Table::new((0..width).map(column).collect()).unwrap()
    }

    fn rows(width: usize) -> impl Strategy<Value = Vec<Vec<u32>>> {
        let cell = prop_oneof![5 => 0u32..3, 2 => Just(MISSING)];
        prop::collection::vec(prop::collection::vec(cell, width), 1..50)
    }

    proptest! {
        #[test]
        fn as_found_by_comparing_all_records(
            rows in rows(4),
            alpha in prop_oneof![Just(0.0), Just(0.5), Just(1.0)],
            // 2 bits a column fit one word; 2000 values take 11 bits, columns then cross words.
            copies in prop_oneof![Just(1usize), Just(4)],
        ) {
            let wide: Vec<Vec<u32>> = rows.iter().map(|row| row.repeat(copies)).collect();
            let labels = if copies == 1 { 3 } else { 2000 };
            let table = table(&wide, 4 * copies, labels);
            let weights: Vec<f64> = (0..rows.len()).map(|row| 1.0 + row as f64 / 4.0).collect();
            let columns: Vec<usize> = (0..4 * copies).collect();
            let mode = MissingMode::Wildcard { alpha };
            let found = Frequencies::of(&table, &columns, mode, Some(&weights)).unwrap();
            let ones = vec![1.0; rows.len()];
            let persons = found.population_of_class.as_ref().unwrap();
            for row in 0..rows.len() {
                let class = found.classes.of_record[row] as usize;
                let expected = brute_force(&rows, &ones, alpha)[row];
                prop_assert!((found.of_class[class] - expected).abs() < 1e-9);
                let expected = brute_force(&rows, &weights, alpha)[row];
                prop_assert!((persons[class] - expected).abs() < 1e-9);
            }
        }

        #[test]
        fn dropping_leaves_the_classes_of_complete_records(rows in rows(3)) {
            let columns = [0, 1, 2];
            let all = table(&rows, 3, 3);
            let found = Frequencies::of(&all, &columns, MissingMode::Drop, None).unwrap();
            let complete: Vec<&Vec<u32>> =
                rows.iter().filter(|row| !row.contains(&MISSING)).collect();
            prop_assert_eq!(found.records(), complete.len());
            for (row, codes) in rows.iter().enumerate() {
                let alike = complete.iter().filter(|other| **other == codes).count();
                let expected = (alike > 0).then_some(alike as f64);
                prop_assert_eq!(found.of_record(row), expected);
            }
        }
    }

    #[test]
    fn impossible_requests_are_errors() {
        let table = table(&[vec![0], vec![MISSING]], 1, 1);
        let ask = |alpha, weights| {
            Frequencies::of(&table, &[0], MissingMode::Wildcard { alpha }, weights)
        };
        assert_eq!(ask(1.5, None), Err(FrequencyError::Alpha(1.5)));
        assert!(ask(f64::NAN, None).is_err());
        let wrong = Err(FrequencyError::Weights { found: 1, expected: 2 });
        assert_eq!(ask(1.0, Some(&[1.0])), wrong);
        let wide = vec![0; MOST_BITS + 1];
        let many = Frequencies::of(&table, &wide, MissingMode::default(), None);
        assert!(matches!(many, Err(FrequencyError::TooWide { .. })));
    }
}
