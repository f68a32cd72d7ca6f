//! Names that are passed on: participants' labels that identify, or all of them, in other words; dates
//! and other identifying parts of paths hidden.

use crate::dataset::audit::finding::Finding;
use crate::dataset::audit::looked::Looked;
use crate::report::group::GroupReport;
use crate::report::scan::ScanReport;
use std::collections::{BTreeMap, BTreeSet};

/// Which participant bears which name.
#[derive(Debug)]
pub(super) struct Redactor<'a> {
    names: BTreeMap<String, String>,
    looked: &'a Looked,
}

impl<'a> Redactor<'a> {
    /// Other names for `all` of the participants, or for those whose label tells who they are. The
    /// number of a name is the participant's place among all, by label.
    pub(super) fn new(participants: &BTreeSet<String>, all: bool, looked: &'a Looked) -> Self {
        let tells = |id: &str| {
            let label = id.strip_prefix("sub-").unwrap_or(id);
            looked.telling().contains(label) || looked.masked(id) != id
        };
        let chosen = participants.iter().enumerate().filter(|(_, id)| all || tells(id));
        let names = chosen.map(|(n, id)| (id.clone(), format!("sub-R{:03}", n + 1))).collect();
        Self { names, looked }
    }

    /// Whether anybody has another name.
    pub(super) fn is_used(&self) -> bool {
        !self.names.is_empty()
    }

    /// Real and other name of those who have one.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names.iter().map(|(id, name)| (id.as_str(), name.as_str()))
    }

    /// A participant's name.
    pub(super) fn person(&self, id: &str) -> String {
        self.names.get(id).map_or_else(|| self.looked.masked(id), Clone::clone)
    }

    /// A path or sentence with the names in it.
    pub(super) fn text(&self, text: &str) -> String {
        let mut told = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find("sub-") {
            let (before, from) = rest.split_at(at);
            told.push_str(before);
            let is_label = |c: char| c.is_alphanumeric() || c == '+';
            let end = from[4..].find(|c| !is_label(c)).map_or(from.len(), |end| end + 4);
            let (id, after) = from.split_at(end);
            told.push_str(self.names.get(id).map_or(id, String::as_str));
            rest = after;
        }
        told.push_str(rest);
        self.looked.masked(&told)
    }

    pub(super) fn scan(&self, report: &mut ScanReport) {
        report.scan = self.text(&report.scan);
        report.participant_id = report.participant_id.as_deref().map(|id| self.person(id));
        report.session_id = report.session_id.as_deref().map(|id| self.text(id));
        report.error = report.error.as_deref().map(|error| self.text(error));
        report.files = report.files.iter().map(|file| self.text(file)).collect();
    }

    pub(super) fn group(&self, group: &mut GroupReport) {
        for scan in &mut group.scans {
            scan.scan = self.text(&scan.scan);
        }
        for derivative in &mut group.derivatives {
            derivative.derivative = self.text(&derivative.derivative);
        }
    }

    pub(super) fn finding(&self, finding: &mut Finding) {
        for paths in [&mut finding.examples, &mut finding.paths] {
            for path in paths.iter_mut() {
                *path = self.text(path);
            }
        }
        if let Some(participants) = &mut finding.participants {
            *participants = participants.iter().map(|id| self.person(id)).collect();
        }
        finding.place = self.text(&finding.place);
        finding.field = self.text(&finding.field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::audit;
    use crate::dataset::audit::rule::Rules;

    fn looked(files: &[&str]) -> Looked {
        let folder = tempfile::tempdir().unwrap();
        for name in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        audit::look(folder.path(), &Rules::shipped()).unwrap()
    }

    #[test]
    fn labels_that_identify_get_other_names_and_dates_are_hidden() {
        let looked = looked(&["sub-01/x.txt", "sub-4421877/y.txt"]);
        let people: BTreeSet<String> = ["sub-01", "sub-4421877"].map(str::to_owned).into();
        let names = Redactor::new(&people, false, &looked);
        assert!(names.is_used());
        assert_eq!(names.person("sub-01"), "sub-01");
        assert_eq!(names.person("sub-4421877"), "sub-R002");
        assert_eq!(names.text("sub-4421877/sub-4421877_T1w.json"), "sub-R002/sub-R002_T1w.json");
        assert_eq!(names.text("sub-01/ses-20190501/a"), "sub-01/ses-********/a");
        // A longer label is somebody else.
        assert_eq!(names.text("sub-011"), "sub-011");
        let all = Redactor::new(&people, true, &looked);
        assert_eq!(all.person("sub-01"), "sub-R001");
    }
}
