//! Landmarks on the skin, world mm.
//!
//! The fitted mean head says roughly where a landmark is, its part of the face says it better
//! (`parts`), and the shape of the skin there says it by the landmark's own definition (`midline`,
//! `eyes`); what has no shape of its own is set down on the skin.

mod eyes;
mod front;
mod midline;
mod parts;
mod sheet;

use super::mean_head::{MeanHead, ModelLandmark};
use super::pose::FittedHead;
use super::registration::{Finder, Held, Placement, Round, register};
use crate::imaging::surface::Mesh;
use eyes::Eye;
use front::Front;
use nalgebra::{Matrix3, Point3, Translation3, Vector3};
use serde::{Deserialize, Serialize};
use sheet::Spot;
use std::collections::BTreeMap;

/// A landmark and how sure it is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Landmark {
    /// Position, world mm (RAS+).
    pub world_mm: [f64; 3],
    /// 0 (the surface does not have it; the position is the fitted mean head's) to 1.
    pub confidence: f64,
}

/// Locates every landmark of the mean head on the surface to which it was fitted.
pub fn locate(mesh: &Mesh, fitted: &FittedHead, model: &MeanHead) -> BTreeMap<String, Landmark> {
    let front = Front::of(mesh, fitted.close.head_to_world);
    let search = Search { fitted, model };
    let guesses = search.guesses(&front);
    let judged = model.landmarks.iter().zip(&guesses);
    judged.map(|(l, guess)| (l.name.clone(), search.judge(l, guess))).collect()
}

/// Where a landmark may be.
#[derive(Clone, Debug)]
struct Guess {
    /// The mean head as its part of the face placed it.
    placement: Placement,
    /// Where that puts the landmark, canonical mm of the fitted head.
    expected: Vector3<f64>,
    /// Where the shape of the skin puts it; without one, the same set down on the skin.
    found: Option<Vector3<f64>>,
}

impl Guess {
    /// Takes a place found by the shape of the skin, unless it is so far away that the shape is
    /// another one's.
    fn take(&mut self, found: Option<Vector3<f64>>) {
        /// Twice the 8 mm that a summit may lie off.
        const FAR_MM: f64 = 16.0;
        self.found = found.filter(|at| (at - self.expected).norm() < FAR_MM);
    }
}

/// Around a landmark the fit may move the patch by no more than the shape model left over.
const PATCH: Round = Round {
    stride: 1,
    radius_mm: 6.0,
    agreement: 0.6,
    iterations: 6,
    with_shape: false,
    held: Held::Nothing,
};
/// Skin farther than this from a landmark does not move its patch, mm.
const PATCH_MM: f64 = 22.0;

/// Skin farther than this from a landmark says nothing about whether it is there, mm.
const AROUND_MM: f64 = 12.0;
/// How near skin has to be to a place of the patch to count as its skin.
const HERE: Round = Round {
    stride: 1,
    radius_mm: 5.0,
    agreement: 0.5,
    iterations: 0,
    with_shape: false,
    held: Held::Nothing,
};
/// Less than half of its surroundings is no place for a landmark.
const HALF: f64 = 0.5;

/// Where the mean head lies as its parts found it.
struct Parts<'a> {
    nose: &'a Placement,
    eyes: &'a Placement,
    /// Without a nose the eyes say where its root is.
    bridge: &'a Placement,
}

struct Search<'a> {
    fitted: &'a FittedHead,
    model: &'a MeanHead,
}

