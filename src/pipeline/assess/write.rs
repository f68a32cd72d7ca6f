//! The files of an assessment.

use super::config::AssessConfig;
use super::group_level::Assessed;
use crate::base::atomic::Access;
use crate::pipeline::output::written::Written;
use crate::pipeline::output::{OutputError, OutputFolder};
use crate::pipeline::run;
use crate::report::assessment::page;
use crate::report::faces_csv::{self, Row};
use crate::report::{evidence_csv, findings_csv, guide, joint, table_csv};

/// What must not be passed on lies here, readable by its owner only.
const FOR_OWNER: &str = "do_not_share";

/// Writes every file; their names in the order in which a reader needs them.
pub(super) fn all(
    config: &AssessConfig<'_>,
    assessed: &Assessed<'_>,
    out: &OutputFolder,
) -> Result<Vec<String>, OutputError> {
    let Assessed { assessment, plan, .. } = assessed;
    let language = &config.language;
    let mut files = Written::new(out);
    let page = page::page(assessment, config.knowledge, language);
    files.put("report.html", page.as_bytes())?;
    files.json("report.json", assessment)?;
    let both = assessment.people.iter().zip(&assessment.residual.people);
    let people = both.map(|(now, fixed)| (&*now.participant, &*now.risks, &*fixed.risks));
    files.table("participants_risk", joint::table(people, language), &joint::dictionary())?;
    faces(&mut files, assessed)?;
    let findings = findings_csv::write(assessment.findings.iter());
    files.table("findings", findings, &findings_csv::dictionary())?;
    if let Some(table) = &assessment.table {
        let metrics = table_csv::metrics(&table.report);
        files.table("table_metrics", metrics, &table_csv::dictionary("table_metrics"))?;
    }
    let path = guide::path(&assessment.guide, language);
    files.table("guide", path, &guide::dictionary())?;
    files.put("guide.txt", guide::text(&assessment.guide, language).as_bytes())?;
    for name in evidence_csv::TABLES {
        let table = evidence_csv::table(name, &assessment.evidence);
        files.table(name, table, &evidence_csv::dictionary(name))?;
    }
    files.json("evidence.json", &assessment.evidence)?;
    run::write_group(&assessment.group, out)?;
    files.names.push("group.json".to_owned());
    if let Some(plan) = plan {
        let text = plan.to_toml().map_err(|e| files.failed("plan.toml", e))?;
        files.put("plan.toml", text.as_bytes())?;
    }
    for_owner(config, assessed, &mut files)?;
    Ok(files.names)
}

/// `faces.csv` as `countenance faces` writes it, without the time it took.
fn faces(files: &mut Written<'_>, assessed: &Assessed<'_>) -> Result<(), OutputError> {
    const NAME: &str = "faces.csv";
    let named = |json: &Option<String>| {
        let json = json.as_deref().unwrap_or("n/a");
        assessed.names.text(json)
    };
    let jsons: Vec<String> = assessed.results.iter().map(|result| named(&result.json)).collect();
    let rows = assessed.results.iter().zip(&jsons);
    let rows = rows.map(|(result, json)| Row { report: &result.report, json, seconds: None });
    let mut bytes = Vec::new();
    faces_csv::write(&mut bytes, rows).map_err(|e| files.failed(NAME, e))?;
    files.put(NAME, &bytes)?;
    files.put("faces.json", faces_csv::DICTIONARY.as_bytes())
}

/// Who bears which name, where anybody bears another one.
fn for_owner(
    config: &AssessConfig<'_>,
    assessed: &Assessed<'_>,
    files: &mut Written<'_>,
) -> Result<(), OutputError> {
    if !(config.show_values && assessed.names.is_used()) {
        return Ok(());
    }
    let name = format!("{FOR_OWNER}/participants.tsv");
    let mut text = "participant_id\tname_in_report\n".to_owned();
    for (id, other) in assessed.names.names() {
        text.extend([id, "\t", other, "\n"]);
    }
    files.out.write(&name, Access::OwnerOnly, text.as_bytes())?;
    files.names.push(name);
    Ok(())
}
