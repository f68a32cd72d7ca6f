//! Landmarks on the skin, world mm.
//!
//! The fitted mean head says where a landmark should be, the patch of skin around it moves it, and
//! it is set down on the skin; the nose tip is the foremost skin near by.

use super::mean_head::{MeanHead, ModelLandmark};
use super::pose::FittedHead;
use super::registration::{Finder, Placement, Round, register};
use nalgebra::{Matrix3, Point3, SMatrix, SVector, UnitQuaternion, Vector3};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A landmark and how sure it is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Landmark {
    /// Position, world mm (RAS+).
    pub world_mm: [f64; 3],
    /// 0 (the surface does not have it; the position is the fitted mean head's) to 1.
    pub confidence: f64,
}

/// Locates every landmark of the mean head.
pub fn locate(fitted: &FittedHead, model: &MeanHead) -> BTreeMap<String, Landmark> {
    model.landmarks.iter().map(|l| (l.name.clone(), locate_one(l, fitted, model))).collect()
}

/// Skin farther than this from a landmark says nothing about it, mm.
const PATCH_MM: f64 = 22.0;

/// Around a landmark the fit may move the patch by no more than the shape model left over.
const PATCH: Round =
    Round { stride: 1, radius_mm: 6.0, agreement: 0.6, iterations: 6, with_shape: false };

fn locate_one(landmark: &ModelLandmark, fitted: &FittedHead, model: &MeanHead) -> Landmark {
    let near = |p: &usize| (model.points[*p].position - landmark.position).norm() < PATCH_MM;
    let patch: Vec<(usize, f64)> = (0..model.points.len()).filter(near).map(|p| (p, 1.0)).collect();
    // Lids are too flat to hold a patch in place; noses and chins do.
    let local = if landmark.name.starts_with("eye") || landmark.name.starts_with("tragus") {
        fitted.close.clone()
    } else {
        register(&fitted.index, model, &patch, &fitted.close, &PATCH)
    };
    let moved: Vector3<f64> =
        landmark.modes.iter().zip(local.shape.iter()).map(|(d, c)| d * *c).sum();
    let head = landmark.position + moved;
    let finder = Finder::new(&fitted.index, &local, &PATCH);
    let meets = |p: usize| finder.find(&local.shaped(model, p), &model.points[p].normal).is_some();
    let met = patch.iter().filter(|(p, _)| meets(*p)).count();
    let confidence = met as f64 / patch.len().max(1) as f64;
    let world = local.head_to_world * Point3::from(head);
    let in_view = fitted.skin.fov.contains(&world.coords);
    let seen = in_view && confidence > HALF;
    let at = if seen { refined(&landmark.name, head, &local, fitted) } else { head };
    let world = local.head_to_world * Point3::from(at);
    Landmark { world_mm: world.into(), confidence: if seen { confidence } else { 0.0 } }
}

/// Less than half of its patch is no place for a landmark.
const HALF: f64 = 0.5;

/// The landmark moved onto the skin by its own definition, canonical mm of `local`.
fn refined(name: &str, head: Vector3<f64>, local: &Placement, fitted: &FittedHead) -> Vector3<f64> {
    /// Half the breadth of a nose's lobule is about 10 mm (Farkas 1994).
    const LOBULE_MM: f64 = 10.0;
    /// Annotators of faces (the 68 points of iBUG) put the tip above the point that is foremost in
    /// the Frankfurt plane. Chosen on the tuning cohort (24 scans); not measured apart.
    const TIP_TILT_DEG: f64 = 15.0;
    /// The pit beside the root of the nose, where the lids meet.
    const PIT_MM: f64 = 8.0;
    let set_down = onto_skin(head, local, fitted);
    match name {
        "nose_tip" => {
            let near = skin_near(head, LOBULE_MM, local, fitted);
            extreme(&near, TIP_TILT_DEG, Bend::Bulge).unwrap_or(set_down)
        }
        "eye_inner_left" | "eye_inner_right" => {
            // The pit lies a little outwards of the corner: half-way is nearer than either.
            let near = skin_near(head, PIT_MM, local, fitted);
            let pit = extreme(&near, 0.0, Bend::Pit).unwrap_or(set_down);
            Vector3::new(f64::midpoint(pit.x, set_down.x), pit.y, pit.z)
        }
        _ => set_down,
    }
}

