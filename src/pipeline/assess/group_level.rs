//! The second level of an assessment: from the results of the first, without an image, to the answer.

use super::config::AssessConfig;
use super::digest::digest;
use super::error::AssessError;
use super::kept::Kept;
use super::kept_scans::{self, KeptResult};
use super::redact::Redactor;
use super::{
    face_evidence, finding_evidence, linkage, people, residual, scan_rows, table_evidence,
};
use crate::dataset::audit::Faces;
use crate::dataset::audit::finding::Finding;
use crate::disclosure::plan::Plan;
use crate::pipeline::group;
use crate::report::assessment::answer::AnswerBox;
use crate::report::assessment::dataset_facts::DatasetFacts;
use crate::report::assessment::limit;
use crate::report::assessment::linkage_part::LinkagePart;
use crate::report::assessment::run_facts::RunFacts;
use crate::report::assessment::scan_row::ScanRow;
use crate::report::assessment::table_part::TablePart;
use crate::report::assessment::{Assessment, SCHEMA_VERSION};
use crate::report::group::GroupReport;
use crate::report::scan::ScanReport;
use crate::report::table::NotAssessed;
use crate::risk::evidence::{Evidence, Face};
use crate::risk::guide::advice;
use std::collections::BTreeSet;

/// An assessment, with what its files are made of besides.
pub(super) struct Assessed<'k> {
    pub(super) assessment: Assessment,
    pub(super) results: Vec<KeptResult>,
    pub(super) plan: Option<Plan>,
    pub(super) names: Redactor<'k>,
}

/// Puts together what the participant level found.
pub(super) fn assess<'k>(
    config: &AssessConfig<'_>,
    kept: &'k Kept,
) -> Result<Assessed<'k>, AssessError> {
    let mut results = kept_scans::read(config, kept)?;
    let digest = digest(kept, &results, &config.table().file);
    let Found { group, findings, table, plan, participants, names, mut missed } =
        found(config, kept, &mut results);

    let reports: Vec<&ScanReport> = results.iter().map(|result| &result.report).collect();
    let scans = scan_rows::of(&results);
    let linkage = attack(&reports, &scans, &mut missed);
    let evidence =
        evidence(kept, &participants, &reports, linkage.as_ref(), table.as_ref(), &findings);
    evidence.check()?;

    // What it means: the risk of everybody, before and after the fixes, and what may be shared.
    let attackers = config.knowledge.attackers.clone();
    let people = people::risks(&evidence, &participants, &attackers);
    let of_table = table.as_ref().map(|part| &part.report);
    let residual =
        residual::of(&evidence, &reports, of_table, &participants, (&attackers, &people));
    let (context, destination) = (config.context, config.destination);
    let guide = advice::advise(config.knowledge, &evidence, context, destination, config.date);
    missed.extend(of_table.iter().flat_map(|table| &table.not_assessed).cloned());
    let dataset = facts(kept, digest, &evidence, &results);
    let unseen = dataset.files_not_assessed.max(dataset.scans_not_assessed);
    let assessment = Assessment {
        schema_version: SCHEMA_VERSION,
        answer: AnswerBox::of(&guide, &findings, unseen),
        dataset,
        run: run_facts(config, names.is_used()),
        attackers,
        people,
        scans,
        group,
        linkage,
        findings,
        table,
        guide,
        residual,
        not_assessed: missed,
        limits: limit::shipped(),
        evidence,
    };
    Ok(Assessed { assessment, results, plan, names })
}

/// What the three wings found, everybody under the name that is passed on.
struct Found<'k> {
    group: GroupReport,
    findings: Vec<Finding>,
    table: Option<TablePart>,
    plan: Option<Plan>,
    participants: BTreeSet<String>,
    names: Redactor<'k>,
    missed: Vec<NotAssessed>,
}

