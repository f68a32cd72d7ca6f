//! Texts in image headers, extensions, and bytes behind the voxels.

use super::content::{Bytes, Content, decode};
use super::look::Look;
use super::notes::Notes;
use super::pii::{self, Class};
use super::severity::Severity;
use super::{placeholder, text, words};
use crate::imaging::volume::{Format, Header, PrivateBytes};
use std::io::{self, Read};

/// Endings of volumes.
pub(super) const EXTENSIONS: [&str; 8] =
    [".nii", ".nii.gz", ".hdr", ".hdr.gz", ".img", ".img.gz", ".mgh", ".mgz"];

/// FreeSurfer's header block, bytes (`mghio.c`: the voxels start at 284).
const MGH_HEADER: u64 = 284;
/// Bytes of scan parameters and tags behind FreeSurfer voxels that are looked at.
const TAG_BYTES: u64 = 1 << 20;

/// Looks at a volume's header; `length` is that of the file, inflated, bytes.
pub(super) fn check(
    content: &Content,
    length: u64,
    look: &Look<'_>,
    notes: &mut Notes,
) -> io::Result<()> {
    let Bytes::Disk(path) = &content.bytes else {
        notes.not_assessed("image in an archive");
        return Ok(());
    };
    let name = content.lower();
    if name.ends_with(".img") || name.ends_with(".img.gz") {
        // Its header lies in the other file, which is looked at for itself.
        return Ok(());
    }
    let header = match Header::read(path) {
        Ok((header, _)) => header,
        Err(error) => {
            log::debug!("{error}");
            notes.not_assessed("image header that cannot be read");
            return Ok(());
        }
    };
    texts(&header, look, notes);
    for extension in &header.extensions {
        extensions(extension.code, notes);
        for line in text::printable(&extension.content.0).lines() {
            for class in pii::classes("", line) {
                let severity = class.severity().min(Severity::High);
                notes.add_as("NII-EXT", severity, "extension", class.as_str());
            }
        }
    }
    let is_mask = ["mask", "seg"].iter().any(|word| name.contains(word));
    if content.path.contains("sub-") && !is_mask {
        notes.add("BRAIN-01", "", "image of one person");
    }
    trailing(content, &header, length, notes)
}

/// The four texts of the header, and what ANALYZE has in front of them.
fn texts(header: &Header, look: &Look<'_>, notes: &mut Notes) {
    let data_type = PrivateBytes(header.raw.0.get(4..14).unwrap_or_default().to_vec());
    let mut fields = vec![
        ("descrip", &header.descrip),
        ("aux_file", &header.aux_file),
        ("intent_name", &header.intent_name),
        ("db_name", &header.db_name),
    ];
    if header.format == Format::Nifti1 {
        fields.push(("data_type", &data_type));
    }
    for (field, bytes) in fields {
        // What an older, longer text left behind the end of a newer one is read as well.
        let text = decode(&bytes.0).replace('\0', " ");
        if !placeholder::is_placeholder(&text) {
            one_text(field, &text, look, notes);
        }
    }
}

fn one_text(field: &str, text: &str, look: &Look<'_>, notes: &mut Notes) {
    let classes = pii::classes(field, text);
    for class in &classes {
        let severity = if *class == Class::UserPath { Severity::Moderate } else { Severity::High };
        notes.add_as("NII-DESC", severity, field, class.as_str());
    }
    let lower = text.to_lowercase();
    if lower.contains("time=") {
        notes.add_as("NII-DESC", Severity::Info, field, "time of day");
    } else if classes.is_empty() && !is_known(&lower, look) {
        notes.add_as("NII-DESC", Severity::Info, field, "typed text");
    }
}

/// Whether a text is one that programs write.
fn is_known(text: &str, look: &Look<'_>) -> bool {
    let starts = look.list("NII-DESC", "beginnings").iter().any(|s| text.starts_with(s.as_str()));
    let known = look.list("NII-DESC", "words");
    let plain = |word: &String| {
        word.len() < 2 || word.bytes().any(|b| b.is_ascii_digit()) || known.contains(word)
    };
    starts || words::of(text).iter().all(plain)
}

/// Registered extension codes (`nifti1_io.h`) and what such an extension can hold.
fn extensions(code: i32, notes: &mut Notes) {
    let (class, severity) = match code {
        2 => ("DICOM attributes", Severity::High),
        4 => ("AFNI history", Severity::Moderate),
        6 => ("comment", Severity::Moderate),
        8 => ("XCEDE", Severity::Moderate),
        12 => ("workflow", Severity::Moderate),
        16 => ("pickled object", Severity::High),
        40 => ("MATLAB data", Severity::Moderate),
        42 => ("Quantiphyse", Severity::Moderate),
        44 => ("MRS header", Severity::High),
        30 | 32 | 34 => ("surface or timing data", Severity::Info),
        10 | 14 | 18..=28 | 38 => ("tool's own data", Severity::Info),
        _ => ("unknown content", Severity::Moderate),
    };
    notes.add_as("NII-EXT", severity, "extension", class);
}

/// What follows the voxels.
fn trailing(content: &Content, header: &Header, length: u64, notes: &mut Notes) -> io::Result<()> {
    if header.pair {
        return Ok(());
    }
    let samples = header.dim.iter().try_fold(1u64, |n, d| n.checked_mul(u64::try_from(*d).ok()?));
    let voxels = samples.and_then(|n| n.checked_mul(header.datatype.bytes() as u64));
    let start = if header.format == Format::Mgh { MGH_HEADER } else { header.vox_offset };
    let Some(end) = voxels.and_then(|voxels| voxels.checked_add(start)) else {
        notes.not_assessed("image header that cannot be true");
        return Ok(());
    };
    if length < end {
        notes.not_assessed("image without all its voxels");
    } else if header.format == Format::Mgh {
        tags(content, end, notes)?;
    } else if length > end {
        notes.add("NII-TRAIL", "", "bytes behind the voxels");
    }
    Ok(())
}

/// FreeSurfer keeps the commands that made a volume behind its voxels.
fn tags(content: &Content, end: u64, notes: &mut Notes) -> io::Result<()> {
    let mut reader = content.open_inflated()?;
    io::copy(&mut reader.by_ref().take(end), &mut io::sink())?;
    let mut bytes = Vec::new();
    reader.take(TAG_BYTES).read_to_end(&mut bytes)?;
    for line in text::printable(&bytes).lines() {
        for class in pii::classes("", line) {
            notes.add("NII-TRAIL", "tags", class.as_str());
        }
    }
    Ok(())
}
