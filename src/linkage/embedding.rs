//! Faces as a user's own model embeds them: vectors that are alike when the faces are.

pub mod network;
pub mod settings;

use super::nearest::dot;
use super::score_matrix::{Person, ScoreMatrix};
use rayon::prelude::*;

/// What a model makes of a face: a vector of length one.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedding(Vec<f32>);

/// A vector with no direction to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmbeddingError {
    /// A value is NaN or infinite.
    #[error("embedding: value {0} is not a finite number")]
    NotFinite(usize),
    /// All values are zero.
    #[error("embedding: all {0} values are zero")]
    Zero(usize),
}

impl Embedding {
    /// A vector made one long.
    ///
    /// # Errors
    /// [`EmbeddingError`] when it has no direction.
    pub fn new(mut values: Vec<f32>) -> Result<Self, EmbeddingError> {
        if let Some(at) = values.iter().position(|value| !value.is_finite()) {
            return Err(EmbeddingError::NotFinite(at));
        }
        // The largest value becomes 1 first: squares of small ones would vanish.
        let largest = values.iter().fold(0.0f32, |m, v| m.max(v.abs()));
        if largest == 0.0 {
            return Err(EmbeddingError::Zero(values.len()));
        }
        for value in &mut values {
            *value /= largest;
        }
        let length = dot(&values, &values).sqrt();
        Ok(Self(values.into_iter().map(|value| value / length).collect()))
    }

    /// One for several views of a head: their mean, made one long.
    ///
    /// One vector a head, not the most alike of many views: a maximum over views would favour those
    /// who are drawn oftener.
    ///
    /// # Errors
    /// [`EmbeddingError`] when there is none or they cancel each other.
    pub fn mean(views: &[Self]) -> Result<Self, EmbeddingError> {
        let length = views.first().map_or(0, |first| first.0.len());
        let sum = |n: usize| views.iter().map(|view| view.0[n]).sum();
        Self::new((0..length).map(sum).collect())
    }

    /// The values.
    pub fn values(&self) -> &[f32] {
        &self.0
    }

    /// Cosine of the angle between two, −1 to 1; the same bits on every machine.
    pub fn similarity(&self, other: &Self) -> f32 {
        dot(&self.0, &other.0)
    }
}

/// A picture or a scan that takes part, and whose it is.
#[derive(Clone, Debug)]
pub struct Embedded {
    /// The same number for the same person on both sides.
    pub person: Person,
    /// Nothing when no face is left to embed: a failure to enrol.
    pub embedding: Option<Embedding>,
}

/// Every probe against the gallery; NaN where one of the two failed to enrol.
pub fn scores(probes: &[Embedded], gallery: &[Embedded]) -> ScoreMatrix {
    let people = |side: &[Embedded]| side.iter().map(|one| one.person).collect();
    let score = |a: &Embedded, b: &Embedded| {
        let both = a.embedding.as_ref().zip(b.embedding.as_ref());
        both.map_or(f32::NAN, |(a, b)| a.similarity(b))
    };
    let row = |probe: &Embedded| gallery.iter().map(|one| score(probe, one)).collect();
    let rows: Vec<Vec<f32>> = probes.par_iter().map(row).collect();
    ScoreMatrix::new(people(probes), people(gallery), rows.concat())
        .unwrap_or_else(|_| unreachable!("a row has one score per member of the gallery"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embedded(person: u32, values: Option<[f32; 3]>) -> Embedded {
        let embedding = values.map(|values| Embedding::new(values.to_vec()).unwrap());
        Embedded { person: Person(person), embedding }
    }

    #[test]
    fn scores_are_cosines_and_no_face_is_no_score() {
        let probes = [embedded(1, Some([3.0, 4.0, 0.0])), embedded(2, None)];
        let gallery = [embedded(1, Some([8.0, 6.0, 0.0])), embedded(3, Some([0.0, 0.0, -2.0]))];
        let scores = scores(&probes, &gallery);
        assert!((scores.row(0)[0] - 0.96).abs() < 1e-6);
        assert!(scores.row(0)[1].abs() < 1e-12);
        assert!(scores.row(1).iter().all(|score| score.is_nan()));
        assert!(scores.mated(0, 0) && !scores.mated(0, 1));
    }

    #[test]
    fn tiny_and_huge_vectors_have_a_direction() {
        for scale in [1e-30f32, 1e30] {
            let unit = Embedding::new(vec![3.0 * scale, -4.0 * scale]).unwrap();
            assert!((unit.values()[0] - 0.6).abs() < 1e-6, "{unit:?}");
        }
        assert_eq!(Embedding::new(vec![0.0; 4]), Err(EmbeddingError::Zero(4)));
        assert_eq!(Embedding::new(Vec::new()), Err(EmbeddingError::Zero(0)));
        assert_eq!(Embedding::new(vec![1.0, f32::NAN]), Err(EmbeddingError::NotFinite(1)));
    }

    #[test]
    fn the_mean_of_views_lies_between_them_and_opposites_cancel() {
        let [x, y] = [[1.0, 0.0], [0.0, 5.0]].map(|v| Embedding::new(v.to_vec()).unwrap());
        let mean = Embedding::mean(&[x.clone(), y]).unwrap();
        assert!((mean.values()[0] - mean.values()[1]).abs() < 1e-6);
        let back = Embedding::new(vec![-1.0, 0.0]).unwrap();
        assert_eq!(Embedding::mean(&[x, back]), Err(EmbeddingError::Zero(2)));
        assert!(Embedding::mean(&[]).is_err());
    }
}
