//! The guide's tree, for the reader to try other answers.

use super::super::super::page::{
    Tree, TreeAnswer, TreeEdge, TreeEnd, TreeQuestion, TreeRule, TreeStep, TreeWords,
};
use super::answer::allowed;
use super::told::Told;
use crate::risk::guide::answer::By;
use crate::risk::guide::called_for::{self, CalledFor};
use crate::risk::guide::step::{OutcomeRow, StepRow};
use crate::risk::guide::what_if;
use crate::risk::truth::Truth;
use std::collections::BTreeSet;

/// The tree with the answers of the report.
pub(super) fn tree(told: &Told<'_>) -> Tree {
    let (knowledge, goal) = (told.knowledge, told.all.guide.destination.as_ref());
    let profile = goal.map(|goal| &goal.profile);
    let open = what_if::open_answers(knowledge, &told.all.evidence, profile);
    let edge = |edge: &crate::risk::guide::tree::Edge| TreeEdge {
        node: edge.node.clone(),
        question: edge.question.clone(),
        answer: edge.answer.clone(),
        to: edge.to.clone(),
    };
    let mut asked = BTreeSet::new();
    let questions = knowledge.tree.iter().map(|edge| edge.question.as_str());
    let questions = questions.filter(|question| asked.insert(*question));
    Tree {
        edges: knowledge.tree.iter().map(edge).collect(),
        questions: questions.map(|id| question(told, id, &open)).collect(),
        ends: knowledge.outcomes.iter().map(|row| end(told, row)).collect(),
        steps: steps(told),
        rules: rules(told),
        words: words(told),
    }
}

fn question(told: &Told<'_>, id: &str, open: &BTreeSet<(String, String)>) -> TreeQuestion {
    let given = told.all.guide.answers.get(id);
    let by_data = given.filter(|given| given.by == By::Evidence);
    let note = by_data
        .map(|given| told.fill("page.tree_fixed", &[("found", &told.measured(&given.rests_on))]));
    let answer = |row: &crate::risk::guide::question::AnswerRow| TreeAnswer {
        id: row.answer.clone(),
        text: told.say(&format!("answer.{id}.{}", row.answer)),
        open: open.contains(&(id.to_owned(), row.answer.clone())),
        step: row.step.clone(),
    };
    TreeQuestion {
        id: id.to_owned(),
        text: told.say(&format!("question.{id}")),
        answers: told.knowledge.answers_to(id).map(answer).collect(),
        given: given.map(|given| given.answer.clone()).unwrap_or_default(),
        note: note.unwrap_or_default(),
    }
}

fn end(told: &Told<'_>, row: &OutcomeRow) -> TreeEnd {
    let kinds = row.kinds().unwrap_or_default();
    let goal = told.all.guide.destination.as_ref();
    let means = goal.map_or_else(String::new, |goal| {
        let kind = goal.profile.kind;
        let truth: Truth =
            if kinds.is_empty() { Truth::Unknown } else { kinds.contains(&kind).into() };
        let name = told.say(&format!("destination.{}", goal.profile.id));
        format!("{name}: {}", told.say(allowed(truth)))
    });
    // A letter is a sign and a name; what decides nothing has a question mark and a word.
    let decides = !kinds.is_empty();
    let sign = if decides { row.outcome.clone() } else { "?".to_owned() };
    let name = if decides { row.outcome.clone() } else { told.say("page.tree_support") };
    let text = told.say(&format!("outcome.{}", row.outcome));
    let step = row.step.clone();
    TreeEnd { id: row.outcome.clone(), sign, name, decides, text, means, step }
}

/// Every step of the guide, in its order.
fn steps(told: &Told<'_>) -> Vec<TreeStep> {
    let mut rows: Vec<&StepRow> = told.knowledge.steps.iter().collect();
    rows.sort_by_key(|row| row.rank);
    let step = |row: &StepRow| TreeStep {
        id: row.step.clone(),
        text: told.say(&format!("step.{}", row.step)),
        how: if row.command.is_empty() {
            told.say(&format!("contact.{}", row.contact))
        } else {
            row.command.clone()
        },
    };
    rows.into_iter().map(step).collect()
}

fn rules(told: &Told<'_>) -> Vec<TreeRule> {
    let (guide, evidence) = (&told.all.guide, &told.all.evidence);
    let profile = guide.destination.as_ref().map(|goal| &goal.profile);
    let all = called_for::by_answers(told.knowledge, evidence, &guide.answers, profile);
    let rule = |CalledFor { step, questions, when }| TreeRule { step, questions, when };
    all.into_iter().map(rule).collect()
}

fn words(told: &Told<'_>) -> TreeWords {
    TreeWords {
        intro: told.say("page.tree_intro"),
        without: told.say("page.tree_without"),
        outcome: told.say("ui.outcome"),
        leads: told.say("page.tree_leads"),
        next: told.say("page.tree_next"),
        now: told.say("page.tree_now"),
        later: told.say("page.tree_later"),
        same: told.say("page.tree_same"),
        changed: told.say("page.tree_changed"),
        reset: told.say("page.tree_reset"),
        steps: told.say("page.tree_steps"),
        added: told.say("page.tree_added"),
        gone: told.say("page.tree_gone"),
    }
}
