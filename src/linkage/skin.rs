//! Points of a scan's skin, in blocks of eight.

use super::skin_map::{SkinMap, SkinPoint};
use crate::base::lanes::{LANES, Lanes, Placement, Triple, dot, lanes, triple};
use nalgebra::Vector3;

/// Some points of a skin.
#[derive(Clone, Debug)]
pub(super) struct Skin {
    blocks: Vec<Block>,
    points: usize,
    middle: Vector3<f64>,
}

/// Eight points; at the end of a skin some of them are NaN and meet nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    position: Triple,
    normal: Triple,
}

impl Skin {
    /// Of points.
    pub(super) fn of(points: &[SkinPoint]) -> Self {
        let block = |some: &[SkinPoint]| {
            let of = |axis: usize, read: fn(&SkinPoint) -> &Vector3<f32>| {
                lanes(|n| some.get(n).map_or(f32::NAN, |point| read(point)[axis]))
            };
            Block {
                position: triple(|axis| of(axis, |point| &point.position)),
                normal: triple(|axis| of(axis, |point| &point.normal)),
            }
        };
        let sum: Vector3<f64> = points.iter().map(|point| point.position.cast::<f64>()).sum();
        Self {
            blocks: points.chunks(LANES).map(block).collect(),
            points: points.len(),
            middle: sum / points.len().max(1) as f64,
        }
    }

    /// Number of points.
    pub(super) fn len(&self) -> usize {
        self.points
    }

    /// Their mean position, mm.
    pub(super) fn middle(&self) -> Vector3<f64> {
        self.middle
    }

    pub(super) fn blocks(&self) -> &[Block] {
        &self.blocks
    }
}

/// Eight points and the skin on their rays.
pub(super) struct Pairs {
    /// Where the points lie after the motion, mm.
    pub(super) place: Triple,
    /// Mean normals of both.
    pub(super) plane: Triple,
    /// Distances of the points above their partners' planes, mm; NaN without a partner.
    pub(super) apart_mm: Lanes,
    /// Cosines between both normals; NaN without a partner.
    pub(super) agreement: Lanes,
}

impl Pairs {
    #[inline]
    pub(super) fn of(block: &Block, placed: &Placement, target: &SkinMap) -> Self {
        let (place, normal) = (placed.places(&block.position), placed.directions(&block.normal));
        let (partner, partners_normal) = target.nearest(&place);
        let agreement = dot(&normal, &partners_normal);
        let sum = triple(|axis| lanes(|n| normal[axis][n] + partners_normal[axis][n]));
        let square = dot(&sum, &sum);
        // Normals that face each other have no mean; they do not agree either.
        let scale = lanes(|n| 1.0 / if square[n] > 1e-6 { square[n].sqrt() } else { 1.0 });
        let plane = triple(|axis| lanes(|n| sum[axis][n] * scale[n]));
        let away = triple(|axis| lanes(|n| place[axis][n] - partner[axis][n]));
        Self { apart_mm: dot(&plane, &away), place, plane, agreement }
    }
}
