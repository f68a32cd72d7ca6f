//! By what a dataset is known again.

use super::kept::Kept;
use super::kept_scans::KeptResult;
use crate::base::atomic;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::path::Path;

/// SHA-256, hexadecimal, over a line for each file (name and bytes), each scan (name and checksum) and
/// the participants table (checksum).
pub(super) fn digest(kept: &Kept, results: &[KeptResult], table: &Path) -> String {
    let mut sum = Sha256::new();
    for file in &kept.looked.files {
        let bytes = file.bytes.map_or_else(|| "n/a".to_owned(), |bytes| bytes.to_string());
        sum.update(format!("{}\t{bytes}\n", file.name));
    }
    for report in results.iter().map(|result| &result.report) {
        sum.update(format!("{}\t{}\n", report.scan, report.provenance.input_crc32));
    }
    sum.update(atomic::sha256(table).unwrap_or_default());
    let mut hex = String::new();
    for byte in sum.finalize() {
        // A `String` takes everything.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
