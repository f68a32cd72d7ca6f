//! Pose: from world space into the canonical head frame.
//!
//! The mean head is registered onto all the skin there is, pose and shape together; what is not
//! there (removed, out of view) takes no part, and walls left by defacing are no skin (see
//! [`Skin`]). Where the face was cut, what lies under the skin tells the pitch with it. Left and right
//! come from the affine and from nothing else.

mod chosen;
mod follow;
mod met;

use crate::imaging::surface::Mesh;
use crate::imaging::volume::Volume;

use super::inside::Inside;
use super::mean_head::MeanHead;
use super::nod;
use super::pitch;
use super::registration::{Chosen, Held, Placement};
use super::search::Search;
use super::skin;
use super::skin::Skin;
use super::surface_index::SurfaceIndex;
use super::symmetry::Mirror;
use chosen::ChosenPoints;
use follow::Follower;
use met::Met;
use nalgebra::{Isometry3, Matrix4, UnitQuaternion, Vector3};
use serde::Deserialize;

/// The pose of a head and how well it is known.
#[derive(Clone, Debug)]
pub struct Pose {
    /// World mm (RAS+) → canonical head frame, mm.
    pub world_to_head: Isometry3<f64>,
    /// Nose-up rotation of the head about its left–right axis, degrees.
    pub pitch_deg: f64,
    /// Rotation of the head about its vertical axis, degrees; positive turns the face to its left.
    pub yaw_deg: f64,
    /// Rotation about the front–back axis, degrees; positive leans the head to its right.
    pub roll_deg: f64,
    /// 0 (no idea) to 1; below [`Config::untested_below`] nothing that rests on the pose is reported.
    pub confidence: f64,
    /// Median distance between the fitted mean head and the skin, mm.
    pub residual_mm: f64,
    /// Share of the cranial model points inside the field of view that met skin, 0–1.
    pub matched: f64,
    /// Share of the face's model points that met skin, 0–1.
    pub face_met: f64,
    /// Nose-up pitch of the best fit that was taken for shape, degrees: already taken off.
    pub nod_deg: f64,
    /// Shape of the head, standard deviations along each mode of the mean head.
    pub shape: Vec<f64>,
}

/// When a pose is relied on: the section `pose` of `data/thresholds.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Below this confidence a scan is `untested`.
    pub untested_below: f64,
    /// Share of the cranium that must meet skin, so that no other placement is looked for …
    pub certain_share: f64,
    /// … and its median distance from it at most, mm.
    pub certain_mm: f64,
    /// Where less than this share of the face meets skin, it was cut.
    pub cut: f64,
    /// From this share on it is met as a whole face is; between the two another turn is looked for that
    /// meets it so.
    pub whole: f64,
}

/// The mean head placed and shaped onto one scan.
#[derive(Debug)]
pub struct FittedHead {
    /// Pose and its quality.
    pub pose: Pose,
    /// The mean head, brought as close to the skin as its shape model allows.
    pub(crate) close: Placement,
    pub(crate) index: SurfaceIndex,
    pub(crate) skin: Skin,
}

/// Surface points kept, and the cells of their index in mm.
const SKIN_POINTS: usize = 20_000;
const CELL_MM: f32 = 6.0;
/// The same for what reaches far: every n-th point.
const COARSE_STEP: usize = 12;
const COARSE_CELL_MM: f32 = 20.0;

/// Fewer skin points than this are no head.
const FEWEST: usize = 100;

/// Brings the mean head onto the skin of a scan.
///
/// Returns nothing when the surface has too little skin to register.
pub fn fit(
    mesh: &Mesh,
    volume: &Volume,
    model: &MeanHead,
    skin: &skin::Config,
    config: &Config,
) -> Option<FittedHead> {
    fit_skin(Skin::of(mesh, volume, SKIN_POINTS, skin), Some(volume), model, config)
}

