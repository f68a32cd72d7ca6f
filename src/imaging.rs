//! What was scanned? Volumes, the head in them, its outer surface, and pictures of it.

pub mod head;
#[cfg(feature = "onnx")]
pub mod photograph;
pub mod render;
pub mod surface;
pub mod volume;
