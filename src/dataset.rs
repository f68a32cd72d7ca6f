//! Which scans are there? Files, folders and BIDS datasets.

pub mod entities;
pub mod scan;
mod walk;
