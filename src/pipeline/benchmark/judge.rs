//! One row of a benchmark: the attack on a method's copies, and everything that it says.

use super::cast::{Cast, Probe};
use crate::face::descriptor::Heights;
use crate::face::named_region::NamedRegion;
use crate::face::status::Status;
use crate::linkage::benchmark::left::Left;
use crate::linkage::benchmark::rates::Rates;
use crate::linkage::benchmark::rule::BenchmarkRule;
use crate::linkage::benchmark::verdict::Verdict;
use crate::linkage::control;
use crate::linkage::evaluation::enrolment;
use crate::linkage::evaluation::gallery_size::GallerySize;
use crate::linkage::evaluation::identification::{RankRate, ranks};
use crate::linkage::part::Part;
use crate::linkage::rule::LinkageRule;
use crate::linkage::score_matrix::ScoreMatrix;
use crate::pipeline::link::{Linked, link_changed};
use crate::report::benchmark::{MethodResult, Role, ScanRow};
use crate::report::scan::ScanReport;
use std::collections::BTreeMap;

/// What came of one row.
pub(super) struct Judged {
    pub(super) result: MethodResult,
    /// Scores by the face.
    pub(super) face: ScoreMatrix,
    pub(super) scans: Vec<ScanRow>,
}

/// Attacks the probes and says everything about them that needs no original; the verdict comes later.
pub(super) fn judge(
    cast: &Cast<'_>,
    name: &str,
    role: Role,
    probes: &[Probe<'_>],
    rule: &BenchmarkRule,
    seed: u64,
) -> Judged {
    let linked = linked(cast, role, probes, LinkageRule::shipped());
    let face = linked.attack.face.clone();
    let rates = Rates::of(&face, rule, seed);
    let enrolled = enrolment::failures(&face) < probes.len();
    let sizes =
        if enrolled { GallerySize::of(&face).curve(rule.most_people, seed) } else { Vec::new() };
    // What the scans show is not what was compared when the face was replaced for the control.
    let shown = (role != Role::MeanFace).then_some(probes);
    let status = |probes: &[Probe<'_>]| {
        Status::ALL.map(|status| probes.iter().filter(|p| p.1.status == status).count())
    };
    let told = |probes: &[Probe<'_>]| median(probes.iter().filter_map(|p| p.1.recognisability));
    let result = MethodResult {
        name: name.to_owned(),
        role,
        missing: cast.sources(cast.leakage).len() - probes.len(),
        statuses: shown.map(status),
        recognisability: shown.and_then(told),
        rates,
        sizes,
        ears: ranks(&linked.attack.ears).rate(1),
        vault: ranks(&linked.attack.vault).rate(1),
        left: Left::of(&by_what_is_left(cast, role, probes, &face), rule, seed),
        same_scan: None,
        matching: matching(&linked, probes),
        residues: Vec::new(),
        brain: None,
        verdict: Verdict::Untested,
    };
    let scans = rows(name, role, probes, &face);
    Judged { result, face, scans }
}

/// Rank 1 by the face; nothing without probes.
pub(super) fn rank_one(cast: &Cast<'_>, probes: &[Probe<'_>]) -> Option<RankRate> {
    ranks(&linked(cast, Role::Method, probes, LinkageRule::shipped()).attack.face).rate(1)
}

/// The scores by the face, and of those whose face could not be enrolled by any region that is left.
fn by_what_is_left(
    cast: &Cast<'_>,
    role: Role,
    probes: &[Probe<'_>],
    face: &ScoreMatrix,
) -> ScoreMatrix {
    let failed: Vec<usize> =
        (0..probes.len()).filter(|&probe| enrolment::failed(face, probe)).collect();
    let left: Vec<Probe<'_>> = failed.iter().map(|&probe| probes[probe]).collect();
    let rule = LinkageRule { least_regions: 1, ..LinkageRule::shipped().clone() };
    let found = linked(cast, role, &left, &rule).attack.face;
    face.clone().with_rows(failed.into_iter().enumerate().map(|(n, probe)| (probe, found.row(n))))
}

fn linked(cast: &Cast<'_>, role: Role, probes: &[Probe<'_>], rule: &LinkageRule) -> Linked {
    let scans: Vec<&ScanReport> = probes.iter().map(|probe| probe.1).collect();
    let change = |own: Heights| match role {
        Role::MeanFace => control::with_mean_face(&own),
        Role::Undefaced | Role::Method => own,
    };
    link_changed(&scans, &cast.gallery(), rule, change)
}

/// Regions of the face by the share of all probes in which they match the own person's.
fn matching(linked: &Linked, probes: &[Probe<'_>]) -> Vec<(&'static str, f64)> {
    let of_face = |name: &&'static str| {
        let mut regions = LinkageRule::shipped().regions_of(Part::Face);
        regions.any(|region| NamedRegion::all()[region.bit].name == *name)
    };
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (row, (person, _)) in probes.iter().enumerate() {
        for region in linked.attack.regions(row, *person).filter(of_face) {
            *counts.entry(region).or_default() += 1;
        }
    }
    let share = |(region, n): (&'static str, usize)| (region, n as f64 / probes.len() as f64);
    let mut shares: Vec<(&'static str, f64)> = counts.into_iter().map(share).collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    shares
}

fn rows(name: &str, role: Role, probes: &[Probe<'_>], face: &ScoreMatrix) -> Vec<ScanRow> {
    let ranks = ranks(face);
    let row = |(n, (_, report)): (usize, &Probe<'_>)| {
        let best = |mated: bool| {
            let of = face.row(n).iter().enumerate().filter(|(g, _)| face.mated(n, *g) == mated);
            of.map(|(_, s)| f64::from(*s)).filter(|s| !s.is_nan()).reduce(f64::max)
        };
        let shown = role != Role::MeanFace;
        let plain = scan_row(name, "probe", report);
        ScanRow {
            status: plain.status.filter(|_| shown),
            recognisability: plain.recognisability.filter(|_| shown),
            enrolled: Some(!enrolment::failed(face, n)),
            rank: ranks.of_probe[n].flatten(),
            own_score: best(true),
            best_other: best(false),
            ..plain
        }
    };
    probes.iter().enumerate().map(row).collect()
}

/// A scan of the gallery, or what a probe's own result says of it.
pub(super) fn scan_row(method: &str, side: &'static str, report: &ScanReport) -> ScanRow {
    ScanRow {
        method: method.to_owned(),
        side,
        participant_id: report.participant_id.clone().unwrap_or_default(),
        session_id: report.session_id.clone(),
        scan: report.scan.clone(),
        status: Some(report.status),
        recognisability: report.recognisability,
        enrolled: None,
        rank: None,
        own_score: None,
        best_other: None,
    }
}

/// The middle value, the lower of two; nothing of nothing.
pub(super) fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.filter(|v| !v.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}
