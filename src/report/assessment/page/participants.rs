//! The participants who stand out most, and why: never all of many, so that the page can be read.

use super::super::super::joint;
use super::super::super::page::{Block, Cell, Column, Table};
use super::super::person_risk::PersonRisk;
use super::odds::rank;
use super::told::Told;
use crate::risk::joint::person::AttackerRisk;

/// Participants shown; all are in `participants_risk.csv`.
const SHOWN: usize = 25;

pub(super) fn blocks(told: &Told<'_>) -> Vec<Block> {
    let fixed = told.all.residual.people.iter().map(worst);
    let both = told.all.people.iter().zip(fixed);
    let mut order: Vec<(&PersonRisk, &AttackerRisk, Option<&AttackerRisk>)> =
        both.filter_map(|(person, fixed)| Some((person, worst(person)?, fixed))).collect();
    // The sort is stable: equals stay in the order of the model.
    order.sort_by(|(_, a, _), (_, b, _)| {
        let (a, b) = (rank(&a.chance), rank(&b.chance));
        b[0].total_cmp(&a[0]).then(b[1].total_cmp(&a[1]))
    });
    let shown = order.len().min(SHOWN);
    let [count, total] = [shown, order.len()].map(|n| n.to_string());
    let values = [("count", count.as_str()), ("total", &total)];
    let rows = order.iter().take(SHOWN).map(|(person, risk, fixed)| {
        let grounds = risk.rests_on.iter().map(|ground| joint::ground(ground, told.language));
        vec![
            Cell::text(person.participant.clone()),
            Cell::number(told.chance(risk.chance), rank(&risk.chance)[0]),
            Cell::text(told.say(&format!("page.short_{}", risk.attacker))),
            fixed.map_or_else(
                || Cell::text("–"),
                |risk| Cell::number(told.chance(risk.chance), rank(&risk.chance)[0]),
            ),
            Cell::text(grounds.collect::<Vec<_>>().join("; ")),
        ]
    });
    let columns = [
        "page.participant",
        "page.participant_chance",
        "page.participant_attacker",
        "page.participant_after",
        "page.participant_why",
    ];
    let table = Table {
        caption: told.fill("page.participants_caption", &values),
        columns: columns.map(|key| Column::words(&told.say(key))).to_vec(),
        rows: rows.collect(),
    };
    let note = if told.all.run.redacted { "page.names_redacted" } else { "page.names_shown" };
    let fold = vec![Block::Note(told.say(note)), Block::Table(table)];
    vec![Block::Fold(told.fill("page.participants_fold", &values), fold)]
}

/// The attacker who does best against a participant; of equals the first.
fn worst(person: &PersonRisk) -> Option<&AttackerRisk> {
    let mut best: Option<&AttackerRisk> = None;
    for risk in &person.risks {
        if best.is_none_or(|best| rank(&risk.chance) > rank(&best.chance)) {
            best = Some(risk);
        }
    }
    best
}
