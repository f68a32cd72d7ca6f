//! The head on fixed grids in the canonical frame: depth, normal and what was measured there.
//!
//! Four patches ([`Patch::ALL`]): face, both ears, vault. Before they are sampled, what is left of
//! the face is brought rigidly onto the mean face ([`Refinement`]): without that, the maps of one
//! person's two scans differ by the error of the pose more than by anything else.
//!
//! A cell is skin only where the surface is near the fitted mean head, faces the same way, and has
//! neither the edge of a cut nor a block of one constant value before it; everything else says why it
//! is not.

mod patch;
mod raster;
mod reference;
mod refine;

use super::fill::beside_fill;
use super::mean_head::MeanHead;
use super::pose::FittedHead;
use super::skin::SkinPoint;
use crate::imaging::surface::Mesh;
use crate::imaging::volume::Volume;
use nalgebra::{Isometry3, Point3, Vector3};
use raster::Drawn;
use refine::SkinCell;
use serde::{Deserialize, Serialize};

pub use patch::{Patch, PatchName, Projection};
pub use reference::{Reference, ReferenceCell};
pub use refine::{Outcome, Refinement};

/// What a cell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Validity {
    /// No surface, or none that belongs to the patch.
    Missing = 0,
    /// Measured skin.
    Skin = 1,
    /// A surface that is no skin of this place: a cut, the wall of a filled block, something else.
    Cut = 2,
    /// The skin would lie outside the field of view.
    OutsideFieldOfView = 3,
}

/// One patch of one scan. All vectors have one entry per cell, row by row; see [`Patch`].
#[derive(Clone, Debug)]
pub struct PatchGrid {
    /// Which patch, and where its cells are.
    pub patch: &'static Patch,
    /// Depth along the cell's ray, mm; NaN where there is no surface.
    pub depth_mm: Vec<f32>,
    /// Outward unit normal in the refined canonical frame; zero where there is no surface.
    pub normal: Vec<Vector3<f32>>,
    /// What the cell shows.
    pub validity: Vec<Validity>,
}

impl PatchGrid {
    /// The mean head on the same cells.
    pub fn reference(&self) -> &'static Reference {
        Reference::shipped(self.patch.name)
    }

    /// How far a cell's surface lies above the mean head along its ray, mm.
    pub fn above_mean_mm(&self, cell: usize) -> Option<f32> {
        let mean = self.reference().cells[cell].as_ref()?;
        let above = self.depth_mm[cell] - mean.depth_mm;
        above.is_finite().then_some(above)
    }

    /// Where a cell's surface lies, refined canonical frame, mm; NaN where there is none.
    pub fn position(&self, cell: usize) -> Vector3<f32> {
        if let Some(mean) = &self.reference().cells[cell] {
            return mean.at_height(self.depth_mm[cell] - mean.depth_mm);
        }
        let (origin, out) = self.patch.projection.ray(self.patch.place(cell));
        origin + out * self.depth_mm[cell]
    }
}

/// All patches of one scan.
#[derive(Clone, Debug)]
pub struct CanonicalGrid {
    /// In the order of [`Patch::ALL`].
    pub patches: [PatchGrid; 4],
    /// Refined canonical frame → world, mm.
    pub head_to_world: Isometry3<f64>,
    /// What the refinement did.
    pub refinement: Refinement,
}

impl CanonicalGrid {
    /// The patch of a name.
    pub fn patch(&self, name: PatchName) -> &PatchGrid {
        &self.patches[name as usize]
    }
}

/// Samples the patches of a head whose pose is known.
///
/// `noisy_background`: whether the background of the scan is noise, so that blocks of one constant
/// value before a surface tell that something was removed there.
pub fn sample(
    mesh: &Mesh,
    volume: &Volume,
    fitted: &FittedHead,
    noisy_background: bool,
) -> CanonicalGrid {
    let model = MeanHead::shipped();
    let cranial = fitted.close.head_to_world;
    let judge = |head_to_world| Judge::new(fitted, volume, model, noisy_background, head_to_world);
    let face = Patch::of(PatchName::Face);
    let drawn = raster::draw(mesh, &cranial.inverse(), &[face], usize::from(EVERY));
    let skin = skin_of(&judge(cranial), face, &drawn[0]);
    let cm2_each = f64::from(face.step_mm * face.step_mm) * f64::from(EVERY * EVERY) / 100.0;
    let (moved, refinement) = refine::refine(Reference::shipped(face.name), &skin, cm2_each);
    let head_to_world = cranial * moved.inverse();
    let all: [&Patch; 4] = Patch::ALL.each_ref();
    let drawn = raster::draw(mesh, &head_to_world.inverse(), &all, 1);
    let judge = judge(head_to_world);
    let mut grids = Patch::ALL.iter().zip(drawn).map(|(patch, drawn)| judge.grid(patch, &drawn));
    // The zip has one item per patch.
    let patches = std::array::from_fn(|_| grids.next().unwrap_or_else(|| unreachable!()));
    CanonicalGrid { patches, head_to_world, refinement }
}

