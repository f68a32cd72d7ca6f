//! What lies where under the skin of the mean head.
//!
//! Defacing leaves it alone, so it tells the pitch of heads whose face is gone. Only kinds of tissue
//! are told, not how bright they are: that differs between types of image.

use std::io;
use std::io::Write;

use rand::SeedableRng;
use rand_pcg::Pcg64;
use rayon::prelude::*;

use crate::base::stats::stream::uniform_in;
use crate::phantom::depth;
use crate::phantom::solid::Point;
use crate::phantom::tissue::Found;
use crate::phantom::tissue::Layers;
use crate::phantom::tissue::Tissue;

/// Kinds that look alike within any one type of image, in the order in which they are counted.
const KINDS: [&str; 6] = ["soft", "fat", "bone", "air", "brain", "eye"];
/// Places lie in cells of this size, mm, of which one in [`THINNED`] is kept, none beside another.
const CELL_MM: f64 = 4.;
const THINNED: i32 = 7;
/// Shallower than this, mm, the skin itself tells more.
const LEAST_DEPTH: f64 = 9.;
/// Lower than this the neck bends, mm.
const LOWEST: f64 = -60.;
/// People whose layers are looked at: a cell is what it is in most of them.
const PEOPLE: u64 = 12;

/// A cell inside the mean head.
#[derive(Clone, Debug)]
pub struct InsidePlace {
    /// Middle of the cell, canonical mm; on the right half, the left being its mirror image.
    pub position: Point,
    /// What most of it is.
    pub kind: &'static str,
}

/// The places, by height, then from back to front.
pub fn places() -> Vec<InsidePlace> {
    let mut random = Pcg64::seed_from_u64(0);
    let people: Vec<Layers> = (0..PEOPLE)
        .map(|_| {
            let age = uniform_in(&mut random, 18., 80.) as u32;
            Layers::draw(&mut random, age)
        })
        .collect();
    let layers: Vec<i32> = (-15..33).collect();
    let of_layer = |&k: &i32| {
        let cells = (-30..32).flat_map(move |j| (0..23).map(move |i| [i, j, k]));
        let kept = cells.filter(|[i, j, k]| (i + 3 * j + 5 * k).rem_euclid(THINNED) == 0);
        kept.filter_map(|cell| place(&people, cell)).collect::<Vec<_>>()
    };
    layers.par_iter().map(of_layer).flatten_iter().collect()
}

fn place(people: &[Layers], cell: [i32; 3]) -> Option<InsidePlace> {
    let position = Point::from(cell.map(|n| (f64::from(n) + 0.5) * CELL_MM));
    if position.z < LOWEST || depth::coarse(position) > -LEAST_DEPTH {
        return None;
    }
    let mut counts = [0; KINDS.len()];
    for corner in 0..8 {
        let aside = |axis: usize| if corner >> axis & 1 == 1 { 1. } else { -1. };
        let at = position + Point::new(aside(0), aside(1), aside(2)) * (CELL_MM / 4.);
        for layers in people {
            counts[kind(layers.find(at, -depth::coarse(at)))] += 1;
        }
    }
    let most = (0..KINDS.len()).max_by_key(|&n| (counts[n], KINDS.len() - n))?;
    Some(InsidePlace { position, kind: KINDS[most] })
}

/// Index in [`KINDS`]. The fluid within the brain counts as brain, the thin layer around it as skull.
fn kind(found: Found) -> usize {
    match found.tissue {
        _ if found.is_brain => 4,
        Tissue::Skin | Tissue::Muscle | Tissue::Mucosa | Tissue::Gland | Tissue::Cartilage => 0,
        Tissue::Fat => 1,
        Tissue::CompactBone | Tissue::Marrow | Tissue::Csf => 2,
        Tissue::Air => 3,
        Tissue::GrayMatter | Tissue::WhiteMatter => 4,
        Tissue::Vitreous => 5,
    }
}

/// One row per place: `x,y,z,kind`.
///
/// # Errors
/// Those of the writer.
pub fn write(places: &[InsidePlace], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "x,y,z,kind")?;
    for InsidePlace { position: p, kind } in places {
        writeln!(out, "{:.0},{:.0},{:.0},{kind}", p.x, p.y, p.z)?;
    }
    Ok(())
}
