//! The scans of a run: every volume under the inputs, in a fixed order, each with its own name.

use super::entities::Entities;
use super::walk;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// One scan to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanInput {
    /// The file.
    pub path: PathBuf,
    /// Path relative to the input folder (or the file's name), with `/`: how reports call it.
    pub scan: String,
    /// Name for files about this scan: `scan` without extension, one path component, unique.
    pub stem: String,
    /// BIDS participant with prefix, e.g. `sub-01`.
    pub participant_id: Option<String>,
    /// BIDS session with prefix, e.g. `ses-02`.
    pub session_id: Option<String>,
    /// BIDS suffix, e.g. `T1w`; for other names the part after the last `_`, if it is one.
    pub suffix: Option<String>,
}

impl ScanInput {
    /// [`Self::scan`] without the extension of a volume.
    pub fn bare(&self) -> &str {
        without_extension(&self.scan)
    }

    /// The `.img` or `.hdr` that belongs to this file, if it is half of a pair.
    pub fn other_half(&self) -> Option<PathBuf> {
        let name = self.path.to_string_lossy().into_owned();
        let bare = without_extension(&name);
        let halves: &[&str] = match name[bare.len()..].to_ascii_lowercase().as_str() {
            ".hdr" | ".hdr.gz" => &[".img", ".img.gz", ".IMG", ".IMG.GZ"],
            ".img" | ".img.gz" => &[".hdr", ".hdr.gz", ".HDR", ".HDR.GZ"],
            _ => &[],
        };
        halves.iter().map(|half| PathBuf::from(format!("{bare}{half}"))).find(|path| path.exists())
    }

    /// Whether this is the `.img` of a pair: its header stands for both.
    fn is_second_half(&self) -> bool {
        let extension = &self.scan[without_extension(&self.scan).len()..];
        let is_image = [".img", ".img.gz"].iter().any(|e| extension.eq_ignore_ascii_case(e));
        is_image && self.other_half().is_some()
    }
}

/// An input that cannot be searched at all.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// No such file or folder.
    #[error("{}: no such file or folder", .0.display())]
    Missing(PathBuf),
    /// No volume below the inputs.
    #[error("no NIfTI or MGH volume found in {}", .0.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(", "))]
    Empty(Vec<PathBuf>),
}

/// Extensions of volumes, longest first; compared without regard to case.
const EXTENSIONS: [&str; 8] =
    [".nii.gz", ".hdr.gz", ".img.gz", ".nii", ".mgz", ".mgh", ".hdr", ".img"];

/// Suffixes of images that show a head and can carry a face (BIDS 1.10: anat, pet, and CT, which
/// is a proposal). Masks, field maps and time series are left to `--all`.
const HEAD_SUFFIXES: [&str; 22] = [
    "T1w",
    "T2w",
    "PDw",
    "PDT2",
    "FLAIR",
    "T2starw",
    "T2star",
    "inplaneT1",
    "inplaneT2",
    "angio",
    "UNIT1",
    "MP2RAGE",
    "MPM",
    "MEGRE",
    "MESE",
    "VFA",
    "IRT1",
    "T1rho",
    "SWI",
    "pet",
    "ct",
    "CT",
];

/// BIDS folders for kinds of data.
const DATATYPES: [&str; 6] = ["anat", "pet", "ct", "dwi", "func", "perf"];

/// Which volumes of a BIDS dataset are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// Those whose suffix names an image of the head.
    HeadImages,
    /// Every volume, also masks, maps and time series.
    Everything,
}

