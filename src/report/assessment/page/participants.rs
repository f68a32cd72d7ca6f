//! The participants who stand out most, and why: never all of many, so that the page can be read.

use super::super::super::joint;
use super::super::super::page::{Block, Cell, Column, Table};
use super::super::person_risk::PersonRisk;
use super::odds::{self, rank};
use super::told::Told;
use crate::risk::joint::person::AttackerRisk;

/// Participants shown; all are in `participants_risk.csv`.
const SHOWN: usize = 25;

pub(super) fn blocks(told: &Told<'_>) -> Vec<Block> {
    let mut order = most_at_risk(told);
    // The sort is stable: equals stay in the order of the model.
    order.sort_by(|(_, a, _), (_, b, _)| odds::order(&b.chance, &a.chance));
    let shown = order.len().min(SHOWN);
    let [count, total] = [shown, order.len()].map(|n| n.to_string());
    let values = [("count", count.as_str()), ("total", &total)];
    let rows = order.iter().take(SHOWN).map(|(person, risk, fixed)| {
        let grounds = risk.rests_on.iter().map(|ground| joint::ground(ground, told.language));
        vec![
            Cell::text((*person).to_owned()),
            Cell::number(told.chance(risk.chance), rank(&risk.chance)),
            Cell::text(told.say(&format!("page.short_{}", risk.attacker))),
            Cell::number(told.chance(fixed.chance), rank(&fixed.chance)),
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

/// Everybody with the attacker who does best, now and once the fixes are made.
fn most_at_risk<'a>(told: &Told<'a>) -> Vec<(&'a str, &'a AttackerRisk, &'a AttackerRisk)> {
    let (people, fixed) = (&told.all.people, &told.all.residual.people);
    let one = |(person, fixed): (&'a PersonRisk, &'a PersonRisk)| {
        let place = worst(person)?;
        Some((person.participant.as_str(), &person.risks[place], fixed.risks.get(place)?))
    };
    people.iter().zip(fixed).filter_map(one).collect()
}

/// Place of the attacker who does best against a participant; of equals the first.
fn worst(person: &PersonRisk) -> Option<usize> {
    let chance = |place: &usize| &person.risks[*place].chance;
    // Of equals `max_by` takes the last.
    (0..person.risks.len()).rev().max_by(|a, b| odds::order(chance(a), chance(b)))
}
