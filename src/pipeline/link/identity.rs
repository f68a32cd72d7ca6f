//! Who is who on both sides, and how independent their scans are.

use crate::dataset::pairs;
use crate::linkage::leakage::{Leakage, Origin};
use crate::linkage::score_matrix::Person;
use crate::report::scan::ScanReport;
use rayon::prelude::*;
use std::collections::HashMap;

/// How independent every probe is of every member of the gallery; nothing for different people.
pub(super) fn leakage(
    probes: &[&ScanReport],
    gallery: &[&ScanReport],
) -> Vec<Vec<Option<Leakage>>> {
    let [from, to] = [probes, gallery]
        .map(|side| side.iter().map(|report| Names::of(report)).collect::<Vec<_>>());
    let row = |(probe, names): (&&ScanReport, &Names)| {
        let origin = names.origin(probe);
        let others = gallery.iter().zip(&to);
        others.map(|(scan, names)| origin.leakage(&names.origin(scan))).collect()
    };
    probes.par_iter().zip(&from).map(row).collect()
}

/// How independent two scans are; nothing for different people.
pub fn independence(a: &ScanReport, b: &ScanReport) -> Option<Leakage> {
    let names = [a, b].map(Names::of);
    names[0].origin(a).leakage(&names[1].origin(b))
}

/// Numbers for participants; whoever is not known is nobody else.
#[derive(Default)]
pub(super) struct People {
    known: HashMap<String, u32>,
    next: u32,
}

impl People {
    pub(super) fn number(&mut self, report: &ScanReport) -> Person {
        let mut new = || {
            self.next += 1;
            self.next
        };
        Person(match &report.participant_id {
            Some(id) => *self.known.entry(id.clone()).or_insert_with(new),
            None => new(),
        })
    }
}

/// What a scan's name says of its acquisition.
struct Names(Option<String>);

impl Names {
    fn of(report: &ScanReport) -> Self {
        Self(pairs::acquisition_of(&report.scan))
    }

    fn origin<'a>(&'a self, report: &'a ScanReport) -> Origin<'a> {
        let sum = &report.provenance;
        Origin {
            participant: report.participant_id.as_deref(),
            session: report.session_id.as_deref(),
            suffix: report.suffix.as_deref(),
            acquisition: self.0.as_deref(),
            file: (sum.input_bytes > 0).then_some((sum.input_crc32.as_str(), sum.input_bytes)),
            fingerprint: report.fingerprint.as_ref(),
        }
    }
}
