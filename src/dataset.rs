//! Which scans are there, and what travels along with them? Files, folders and BIDS datasets.

pub mod audit;
pub mod brain_mask;
pub mod description;
#[cfg(test)]
mod empty_files;
pub mod entities;
pub mod filter;
pub mod inventory;
pub mod pairs;
#[cfg(feature = "onnx")]
pub mod photograph;
pub mod root;
pub mod scan;
pub mod shard;
mod walk;
