//! Regions of face and head by name: `data/regions.toml`.

use super::canonical_grid::PatchName;
use crate::base::region::Region;
use nalgebra::Vector3;
use serde::Deserialize;
use std::sync::OnceLock;

/// A region: parts of the mean head, cut to a canonical box. Regions may overlap.
#[derive(Clone, Debug)]
pub struct NamedRegion {
    /// Name in files, e.g. `glabella`.
    pub name: String,
    /// On which patch it is measured.
    pub patch: PatchName,
    parts: Vec<Region>,
    /// `[lowest, highest]` of x, y, z, canonical mm.
    within: [[f64; 2]; 3],
}

/// Why a file of regions cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RegionError {
    /// The file is not TOML, or a field is missing or of another type.
    #[error("regions: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A part that the mean head does not have.
    #[error("regions: {region}: parts: {part}: no such part of the head")]
    Part {
        /// Name of the region.
        region: String,
        /// What the file says.
        part: String,
    },
    /// More regions than a cell has bits for.
    #[error("regions: {0} regions; at most 32 can be told apart")]
    TooMany(usize),
}

#[derive(Deserialize)]
struct File {
    region: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    patch: PatchName,
    parts: Vec<String>,
    #[serde(default = "everywhere")]
    x: [f64; 2],
    #[serde(default = "everywhere")]
    y: [f64; 2],
    #[serde(default = "everywhere")]
    z: [f64; 2],
    /// Where the limits come from; read so that no row is without.
    #[serde(rename = "source")]
    _source: String,
}

fn everywhere() -> [f64; 2] {
    [f64::NEG_INFINITY, f64::INFINITY]
}

impl NamedRegion {
    /// The shipped regions, in the order of the file.
    ///
    /// # Panics
    /// Never with the committed file: `the_shipped_regions_can_be_read` reads it.
    pub fn all() -> &'static [Self] {
        static ALL: OnceLock<Vec<NamedRegion>> = OnceLock::new();
        ALL.get_or_init(|| {
            Self::read(include_str!("../../data/regions.toml"))
                .unwrap_or_else(|error| unreachable!("shipped regions: {error}"))
        })
    }

    /// Reads a file of regions.
    ///
    /// # Errors
    /// [`RegionError`] names the region that cannot be used.
    pub fn read(text: &str) -> Result<Vec<Self>, RegionError> {
        let File { region: rows } = toml::from_str(text)?;
        if rows.len() > 32 {
            return Err(RegionError::TooMany(rows.len()));
        }
        rows.into_iter().map(Self::of).collect()
    }

    fn of(row: Row) -> Result<Self, RegionError> {
        let Row { name, patch, parts, x, y, z, .. } = row;
        let known = |part: &String| {
            Region::from_name(part)
                .ok_or_else(|| RegionError::Part { region: name.clone(), part: part.clone() })
        };
        let parts = parts.iter().map(known).collect::<Result<_, _>>()?;
        Ok(Self { name, patch, parts, within: [x, y, z] })
    }

    /// Whether a point of the mean head, of this part and at this canonical place (mm), belongs to it.
    pub fn holds(&self, part: Region, position: &Vector3<f64>) -> bool {
        let inside = |a: usize| (self.within[a][0]..self.within[a][1]).contains(&position[a]);
        self.parts.contains(&part) && (0..3).all(inside)
    }
}

#[cfg(test)]
mod tests {
    use super::super::mean_head::MeanHead;
    use super::*;

    #[test]
    fn the_shipped_regions_can_be_read_and_none_is_empty() {
        let all = NamedRegion::all();
        assert!((20..=30).contains(&all.len()));
        for region in all {
            let held = MeanHead::shipped()
                .points
                .iter()
                .filter(|p| region.holds(p.region, &p.position))
                .count();
            assert!(held >= 12, "{}: {held} points", region.name);
            assert_eq!(all.iter().filter(|r| r.name == region.name).count(), 1);
        }
    }

    #[test]
    fn sides_mirror_each_other() {
        let held = |name: &str| {
            let region = NamedRegion::all().iter().find(|r| r.name == name).unwrap();
            let points = &MeanHead::shipped().points;
            points.iter().filter(|p| region.holds(p.region, &p.position)).count()
        };
        for part in ["brow", "eye", "ala", "cheek", "jaw", "temple", "ear"] {
            let [right, left] = ["right", "left"].map(|side| held(&format!("{part}_{side}")));
            assert!(right.abs_diff(left) <= 1 + right / 20, "{part}: {right} {left}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_an_error() {
        let row = |parts: &str| {
            format!("[[region]]\nname=\"a\"\npatch=\"face\"\nsource=\"x\"\nparts=[\"{parts}\"]")
        };
        assert!(NamedRegion::read(&row("nose")).is_ok());
        let error = NamedRegion::read(&row("nase")).unwrap_err().to_string();
        assert_eq!(error, "regions: a: parts: nase: no such part of the head");
        assert!(NamedRegion::read("[[region]]\nname = 3").is_err());
    }
}
