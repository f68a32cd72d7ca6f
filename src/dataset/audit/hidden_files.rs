//! What desktops and editors leave behind, and the names that Finder remembers.

use super::content::Content;
use super::look::Look;
use super::notes::Notes;
use super::severity::Severity;
use std::io;

/// Finder's files are small; one larger than this is read up to here.
const FINDER_BYTES: u64 = 4 << 20;

/// Names of left-over files and folders.
pub(super) fn check_name(content: &Content, look: &Look<'_>, notes: &mut Notes) {
    let path = content.path.to_lowercase();
    let name = content.lower();
    let listed = |list: &str| look.list("DOT-01", list).iter();
    let is_left_over = listed("names").any(|n| name == *n)
        || listed("beginnings").any(|b| name.starts_with(b.as_str()))
        || listed("endings").any(|e| name.ends_with(e.as_str()))
        || listed("folders").any(|f| path.split('/').any(|part| part == f));
    if is_left_over {
        notes.add("DOT-01", "", "left-over file");
    }
    let state = |list: &str| {
        look.list("SRC-02", list).iter().any(|folder| format!("/{path}").contains(folder.as_str()))
    };
    if state("converters") {
        notes.add("SRC-02", "", "state of a converter");
    } else if state("folders")
        || look.ends(&name, "SRC-02", "endings")
        || (name.starts_with("crash-") && (name.ends_with(".txt") || name.ends_with(".pklz")))
    {
        notes.add_as("SRC-02", Severity::Moderate, "", "log or work file");
    }
}

/// Names in a `.DS_Store` that the folder does not have (any more).
pub(super) fn check_finder(
    content: &Content,
    look: &Look<'_>,
    notes: &mut Notes,
) -> io::Result<()> {
    if content.depth > 0 {
        // What lies beside it in an archive is not in the inventory.
        return Ok(());
    }
    let bytes = content.first(FINDER_BYTES)?;
    let folder = content.path.rsplit_once('/').map_or(String::new(), |(f, _)| format!("{f}/"));
    let is_gone = |name: &String| {
        let path = format!("{folder}{name}");
        let inside = format!("{path}/");
        !look.has(&path)
            && !look.names.range(inside.as_str()..).next().is_some_and(|n| n.starts_with(&inside))
    };
    if finder_names(&bytes).iter().any(|name| name != "." && is_gone(name)) {
        notes.add_as("DOT-01", Severity::High, "", "names of files that are not there");
    }
    Ok(())
}

/// Records of a `.DS_Store`: length of the name in characters (big-endian), the name in UTF-16, a
/// structure id of four letters (Mac OS X `DS_Store` format, as described by Wim Lewis).
fn finder_names(bytes: &[u8]) -> Vec<String> {
    const LONGEST: usize = 255;
    let mut names = Vec::new();
    let mut at = 0;
    while let Some(length) = bytes.get(at..at + 4) {
        let length = u32::from_be_bytes([length[0], length[1], length[2], length[3]]) as usize;
        let end = at + 4 + 2 * length;
        let fits = (1..=LONGEST).contains(&length)
            && bytes.get(end..end + 4).is_some_and(|id| id.iter().all(u8::is_ascii_alphanumeric));
        if fits {
            let units: Vec<u16> = bytes[at + 4..end]
                .chunks_exact(2)
                .map(|b| u16::from_be_bytes([b[0], b[1]]))
                .collect();
            if let Ok(name) = String::from_utf16(&units)
                && !name.chars().any(char::is_control)
            {
                names.push(name);
                at = end + 4;
                continue;
            }
        }
        at += 1;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_finders_records() {
        let mut bytes = vec![0, 0, 0, 1, b'B', b'u', b'd', b'1', 0, 0];
        for name in ["jansen.nii", "b"] {
            bytes.extend((name.len() as u32).to_be_bytes());
            bytes.extend(name.encode_utf16().flat_map(u16::to_be_bytes));
            bytes.extend(b"Ilocblob\x00\x00\x00\x10");
        }
        assert_eq!(finder_names(&bytes), ["jansen.nii", "b"]);
        assert_eq!(finder_names(&[0, 0, 0, 9]), Vec::<String>::new());
    }
}
