//! The voxel grid of a session.

use nalgebra::Matrix3;

use super::head::Head;
use super::session::Crop;
use super::session::Session;
use super::solid::Point;
use crate::base::space::Affine;
use crate::base::space::AffineError;

/// Stored voxels and where they lie.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Voxels along each stored axis.
    pub shape: [usize; 3],
    /// Voxel index → world mm.
    pub affine: Affine,
    /// Canonical position of voxel `(0, 0, 0)`.
    origin: Point,
    /// Canonical step along each stored axis.
    steps: [Point; 3],
}

impl Grid {
    /// The field of view of a session around a head.
    ///
    /// # Errors
    /// [`AffineError`] when the session's voxel sizes are no sizes.
    pub fn new(head: &Head, session: &Session) -> Result<Self, AffineError> {
        let (low, high) = bounds(head, session);
        let mm = session.voxel_mm;
        let counts: [usize; 3] =
            std::array::from_fn(|a| ((high[a] - low[a]) / mm[a]).ceil().max(1.) as usize);
        let (mut shape, mut rows) = ([1; 3], [[0.; 4]; 3]);
        for (axis, row) in rows.iter_mut().enumerate() {
            row[3] = low[axis];
        }
        for (axis, code) in session.orientation.chars().enumerate() {
            let (world, grows) = match code {
                'R' => (0, true),
                'L' => (0, false),
                'A' => (1, true),
                'P' => (1, false),
                'S' => (2, true),
                _ => (2, false),
            };
            shape[axis] = counts[world];
            rows[world][axis] = if grows { mm[world] } else { -mm[world] };
            if !grows {
                rows[world][3] = low[world] + mm[world] * (counts[world] as f64 - 1.);
            }
        }
        let affine = Affine::new(rows)?;
        let to_head: Matrix3<f64> = session.rotation().transpose();
        let linear = affine.linear();
        let steps = std::array::from_fn(|a| to_head * linear.column(a));
        let origin = to_head * (affine.origin() - Point::from(session.translation_mm));
        Ok(Self { shape, affine, origin, steps })
    }

    /// Canonical position of a voxel's centre.
    pub fn place(&self, [i, j, k]: [usize; 3]) -> Point {
        let [a, b, c] = self.steps;
        self.origin + a * i as f64 + b * j as f64 + c * k as f64
    }

    /// Canonical step along each stored axis, mm.
    pub fn steps(&self) -> [Point; 3] {
        self.steps
    }

    /// Number of voxels.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether there is no voxel at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// World edges of the field of view, mm.
fn bounds(head: &Head, session: &Session) -> (Point, Point) {
    let [below, around] = session.margin_mm;
    let world: Vec<Point> = head.outline().into_iter().map(|q| session.to_world(q)).collect();
    let (mut low, mut high) = (world[0], world[0]);
    for p in &world {
        low = low.inf(p);
        high = high.sup(p);
    }
    let (low_skin, high_skin) = (low, high);
    low -= Point::new(around, around, below);
    high += Point::new(around, around, around);
    let landmarks = head.landmarks().map(|(_, q)| session.to_world(q));
    let [_, nose_tip, subnasale, chin, ..] = landmarks;
    match session.crop {
        Crop::None => {}
        Crop::Nose => high.y = nose_tip.y - 9.,
        Crop::Mouth => low.z = subnasale.z - 16.,
        // The pogonion lies 12.5 mm above the gnathion.
        Crop::Chin => low.z = chin.z + 18.5,
        Crop::Top => high.z = high_skin.z - 45.,
    }
    low.z = low.z.max(low_skin.z - below);
    (low, high)
}
