//! Whom can it be matched to? Scan against scan: how alike, who is most alike, and how often an
//! attacker who looks so is right.

pub mod attack;
pub mod benchmark;
pub mod control;
#[cfg(feature = "onnx")]
pub mod embedding;
pub mod evaluation;
pub mod first_look;
pub mod leakage;
mod motion;
pub mod nearest;
pub mod part;
pub mod region_match;
pub mod registration;
pub mod rule;
pub mod score_matrix;
mod skin;
pub mod skin_map;
pub mod template;
