//! Everything that a share of a folder would copy: every file and link, hidden ones too.
//!
//! Nothing is left out: neither `.bidsignore` nor a leading dot hides a file. Bookkeeping of version
//! control is listed as a folder and not entered: its content is compressed history.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Folders that are listed and not entered.
const HISTORY: [&str; 4] = [".git", ".hg", ".svn", ".bzr"];

/// A git-annex pointer is one short line, a git-lfs pointer three (git-lfs, `docs/spec.md`).
const POINTER_BYTES: u64 = 1024;

/// What stands behind a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// A file with content, bytes.
    File(u64),
    /// A file without a single byte.
    Empty,
    /// Version control's own folder, not entered.
    History,
    /// A link or pointer to content that git-annex or git-lfs has not fetched.
    NotFetched,
    /// A link to nothing.
    Dangling,
    /// A link to a file outside the folder, bytes; it is read.
    Outside(u64),
    /// A link to a folder outside, which is not entered.
    OutsideFolder,
    /// A pipe, socket or device: never opened.
    Special,
    /// The system refuses to list or read it.
    Unreadable,
}

/// One path of the inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it lies.
    pub path: PathBuf,
    /// Path below the root, with `/`.
    pub name: String,
    /// What is there.
    pub state: State,
}

impl Entry {
    /// Whether there are bytes to read.
    pub fn has_content(&self) -> bool {
        matches!(self.state, State::File(_) | State::Outside(_))
    }
}

/// Lists a folder to the bottom, in sorted order. Links to folders inside it are not followed: their
/// files are listed where they lie.
///
/// # Errors
/// The system's error when `root` itself cannot be listed.
pub fn of(root: &Path) -> std::io::Result<Vec<Entry>> {
    fs::read_dir(root)?;
    let real = root.canonicalize()?;
    let mut entries = Vec::new();
    enter(root, "", &real, &mut entries);
    Ok(entries)
}

fn enter(folder: &Path, name: &str, root: &Path, entries: &mut Vec<Entry>) {
    let Ok(listed) = fs::read_dir(folder) else {
        let (path, name) = (folder.to_owned(), name.to_owned());
        entries.push(Entry { path, name, state: State::Unreadable });
        return;
    };
    let paths: BTreeSet<PathBuf> = listed.flatten().map(|entry| entry.path()).collect();
    for path in paths {
        let last = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = if name.is_empty() { last.clone() } else { format!("{name}/{last}") };
        let is_link = path.is_symlink();
        if path.is_dir() && !is_link {
            if HISTORY.contains(&last.as_str()) {
                entries.push(Entry { path, name, state: State::History });
            } else {
                enter(&path, &name, root, entries);
            }
        } else if let Some(state) = state(&path, is_link, root) {
            entries.push(Entry { path, name, state });
        }
    }
}

/// Nothing for a link to a folder that is listed anyway.
fn state(path: &Path, is_link: bool, root: &Path) -> Option<State> {
    let Ok(metadata) = fs::metadata(path) else {
        return Some(if is_link { missing(path) } else { State::Unreadable });
    };
    let outside = is_link && !path.canonicalize().is_ok_and(|target| target.starts_with(root));
    if metadata.is_dir() {
        return outside.then_some(State::OutsideFolder);
    }
    Some(match metadata.len() {
        _ if !metadata.is_file() => State::Special,
        _ if outside => State::Outside(metadata.len()),
        0 => State::Empty,
        bytes if bytes <= POINTER_BYTES && is_pointer(path) => State::NotFetched,
        bytes => State::File(bytes),
    })
}

fn missing(link: &Path) -> State {
    let target = fs::read_link(link).unwrap_or_default();
    let target = target.to_string_lossy().replace('\\', "/");
    if target.contains("annex/objects") { State::NotFetched } else { State::Dangling }
}

fn is_pointer(path: &Path) -> bool {
    let mut text = Vec::new();
    let read = fs::File::open(path).and_then(|f| f.take(POINTER_BYTES).read_to_end(&mut text));
    read.is_ok()
        && (text.starts_with(b"/annex/objects/")
            || text.starts_with(b"version https://git-lfs.github.com/spec/"))
}

#[cfg(test)]
mod tests {
    use super::super::empty_files::folder_of;
    use super::*;

    #[test]
    fn nothing_hides_from_the_inventory() {
        let folder = folder_of(&["a/.hidden/x.json", ".bidsignore", ".git/config", "b.txt"]);
        let lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n";
        fs::write(folder.path().join("big.nii.gz"), lfs).unwrap();
        fs::write(folder.path().join("b.txt"), "words").unwrap();
        let entries = of(folder.path()).unwrap();
        let seen: Vec<(&str, &State)> =
            entries.iter().map(|e| (e.name.as_str(), &e.state)).collect();
        let expected = [
            (".bidsignore", &State::Empty),
            (".git", &State::History),
            ("a/.hidden/x.json", &State::Empty),
            ("b.txt", &State::File(5)),
            ("big.nii.gz", &State::NotFetched),
        ];
        assert_eq!(seen, expected);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_told_by_where_they_lead() {
        use std::os::unix::fs::symlink;
        let folder = folder_of(&["in/x"]);
        let other = folder_of(&["y"]);
        let at = |name: &str| folder.path().join(name);
        symlink(".git/annex/objects/Zk/SHA256E-s1--0", at("annexed")).unwrap();
        symlink("nowhere", at("lost")).unwrap();
        symlink(other.path(), at("out")).unwrap();
        symlink(other.path().join("y"), at("out.txt")).unwrap();
        symlink(folder.path(), at("loop")).unwrap();
        let states: Vec<State> = of(folder.path()).unwrap().into_iter().map(|e| e.state).collect();
        let expected = [
            State::NotFetched,
            State::Empty,
            State::Dangling,
            State::OutsideFolder,
            State::Outside(0),
        ];
        assert_eq!(states, expected);
    }
}