/// Which way a surface bends.
#[derive(Clone, Copy, PartialEq)]
enum Bend {
    Bulge,
    Pit,
}

/// Skin points within `reach_mm` of a point, canonical mm.
fn skin_near(
    head: Vector3<f64>,
    reach_mm: f64,
    local: &Placement,
    fitted: &FittedHead,
) -> Vec<Vector3<f64>> {
    let to_head = local.head_to_world.inverse();
    let at = (local.head_to_world * Point3::from(head)).coords.cast::<f32>();
    let skin = fitted.index.around(at, reach_mm as f32);
    skin.map(|p| (to_head * Point3::from(p.position.cast::<f64>())).coords).collect()
}

/// The point itself, moved to the plane of the nearest skin.
fn onto_skin(head: Vector3<f64>, local: &Placement, fitted: &FittedHead) -> Vector3<f64> {
    let near = skin_near(head, 8.0, local, fitted);
    let count = near.len() as f64;
    if near.len() < 3 {
        return head;
    }
    let middle = near.iter().sum::<Vector3<f64>>() / count;
    let spread = near.iter().map(|p| (p - middle) * (p - middle).transpose()).sum::<Matrix3<f64>>();
    let eigen = spread.symmetric_eigen();
    let normal = eigen.eigenvectors.column(eigen.eigenvalues.imin()).into_owned();
    head + normal * normal.dot(&(middle - head))
}

/// Where skin stands out most or lies deepest, seen along a direction raised by `tilt_deg` above
/// the front: the apex of the paraboloid `y = a + b x + c z + d x² + e z²` through the points.
fn extreme(skin: &[Vector3<f64>], tilt_deg: f64, bend: Bend) -> Option<Vector3<f64>> {
    const FEWEST: usize = 8;
    if skin.len() < FEWEST {
        return None;
    }
    let tilt = UnitQuaternion::from_axis_angle(&Vector3::x_axis(), -tilt_deg.to_radians());
    let skin: Vec<Vector3<f64>> = skin.iter().map(|p| tilt * p).collect();
    let middle = skin.iter().sum::<Vector3<f64>>() / skin.len() as f64;
    let (mut matrix, mut right) = (SMatrix::<f64, 5, 5>::zeros(), SVector::<f64, 5>::zeros());
    for point in &skin {
        let p = point - middle;
        let row = SVector::<f64, 5>::new(1.0, p.x, p.z, p.x * p.x, p.z * p.z);
        matrix += row * row.transpose();
        right += row * p.y;
    }
    let [constant, slope_x, slope_z, bend_x, bend_z] = matrix.cholesky()?.solve(&right).into();
    let sign = if bend == Bend::Pit { 1.0 } else { -1.0 };
    if bend_x * sign <= 0.0 || bend_z * sign <= 0.0 {
        return None;
    }
    let (x, z) = (-slope_x / (2.0 * bend_x), -slope_z / (2.0 * bend_z));
    let y = constant + f64::midpoint(slope_x * x, slope_z * z);
    let apex = middle + Vector3::new(x, y, z);
    // An apex beyond the points themselves is made up.
    skin.iter().any(|p| (p - apex).norm() < 4.0).then(|| tilt.inverse() * apex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_apex_of_a_sphere_lies_where_the_direction_points() {
        let skin: Vec<Vector3<f64>> = (-4..=4)
            .flat_map(|x| (-4..=4).map(move |z| (f64::from(x) * 2.0, f64::from(z) * 2.0)))
            .map(|(x, z)| Vector3::new(x, 100.0 - (x * x + z * z) / 40.0, z))
            .collect();
        let front = extreme(&skin, 0.0, Bend::Bulge).unwrap();
        approx::assert_abs_diff_eq!(front, Vector3::new(0.0, 100.0, 0.0), epsilon = 1e-6);
        let raised = extreme(&skin, 10.0, Bend::Bulge).unwrap();
        // Where curvature has a radius of 20 mm, 10° are 3.5 mm.
        approx::assert_abs_diff_eq!(raised.z, 3.5, epsilon = 0.3);
        assert!(extreme(&skin, 0.0, Bend::Pit).is_none());
        assert!(extreme(&skin[..5], 0.0, Bend::Bulge).is_none());
    }
}
