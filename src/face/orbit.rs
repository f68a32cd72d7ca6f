//! How far does the skin that is left sink into the orbits?
//!
//! A mask that takes the eyes ends near the brow, one that leaves them ends on the lids: 20 mm apart.
//! Where the eyes of a cut face should be is hardly known better than that, because little holds the
//! nod of a head without a face. But below every brow the skin sinks, by a centimetre until the lids:
//! so how far it does before it ends says how much of the eye is left, wherever the eye is. Brows and
//! eyes differ; where the skin ends, and whether some of it lies deeper than the fitted head has it,
//! as that of deep eyes does and walls do not, says the rest.
//!
//! ```text
//!   forehead  \             the skin's depth along the rays of a column, from the top down:
//!      brow    )   <- the foremost so far
//!      orbit  /    <- lies behind it: the sink
//!        lids |
//! ```

use super::canonical_grid::{PatchGrid, Validity};
use super::method::evidence::median;
use super::sites::Site;
use nalgebra::Vector3;
use serde::Deserialize;

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

/// What tells of an eye, from the middle of the head outwards and from the cheek to the brow, mm.
const AROUND_X_MM: [f64; 2] = [15.0, 45.0];
const AROUND_Z_MM: [f64; 2] = [8.0, 48.0];
/// The front of the head, canonical mm.
const FRONT_MM: f64 = 20.0;

/// Whether a point of the mean head lies around the first (right) or second eye.
pub(crate) fn is_around(number: usize, at: &Vector3<f64>) -> bool {
    let side = if number == 0 { 1.0 } else { -1.0 };
    let holds = |[from, to]: [f64; 2], mm: f64| (from..to).contains(&mm);
    at.y > FRONT_MM && holds(AROUND_X_MM, side * at.x) && holds(AROUND_Z_MM, at.z)
}

/// How much of an orbit shows an eye: the section `presence.orbit` of `data/thresholds.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The sink beyond which more says nothing, mm.
    pub most_sink_mm: f64,
    /// What skin all around the eye tells, in mm of sink.
    pub all_skin_mm: f64,
    /// What deep skin tells, in mm of sink, …
    pub deep_skin_mm: f64,
    /// … and the share of the points around the eye that must have met some for all of it.
    pub deep_skin_share: f64,
    /// The sum that shows a whole eye, mm.
    pub whole_mm: f64,
}

/// What a cut left of the orbit of one eye.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OrbitLeft {
    /// How far its skin sinks behind the brow, mm.
    pub(crate) sink_mm: f64,
    /// Share of the points around it that met skin, deep skin among it, 0–1.
    pub(crate) skin: f64,
    /// Share that met skin deeper than a point of the fitted head reaches, 0–1.
    pub(crate) deep: f64,
}

impl OrbitLeft {
    /// From the sink and the sites around an eye; skin deeper than `own_shape_mm` is another one.
    pub(crate) fn of(sink_mm: f32, around: &[&Site], own_shape_mm: f64) -> Self {
        let seen: Vec<_> = around.iter().filter(|site| site.in_view()).collect();
        let met = seen.iter().filter(|site| site.missing().is_none()).count() as f64;
        let is_deep = |site: &&&&Site| {
            let natural = site.missing().filter(|missing| !missing.cut_away());
            natural.and_then(|missing| missing.depth_mm).is_some_and(|mm| mm <= own_shape_mm)
        };
        let deep = seen.iter().filter(is_deep).count() as f64;
        let all = seen.len().max(1) as f64;
        Self { sink_mm: f64::from(sink_mm), skin: (met + deep) / all, deep: deep / all }
    }

    /// How much of the eye is there, 0–1.
    pub(crate) fn share(&self, config: &Config) -> f64 {
        let deep = (self.deep / config.deep_skin_share).min(1.0);
        let told = self.sink_mm.min(config.most_sink_mm)
            + config.all_skin_mm * self.skin
            + config.deep_skin_mm * deep;
        (told / config.whole_mm).min(1.0)
    }
}

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
    use crate::base::thresholds::Thresholds;
    use crate::face::canonical_grid::{Patch, PatchName, Reference};
    use crate::face::presence;
    use crate::face::sites::{Missing, Shown, Surface};

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

    /// Twenty points around an eye: some met skin, some lie before deep skin, the rest was cut away.
    fn around(met: usize, deep: usize) -> Vec<Site> {
        let missing = |depth_mm, at_cut| {
            let wall = Some(Vector3::zeros());
            let depth_mm = Some(depth_mm);
            Shown::Missing(Missing { depth_mm, wall, profile: None, through_fill: false, at_cut })
        };
        let shown = |n: usize| match n {
            n if n < met => Shown::Surface(Surface { profile: None, fill_mm: None }),
            n if n < met + deep => missing(9.0, false),
            _ => missing(9.0, true),
        };
        (0..20).map(|point| Site { point, shown: shown(point) }).collect()
    }

    #[test]
    fn deep_skin_shows_an_eye_where_the_sink_alone_does_not() {
        let config: presence::Config = Thresholds::shipped().section("presence").unwrap();
        let share = |sink_mm, sites: &[Site]| {
            let sites: Vec<&Site> = sites.iter().collect();
            OrbitLeft::of(sink_mm, &sites, config.own_shape_mm).share(&config.orbit)
        };
        assert!(share(2.7, &around(10, 0)) < config.present);
        assert!(share(2.7, &around(8, 2)) > config.present);
        assert!(share(0.3, &around(8, 0)) < share(0.3, &around(12, 0)));
        assert!(share(30.0, &around(20, 0)) <= 1.0);
        // Walls farther back than skin can be are no deep skin.
        let far = OrbitLeft::of(0.0, &around(0, 20).iter().collect::<Vec<_>>(), 5.0);
        assert!(far.deep == 0.0 && far.skin == 0.0);
    }

    #[test]
    fn each_eye_has_its_own_surroundings() {
        let [right, left] = [Vector3::new(30.0, 70.0, 25.0), Vector3::new(-30.0, 70.0, 25.0)];
        assert!(is_around(0, &right) && is_around(1, &left));
        assert!(!is_around(1, &right) && !is_around(0, &left));
        assert!(!is_around(0, &Vector3::new(30.0, -70.0, 25.0)));
    }
}
