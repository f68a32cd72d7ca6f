//! Faces: what was measured in the voxels, and what names and claims say where nothing was.

use super::Faces;
use super::notes::Hit;
use super::rule::Rules;
use super::severity::Severity;
use crate::dataset::entities::Entities;
use crate::dataset::scan;
use crate::face::status::Status;
use std::collections::{BTreeMap, BTreeSet};

/// A volume of the dataset.
struct Image<'a> {
    path: &'a str,
    name: &'a str,
    entities: Option<Entities>,
    status: Option<Status>,
    /// Whether a sidecar says that the face is gone.
    claimed: bool,
}

/// What the rules about faces find.
///
/// `images` are the paths of volumes with content, `claims` those of sidecars that claim a removed
/// face.
pub(super) fn check(
    images: &[&str],
    claims: &BTreeSet<&str>,
    faces: &Faces,
    rules: &Rules,
) -> Vec<Hit> {
    let images: Vec<Image<'_>> = images.iter().map(|path| image(path, claims, faces)).collect();
    let mut hits = Vec::new();
    for image in &images {
        measured(image, rules, &mut hits);
        contradicted(image, claims, &mut hits);
    }
    mixed(&images, &mut hits);
    originals(&images, rules, &mut hits);
    hits
}

fn image<'a>(path: &'a str, claims: &BTreeSet<&str>, faces: &Faces) -> Image<'a> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let entities = Entities::parse(scan::without_extension(name));
    let status = faces.get(path).copied();
    let mut image = Image { path, name, entities, status, claimed: false };
    image.claimed = claims.iter().any(|claim| applies(claim, &image));
    image
}

/// Whether a sidecar holds for an image: it lies in its folder or above, has the same suffix, and
/// no entity that the image has not (BIDS 1.10, "The inheritance principle").
fn applies(sidecar: &str, image: &Image<'_>) -> bool {
    let (folder, name) = sidecar.rsplit_once('/').unwrap_or(("", sidecar));
    let stem = name.strip_suffix(".json").unwrap_or(name);
    if !folder.is_empty() && !image.path.starts_with(&format!("{folder}/")) {
        return false;
    }
    let Some(entities) = &image.entities else {
        return scan::without_extension(image.name) == stem;
    };
    let mut parts: Vec<&str> = stem.split('_').collect();
    let suffix = parts.pop();
    suffix == Some(entities.suffix.as_str())
        && parts.iter().all(|part| {
            part.split_once('-').is_some_and(|(key, value)| entities.get(key) == Some(value))
        })
}

impl Image<'_> {
    fn is_derived(&self) -> bool {
        format!("/{}", self.path).contains("/derivatives/")
    }

    fn suffix(&self) -> &str {
        let bare = scan::without_extension(self.name);
        match &self.entities {
            Some(entities) => &entities.suffix,
            None => bare.rsplit('_').next().unwrap_or(bare),
        }
    }

    /// Whether it is of a kind that can show a face; names outside BIDS may be anything.
    fn may_show_face(&self) -> bool {
        match &self.entities {
            Some(entities) => scan::is_head_suffix(&entities.suffix),
            None => {
                !["mask", "seg", "label", "atlas", "tpl-"].iter().any(|w| self.name.contains(w))
            }
        }
    }

    fn in_folder(&self, folders: &[&str]) -> bool {
        self.path.split('/').any(|part| folders.contains(&part))
    }

    /// Whether the voxels show that there is no face to protect.
    fn is_faceless(&self) -> bool {
        use Status::{NotAHead, Removed, Replaced, SkullStripped};
        matches!(self.status, Some(Removed | Replaced | SkullStripped | NotAHead))
    }
}

fn hit(
    rule: &'static str,
    severity: Option<Severity>,
    class: &'static str,
    image: &Image<'_>,
) -> Hit {
    let (rule, class) = (rule.into(), class.into());
    Hit { rule, severity, field: String::new(), class, path: image.path.to_owned() }
}

