//! What somebody who wants to find this head again would keep of it: how far the skin lies above
//! the mean head, cell by cell of the canonical grid, and nothing where there is no skin.
//!
//! Kept in the scan's result file, so that everything which compares scans needs no images.

use super::canonical_grid::{CanonicalGrid, Patch, PatchGrid, PatchName, Validity};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

/// Version of the meaning of the numbers: grids, mean head, refinement and unit.
const VERSION: u32 = 1;
/// One step of a stored number, mm: below the repeatability of skin, and ±327 mm fit into 16 bits.
const UNIT_MM: f32 = 0.01;
/// Stored where there is no skin.
const NO_SKIN: i16 = i16::MIN;

/// The descriptor of one scan, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Descriptor {
    /// Version of the meaning of the numbers.
    pub version: u32,
    /// CRC-32 of all numbers, hexadecimal.
    pub crc32: String,
    /// In the order of [`Patch::ALL`].
    pub patches: Vec<PatchDescriptor>,
}

/// One patch of a descriptor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatchDescriptor {
    /// Which patch.
    pub patch: PatchName,
    /// Columns of the grid.
    pub columns: usize,
    /// Rows of the grid.
    pub rows: usize,
    /// Height of the skin above the mean head along the cell's ray, row by row: little-endian
    /// 16-bit steps of 0.01 mm, −32768 where there is no skin, in base 64.
    pub above_mean: String,
}

/// A stored descriptor that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DescriptorError {
    /// Made by another version.
    #[error(
        "descriptor: version: {0}, this program compares version {VERSION}; analyse the scan again"
    )]
    Version(u32),
    /// Not the patches of this version.
    #[error("descriptor: patches: {0}: not the grid of this version")]
    Grid(String),
    /// Not base 64.
    #[error("descriptor: {0}: above_mean is no base 64")]
    Encoding(&'static str),
    /// The numbers are not those that were written.
    #[error("descriptor: crc32: {stored} is stored, the numbers give {found}: damaged")]
    Damaged {
        /// As stored.
        stored: String,
        /// Of the numbers that were read.
        found: String,
    },
}

impl Descriptor {
    /// Keeps the skin of a grid.
    pub fn of(grid: &CanonicalGrid) -> Self {
        let mut crc = crc32fast::Hasher::new();
        let keep = |grid: &PatchGrid| {
            let bytes: Vec<u8> =
                (0..grid.patch.len()).flat_map(|cell| stored(grid, cell).to_le_bytes()).collect();
            crc.update(&bytes);
            let Patch { name, columns, rows, .. } = *grid.patch;
            PatchDescriptor { patch: name, columns, rows, above_mean: BASE64.encode(&bytes) }
        };
        let patches = grid.patches.iter().map(keep).collect();
        Self { version: VERSION, crc32: format!("{:08x}", crc.finalize()), patches }
    }

    /// The heights of all patches, mm above the mean head; NaN where there is no skin.
    ///
    /// # Errors
    /// [`DescriptorError`] names the field that differs from what this version writes.
    pub fn heights(&self) -> Result<Heights, DescriptorError> {
        if self.version != VERSION {
            return Err(DescriptorError::Version(self.version));
        }
        let mut crc = crc32fast::Hasher::new();
        let mut patches: [Vec<f32>; 4] = Default::default();
        if self.patches.len() != patches.len() {
            return Err(DescriptorError::Grid(format!("{} patches", self.patches.len())));
        }
        for ((stored, patch), heights) in self.patches.iter().zip(&Patch::ALL).zip(&mut patches) {
            let name = patch.name.as_str();
            let bytes =
                BASE64.decode(&stored.above_mean).map_err(|_| DescriptorError::Encoding(name))?;
            let (columns, rows) = (stored.columns, stored.rows);
            let same = (stored.patch, columns, rows) == (patch.name, patch.columns, patch.rows);
            if !same || bytes.len() != 2 * patch.len() {
                return Err(DescriptorError::Grid(format!("{name}: {columns} × {rows}")));
            }
            crc.update(&bytes);
            *heights = bytes.chunks_exact(2).map(|b| height([b[0], b[1]])).collect();
        }
        let found = format!("{:08x}", crc.finalize());
        if found == self.crc32 {
            Ok(Heights { patches })
        } else {
            Err(DescriptorError::Damaged { stored: self.crc32.clone(), found })
        }
    }
}

