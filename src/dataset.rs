//! Which scans are there, and what travels along with them? Files, folders and BIDS datasets.

pub mod audit;
pub mod brain_mask;
#[cfg(test)]
mod empty_files;
pub mod entities;
pub mod inventory;
pub mod pairs;
pub mod root;
pub mod scan;
mod walk;
