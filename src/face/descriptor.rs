//! What of a head is kept for comparing scans: how far its skin lies above the mean head.
//!
//! After the refinement of the canonical grid, face, ears and vault as maps of some 3 mm step,
//! quantised and packed as text, so that whatever compares scans needs no image. A descriptor
//! identifies people as a picture of the face does.

use super::canonical_grid::{CanonicalGrid, Patch, PatchGrid, PatchName, Refinement, Validity};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// Version of the descriptor; changes whenever maps of two versions cannot be compared.
pub const VERSION: u32 = 1;
/// Patches, steps, rays and mean head that the maps stand on.
pub const GRID: &str = "mean-head-1/cylinder-1.5x2,side-1.5x2,sphere-4x1";

/// Unit of the stored depth, mm: far below the noise of any scan (0.1 mm), and ±320 mm fit.
const UNIT_MM: f32 = 0.01;
/// The lowest numbers are no depths but reasons.
const MISSING: i16 = i16::MIN;
const CUT: i16 = i16::MIN + 1;
const OUTSIDE: i16 = i16::MIN + 2;
const LOWEST: i16 = i16::MIN + 3;

/// The maps of one scan as they are stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Descriptor {
    /// [`VERSION`] of the program that wrote it.
    pub version: u32,
    /// [`GRID`] of the program that wrote it.
    pub grid: String,
    /// CRC-32 of all maps' names, sizes and samples, hexadecimal.
    pub checksum: String,
    /// What the refinement did.
    pub refinement: Refinement,
    /// In the order of [`Patch::ALL`].
    pub patches: Vec<PackedMap>,
}

/// One map as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PackedMap {
    /// Which patch.
    pub name: PatchName,
    /// Columns of the map.
    pub columns: usize,
    /// Rows of the map; row 0 is the top.
    pub rows: usize,
    /// Distance of neighbouring cells, mm.
    pub step_mm: f32,
    /// Height above the mean head in 0.01 mm as little-endian 16-bit integers, row by row, base64;
    /// −32768 no surface, −32767 a cut, −32766 outside the field of view.
    pub above_mean: String,
}

/// A map ready for comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct DepthMap {
    /// Which patch.
    pub name: PatchName,
    /// Columns of the map.
    pub columns: usize,
    /// Height of the skin above the mean head along the ray, mm; NaN where no skin was measured.
    pub above_mean_mm: Vec<f32>,
    /// What each cell shows.
    pub validity: Vec<Validity>,
}

/// Why a stored descriptor cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DescriptorError {
    /// Written by a program whose maps mean something else.
    #[error("descriptor: version {found}; this program compares version {VERSION}")]
    Version {
        /// What the file says.
        found: u32,
    },
    /// Another grid or mean head.
    #[error("descriptor: grid {found}; this program compares {GRID}")]
    Grid {
        /// What the file says.
        found: String,
    },
    /// A patch is missing, of another size, or its text is no base64 of that many samples.
    #[error("descriptor: patch {patch}: {problem}")]
    Patch {
        /// Name of the patch.
        patch: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// The samples are not those that were written.
    #[error("descriptor: checksum {found}, but the maps have {computed}")]
    Checksum {
        /// What the file says.
        found: String,
        /// What the maps have.
        computed: String,
    },
}

/// Cells of the grid along one side of a cell of the map.
fn block(patch: PatchName) -> usize {
    if patch == PatchName::Vault { 1 } else { 2 }
}

/// Columns and rows of a patch's map.
pub fn size(patch: &Patch) -> [usize; 2] {
    [patch.columns, patch.rows].map(|n| n.div_ceil(block(patch.name)))
}

impl Descriptor {
    /// The maps of a grid.
    pub fn of(grid: &CanonicalGrid) -> Self {
        let patches: Vec<PackedMap> = grid.patches.iter().map(packed).collect();
        let checksum = checksum(&patches);
        let refinement = grid.refinement;
        Self { version: VERSION, grid: GRID.to_owned(), checksum, refinement, patches }
    }

