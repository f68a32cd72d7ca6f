//! The mid-sagittal plane: the turn and shift after which the skin best meets its own mirror image.
//!
//! Whatever defacing removed, it left the right half of the vault as the mirror image of the left.
//! The shape model cannot hold every skull, and gives way by a turn about the vertical or the
//! front–back axis; a skull's own symmetry cannot be shaped away.

use super::registration::Placement;
use super::skin::SkinPoint;
use super::surface_index::SurfaceIndex;
use nalgebra::{Isometry3, Matrix3, Point3, Translation3, UnitQuaternion, Vector3};

/// The skin of one head, to be laid onto its mirror image.
pub(crate) struct Mirror<'a> {
    /// All skin.
    pub(crate) index: &'a SurfaceIndex,
}

/// Every n-th point of the skin is mirrored: enough for three numbers.
const STEP: usize = 12;
/// Skin lower than this is not asked, canonical mm: a neck bends, and the rims of cuts lie there.
const LOWEST_MM: f64 = -10.0;
/// A mirror image looks for skin within this distance, mm: first far, then near, so many times each.
const RADII_MM: [f64; 3] = [24.0, 12.0, 8.0];
const ITERATIONS: usize = 4;
/// Cosine of the angle up to which the normals of an image and of skin agree.
const AGREEMENT: f32 = 0.7;
/// An image without skin within this distance is a miss, mm.
const MISS_MM: f64 = 12.0;

/// A point of skin seen in the mirror, canonical mm, and the skin that it met there.
struct Image {
    at: Vector3<f64>,
    normal: Vector3<f64>,
    met: Option<(Vector3<f64>, Vector3<f64>)>,
}

