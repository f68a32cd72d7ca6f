//! Parametric heads with known answers: ground truth for tests, benches and the demo.

pub mod anatomy;
pub mod anthropometry;
pub mod landmark;
pub mod mean_head;
pub mod morph;
pub mod region;
pub mod solid;
