//! What a gzip header says besides the data (RFC 1952, 2.3).

use super::content::{Content, decode};
use super::notes::{Fact, Notes};
use super::severity::Severity;
use super::{mask, pii};
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, BufReader};

/// Looks at the headers of all members; the length of what they hold together, bytes, or nothing
/// when the data are damaged.
pub(super) fn check(content: &Content, notes: &mut Notes) -> Option<u64> {
    match members(content, notes) {
        Ok(length) => Some(length),
        Err(error) => {
            log::debug!("{}: {error}", content.path);
            notes.not_assessed("damaged gzip data");
            None
        }
    }
}

fn members(content: &Content, notes: &mut Notes) -> io::Result<u64> {
    let mut length = 0;
    let mut reader = BufReader::new(content.open()?);
    let mut is_blocked = false;
    for number in 0.. {
        let rest = reader.fill_buf()?;
        if number > 0 && !rest.starts_with(&[0x1f, 0x8b]) {
            break;
        }
        let mut member = GzDecoder::new(reader);
        if let Some(header) = member.header() {
            // BGZF, the format of genetic files, has members and an extra field by design.
            is_blocked |= header.extra().is_some_and(|extra| extra.starts_with(b"BC\x02\x00"));
            one(content, header, is_blocked, notes);
        }
        if number == 1 && !is_blocked {
            notes.add("GZ-COMM", "members", "more than one member");
        }
        length += io::copy(&mut member, &mut io::sink())?;
        reader = member.into_inner();
    }
    Ok(length)
}

fn one(content: &Content, header: &flate2::GzHeader, is_blocked: bool, notes: &mut Notes) {
    if let Some(name) = header.filename().map(decode).filter(|name| !name.is_empty()) {
        file_name(content, &name, notes);
    }
    if header.mtime() != 0 {
        notes.add("GZ-TIME", "MTIME", "time of the conversion");
        notes.fact(Fact::Compressed(i64::from(header.mtime()) / 86_400));
    }
    if header.comment().is_some_and(|comment| !comment.is_empty()) {
        notes.add("GZ-COMM", "FCOMMENT", "free text");
    }
    if header.extra().is_some_and(|extra| !extra.is_empty()) && !is_blocked {
        notes.add("GZ-COMM", "FEXTRA", "extra field");
    }
}

/// The name before compression: the file's own is harmless, another one may be the original's.
fn file_name(content: &Content, stored: &str, notes: &mut Notes) {
    let stored_name = stored.rsplit(['/', '\\']).next().unwrap_or(stored);
    let own = content.name();
    let bare = |name: &str| name.to_lowercase().trim_end_matches(".gz").to_owned();
    let identifies = !mask::dates(stored).is_empty() || !pii::classes("", stored).is_empty();
    if bare(stored_name) == bare(own) && stored_name == stored {
        notes.add_as("GZ-NAME", Severity::Low, "FNAME", "the file's own name");
    } else if identifies {
        notes.add_as("GZ-NAME", Severity::High, "FNAME", "name with a date or identifier");
    } else {
        notes.add("GZ-NAME", "FNAME", "another name");
    }
}

#[cfg(test)]
mod tests {
    use super::super::content::Bytes;
    use super::*;
    use std::io::Write;

    fn member(text: &[u8]) -> Vec<u8> {
        let mut writer = flate2::GzBuilder::new().write(Vec::new(), flate2::Compression::fast());
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    }

    fn classes(bytes: Vec<u8>) -> Vec<std::borrow::Cow<'static, str>> {
        let content =
            Content { path: "x.tsv.gz".to_owned(), bytes: Bytes::Memory(bytes), depth: 0 };
        let mut notes = Notes::about("x.tsv.gz");
        if let Err(error) = members(&content, &mut notes) {
            panic!("{error}");
        }
        notes.hits.iter().map(|hit| hit.class.clone()).collect()
    }

    #[test]
    fn a_second_member_is_seen_and_padding_is_not() {
        let one = member(b"a");
        assert_eq!(classes(one.clone()), Vec::<&str>::new());
        assert_eq!(classes([one.clone(), vec![0; 8]].concat()), Vec::<&str>::new());
        assert_eq!(classes([one.clone(), one].concat()), ["more than one member"]);
    }
}
