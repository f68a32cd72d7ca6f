//! Does the table hold the values that the population has?
//!
//! The models for small tables know only values that occur. Good (1953, Biometrika 40:237) tells
//! how much of the population has others: the share of the records whose value nobody else has.

use crate::disclosure::table::MISSING;

/// Beyond this share of the population with unseen values, a model of the seen ones says nothing
/// of it: a choice.
const MOST_UNSEEN: f64 = 0.2;

/// Why models of the values in the table do not apply, by the column with the most unseen values;
/// nothing where they do.
pub(super) fn doubt(names: &[String], columns: &[&[u32]]) -> Option<String> {
    let unseen = columns.iter().map(|codes| unseen(codes));
    let (name, share) = names.iter().zip(unseen).max_by(|a, b| a.1.total_cmp(&b.1))?;
    (share > MOST_UNSEEN).then(|| {
        format!(
            "about {:.0} % of the population have a value of {name} that this table does not hold \
             (Good 1953); name fewer columns, take an exact one in bins, or give a population table",
            100.0 * share
        )
    })
}

/// Share of the known values that occur once.
fn unseen(codes: &[u32]) -> f64 {
    let known = || codes.iter().filter(|code| **code != MISSING);
    let mut counts = vec![0u32; known().max().map_or(0, |most| *most as usize + 1)];
    known().for_each(|code| counts[*code as usize] += 1);
    let once = counts.iter().filter(|count| **count == 1).count();
    once as f64 / known().count().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_single_values_does_not_show_its_population() {
        let names = ["sex", "age"].map(str::to_owned);
        let (sex, age): (Vec<u32>, Vec<u32>) =
            ((0..40).map(|n| n % 2).collect(), (0..40).collect());
        let bins: Vec<u32> = age.iter().map(|age| age / 10).collect();
        assert_eq!(doubt(&names, &[&sex, &bins]), None);
        let why = doubt(&names, &[&sex, &age]).unwrap();
        assert!(why.contains("100 % of the population have a value of age"), "{why}");
        assert!((unseen(&[MISSING, 0, 0, 1, MISSING]) - 1.0 / 3.0).abs() < 1e-12);
    }
}
