//! What every layer stands on: space, random streams, files.

pub mod atomic;
pub mod program;
pub mod region;
pub mod space;
pub mod stats;
pub mod thresholds;
