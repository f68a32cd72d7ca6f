//! Which defaced scan belongs to which original: by BIDS entities, by name otherwise.
//!
//! | original | defaced copy | paired by |
//! |---|---|---|
//! | `sub-01/anat/sub-01_T1w.nii.gz` | `derivatives/x/sub-01/anat/sub-01_desc-defaced_T1w.nii.gz` | entities |
//! | `sub-01_T1w.nii.gz` | `sub-01_T1w_defaced.nii.gz` beside it | entities, once the mark is off |
//! | `a/head.nii` | `b/head.nii` | path below the input, else the name |
//!
//! A folder of several derivatives gives each original one partner in each of them.

use super::entities::Entities;
use super::scan::{self, InputError, ScanInput, Selection, folders_above, without_extension};
use std::collections::BTreeMap;
use std::path::Path;

/// A defaced scan, its original, or what stands in the way of their meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Folder of the derivative within the defaced input, e.g. `mask`; empty where there is none.
    pub method: String,
    /// The scans.
    pub members: Members,
}

/// The two sides of a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Members {
    /// One of each.
    Both {
        /// Before defacing.
        original: ScanInput,
        /// After.
        defaced: ScanInput,
    },
    /// No defaced copy was found.
    OriginalOnly(ScanInput),
    /// No original was found.
    DefacedOnly(ScanInput),
    /// Several scans of one side fit: nobody can say which is meant.
    Ambiguous {
        /// All originals of that name.
        originals: Vec<ScanInput>,
        /// All defaced scans of that name.
        defaced: Vec<ScanInput>,
    },
}

/// Entities that processing adds or changes (BIDS 1.10, derivatives: common entities).
const DERIVED: [&str; 5] = ["space", "res", "den", "label", "desc"];

/// Words by which defacing tools and people mark a defaced copy: pydeface (`_defaced`),
/// `fsl_deface`, mideface, `mri_reface` (`_deFaced`), `@afni_refacer_run` (`.reface`, `.deface`),
/// BIDS labels such as `rec-defaced`.
const MARKS: [&str; 8] = [
    "defaced",
    "deface",
    "refaced",
    "reface",
    "facemasked",
    "anonymized",
    "anonymised",
    "deidentified",
];

/// Finds the scans of both inputs and pairs them; in the order of the defaced scans, then the
/// originals that are left over.
///
/// Two files are a pair whatever they are called. Folders that lie within each other (a dataset and
/// its own derivatives) are kept apart, and one folder given for both is split by the marks in the
/// names.
///
/// # Errors
/// [`InputError`] when an input does not exist or holds no scan.
pub fn find(
    original: &Path,
    defaced: &Path,
    selection: Selection,
) -> Result<Vec<Pair>, InputError> {
    let mut originals = scan::find(&[original.to_owned()], selection)?;
    let mut copies = scan::find(&[defaced.to_owned()], selection)?;
    if original.is_file() && defaced.is_file() {
        let members = Members::Both { original: originals.remove(0), defaced: copies.remove(0) };
        return Ok(vec![Pair { method: String::new(), members }]);
    }
    if is_same(original, defaced) {
        originals.retain(|s| !is_marked(s));
        copies.retain(is_marked);
    } else {
        leave_out_below(&mut originals, original, defaced);
        leave_out_below(&mut copies, defaced, original);
    }
    prefer_own(&mut originals);
    prefer_own(&mut copies);
    for (scans, input) in [(&originals, original), (&copies, defaced)] {
        if scans.is_empty() {
            return Err(InputError::Empty(vec![input.to_owned()]));
        }
    }
    Ok(pair(&originals, &copies))
}

