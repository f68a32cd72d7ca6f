//! How many of the sample's uniques are alone in the population too?
//!
//! All models see the sample through its [`SizeHistogram`] (how many classes have one record, two
//! records, …) and a [`Sampling`]. None fits everywhere, so that results come as a range over the
//! models that apply ([`estimate::estimate`]) and never as one number.

pub mod copula;
pub mod dankar;
pub mod estimate;
pub mod external;
pub mod independence;
pub mod log_linear;
pub mod modrisk;
pub mod pitman;
pub mod preset;
pub mod sampling;
pub mod snb;
pub mod zayatz;

pub use super::classes::SizeHistogram;
pub use sampling::Sampling;