impl Mirror<'_> {
    /// The placement turned about its vertical and front–back axes and shifted sideways so that the
    /// skin about the vault meets its mirror image.
    pub(crate) fn centred(&self, placement: &Placement) -> Placement {
        const STILL_DEG: f64 = 0.02;
        let mut placement = placement.clone();
        for radius_mm in RADII_MM {
            for _ in 0..ITERATIONS {
                let Some(step) = self.step(&placement.head_to_world, radius_mm) else { break };
                placement.head_to_world *= step;
                if step.rotation.angle().to_degrees() < STILL_DEG {
                    break;
                }
            }
        }
        placement
    }

    /// How badly the skin meets its mirror image: mean squared distance, misses at [`MISS_MM`], mm².
    pub(crate) fn misfit(&self, placement: &Placement) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        for image in self.images(&placement.head_to_world, MISS_MM) {
            sum += image.met.map_or(MISS_MM.powi(2), |(skin, _)| (skin - image.at).norm_squared());
            count += 1.0;
        }
        if count > 0.0 { sum / count } else { MISS_MM.powi(2) }
    }

    /// One Gauss–Newton step of point-to-plane registration, weights after Tukey.
    fn step(&self, head_to_world: &Isometry3<f64>, radius_mm: f64) -> Option<Isometry3<f64>> {
        let (mut matrix, mut right, mut total) = (Matrix3::zeros(), Vector3::zeros(), 0.0);
        for image in self.images(head_to_world, radius_mm) {
            let Some((skin, outward)) = image.met else { continue };
            let apart = image.at - skin;
            let normal = (image.normal + outward).normalize();
            let weight = (1.0 - (apart.norm() / radius_mm).powi(2)).max(0.0).powi(2);
            // A mirror turned by ω and shifted by t moves an image by 2 (ω × image + t).
            let turned = image.at.cross(&normal);
            let row = Vector3::new(turned.y, turned.z, normal.x) * 2.0;
            matrix.ger(weight, &row, &row, 1.0);
            right.axpy(-weight * normal.dot(&apart), &row, 1.0);
            total += weight;
        }
        // A turn that nothing fixes (a ball's) is kept at zero.
        let [roll, yaw, aside] =
            (matrix + Matrix3::identity() * (total * 1e-6)).cholesky()?.solve(&right).into();
        Some(Isometry3::from_parts(
            Translation3::new(aside, 0.0, 0.0),
            UnitQuaternion::from_scaled_axis(Vector3::new(0.0, roll, yaw)),
        ))
    }

    fn images<'a>(
        &'a self,
        head_to_world: &'a Isometry3<f64>,
        radius_mm: f64,
    ) -> impl Iterator<Item = Image> + 'a {
        let to_head = head_to_world.inverse();
        let in_head = move |skin: &SkinPoint| {
            let at = to_head * Point3::from(skin.position.cast::<f64>());
            (at.coords, to_head.rotation * skin.normal.cast::<f64>())
        };
        let points = self.index.points();
        points.iter().step_by(STEP).map(in_head).filter(|(at, _)| at.z > LOWEST_MM).map(
            move |(at, normal)| {
                let [at, normal] = [at, normal].map(|v| Vector3::new(-v.x, v.y, v.z));
                let world = (head_to_world * Point3::from(at)).coords.cast();
                let facing = (head_to_world.rotation * normal).cast();
                let radius = radius_mm as f32;
                let met = self.index.nearest(&world, &facing, radius, AGREEMENT, None);
                Image { at, normal, met: met.map(|number| in_head(&points[number as usize])) }
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::mean_head::MeanHead;

    fn skin_of(to_world: &Isometry3<f64>, kept: impl Fn(&Vector3<f64>) -> bool) -> SurfaceIndex {
        let points = MeanHead::shipped().points.iter().filter(|p| kept(&p.position));
        let points = points.map(|p| SkinPoint {
            position: (to_world * Point3::from(p.position)).coords.cast(),
            normal: (to_world * p.normal).cast(),
        });
        SurfaceIndex::new(&points.collect::<Vec<_>>(), 6.0)
    }

    /// Yaw, roll and sideways shift of a head without its face are found; pitch is left alone.
    #[test]
    fn the_middle_of_a_turned_head_without_a_face_is_found() {
        let to_world = Isometry3::from_parts(
            Translation3::new(5.0, -3.0, 20.0),
            UnitQuaternion::from_scaled_axis(Vector3::new(0.1, 0.2, -0.15)),
        );
        let index = skin_of(&to_world, |p| p.y < 60.0 || p.z > 60.0);
        let mirror = Mirror { index: &index };
        let wrong = Isometry3::from_parts(
            Translation3::new(4.0, 0.0, 0.0),
            UnitQuaternion::from_scaled_axis(Vector3::new(0.0, -0.12, 0.14)),
        );
        let start = Placement::unshaped(MeanHead::shipped(), to_world * wrong);
        let found = mirror.centred(&start);
        let across = |placement: &Placement| {
            let axis = to_world.rotation.inverse() * placement.head_to_world.rotation;
            (axis * Vector3::x()).angle(&Vector3::x()).to_degrees()
        };
        assert!(across(&start) > 9.0);
        assert!(across(&found) < 0.3, "{}", across(&found));
        assert!(mirror.misfit(&found) < 0.1 * mirror.misfit(&start));
        let middle = to_world.inverse() * Point3::from(found.head_to_world.translation.vector);
        assert!(middle.x.abs() < 0.5, "{middle}");
    }

    #[test]
    fn a_head_of_which_nothing_lies_high_is_a_miss() {
        let index = skin_of(&Isometry3::identity(), |p| p.z < LOWEST_MM - 1.0);
        let placement = Placement::unshaped(MeanHead::shipped(), Isometry3::identity());
        let mirror = Mirror { index: &index };
        approx::assert_abs_diff_eq!(mirror.misfit(&placement), MISS_MM.powi(2));
        assert_eq!(
            mirror.centred(&placement).head_to_world.translation,
            placement.head_to_world.translation
        );
    }
}