fn is_same(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// Takes away what lies below the other input, when that lies inside this one.
fn leave_out_below(scans: &mut Vec<ScanInput>, input: &Path, other: &Path) {
    let (Ok(input), Ok(other)) = (input.canonicalize(), other.canonicalize()) else { return };
    if let Ok(inside) = other.strip_prefix(&input) {
        scans.retain(|s| !Path::new(&s.scan).starts_with(inside));
    }
}

/// A dataset's own scans, not those of the datasets it carries along; those too if it has no own.
pub fn prefer_own(scans: &mut Vec<ScanInput>) {
    let carried = |s: &ScanInput| {
        ["derivatives/", "sourcedata/", "rawdata/"].iter().any(|f| s.scan.starts_with(f))
    };
    if scans.iter().any(|s| !carried(s)) {
        scans.retain(|s| !carried(s));
    }
}

fn pair(originals: &[ScanInput], copies: &[ScanInput]) -> Vec<Pair> {
    let mut methods: Vec<String> = Vec::new();
    for copy in copies {
        let method = method_of(copy);
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
    let of_method = |method: &String| {
        let own: Vec<&ScanInput> = copies.iter().filter(|s| method_of(s) == *method).collect();
        pair_one_method(method, originals, &own)
    };
    methods.iter().flat_map(of_method).collect()
}

fn pair_one_method(method: &str, originals: &[ScanInput], copies: &[&ScanInput]) -> Vec<Pair> {
    let by_name = names_suffice(originals, copies);
    let key = |scan: &ScanInput| key(scan, by_name);
    let mut waiting: BTreeMap<String, Vec<ScanInput>> = BTreeMap::new();
    for original in originals {
        waiting.entry(key(original)).or_default().push(original.clone());
    }
    let mut pairs = Vec::new();
    let mut done = Vec::new();
    for copy in copies {
        let key = key(copy);
        if done.contains(&key) {
            continue;
        }
        let mut defaced: Vec<ScanInput> =
            copies.iter().filter(|c| self::key(c, by_name) == key).map(|c| (*c).clone()).collect();
        let mut found = waiting.remove(&key).unwrap_or_default();
        let members = match (found.len(), defaced.len()) {
            (0, _) => {
                let alone = defaced.into_iter().map(Members::DefacedOnly);
                pairs.extend(alone.map(|members| Pair { method: method.to_owned(), members }));
                done.push(key);
                continue;
            }
            (1, 1) => Members::Both { original: found.remove(0), defaced: defaced.remove(0) },
            _ => Members::Ambiguous { originals: found, defaced },
        };
        pairs.push(Pair { method: method.to_owned(), members });
        done.push(key);
    }
    let left: Vec<&ScanInput> =
        originals.iter().filter(|o| waiting.contains_key(&key(o))).collect();
    pairs.extend(left.into_iter().map(|original| Pair {
        method: method.to_owned(),
        members: Members::OriginalOnly(original.clone()),
    }));
    pairs
}

/// Folders above the participant's, for BIDS names: the derivative's own.
fn method_of(scan: &ScanInput) -> String {
    scan.participant_id.as_deref().map_or("", |p| folders_above(&scan.scan, p)).to_owned()
}

/// Whether names outside BIDS differ so much in their folders that only the file's name can pair
/// them: no path fits, and the names are unique on both sides.
fn names_suffice(originals: &[ScanInput], copies: &[&ScanInput]) -> bool {
    let paths: Vec<String> = originals.iter().map(|o| key(o, false)).collect();
    if copies.iter().any(|c| paths.contains(&key(c, false))) {
        return false;
    }
    let unique = |mut keys: Vec<String>| {
        let all = keys.len();
        keys.sort();
        keys.dedup();
        keys.len() == all
    };
    unique(originals.iter().map(|o| key(o, true)).collect())
        && unique(copies.iter().map(|c| key(c, true)).collect())
}

/// What both sides of a pair have in common: entities and suffix, or the path below the input
/// (`by_name`: the file's name alone), without the marks of defacing.
fn key(scan: &ScanInput, by_name: bool) -> String {
    let bare = without_marks(scan.bare());
    let name = bare.rsplit('/').next().unwrap_or(&bare);
    match Entities::parse(name) {
        Some(entities) => acquisition(entities),
        None if by_name => name.to_owned(),
        None => bare,
    }
}

/// The acquisition that a BIDS name (a path with `/`) says the file comes from: its entities and
/// suffix without what processing adds; nothing for other names.
pub fn acquisition_of(scan: &str) -> Option<String> {
    let bare = without_marks(without_extension(scan));
    Entities::parse(bare.rsplit('/').next().unwrap_or(&bare)).map(acquisition)
}

fn acquisition(entities: Entities) -> String {
    let kept = entities
        .pairs
        .iter()
        .filter(|(key, value)| !DERIVED.contains(&key.as_str()) && !is_mark(value));
    let mut parts: Vec<String> = kept.map(|(k, v)| format!("{k}-{}", index(k, v))).collect();
    parts.sort();
    parts.push(entities.suffix);
    parts.join("_")
}

/// `run-1` and `run-01` are one run (BIDS: an index, leading zeros do not matter).
fn index<'a>(key: &str, value: &'a str) -> &'a str {
    let short = value.trim_start_matches('0');
    if ["run", "echo", "inv", "flip"].contains(&key) && !short.is_empty() { short } else { value }
}