fn found<'k>(config: &AssessConfig<'_>, kept: &'k Kept, results: &mut [KeptResult]) -> Found<'k> {
    // What the scans show together, and what that means for what the audit saw.
    let mut group = group::look(results.iter_mut().map(|result| &mut result.report));
    let mut findings = kept.looked.judge(&config.rules, &faces(results)).findings;

    // The table, and who takes part by it and by the paths.
    let in_paths: BTreeSet<String> =
        kept.looked.participants.iter().map(|label| format!("sub-{label}")).collect();
    let mut missed = Vec::new();
    let mut measured = table_evidence::measure(config)
        .map_err(|why| missed.push(NotAssessed { what: "participants table".to_owned(), why }))
        .ok();
    let ids = measured.as_ref().map(|table| table_evidence::ids(&table.report, &in_paths));
    let everybody: BTreeSet<String> = ids.iter().flatten().cloned().chain(in_paths).collect();

    if !results.is_empty() && config.context.get("lesion").is_none() {
        missed.push(NotAssessed {
            what: "lesions and implants in the voxels".to_owned(),
            why: "only names of files and columns were looked at (BRAIN-02); the guide asks"
                .to_owned(),
        });
    }

    let names = Redactor::new(&everybody, config.redact, &kept.looked);
    rename(&names, results, &mut group, &mut findings);
    let participants: BTreeSet<String> = everybody.iter().map(|id| names.person(id)).collect();
    let ids: Vec<String> = ids.iter().flatten().map(|id| names.person(id)).collect();
    let plan = measured.as_mut().and_then(|table| table.plan.take());
    let table = measured.map(|table| table_evidence::part(table, &ids));
    Found { group, findings, table, plan, participants, names, missed }
}

/// The dataset's own scans matched to each other.
fn attack(
    reports: &[&ScanReport],
    scans: &[ScanRow],
    missed: &mut Vec<NotAssessed>,
) -> Option<LinkagePart> {
    let placed: Vec<(&ScanReport, &str)> =
        reports.iter().copied().zip(scans.iter().map(|row| row.derivative.as_str())).collect();
    linkage::attack(&placed).unwrap_or_else(|why| {
        let what = "scans of one person matched to each other".to_owned();
        missed.push(NotAssessed { what, why });
        None
    })
}

/// Everything that was found, in the form in which it is judged.
fn evidence(
    kept: &Kept,
    participants: &BTreeSet<String>,
    reports: &[&ScanReport],
    linkage: Option<&LinkagePart>,
    table: Option<&TablePart>,
    findings: &[Finding],
) -> Evidence {
    let skull = linkage.and_then(linkage::beside_the_face);
    let scan = |report: &&ScanReport| face_evidence::of(report, skull.as_ref());
    Evidence {
        // Nobody was found, which is no small group.
        participants: (!participants.is_empty()).then_some(participants.len() as u64),
        scans: Some(reports.iter().map(scan).collect()),
        table: table.map(table_evidence::evidence),
        findings: Some(finding_evidence::of(findings, participants)),
        files: Some(finding_evidence::files(findings, kept.looked.files.len())),
    }
}

/// What was looked at; a scan without a result is not in it.
fn faces(results: &[KeptResult]) -> Faces {
    let looked_at = results.iter().filter(|result| result.json.is_some());
    looked_at.map(|result| (result.report.scan.clone(), result.report.status)).collect()
}

fn rename(
    names: &Redactor<'_>,
    results: &mut [KeptResult],
    group: &mut GroupReport,
    findings: &mut [Finding],
) {
    for result in results.iter_mut() {
        names.scan(&mut result.report);
    }
    names.group(group);
    for finding in findings.iter_mut() {
        names.finding(finding);
    }
}

fn facts(kept: &Kept, digest: String, evidence: &Evidence, results: &[KeptResult]) -> DatasetFacts {
    let own = &kept.description;
    let sessions: BTreeSet<(&str, &str)> = results
        .iter()
        .filter_map(|r| {
            Some((r.report.participant_id.as_deref()?, r.report.session_id.as_deref()?))
        })
        .collect();
    let scans = evidence.scans.as_deref().unwrap_or_default();
    DatasetFacts {
        name: kept.looked.masked(own.name.as_ref().unwrap_or(&kept.folder)),
        bids_version: own.bids_version.clone(),
        dataset_type: own.dataset_type.clone(),
        digest,
        participants: evidence.participants.unwrap_or(0) as usize,
        sessions: sessions.len(),
        nested: kept.looked.datasets.iter().map(|path| kept.looked.masked(path)).collect(),
        bytes: kept.looked.files.iter().filter_map(|file| file.bytes).sum(),
        files: kept.looked.files.len(),
        files_not_assessed: evidence.files.map_or(0, |files| files.not_assessed as usize),
        scans: scans.len(),
        scans_not_assessed: scans.iter().filter(|s| s.face == Face::Undetermined).count(),
    }
}

fn run_facts(config: &AssessConfig<'_>, redacted: bool) -> RunFacts {
    RunFacts {
        version: env!("CARGO_PKG_VERSION"),
        date: config.date,
        seed: config.settings.seed,
        language: config.language.code().to_owned(),
        redacted,
        settings: config.as_json(),
    }
}
