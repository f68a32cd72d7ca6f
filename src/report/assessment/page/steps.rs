//! What to do first, and after that.

use super::super::super::page::{Block, Item, ItemFact, Section};
use super::told::Told;
use crate::risk::guide::step::{FIRST, Step};

pub(super) fn section(told: &Told<'_>) -> Section {
    let steps = &told.all.guide.steps;
    let items = |steps: &[Step]| steps.iter().map(|step| item(told, step)).collect::<Vec<Item>>();
    let (first, later) = steps.split_at(steps.len().min(FIRST));
    let mut blocks = Vec::new();
    if first.is_empty() {
        blocks.push(told.text("page.no_steps"));
    } else {
        blocks.push(Block::Sequence(1, items(first)));
    }
    if !later.is_empty() {
        let then = vec![Block::Sequence(FIRST + 1, items(later))];
        let count = later.len().to_string();
        blocks.push(Block::Fold(told.fill("page.later_steps", &[("count", &count)]), then));
    }
    told.section("steps", blocks)
}

fn item(told: &Told<'_>, step: &Step) -> Item {
    let row = &step.row;
    let how = if row.command.is_empty() {
        let who = told.say(&format!("contact.{}", row.contact));
        ItemFact::said(&told.say("ui.ask"), who)
    } else {
        ItemFact::typed(&told.say("ui.run"), row.command.clone())
    };
    let because = ItemFact::said(&told.say("page.because"), because(told, &step.because));
    Item { title: told.say(&format!("step.{}", row.step)), tag: None, facts: vec![how, because] }
}

/// The first reason that has a sentence of its own, and the names of all.
fn because(told: &Told<'_>, reasons: &[String]) -> String {
    let names = reasons.join(", ");
    let passed = |name: &str| told.all.guide.path.iter().find(|passed| passed.node == name);
    let sentence = |name: &String| {
        let keys = ["decision", "gate", "outcome"].map(|part| format!("{part}.{name}"));
        keys.into_iter().find(|key| told.knowledge.texts.has(key))
    };
    // A question is no reason, but better than a name.
    let asked = |name: &String| Some(format!("question.{}", passed(name)?.question));
    match reasons.iter().find_map(sentence).or_else(|| reasons.iter().find_map(asked)) {
        Some(key) => format!("{} ({names})", told.say(&key)),
        None => names,
    }
}
