//! What would be left were the proposed fixes made: the same evidence with the fixes in it, and the
//! same formula.

use super::{face_evidence, people};
use crate::report::assessment::person_risk::PersonRisk;
use crate::report::assessment::residual::{Fix, Residual, ResidualRisk};
use crate::report::scan::ScanReport;
use crate::report::table::TableReport;
use crate::risk::evidence::{Evidence, Face, ScanEvidence, Severity};
use crate::risk::joint::attacker::Attacker;
use std::collections::BTreeSet;

/// What no fix of metadata, faces and table changes.
const STAYS: [&str; 3] = ["brain", "insider", "copies"];

/// The risk after the fixes, beside that of `before`.
pub(super) fn of(
    evidence: &Evidence,
    reports: &[&ScanReport],
    table: Option<&TableReport>,
    participants: &BTreeSet<String>,
    (attackers, before): (&[Attacker], &[PersonRisk]),
) -> Residual {
    let mut after = evidence.clone();
    let fixes = [
        Fix { key: "faces", count: remove_faces(&mut after, reports) },
        Fix { key: "findings", count: mend(&mut after) },
        Fix { key: "table", count: generalise(&mut after, table) },
    ];
    let people = people::risks(&after, participants, attackers);
    let highest = |(n, attacker): (usize, &Attacker)| ResidualRisk {
        attacker: attacker.id.clone(),
        before: people::highest(before, n),
        after: people::highest(&people, n),
    };
    Residual {
        attackers: attackers.iter().enumerate().map(highest).collect(),
        fixes: fixes.into_iter().filter(|fix| fix.count > 0).collect(),
        people,
        stays: STAYS.to_vec(),
    }
}

/// Every face that shows is removed; what could not be judged stays so. The number of scans.
fn remove_faces(evidence: &mut Evidence, reports: &[&ScanReport]) -> usize {
    let mut removed = 0;
    for (scan, report) in evidence.scans.iter_mut().flatten().zip(reports) {
        if matches!(scan.face, Face::Present | Face::Partial | Face::Blurred) {
            // Defacing leaves skull and ears behind the cut as they are.
            let skull = scan.skull.take();
            *scan = ScanEvidence { skull, ..face_evidence::once_removed(report) };
            removed += 1;
        }
    }
    removed
}

/// What identifies is gone. The number of findings.
fn mend(evidence: &mut Evidence) -> usize {
    let Some(findings) = &mut evidence.findings else { return 0 };
    let all = findings.len();
    findings.retain(|f| !matches!(f.severity, Severity::Block | Severity::High));
    all - findings.len()
}

/// The recommended plan is applied: nobody shares facts with fewer than its smallest group. The number
/// of participants for whom that makes a difference.
fn generalise(evidence: &mut Evidence, table: Option<&TableReport>) -> usize {
    let plan = table.and_then(|table| table.plans.iter().find(|plan| plan.recommended));
    let (Some(plan), Some(table)) = (plan, &mut evidence.table) else { return 0 };
    let least = f64::from(plan.smallest_group);
    let mut changed = 0;
    for person in table.people.iter_mut().filter(|person| person.class < least) {
        person.class = least;
        if let Some([fewest, most]) = &mut person.population {
            (*fewest, *most) = (fewest.max(least), most.max(least));
        }
        let estimate = &mut person.population_estimate;
        *estimate = estimate.map(|people| people.max(least));
        changed += 1;
    }
    changed
}
