//! The mean head as points with normals, regions and linear shape modes.

mod file;
pub mod inside;
mod sample;

use super::anthropometry::Measurement;
use super::anthropometry::TableError;
use super::landmark::LANDMARKS;
use super::morph::FIELDS;
use super::region;
use super::solid::Point;
use crate::base::region::Region;

/// A point of the mean head's skin.
#[derive(Clone, Debug)]
pub struct SurfacePoint {
    /// Canonical mm.
    pub position: Point,
    /// Unit, outward.
    pub normal: Point,
    /// Part of the surface it lies on.
    pub region: Region,
    /// Movement along the normal, mm per standard deviation of each measurement.
    pub modes: Vec<f64>,
}

/// A landmark of the mean head.
#[derive(Clone, Debug)]
pub struct MeanLandmark {
    /// Name, e.g. `nose_tip`.
    pub name: &'static str,
    /// Canonical mm.
    pub position: Point,
    /// Movement, mm per standard deviation of each measurement.
    pub modes: Vec<Point>,
}

/// Points, landmarks and the names of the shape modes.
#[derive(Clone, Debug)]
pub struct MeanHead {
    /// Names of the modes (measurements), in the order of every `modes`.
    pub mode_names: Vec<&'static str>,
    /// Points spread over the outer surface above the neck.
    pub points: Vec<SurfacePoint>,
    /// The ten landmarks.
    pub landmarks: Vec<MeanLandmark>,
}

impl MeanHead {
    /// Samples the mean head; takes some seconds.
    ///
    /// # Errors
    /// [`TableError`] when a field has no row in `table`.
    pub fn sample(table: &[Measurement]) -> Result<Self, TableError> {
        let scales = super::morph::scales(table)?;
        let modes_at =
            |p: Point| FIELDS.iter().zip(&scales).map(move |(f, s)| f.raw(p) * *s).collect();
        let points = sample::surface()
            .into_iter()
            .map(|(position, normal)| {
                let moves: Vec<Point> = modes_at(position);
                SurfacePoint {
                    position,
                    normal,
                    region: region::at(position),
                    modes: moves.iter().map(|u| u.dot(&normal)).collect(),
                }
            })
            .collect();
        let landmarks = LANDMARKS
            .iter()
            .map(|&(name, position)| MeanLandmark { name, position, modes: modes_at(position) })
            .collect();
        Ok(Self { mode_names: FIELDS.iter().map(|f| f.name).collect(), points, landmarks })
    }
}
