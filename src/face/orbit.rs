//! How far does the skin that is left sink into the orbits?
//!
//! A mask that takes the eyes ends near the brow, one that leaves them ends on the lids: 20 mm apart.
//! Where the eyes of a cut face should be is not known better than that, because nothing holds the
//! nod of a head without a face. But below every brow the skin sinks, by a centimetre until the lids:
//! so how far it does before it ends says how much of the eye is left, wherever the eye is.
//!
//! ```text
//!   forehead  \             the skin's depth along the rays of a column, from the top down:
//!      brow    )   <- the foremost so far
//!      orbit  /    <- lies behind it: the sink
//!        lids |
//! ```

use super::canonical_grid::{PatchGrid, Validity};
use super::method::evidence::median;

/// Columns of one eye, mm from the middle: from the bridge of the nose to the middle of the lids.
/// Farther out orbits are shallow.
const ACROSS_MM: [f32; 2] = [16.0, 34.0];
/// Foreheads are looked at from this height on, mm; the vault above slopes away.
const TOP_MM: f32 = 70.0;
/// Between these heights lie orbits of all heads, whatever their nod, mm: true lids of cut heads lay
/// between −10 and 33.
const ORBITS_MM: [f32; 2] = [0.0, 60.0];

/// Cheeks below the eyes: these columns and rows, mm.
const CHEEKS_MM: [[f32; 2]; 2] = [[20.0, 44.0], [-20.0, -6.0]];

/// How far the skin sinks behind the brow, mm: right eye and left eye. Nothing where no brow is left,
/// nor where the skin goes on below the eyes, so that it does not end at them.
///
/// Both eyes together are measured, because they are level and one alone is noisier; an eye's own skin
/// has to sink half as far.
pub(crate) fn sinks(face: &PatchGrid) -> Option<[f32; 2]> {
    // Seen from the front, the person's right is at the left.
    if goes_on_below(face) {
        return None;
    }
    let both = sink(face, |u| (ACROSS_MM[0]..=ACROSS_MM[1]).contains(&u.abs()))?;
    let own =
        [-1.0, 1.0].map(|side| sink(face, |u| (ACROSS_MM[0]..=ACROSS_MM[1]).contains(&(side * u))));
    Some(own.map(|own| both.min(2.0 * own.unwrap_or(0.0))))
}

/// Whether most of the cheeks is skin.
fn goes_on_below(face: &PatchGrid) -> bool {
    let [across, heights] = CHEEKS_MM;
    let holds = |[from, to]: [f32; 2], mm: f32| (from..=to).contains(&mm);
    let (all, skin) = (0..face.patch.len())
        .filter(|&cell| {
            let [u, v] = face.patch.place(cell);
            holds(across, u.abs()) && holds(heights, v)
        })
        .fold((0, 0), |(all, skin), cell| {
            (all + 1, skin + usize::from(face.validity[cell] == Validity::Skin))
        });
    2 * skin >= all
}

/// The sink over some columns: that of the second deepest row, because a single one may be the ledge
/// of a cut; each the median of its columns, of which half must be there. Nothing without such rows.
fn sink(face: &PatchGrid, chosen: impl Fn(f32) -> bool) -> Option<f32> {
    let patch = face.patch;
    let columns: Vec<usize> = (0..patch.columns).filter(|&c| chosen(patch.place(c)[0])).collect();
    let mut foremost = vec![f32::NEG_INFINITY; columns.len()];
    let mut rows = Vec::new();
    for row in 0..patch.rows {
        let height = patch.place(row * patch.columns)[1];
        if !(ORBITS_MM[0]..=TOP_MM).contains(&height) {
            continue;
        }
        let mut sinks = Vec::with_capacity(columns.len());
        for (column, foremost) in columns.iter().zip(&mut foremost) {
            let cell = row * patch.columns + column;
            if face.validity[cell] == Validity::Skin {
                *foremost = foremost.max(face.depth_mm[cell]);
                sinks.push(*foremost - face.depth_mm[cell]);
            }
        }
        if height <= ORBITS_MM[1] && 2 * sinks.len() >= columns.len() {
            rows.extend(median(sinks));
        }
    }
    rows.sort_by(f64::total_cmp);
    let second = rows.len().saturating_sub(2);
    rows.get(second).map(|mm| *mm as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::canonical_grid::{Patch, PatchName, Reference};
    use nalgebra::Vector3;

    /// The mean head's face, of which only what is `left` at a place is skin.
    fn face(left: impl Fn([f32; 2]) -> bool) -> PatchGrid {
        let patch = Patch::of(PatchName::Face);
        let cells = &Reference::shipped(PatchName::Face).cells;
        let depth_mm = cells.iter().map(|c| c.as_ref().map_or(f32::NAN, |c| c.depth_mm)).collect();
        let validity = |cell: usize| match cells[cell] {
            Some(_) if left(patch.place(cell)) => Validity::Skin,
            _ => Validity::Missing,
        };
        let validity = (0..patch.len()).map(validity).collect();
        PatchGrid { patch, depth_mm, normal: vec![Vector3::zeros(); patch.len()], validity }
    }

    #[test]
    fn skin_that_ends_at_the_brow_has_not_sunk_and_skin_down_to_the_lids_has() {
        let [right, left] = sinks(&face(|[_, v]| v > 14.0)).unwrap();
        assert!(right > 7.0 && left > 7.0, "{right} {left}");
        let brow = sinks(&face(|[_, v]| v > 34.0)).unwrap();
        assert!(brow.iter().all(|mm| *mm < 3.0), "{brow:?}");
    }

    #[test]
    fn eyes_are_told_apart_and_without_a_brow_nothing_is_said() {
        let [right, left] = sinks(&face(|[u, v]| v > if u < 0.0 { 14.0 } else { 34.0 })).unwrap();
        assert!(right > 7.0 && left < 5.0, "{right} {left}");
        assert_eq!(sinks(&face(|[_, v]| (-9.0..0.0).contains(&v))), None);
    }

    #[test]
    fn eyes_above_cheeks_that_are_left_are_not_where_the_skin_ends() {
        assert_eq!(sinks(&face(|[_, v]| !(0.0..=24.0).contains(&v))), None);
    }
}
