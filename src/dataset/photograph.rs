//! The photographs of an input, and whose they are.

use super::scan::{self, ScanInput, Selection};
use super::walk;
use std::path::Path;

/// A photograph among the inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photograph {
    /// File, name and identity; the suffix is `photo`.
    pub file: ScanInput,
    /// Why nobody knows whose it is; nothing when `participant_id` says it.
    pub problem: Option<String>,
}

/// Extensions of photographs; compared without regard to case.
const EXTENSIONS: [&str; 3] = ["png", "jpg", "jpeg"];

/// The photographs of an input, in sorted order: the file itself, or all PNG and JPEG files of a
/// folder without volumes. Beside volumes pictures are figures about them, not photographs.
pub fn find(input: &Path) -> Vec<Photograph> {
    let root = input.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    if !input.is_dir() {
        let folder = input.parent().and_then(Path::file_name);
        let folder = folder.map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        return if input.exists() && is_photograph(input) {
            vec![describe(input, &folder, root)]
        } else {
            Vec::new()
        };
    }
    if scan::find(&[input.to_owned()], Selection::Everything).is_ok() {
        return Vec::new();
    }
    // A folder that cannot be searched is among them and fails when it is read.
    let files = walk::files(input, &|path| is_photograph(path) && !path.is_dir());
    files.iter().map(|file| describe(file, &root, scan::relative(file, input))).collect()
}

fn is_photograph(path: &Path) -> bool {
    let extension = path.extension();
    extension
        .is_some_and(|found| EXTENSIONS.iter().any(|wanted| found.eq_ignore_ascii_case(wanted)))
}

/// A file, called `name` below the folder `root`.
fn describe(path: &Path, root: &str, name: String) -> Photograph {
    let participant = label("sub", root, &name);
    let session = label("ses", root, &name).ok().flatten();
    let (participant_id, problem) = match participant {
        Ok(Some(participant)) => (Some(participant), None),
        Ok(None) => {
            let problem = "participant: none: no folder is called sub-LABEL and no part of the name \
                           is sub-LABEL";
            (None, Some(format!("{name}: {problem}")))
        }
        Err(several) => (None, Some(format!("{name}: participant: {several}: more than one"))),
    };
    let file = ScanInput {
        path: path.to_owned(),
        stem: name.clone(),
        scan: name,
        participant_id,
        session_id: session,
        suffix: Some("photo".to_owned()),
    };
    Photograph { file, problem }
}

/// The label with its prefix: a folder of that name, or a part between underscores of the file's
/// name. All that say one have to say the same.
fn label(key: &str, root: &str, name: &str) -> Result<Option<String>, String> {
    let (folders, file) = name.rsplit_once('/').unwrap_or(("", name));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let parts = folders.split('/').chain([root]).chain(stem.split('_'));
    let is_label = |part: &&str| {
        let label = part.strip_prefix(key).and_then(|rest| rest.strip_prefix('-'));
        label.is_some_and(|l| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || c == '+'))
    };
    let mut labels: Vec<&str> = parts.filter(is_label).collect();
    labels.sort_unstable();
    labels.dedup();
    match labels[..] {
        [] => Ok(None),
        [one] => Ok(Some(one.to_owned())),
        _ => Err(labels.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::empty_files::folder_of;
    use super::*;

    #[test]
    fn a_folder_or_the_name_says_whose_it_is() {
        let folder = folder_of(&[
            "sub-01/a.PNG",
            "sub-02/ses-x/b.jpeg",
            "sub-03_ses-y_photo.jpg",
            "2020_sub-04.jpg",
            "nobody.png",
            "sub-05/sub-06.png",
            "notes.txt",
        ]);
        let found = find(folder.path());
        let told: Vec<_> = found
            .iter()
            .map(|p| (p.file.participant_id.as_deref(), p.file.session_id.as_deref()))
            .collect();
        let expected = [
            (Some("sub-04"), None),
            (None, None),
            (Some("sub-01"), None),
            (Some("sub-02"), Some("ses-x")),
            (Some("sub-03"), Some("ses-y")),
            (None, None),
        ];
        assert_eq!(told, expected);
        let problems: Vec<&str> = found.iter().filter_map(|p| p.problem.as_deref()).collect();
        assert!(problems[0].starts_with("nobody.png: participant: none: "), "{problems:?}");
        assert_eq!(problems[1], "sub-05/sub-06.png: participant: sub-05, sub-06: more than one");
        assert_eq!(problems.len(), 2);
    }

    #[test]
    fn the_input_itself_may_be_the_folder_of_a_person() {
        let folder = folder_of(&["sub-07/x.png"]);
        for input in ["sub-07", "sub-07/x.png"] {
            let found = find(&folder.path().join(input));
            assert_eq!(found[0].file.participant_id.as_deref(), Some("sub-07"), "{input}");
            assert_eq!(found[0].file.scan, "x.png");
        }
    }

    #[test]
    fn pictures_beside_volumes_are_no_photographs() {
        let folder = folder_of(&["sub-01/anat/sub-01_T1w.nii.gz", "figures/sub-01.png"]);
        assert_eq!(find(folder.path()), []);
        assert_eq!(find(&folder.path().join("sub-01/anat/sub-01_T1w.nii.gz")), []);
        assert_eq!(find(&folder.path().join("nowhere")), []);
    }
}
