//! Who could try, with what chance against the participant who stands out most and the one in the
//! middle.

use super::super::super::page::{Block, Cell, Column, Section, Table};
use super::super::super::plot::{Axis, Figure, Lines, Range, Ranges, Series, Unit};
use super::super::person_risk::PersonRisk;
use super::odds::{order, rank};
use super::participants;
use super::told::Told;
use crate::risk::chance::Chance;
use crate::risk::joint::person::Assessed;

/// How one attacker does over all participants.
pub(super) struct Attack<'a> {
    /// Place among the attackers.
    pub(super) place: usize,
    pub(super) attacker: &'a str,
    pub(super) worst: Chance,
    pub(super) median: Chance,
    /// Participants of whom all that the figure needs was looked at.
    pub(super) assessed: usize,
}

/// Every attacker over these participants; nothing without any.
pub(super) fn attacks<'a>(told: &Told<'a>, people: &[PersonRisk]) -> Vec<Attack<'a>> {
    let of = |n: usize| {
        let risks = || people.iter().filter_map(move |person| person.risks.get(n));
        let mut chances: Vec<Chance> = risks().map(|risk| risk.chance).collect();
        chances.sort_by(order);
        Some(Attack {
            place: n,
            attacker: &told.all.attackers[n].id,
            worst: *chances.last()?,
            median: chances[chances.len() / 2],
            assessed: risks().filter(|risk| risk.assessed == Assessed::Fully).count(),
        })
    };
    (0..told.all.attackers.len()).filter_map(of).collect()
}

pub(super) fn section(told: &Told<'_>) -> Section {
    let attacks = attacks(told, &told.all.people);
    let mut blocks = vec![told.text("page.attackers_intro")];
    if attacks.is_empty() {
        blocks.push(Block::Note(told.say("page.attackers_none")));
        return told.section("attackers", blocks);
    }
    let risks = told.all.people.iter().flat_map(|person| &person.risks);
    let mut grounds = risks.flat_map(|risk| &risk.rests_on);
    if grounds.any(|ground| ground.key == "identified_directly") {
        blocks.push(Block::Note(told.say("page.attackers_blocked")));
    }
    blocks.push(Block::Table(table(told, &attacks)));
    blocks.push(Block::Figures(vec![figure(told, &attacks), spread(told)]));
    blocks.extend(participants::blocks(told));
    told.section("attackers", blocks)
}

fn table(told: &Told<'_>, attacks: &[Attack<'_>]) -> Table {
    let people = told.all.people.len();
    let fixed = &told.all.residual.attackers;
    let rows = attacks.iter().map(|attack| {
        let assessed = attack.assessed.to_string();
        let of = [("count", assessed.as_str()), ("total", &people.to_string())];
        let chance = |chance: Chance| Cell::number(told.chance(chance), rank(&chance));
        vec![
            Cell::text(told.say(&format!("attacker.{}", attack.attacker))),
            chance(attack.worst),
            chance(attack.median),
            fixed.get(attack.place).map_or_else(|| Cell::text("–"), |risk| chance(risk.after)),
            Cell::number(told.fill("page.count_of", &of), attack.assessed as f64),
        ]
    });
    let columns = [
        "page.attacker",
        "page.attacker_worst",
        "page.attacker_median",
        "page.attacker_after",
        "page.attacker_assessed",
    ];
    Table {
        caption: told.say("page.attackers_caption"),
        columns: columns.map(|key| Column::words(&told.say(key))).to_vec(),
        rows: rows.collect(),
    }
}

fn figure(told: &Told<'_>, attacks: &[Attack<'_>]) -> Figure {
    let rows: Vec<Range> = attacks
        .iter()
        .map(|attack| {
            // Where only the ends are known there is no mark: the range says it all.
            let mark =
                |chance: Chance| (chance.estimate.unwrap_or(f64::NAN), told.odds(rank(&chance)));
            Range {
                name: told.say(&format!("page.short_{}", attack.attacker)),
                ends: [attack.worst.low, attack.worst.high],
                marks: vec![mark(attack.worst), mark(attack.median)],
                written: attack
                    .worst
                    .estimate
                    .map_or_else(|| told.chance(attack.worst), |estimate| told.odds(estimate)),
            }
        })
        .collect();
    let greatest = attacks.iter().max_by(|a, b| known(&a.worst).total_cmp(&known(&b.worst)));
    let description = greatest.map_or_else(String::new, |attack| {
        let who = told.say(&format!("attacker.{}", attack.attacker));
        let chance = told.chance(attack.worst);
        told.fill("page.attackers_seen", &[("attacker", &who), ("chance", &chance)])
    });
    let [worst, median] = ["page.attacker_worst", "page.attacker_median"].map(|key| told.say(key));
    Ranges {
        id: "attackers",
        title: &told.say("page.attackers_figure"),
        description: &description,
        x: Axis::linear(&told.say("page.chance_axis"), 0.0, 1.0, Unit::Percent),
        marks: &[worst.as_str(), median.as_str()],
        rows: &rows,
    }
    .draw()
}

/// An estimate counts for more than an end that nobody could lower.
fn known(chance: &Chance) -> f64 {
    chance.estimate.unwrap_or(chance.low)
}

/// Attackers drawn over all participants: more lines cannot be told apart.
const LINES: usize = 5;
/// Steps of the chance at which participants are counted: as many points for 5 as for 5000.
const STEPS: usize = 50;

/// How many participants are named with at most which chance.
fn spread(told: &Told<'_>) -> Figure {
    let people = &told.all.people;
    let looked = |n: &usize| {
        let mut risks = people.iter().filter_map(|person| person.risks.get(*n));
        risks.any(|risk| risk.assessed != Assessed::NotAssessed)
    };
    let line = |n: usize| {
        let chances = people.iter().filter_map(|person| person.risks.get(n));
        let chances: Vec<f64> = chances.map(|risk| rank(&risk.chance)).collect();
        let share = |step: usize| {
            let most = step as f64 / STEPS as f64;
            let count = chances.iter().filter(|chance| **chance <= most).count();
            [most, count as f64 / chances.len().max(1) as f64]
        };
        Series {
            name: told.say(&format!("page.short_{}", told.all.attackers[n].id)),
            points: (0..=STEPS).map(share).collect(),
            band: Vec::new(),
        }
    };
    let series: Vec<Series> =
        (0..told.all.attackers.len()).filter(looked).take(LINES).map(line).collect();
    Lines {
        id: "spread",
        title: &told.say("page.spread"),
        description: &told.say("page.spread_seen"),
        x: Axis::linear(&told.say("page.chance_axis"), 0.0, 1.0, Unit::Percent),
        y: Axis::linear(&told.say("page.spread_share"), 0.0, 1.0, Unit::Percent),
        series: &series,
        markers: &[],
    }
    .draw()
}