    /// Unpacks the maps, in the order of [`Patch::ALL`].
    ///
    /// # Errors
    /// [`DescriptorError`] when the descriptor is of another version or grid, or damaged.
    pub fn maps(&self) -> Result<Vec<DepthMap>, DescriptorError> {
        if self.version != VERSION {
            return Err(DescriptorError::Version { found: self.version });
        }
        if self.grid != GRID {
            return Err(DescriptorError::Grid { found: self.grid.clone() });
        }
        let computed = checksum(&self.patches);
        if self.checksum != computed {
            return Err(DescriptorError::Checksum { found: self.checksum.clone(), computed });
        }
        Patch::ALL.iter().enumerate().map(|(n, patch)| self.unpacked(n, patch)).collect()
    }

    fn unpacked(&self, number: usize, patch: &Patch) -> Result<DepthMap, DescriptorError> {
        let wrong =
            |problem: String| DescriptorError::Patch { patch: patch.name.as_str(), problem };
        let map = self.patches.get(number).filter(|m| m.name == patch.name);
        let map = map.ok_or_else(|| wrong("not where it should be".to_owned()))?;
        let [columns, rows] = size(patch);
        if [map.columns, map.rows] != [columns, rows] {
            let problem = format!("{}x{} cells instead of {columns}x{rows}", map.columns, map.rows);
            return Err(wrong(problem));
        }
        let bytes = STANDARD.decode(&map.above_mean).map_err(|e| wrong(e.to_string()))?;
        if bytes.len() != 2 * columns * rows {
            return Err(wrong(format!("{} bytes instead of {}", bytes.len(), 2 * columns * rows)));
        }
        let stored = bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
        let (above_mean_mm, validity) = stored.map(meaning).unzip();
        Ok(DepthMap { name: patch.name, columns, above_mean_mm, validity })
    }
}

fn meaning(stored: i16) -> (f32, Validity) {
    match stored {
        MISSING => (f32::NAN, Validity::Missing),
        CUT => (f32::NAN, Validity::Cut),
        OUTSIDE => (f32::NAN, Validity::OutsideFieldOfView),
        depth => (f32::from(depth) * UNIT_MM, Validity::Skin),
    }
}

fn packed(grid: &PatchGrid) -> PackedMap {
    let [columns, rows] = size(grid.patch);
    let mut bytes = Vec::with_capacity(2 * columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            bytes.extend(sample(grid, column, row).to_le_bytes());
        }
    }
    let step_mm = grid.patch.step_mm * block(grid.patch.name) as f32;
    let above_mean = STANDARD.encode(bytes);
    PackedMap { name: grid.patch.name, columns, rows, step_mm, above_mean }
}

/// The mean of a block's skin where at least half of the block that belongs to the patch is skin;
/// else the most frequent reason.
fn sample(grid: &PatchGrid, column: usize, row: usize) -> i16 {
    let side = block(grid.patch.name);
    let mean_head = grid.reference();
    let (mut known, mut skin, mut sum) = (0, 0, 0.0);
    let mut reasons = [0; 4];
    for r in (row * side)..((row + 1) * side).min(grid.patch.rows) {
        for c in (column * side)..((column + 1) * side).min(grid.patch.columns) {
            let cell = r * grid.patch.columns + c;
            if mean_head.cells[cell].is_none() {
                continue;
            }
            known += 1;
            reasons[grid.validity[cell] as usize] += 1;
            if let (Validity::Skin, Some(above)) = (grid.validity[cell], grid.above_mean_mm(cell)) {
                skin += 1;
                sum += above;
            }
        }
    }
    if skin > 0 && 2 * skin >= known {
        let units = (sum / skin as f32 / UNIT_MM).round();
        return units.clamp(f32::from(LOWEST), f32::from(i16::MAX)) as i16;
    }
    let [missing, _, cut, outside] = reasons;
    match () {
        () if cut >= missing && cut >= outside && cut > 0 => CUT,
        () if outside >= missing && outside > 0 => OUTSIDE,
        () => MISSING,
    }
}

