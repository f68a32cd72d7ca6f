//! The mean head: the fixed shape to which every scan is brought.
//!
//! Made from published anthropometry by `countenance phantom --mean-head` (see `data/README.md`)
//! and compiled in: points on the skin with an outward normal and a region each, how far each point
//! moves along its normal per standard deviation of each anthropometric parameter (a linear shape
//! model), and the landmarks.

mod ply;
mod smooth;

use crate::base::region::Region;
use crate::base::shipped;
use nalgebra::Vector3;
use std::sync::OnceLock;

/// A point of the mean head's skin, canonical frame ([`crate::base::space::HeadPoint`]).
#[derive(Clone, Debug)]
pub struct ModelPoint {
    /// Position, mm.
    pub position: Vector3<f64>,
    /// Outward unit normal.
    pub normal: Vector3<f64>,
    /// What part of the head it lies on.
    pub region: Region,
}

/// A landmark of the mean head, canonical frame.
#[derive(Clone, Debug)]
pub struct ModelLandmark {
    /// Name in the field's terms, e.g. `nasion`.
    pub name: String,
    /// Position, mm.
    pub position: Vector3<f64>,
    /// Displacement per +1 SD of each mode, mm.
    pub modes: Vec<Vector3<f64>>,
}

/// Points, shape model and landmarks of the mean head.
#[derive(Clone, Debug)]
pub struct MeanHead {
    /// Points spread over the skin above the neck, denser on the face.
    pub points: Vec<ModelPoint>,
    /// The anthropometric parameters behind the first modes.
    pub parameters: Vec<String>,
    /// `[point, mode]`, row-major: displacement along the normal per +1 SD of the mode, mm.
    pub modes: Vec<f32>,
    /// Landmarks, in the order of the file.
    pub landmarks: Vec<ModelLandmark>,
}

/// Why a mean head file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MeanHeadError {
    /// The point file is not a binary PLY with the expected properties.
    #[error("mean head points: {0}")]
    Points(String),
    /// The landmark table has a missing or malformed field.
    #[error("mean head landmarks: {0}")]
    Landmarks(String),
}

impl MeanHead {
    /// The mean head that is compiled in.
    ///
    /// # Panics
    /// Never with the committed files: `the_shipped_mean_head_can_be_read` reads them.
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<MeanHead> = OnceLock::new();
        SHIPPED.get_or_init(|| {
            shipped::valid(Self::read(
                include_bytes!("../../data/mean_head.ply"),
                include_str!("../../data/mean_head_landmarks.csv"),
            ))
        })
    }

    /// Reads a point file (binary little-endian PLY) and a landmark table (CSV).
    ///
    /// # Errors
    /// [`MeanHeadError`] when either is not of the form that `phantom` writes.
    pub fn read(ply: &[u8], landmarks: &str) -> Result<Self, MeanHeadError> {
        let ply::PointFile { skin: points, parameters, modes } =
            ply::points(ply).map_err(MeanHeadError::Points)?;
        let landmarks = read_landmarks(landmarks, &parameters).map_err(MeanHeadError::Landmarks)?;
        Ok(Self { points, parameters, modes, landmarks }.with_smooth_modes())
    }

    /// Adds the modes of [`smooth`] behind those of the parameters.
    fn with_smooth_modes(mut self) -> Self {
        let positions: Vec<_> = self.points.iter().map(|p| p.position).collect();
        let centres = smooth::centres(&positions);
        let parameters = self.parameters.len();
        let described = std::mem::take(&mut self.modes);
        self.modes.reserve(self.points.len() * self.mode_count());
        for (at, described) in positions.iter().zip(described.chunks_exact(parameters.max(1))) {
            self.modes.extend_from_slice(described);
            self.modes.extend(centres.iter().map(|c| smooth::displacement(at, c) as f32));
        }
        for landmark in &mut self.landmarks {
            let apart = |p: &&ModelPoint| (p.position - landmark.position).norm_squared();
            let nearest = self.points.iter().min_by(|a, b| apart(a).total_cmp(&apart(b)));
            let outward = nearest.map_or_else(Vector3::zeros, |p| p.normal);
            let at = landmark.position;
            landmark.modes.extend(centres.iter().map(|c| outward * smooth::displacement(&at, c)));
        }
        self
    }

    /// Smooth modes, the last of the shape model.
    pub const SMOOTH_MODES: usize = smooth::PATCHES;

    /// Modes of the shape model: one per parameter, then the smooth ones.
    pub fn mode_count(&self) -> usize {
        self.parameters.len() + Self::SMOOTH_MODES
    }

    /// Displacement of a point along its normal per +1 SD of each mode, mm.
    pub fn modes_of(&self, point: usize) -> &[f32] {
        let count = self.mode_count();
        &self.modes[point * count..][..count]
    }
}

/// Rows `landmark, mode, x, y, z`, mm: the row `mean` first, then a displacement per +1 SD of each
/// mode that moves the landmark.
fn read_landmarks(table: &str, modes: &[String]) -> Result<Vec<ModelLandmark>, String> {
    let mut landmarks: Vec<ModelLandmark> = Vec::new();
    for (name, mode, x, y, z) in shipped::rows::<(String, String, f64, f64, f64)>(table)? {
        let moved = Vector3::new(x, y, z);
        if mode == "mean" {
            let still = vec![Vector3::zeros(); modes.len()];
            landmarks.push(ModelLandmark { name, position: moved, modes: still });
            continue;
        }
        let known = landmarks.last_mut().filter(|l| l.name == name);
        let number = modes.iter().position(|m| *m == mode);
        match (known, number) {
            (Some(landmark), Some(number)) => landmark.modes[number] = moved,
            _ => return Err(format!("{name}, {mode}: no such landmark or mode before this row")),
        }
    }
    Ok(landmarks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_mean_head_can_be_read() {
        let head = MeanHead::shipped();
        assert!(head.points.len() > 2000);
        assert_eq!(head.landmarks.len(), 10);
        for point in &head.points {
            approx::assert_abs_diff_eq!(point.normal.norm(), 1.0, epsilon = 1e-3);
        }
        assert_eq!(head.modes.len(), head.points.len() * head.mode_count());
        assert!(head.landmarks.iter().all(|l| l.modes.len() == head.mode_count()));
    }

    #[test]
    fn a_cut_off_point_file_is_an_error() {
        let ply = include_bytes!("../../data/mean_head.ply");
        assert!(MeanHead::read(&ply[..ply.len() - 1], "landmark,mode,x,y,z\n").is_err());
        assert!(MeanHead::read(b"ply\nformat ascii 1.0\nend_header\n", "").is_err());
    }
}
