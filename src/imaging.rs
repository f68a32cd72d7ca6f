//! What was scanned? Volumes, the head in them, its outer surface, and pictures of it.

pub mod head;
pub mod render;
pub mod surface;
pub mod volume;
