//! Which scans are there? Files, folders and BIDS datasets.

pub mod brain_mask;
pub mod entities;
pub mod pairs;
pub mod scan;
mod walk;
