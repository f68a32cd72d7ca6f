//! Names of volume files, and what a file that is no volume is instead.

use std::path::{Path, PathBuf};

use super::error::VolumeErrorKind;
use super::read::is_file;

/// Whether the name ends with a suffix, with or without `.gz`, in any case.
pub(super) fn has_suffix(path: &Path, suffix: &str) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    name.strip_suffix(".gz").unwrap_or(&name).ends_with(suffix)
}

/// Whether the name asks for gzip compression.
pub(super) fn is_gzip_name(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz"))
}

/// The other file of a pair: `have` replaced by `want`, with or without `.gz`, in either case.
pub(super) fn other_half(path: &Path, have: &str, want: &str) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let lower = name.to_ascii_lowercase();
    let plain = lower.strip_suffix(".gz").unwrap_or(&lower);
    let stem = &name[..plain.strip_suffix(have)?.len()];
    let upper = want.to_ascii_uppercase();
    [want.to_owned(), format!("{want}.gz"), upper.clone(), format!("{upper}.GZ")]
        .into_iter()
        .map(|suffix| path.with_file_name(format!("{stem}{suffix}")))
        .find(|candidate| is_file(candidate))
}

/// Names what the first bytes of a file show instead of a volume.
pub(super) fn unrecognised(start: &[u8]) -> VolumeErrorKind {
    let begins = |bytes: &[u8]| start.starts_with(bytes);
    let contains = |bytes: &[u8]| start.windows(bytes.len()).any(|w| w == bytes);
    if start.is_empty() {
        return VolumeErrorKind::Unrecognised("it is empty");
    }
    // git-annex writes these in place of locked content on systems without links.
    if start.len() < 348 && contains(b"annex/objects/") {
        return VolumeErrorKind::ContentMissing("the file is a git-annex pointer");
    }
    if begins(b"version https://git-lfs") {
        return VolumeErrorKind::ContentMissing("the file is a git-LFS pointer");
    }
    let size = start.get(..4).unwrap_or_default();
    VolumeErrorKind::Unrecognised(if start.get(128..132) == Some(b"DICM") {
        "it is a DICOM file"
    } else if begins(b"NRRD") {
        "it is an NRRD file"
    } else if begins(b"\x89HDF") || begins(b"CDF") {
        "it is a MINC or HDF file"
    } else if begins(b"BZh") || begins(b"\xfd7zXZ") || begins(b"\x28\xb5\x2f\xfd") {
        "it is compressed by another program than gzip"
    } else if size == 348i32.to_le_bytes() || size == 348i32.to_be_bytes() {
        if start.len() < 348 {
            "the header is cut short"
        } else {
            "magic is missing (ANALYZE 7.5 files do not tell left from right)"
        }
    } else {
        "the magic of neither format is there"
    })
}