/// What the voxels of one image show.
fn measured(image: &Image<'_>, rules: &Rules, hits: &mut Vec<Hit>) {
    let is_series = image.in_folder(&["func", "dwi", "perf"]);
    let listed = |list: &str| rules.list("FACE-01", list).iter().any(|s| s == image.suffix());
    let severity = if listed("moderate") {
        Severity::Moderate
    } else if listed("high") {
        Severity::High
    } else {
        Severity::Block
    };
    let rule = if image.is_derived() { "FACE-06" } else { "FACE-01" };
    match image.status {
        Some(Status::Intact) if is_series => {
            hits.push(hit("FACE-04", None, "face in a series of low resolution", image));
        }
        Some(Status::Intact) => hits.push(hit(rule, Some(severity), "face", image)),
        Some(Status::Partial) => hits.push(hit("FACE-02", None, "part of a face", image)),
        Some(Status::Blurred) => hits.push(hit("FACE-02", None, "blurred face", image)),
        Some(Status::Untested | Status::Failed) => {
            let class = "face could not be judged";
            hits.push(hit(rule, Some(Severity::NotAssessed), class, image));
        }
        None if image.may_show_face() && !is_series => {
            let known = rules.list("FACE-06", "names");
            let whole_head = known.iter().any(|name| {
                image.name.to_lowercase() == *name || image.name.contains(name.as_str())
            });
            // Other derivatives are mostly brains; these are heads by their making.
            if !image.is_derived() || whole_head {
                let class = "face not looked for in the voxels";
                hits.push(hit(rule, Some(Severity::NotAssessed), class, image));
            }
        }
        Some(_) | None => {}
    }
}

/// A claim is no evidence: the voxels are.
fn contradicted(image: &Image<'_>, claims: &BTreeSet<&str>, hits: &mut Vec<Hit>) {
    if image.claimed && matches!(image.status, Some(Status::Intact | Status::Partial)) {
        for claim in claims.iter().filter(|claim| applies(claim, image)) {
            hits.push(Hit {
                rule: "JSON-CLAIM-01".into(),
                severity: Some(Severity::High),
                field: String::new(),
                class: "claim that the voxels contradict".into(),
                path: (*claim).to_owned(),
            });
        }
    }
}

/// Some images are defaced and some are not.
fn mixed(images: &[Image<'_>], hits: &mut Vec<Hit>) {
    let own: Vec<&Image<'_>> =
        images.iter().filter(|i| !i.is_derived() && i.may_show_face()).collect();
    let defaced = |image: &&&Image<'_>| {
        matches!(image.status, Some(Status::Removed | Status::Replaced | Status::Blurred))
    };
    if own.iter().any(|image| defaced(&image)) {
        let intact = own.iter().filter(|image| image.status == Some(Status::Intact));
        hits.extend(intact.map(|image| hit("FACE-03", None, "face beside defaced images", image)));
    }
    if own.iter().any(|image| image.claimed) {
        let open = own.iter().filter(|i| !i.claimed && i.status.is_none());
        let class = "no claim of a removed face, as other images have";
        hits.extend(open.map(|image| hit("FACE-03", Some(Severity::Moderate), class, image)));
    }
}

/// Originals that lie beside their defaced copies.
fn originals(images: &[Image<'_>], rules: &Rules, hits: &mut Vec<Hit>) {
    let marks = rules.list("FACE-05", "marks");
    let mut defaced: BTreeMap<String, Vec<&Image<'_>>> = BTreeMap::new();
    for image in images {
        let is_protected = matches!(image.status, Some(Status::Removed | Status::Replaced));
        let protects = has_mark(image.name, marks) || image.claimed || is_protected;
        if protects && image.may_show_face() {
            defaced.entry(key(image, marks)).or_default().push(image);
        }
    }
    for image in images.iter().filter(|image| image.may_show_face() && !image.is_faceless()) {
        let named = rules.list("FACE-05", "original_words");
        let lower = image.path.to_lowercase();
        let says_so = named.iter().any(|word| lower.contains(word.as_str()));
        let has_copy = !has_mark(image.name, marks)
            && !image.claimed
            && (!image.is_derived() || image.entities.is_none())
            && defaced.contains_key(&key(image, marks));
        if says_so || has_copy {
            hits.push(hit("FACE-05", None, "original of a defaced copy", image));
        }
    }
}

fn has_mark(name: &str, marks: &[String]) -> bool {
    let name = name.to_lowercase();
    name.split(['_', '-', '.']).any(|part| marks.iter().any(|mark| part == mark))
}

/// What an original and its copy share: entities and suffix; outside BIDS the path. Without marks
/// and without what processing adds.
fn key(image: &Image<'_>, marks: &[String]) -> String {
    let is_mark = |value: &str| marks.iter().any(|mark| value.eq_ignore_ascii_case(mark));
    // pydeface writes sub-01_T1w_defaced.nii.gz: without the mark it is a BIDS name.
    let stem = scan::without_extension(image.name);
    let bare: Vec<&str> = stem.split(['_', '.']).filter(|part| !is_mark(part)).collect();
    if let Some(entities) = Entities::parse(&bare.join("_")) {
        let kept = entities.pairs.iter().filter(|(key, value)| {
            !is_mark(value) && !["desc", "space", "res", "den"].contains(&key.as_str())
        });
        let parts: Vec<String> = kept.map(|(key, value)| format!("{key}-{value}")).collect();
        format!("{}_{}", parts.join("_"), entities.suffix)
    } else {
        let folder = image.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{folder}/{}", bare.join("_"))
    }
}
