//! Parametric heads with known answers: ground truth for tests, benches and the demo.

pub mod anatomy;
pub mod anthropometry;
pub mod cohort;
pub mod deface;
pub mod depth;
pub mod grid;
pub mod head;
pub mod identity;
pub mod landmark;
pub mod mean_head;
pub mod morph;
pub mod random;
pub mod region;
pub mod scan;
pub mod session;
pub mod shape;
pub mod solid;
pub mod texture;
pub mod tissue;
pub mod truth;
pub mod waves;
