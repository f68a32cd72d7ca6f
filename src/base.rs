//! What every layer stands on: space, random streams, files.

pub mod atomic;
pub mod space;
pub mod thresholds;
