//! What is known about faces in a kind of image, published and measured here: `data/sequences.csv`.
//!
//! Said beside each result, so that nobody takes what was measured on one kind of image for a
//! measurement on another.

use serde::Deserialize;
use std::sync::OnceLock;

/// Voxels longer than this are thick slices, mm: 3-D images have 0.7–1.5 mm, slices of 2-D images
/// 3–6 mm.
const THICK_MM: f64 = 2.5;

/// One kind of image.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// BIDS suffix.
    suffix: String,
    /// Whether it is about 3-D images, about thick slices or both.
    slices: Slices,
    /// How often others were recognised by it.
    published: String,
    /// Where that was published, and whether it was checked there.
    source: String,
    /// What this project measured on it.
    measured_here: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Slices {
    Thin,
    Thick,
    Any,
}

fn shipped() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let table = include_str!("../../data/sequences.csv");
        let rows = csv::Reader::from_reader(table.as_bytes()).into_deserialize();
        let read: Result<_, csv::Error> = rows.collect();
        read.unwrap_or_else(|error| unreachable!("shipped sequences: {error}"))
    })
}

/// What is known about faces in such an image, in words; `suffix` is that of BIDS, `longest_mm` the
/// longest side of a voxel.
pub fn known_of(suffix: Option<&str>, longest_mm: f64) -> String {
    let slices = if longest_mm > THICK_MM { Slices::Thick } else { Slices::Thin };
    let fits = |row: &&Row| {
        Some(&*row.suffix) == suffix && (row.slices == slices || row.slices == Slices::Any)
    };
    let Some(row) = shipped().iter().find(fits) else {
        return "published: none known for this kind of image; measured here: not measured".into();
    };
    let Row { published, source, measured_here, .. } = row;
    let source = if source.is_empty() { String::new() } else { format!(" ({source})") };
    format!("published: {published}{source}; measured here: {measured_here}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_can_be_reached_and_says_what_was_measured() {
        for row in shipped() {
            let longest = if row.slices == Slices::Thick { 5.0 } else { 1.0 };
            let words = known_of(Some(&row.suffix), longest);
            assert!(words.contains(&row.published), "{}", row.suffix);
            assert!(!row.measured_here.is_empty(), "{}", row.suffix);
            assert!(row.source.is_empty() == (row.published == "none known"), "{}", row.suffix);
        }
    }

    #[test]
    fn nothing_is_claimed_for_what_is_not_in_the_table() {
        let unknown = "published: none known for this kind of image; measured here: not measured";
        assert_eq!(known_of(None, 1.0), unknown);
        assert_eq!(known_of(Some("T1w"), 5.0), unknown);
        assert!(known_of(Some("FLAIR"), 6.0).contains("32–45 %"));
        assert!(known_of(Some("FLAIR"), 1.0).contains("96–98 %"));
    }
}
