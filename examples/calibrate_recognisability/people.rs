//! Scans as their results keep them, and the sets of them that are matched against each other.

use countenance::face::descriptor::Heights;
use countenance::face::recognisability::Evidence;
use countenance::linkage::template::Template;
use countenance::report::scan::ScanReport;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A scan whose face can be compared.
pub(crate) struct Scan {
    pub(crate) person: String,
    pub(crate) session: String,
    pub(crate) heights: Heights,
    pub(crate) template: Template,
    pub(crate) evidence: Evidence,
}

/// Intact scans of people with two sessions or more, and whatever is to be matched against them.
pub(crate) struct Cohort {
    pub(crate) name: String,
    /// Intact scans: its own people's, then others'.
    pub(crate) gallery: Vec<Scan>,
    /// How many of them are its own people's.
    pub(crate) own: usize,
    /// Kind of scan (`intact` or the name of a defaced folder) and the scan.
    pub(crate) probes: Vec<(String, Scan)>,
}

impl Cohort {
    /// `NAME=INTACT_OUT[,KIND=DEFACED_OUT...][,others=INTACT_OUT...]`
    pub(crate) fn read(argument: &str) -> Self {
        let mut parts = argument.split(',').map(|part| part.split_once('=').unwrap_or(("", part)));
        let (name, intact) = parts.next().unwrap_or_default();
        let of_kind = |kind: &str, out: &str| -> Vec<(String, Scan)> {
            scans(Path::new(out)).into_iter().map(|scan| (kind.to_owned(), scan)).collect()
        };
        let mut gallery = scans(Path::new(intact));
        let own = gallery.len();
        let mut probes = of_kind("intact", intact);
        for (kind, out) in parts {
            if kind == "others" {
                let person = |scan: Scan| Scan { person: format!("{out} {}", scan.person), ..scan };
                gallery.extend(scans(Path::new(out)).into_iter().map(person));
            } else {
                probes.extend(of_kind(kind, out));
            }
        }
        Self { name: name.to_owned(), gallery, own, probes }
    }

    /// People searched.
    pub(crate) fn people(&self) -> usize {
        self.gallery.iter().map(|scan| scan.person.as_str()).collect::<BTreeSet<&str>>().len()
    }
}

fn scans(out: &Path) -> Vec<Scan> {
    let Ok(folder) = std::fs::read_dir(out.join("scans")) else {
        eprintln!("{}: no output folder of countenance faces", out.display());
        std::process::exit(64);
    };
    let mut files: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    files.iter().filter_map(|file| scan(file)).collect()
}

fn scan(file: &Path) -> Option<Scan> {
    let text = std::fs::read(file).expect("a result that can be read");
    let report: ScanReport = serde_json::from_slice(&text).expect("a result of this version");
    let heights = report.descriptor?.heights().expect("a whole descriptor");
    let evidence = Evidence::of(&heights, &report.regions);
    let template = Template::of(&heights);
    let (person, session) = (report.participant_id?, report.session_id?);
    Some(Scan { person, session, heights, template, evidence })
}
