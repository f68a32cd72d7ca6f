//! Countenance answers, with evidence, the question on which sharing a brain-imaging dataset
//! turns: *after de-identification, are individual cases still identifiable?*
//!
//! The modules are layers; imports run only downwards (`tests/layering.rs` keeps the order):
//!
//! | module | question it answers |
//! |---|---|
//! | [`base`] | – (space, statistics, files) |
//! | [`imaging`] | what was scanned? |
//! | [`face`] | whose face is it, and how much of it is left? |
//! | [`linkage`] | whom can it be matched to? |
//! | [`phantom`] | what would the right answer be? (heads with known truth) |
//! | [`disclosure`] | whom do the facts in a participants table point to? |
//! | [`dataset`] | which scans are there, and what travels along with them? |
//! | [`risk`] | what does it mean? |
//! | [`pipeline`] | one scan from file to result, many scans at once |
//! | [`report`] | how is it told? |

pub mod base;
pub mod dataset;
pub mod disclosure;
pub mod face;
pub mod imaging;
pub mod linkage;
pub mod phantom;
pub mod pipeline;
pub mod report;
pub mod risk;

#[cfg(feature = "cli")]
pub mod cli;
