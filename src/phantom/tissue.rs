//! What lies under the skin at each place of the mean head.
//!
//! A coarse model: enough for a scan that thresholds, floods and renders like a real one, and for
//! a brain mask; no atlas.

mod air;
mod bone;
mod brain;
mod contrast;
mod orbit;
mod soft;

use rand_pcg::Pcg64;
use serde::Serialize;

pub use contrast::Contrast;

use super::solid::Point;
use super::texture::Texture;
use crate::base::stats::stream::uniform_in;

/// Kinds of tissue; the discriminant indexes the contrast tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are the anatomical terms")]
pub enum Tissue {
    Air,
    Skin,
    Fat,
    Muscle,
    CompactBone,
    Marrow,
    Csf,
    GrayMatter,
    WhiteMatter,
    Vitreous,
    Mucosa,
    Gland,
    Cartilage,
}

/// A person's layers and textures.
#[derive(Clone, Debug)]
pub struct Layers {
    /// Skin, mm.
    skin: f64,
    /// Factor of the fat's mean thickness.
    fat: f64,
    /// Vault of the skull, mm.
    skull: f64,
    /// Factor of the ventricles' size.
    ventricles: f64,
    texture: Texture,
}

/// What is found at a place.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// The tissue.
    pub tissue: Tissue,
    /// Relative deviation of its signal from the tissue's mean.
    pub deviation: f64,
    /// Whether it belongs to the brain (with its ventricles).
    pub is_brain: bool,
}

/// Thicknesses as written into the truth.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Thickness {
    /// Skin, mm.
    pub skin_mm: f64,
    /// Vault of the skull, mm.
    pub skull_mm: f64,
    /// Relative to the mean head.
    pub fat_factor: f64,
}

impl Layers {
    /// Draws the layers of a person of `age` years.
    pub fn draw(random: &mut Pcg64, age: u32) -> Self {
        Self {
            // Skin 1.5–2.2 mm, vault 5–8 mm at vertex, forehead and temples (adult CT and
            // ultrasound studies; project choice of the range).
            skin: uniform_in(random, 1.5, 2.2),
            fat: uniform_in(random, 0.75, 1.4),
            skull: uniform_in(random, 5., 7.5),
            ventricles: uniform_in(random, 0.8, 1.1) * (1. + 0.006 * (f64::from(age) - 18.)),
            texture: Texture::draw(random),
        }
    }

    /// The thicknesses, for the truth.
    pub fn thickness(&self) -> Thickness {
        Thickness { skin_mm: self.skin, skull_mm: self.skull, fat_factor: self.fat }
    }

    /// The tissue at `p` on the mean head, `depth` mm under the skin.
    pub fn find(&self, p: Point, depth: f64) -> Found {
        let place = Place { p, q: Point::new(p.x.abs(), p.y, p.z), depth };
        if depth < self.skin {
            let deviation = 0.06 * self.texture.at(p, 4.);
            return Found { tissue: Tissue::Skin, deviation, is_brain: false };
        }
        let to_brain = brain::distance(self, &place);
        let (tissue, spread) = self.classify(&place, to_brain);
        let deviation = spread * self.texture.at(p, 4.);
        Found { tissue, deviation, is_brain: to_brain < 0. }
    }

    /// Tissue under the skin and the spread of its texture.
    fn classify(&self, place: &Place, to_brain: f64) -> (Tissue, f64) {
        if let Some(tissue) = brain::tissue(self, place, to_brain) {
            return (tissue, 0.025);
        }
        if air::is_air(place) {
            return (Tissue::Air, 0.);
        }
        if let Some(tissue) = orbit::tissue(place.q) {
            return (tissue, 0.05);
        }
        if let Some(tissue) = bone::tissue(self, place, to_brain) {
            return (tissue, 0.08);
        }
        (soft::tissue(self, place), 0.09)
    }
}

/// A place under the skin.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// On the mean head, canonical mm.
    p: Point,
    /// The same on the right half.
    q: Point,
    /// Under the skin, mm.
    depth: f64,
}
