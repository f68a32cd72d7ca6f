//! What the audit found, by severity, grouped by rule: what, where, why, remedy, source.

use super::super::super::page::{Block, Cell, Column, Item, ItemFact, Section, Table, Tone};
use super::told::Told;
use crate::dataset::audit::finding::Finding;
use crate::dataset::audit::severity::Severity;

/// Values of one rule that are named one by one.
const NAMED: usize = 8;

pub(super) fn section(told: &Told<'_>) -> Section {
    let findings = &told.all.findings;
    let mut blocks = vec![told.text("page.findings_intro")];
    if told.all.evidence.findings.is_none() {
        blocks.push(Block::Note(told.say("page.findings_not_run")));
        return told.section("findings", blocks);
    }
    if !findings.iter().any(|f| f.severity == Severity::Block) {
        blocks.push(told.text("page.no_blocking"));
    }
    for severity in Severity::ALL {
        blocks.extend(group(told, severity));
    }
    if !findings.is_empty() {
        let table = vec![Block::Table(table(told))];
        blocks.push(Block::Fold(told.say("page.findings_all"), table));
    }
    told.section("findings", blocks)
}

/// The findings of one severity; those below "high" open on demand.
fn group(told: &Told<'_>, severity: Severity) -> Vec<Block> {
    let of_it: Vec<&Finding> =
        told.all.findings.iter().filter(|f| f.severity == severity).collect();
    if of_it.is_empty() {
        return Vec::new();
    }
    let rules = of_it.chunk_by(|a, b| a.rule == b.rule);
    let items: Vec<Item> = rules.map(|rule| item(told, severity, rule)).collect();
    let count = items.len().to_string();
    let name = told.say(&format!("page.severity_{}", severity.as_str()));
    let title = told.fill("page.severity_group", &[("severity", &name), ("count", &count)]);
    let told_openly = matches!(severity, Severity::Block | Severity::High | Severity::NotAssessed);
    if told_openly {
        vec![Block::Heading(title), Block::Items(items)]
    } else {
        vec![Block::Fold(title, vec![Block::Items(items)])]
    }
}

fn item(told: &Told<'_>, severity: Severity, rule: &[&Finding]) -> Item {
    let first = rule[0];
    let mut what: Vec<String> = rule.iter().take(NAMED).map(|f| self::what(told, f)).collect();
    if rule.len() > NAMED {
        let more = (rule.len() - NAMED).to_string();
        what.push(told.fill("page.and_more", &[("count", &more)]));
    }
    let mut examples: Vec<&str> =
        rule.iter().flat_map(|f| f.examples.iter().map(String::as_str)).collect();
    examples.dedup();
    examples.truncate(NAMED);
    let fact = |key: &str, value: &str| ItemFact::said(&told.say(key), value);
    Item {
        title: format!("{} · {}", first.rule, told.rule(&first.rule, "why", &first.why)),
        tag: Some((told.say(&format!("page.severity_{}", severity.as_str())), tone(severity))),
        facts: vec![
            fact("page.finding_what", &what.join("; ")),
            fact("page.finding_where", &examples.join(", ")),
            fact("page.finding_remedy", &told.rule(&first.rule, "remedy", &first.remedy)),
            fact("page.finding_source", &first.source),
        ],
    }
}

/// Field, kind of value, and in how many files.
fn what(told: &Told<'_>, finding: &Finding) -> String {
    let class = told.class(&finding.value_class);
    let parts = [finding.field.as_str(), &class];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let mut files = told.fill("page.files_count", &[("count", &finding.count.to_string())]);
    if finding.place != "." {
        files = format!("{files}, {}", finding.place);
    }
    if parts.is_empty() { files } else { format!("{} ({files})", parts.join(": ")) }
}

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Block => Tone::Beyond,
        Severity::High => Tone::Attention,
        Severity::NotAssessed => Tone::NotAssessed,
        _ => Tone::Plain,
    }
}

fn table(told: &Told<'_>) -> Table {
    let rows = told.all.findings.iter().map(|finding| {
        let severity = told.say(&format!("page.severity_{}", finding.severity.as_str()));
        let place = Severity::ALL.iter().position(|s| *s == finding.severity);
        vec![
            Cell::text(finding.rule.clone()),
            Cell::number(severity, place.unwrap_or(0) as f64).toned(tone(finding.severity)),
            Cell::text(finding.field.clone()),
            Cell::text(told.class(&finding.value_class)),
            Cell::number(finding.count.to_string(), finding.count as f64),
            Cell::text(finding.place.clone()),
        ]
    });
    let words = |key: &str| Column::words(&told.say(key));
    Table {
        caption: told.say("page.findings_caption"),
        columns: vec![
            words("page.finding_rule"),
            words("page.finding_severity"),
            words("page.finding_field"),
            words("page.finding_value"),
            Column::numbers(&told.say("page.finding_files")),
            words("page.finding_dataset"),
        ],
        rows: rows.collect(),
    }
}
