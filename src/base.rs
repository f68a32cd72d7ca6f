//! What every layer stands on: space, random streams, files.

pub mod atomic;
pub mod region;
pub mod space;
pub mod stats;
pub mod thresholds;
