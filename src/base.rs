//! What every layer stands on: space, random streams, files.

pub mod atomic;
#[cfg(feature = "onnx")]
pub mod guard;
pub(crate) mod lanes;
pub mod program;
pub mod region;
pub(crate) mod shipped;
pub mod space;
pub mod stats;
pub mod thresholds;
