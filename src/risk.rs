//! What does it mean? The sharing guide, destinations and the risk of each participant.

pub mod chance;
pub mod evidence;
pub mod joint;