impl Search<'_> {
    /// A guess for every landmark, in the order of the model.
    fn guesses(&self, front: &Front<'_>) -> Vec<Guess> {
        let nose = parts::nose(self.fitted, self.model);
        let tip = self.model.landmarks.iter().find(|l| l.name == "nose_tip").and_then(|tip| {
            let guess = self.found(tip, nose.clone(), front, midline::nose_tip);
            let there = self.judge(tip, &guess).confidence > 0.0;
            guess.found.filter(|_| there).map(|at| self.laid_on(&guess, at))
        });
        // A nose that is there says where the eyes are better than the fitted head does.
        let [eyes, bridge] = if let Some(tip) = tip {
            [parts::eyes(self.fitted, self.model, tip), self.fitted.close.clone()]
        } else {
            let eyes = parts::eyes_alone(self.fitted, self.model);
            [eyes.clone(), eyes]
        };
        let parts = Parts { nose: &nose, eyes: &eyes, bridge: &bridge };
        let mut guesses: Vec<Guess> =
            self.model.landmarks.iter().map(|l| self.guess(l, &parts, front)).collect();
        self.find_eyes(&mut guesses, front);
        guesses
    }

    fn guess(&self, landmark: &ModelLandmark, parts: &Parts<'_>, front: &Front<'_>) -> Guess {
        let close = &self.fitted.close;
        let Parts { nose, eyes, bridge } = *parts;
        let patched = |start: &Placement| {
            let patch: Vec<_> = self.near(landmark, PATCH_MM).map(|p| (p, 1.0)).collect();
            register(&self.fitted.index, self.model, &patch, start, &PATCH)
        };
        match landmark.name.as_str() {
            "nose_tip" => self.found(landmark, nose.clone(), front, midline::nose_tip),
            "subnasale" => self.found(landmark, patched(nose), front, midline::subnasale),
            "chin" => self.found(landmark, close.clone(), front, midline::chin),
            "nasion" => self.expected(landmark, patched(bridge)),
            name if name.starts_with("eye") => self.expected(landmark, eyes.clone()),
            _ => self.expected(landmark, close.clone()),
        }
    }

    fn expected(&self, landmark: &ModelLandmark, placement: Placement) -> Guess {
        let world = placement.head_to_world * Point3::from(shaped(landmark, &placement));
        let expected = (self.fitted.close.head_to_world.inverse() * world).coords;
        Guess { placement, expected, found: None }
    }

    fn found(
        &self,
        landmark: &ModelLandmark,
        placement: Placement,
        front: &Front<'_>,
        find: impl Fn(Vector3<f64>, &[Spot]) -> Option<Vector3<f64>>,
    ) -> Guess {
        let mut guess = self.expected(landmark, placement);
        let skin = front.about(guess.expected, midline::REACH_MM);
        guess.take(find(guess.expected, &skin));
        guess
    }

    fn find_eyes(&self, guesses: &mut [Guess], front: &Front<'_>) {
        let number = |name: &str| self.model.landmarks.iter().position(|l| l.name == name);
        let sides = [["eye_inner_right", "eye_outer_right"], ["eye_inner_left", "eye_outer_left"]];
        let sides = sides.iter().filter_map(|[inner, outer]| number(inner).zip(number(outer)));
        let eyes: Vec<_> = sides
            .map(|(i, o)| (i, o, Eye::of(guesses[i].expected, guesses[o].expected, front)))
            .collect();
        // Eyes are level with the head: what one shows helps the other.
        let rises: f64 = eyes.iter().map(|(_, _, eye)| eye.rise()).sum();
        let rise = rises / eyes.len().max(1) as f64;
        for (inner, outer, eye) in eyes {
            let corners = eye.corners(rise);
            guesses[inner].take(corners.inner);
            guesses[outer].take(corners.outer);
        }
    }

    fn near(&self, landmark: &ModelLandmark, within_mm: f64) -> impl Iterator<Item = usize> {
        let apart = move |p: &usize| {
            (self.model.points[*p].position - landmark.position).norm() < within_mm
        };
        (0..self.model.points.len()).filter(apart)
    }

    /// The landmark with its confidence: the share of the mean head about it that has skin when
    /// the mean head is laid onto the place found.
    fn judge(&self, landmark: &ModelLandmark, guess: &Guess) -> Landmark {
        let close = &self.fitted.close;
        let set_down = || onto_skin(guess.expected, self.fitted);
        let at = guess.found.or_else(set_down).filter(|at| self.has_skin(*at));
        let seen = at.and_then(|at| {
            let confidence = self.share_met(landmark, guess, at);
            (confidence > HALF).then_some((at, confidence))
        });
        let (at, confidence) = seen.unwrap_or((shaped(landmark, close), 0.0));
        Landmark { world_mm: (close.head_to_world * Point3::from(at)).into(), confidence }
    }

    /// Whether a place inside the field of view has skin.
    fn has_skin(&self, at: Vector3<f64>) -> bool {
        /// Corners of eyes lie up to 2 mm below the skin that a scan shows, and the points that
        /// are kept of it are some 3 mm apart.
        const NEAR_MM: f32 = 5.0;
        let world = (self.fitted.close.head_to_world * Point3::from(at)).coords;
        let skin = self.fitted.index.around(world.cast(), NEAR_MM);
        self.fitted.skin.fov.contains(&world) && skin.take(2).count() == 2
    }

    fn share_met(&self, landmark: &ModelLandmark, guess: &Guess, at: Vector3<f64>) -> f64 {
        let laid = self.laid_on(guess, at);
        let finder = Finder::new(&self.fitted.index, &laid, &HERE);
        let meets = |p: usize| {
            finder.find(&laid.shaped(self.model, p), &self.model.points[p].normal).is_some()
        };
        let (met, all) = self
            .near(landmark, AROUND_MM)
            .fold((0usize, 0usize), |(met, all), p| (met + usize::from(meets(p)), all + 1));
        met as f64 / all.max(1) as f64
    }

    /// The mean head of a guess, moved so that its landmark lies at a place, canonical mm.
    fn laid_on(&self, guess: &Guess, at: Vector3<f64>) -> Placement {
        let moved = self.fitted.close.head_to_world.rotation * (at - guess.expected);
        let head_to_world = Translation3::from(moved) * guess.placement.head_to_world;
        Placement { head_to_world, shape: guess.placement.shape.clone() }
    }
}

/// The landmark of a shaped mean head, canonical mm of its placement.
fn shaped(landmark: &ModelLandmark, placement: &Placement) -> Vector3<f64> {
    let moves = landmark.modes.iter().zip(placement.shape.iter());
    landmark.position + moves.map(|(d, c)| d * *c).sum::<Vector3<f64>>()
}

/// The point itself, moved to the plane of the nearest skin; none without skin.
fn onto_skin(head: Vector3<f64>, fitted: &FittedHead) -> Option<Vector3<f64>> {
    const NEAR_MM: f32 = 8.0;
    let placement = &fitted.close.head_to_world;
    let to_head = placement.inverse();
    let world = (placement * Point3::from(head)).coords.cast::<f32>();
    let near: Vec<Vector3<f64>> = fitted
        .index
        .around(world, NEAR_MM)
        .map(|p| (to_head * Point3::from(p.position.cast::<f64>())).coords)
        .collect();
    if near.len() < 3 {
        return None;
    }
    let middle = near.iter().sum::<Vector3<f64>>() / near.len() as f64;
    let spread = near.iter().map(|p| (p - middle) * (p - middle).transpose()).sum::<Matrix3<f64>>();
    let eigen = spread.symmetric_eigen();
    let normal = eigen.eigenvectors.column(eigen.eigenvalues.imin()).into_owned();
    Some(head + normal * normal.dot(&(middle - head)))
}
