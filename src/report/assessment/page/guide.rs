//! The guide: the path of answers, the tree to try others, the destination's limits and terms.

use super::super::super::page::{Block, Cell, Column, Item, ItemFact, Section, Table, Tone};
use super::told::{Told, number};
use super::tree;
use crate::risk::gate::{Judged, State};
use crate::risk::guide::advice::Goal;
use crate::risk::guide::answer::By;
use crate::risk::guide::frame::Part;
use crate::risk::guide::tree::Passed;
use crate::risk::truth::Truth;

pub(super) fn section(told: &Told<'_>) -> Section {
    let guide = &told.all.guide;
    let path = guide.path.iter().map(|passed| item(told, passed)).collect();
    let mut blocks = vec![
        told.text("page.guide_intro"),
        Block::Sequence(1, path),
        Block::Note(told.say(&format!("outcome.{}", guide.outcome))),
        told.heading("page.tree"),
        Block::Tree(Box::new(tree::tree(told))),
    ];
    if let Some(goal) = &guide.destination {
        blocks.extend(limits(told, goal));
    }
    for part in Part::ALL {
        let items = guide.frame.iter().filter(|item| item.part == part);
        let items: Vec<String> =
            items.map(|item| told.say(&format!("frame.{}", item.item))).collect();
        if !items.is_empty() {
            blocks.push(told.heading(&format!("ui.{}", part.as_str())));
            blocks.push(Block::List(items));
        }
    }
    blocks.push(told.heading("page.consent"));
    blocks.push(Block::List(
        ["page.consent_forms", "page.consent_agreement", "page.consent_guide"]
            .map(|key| told.say(key))
            .to_vec(),
    ));
    blocks.push(told.heading("ui.ecobidas"));
    blocks.push(Block::List(guide.ecobidas.sentences(told.language).to_vec()));
    told.section("guide", blocks)
}

fn item(told: &Told<'_>, passed: &Passed) -> Item {
    let given = &passed.given;
    let answer = |name: &str| told.say(&format!("answer.{}.{name}", passed.question));
    let by = told.say(&format!("ui.by_{}", given.by.as_str()));
    let by = match told.measured(&given.rests_on) {
        on if on.is_empty() => by,
        on => format!("{by}: {on}"),
    };
    let mut facts = vec![ItemFact::said("", format!("{} ({by})", answer(&given.answer)))];
    facts.extend(given.contradicts.as_deref().map(|asked| {
        ItemFact::said("", told.fill("ui.contradiction", &[("asked", &answer(asked))]))
    }));
    let tag = (given.by == By::Unknown).then(|| (told.say("ui.by_unknown"), Tone::NotAssessed));
    Item { title: told.say(&format!("question.{}", passed.question)), tag, facts }
}

fn limits(told: &Told<'_>, goal: &Goal) -> Vec<Block> {
    let date = goal.profile.date.to_string();
    let key = if goal.profile_is_old { "ui.profile_old" } else { "ui.profile_date" };
    let source = told.class(&goal.profile.source);
    let known = told.fill(key, &[("date", &date), ("source", &source)]);
    let words = |key: &str| Column::words(&told.say(key));
    let gates = Table {
        caption: told.say("ui.gates"),
        columns: vec![
            words("page.gate"),
            words("page.gate_state"),
            words("page.gate_found"),
            words("page.gate_limit"),
            words("page.finding_source"),
        ],
        rows: goal.gates.iter().map(|gate| row(told, gate)).collect(),
    };
    let mut blocks = vec![told.heading("page.destination"), Block::Text(known)];
    blocks.push(Block::Table(gates));
    if !goal.terms.is_empty() {
        blocks.push(Block::Table(terms(told, goal)));
    }
    blocks
}

fn row(told: &Told<'_>, gate: &Judged) -> Vec<Cell> {
    let found = gate.value.map_or_else(
        || told.say("ui.state_not_assessed"),
        |[low, high]| {
            let [from, to] = [low, high].map(number);
            if from == to { from } else { format!("{from} – {to}") }
        },
    );
    let limit = gate.limit.map(|limit| told.fill("ui.limit", &[("limit", &number(limit))]));
    let tone = match gate.state {
        State::Holds => Tone::Within,
        State::Fails => Tone::Beyond,
        State::Lifted | State::Undecided => Tone::Attention,
        State::NotAssessed => Tone::NotAssessed,
        State::Reported | State::Allowed => Tone::Plain,
    };
    vec![
        Cell::text(told.say(&format!("gate.{}", gate.gate))),
        Cell::text(told.say(&format!("ui.state_{}", gate.state.as_str()))).toned(tone),
        Cell::text(found),
        Cell::text(limit.unwrap_or_else(|| "–".to_owned())),
        Cell::text(told.class(&gate.source)),
    ]
}

fn terms(told: &Told<'_>, goal: &Goal) -> Table {
    let rows = goal.terms.iter().map(|term| {
        let (met, tone) = match term.met {
            Truth::Yes => ("ui.term_met", Tone::Within),
            Truth::No => ("ui.term_not_met", Tone::Beyond),
            Truth::Unknown => ("ui.term_unknown", Tone::NotAssessed),
        };
        vec![
            Cell::text(told.say(&format!("term.{}.{}", goal.profile.id, term.term))),
            Cell::text(told.say(met)).toned(tone),
            Cell::text(term.source.clone()),
        ]
    });
    let columns = ["page.term", "page.gate_state", "page.finding_source"];
    Table {
        caption: told.say("ui.terms"),
        columns: columns.map(|key| Column::words(&told.say(key))).to_vec(),
        rows: rows.collect(),
    }
}
