//! What lies before and behind a point of the surface: samples along its normal and across it.
//!
//! Steps are one voxel along the axis nearest to the normal, so that thick slices and fine ones are
//! read alike; samples are raw, because interpolation would change the noise that is looked for.

use super::fill::FillRule;
use super::skin::SkinPoint;
use crate::base::space::{Affine, WorldPoint};
use crate::imaging::volume::Sample;

/// Steps looked at on either side of the surface.
pub(crate) const REACH: usize = 5;

/// Samples outside the surface that are looked at for noise or fill.
pub(crate) const OUTSIDE: usize = REACH - 1;

/// Samples across the surface at one point, stored units.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile {
    across: Across,
    /// Variance of the noise 3 steps outside, by second differences along the surface.
    pub(crate) air_noise: f32,
    /// The same 2 steps inside.
    pub(crate) tissue_noise: f32,
    /// Length of one step, mm.
    pub(crate) step_mm: f32,
    /// Whether equal samples outside may be fill.
    may_be_fill: bool,
}

impl Profile {
    /// Reads the samples around a point; None where they reach out of the volume.
    pub(crate) fn read<T: Sample>(
        samples: &[T],
        shape: [usize; 3],
        affine: &Affine,
        point: &SkinPoint,
        rule: FillRule,
    ) -> Option<Self> {
        let line = Line::through(shape, affine, point);
        Some(Self {
            across: Across::read(samples, &line)?,
            air_noise: line.noise(samples, 3)?,
            tissue_noise: line.noise(samples, -2)?,
            step_mm: line.step_mm,
            may_be_fill: rule.allows(samples, shape, line.at(3)?),
        })
    }

    /// How much of the way from air to tissue the edge at a point takes in one step, 0–1; nothing where
    /// it reaches out of the volume or does not rise.
    pub(crate) fn step_share<T: Sample>(
        samples: &[T],
        shape: [usize; 3],
        affine: &Affine,
        point: &SkinPoint,
    ) -> Option<f32> {
        let steps = Across::read(samples, &Line::through(shape, affine, point))?.edge_steps()?;
        Some(steps.recip().min(1.0))
    }

    /// The one value that all samples outside have, as no scanner's noise has.
    pub(crate) fn fill(&self) -> Option<f32> {
        let [first, rest @ ..] = self.across.outside() else { return None };
        let equal = rest.iter().all(|v| v.to_bits() == first.to_bits());
        (self.may_be_fill && equal).then_some(*first)
    }

    /// Neighbours inside that have exactly the same value, and of how many: in the noise of a scan few
    /// do, in blocks of pixels made coarse most.
    pub(crate) fn repeats(&self) -> (usize, usize) {
        let pairs = self.across.inside().windows(2);
        (pairs.clone().filter(|pair| pair[0].to_bits() == pair[1].to_bits()).count(), pairs.len())
    }

    /// The sample in the middle of those inside.
    pub(crate) fn inner(&self) -> f32 {
        self.across.inside()[self.across.inside().len() / 2]
    }

    /// Brightest tissue inside above the air.
    pub(crate) fn contrast(&self) -> f32 {
        self.across.inside().iter().fold(f32::MIN, |m, v| m.max(*v)) - self.across.air()
    }

    /// How many steps the edge takes: contrast over the steepest step. 1 is a cut; None without
    /// a rise.
    pub(crate) fn edge_steps(&self) -> Option<f32> {
        self.across.edge_steps()
    }
}

/// From [`REACH`] steps outside to [`REACH`] steps inside.
#[derive(Clone, Copy, Debug)]
struct Across([f32; 2 * REACH + 1]);

impl Across {
    fn read<T: Sample>(samples: &[T], line: &Line) -> Option<Self> {
        // All places before the first sample: they then come from memory together.
        let places = line.across()?;
        let mut values = [0.0; 2 * REACH + 1];
        for (value, place) in values.iter_mut().zip(places) {
            *value = samples.get(place)?.to_f32();
        }
        Some(Self(values))
    }

    /// The samples 2 to [`REACH`] steps outside.
    fn outside(&self) -> &[f32] {
        &self.0[..OUTSIDE]
    }

    /// The samples 1 to [`REACH`] steps inside.
    fn inside(&self) -> &[f32] {
        &self.0[REACH + 1..]
    }

    /// Mean of the samples outside.
    fn air(&self) -> f32 {
        self.outside().iter().sum::<f32>() / self.outside().len() as f32
    }

    /// Contrast over the steepest step; None without a rise.
    fn edge_steps(&self) -> Option<f32> {
        let around = &self.0[REACH - 3..=REACH + 3];
        let steepest = around.windows(2).fold(0.0f32, |m, pair| m.max(pair[1] - pair[0]));
        let first_peak = self.first_peak();
        (steepest > 0.0 && first_peak > 0.0).then(|| first_peak / steepest)
    }

