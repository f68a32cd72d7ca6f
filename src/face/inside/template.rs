//! The inside of the mean head: what kind of tissue lies where, and in which blocks.
//!
//! `data/mean_head_inside.csv` is written by `countenance phantom --mean-head`.

use crate::base::shipped;
use nalgebra::Vector3;
use serde::Deserialize;
use std::sync::OnceLock;

/// Edge of a block, mm: brain and what surrounds it share one, and a receive field is about even
/// over it.
const BLOCK_MM: f64 = 40.0;
/// Borders of blocks must not decide: several divisions of space count alike, each shifted by so much
/// of a block.
pub(super) const SHIFTS: [[f64; 3]; 4] =
    [[0.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.5, 0.0, 0.5], [0.0, 0.5, 0.5]];

/// A place inside the mean head.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Canonical mm.
    pub(super) position: Vector3<f64>,
    /// Number of its kind of tissue.
    pub(super) kind: usize,
    /// Number of its block in each division.
    pub(super) blocks: [usize; SHIFTS.len()],
}

/// The inside of the mean head.
#[derive(Clone, Debug)]
pub(super) struct Template {
    pub(super) places: Vec<Place>,
    /// Numbers of kinds and of blocks.
    pub(super) kinds: usize,
    pub(super) blocks: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    x: f64,
    y: f64,
    z: f64,
    kind: String,
}

impl Template {
    /// The one that is compiled in.
    pub(super) fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Template> = OnceLock::new();
        SHIPPED.get_or_init(|| {
            shipped::valid(Self::read(include_str!("../../../data/mean_head_inside.csv")))
        })
    }

    /// Reads a table of places on the right half; the left is its mirror image.
    fn read(table: &str) -> Result<Self, String> {
        let rows: Vec<Row> = shipped::rows(table)?;
        let (mut kinds, mut blocks) = (Vec::<String>::new(), Vec::new());
        let mut number = |key: (usize, [i32; 3])| {
            blocks.iter().position(|b| *b == key).unwrap_or_else(|| {
                blocks.push(key);
                blocks.len() - 1
            })
        };
        let mut places = Vec::with_capacity(2 * rows.len());
        for row in rows {
            let kind = kinds.iter().position(|k| *k == row.kind).unwrap_or_else(|| {
                kinds.push(row.kind);
                kinds.len() - 1
            });
            for side in [1.0, -1.0] {
                let position = Vector3::new(side * row.x, row.y, row.z);
                let blocks = std::array::from_fn(|n| {
                    let shift = Vector3::from(SHIFTS[n]);
                    number((n, (position / BLOCK_MM + shift).map(|c| c.floor() as i32).into()))
                });
                places.push(Place { position, kind, blocks });
            }
        }
        Ok(Self { places, kinds: kinds.len(), blocks: blocks.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_with_other_columns_is_refused() {
        assert!(Template::read("x,y,kind\n1,2,bone\n").is_err());
        assert!(Template::read("x,y,z,kind\n1,2,up,bone\n").is_err());
    }
}
