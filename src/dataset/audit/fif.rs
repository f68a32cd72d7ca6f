//! FIF recordings (MEG): who and when stand in tags at the start (FIFF 1.3, `fiff.h`).

use super::content::{Content, decode};
use super::notes::Notes;
use super::placeholder;
use super::severity::Severity;
use std::io;

/// The tags of measurement info come before the data.
const HEADER_BYTES: u64 = 16 << 20;
/// A tag's head: kind, type, size, next; big-endian, four bytes each.
const HEAD: usize = 16;
/// `FIFF_FILE_ID`, the first tag of every file.
const FILE_ID: i32 = 100;
/// 1925-12-31T24:00 in s since 1970: BIDS asks for shifted dates to end there.
const LAST_SHIFTED: i64 = -1_388_534_400;

/// Looks at the tags of a file.
pub(super) fn check(content: &Content, notes: &mut Notes) -> io::Result<()> {
    use std::io::Read;
    let mut bytes = Vec::new();
    content.open_inflated()?.take(HEADER_BYTES).read_to_end(&mut bytes)?;
    if number(&bytes, 0) != Some(FILE_ID) {
        notes.not_assessed("FIF file that cannot be read");
        return Ok(());
    }
    let mut at = 0;
    while let (Some(kind), Some(size), Some(next)) =
        (number(&bytes, at), number(&bytes, at + 8), number(&bytes, at + 12))
    {
        let start = at + HEAD;
        let Ok(size) = usize::try_from(size) else { break };
        let Some(end) = start.checked_add(size) else { break };
        if let Some(content) = bytes.get(start..end) {
            tag(kind, content, notes);
        }
        // 0: the next tag follows; −1: the last one; else its position, which lies behind.
        at = match usize::try_from(next) {
            Ok(0) => end,
            Ok(position) if position > at => position,
            _ => break,
        };
    }
    Ok(())
}

fn number(bytes: &[u8], at: usize) -> Option<i32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(i32::from_be_bytes([four[0], four[1], four[2], four[3]]))
}

/// Kinds by `fiff.h`: 204 measurement date, 206 comment, 212 experimenter, 400 to 410 the subject.
fn tag(kind: i32, content: &[u8], notes: &mut Notes) {
    let text = decode(content);
    let text = text.trim_matches(['\0', ' ']);
    let is_filled = !placeholder::is_placeholder(text);
    let own = placeholder::is_own_label(text, notes.path());
    match kind {
        204 => {
            let seconds = number(content, 0).map(i64::from);
            if seconds.is_some_and(|s| s >= LAST_SHIFTED && s != 0) {
                notes.add("FIF-01", "meas_date", "date");
            }
        }
        404 if number(content, 0).is_some_and(|day| day != 0) => {
            notes.add("FIF-01", "subject birthday", "birth date");
        }
        401..=403 if is_filled => notes.add("FIF-01", "subject name", "name"),
        409 if is_filled => notes.add("FIF-01", "subject comment", "free text"),
        410 if is_filled && !own => notes.add("FIF-01", "subject his_id", "identifier"),
        212 if is_filled => notes.add("FIF-01", "experimenter", "name of staff"),
        405..=408 if number(content, 0).is_some_and(|value| value != 0) => {
            notes.add_as("FIF-01", Severity::Moderate, "subject", "fact about a person");
        }
        _ => {}
    }
}
