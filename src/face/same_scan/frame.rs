//! Ways in which the frame of a copy can differ from its original's.

use super::Tissue;
use crate::base::space::Affine;

use nalgebra::{Matrix3, Matrix4, Vector3};
use serde::{Deserialize, Serialize};

/// Where a frame was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Where {
    /// Voxels were moved; the affine stayed.
    Data,
    /// The affine was changed; voxels stayed.
    Affine,
    /// Both changed, not to the same effect.
    DataAndAffine,
}

/// What happened to the frame of a copy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrameChange {
    /// E.g. `left-right flip`, `half turn about the front-back axis`, `moved by 12.0 mm`.
    pub what: String,
    /// Whether left and right are exchanged for whoever looks at the copy.
    pub mirrored: bool,
    /// Where it was changed.
    pub place: Where,
}

/// Voxel index → voxel index, as the affines say.
pub(super) fn by_affines(from: &Affine, to: &Affine) -> Matrix4<f64> {
    // An affine is invertible by construction.
    to.matrix().try_inverse().unwrap_or_else(Matrix4::identity) * from.matrix()
}

/// Whether a map of indices takes voxel centres to voxel centres.
pub(super) fn is_lattice(map: &Matrix4<f64>) -> bool {
    // Over 500 voxels this adds up to a twentieth of a voxel.
    let linear = (0..3).all(|r| (0..3).all(|c| near_whole(map[(r, c)], 1e-4)));
    linear && (0..3).all(|r| near_whole(map[(r, 3)], 0.02))
}

fn near_whole(value: f64, tolerance: f64) -> bool {
    (value - value.round()).abs() < tolerance
}

/// The 48 signed permutations of three axes.
fn signed_permutations() -> impl Iterator<Item = Matrix3<f64>> {
    const ORDERS: [[usize; 3]; 6] =
        [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    ORDERS.into_iter().flat_map(|order| {
        (0..8).map(move |signs: u32| {
            let sign = |r: usize| if signs >> r & 1 == 1 { -1.0 } else { 1.0 };
            Matrix3::from_fn(|r, c| if order[r] == c { sign(r) } else { 0.0 })
        })
    })
}

/// Maps of indices under which a flipped or moved copy would lie on its original.
pub(super) fn candidates(original: &Tissue, defaced: &Tissue) -> Vec<Matrix4<f64>> {
    let middle = |volume: &Tissue| Vector3::from(volume.shape.map(|n| (n as f64 - 1.0) / 2.0));
    let (from, to) = (middle(original), middle(defaced));
    let by_affines = by_affines(&original.affine, &defaced.affine);
    let mut maps = Vec::new();
    for turn in signed_permutations() {
        let turned = turn.abs() * Vector3::from(original.shape.map(|n| n as f64));
        let fits = (0..3).all(|a| turned[a] as usize == defaced.shape[a]);
        if fits {
            maps.push(about(&turn, &from, &to));
        }
        if turn == Matrix3::identity() {
            continue;
        }
        let world_middle = (defaced.affine.matrix() * to.push(1.0)).xyz();
        for centre in [world_middle, Vector3::zeros()] {
            let world = about(&turn, &centre, &centre);
            let back = defaced.affine.matrix().try_inverse().unwrap_or_else(Matrix4::identity);
            maps.push(back * world * defaced.affine.matrix() * by_affines);
        }
    }
    maps
}

/// `x → turn (x − from) + to`.
fn about(turn: &Matrix3<f64>, from: &Vector3<f64>, to: &Vector3<f64>) -> Matrix4<f64> {
    let shift = to - turn * from;
    let mut map = turn.to_homogeneous();
    map.fixed_view_mut::<3, 1>(0, 3).copy_from(&shift);
    map
}

impl FrameChange {
    /// Names the change that `map` (voxel index of the original → of the copy) amounts to.
    pub(super) fn of(original: &Tissue, defaced: &Tissue, map: &Matrix4<f64>) -> Self {
        let back = original.affine.matrix().try_inverse().unwrap_or_else(Matrix4::identity);
        // Where a thing is → where the copy's affine says that it is, world mm.
        let world = defaced.affine.matrix() * map * back;
        let linear: Matrix3<f64> = world.fixed_view::<3, 3>(0, 0).into();
        let middle = original.shape.map(|n| (n as f64 - 1.0) / 2.0);
        let middle = original.affine.matrix() * Vector3::from(middle).push(1.0);
        let moved = (world * middle - middle).xyz().norm();
        Self {
            what: name(&nearest_permutation(&linear), &linear, moved),
            mirrored: linear.determinant() < 0.0,
            place: place(original, defaced, map),
        }
    }
}

fn place(original: &Tissue, defaced: &Tissue, map: &Matrix4<f64>) -> Where {
    let same_affine = (original.affine.matrix() - defaced.affine.matrix()).amax() < 1e-3;
    if same_affine {
        Where::Data
    } else if (map - Matrix4::identity()).amax() < 1e-3 {
        Where::Affine
    } else {
        Where::DataAndAffine
    }
}

/// The signed permutation nearest to a linear map.
fn nearest_permutation(linear: &Matrix3<f64>) -> Matrix3<f64> {
    let likeness = |turn: &Matrix3<f64>| linear.component_mul(turn).sum();
    signed_permutations()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .unwrap_or_else(Matrix3::identity)
}

/// World axes are left–right, back–front, down–up.
fn name(turn: &Matrix3<f64>, linear: &Matrix3<f64>, moved_mm: f64) -> String {
    const AXES: [&str; 3] = ["left-right", "front-back", "up-down"];
    let flipped: Vec<usize> = (0..3).filter(|&a| turn[(a, a)] < 0.0).collect();
    let straight: Vec<usize> = (0..3).filter(|&a| turn[(a, a)] > 0.0).collect();
    match (flipped.as_slice(), straight.as_slice()) {
        ([], [0, 1, 2]) => {
            // Angle of a rotation from its trace.
            let angle = ((linear.trace() - 1.0) / 2.0).clamp(-1.0, 1.0).acos().to_degrees();
            if angle > 0.5 {
                format!("turned by {angle:.1} degrees, moved by {moved_mm:.1} mm")
            } else {
                format!("moved by {moved_mm:.1} mm")
            }
        }
        ([axis], [_, _]) => format!("{} flip", AXES[*axis]),
        ([_, _], [axis]) => format!("half turn about the {} axis", AXES[*axis]),
        ([_, _, _], []) => "flip along all three axes".to_owned(),
        _ if turn.determinant() < 0.0 => "axes exchanged and mirrored".to_owned(),
        _ => "axes exchanged".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_48_signed_permutations_and_half_of_them_mirror() {
        let all: Vec<_> = signed_permutations().collect();
        assert_eq!(all.len(), 48);
        assert_eq!(all.iter().filter(|m| m.determinant() < 0.0).count(), 24);
        for (n, one) in all.iter().enumerate() {
            assert!(all[..n].iter().all(|other| other != one));
            assert_eq!(nearest_permutation(one), *one);
        }
    }

    #[test]
    fn flips_are_named_by_the_persons_own_axes() {
        let told = |diagonal: [f64; 3]| {
            let turn = Matrix3::from_diagonal(&Vector3::from(diagonal));
            name(&turn, &turn, 3.0)
        };
        assert_eq!(told([-1.0, 1.0, 1.0]), "left-right flip");
        assert_eq!(told([-1.0, -1.0, 1.0]), "half turn about the up-down axis");
        assert_eq!(told([1.0, 1.0, 1.0]), "moved by 3.0 mm");
    }
}
