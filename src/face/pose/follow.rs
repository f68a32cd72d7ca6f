//! From a start near the skin closer and closer to it.

use crate::face::mean_head::MeanHead;
use crate::face::registration::{Chosen, Held, Placement, Round, register_knowing};
use crate::face::surface_index::SurfaceIndex;

/// Close to the skin, with more and more of the mean head's points.
const FINE: [Round; 2] = [
    Round {
        stride: 6,
        radius_mm: 24.0,
        agreement: 0.6,
        iterations: 8,
        with_shape: true,
        held: Held::Nothing,
    },
    Round {
        stride: 3,
        radius_mm: 24.0,
        agreement: 0.7,
        iterations: 4,
        with_shape: true,
        held: Held::Nothing,
    },
];
/// What is left of a cut head turns slowly: so many times the iterations. With 1, 3 and 8, 33, 28 and
/// 25 of 234 heads cut by three tools ended more than 6° off.
const PATIENCE: usize = 3;
/// So near that only skin where a face has it takes part.
const CLOSE: Round = Round {
    stride: 3,
    radius_mm: 8.0,
    agreement: 0.7,
    iterations: 5,
    with_shape: true,
    held: Held::Nothing,
};
/// Brings the mean head closer to the skin.
pub(super) struct Follower<'a> {
    index: &'a SurfaceIndex,
    model: &'a MeanHead,
    chosen: &'a Chosen,
    /// The skin that each chosen point met last.
    met: Vec<Option<u32>>,
}

impl<'a> Follower<'a> {
    pub(super) fn new(index: &'a SurfaceIndex, model: &'a MeanHead, chosen: &'a Chosen) -> Self {
        Self { index, model, chosen, met: vec![None; chosen.len()] }
    }

    /// From a start onto the skin.
    pub(super) fn follow(&mut self, start: Placement, held: Held) -> Placement {
        let patience = if held == Held::Nothing { 1 } else { PATIENCE };
        let rounds =
            FINE.map(|round| Round { held, iterations: patience * round.iterations, ..round });
        rounds.iter().fold(start, |placement, round| self.refine(&placement, round))
    }

    /// As close as the shape of the mean head allows.
    pub(super) fn close(&mut self, placement: &Placement, held: Held) -> Placement {
        self.refine(placement, &Round { held, ..CLOSE })
    }

    fn refine(&mut self, placement: &Placement, round: &Round) -> Placement {
        register_knowing(self.index, self.model, self.chosen, placement, round, &mut self.met)
    }
}
