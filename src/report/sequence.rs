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
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// BIDS suffix.
    suffix: String,
    /// Whether it is about 3-D images, about thick slices or both.
    slices: Slices,
    /// `yes` where photographs name almost everybody: what limits on faces are set for.
    structural: String,
    /// Least share of whole faces that photographs named, in numbers.
    named_low: Option<f64>,
    /// Greatest share of them.
    named_high: Option<f64>,
    /// Greatest share once the faces were replaced.
    named_replaced: Option<f64>,
    /// People searched, which are those who were scanned.
    named_of: Option<u64>,
    /// Greatest share once the faces were removed, over several tools.
    named_defaced: Option<f64>,
    /// People searched there.
    defaced_of: Option<u64>,
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
        let rows: Result<Vec<Row>, csv::Error> = rows.collect();
        rows.unwrap_or_else(|error| unreachable!("shipped sequences: {error}"))
    })
}

/// What is known about faces in such an image, in words; `suffix` is that of BIDS, `longest_mm` the
/// longest side of a voxel.
pub fn known_of(suffix: Option<&str>, longest_mm: f64) -> String {
    let Some(row) = row_of(suffix, longest_mm) else {
        return "published: none known for this kind of image; measured here: not measured".into();
    };
    let Row { published, source, measured_here, .. } = row;
    let source = if source.is_empty() { String::new() } else { format!(" ({source})") };
    format!("published: {published}{source}; measured here: {measured_here}")
}

fn row_of(suffix: Option<&str>, longest_mm: f64) -> Option<&'static Row> {
    let slices = if longest_mm > THICK_MM { Slices::Thick } else { Slices::Thin };
    let fits = |row: &&Row| {
        Some(&*row.suffix) == suffix && (row.slices == slices || row.slices == Slices::Any)
    };
    shipped().iter().find(fits)
}

/// Whether limits on faces are meant for such an image: photographs name almost everybody by it. An
/// image of which the kind is not known is taken for one; `longest_mm` is nothing where it could not
/// be read.
pub fn is_structural(suffix: Option<&str>, longest_mm: Option<f64>) -> bool {
    let yes = |row: &Row| row.structural == "yes";
    suffix.is_none() || row_of(suffix, longest_mm.unwrap_or(0.0)).is_some_and(yes)
}

/// Shares of people whom photographs named, `[least, greatest]`, and the people searched.
pub type Share = ([f64; 2], u64);

/// How often photographs named the right person by such images, as it was published.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Named {
    /// By whole faces.
    pub whole: Share,
    /// Once faces were replaced; nothing where that was not tried.
    pub replaced: Option<Share>,
    /// Once faces were removed, over several tools; nothing where that was not tried.
    pub removed: Option<Share>,
}

/// What photographs do with such an image; nothing where nobody published it.
pub fn named_of(suffix: Option<&str>, longest_mm: Option<f64>) -> Option<Named> {
    let row = row_of(suffix, longest_mm.unwrap_or(0.0))?;
    let of = row.named_of?;
    Some(Named {
        whole: ([row.named_low?, row.named_high?], of),
        replaced: row.named_replaced.map(|share| ([0.0, share], of)),
        removed: row.named_defaced.zip(row.defaced_of).map(|(share, of)| ([0.0, share], of)),
    })
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
            assert!(row.named_of.is_none() == (row.published == "none known"), "{}", row.suffix);
        }
    }

    #[test]
    fn limits_on_faces_are_for_sharp_images_and_for_what_is_not_known() {
        assert!(is_structural(Some("T1w"), Some(1.0)) && is_structural(Some("FLAIR"), None));
        assert!(is_structural(None, None));
        for (suffix, mm) in [("FLAIR", 5.0), ("PDw", 1.0), ("bold", 3.0), ("T1w", 5.0)] {
            assert!(!is_structural(Some(suffix), Some(mm)), "{suffix}");
        }
        let whole = named_of(Some("T2w"), Some(1.0)).map(|named| named.whole);
        assert_eq!(whole, Some(([0.96, 0.98], 182)));
        assert_eq!(named_of(Some("PDw"), Some(1.0)), None);
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
