//! Which scans are there? Files, folders and BIDS datasets.