fn stored(grid: &PatchGrid, cell: usize) -> i16 {
    match grid.above_mean_mm(cell) {
        // The cast saturates; −32768 is kept for cells without skin.
        Some(mm) if grid.validity[cell] == Validity::Skin => {
            ((mm / UNIT_MM).round() as i16).max(NO_SKIN + 1)
        }
        _ => NO_SKIN,
    }
}

fn height(bytes: [u8; 2]) -> f32 {
    match i16::from_le_bytes(bytes) {
        NO_SKIN => f32::NAN,
        steps => f32::from(steps) * UNIT_MM,
    }
}

/// A descriptor's numbers.
#[derive(Clone, Debug)]
pub struct Heights {
    patches: [Vec<f32>; 4],
}

impl Heights {
    /// Heights in the order of [`Patch::ALL`], one per cell, row by row; NaN where there is no skin.
    pub fn from_patches(patches: [Vec<f32>; 4]) -> Self {
        Self { patches }
    }

    /// Heights above the mean head, mm, row by row of the patch; NaN where there is no skin.
    pub fn patch(&self, name: PatchName) -> &[f32] {
        &self.patches[name as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::super::canonical_grid::{Outcome, Refinement};
    use super::*;
    use nalgebra::{Isometry3, Vector3};

    /// Every third cell has skin, as high above the mean head as its number says.
    fn grid() -> CanonicalGrid {
        let patches = Patch::ALL.each_ref().map(|patch| {
            let mean = &super::super::canonical_grid::Reference::shipped(patch.name).cells;
            let depth = |cell: usize| {
                mean[cell].as_ref().map_or(f32::NAN, |m| m.depth_mm + (cell % 7) as f32 * 0.37)
            };
            let skin = |cell: usize| {
                let there = cell.is_multiple_of(3) && mean[cell].is_some();
                if there { Validity::Skin } else { Validity::Cut }
            };
            PatchGrid {
                patch,
                depth_mm: (0..patch.len()).map(depth).collect(),
                normal: vec![Vector3::zeros(); patch.len()],
                validity: (0..patch.len()).map(skin).collect(),
            }
        });
        let outcome = Outcome::Applied;
        let refinement =
            Refinement { outcome, turn_deg: 0.0, shift_mm: 0.0, skin_cm2: 0.0, residual_mm: None };
        CanonicalGrid { patches, head_to_world: Isometry3::identity(), refinement }
    }

    #[test]
    fn what_was_kept_comes_back() {
        let grid = grid();
        let text = serde_json::to_string(&Descriptor::of(&grid)).unwrap();
        let heights = serde_json::from_str::<Descriptor>(&text).unwrap().heights().unwrap();
        let mut skin = 0;
        for grid in &grid.patches {
            for (cell, &height) in heights.patch(grid.patch.name).iter().enumerate() {
                if grid.validity[cell] == Validity::Skin {
                    approx::assert_abs_diff_eq!(height, (cell % 7) as f32 * 0.37, epsilon = 0.006);
                    skin += 1;
                } else {
                    assert!(height.is_nan());
                }
            }
        }
        assert!(skin > 2000, "{skin}");
    }

    #[test]
    fn what_is_not_as_written_is_an_error() {
        let good = Descriptor::of(&grid());
        let with = |change: &dyn Fn(&mut Descriptor)| {
            let mut bad = good.clone();
            change(&mut bad);
            bad.heights().unwrap_err()
        };
        assert_eq!(with(&|d| d.version = 7), DescriptorError::Version(7));
        assert!(matches!(with(&|d| d.crc32.clear()), DescriptorError::Damaged { .. }));
        assert!(matches!(with(&|d| d.patches[0].columns = 3), DescriptorError::Grid(_)));
        assert!(matches!(with(&|d| d.patches.truncate(2)), DescriptorError::Grid(_)));
        let no_base64 = with(&|d| d.patches[1].above_mean.insert(0, '!'));
        assert_eq!(no_base64, DescriptorError::Encoding("ear_right"));
    }
}
