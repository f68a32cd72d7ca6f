//! What speaks for a kind of defacing: walls, what lies before them, and how the surface of the face
//! differs from that of the rest of the head.

use super::plane;
use super::seam::Seam;
use super::{Config, beyond};
use crate::base::region::Region;
use crate::face::canonical_grid::PatchGrid;
use crate::face::mean_head::MeanHead;
use crate::face::pose::FittedHead;
use crate::face::profile::Profile;
use crate::face::sites::{Missing, Site};
use crate::imaging::volume::Volume;
use nalgebra::{Point3, Vector3};
use serde::{Deserialize, Serialize};

/// What one part of the surface looks like: medians over its points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Texture {
    /// Points looked at.
    pub points: usize,
    /// Voxels over which the edge from air to tissue rises; 1 is a cut.
    pub edge_voxels: f64,
    /// The same, mm.
    pub edge_mm: f64,
    /// Standard deviation of the noise outside, as a part of the contrast.
    pub air_noise: f64,
    /// The same just below the surface.
    pub tissue_noise: f64,
    /// Share of the points outside of which all samples are the same, 0–1.
    pub filled: f64,
    /// Share of neighbours below the surface, and below the walls that stand in its place, that have exactly
    /// the same value, 0–1; 0 where most points have one and the same, which is fill.
    pub repeated: f64,
}

/// What is missing, and the wall that stands in its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Walls {
    /// Share of the face's points in the field of view without surface near by, 0–1.
    pub missing: f64,
    /// Share of the points of face and ears in whose place there is constant fill, 0–1.
    pub behind_fill: f64,
    /// How far below the face the walls lie, median, mm.
    pub depth_mm: f64,
    /// Share of the walls before which all samples are the same, 0–1.
    pub filled: f64,
    /// Voxels over which the walls' edge rises, median.
    pub edge_voxels: f64,
    /// Share of the walls (of those behind fill, where most are) that lie on one plane, 0–1.
    pub planar: f64,
    /// Share of the samples beyond that plane that have the fill's value, 0–1.
    pub beyond_filled: f64,
    /// The plane's normal towards what is missing, canonical frame.
    pub normal: [f64; 3],
    /// Share of the walls whose edge is a cut's, whatever stands before it, 0–1.
    pub cut: f64,
    /// Share of the points of the face or, where that is more, of the ears behind which there is such
    /// a wall or fill, 0–1.
    pub behind_cut: f64,
    /// Share of the face's points at which there is a surface, but with the edge of a cut, 0–1.
    pub made_of_voxels: f64,
    /// Share of the head's points beyond that plane that are missing, 0–1; only where fill does not
    /// tell the walls.
    pub beyond_bare: f64,
}

/// Everything the method class rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MethodEvidence {
    /// The face, brow to chin.
    pub face: Texture,
    /// The rest of the head: vault, temples, back.
    pub rest: Texture,
    /// What is not there.
    pub walls: Walls,
    /// Where the skin steps around the face.
    pub seam: Seam,
    /// Share of the nose's points in whose place, or right before which, there is constant fill, 0–1.
    pub nose_behind_fill: f64,
    /// The same of the rest of the head.
    pub rest_behind_fill: f64,
}

/// From this share of walls on that fill, or their edge, marks, they are told by it.
const ENOUGH: f64 = 0.2;
/// Walls less deep than this are what the shape model leaves over, mm.
const SHALLOW_MM: f64 = 6.0;

/// Fill that begins within this distance before some skin touches it, mm. A scan's own fill, as beyond the field
/// of view that its distortions were corrected in, may begin not much farther before a nose.
const TOUCHING_MM: f64 = 4.0;

fn is_face(region: Region) -> bool {
    use Region as R;
    matches!(
        region,
        R::Brow
            | R::EyeRight
            | R::EyeLeft
            | R::NoseBridge
            | R::Nose
            | R::CheekRight
            | R::CheekLeft
            | R::UpperLip
            | R::Mouth
            | R::Chin
    )
}

