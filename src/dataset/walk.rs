//! A folder, to the bottom, in sorted order.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Bookkeeping of version control, which holds no scans under their own names.
const NOT_ENTERED: [&str; 3] = [".git", ".datalad", ".hg"];

/// Every file (and dangling link, and folder named like a wanted file) that `wanted` accepts.
///
/// Links to folders are followed once. A folder that cannot be searched is found itself, so that it
/// ends as a failed scan instead of as nothing.
pub(super) fn files(root: &Path, wanted: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entered = HashSet::new();
    enter(root, wanted, &mut entered, &mut found);
    found
}

fn enter(
    folder: &Path,
    wanted: &dyn Fn(&Path) -> bool,
    entered: &mut HashSet<PathBuf>,
    found: &mut Vec<PathBuf>,
) {
    let true_path = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    if !entered.insert(true_path) {
        return;
    }
    let Ok(entries) = fs::read_dir(folder) else {
        found.push(folder.to_owned());
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let skipped = path.file_name().is_some_and(|n| NOT_ENTERED.iter().any(|s| n == *s));
        if wanted(&path) {
            found.push(path);
        } else if path.is_dir() && !skipped {
            enter(&path, wanted, entered, found);
        }
    }
}
