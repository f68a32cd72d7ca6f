//! PDF: the properties of a document, in its info dictionary and its XMP packet, also where they lie in
//! compressed objects. The words on its pages are drawn glyph by glyph and are not read.

use super::notes::Notes;
use super::{office, placeholder, text};
use flate2::read::ZlibDecoder;
use std::io::Read;

/// Entries of the info dictionary that people fill in (PDF 32000-1:2008, table 317).
const TYPED: [&str; 4] = ["Author", "Title", "Subject", "Keywords"];
/// Bytes inflated from one object; properties are short.
const OBJECT_BYTES: u64 = 1 << 20;
/// Bytes inflated from a whole document.
const ALL_BYTES: usize = 64 << 20;

/// Looks at the properties.
pub(super) fn check(bytes: &[u8], notes: &mut Notes) {
    let inflated = objects(bytes);
    for part in std::iter::once(bytes).chain(inflated.iter().map(Vec::as_slice)) {
        properties(part, notes);
        packet(part, notes);
    }
    for class in office::classes(&text::printable(bytes)) {
        office::note(class, notes);
    }
    notes.not_assessed("pages of a PDF");
}

/// The compressed objects (7.3.8, `FlateDecode`) that hold properties.
fn objects(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (mut found, mut total) = (Vec::new(), 0);
    for at in all(bytes, b"stream") {
        let data = &bytes[at + b"stream".len()..];
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        // A zlib header: deflate with a window of up to 32 KiB (RFC 1950).
        if data.first().is_none_or(|b| b & 0x0f != 8) {
            continue;
        }
        let mut object = Vec::new();
        let _ = ZlibDecoder::new(data).take(OBJECT_BYTES).read_to_end(&mut object);
        total += object.len();
        if total > ALL_BYTES {
            break;
        }
        let telling = |mark: &[u8]| all(&object, mark).next().is_some();
        if TYPED.iter().any(|key| telling(format!("/{key}").as_bytes())) || telling(b"<x:xmpmeta") {
            found.push(object);
        }
    }
    found
}

/// Where a mark stands.
fn all<'a>(bytes: &'a [u8], mark: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let found = bytes.windows(mark.len()).enumerate().filter(move |(_, part)| *part == mark);
    found.map(|(at, _)| at)
}

/// The info dictionary.
fn properties(bytes: &[u8], notes: &mut Notes) {
    for key in TYPED {
        let mark = format!("/{key}");
        for at in all(bytes, mark.as_bytes()) {
            let Some(value) = string(&bytes[at + mark.len()..]) else { continue };
            tell(key, &value, notes);
        }
    }
}

fn tell(key: &'static str, value: &str, notes: &mut Notes) {
    if placeholder::is_placeholder(value) {
        return;
    }
    if key == "Author" {
        notes.add("DOC-01", key, "name of the author");
    }
    for class in office::classes(value) {
        office::note(class, notes);
    }
}

/// The string that follows (7.3.4): in brackets with escapes, or hexadecimal; UTF-16 has a mark.
fn string(bytes: &[u8]) -> Option<String> {
    let rest = bytes.trim_ascii_start();
    let raw = match rest.first()? {
        b'(' => literal(&rest[1..]),
        b'<' if rest.get(1) != Some(&b'<') => hexadecimal(&rest[1..]),
        _ => return None,
    };
    Some(super::content::decode(&raw))
}

fn literal(bytes: &[u8]) -> Vec<u8> {
    let (mut raw, mut open) = (Vec::new(), 0);
    let mut bytes = bytes.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => raw.extend(bytes.next()),
            b'(' => open += 1,
            b')' if open == 0 => break,
            b')' => open -= 1,
            _ => raw.push(*byte),
        }
    }
    raw
}

fn hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let digits = bytes.iter().take_while(|b| **b != b'>');
    let digits: Vec<u8> =
        digits.filter_map(|b| char::from(*b).to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// The XMP packet: elements of XML (ISO 16684-1).
fn packet(bytes: &[u8], notes: &mut Notes) {
    for at in all(bytes, b"<x:xmpmeta") {
        let rest = &bytes[at..];
        let end = all(rest, b"</x:xmpmeta>").next().unwrap_or(rest.len());
        let xml = super::content::decode(&rest[..end]);
        let creator = xml.split_once("<dc:creator").map(|(_, rest)| rest);
        let creator = creator.and_then(|rest| office::element(rest, "rdf:li"));
        if let Some(name) = creator {
            tell("Author", &name, notes);
        }
        for class in office::classes(&office::without_tags(&xml)) {
            office::note(class, notes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write;

    fn found(pdf: &[u8]) -> Vec<String> {
        let mut notes = Notes::about("x.pdf");
        check(pdf, &mut notes);
        let hits = notes.hits.iter().filter(|hit| hit.rule == "DOC-01");
        hits.map(|hit| format!("{}: {}", hit.field, hit.class)).collect()
    }

    #[test]
    fn who_wrote_it_is_found_however_it_is_written() {
        let author = ["Author: name of the author"];
        assert_eq!(found(b"%PDF-1.4 /Author (P. \\(Piet\\) Jansen) /Title (n/a)"), author);
        assert_eq!(found(b"%PDF-1.4 /Author <FEFF004A0061006E>"), author);
        let xmp = b"<x:xmpmeta><dc:creator><rdf:Seq><rdf:li>Jan</rdf:li></rdf:Seq></dc:creator></x:xmpmeta>";
        assert_eq!(found(xmp), author);
        let mut object =
            ZlibEncoder::new(b"%PDF-1.5 5 0 obj stream\r\n".to_vec(), Compression::fast());
        object.write_all(b"12 0 <</Author(Jan) /Subject (mail jan@uni.nl)>>").unwrap();
        let packed = [object.finish().unwrap(), b"\nendstream".to_vec()].concat();
        assert_eq!(found(&packed), [author[0], ": e-mail address"]);
    }

    #[test]
    fn an_empty_property_names_nobody() {
        assert!(found(b"%PDF-1.4 /Author () /Title (Protocol of the scans)").is_empty());
        assert!(found(b"%PDF-1.4 /Author 12 0 R stream\nx").is_empty());
    }
}