/// Brings the mean head onto skin points. Where the face was cut, the inside of the `scan` they come
/// from is asked for the pitch.
///
/// Returns nothing when they are too few to register.
pub fn fit_skin(
    skin: Skin,
    scan: Option<&Volume>,
    model: &MeanHead,
    config: &Config,
) -> Option<FittedHead> {
    if skin.points.len() < FEWEST {
        return None;
    }
    let few: Vec<_> = skin.points.iter().step_by(COARSE_STEP).copied().collect();
    let coarse = SurfaceIndex::new(&few, COARSE_CELL_MM);
    let index = SurfaceIndex::new(&skin.points, CELL_MM);
    let points = ChosenPoints::of(model);
    let search = Search {
        coarse: &coarse,
        fine: &index,
        fov: &skin.fov,
        model,
        chosen: &points.all,
        cranial: &points.left,
        mirror: Mirror { index: &index },
    };
    let mut follower = Follower::new(&index, model, &points.all);
    let met = |chosen: &Chosen, at: &Placement| Met::of(&index, &skin, model, chosen, at);
    let mut held = Held::Nothing;
    let mut placement = follower.follow(search.upright(), held);
    let mut cranium = met(&points.cranial, &placement);
    if cranium.matched < config.certain_share || cranium.residual_mm > config.certain_mm {
        held = Held::Plane;
        let follow = |start| follower.follow(start, held);
        placement = search.best_of_fan(placement, follow, |at| search.judge(at));
        cranium = met(&points.cranial, &placement);
    }
    let mut face = met(&points.facial, &placement);
    if held == Held::Nothing && (config.cut..config.whole).contains(&face.matched) {
        // A round cranium is met under more than one turn, a whole face only under its own.
        let follow = |start| follower.follow(start, held);
        let unmet = |at: &Placement| 1.0 - met(&points.facial, at).matched;
        let other = search.best_of_fan(placement.clone(), follow, unmet);
        let [on_cranium, on_face] =
            [&points.cranial, &points.facial].map(|chosen| met(chosen, &other));
        if on_face.matched >= config.whole && on_cranium.matched >= config.certain_share {
            (placement, cranium, face) = (other, on_cranium, on_face);
        }
    }
    if let Some(scan) = scan.filter(|_| face.matched < config.cut) {
        held = Held::PlaneAndPitch;
        let inside = Inside::of(scan, model, &points.left);
        placement = follower.follow(pitch::settled(&inside, &placement, face.covered), held);
        (cranium, face) = (met(&points.cranial, &placement), met(&points.facial, &placement));
    }
    let pose = describe(&placement, &cranium, face.covered);
    let close = follower.close(&placement, held);
    Some(FittedHead { pose, close, index, skin })
}

fn describe(placement: &Placement, cranium: &Met, face_met: f64) -> Pose {
    let nod_deg = nod::of_shape(placement, face_met);
    let nod = UnitQuaternion::from_axis_angle(&Vector3::x_axis(), -nod_deg.to_radians());
    let head_to_world = placement.head_to_world * nod;
    let [pitch_deg, yaw_deg, roll_deg] = angles(&head_to_world);
    Pose {
        world_to_head: head_to_world.inverse(),
        pitch_deg,
        yaw_deg,
        roll_deg,
        confidence: cranium.confidence(placement.shape.norm_squared()),
        residual_mm: cranium.residual_mm,
        matched: cranium.matched,
        face_met,
        nod_deg,
        shape: placement.shape.iter().copied().collect(),
    }
}

/// Pitch (nose up), yaw (face to its left) and roll (lean to the right) in degrees:
/// `R(head → world) = Rz(yaw) · Rx(pitch) · Ry(roll)`.
fn angles(head_to_world: &Isometry3<f64>) -> [f64; 3] {
    let r = head_to_world.rotation.to_rotation_matrix();
    let pitch = r[(2, 1)].clamp(-1.0, 1.0).asin();
    let yaw = (-r[(0, 1)]).atan2(r[(1, 1)]);
    let roll = (-r[(2, 0)]).atan2(r[(2, 2)]);
    [pitch, yaw, roll].map(f64::to_degrees)
}