fn is_mark(word: &str) -> bool {
    MARKS.iter().any(|mark| word.eq_ignore_ascii_case(mark))
}

/// Whether a path speaks of defacing anywhere, in a folder's name or the file's.
pub fn speaks_of_defacing(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    MARKS.iter().any(|mark| path.contains(mark))
}

/// Whether the name says that the scan is defaced.
fn is_marked(scan: &ScanInput) -> bool {
    let bare = scan.bare();
    let name = bare.rsplit('/').next().unwrap_or(bare);
    name.split(['_', '.', '-']).any(is_mark)
}

/// The path with marks at the ends of the file's name taken off, e.g. `_defaced`.
fn without_marks(bare: &str) -> String {
    let (folder, mut name) = match bare.rsplit_once('/') {
        Some((folder, name)) => (Some(folder), name),
        None => (None, bare),
    };
    loop {
        let cut_end = name.rsplit_once(['_', '.']).filter(|(_, word)| is_mark(word));
        let cut_start = name.split_once(['_', '.']).filter(|(word, _)| is_mark(word));
        match (cut_end, cut_start) {
            (Some((rest, _)), _) | (None, Some((_, rest))) if !rest.is_empty() => name = rest,
            _ => break,
        }
    }
    folder.map_or_else(|| name.to_owned(), |folder| format!("{folder}/{name}"))
}

#[cfg(test)]
mod tests {
    use super::super::empty_files::folder_of;
    use super::*;

    /// Pairs as `original < defaced`, `-` for a missing side, `!` for ambiguity.
    fn told(original: &Path, defaced: &Path) -> Vec<String> {
        let pairs = find(original, defaced, Selection::HeadImages).unwrap();
        let one = |pair: Pair| match pair.members {
            Members::Both { original, defaced } => format!("{} < {}", original.scan, defaced.scan),
            Members::OriginalOnly(scan) => format!("{} < -", scan.scan),
            Members::DefacedOnly(scan) => format!("- < {}", scan.scan),
            Members::Ambiguous { originals, defaced } => {
                format!("! {} < {}", originals.len(), defaced.len())
            }
        };
        pairs.into_iter().map(one).collect()
    }

