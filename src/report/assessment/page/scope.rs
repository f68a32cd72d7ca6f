//! What was looked at, and what was not.

use super::super::super::page::{Block, Cell, Column, Section, Table, Tone};
use super::super::super::plot::grouped;
use super::told::Told;
use crate::dataset::audit::severity::Severity;
use std::collections::BTreeMap;

pub(super) fn section(told: &Told<'_>) -> Section {
    let mut blocks = vec![Block::Facts(facts(told))];
    blocks.extend(kinds(told));
    blocks.extend(missing(told));
    told.section("scope", blocks)
}

fn facts(told: &Told<'_>) -> Vec<(String, String)> {
    let dataset = &told.all.dataset;
    let number = |n: usize| grouped(n as f64, 0);
    let megabytes = format!("{} MB", grouped(dataset.bytes as f64 / 1e6, 1));
    let mut facts = vec![
        ("page.scope_participants", number(dataset.participants)),
        ("page.scope_sessions", number(dataset.sessions)),
        ("page.scope_files", format!("{} ({megabytes})", number(dataset.files))),
        ("page.scope_files_missing", number(dataset.files_not_assessed)),
        ("page.scope_scans", number(dataset.scans)),
        ("page.scope_scans_missing", number(dataset.scans_not_assessed)),
    ];
    if !dataset.nested.is_empty() {
        facts.push(("page.scope_nested", dataset.nested.join(", ")));
    }
    facts.extend(dataset.bids_version.clone().map(|version| ("page.scope_bids", version)));
    facts.into_iter().map(|(key, value)| (told.say(key), value)).collect()
}

/// How many images of each kind have each status.
fn kinds(told: &Told<'_>) -> Option<Block> {
    let mut counts: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for scan in &told.all.scans {
        let suffix = scan.suffix.as_deref().unwrap_or("–");
        *counts.entry((scan.derivative.as_str(), suffix, scan.status.as_str())).or_default() += 1;
    }
    if counts.is_empty() {
        return None;
    }
    let rows = counts.into_iter().map(|((derivative, suffix, status), count)| {
        let derivative = if derivative.is_empty() { "–" } else { derivative };
        vec![
            Cell::text(suffix),
            Cell::text(derivative),
            Cell::text(told.say(&format!("page.status_{status}"))),
            Cell::number(count.to_string(), count as f64),
        ]
    });
    Some(Block::Table(Table {
        caption: told.say("page.kinds_caption"),
        columns: vec![
            Column::words(&told.say("page.kinds_suffix")),
            Column::words(&told.say("page.kinds_derivative")),
            Column::words(&told.say("page.kinds_status")),
            Column::numbers(&told.say("page.kinds_count")),
        ],
        rows: rows.collect(),
    }))
}

/// What could not be looked at, each with its reason.
fn missing(told: &Told<'_>) -> Vec<Block> {
    let findings = told.all.findings.iter().filter(|f| f.severity == Severity::NotAssessed);
    let files = findings.map(|f| {
        let files = told.fill("page.files_count", &[("count", &f.count.to_string())]);
        let what = format!("{files}: {}", f.examples.join(", "));
        let why = told.rule(&f.rule, "why", &f.why);
        [what, if f.value_class.is_empty() { why } else { told.class(&f.value_class) }]
    });
    let parts = told.all.not_assessed.iter().map(|n| [told.class(&n.what), told.class(&n.why)]);
    let rows: Vec<Vec<Cell>> = parts
        .chain(files)
        .map(|[what, why]| vec![Cell::text(what).toned(Tone::NotAssessed), Cell::text(why)])
        .collect();
    if rows.is_empty() {
        return vec![told.text("page.nothing_missing")];
    }
    let columns = ["page.missing_what", "page.missing_why"];
    let columns = columns.map(|key| Column::words(&told.say(key))).to_vec();
    let caption = told.say("page.missing_caption");
    vec![
        told.heading("page.missing"),
        told.text("page.not_assessed_is_not_fine"),
        Block::Table(Table { caption, columns, rows }),
    ]
}
