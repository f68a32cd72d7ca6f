//! Pictures and films: of heads, and what cameras write into them.

use super::content::{Content, decode};
use super::look::Look;
use super::notes::Notes;
use super::pii::{self, Class};
use super::severity::Severity;
use super::{date, placeholder, text};
use exif::{In, Tag};
use flate2::read::ZlibDecoder;
use std::io::{self, Cursor, Read};

/// Endings of pictures whose insides are looked at.
pub(super) const EXTENSIONS: [&str; 13] = [
    ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".gif", ".bmp", ".svg", ".webp", ".heic", ".mp4",
    ".mov", ".avi",
];
const FILMS: [&str; 6] = [".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v"];
/// A picture up to this size is read.
const WHOLE_BYTES: u64 = 64 << 20;
/// Text of one PNG chunk that is looked at.
const CHUNK_BYTES: u64 = 1 << 20;

/// Photographs, films, and figures in derivatives, by name.
pub(super) fn check_name(content: &Content, look: &Look<'_>, notes: &mut Notes) {
    let name = content.lower();
    let path = format!("/{}", content.path.to_lowercase());
    let has = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let is_picture = has(&EXTENSIONS) || has(&FILMS);
    // A photograph of a sample shows no person (BIDS 1.10, microscopy).
    let of_sample = name.contains("_sample-") || path.contains("/micr/");
    let is_photo = look.list("FACE-08", "suffixes").iter().any(|s| name.contains(s.as_str()));
    if is_picture && is_photo && !of_sample {
        notes.add("FACE-08", "", "photograph of a head");
    } else if has(&FILMS) && path.contains("/sub-") && !path.contains("/stimuli/") {
        notes.add("FACE-08", "", "film of a participant");
    } else if path.contains("/derivatives/")
        && look.ends(&name, "FACE-07", "endings")
        && !path.contains("/logos/")
    {
        notes.add("FACE-07", "", "figure");
    }
}

/// What is written into a picture.
pub(super) fn check(
    content: &Content,
    name: &str,
    start: &[u8],
    notes: &mut Notes,
) -> io::Result<()> {
    if name.ends_with(".svg") {
        for class in text::classes(content)? {
            notes.add_as("FACE-08", class.severity(), "text", class.as_str());
        }
        return Ok(());
    }
    let Some(bytes) = content.whole(WHOLE_BYTES)? else {
        notes.not_assessed("picture larger than 64 MiB");
        return Ok(());
    };
    if start.starts_with(b"\x89PNG") {
        png_texts(&bytes, notes);
    }
    // A picture without EXIF is no error.
    if let Ok(exif) = exif::Reader::new().read_from_container(&mut Cursor::new(&bytes)) {
        camera(&exif, notes);
    }
    Ok(())
}

fn camera(exif: &exif::Exif, notes: &mut Notes) {
    let text = |tag: Tag| {
        let field = exif.get_field(tag, In::PRIMARY)?;
        let value = match &field.value {
            exif::Value::Ascii(lines) => {
                lines.iter().map(|l| decode(l)).collect::<Vec<_>>().join(" ")
            }
            exif::Value::Undefined(bytes, _) => text::printable(bytes),
            _ => String::new(),
        };
        (!placeholder::is_placeholder(&value)).then_some(value)
    };
    if exif.get_field(Tag::GPSLatitude, In::PRIMARY).is_some() {
        notes.add_as("FACE-08", Severity::High, "GPSLatitude", "place of the photograph");
    }
    for (tag, field) in [
        (Tag::Artist, "Artist"),
        (Tag::CameraOwnerName, "CameraOwnerName"),
        (Tag::BodySerialNumber, "BodySerialNumber"),
    ] {
        if text(tag).is_some() {
            notes.add_as("FACE-08", Severity::High, field, "owner or camera");
        }
    }
    for (tag, field) in [(Tag::DateTimeOriginal, "DateTimeOriginal"), (Tag::DateTime, "DateTime")] {
        if text(tag).and_then(|value| date::parse(&value)).is_some_and(date::Day::is_real) {
            notes.add_as("FACE-08", Severity::Moderate, field, "date");
        }
    }
    for (tag, field) in
        [(Tag::ImageDescription, "ImageDescription"), (Tag::UserComment, "UserComment")]
    {
        note_text(field, &text(tag).unwrap_or_default(), notes);
    }
}

fn note_text(field: &str, text: &str, notes: &mut Notes) {
    for class in pii::classes(field, text) {
        let severity = if class == Class::Date { Severity::Moderate } else { class.severity() };
        notes.add_as("FACE-08", severity, field, class.as_str());
    }
}

/// Texts of a PNG (PNG 1.2, 4.2.3): plain, compressed, international.
fn png_texts(bytes: &[u8], notes: &mut Notes) {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let kind = [head[4], head[5], head[6], head[7]];
        let data = bytes.get(at + 8..(at + 8).saturating_add(length)).unwrap_or_default();
        let end = data.iter().position(|b| *b == 0).unwrap_or(data.len());
        let (keyword, rest) = data.split_at(end);
        let text = match &kind {
            b"tEXt" => rest.get(1..).unwrap_or_default().to_vec(),
            b"zTXt" => inflated(rest.get(2..).unwrap_or_default()),
            b"iTXt" if rest.get(1) == Some(&1) => {
                let languages = rest.get(3..).unwrap_or_default();
                inflated(languages.splitn(3, |b| *b == 0).nth(2).unwrap_or_default())
            }
            b"iTXt" => rest.to_vec(),
            _ => Vec::new(),
        };
        let keyword = decode(keyword);
        if keyword.eq_ignore_ascii_case("Author") && !text.is_empty() {
            notes.add_as("FACE-08", Severity::Moderate, "Author", "owner or camera");
        }
        for line in text::printable(&text).lines() {
            note_text(&keyword, line, notes);
        }
        at = (at + 12).saturating_add(length);
    }
}

fn inflated(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    let _ = ZlibDecoder::new(bytes).take(CHUNK_BYTES).read_to_end(&mut text);
    text
}
