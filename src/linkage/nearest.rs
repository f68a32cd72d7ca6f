//! The gallery's vectors most alike to each probe's, without a matrix of all scores.

mod best;
mod tile;

use best::Best;
use rayon::prelude::*;
use std::ops::Range;

/// Vectors of one length, one after the other; alike by their dot product, so make them unit long
/// for a cosine.
#[derive(Clone, Debug, PartialEq)]
pub struct Vectors {
    length: usize,
    values: Vec<f32>,
}

/// A scan of the gallery beside a probe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Its place in the gallery.
    pub gallery: u32,
    /// Dot product of the two vectors, summed in one order on every machine.
    pub similarity: f32,
}

/// Vectors that cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VectorsError {
    /// The values do not divide into vectors of that length.
    #[error("vectors: {values} values are no whole number of vectors of length {length}")]
    Length {
        /// Values given.
        values: usize,
        /// Length of a vector.
        length: usize,
    },
    /// A value is not finite: its vector would be alike to nothing or to everything.
    #[error("vectors: value {place} of vector {vector} is not a finite number")]
    NotFinite {
        /// Which vector.
        vector: usize,
        /// Which value of it.
        place: usize,
    },
}

impl Vectors {
    /// Vectors of `length` values each.
    ///
    /// # Errors
    /// [`VectorsError`] when the values are no whole number of vectors or not all finite.
    pub fn new(length: usize, values: Vec<f32>) -> Result<Self, VectorsError> {
        if length == 0 || !values.len().is_multiple_of(length) {
            return Err(VectorsError::Length { values: values.len(), length });
        }
        match values.iter().position(|value| !value.is_finite()) {
            Some(at) => Err(VectorsError::NotFinite { vector: at / length, place: at % length }),
            None => Ok(Self { length, values }),
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.values.len() / self.length
    }

    fn vector(&self, n: usize) -> &[f32] {
        &self.values[n * self.length..][..self.length]
    }
}

/// Probes searched for at a time, packed: they pass by from the third-level cache …
const PROBES: usize = 1024;
/// … while so many tiles of gallery vectors, packed too, stay in the second …
const TILES: usize = 10;
/// … and so many values of a panel of probes in the first, until every tile has passed by them
/// (Goto & van de Geijn 2008, 10.1145/1356052.1356053).
const DEPTH: usize = 256;

/// The `most` gallery vectors most alike to each probe, the most alike first, equal ones in the
/// order of the gallery; fewer when the gallery is smaller. Memory: 1024 packed probes a thread
/// beside the answer; scores are looked through tile by tile, none is stored. Nothing for vectors of
/// different length.
///
/// The result does not depend on the number of threads: blocks lie at fixed places.
///
/// 10 000 × 10 000 × 512 on one thread of a quiet AMD EPYC with AVX2: 1.05 × the time of numpy's product
/// alone (`benches/peers/similarity.py`). No faster: blocks of 2048 probes; looking at the highest
/// score of a tile first. Slower: gallery vectors as they lie instead of packed (0 to 10 %), panels
/// as deep as the vectors are long.
pub fn most_alike(probes: &Vectors, gallery: &Vectors, most: usize) -> Option<Vec<Vec<Candidate>>> {
    if probes.length != gallery.length {
        return None;
    }
    let starts: Vec<usize> = (0..probes.count()).step_by(PROBES).collect();
    let found: Vec<Vec<Vec<Candidate>>> = starts
        .into_par_iter()
        .map(|start| block(probes, gallery, start..probes.count().min(start + PROBES), most))
        .collect();
    Some(found.into_iter().flatten().collect())
}

/// Candidates of some probes.
fn block(
    probes: &Vectors,
    gallery: &Vectors,
    some: Range<usize>,
    most: usize,
) -> Vec<Vec<Candidate>> {
    let length = probes.length;
    let mut panels = Vec::with_capacity(some.len().div_ceil(tile::PROBES) * length);
    packed(probes, some.clone(), &mut panels);
    let of_panel = |start: usize| Best::new(tile::PROBES.min(some.end - start), most);
    let mut best: Vec<Best> = some.clone().step_by(tile::PROBES).map(of_panel).collect();
    let mut rows = Vec::with_capacity(TILES * length);
    for first in (0..gallery.count()).step_by(TILES * tile::GALLERY) {
        let held = first..gallery.count().min(first + TILES * tile::GALLERY);
        rows.clear();
        packed(gallery, held.clone(), &mut rows);
        for (panel, best) in panels.chunks(length).zip(&mut best) {
            let tiles = scores(panel, &rows);
            for (scores, n) in tiles.as_flattened().iter().zip(held.clone()) {
                best.look_through(scores, n as u32);
            }
        }
    }
    let found = best.into_iter().flat_map(Best::into_candidates);
    some.zip(found).map(|(n, found)| rescored(found, probes.vector(n), gallery)).collect()
}

/// Packs some vectors, N at a time.
fn packed<const N: usize>(vectors: &Vectors, some: Range<usize>, into: &mut Vec<[f32; N]>) {
    for start in some.clone().step_by(N) {
        let together: Vec<&[f32]> =
            (start..some.end.min(start + N)).map(|n| vectors.vector(n)).collect();
        tile::pack(&together, vectors.length, into);
    }
}

/// Scores of packed gallery vectors, tile by tile, against a panel of probes.
fn scores(panel: &[tile::OfProbes], rows: &[tile::OfGallery]) -> [tile::Tile; TILES] {
    let mut tiles = [tile::Tile::default(); TILES];
    let length = panel.len();
    for from in (0..length).step_by(DEPTH) {
        let part = from..length.min(from + DEPTH);
        for (tile, rows) in tiles.iter_mut().zip(rows.chunks(length)) {
            tile::add(tile, &panel[part.clone()], &rows[part.clone()]);
        }
    }
    tiles
}

/// The candidates with scores that are the same on every machine.
fn rescored(mut found: Vec<Candidate>, probe: &[f32], gallery: &Vectors) -> Vec<Candidate> {
    for candidate in &mut found {
        candidate.similarity = dot(probe, gallery.vector(candidate.gallery as usize));
    }
    let order = |a: &Candidate, b: &Candidate| {
        (b.similarity + 0.0).total_cmp(&(a.similarity + 0.0)).then(a.gallery.cmp(&b.gallery))
    };
    found.sort_by(order);
    found
}

/// Dot product in 32 sums that are added up in one order, without fused instructions: the same bits
/// on every machine.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    const LANES: usize = 32;
    let mut sums = [0.0f32; LANES];
    let (whole_a, rest_a) = a.as_chunks::<LANES>();
    let (whole_b, rest_b) = b.as_chunks::<LANES>();
    for (x, y) in whole_a.iter().zip(whole_b) {
        for lane in 0..LANES {
            sums[lane] += x[lane] * y[lane];
        }
    }
    for (sum, (x, y)) in sums.iter_mut().zip(rest_a.iter().zip(rest_b)) {
        *sum += x * y;
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::stats::stream::{normal_pair, stream, uniform};
    use proptest::prelude::*;

    fn random(count: usize, length: usize, seed: u64) -> Vectors {
        let mut random = stream(seed, &[]);
        let values = (0..count * length).map(|_| normal_pair(&mut random)[0] as f32).collect();
        Vectors::new(length, values).unwrap()
    }

    fn brute_force(probes: &Vectors, gallery: &Vectors, most: usize) -> Vec<Vec<Candidate>> {
        let of = |probe: usize| {
            let score = |n: usize| Candidate {
                gallery: n as u32,
                similarity: dot(probes.vector(probe), gallery.vector(n)),
            };
            let mut all: Vec<Candidate> = (0..gallery.count()).map(score).collect();
            all.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
            all.truncate(most);
            all
        };
        (0..probes.count()).map(of).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn as_sorting_all_scores_finds_them(
            probes in 1usize..40, gallery in 1usize..1100, length in 1usize..70,
            most in 0usize..12, seed in 0u64..1000,
        ) {
            let (probes, gallery) = (random(probes, length, seed), random(gallery, length, seed + 1));
            let ours = most_alike(&probes, &gallery, most).unwrap();
            prop_assert_eq!(ours, brute_force(&probes, &gallery, most));
        }
    }

    #[test]
    fn blocks_and_threads_do_not_show() {
        let (probes, gallery) = (random(700, 24, 1), random(2300, 24, 2));
        let expected = brute_force(&probes, &gallery, 10);
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            assert_eq!(pool.install(|| most_alike(&probes, &gallery, 10)).unwrap(), expected);
        }
    }

