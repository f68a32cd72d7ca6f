//! What lies under the skin, where defacing leaves it: brain, skull, airways.
//!
//! The mean head knows what kind of tissue lies where. How far a placement explains a scan is told
//! by the correlation ratio (Roche et al. 1998): how little the intensities vary within each kind,
//! compared with how much they vary at all. It asks nothing of the contrast, so it holds for any type
//! of image; taken within blocks, it asks nothing of a smooth receive field either.

mod cells;
mod sums;
mod template;

use super::mean_head::MeanHead;
use super::registration::Chosen;
use super::registration::Placement;
use crate::base::shipped;
use crate::base::stats::nelder_mead;
use crate::imaging::volume::Volume;
use cells::Cells;
use nalgebra::{Isometry3, Point3, Translation3, UnitQuaternion, Vector3};
use serde::Deserialize;
use std::sync::OnceLock;
use sums::{Sums, of_block};
use template::{SHIFTS, Template};

/// The middle of the head, canonical mm: pitch and size are changed about it.
const MIDDLE: Vector3<f64> = Vector3::new(0.0, -5.0, 40.0);

/// Conventions and weights: `data/inside.toml`, which says what each number is.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    nod_deg: f64,
    skin_sd_deg: f64,
    place_sd: f64,
    independent: f64,
}

impl Config {
    fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Config> = OnceLock::new();
        SHIPPED
            .get_or_init(|| shipped::valid(toml::from_str(include_str!("../../data/inside.toml"))))
    }
}

/// Shift and size are sought from steps of this size, so many times at most.
const FIRST_STEP: f64 = 3.0;
const MOST_STEPS: usize = 20;

/// Size and place of the mean head's inside in a person's head: canonical mm → canonical mm.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    factor: Vector3<f64>,
    shift: Vector3<f64>,
}

impl Stretch {
    /// The one that takes the mean cranium to the shaped one, least squares along each axis.
    fn of(model: &MeanHead, cranial: &Chosen, placement: &Placement) -> Self {
        let pairs: Vec<_> = cranial
            .iter()
            .map(|&(point, _)| (model.points[point].position, placement.shaped(model, point)))
            .collect();
        let count = pairs.len().max(1) as f64;
        let mean = pairs.iter().map(|(a, _)| *a).sum::<Vector3<f64>>() / count;
        let shaped = pairs.iter().map(|(_, b)| *b).sum::<Vector3<f64>>() / count;
        let (mut along, mut square) = (Vector3::zeros(), Vector3::repeat(1e-9));
        for (a, b) in &pairs {
            along += (a - mean).component_mul(&(b - shaped));
            square += (a - mean).component_mul(&(a - mean));
        }
        let factor: Vector3<f64> = along.component_div(&square);
        Self { factor, shift: shaped - factor.component_mul(&mean) }
    }

    fn apply(&self, place: &Vector3<f64>) -> Vector3<f64> {
        self.factor.component_mul(place) + self.shift
    }
}

/// The inside of one scan.
pub(crate) struct Inside<'a> {
    cells: Cells,
    config: &'a Config,
    template: &'a Template,
    model: &'a MeanHead,
    cranial: &'a Chosen,
}

impl<'a> Inside<'a> {
    /// Looks into a scan; `cranial` are the points of the mean head that tell its size.
    pub(crate) fn of(volume: &Volume, model: &'a MeanHead, cranial: &'a Chosen) -> Self {
        let (config, template) = (Config::shipped(), Template::shipped());
        Self { cells: Cells::of(volume), config, template, model, cranial }
    }

    /// How unlikely a pitch is that lies so many degrees from what the skin tells, on the scale of
    /// [`Self::unexplained`].
    pub(crate) fn skin_prior(&self, degrees: f64) -> f64 {
        (degrees / self.config.skin_sd_deg).powi(2) / self.config.independent
    }

    /// How much a placement turned nose-up by each of some angles leaves unexplained: the mean
    /// logarithm of the share of variance within the kinds, 0 or less, best over small shifts within
    /// the mid-sagittal plane and sizes. Each angle starts from what was best at the one before it.
    pub(crate) fn unexplained(&self, placement: &Placement, degrees: &[f64]) -> Vec<f64> {
        let stretch = Stretch::of(self.model, self.cranial, placement);
        let places = self.template.places.iter().map(|place| stretch.apply(&place.position));
        let places: Vec<_> = places.collect();
        let mut last = vec![0.0; 3];
        let best = degrees.iter().map(|degrees| {
            let cost = |q: &[f64]| self.cost(&places, &placement.head_to_world, *degrees, q);
            let minimum = nelder_mead::minimise(cost, &last, FIRST_STEP, 1e-4, MOST_STEPS);
            last = minimum.at;
            minimum.value
        });
        best.collect()
    }

