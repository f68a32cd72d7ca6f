//! What a scan shows at each point of the fitted mean head: skin, nothing, or no measurement.

use super::mean_head::MeanHead;
use super::pose::FittedHead;
use super::profile::{OUTSIDE, Profile};
use super::registration::{Finder, Held, Round};
use super::skin::SkinPoint;
use crate::base::space::WorldPoint;
use crate::imaging::head::{BitGrid, Head};
use crate::imaging::volume::{Sample, Volume};
use crate::with_samples;
use nalgebra::{Point3, Vector3};

/// A point of the mean head and what the scan shows there.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// Its number in the mean head.
    pub(crate) point: usize,
    /// What was found.
    pub(crate) shown: Shown,
}

/// What a scan shows where the face should be.
#[derive(Clone, Debug)]
pub(crate) enum Shown {
    /// Surface within reach that faces the same way.
    Surface(Surface),
    /// In the field of view and no such surface.
    Missing(Missing),
    /// Outside the field of view, or hidden in something as bright as tissue, which may be anything.
    OutOfView,
}

/// Surface near the fitted face.
#[derive(Clone, Debug)]
pub(crate) struct Surface {
    /// What lies before and behind it; nothing at the volume's edge.
    pub(crate) profile: Option<Profile>,
    /// How far before it constant fill begins, mm; nothing beyond [`BEFORE_MM`].
    pub(crate) fill_mm: Option<f64>,
}

/// Where the head begins instead.
#[derive(Clone, Debug)]
pub(crate) struct Missing {
    /// How far below the face the head begins, mm; 0 where the place is inside the head, nothing
    /// where no head is met.
    pub(crate) depth_mm: Option<f64>,
    /// Where it begins, world mm.
    pub(crate) wall: Option<Vector3<f64>>,
    /// What lies before and behind that wall.
    pub(crate) profile: Option<Profile>,
    /// Whether constant fill lies on the way to it: a cut into an airway ends behind air.
    pub(crate) through_fill: bool,
    /// Whether that wall's edge is a cut's.
    pub(crate) at_cut: bool,
}

impl Site {
    /// Whether it lies in the field of view.
    pub(crate) fn in_view(&self) -> bool {
        !matches!(self.shown, Shown::OutOfView)
    }

    /// The profile of the surface found there.
    pub(crate) fn profile(&self) -> Option<&Profile> {
        if let Shown::Surface(surface) = &self.shown { surface.profile.as_ref() } else { None }
    }

    /// Whether constant fill stands in its place or begins within a distance before it, mm.
    pub(crate) fn behind_fill(&self, within_mm: f64) -> bool {
        match &self.shown {
            Shown::Surface(surface) => surface.fill_mm.is_some_and(|mm| mm <= within_mm),
            Shown::Missing(missing) => missing.in_fill(),
            Shown::OutOfView => false,
        }
    }

    /// What is there instead of a surface.
    pub(crate) fn missing(&self) -> Option<&Missing> {
        if let Shown::Missing(missing) = &self.shown { Some(missing) } else { None }
    }
}

impl Missing {
    /// Whether constant fill stands in the place of what is missing.
    pub(crate) fn in_fill(&self) -> bool {
        let beside = || self.profile.as_ref().is_some_and(|p| p.fill().is_some());
        self.through_fill || beside()
    }

    /// Whether what is missing was cut away: fill or the edge of a cut stands in its place.
    pub(crate) fn cut_away(&self) -> bool {
        self.at_cut || self.in_fill()
    }
}

/// Surface within this distance of the fitted face counts, mm. Wider than what the shape model
/// leaves over of an intact face, narrower than the depth of cuts.
const LOOK: Round = Round {
    stride: 1,
    radius_mm: 6.0,
    agreement: 0.6,
    iterations: 0,
    with_shape: false,
    held: Held::Nothing,
};
/// Cuts deeper than this are not followed, mm: the face is 60 mm before the skull's base.
const DEEPEST_MM: usize = 80;

/// Farther than this before the fitted face there is no own skin, mm: high noses reached 14. Less
/// where the field of view ends sooner.
const HIDDEN_MM: usize = 15;
const HIDDEN_AT_BORDER_MM: usize = 8;

/// Fill that begins farther before some skin than this says nothing of it, mm: before what 80 cut noses left,
/// hardly any began between 10 and 15 mm.
pub(crate) const BEFORE_MM: f64 = 10.0;

/// Looks at every point of the mean head.
pub(crate) fn look(
    fitted: &FittedHead,
    volume: &Volume,
    head: &Head,
    model: &MeanHead,
) -> Vec<Site> {
    with_samples!(&volume.voxels, samples => {
        let scan = Scan { samples, volume, mask: &head.mask, fitted, model };
        let finder = Finder::new(&fitted.index, &fitted.close, &LOOK);
        (0..model.points.len()).map(|point| Site { point, shown: scan.shown(point, &finder) }).collect()
    })
}

struct Scan<'a, T> {
    samples: &'a [T],
    volume: &'a Volume,
    mask: &'a BitGrid,
    fitted: &'a FittedHead,
    model: &'a MeanHead,
}