fn checksum(patches: &[PackedMap]) -> String {
    let mut crc = crc32fast::Hasher::new();
    for map in patches {
        crc.update(format!("{} {} {} ", map.name.as_str(), map.columns, map.rows).as_bytes());
        crc.update(map.above_mean.as_bytes());
    }
    format!("{:08x}", crc.finalize())
}

#[cfg(test)]
mod tests {
    use super::super::canonical_grid::{Outcome, Reference};
    use super::*;
    use nalgebra::{Isometry3, Vector3};

    /// The mean head, raised by 1.5 mm, its lower half cut.
    fn grid() -> CanonicalGrid {
        let patches = std::array::from_fn(|n| {
            let patch = &Patch::ALL[n];
            let cells = &Reference::shipped(patch.name).cells;
            let half = patch.len() / 2;
            let depth = |c: usize| cells[c].as_ref().map_or(f32::NAN, |m| m.depth_mm + 1.5);
            let shows = |c: usize| match &cells[c] {
                None => Validity::Missing,
                Some(_) if c < half => Validity::Skin,
                Some(_) => Validity::Cut,
            };
            PatchGrid {
                patch,
                depth_mm: (0..patch.len()).map(depth).collect(),
                normal: vec![Vector3::zeros(); patch.len()],
                validity: (0..patch.len()).map(shows).collect(),
            }
        });
        let refinement = Refinement {
            outcome: Outcome::TooLittleSkin,
            turn_deg: 0.0,
            shift_mm: 0.0,
            skin_cm2: 0.0,
            residual_mm: None,
        };
        CanonicalGrid { patches, head_to_world: Isometry3::identity(), refinement }
    }

    #[test]
    fn maps_come_back_from_text_as_they_were() {
        let text = serde_json::to_string(&Descriptor::of(&grid())).unwrap();
        let maps = serde_json::from_str::<Descriptor>(&text).unwrap().maps().unwrap();
        for (map, patch) in maps.iter().zip(&Patch::ALL) {
            assert_eq!(map.name, patch.name);
            let count = |v| map.validity.iter().filter(|x| **x == v).count();
            assert!(count(Validity::Skin) > 100 && count(Validity::Cut) > 100, "{:?}", map.name);
            for (above, shows) in map.above_mean_mm.iter().zip(&map.validity) {
                if *shows == Validity::Skin {
                    approx::assert_abs_diff_eq!(*above, 1.5, epsilon = 0.01);
                } else {
                    assert!(above.is_nan());
                }
            }
        }
        assert!(text.len() < 60_000, "{}", text.len());
    }

    #[test]
    fn what_cannot_be_compared_is_refused_in_words() {
        let good = Descriptor::of(&grid());
        let error = |d: Descriptor| d.maps().unwrap_err().to_string();
        let newer = Descriptor { version: 9, ..good.clone() };
        assert_eq!(error(newer), "descriptor: version 9; this program compares version 1");
        let other = Descriptor { grid: "x".to_owned(), ..good.clone() };
        assert!(error(other).starts_with("descriptor: grid x;"));
        let mut damaged = good.clone();
        let map = &mut damaged.patches[0].above_mean;
        let flipped = if map.as_bytes()[40] == b'A' { "B" } else { "A" };
        map.replace_range(40..41, flipped);
        assert!(error(damaged).starts_with("descriptor: checksum "));
        let mut short = good;
        short.patches[1].above_mean.truncate(8);
        short.checksum = checksum(&short.patches);
        assert_eq!(error(short), "descriptor: patch ear_right: 6 bytes instead of 1160");
    }
}