    /// The same at one angle, shift (y and z, mm) and size (%).
    fn cost(
        &self,
        places: &[Vector3<f64>],
        head_to_world: &Isometry3<f64>,
        degrees: f64,
        q: &[f64],
    ) -> f64 {
        let angle = (degrees + self.config.nod_deg).to_radians();
        let turn = UnitQuaternion::from_axis_angle(&Vector3::x_axis(), angle);
        let middle = Translation3::from(MIDDLE);
        let shift = Translation3::new(0.0, q[0], q[1]);
        let to_world = head_to_world * shift * middle * turn * middle.inverse();
        let Config { place_sd, independent, .. } = self.config;
        let prior = q.iter().map(|v| (v / place_sd).powi(2)).sum::<f64>() / independent;
        self.ratio(places, &to_world, 1.0 + 0.01 * q[2]) + prior
    }

    /// Mean logarithm of the share of variance within the kinds; what was cut or lies out of view
    /// counts as unexplained.
    fn ratio(&self, places: &[Vector3<f64>], head_to_world: &Isometry3<f64>, size: f64) -> f64 {
        let Template { kinds, blocks, places: known } = self.template;
        let mut sums = vec![Sums::default(); kinds * blocks];
        for (at, place) in places.iter().zip(known) {
            let head = (at - MIDDLE) * size + MIDDLE;
            let world = (head_to_world * Point3::from(head)).coords;
            let Some(value) = self.cells.at(&world) else { continue };
            for block in place.blocks {
                sums[block * kinds + place.kind].add(value);
            }
        }
        let explained: f64 = sums.chunks_exact(*kinds).map(of_block).sum();
        explained / (SHIFTS.len() * known.len()).max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::template::Place;
    use super::*;
    use crate::base::space::Affine;
    use crate::imaging::volume::Voxels;

    /// A scan of the mean head's own inside, voxels of 6 mm, each as bright as its kind; bone is as
    /// bright as air where `inverted`. Everything in front of `cut_mm` was filled with zeros.
    fn scan(to_world: &Isometry3<f64>, inverted: bool, cut_mm: f64) -> Volume {
        let template = Template::shipped();
        let shape = [47usize; 3];
        let rows = [[6., 0., 0., -138.], [0., 6., 0., -138.], [0., 0., 6., -138.]];
        let affine = Affine::new(rows).unwrap();
        let to_head = to_world.inverse();
        let voxels = (0..shape.iter().product::<usize>()).map(|n| {
            let index = Vector3::new(n % 47, n / 47 % 47, n / 2209).cast::<f64>();
            let head = (to_head * Point3::from(index * 6.0 - Vector3::repeat(138.0))).coords;
            if head.y > cut_mm {
                return 0;
            }
            let apart = |p: &&Place| (p.position - head).norm_squared();
            let nearest = template.places.iter().min_by(|a, b| apart(a).total_cmp(&apart(b)));
            let kind = nearest.filter(|p| apart(p) < 150.0).map_or(9, |p| p.kind);
            let signal = if inverted { 900 - 80 * kind as i16 } else { 100 + 80 * kind as i16 };
            // No scanner gives the same value twice.
            signal + (n * 7919 % 23) as i16
        });
        Volume::new(shape, affine, Voxels::I16(voxels.collect())).unwrap()
    }

    #[test]
    fn the_inside_tells_the_pitch_whatever_the_contrast_and_the_cut() {
        let model = MeanHead::shipped();
        let cranial: Vec<_> = (0..model.points.len()).step_by(40).map(|n| (n, 1.0)).collect();
        let turned = UnitQuaternion::from_axis_angle(&Vector3::x_axis(), 0.1);
        let to_world = Isometry3::from_parts(Translation3::new(4.0, -6.0, 9.0), turned);
        for (inverted, cut_mm) in [(false, 500.0), (true, 40.0)] {
            let volume = scan(&to_world, inverted, cut_mm);
            let inside = Inside::of(&volume, model, &cranial);
            let placement = Placement::unshaped(model, to_world);
            let nod = inside.config.nod_deg;
            let found = inside.unexplained(&placement, &[-9.0 - nod, -nod, 9.0 - nod]);
            assert!(found[1] < -1.0, "{found:?}");
            assert!(found[1] < found[0] - 0.2 && found[1] < found[2] - 0.2, "{found:?}");
        }
    }

    #[test]
    fn nothing_is_explained_where_nothing_is_left() {
        let affine = Affine::from_voxel_sizes([4.0; 3]).unwrap();
        let empty = Volume::new([20; 3], affine, Voxels::U8(vec![0; 8000])).unwrap();
        let model = MeanHead::shipped();
        let inside = Inside::of(&empty, model, &[(0, 1.0), (1, 1.0)]);
        let placement = Placement::unshaped(model, Isometry3::identity());
        assert_eq!(inside.unexplained(&placement, &[0.0]), [0.0]);
    }
}