fn is_ear(region: Region) -> bool {
    matches!(region, Region::EarRight | Region::EarLeft)
}

fn is_cranium(region: Region) -> bool {
    matches!(region, Region::Vault | Region::Temple | Region::Occiput)
}

impl MethodEvidence {
    /// Reads what the sites say, and the patch of the face.
    pub(crate) fn of(
        sites: &[Site],
        fitted: &FittedHead,
        volume: &Volume,
        model: &MeanHead,
        face: &PatchGrid,
    ) -> Self {
        let texture = |chosen: fn(Region) -> bool| {
            let sites = || sites.iter().filter(|s| chosen(model.points[s.point].region));
            let surface: Vec<_> = sites().filter_map(Site::profile).collect();
            // Blocks have the edges of cuts: most of them count as walls.
            let walls = sites().filter_map(Site::missing).filter_map(|m| m.profile.as_ref());
            let all: Vec<_> = surface.iter().copied().chain(walls).collect();
            Texture { repeated: repeated(&all), ..Texture::of(&surface) }
        };
        let behind_fill = |chosen: fn(Region) -> bool| {
            let of = sites.iter().filter(|s| chosen(model.points[s.point].region) && s.in_view());
            let behind = of.clone().filter(|s| s.behind_fill(TOUCHING_MM)).count();
            behind as f64 / of.count().max(1) as f64
        };
        Self {
            nose_behind_fill: behind_fill(|region| region == Region::Nose),
            rest_behind_fill: behind_fill(is_cranium),
            face: texture(is_face),
            rest: texture(is_cranium),
            walls: Walls::of(sites, fitted, volume, model),
            seam: Seam::of(face),
        }
    }

    /// Whether parts of face or ears are missing and constant fill stands in their place.
    pub(super) fn is_filled(&self, config: &Config) -> bool {
        let noisy = self.rest.filled < config.constant_background;
        noisy && self.walls.behind_fill >= config.missing_behind_fill
    }

    /// Whether constant fill stands in the place of the nose or right before what is left of it, and not before
    /// the rest of the head. The wall that a cut leaves may lie where a smaller nose would be.
    pub fn is_nose_filled(&self, config: &Config) -> bool {
        let noisy = self.rest_behind_fill < config.constant_background;
        noisy && self.nose_behind_fill >= config.nose_behind_fill
    }

    /// Whether fill or the edge of a cut tells where something is missing.
    pub fn is_marked(&self, config: &Config) -> bool {
        self.is_filled(config) || self.is_nose_filled(config) || self.walls.are_marked()
    }

    /// Whether parts of face or ears are missing behind walls with the edge of a cut.
    pub(super) fn ends_at_cuts(&self, config: &Config) -> bool {
        self.walls.cut >= ENOUGH && self.walls.behind_cut >= config.missing_behind_cut
    }

    /// Whether a part of the face is missing, and its walls or what lies before them show that it
    /// was cut away.
    pub fn is_cut(&self, config: &Config) -> bool {
        let sharpness = self.walls.edge_voxels / self.rest.edge_voxels;
        let by_edge = self.walls.missing >= config.missing && sharpness <= config.cut_edge;
        let by_fill = self.is_filled(config) || self.is_nose_filled(config);
        let cut = by_edge || by_fill || self.ends_at_cuts(config);
        cut && !self.is_blocky(config)
    }

    /// Whether the face, and not the rest of the head, was made of coarse blocks.
    pub fn is_blocky(&self, config: &Config) -> bool {
        self.face.repeated - self.rest.repeated >= config.blocky
    }

    /// Whether the whole head is smoother than a scan of one person.
    pub fn too_smooth(&self, config: &Config) -> bool {
        self.rest.edge_mm >= config.smooth_mm && self.rest.edge_voxels >= config.smooth_voxels
    }
}

