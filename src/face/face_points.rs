//! The places by which pictures of faces are brought into line: eyes, nose tip, mouth.

use super::landmarks::Landmark;
use crate::base::space::HeadPoint;
use crate::imaging::photograph::Similarity;
use crate::imaging::render::{Framing, View};
use nalgebra::{Matrix4, Point3, Vector3};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Where the parts of a face lie in a picture, `[col, row]`, `[0, 0]` the middle of the first pixel;
/// sides are the person's own.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FacePoints {
    /// Middle of the right eye, on the picture's left.
    pub eye_right: [f64; 2],
    /// Middle of the left eye.
    pub eye_left: [f64; 2],
    /// Tip of the nose.
    pub nose_tip: [f64; 2],
    /// Right corner of the mouth.
    pub mouth_right: [f64; 2],
    /// Left corner of the mouth.
    pub mouth_left: [f64; 2],
}

/// `data/face_points.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    arcface: Scaled,
    mouth: Mouth,
}

#[derive(Debug, Deserialize)]
struct Scaled {
    size: f64,
    #[serde(flatten)]
    points: FacePoints,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mouth {
    below_subnasale: f64,
}

fn shipped() -> &'static Shipped {
    static SHIPPED: OnceLock<Shipped> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        toml::from_str(include_str!("../../data/face_points.toml"))
            .unwrap_or_else(|error| unreachable!("data/face_points.toml: {error}"))
    })
}

impl FacePoints {
    /// Those of the `ArcFace` programs, for a square picture of `size` pixels.
    pub fn arcface(size: usize) -> Self {
        let scaled = Similarity::scaled(size as f64 / shipped().arcface.size);
        let points = shipped().arcface.points;
        Self {
            eye_right: scaled.apply(points.eye_right),
            eye_left: scaled.apply(points.eye_left),
            nose_tip: scaled.apply(points.nose_tip),
            mouth_right: scaled.apply(points.mouth_right),
            mouth_left: scaled.apply(points.mouth_left),
        }
    }

    /// Both eyes, nose tip and the middle of the mouth: what a scan has, too.
    fn anchors(&self) -> [[f64; 2]; 4] {
        let mouth = [0, 1].map(|axis| self.mouth_right[axis].midpoint(self.mouth_left[axis]));
        [self.eye_right, self.eye_left, self.nose_tip, mouth]
    }
}

/// What brings a drawn view of a head into line with a model's pictures.
///
/// `world_to_head` is the pose (4 × 4). Landmarks that the surface does not have count too: the
/// fitted mean head says where they were, so that a face is laid by what surrounds it. Nothing where
/// a landmark is missing or all of them are one point.
pub fn bring_into_line(
    landmarks: &BTreeMap<String, Landmark>,
    world_to_head: &Matrix4<f64>,
    framing: &Framing,
    view: View,
    to: &FacePoints,
) -> Option<Similarity> {
    let at = |name: &str| {
        let world = Point3::from(landmarks.get(name)?.world_mm);
        Some(world_to_head.transform_point(&world).coords)
    };
    let between = |a: &str, b: &str, share: f64| Some(at(a)?.lerp(&at(b)?, share));
    let anchors = [
        between("eye_outer_right", "eye_inner_right", 0.5)?,
        between("eye_outer_left", "eye_inner_left", 0.5)?,
        at("nose_tip")?,
        between("subnasale", "chin", shipped().mouth.below_subnasale)?,
    ];
    let drawn = |head: Vector3<f64>| framing.place(view, HeadPoint(head.into()));
    Similarity::between(&anchors.map(drawn), &to.anchors())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imaging::render::VIEWS;

    fn mean_head() -> BTreeMap<String, Landmark> {
        let landmarks = super::super::mean_head::MeanHead::shipped().landmarks.iter();
        let whole = |p: Vector3<f64>| Landmark { world_mm: p.into(), confidence: 1.0 };
        landmarks.map(|l| (l.name.clone(), whole(l.position))).collect()
    }

    #[test]
    fn the_mean_face_lies_where_the_model_looks_for_it() {
        let to = FacePoints::arcface(112);
        let framing = Framing::default();
        for view in &VIEWS[..3] {
            let landmarks = mean_head();
            let placed =
                bring_into_line(&landmarks, &Matrix4::identity(), &framing, *view, &to).unwrap();
            // Eyes are 35.2 px apart for the model, 62.6 mm on the mean head, drawn at 0.55 mm a pixel.
            assert!((placed.scale() - 35.2 * 0.55 / 62.6).abs() < 0.05, "{placed:?}");
            let eye = |side: &str| {
                let corner = |part: &str| {
                    let name = format!("eye_{part}_{side}");
                    placed.apply(framing.place(*view, HeadPoint(landmarks[&name].world_mm)))
                };
                [0, 1].map(|axis| corner("inner")[axis].midpoint(corner("outer")[axis]))
            };
            for (found, wanted) in [(eye("right"), to.eye_right), (eye("left"), to.eye_left)] {
                let off = (found[0] - wanted[0]).hypot(found[1] - wanted[1]);
                assert!(off < 6.0, "{}: {found:?} {wanted:?}", view.name);
            }
        }
    }

    #[test]
    fn twice_the_size_is_twice_as_far() {
        let [one, two] = [112, 224].map(FacePoints::arcface);
        assert!((one.eye_right[1] - 51.6963).abs() < 1e-9);
        assert!((two.nose_tip[0] - (2.0 * one.nose_tip[0] + 0.5)).abs() < 1e-9);
    }

    #[test]
    fn without_a_landmark_there_is_no_line() {
        let mut landmarks = mean_head();
        landmarks.remove("nose_tip");
        let to = FacePoints::arcface(112);
        let (identity, framing) = (Matrix4::identity(), Framing::default());
        assert_eq!(bring_into_line(&landmarks, &identity, &framing, VIEWS[0], &to), None);
    }
}
