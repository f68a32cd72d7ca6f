//! How alike every probe is to every scan of a gallery, and whose scans they are: what an attack
//! leaves behind and all that its evaluation needs.

/// Scores of probes (rows) against a gallery (columns); larger is more alike.
///
/// Terms after ISO/IEC 19795-1: a *probe* is the scan an attacker wants to name, the *gallery* holds
/// the scans whose names he knows. A comparison is *mated* when both scans are one person's.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreMatrix {
    probes: Vec<Person>,
    gallery: Vec<Person>,
    scores: Vec<f32>,
}

/// Whose scan a row or a column is: the same number for the same person on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Person(pub u32);

/// Not as many scores as comparisons.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("scores: {found} for {probes} probes and {gallery} scans in the gallery")]
pub struct ScoreMatrixError {
    /// Scores given.
    pub found: usize,
    /// Rows.
    pub probes: usize,
    /// Columns.
    pub gallery: usize,
}

impl ScoreMatrix {
    /// Scores row by row, one row per probe; NaN where two scans could not be compared.
    ///
    /// # Errors
    /// [`ScoreMatrixError`] when there are not `probes × gallery` scores.
    pub fn new(
        probes: Vec<Person>,
        gallery: Vec<Person>,
        scores: Vec<f32>,
    ) -> Result<Self, ScoreMatrixError> {
        if scores.len() == probes.len() * gallery.len() {
            Ok(Self { probes, gallery, scores })
        } else {
            Err(ScoreMatrixError {
                found: scores.len(),
                probes: probes.len(),
                gallery: gallery.len(),
            })
        }
    }

    /// Whose scan each row is.
    pub fn probes(&self) -> &[Person] {
        &self.probes
    }

    /// Whose scan each column is.
    pub fn gallery(&self) -> &[Person] {
        &self.gallery
    }

    /// The scores of one probe against the whole gallery; NaN where two scans could not be compared.
    /// A row of nothing but NaN is a failure to enrol the probe.
    pub fn row(&self, probe: usize) -> &[f32] {
        &self.scores[probe * self.gallery.len()..][..self.gallery.len()]
    }

    /// The same with other scores for some probes: their numbers and rows.
    #[must_use]
    pub fn with_rows<'r>(mut self, rows: impl IntoIterator<Item = (usize, &'r [f32])>) -> Self {
        let width = self.gallery.len();
        for (probe, row) in rows {
            self.scores[probe * width..][..width].copy_from_slice(row);
        }
        self
    }

    /// True when probe and gallery scan are one person's.
    pub fn mated(&self, probe: usize, gallery: usize) -> bool {
        self.probes[probe] == self.gallery[gallery]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_probes_and_a_wrong_count_is_an_error() {
        let people = |n: u32| (0..n).map(Person).collect::<Vec<_>>();
        let scores = ScoreMatrix::new(people(2), people(3), (0..6_u8).map(f32::from).collect());
        let scores = scores.unwrap();
        assert_eq!(scores.row(1), [3.0, 4.0, 5.0]);
        assert!(scores.mated(1, 1) && !scores.mated(1, 2));
        assert!(ScoreMatrix::new(people(2), people(3), vec![0.0; 5]).is_err());
    }
}
