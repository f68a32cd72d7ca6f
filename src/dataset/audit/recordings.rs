//! SNIRF, NWB and EEGLAB recordings: the texts in HDF5 and MATLAB files.

use super::content::Content;
use super::notes::Notes;
use super::{pii, placeholder, text};
use flate2::read::ZlibDecoder;
use std::io::{self, Read};

/// Bytes searched; texts about the recording come first in all three formats.
const SEARCHED_BYTES: u64 = 32 << 20;
/// Bytes inflated from one element of a MATLAB file.
const ELEMENT_BYTES: u64 = 8 << 20;
/// HDF5 format specification, III.A: the signature.
const HDF5: &[u8] = b"\x89HDF\r\n\x1a\n";
/// MAT-file level 5: a text of 116 bytes, then version and byte order at 124.
const MATLAB_HEADER: usize = 128;
/// MAT-file level 5: type of a compressed element.
const COMPRESSED: u32 = 15;

/// Looks at the texts.
pub(super) fn check(content: &Content, start: &[u8], notes: &mut Notes) -> io::Result<()> {
    let bytes = content.first(SEARCHED_BYTES)?;
    let matlab = start.starts_with(b"MATLAB 5.0") && start.len() >= MATLAB_HEADER;
    if matlab {
        // The text in front says when the file was written; that is a day of an analysis.
        search(&text::printable(&matlab_elements(&bytes)), notes);
    } else if start.starts_with(HDF5) || start.get(512..).is_some_and(|s| s.starts_with(HDF5)) {
        search(&text::printable(&bytes), notes);
        notes.not_assessed("HDF5, compressed parts are not read");
    } else {
        notes.not_assessed("format is not read");
    }
    if content.length()? > SEARCHED_BYTES {
        notes.not_assessed("recording searched up to 32 MiB");
    }
    Ok(())
}

fn search(text: &str, notes: &mut Notes) {
    let own = notes.path().to_owned();
    for line in text.lines() {
        for found in pii::scan("", line) {
            if !placeholder::is_own_label(&line[found.span.clone()], &own) {
                notes.add("SNIRF-01", "", found.class.as_str());
            }
        }
    }
}

/// The elements of a MATLAB file, inflated, one behind the other.
fn matlab_elements(bytes: &[u8]) -> Vec<u8> {
    let swapped = bytes.get(126..128) == Some(b"MI");
    let number = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        let four = [four[0], four[1], four[2], four[3]];
        Some(if swapped { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
    };
    let mut all = Vec::new();
    let mut at = MATLAB_HEADER;
    while let (Some(kind), Some(size)) = (number(at), number(at + 4)) {
        let end = (at + 8).saturating_add(size as usize).min(bytes.len());
        let element = bytes.get(at + 8..end).unwrap_or_default();
        if kind == COMPRESSED {
            // Damaged data give as much as could be inflated.
            let _ = ZlibDecoder::new(element).take(ELEMENT_BYTES).read_to_end(&mut all);
        } else {
            all.extend_from_slice(element);
        }
        all.push(0);
        at = end.max(at + 8);
    }
    all
}
