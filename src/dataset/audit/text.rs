//! Text of any length, in pieces that fit the memory.

use super::content::{Content, decode};
use super::pii::{self, Class};
use std::io::{self, Read};

/// Bytes looked at together.
const PIECE_BYTES: usize = 64 * 1024;
/// Bytes of a piece that are looked at again with the next one, so that a cut hides nothing: longer
/// than any pattern of [`pii`].
const OVERLAP_BYTES: usize = 256;

/// Hands the text to `look`, piece by piece, cut at line ends where there are any.
pub(super) fn pieces(content: &Content, mut look: impl FnMut(&str)) -> io::Result<()> {
    let mut reader = content.open_inflated()?;
    let mut held: Vec<u8> = Vec::new();
    let mut wide = None;
    loop {
        let known = held.len();
        reader.by_ref().take(PIECE_BYTES as u64).read_to_end(&mut held)?;
        let wide = *wide.get_or_insert_with(|| {
            held.starts_with(&[0xff, 0xfe]) || held.starts_with(&[0xfe, 0xff])
        });
        if held.len() == known {
            if known > 0 {
                look(&decode(&held));
            }
            return Ok(());
        }
        if wide {
            // Patterns are ASCII: without the zero bytes UTF-16 reads as they do.
            held.retain(|b| *b != 0 && *b < 0xfe);
        }
        match held.iter().rposition(|b| *b == b'\n') {
            Some(end) => {
                look(&decode(&held[..end]));
                held.drain(..=end);
            }
            None if held.len() > PIECE_BYTES => {
                look(&decode(&held));
                held.drain(..held.len() - OVERLAP_BYTES);
            }
            None => {}
        }
    }
}

/// The classes of values in a whole text and whether each stands in a line about a birth.
pub(super) fn classes(content: &Content) -> io::Result<Vec<Class>> {
    let mut found = Vec::new();
    pieces(content, |piece| {
        for line in piece.lines() {
            found.extend(pii::classes("", line));
        }
        found.sort_unstable();
        found.dedup();
    })?;
    Ok(found)
}

/// Runs of at least four printable characters in bytes, in ASCII and in UTF-16 (low byte first),
/// as the tool `strings` finds them; separated by line ends.
pub(super) fn printable(bytes: &[u8]) -> String {
    const SHORTEST: usize = 4;
    let mut all = String::new();
    let mut run = String::new();
    let is_printable = |b: u8| (32..127).contains(&b) || b == b'\t';
    for step in [1, 2] {
        let mut at = 0;
        while at < bytes.len() {
            let wide = step == 1 || bytes.get(at + 1) == Some(&0);
            if is_printable(bytes[at]) && wide {
                run.push(char::from(bytes[at]));
                at += step;
                continue;
            }
            if run.len() >= SHORTEST {
                all.push_str(&run);
                all.push('\n');
            }
            run.clear();
            at += 1;
        }
        if run.len() >= SHORTEST {
            all.push_str(&run);
            all.push('\n');
        }
        run.clear();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::content::Bytes;
    use super::*;

    fn content(bytes: Vec<u8>) -> Content {
        Content { path: "x.txt".to_owned(), bytes: Bytes::Memory(bytes), depth: 0 }
    }

    #[test]
    fn a_cut_between_pieces_hides_nothing() {
        for filler in [PIECE_BYTES - 5, 2 * PIECE_BYTES - 9] {
            let text = format!("{} j.jansen@ziekenhuis.nl {}", "x".repeat(filler), "y".repeat(70));
            assert_eq!(classes(&content(text.into_bytes())).unwrap(), [Class::Email], "{filler}");
        }
    }

    #[test]
    fn utf_16_is_read() {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend("mail\r\nj@uni.nl".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(classes(&content(bytes)).unwrap(), [Class::Email]);
    }

    #[test]
    fn strings_are_found_in_bytes() {
        let mut bytes = vec![1, 2, b'a', b'b', b'c', b'd', 0, 7];
        bytes.extend("wide".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(printable(&bytes), "abcd\nwide\n");
    }
}
