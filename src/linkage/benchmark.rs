//! Defacing methods beside each other: one attack on the same people's scans, the same gallery.

pub mod left;
pub mod paired;
pub mod rates;
pub mod rule;
pub mod verdict;