    #[test]
    fn entities_pair_a_dataset_with_its_own_derivative() {
        let set = folder_of(&[
            "sub-01/ses-a/anat/sub-01_ses-a_T1w.nii.gz",
            "sub-01/ses-b/anat/sub-01_ses-b_run-01_T1w.nii.gz",
            "sub-02/anat/sub-02_T1w.nii.gz",
            "sub-02/anat/sub-02_T2w.nii.gz",
            "derivatives/mask/sub-01/ses-a/anat/sub-01_ses-a_space-orig_desc-defaced_T1w.nii.gz",
            "derivatives/mask/sub-01/ses-b/anat/sub-01_ses-b_run-1_rec-defaced_T1w.nii.gz",
            "derivatives/mask/sub-03/anat/sub-03_T1w.nii.gz",
        ]);
        let told = told(set.path(), &set.path().join("derivatives/mask"));
        assert_eq!(
            told,
            [
                "sub-01/ses-a/anat/sub-01_ses-a_T1w.nii.gz < \
                 sub-01/ses-a/anat/sub-01_ses-a_space-orig_desc-defaced_T1w.nii.gz",
                "sub-01/ses-b/anat/sub-01_ses-b_run-01_T1w.nii.gz < \
                 sub-01/ses-b/anat/sub-01_ses-b_run-1_rec-defaced_T1w.nii.gz",
                "- < sub-03/anat/sub-03_T1w.nii.gz",
                "sub-02/anat/sub-02_T1w.nii.gz < -",
                "sub-02/anat/sub-02_T2w.nii.gz < -",
            ]
        );
    }

    #[test]
    fn a_name_tells_the_acquisition_that_a_copy_comes_from() {
        let of = |scan: &str| acquisition_of(scan).unwrap();
        let raw = of("sub-01/anat/sub-01_run-01_T1w.nii.gz");
        assert_eq!(of("derivatives/m/sub-01/anat/sub-01_run-1_desc-defaced_T1w.nii"), raw);
        assert_ne!(of("sub-01/anat/sub-01_run-2_T1w.nii.gz"), raw);
        assert_eq!(acquisition_of("a/head.nii"), None);
    }

    #[test]
    fn every_derivative_of_a_folder_is_paired_by_itself() {
        let set = folder_of(&[
            "sub-01/anat/sub-01_T1w.nii",
            "derivatives/a/sub-01/anat/sub-01_desc-defaced_T1w.nii",
            "derivatives/b/sub-01/anat/sub-01_desc-defaced_T1w.nii",
            "derivatives/b/sub-01/anat/sub-01_desc-refaced_T1w.nii",
        ]);
        let pairs =
            find(set.path(), &set.path().join("derivatives"), Selection::HeadImages).unwrap();
        let methods: Vec<&str> = pairs.iter().map(|p| p.method.as_str()).collect();
        assert_eq!(methods, ["a", "b"]);
        assert!(matches!(pairs[0].members, Members::Both { .. }));
        let Members::Ambiguous { originals, defaced } = &pairs[1].members else {
            panic!("two candidates are no pair: {pairs:?}");
        };
        assert_eq!((originals.len(), defaced.len()), (1, 2));
    }

    #[test]
    fn a_mark_in_the_name_is_enough_in_one_folder() {
        let set = folder_of(&["sub-01_T1w.nii", "sub-01_T1w_defaced.nii", "x.nii", "x.deface.nii"]);
        let told = told(set.path(), set.path());
        assert_eq!(told, ["sub-01_T1w.nii < sub-01_T1w_defaced.nii", "x.nii < x.deface.nii"]);
    }

    #[test]
    fn other_names_pair_by_path_or_by_unique_name() {
        let (a, b) = (folder_of(&["p/T1.nii", "q/T1.nii"]), folder_of(&["q/T1.nii", "p/T1.nii"]));
        assert_eq!(told(a.path(), b.path()), ["p/T1.nii < p/T1.nii", "q/T1.nii < q/T1.nii"]);
        let (a, b) = (folder_of(&["in/p.nii", "in/q.nii"]), folder_of(&["q_defaced.nii"]));
        assert_eq!(told(a.path(), b.path()), ["in/q.nii < q_defaced.nii", "in/p.nii < -"]);
    }

    #[test]
    fn two_files_are_a_pair_whatever_they_are_called() {
        let set = folder_of(&["this.nii", "that.mgz"]);
        let told = told(&set.path().join("this.nii"), &set.path().join("that.mgz"));
        assert_eq!(told, ["this.nii < that.mgz"]);
    }
}
