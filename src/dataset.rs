//! Which scans are there? Files, folders and BIDS datasets.

pub mod brain_mask;
#[cfg(test)]
mod empty_files;
pub mod entities;
pub mod pairs;
pub mod root;
pub mod scan;
mod walk;