    #[test]
    fn equal_vectors_come_in_the_order_of_the_gallery() {
        let gallery = Vectors::new(3, [0.5, 0.25, 1.0].repeat(1500)).unwrap();
        let found = most_alike(&random(2, 3, 1), &gallery, 4).unwrap();
        assert!(found.iter().all(|f| f.iter().map(|c| c.gallery).eq(0..4)));
    }

    #[test]
    fn a_sum_in_lanes_is_the_sum() {
        let mut random = stream(3, &[]);
        let mut vector = || (0..77).map(|_| uniform(&mut random) as f32).collect::<Vec<f32>>();
        let (a, b) = (vector(), vector());
        let slow: f64 = a.iter().zip(&b).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum();
        assert!((f64::from(dot(&a, &b)) - slow).abs() < 1e-5);
    }

    #[test]
    fn what_is_no_vector_is_refused() {
        assert!(Vectors::new(3, vec![0.0; 7]).is_err());
        assert!(Vectors::new(0, vec![]).is_err());
        let wrong = Vectors::new(2, vec![0.0, 1.0, f32::NAN, 0.0]);
        assert_eq!(wrong, Err(VectorsError::NotFinite { vector: 1, place: 0 }));
        assert_eq!(most_alike(&random(1, 3, 1), &random(1, 4, 1), 1), None);
    }
}
