//! Landmarks of the mean head.

use super::solid::Point;
use super::solid::at;

/// Names and places on the mean head, canonical mm; the left side mirrors the right.
///
/// The chin is the gnathion: where the outline of the chin turns under, facing 50° downwards.
pub const LANDMARKS: [(&str, Point); 10] = [
    ("nasion", at(0.0, 92.6, 18.5)),
    ("nose_tip", at(0.0, 116.6, -18.5)),
    ("subnasale", at(0.0, 98.2, -31.9)),
    ("chin", at(0.0, 86.6, -95.0)),
    ("eye_outer_right", at(46.5, 76.0, 12.0)),
    ("eye_inner_right", at(16.1, 79.1, 12.0)),
    ("eye_inner_left", at(-16.1, 79.1, 12.0)),
    ("eye_outer_left", at(-46.5, 76.0, 12.0)),
    ("tragus_right", at(73.0, 1.0, 0.0)),
    ("tragus_left", at(-73.0, 1.0, 0.0)),
];