    /// Height above the air of the first tissue met: the first sample inside that is not followed
    /// by a brighter one.
    fn first_peak(&self) -> f32 {
        let inside = &self.0[REACH..];
        let peak = inside.windows(2).find(|pair| pair[1] <= pair[0]).map(|pair| pair[0]);
        peak.unwrap_or(inside[inside.len() - 1]) - self.air()
    }
}

/// Voxels along the normal of a surface point.
struct Line {
    /// Counted from the lower corners of voxels: the whole part is the nearest voxel.
    from: [f64; 3],
    step: [f64; 3],
    /// Axis nearest to the normal.
    along: usize,
    shape: [usize; 3],
    step_mm: f32,
}

impl Line {
    fn through(shape: [usize; 3], affine: &Affine, point: &SkinPoint) -> Self {
        let at = affine.to_voxel(WorldPoint(point.position.cast::<f64>().into())).0;
        let per_mm = affine.steps_of(point.normal.cast::<f64>().into());
        let along = (0..3).fold(0, |m, a| if per_mm[a].abs() > per_mm[m].abs() { a } else { m });
        let longest = per_mm[along].abs().max(f64::MIN_POSITIVE);
        let step = per_mm.map(|s| s / longest);
        Self { from: at.map(|v| v + 0.5), step, along, shape, step_mm: (1.0 / longest) as f32 }
    }

    /// Offsets of the voxels from [`REACH`] steps outside to [`REACH`] steps inside; None where one lies
    /// outside the volume.
    fn across(&self) -> Option<[usize; 2 * REACH + 1]> {
        let reach = REACH as i32;
        // The line is straight: it lies in the volume where both its ends do.
        self.at(reach)?;
        self.at(-reach)?;
        Some(std::array::from_fn(|n| self.offset(self.place(reach - n as i32))))
    }

    /// Offset of the voxel `steps` outwards; None outside the volume.
    fn at(&self, steps: i32) -> Option<usize> {
        self.beside(steps, self.along, 0)
    }

    /// Offset of the voxel `steps` outwards and `aside` voxels along an axis.
    fn beside(&self, steps: i32, axis: usize, aside: i32) -> Option<usize> {
        let mut place = self.place(steps);
        place[axis] += f64::from(aside);
        // False for NaN.
        let inside = (0..3).all(|a| place[a] >= 0.0 && place[a] < self.shape[a] as f64);
        inside.then(|| self.offset(place))
    }

    fn place(&self, steps: i32) -> [f64; 3] {
        std::array::from_fn(|a| self.from[a] + f64::from(steps) * self.step[a])
    }

    /// Offset of the voxel that holds a place inside the volume.
    fn offset(&self, place: [f64; 3]) -> usize {
        let [i, j, k] = place.map(|v| v as u32 as usize);
        (k * self.shape[1] + j) * self.shape[0] + i
    }

    /// Variance of the noise there: mean square of `before − 2 here + after` over six, along the two
    /// axes across the normal. What varies slowly drops out.
    fn noise<T: Sample>(&self, samples: &[T], steps: i32) -> Option<f32> {
        let mut sum = 0.0;
        for axis in (0..3).filter(|a| *a != self.along) {
            let value = |aside| Some(samples.get(self.beside(steps, axis, aside)?)?.to_f32());
            let second = value(-1)? - 2.0 * value(0)? + value(1)?;
            sum += second * second / 6.0;
        }
        Some(sum / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn coordinate(low: f32, high: f32) -> impl Strategy<Value = f32> {
        let odd = prop::sample::select(vec![0.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY]);
        prop_oneof![30 => low..high, 1 => odd]
    }

    proptest! {
        #[test]
        fn samples_across_are_those_looked_up_one_by_one(
            position in prop::array::uniform3(coordinate(-2.0, 32.0)),
            normal in prop::array::uniform3(coordinate(-1.0, 1.0)),
            voxel in prop::array::uniform3(0.8f64..3.0),
        ) {
            let shape = [19usize, 20, 21];
            let samples: Vec<u16> = (0..19 * 20 * 21).collect();
            let affine = Affine::from_voxel_sizes(voxel).unwrap();
            let point = SkinPoint { position: position.into(), normal: normal.into() };
            let line = Line::through(shape, &affine, &point);
            let one_by_one = |n: i32| Some(samples.get(line.at(-n)?)?.to_f32());
            let reach = REACH as i32;
            let slow: Option<Vec<f32>> = (-reach..=reach).map(one_by_one).collect();
            prop_assert_eq!(Across::read(&samples, &line).map(|across| across.0.to_vec()), slow);
        }
    }
}
