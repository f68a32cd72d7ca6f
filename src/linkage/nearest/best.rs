//! The best scores of every probe of a panel, while the gallery passes by.

use super::Candidate;
use super::tile::{OfProbes, PROBES};

/// The best candidates so far of up to 16 probes, best first.
#[derive(Clone, Debug)]
pub(super) struct Best {
    most: usize,
    found: Vec<Vec<Candidate>>,
    /// What a score of each probe has to exceed.
    bars: OfProbes,
}

impl Best {
    /// For so many probes, and so many candidates of each.
    pub(super) fn new(probes: usize, most: usize) -> Self {
        let mut bars = [f32::INFINITY; PROBES];
        if most > 0 {
            bars[..probes].fill(f32::NEG_INFINITY);
        }
        Self { most, found: vec![Vec::with_capacity(most + 1); probes], bars }
    }

    /// The scores of one scan of the gallery; scans come in the order of the gallery.
    pub(super) fn look_through(&mut self, scores: &OfProbes, gallery: u32) {
        // Counting runs over many scores at once; a search for the first does not.
        let above: u32 = scores.iter().zip(&self.bars).map(|(s, bar)| u32::from(s > bar)).sum();
        if above > 0 {
            for (probe, &similarity) in scores.iter().enumerate() {
                if similarity > self.bars[probe] {
                    self.insert(probe, Candidate { gallery, similarity });
                }
            }
        }
    }

    fn insert(&mut self, probe: usize, candidate: Candidate) {
        let found = &mut self.found[probe];
        let place = found.partition_point(|c| c.similarity >= candidate.similarity);
        found.insert(place, candidate);
        found.truncate(self.most);
        if found.len() == self.most {
            self.bars[probe] = found.last().map_or(f32::INFINITY, |c| c.similarity);
        }
    }

    /// The candidates of every probe.
    pub(super) fn into_candidates(self) -> Vec<Vec<Candidate>> {
        self.found
    }
}