impl<T: Sample> Scan<'_, T> {
    fn shown(&self, point: usize, finder: &Finder<'_>) -> Shown {
        let head = self.fitted.close.shaped(self.model, point);
        let world = (self.fitted.close.head_to_world * Point3::from(head)).coords;
        if !self.fitted.skin.fov.contains(&world) {
            return Shown::OutOfView;
        }
        match finder.skin(&head, &self.model.points[point].normal) {
            Some(skin) => Shown::Surface(Surface {
                profile: self.profile(skin),
                fill_mm: self.fill_before(skin, head),
            }),
            None => self.without_skin(head),
        }
    }

    /// What is shown where no skin was found.
    fn without_skin(&self, head: Vector3<f64>) -> Shown {
        let missing = self.behind(head);
        if missing.depth_mm != Some(0.0) || !self.is_hidden(head) {
            return Shown::Missing(missing);
        }
        // One value was put there; anything else may be what it hides.
        if missing.in_fill() {
            return Shown::Missing(Missing { depth_mm: None, wall: None, ..missing });
        }
        Shown::OutOfView
    }

    /// Whether a place lies so deep in what is not air that no face's surface is meant.
    fn is_hidden(&self, head: Vector3<f64>) -> bool {
        let to_world = &self.fitted.close.head_to_world;
        let outwards = to_world * (head - axis_at(&head)).normalize();
        let start = (to_world * Point3::from(head)).coords;
        let within = |mm: usize| self.index(start + outwards * mm as f64).is_some();
        let end = (1..=HIDDEN_MM).take_while(|mm| within(*mm)).last().unwrap_or(0);
        end >= HIDDEN_AT_BORDER_MM && (1..=end).all(|mm| self.in_head(start + outwards * mm as f64))
    }

    fn profile(&self, at: &SkinPoint) -> Option<Profile> {
        let rule = self.fitted.skin.fill;
        Profile::read(self.samples, self.volume.shape, &self.volume.affine, at, rule)
    }

    /// How far before some skin constant fill begins, mm, up to [`BEFORE_MM`].
    fn fill_before(&self, skin: &SkinPoint, head: Vector3<f64>) -> Option<f64> {
        let to_world = &self.fitted.close.head_to_world;
        let outwards = to_world * (head - axis_at(&head)).normalize();
        let voxel = self.volume.affine.voxel_sizes().into_iter().fold(1.0, f64::max);
        let run = self.fitted.skin.fill.least_run(OUTSIDE) as f64 * voxel;
        let way = (0..).map(f64::from).take_while(|mm| *mm < BEFORE_MM + run);
        let from = self.fill(way.map(|mm| skin.position.cast() + outwards * mm))?;
        Some(from as f64).filter(|mm| *mm <= BEFORE_MM)
    }

    /// Goes from the face into the head until tissue begins.
    fn behind(&self, head: Vector3<f64>) -> Missing {
        let to_world = &self.fitted.close.head_to_world;
        let inwards = to_world * (axis_at(&head) - head).normalize();
        let start = (to_world * Point3::from(head)).coords;
        let way = (0..DEEPEST_MM).map(|mm| mm as f64);
        let depth = way.clone().find(|mm| self.in_head(start + inwards * *mm));
        let wall = depth.map(|mm| start + inwards * mm);
        let profile = wall.and_then(|wall| {
            let (position, normal) = (wall.cast::<f32>(), (-inwards).cast::<f32>());
            self.profile(&SkinPoint { position, normal })
        });
        let at = |mm: f64| start + inwards * mm;
        let before = way.take_while(|mm| depth.is_none_or(|depth| *mm < depth));
        let through_fill = self.fill(before.map(at)).is_some();
        let at_cut = wall.is_some_and(|wall| self.fitted.skin.cuts.holds(&wall.cast()));
        Missing { depth_mm: depth, wall, profile, through_fill, at_cut }
    }

    /// The number of the first of some places in a row from which on as many voxels as a profile looks at (more
    /// where noise has few grey levels) have one and the same value.
    fn fill(&self, places: impl Iterator<Item = Vector3<f64>>) -> Option<usize> {
        let least = self.fitted.skin.fill.least_run(OUTSIDE);
        let (mut last, mut same, mut from) = (None, 0, 0);
        for (n, world) in places.enumerate() {
            let Some(index) = self.voxel(world) else { continue };
            let value = self.samples.get(index).map(|sample| sample.to_f32().to_bits());
            match last {
                Some((before, _)) if before == index => {}
                Some((_, earlier)) if earlier == value => same += 1,
                _ => (same, from) = (1, n),
            }
            if same >= least {
                return Some(from);
            }
            last = Some((index, value));
        }
        None
    }

    /// The number of the voxel at a place; None outside the volume.
    fn voxel(&self, world: Vector3<f64>) -> Option<usize> {
        let [i, j, k] = self.index(world)?;
        let shape = self.volume.shape;
        Some((k * shape[1] + j) * shape[0] + i)
    }

    fn index(&self, world: Vector3<f64>) -> Option<[usize; 3]> {
        let at = self.volume.affine.to_voxel(WorldPoint(world.into())).0;
        let shape = self.mask.shape();
        let inside = (0..3).all(|a| at[a] > -0.5 && at[a] < shape[a] as f64 - 0.5);
        inside.then(|| at.map(|v| v.round().max(0.0) as usize))
    }

    fn in_head(&self, world: Vector3<f64>) -> bool {
        self.index(world).is_some_and(|[i, j, k]| self.mask.get(i, j, k))
    }
}

/// The point of the head's middle axis towards which a cut is followed, canonical mm: from the
/// temporal lobes' height at the vault down to the throat.
fn axis_at(head: &Vector3<f64>) -> Vector3<f64> {
    Vector3::new(0.0, 0.0, 10.0 + 0.5 * head.z)
}
