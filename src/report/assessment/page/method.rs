//! How it was looked, and how often the checks err.

use super::super::super::page::{Block, Cell, Column, Section, Table};
use super::super::limit::Limit;
use super::told::{Told, number};

pub(super) fn section(told: &Told<'_>) -> Section {
    let mut blocks = vec![told.text("page.method_intro")];
    let kinds: std::collections::BTreeSet<&str> =
        told.all.scans.iter().filter_map(|scan| scan.sequence.as_deref()).collect();
    let (measured, said): (Vec<&Limit>, Vec<&Limit>) =
        told.all.limits.iter().partition(|limit| limit.value.is_some());
    if !measured.is_empty() {
        blocks.push(Block::Table(table(told, &measured)));
    }
    if !said.is_empty() {
        blocks.push(told.heading("page.method_limits"));
        let sentence = |limit: &&Limit| told.say(&format!("limit.{}", limit.limit));
        blocks.push(Block::List(said.iter().map(sentence).collect()));
    }
    if !kinds.is_empty() {
        blocks.push(told.heading("page.method_sequences"));
        blocks.push(Block::List(kinds.into_iter().map(str::to_owned).collect()));
    }
    told.section("method", blocks)
}

fn table(told: &Told<'_>, limits: &[&Limit]) -> Table {
    let rows = limits.iter().map(|limit| {
        let value = limit.value.unwrap_or(f64::NAN);
        let mut written = number(value);
        if let Some((low, high)) = limit.low.zip(limit.high) {
            written = format!("{written} ({} – {})", number(low), number(high));
        }
        vec![
            Cell::text(told.say(&format!("limit.{}", limit.limit))),
            Cell::number(written, value),
            limit.cases.map_or_else(
                || Cell::text("–"),
                |cases| Cell::number(cases.to_string(), cases as f64),
            ),
            Cell::text(told.class(&limit.on)),
            Cell::text(limit.source.clone()),
        ]
    });
    let words = |key: &str| Column::words(&told.say(key));
    Table {
        caption: told.say("page.method_caption"),
        columns: vec![
            words("page.method_check"),
            Column::numbers(&told.say("page.method_value")),
            Column::numbers(&told.say("page.method_cases")),
            words("page.method_on"),
            words("page.method_source"),
        ],
        rows: rows.collect(),
    }
}

/// Sources of the page's rules.
pub(super) fn footnotes(told: &Told<'_>) -> Vec<String> {
    ["page.note_guide", "page.note_principles", "page.note_attackers", "page.note_files"]
        .map(|key| told.say(key))
        .to_vec()
}