/// Finds the scans of all inputs: files as given, folders searched to the bottom in sorted order.
///
/// Derivatives and source data count too, since a share copies them. Volumes with BIDS names are
/// filtered by `selection`; volumes with other names are always taken. A file that is given by name
/// is taken whatever it is called.
///
/// # Errors
/// [`InputError`] when an input does not exist or nothing is found.
pub fn find(inputs: &[PathBuf], selection: Selection) -> Result<Vec<ScanInput>, InputError> {
    let mut scans = Vec::new();
    for input in inputs {
        if input.symlink_metadata().is_err() {
            return Err(InputError::Missing(input.clone()));
        }
        if input.is_dir() && !is_volume(input) {
            let found = walk::files(input, &|path| is_volume(path));
            let described = found.iter().map(|path| describe(path, &relative(path, input)));
            scans.extend(described.filter(|s| !s.is_second_half() && is_selected(s, selection)));
        } else {
            let name = input.file_name().map_or_else(String::new, |n| n.to_string_lossy().into());
            scans.push(describe(input, &name));
        }
    }
    if scans.is_empty() {
        return Err(InputError::Empty(inputs.to_vec()));
    }
    make_stems_unique(&mut scans);
    Ok(scans)
}

pub(super) fn relative(path: &Path, root: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = inside.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

fn describe(path: &Path, scan: &str) -> ScanInput {
    let name = scan.rsplit('/').next().unwrap_or(scan);
    let bare = without_extension(name);
    let entities = Entities::parse(bare);
    let labelled = |key: &str| {
        entities.as_ref().and_then(|e| e.get(key)).map(|value| format!("{key}-{value}"))
    };
    let suffix = match &entities {
        Some(entities) => Some(entities.suffix.clone()),
        None => bare.rsplit('_').next().filter(|s| is_head_suffix(s)).map(str::to_owned),
    };
    ScanInput {
        path: path.to_owned(),
        scan: scan.to_owned(),
        stem: safe_stem(without_extension(scan), entities.as_ref()),
        participant_id: labelled("sub"),
        session_id: labelled("ses"),
        suffix,
    }
}

fn is_selected(scan: &ScanInput, selection: Selection) -> bool {
    let named = scan.participant_id.is_some();
    selection == Selection::Everything
        || !named
        || scan.suffix.as_deref().is_some_and(is_head_suffix)
}

/// Whether a BIDS suffix names an image that shows a head.
pub(super) fn is_head_suffix(suffix: &str) -> bool {
    HEAD_SUFFIXES.contains(&suffix)
}

fn is_volume(path: &Path) -> bool {
    path.file_name().is_some_and(|name| {
        let name = name.to_string_lossy();
        without_extension(&name).len() < name.len()
    })
}

pub(super) fn without_extension(name: &str) -> &str {
    let ends_with = |extension: &&str| {
        name.len() > extension.len()
            && name.is_char_boundary(name.len() - extension.len())
            && name[name.len() - extension.len()..].eq_ignore_ascii_case(extension)
    };
    EXTENSIONS.iter().find(|e| ends_with(e)).map_or(name, |e| &name[..name.len() - e.len()])
}

/// One path component: the folders and the name joined by `__`, without the folders that a BIDS
/// name repeats (`sub-01/ses-02/anat/`).
fn safe_stem(bare: &str, entities: Option<&Entities>) -> String {
    let parts: Vec<&str> = bare.split('/').collect();
    let repeated = |n: usize, part: &str| {
        let label = part.split_once('-');
        n + 1 < parts.len()
            && entities.is_some_and(|e| {
                label.is_some_and(|(key, value)| e.get(key) == Some(value))
                    || (n + 2 == parts.len() && DATATYPES.contains(&part))
            })
    };
    let kept: Vec<&str> =
        parts.iter().enumerate().filter(|&(n, part)| !repeated(n, part)).map(|(_, p)| *p).collect();
    let safe = |c: char| if c.is_alphanumeric() || "-_.+".contains(c) { c } else { '_' };
    kept.join("__").chars().map(safe).collect()
}

/// Two inputs may hold files of one name: later ones are numbered.
fn make_stems_unique(scans: &mut [ScanInput]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for scan in scans {
        // Case-insensitive file systems would let `A` and `a` overwrite each other.
        let count = seen.entry(scan.stem.to_lowercase()).or_default();
        *count += 1;
        if *count > 1 {
            scan.stem = format!("{}~{count}", scan.stem);
        }
    }
}

/// The folders of a path that lie above the participant's, without a slash at their end: the
/// derivative that a scan belongs to; empty where no folder is the participant's.
pub fn folders_above<'a>(scan: &'a str, participant: &str) -> &'a str {
    let mut start = 0;
    for folder in scan.split('/') {
        if folder == participant {
            return scan[..start].trim_end_matches('/');
        }
        start += folder.len() + 1;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::super::empty_files::folder_of;
    use super::*;
    use std::fs;

    fn found(folder: &tempfile::TempDir, selection: Selection) -> Vec<ScanInput> {
        find(&[folder.path().to_owned()], selection).unwrap()
    }

    #[test]
    fn a_bids_dataset_gives_its_head_images_in_order() {
        let folder = folder_of(&[
            "sub-02/anat/sub-02_T1w.nii.gz",
            "sub-01/ses-a/anat/sub-01_ses-a_T1w.nii.gz",
            "sub-01/ses-a/anat/sub-01_ses-a_T1w.json",
            "sub-01/ses-a/anat/sub-01_ses-a_defacemask.nii.gz",
            "sub-01/ses-a/func/sub-01_ses-a_task-rest_bold.nii.gz",
            "derivatives/mask/sub-01/ses-a/anat/sub-01_ses-a_desc-defaced_T1w.nii.gz",
            ".git/annex/objects/x.nii.gz",
        ]);
        let scans = found(&folder, Selection::HeadImages);
        let stems: Vec<&str> = scans.iter().map(|s| s.stem.as_str()).collect();
        let expected =
            ["derivatives__mask__sub-01_ses-a_desc-defaced_T1w", "sub-01_ses-a_T1w", "sub-02_T1w"];
        assert_eq!(stems, expected);
        assert_eq!(scans[1].scan, "sub-01/ses-a/anat/sub-01_ses-a_T1w.nii.gz");
        assert_eq!(scans[1].session_id.as_deref(), Some("ses-a"));
        assert_eq!(scans[2].session_id, None);
        assert_eq!(found(&folder, Selection::Everything).len(), 5);
    }

    #[test]
    fn names_outside_bids_are_all_taken_and_told_apart() {
        let folder = folder_of(&["a.nii", "a.nii.gz", "A.NII.GZ", "x/b.hdr", "x/b.img", "c.txt"]);
        let scans = found(&folder, Selection::HeadImages);
        assert_eq!(scans.len(), 4, "{scans:?}");
        let mut stems: Vec<String> = scans.iter().map(|s| s.stem.to_lowercase()).collect();
        stems.sort();
        stems.dedup();
        assert_eq!(stems.len(), 4);
    }

    #[test]
    fn nothing_there_is_an_error_of_its_own() {
        let folder = folder_of(&["c.txt"]);
        let input = folder.path().to_owned();
        let empty = find(std::slice::from_ref(&input), Selection::HeadImages);
        assert!(matches!(empty, Err(InputError::Empty(_))));
        let missing = find(&[input.join("nowhere")], Selection::HeadImages);
        assert!(matches!(missing, Err(InputError::Missing(_))));
    }

    #[cfg(unix)]
    #[test]
    fn links_that_dangle_are_scans_and_links_that_loop_end() {
        let folder = folder_of(&["x/a.nii"]);
        std::os::unix::fs::symlink("nowhere", folder.path().join("lost.nii.gz")).unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("x/loop")).unwrap();
        fs::create_dir(folder.path().join("folder.nii.gz")).unwrap();
        let scans: Vec<String> =
            found(&folder, Selection::HeadImages).into_iter().map(|s| s.scan).collect();
        assert_eq!(scans, ["folder.nii.gz", "lost.nii.gz", "x/a.nii"]);
    }
}
