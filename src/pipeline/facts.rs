//! From what the layers return to what a report states.

use crate::face::pose::Pose;
use crate::imaging::head::Head;
use crate::imaging::surface::Mesh;
use crate::imaging::volume::{Grid, Volume};
use crate::report::scan::HeadFacts;
use crate::report::scan::PoseFacts;
use crate::report::scan::VolumeFacts;
use crate::report::sequence;

use nalgebra::Matrix4;

pub(super) fn of_volume(volume: &Volume) -> VolumeFacts {
    let Grid { shape, affine } = volume.in_file;
    VolumeFacts {
        dim: shape,
        voxel_mm: affine.voxel_sizes(),
        orientation: affine.axis_codes(),
        affine: rows(affine.matrix()),
    }
}

/// What is known about faces in such an image, by its suffix and its longest voxel side.
pub(super) fn of_sequence(volume: &Volume, suffix: Option<&str>) -> String {
    sequence::known_of(suffix, volume.affine.voxel_sizes().into_iter().fold(0.0, f64::max))
}

pub(super) fn of_head(head: &Head, mesh: &Mesh) -> HeadFacts {
    const MM2_PER_CM2: f64 = 100.0;
    const MM3_PER_CM3: f64 = 1000.0;
    let [skin_area, volume] = mesh.skin_area_and_volume();
    HeadFacts {
        kind: head.kind,
        evidence: head.evidence.clone(),
        threshold: head.threshold_value,
        threshold_shift_mm: head.threshold_shift_mm,
        noise_sigma: head.noise_sigma_value,
        surface_area_cm2: skin_area / MM2_PER_CM2,
        head_volume_cm3: volume / MM3_PER_CM3,
        constant_fill: head.constant_fill,
        warnings: head.warnings.clone(),
    }
}

pub(super) fn of_pose(pose: &Pose) -> PoseFacts {
    PoseFacts {
        pitch_deg: pose.pitch_deg,
        yaw_deg: pose.yaw_deg,
        roll_deg: pose.roll_deg,
        confidence: pose.confidence,
        residual_mm: pose.residual_mm,
        matched: pose.matched,
        face_met: pose.face_met,
        nod_deg: pose.nod_deg,
        shape: pose.shape.clone(),
    }
}

/// A 4×4 matrix as rows.
pub(super) fn rows(matrix: &Matrix4<f64>) -> [[f64; 4]; 4] {
    std::array::from_fn(|r| std::array::from_fn(|c| matrix[(r, c)]))
}
