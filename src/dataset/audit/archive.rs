//! Archives: their members are looked at as files are, archives in archives once more.

use super::content::{Bytes, Content, decode};
use super::look::{self, Look};
use super::notes::Notes;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};

/// Archives in an archive are opened, archives in those are not.
const DEEPEST: usize = 2;
/// A larger member is looked at by name only.
const MEMBER_BYTES: u64 = 16 << 20;
/// Members beyond these are not looked at.
const MOST_MEMBERS: usize = 100_000;

/// Whether a name (in lower case) is an archive's.
pub(super) fn is_archive(name: &str) -> bool {
    const ENDINGS: [&str; 14] = [
        ".zip", ".tar", ".tar.gz", ".tgz", ".7z", ".rar", ".tar.bz2", ".tbz2", ".tar.xz", ".txz",
        ".tar.zst", ".bz2", ".xz", ".zst",
    ];
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// A member: its name, and its content where it was small enough to be read.
type Member = (String, Option<Vec<u8>>);

/// Looks into an archive.
pub(super) fn check(
    content: &Content,
    name: &str,
    look: &Look<'_>,
    notes: &mut Notes,
) -> io::Result<()> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if content.depth >= DEEPEST {
        notes.add("ZIP-01", "", "archive in an archive in an archive");
        return Ok(());
    }
    let mut take = |member: Member| one(content, member, look, notes);
    let read = if ends(&[".zip"]) {
        match &content.bytes {
            Bytes::Disk(path) => zip_each(BufReader::new(File::open(path)?), &mut take),
            Bytes::Memory(bytes) => zip_each(Cursor::new(bytes), &mut take),
        }
    } else if ends(&[".tar", ".tar.gz", ".tgz"]) {
        tar_each(content, &mut take)
    } else {
        notes.add("ZIP-01", "", "archive of a format that is not read");
        return Ok(());
    };
    if let Err(error) = read {
        log::debug!("{}: {error}", content.path);
        notes.add("ZIP-01", "", "archive that cannot be read to its end");
    }
    Ok(())
}

fn one(archive: &Content, (name, bytes): Member, look: &Look<'_>, notes: &mut Notes) {
    let path = format!("{}!{}", archive.path, name.replace('\\', "/"));
    let outer = notes.turn_to(&path);
    let known = bytes.is_some();
    let depth = archive.depth + 1;
    let member = Content { path, bytes: Bytes::Memory(bytes.unwrap_or_default()), depth };
    if member.length().is_ok_and(|length| length > 0) {
        look::at(&member, look, notes);
    } else {
        look::by_name(&member, look, notes);
    }
    if !known {
        notes.add("ZIP-01", "", "member that is encrypted or too large");
    }
    notes.turn_to(&outer);
}

/// Hands over the members of a zip file, one at a time.
fn zip_each(reader: impl Read + Seek, take: &mut dyn FnMut(Member)) -> io::Result<()> {
    let mut archive = zip::ZipArchive::new(reader)?;
    for index in 0..archive.len().min(MOST_MEMBERS) {
        let name = decode(archive.by_index_raw(index)?.name_raw());
        if !name.ends_with('/') {
            // An encrypted member has a name and no content.
            let content = archive.by_index(index).ok().and_then(|file| small(file).ok().flatten());
            take((name, content));
        }
    }
    Ok(())
}

/// The members of a zip file that `wanted` accepts, each as far as `limit` bytes.
pub(super) fn zip_members(
    bytes: &[u8],
    limit: u64,
    wanted: &dyn Fn(&str) -> bool,
    take: &mut dyn FnMut(&[u8]),
) -> io::Result<()> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    for index in 0..archive.len().min(MOST_MEMBERS) {
        let file = archive.by_index(index)?;
        if wanted(&decode(file.name_raw())) {
            let mut content = Vec::new();
            file.take(limit).read_to_end(&mut content)?;
            take(&content);
        }
    }
    Ok(())
}

/// Hands over the members of a tar file, one at a time.
fn tar_each(content: &Content, take: &mut dyn FnMut(Member)) -> io::Result<()> {
    let mut archive = tar::Archive::new(content.open_inflated()?);
    for entry in archive.entries()?.take(MOST_MEMBERS) {
        let entry = entry?;
        if entry.header().entry_type().is_file() {
            let name = decode(&entry.path_bytes());
            take((name, small(entry)?));
        }
    }
    Ok(())
}

/// The content, or nothing when it is too large.
fn small(reader: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(MEMBER_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MEMBER_BYTES).then_some(bytes))
}