/// Every so-manieth row and column takes part in the refinement: some 1000 points hold a face.
const EVERY: u8 = 3;

/// The skin of a patch, thinned.
fn skin_of(judge: &Judge<'_>, patch: &'static Patch, drawn: &[Drawn]) -> Vec<SkinCell> {
    let every = usize::from(EVERY);
    let thinned = |cell: &usize| {
        (cell % patch.columns).is_multiple_of(every) && (cell / patch.columns).is_multiple_of(every)
    };
    let grid = judge.grid_of(patch, drawn, thinned);
    let skin = (0..patch.len()).filter(|&cell| grid.validity[cell] == Validity::Skin);
    skin.map(|cell| SkinCell { position: grid.position(cell), normal: grid.normal[cell] }).collect()
}

/// Decides what a cell shows, under one placement of the canonical frame.
struct Judge<'a> {
    fitted: &'a FittedHead,
    volume: &'a Volume,
    noisy_background: bool,
    head_to_world: Isometry3<f64>,
    /// For each model point: how far the fitted head lies above the mean head, along its normal, mm.
    fitted_above_mm: Vec<f32>,
}

impl<'a> Judge<'a> {
    fn new(
        fitted: &'a FittedHead,
        volume: &'a Volume,
        model: &MeanHead,
        noisy_background: bool,
        head_to_world: Isometry3<f64>,
    ) -> Self {
        let from_close = head_to_world.inverse() * fitted.close.head_to_world;
        let above = |(number, point): (usize, &super::mean_head::ModelPoint)| {
            let here = from_close * Point3::from(fitted.close.shaped(model, number));
            (here.coords - point.position).dot(&point.normal) as f32
        };
        let fitted_above_mm = model.points.iter().enumerate().map(above).collect();
        Self { fitted, volume, noisy_background, head_to_world, fitted_above_mm }
    }

    fn grid(&self, patch: &'static Patch, drawn: &[Drawn]) -> PatchGrid {
        self.grid_of(patch, drawn, |_| true)
    }

    /// The grid; only `wanted` cells are judged, the others stay [`Validity::Missing`].
    fn grid_of(
        &self,
        patch: &'static Patch,
        drawn: &[Drawn],
        wanted: impl Fn(&usize) -> bool,
    ) -> PatchGrid {
        let reference = Reference::shipped(patch.name);
        let mut grid = PatchGrid {
            patch,
            depth_mm: drawn.iter().map(|d| d.depth_mm).collect(),
            normal: drawn.iter().map(|d| d.normal).collect(),
            validity: vec![Validity::Missing; patch.len()],
        };
        for cell in (0..patch.len()).filter(wanted) {
            if let Some(mean) = &reference.cells[cell] {
                grid.validity[cell] = self.validity(patch, cell, mean, &drawn[cell]);
            }
        }
        self.cut_at_walls(&mut grid);
        grid
    }

    fn validity(
        &self,
        patch: &Patch,
        cell: usize,
        mean: &ReferenceCell,
        drawn: &Drawn,
    ) -> Validity {
        let fitted_above = mean.mean_of(&self.fitted_above_mm);
        let above = (drawn.depth_mm - mean.depth_mm) * mean.lean - fitted_above;
        // False for NaN, too.
        let near = above.abs() <= patch.reach_mm;
        if near && !drawn.on_fov_edge && drawn.normal.dot(&mean.normal) >= patch.agreement {
            return Validity::Skin;
        }
        let expected = mean.position + mean.normal * fitted_above;
        let expected = self.head_to_world * Point3::from(expected.cast::<f64>());
        let outside = drawn.on_fov_edge || !self.fitted.skin.fov.contains(&expected.coords);
        match (outside, drawn.depth_mm.is_nan()) {
            (true, _) => Validity::OutsideFieldOfView,
            (false, true) => Validity::Missing,
            (false, false) => {
                debug_assert!(cell < patch.len());
                Validity::Cut
            }
        }
    }

    /// Takes for cut what looks like skin but has the edge of a cut or, where the background is noise, a
    /// block of one constant value before it.
    fn cut_at_walls(&self, grid: &mut PatchGrid) {
        let skin: Vec<usize> =
            (0..grid.patch.len()).filter(|&c| grid.validity[c] == Validity::Skin).collect();
        let points: Vec<SkinPoint> = skin
            .iter()
            .map(|&cell| SkinPoint {
                position: (self.head_to_world.cast::<f32>() * Point3::from(grid.position(cell)))
                    .coords,
                normal: self.head_to_world.cast::<f32>() * grid.normal[cell],
            })
            .collect();
        let mut is_wall: Vec<bool> =
            points.iter().map(|p| self.fitted.skin.cuts.holds(&p.position)).collect();
        if self.noisy_background {
            let filled = beside_fill(self.volume, &points, self.fitted.skin.fill);
            is_wall.iter_mut().zip(filled).for_each(|(is_wall, filled)| *is_wall |= filled);
        }
        for (&cell, _) in skin.iter().zip(is_wall).filter(|(_, is_wall)| *is_wall) {
            grid.validity[cell] = Validity::Cut;
        }
    }
}
