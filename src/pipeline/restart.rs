//! A result is used again when it is complete and nothing it depends on has changed.

use crate::base::program;
use crate::dataset::scan::ScanInput;
use crate::imaging::volume::FileSum;
use crate::report::scan::Provenance;
use crate::report::scan::ScanReport;

use super::config::ScanSettings;
use super::output::OutputFolder;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The program and the content of a scan's file. An input that cannot be read has size 0 and no checksum.
pub(super) fn provenance(scan: &ScanInput) -> Provenance {
    provenance_knowing(scan, None)
}

/// As [`provenance`], without another look at a file whose sum is `known` already.
pub(super) fn provenance_knowing(scan: &ScanInput, known: Option<FileSum>) -> Provenance {
    let other_half = scan.other_half();
    let sum = known.filter(|_| other_half.is_none()).unwrap_or_else(|| {
        let mut crc = crc32fast::Hasher::new();
        let mut bytes = checksum(&scan.path, &mut crc).unwrap_or(0);
        if let Some(half) = other_half {
            bytes += checksum(&half, &mut crc).unwrap_or(0);
        }
        FileSum { bytes, crc32: crc.finalize() }
    });
    Provenance {
        version: program::CODE.to_owned(),
        input_bytes: sum.bytes,
        input_crc32: format!("{:08x}", sum.crc32),
    }
}

/// Whether there is a result file that could be used again.
pub(super) fn may_hold(json: &str, out: &OutputFolder) -> bool {
    out.root().join(json).is_file()
}

fn checksum(path: &Path, crc: &mut crc32fast::Hasher) -> io::Result<u64> {
    let mut file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("not a file"));
    }
    let mut buffer = vec![0; 1 << 18];
    let mut total = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(total);
        }
        crc.update(&buffer[..read]);
        total += read as u64;
    }
}

/// The earlier result of a scan, if it still holds: same name, program, input and settings (or more
/// pictures and meshes where none are wanted), not failed, and every file it speaks of still there.
pub(super) fn earlier(
    scan: &ScanInput,
    provenance: &Provenance,
    settings: &ScanSettings,
    json: &str,
    out: &OutputFolder,
) -> Option<ScanReport> {
    let file = File::open(out.root().join(json)).ok()?;
    let report: ScanReport = serde_json::from_reader(io::BufReader::new(file)).ok()?;
    let holds = report.provenance == *provenance
        && covers(&report.settings, settings)
        && report.scan == scan.scan
        && report.error.is_none()
        && report.files.iter().all(|name| out.root().join(name).is_file());
    holds.then_some(report)
}

/// Whether a result made with `earlier` settings is one for those of now.
fn covers(earlier: &serde_json::Value, now: &ScanSettings) -> bool {
    let mut earlier = earlier.clone();
    if now.pictures.is_none() && now.meshes.is_empty() {
        let wanted = now.as_json();
        for part in ["pictures", "meshes"] {
            earlier[part] = wanted[part].clone();
        }
        return earlier == wanted;
    }
    earlier == now.as_json()
}
