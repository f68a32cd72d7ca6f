//! What to do first, and after that.

use super::super::super::page::{Block, Item, ItemFact, Section};
use super::told::Told;
use crate::risk::guide::step::{FIRST, Step};

pub(super) fn section(told: &Told<'_>) -> Section {
    let steps = &told.all.guide.steps;
    let items = |steps: &[Step]| steps.iter().map(|step| item(told, step)).collect::<Vec<_>>();
    let (first, later) = steps.split_at(steps.len().min(FIRST));
    let mut blocks = Vec::new();
    if first.is_empty() {
        blocks.push(told.text("page.no_steps"));
    } else {
        blocks.push(Block::Sequence(items(first)));
    }
    if !later.is_empty() {
        let then = vec![Block::Sequence(items(later))];
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
    let because = ItemFact::said(&told.say("page.because"), step.because.join(", "));
    Item { title: told.say(&format!("step.{}", row.step)), tag: None, facts: vec![how, because] }
}