impl Texture {
    /// Medians over surface profiles.
    pub(crate) fn of(profiles: &[&Profile]) -> Self {
        let median = |of: &dyn Fn(&Profile) -> Option<f32>| {
            median(profiles.iter().filter_map(|p| of(p)).collect()).unwrap_or(0.0)
        };
        let contrast = median(&|p| Some(p.contrast()));
        let noise = |variance: f64| if contrast > 0.0 { variance.sqrt() / contrast } else { 0.0 };
        let filled = profiles.iter().filter(|p| p.fill().is_some()).count();
        Self {
            points: profiles.len(),
            edge_voxels: median(&Profile::edge_steps),
            edge_mm: median(&|p| Some(p.edge_steps()? * p.step_mm)),
            air_noise: noise(median(&|p| Some(p.air_noise))),
            tissue_noise: noise(median(&|p| Some(p.tissue_noise))),
            filled: filled as f64 / profiles.len().max(1) as f64,
            repeated: repeated(profiles),
        }
    }
}

/// See [`Texture::repeated`].
fn repeated(profiles: &[&Profile]) -> f64 {
    /// Fewer say nothing: a share of them is 0.
    const FEWEST: usize = 20;
    if profiles.len() < FEWEST {
        return 0.0;
    }
    let mut values: Vec<u32> = profiles.iter().map(|p| p.inner().to_bits()).collect();
    values.sort_unstable();
    let most = values.chunk_by(|a, b| a == b).map(<[u32]>::len).max().unwrap_or(0);
    if 2 * most > profiles.len() {
        return 0.0;
    }
    let add = |(a, b): (usize, usize), (c, d): (usize, usize)| (a + c, b + d);
    let (same, all) = profiles.iter().map(|p| p.repeats()).fold((0, 0), add);
    same as f64 / all.max(1) as f64
}

pub(crate) fn median(mut values: Vec<f32>) -> Option<f64> {
    let middle = values.len() / 2;
    let value = |v: &mut Vec<f32>| *v.select_nth_unstable_by(middle, f32::total_cmp).1;
    (!values.is_empty()).then(|| f64::from(value(&mut values)))
}

impl Walls {
    fn of(sites: &[Site], fitted: &FittedHead, volume: &Volume, model: &MeanHead) -> Self {
        let within = |chosen: fn(Region) -> bool| {
            sites.iter().filter(move |s| chosen(model.points[s.point].region) && s.in_view())
        };
        let all = |chosen| within(chosen).count().max(1) as f64;
        let gone = |chosen| within(chosen).filter_map(Site::missing).filter(|m| is_deep(m));
        let face: Vec<&Missing> = gone(is_face).collect();
        let both: Vec<&Missing> = gone(|r| is_face(r) || is_ear(r)).collect();
        let profiles: Vec<&Profile> = both.iter().filter_map(|m| m.profile.as_ref()).collect();
        let filled = profiles.iter().filter(|p| p.fill().is_some()).count() as f64;
        let depths = both.iter().filter_map(|m| m.depth_mm).map(|d| d as f32).collect();
        let edges = profiles.iter().filter_map(|p| p.edge_steps()).collect();
        let ears: Vec<&Site> = within(is_ear).collect();
        let behind = |of: fn(&Missing) -> bool, from: &[&Missing]| {
            let some = from.iter().filter(|m| of(m)).count() as f64;
            (some / all(is_face)).max(ears_behind(&ears, of))
        };
        let shallow = within(is_face).filter_map(Site::missing).filter(|m| !is_deep(m) && m.at_cut);
        let cut = both.iter().filter(|m| m.at_cut).count() as f64;
        let walls = Self {
            missing: face.len() as f64 / all(is_face),
            behind_fill: behind(Missing::in_fill, &both),
            behind_cut: behind(Missing::cut_away, &face),
            cut: cut / both.len().max(1) as f64,
            made_of_voxels: shallow.count() as f64 / all(is_face),
            depth_mm: median(depths).unwrap_or(0.0),
            filled: filled / profiles.len().max(1) as f64,
            edge_voxels: median(edges).unwrap_or(0.0),
            ..Self::default()
        };
        walls.with_plane(&both, sites, fitted, volume, model)
    }