impl Pose {
    /// The 4×4 matrix world → canonical, mm.
    pub fn matrix(&self) -> Matrix4<f64> {
        self.world_to_head.to_homogeneous()
    }
}

#[cfg(test)]
mod tests {
    use super::super::field_of_view::FieldOfView;
    use super::super::skin::SkinPoint;
    use super::*;
    use crate::base::space::Affine;
    use crate::base::thresholds::Thresholds;
    use nalgebra::{Point3, Translation3};

    fn fit_points(skin: Skin) -> Option<FittedHead> {
        let config = Thresholds::shipped().section("pose").unwrap();
        fit_skin(skin, None, MeanHead::shipped(), &config)
    }

    /// A box of 400 mm about the origin.
    fn wide_view() -> FieldOfView {
        let rows = [[2., 0., 0., -200.], [0., 2., 0., -200.], [0., 0., 2., -200.]];
        FieldOfView::new(Affine::new(rows).unwrap(), [200; 3])
    }

    fn turned_mean_head(to_world: &Isometry3<f64>) -> Skin {
        let points = MeanHead::shipped().points.iter().map(|p| SkinPoint {
            position: (to_world * Point3::from(p.position)).coords.cast(),
            normal: (to_world * p.normal).cast(),
        });
        Skin::new(points.collect(), wide_view())
    }

    #[test]
    fn the_pose_follows_a_head_turned_by_up_to_30_degrees() {
        let axes = [[1., 0., 0.], [-1., 0., 0.], [0., 1., 0.], [0., 0., 1.], [0.5, -0.6, 0.6]];
        for axis in axes {
            let axis = Vector3::from(axis).normalize();
            let to_world = Isometry3::from_parts(
                Translation3::new(12.0, -20.0, 9.0),
                UnitQuaternion::from_scaled_axis(axis * 30_f64.to_radians()),
            );
            let fitted = fit_points(turned_mean_head(&to_world)).unwrap();
            let off = (fitted.pose.world_to_head.rotation * to_world.rotation).angle();
            assert!(off.to_degrees() < 0.5, "{axis:?}: {}", off.to_degrees());
            assert!(fitted.pose.confidence > 0.9);
        }
    }

    #[test]
    fn a_ball_is_no_head() {
        let points = (0..4000).map(|n| {
            // Fibonacci's spiral spreads the points evenly.
            let z = 1.0 - (2.0 * n as f32 + 1.0) / 4000.0;
            let (sin, cos) = (n as f32 * 2.399_963_2).sin_cos();
            let r = (1.0 - z * z).sqrt();
            let normal = Vector3::new(r * cos, r * sin, z);
            SkinPoint { position: normal * 80.0, normal }
        });
        let ball = Skin::new(points.collect(), wide_view());
        let pose = fit_points(ball).unwrap().pose;
        assert!(pose.confidence < 0.5, "{pose:?}");
    }

    #[test]
    fn too_few_points_are_no_head() {
        let none = Skin::new(Vec::new(), wide_view());
        assert!(fit_points(none).is_none());
    }

    #[test]
    fn angles_are_those_the_head_was_turned_by() {
        let degrees = |d: f64| d.to_radians();
        let rotation = UnitQuaternion::from_axis_angle(&Vector3::z_axis(), degrees(20.0))
            * UnitQuaternion::from_axis_angle(&Vector3::x_axis(), degrees(-10.0))
            * UnitQuaternion::from_axis_angle(&Vector3::y_axis(), degrees(5.0));
        let found = angles(&Isometry3::from_parts(Translation3::identity(), rotation));
        for (found, given) in found.into_iter().zip([-10.0, 20.0, 5.0]) {
            approx::assert_abs_diff_eq!(found, given, epsilon = 1e-9);
        }
    }
}
