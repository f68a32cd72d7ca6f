//! What is left once the proposed fixes are made, and what no fix changes.

use super::super::super::page::{Block, Cell, Column, Section, Table};
use super::attackers::attacks;
use super::odds::rank;
use super::told::Told;
use crate::risk::chance::Chance;

pub(super) fn section(told: &Told<'_>) -> Section {
    let residual = &told.all.residual;
    let mut blocks = Vec::new();
    if residual.fixes.is_empty() {
        blocks.push(told.text("page.residual_no_fix"));
    } else {
        let fix = |fix: &super::super::residual::Fix| {
            let count = fix.count.to_string();
            told.fill(&format!("residual.{}", fix.key), &[("count", &count)])
        };
        blocks.push(told.text("page.residual_intro"));
        blocks.push(Block::List(residual.fixes.iter().map(fix).collect()));
        if !residual.attackers.is_empty() {
            blocks.push(Block::Table(table(told)));
        }
    }
    blocks.push(told.heading("page.stays"));
    let stays = residual.stays.iter().map(|key| told.say(&format!("stays.{key}")));
    blocks.push(Block::List(stays.collect()));
    told.section("residual", blocks)
}

fn table(told: &Told<'_>) -> Table {
    let medians = attacks(told, &told.all.residual.people);
    let chance = |chance: Chance| Cell::number(told.chance(chance), rank(&chance));
    let rows = told.all.residual.attackers.iter().map(|risk| {
        let median = medians.iter().find(|attack| attack.attacker == risk.attacker);
        vec![
            Cell::text(told.say(&format!("attacker.{}", risk.attacker))),
            chance(risk.before),
            chance(risk.after),
            median.map_or_else(|| Cell::text("–"), |attack| chance(attack.median)),
        ]
    });
    let columns = [
        "page.attacker",
        "page.residual_before",
        "page.residual_after",
        "page.residual_after_median",
    ];
    Table {
        caption: told.say("page.residual_caption"),
        columns: columns.map(|key| Column::words(&told.say(key))).to_vec(),
        rows: rows.collect(),
    }
}