    /// Whether constant fill tells where the walls are. Airways open into a wall; where they do, the
    /// march ends behind air and not behind fill, in more than half of a plane's walls at times (0.36
    /// to 0.90 of 152 planes' were filled, 0.00 to 0.01 of what 152 blurred faces missed).
    fn stand_behind_fill(&self) -> bool {
        self.filled >= ENOUGH
    }

    /// Whether fill or edges tell where the walls are.
    pub(crate) fn are_marked(&self) -> bool {
        self.stand_behind_fill() || self.cut >= ENOUGH
    }

    /// Whether the walls are cuts even where the face before them was smeared: where fill tells them, or
    /// most have the edge of a cut. Up to 0.31 of the walls of 144 blurred faces had.
    pub(crate) fn are_cuts(&self) -> bool {
        self.stand_behind_fill() || self.cut >= 0.5
    }

    /// Adds the plane on which most walls lie: of those behind fill where fill tells, of those with the
    /// edge of a cut where that does.
    fn with_plane(
        self,
        missing: &[&Missing],
        sites: &[Site],
        fitted: &FittedHead,
        volume: &Volume,
        model: &MeanHead,
    ) -> Self {
        let fill = |m: &Missing| m.profile.as_ref().and_then(Profile::fill);
        let is_wall = |m: &Missing| match () {
            () if self.stand_behind_fill() => fill(m).is_some(),
            () => m.at_cut || !self.are_marked(),
        };
        let chosen = missing.iter().filter(|m| is_wall(m));
        let points: Vec<Vector3<f64>> = chosen.filter_map(|m| m.wall).collect();
        let voxel = volume.affine.voxel_sizes().into_iter().fold(1.0, f64::max);
        let Some(plane) = plane::fit(&points, voxel, &before_the_face(fitted)) else { return self };
        let mut fills: Vec<u32> =
            missing.iter().filter_map(|m| fill(m)).map(f32::to_bits).collect();
        fills.sort_unstable();
        let most = fills.chunk_by(|a, b| a == b).max_by_key(|same| same.len());
        let value = most.map(|same| f32::from_bits(same[0]));
        let to_head = fitted.close.head_to_world.rotation.inverse();
        let gap = BEYOND * voxel;
        Self {
            planar: plane.share,
            beyond_filled: value.map_or(0.0, |v| beyond::filled(&plane, volume, v, gap)),
            beyond_bare: if self.stand_behind_fill() {
                0.0
            } else {
                beyond::bare(&plane, sites, fitted, model, gap)
            },
            normal: (to_head * plane.normal).into(),
            ..self
        }
    }
}

/// Voxels beyond a plane from which on samples are no longer mixed with what the plane left.
const BEYOND: f64 = 3.0;

fn is_deep(missing: &Missing) -> bool {
    missing.depth_mm.is_none_or(|mm| mm > SHALLOW_MM)
}

/// Share of the ears' points that are missing behind such walls. Both ears together are a tenth of the
/// face, so they count on their own.
fn ears_behind(ears: &[&Site], of: fn(&Missing) -> bool) -> f64 {
    let gone = ears.iter().filter_map(|s| s.missing()).filter(|m| is_deep(m));
    gone.filter(|m| of(m)).count() as f64 / ears.len().max(1) as f64
}

/// A point that every defacer removes, world mm.
fn before_the_face(fitted: &FittedHead) -> Vector3<f64> {
    const BEFORE_MOUTH: Point3<f64> = Point3::new(0.0, 140.0, -60.0);
    (fitted.close.head_to_world * BEFORE_MOUTH).coords
}
