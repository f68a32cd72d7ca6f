//! Landmarks of the mean head.

use super::solid::Point;
use super::solid::at;

/// Names and places on the mean head, canonical mm; the left side mirrors the right.
pub const LANDMARKS: [(&str, Point); 10] = [
    ("nasion", at(0., 91., 19.)),
    ("nose_tip", at(0., 118., -19.)),
    ("subnasale", at(0., 98., -31.)),
    ("chin", at(0., 92.3, -83.)),
    ("eye_outer_right", at(46., 74., 12.5)),
    ("eye_inner_right", at(16.5, 80., 11.5)),
    ("eye_inner_left", at(-16.5, 80., 11.5)),
    ("eye_outer_left", at(-46., 74., 12.5)),
    ("tragus_right", at(72., 0., 0.)),
    ("tragus_left", at(-72., 0., 0.)),
];
