//! The answer: outcome, path, first steps, what matters, and the limits of the destination.

use super::super::date::Date;
use super::super::destination::Destination;
use super::super::evidence::Evidence;
use super::super::expression::Expression;
use super::super::fact::Basis;
use super::super::gate::Judged;
use super::super::knowledge::Knowledge;
use super::super::measure::Measures;
use super::super::truth::Truth;
use super::answer::{Answers, Given};
use super::context::Context;
use super::decision::Decided;
use super::ecobidas::{self, Ecobidas};
use super::frame::Item;
use super::step::{self, Step};
use super::tree::{self, Passed};
use serde::Serialize;
use std::collections::BTreeMap;

/// Where the data are to go, as of its profile.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Goal {
    /// The profile.
    #[serde(flatten)]
    pub profile: Destination,
    /// Whether the profile should be looked up again.
    pub profile_is_old: bool,
    /// Whether the outcome allows it; unknown where the answers do not decide.
    pub allowed: Truth,
    /// Its terms.
    pub terms: Vec<TermState>,
    /// Its limits.
    pub gates: Vec<Judged>,
}

/// A term of a destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TermState {
    /// Short name.
    pub term: String,
    /// Whether it is met.
    pub met: Truth,
    /// Where it is written.
    pub source: String,
}

/// The guide's answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Advice {
    /// `A`, `B`, `C` or `support`.
    pub outcome: String,
    /// Something on the path has to be done before the outcome holds.
    pub after_steps: bool,
    /// Where the data are to go; none where that was not said.
    pub destination: Option<Goal>,
    /// Questions passed, in order.
    pub path: Vec<Passed>,
    /// Every answer, by question.
    pub answers: BTreeMap<String, Given>,
    /// Every decision, fired or not.
    pub decisions: Vec<Decided>,
    /// What to do, in order; the first [`step::FIRST`] first.
    pub steps: Vec<Step>,
    /// Opportunities, barriers and ways around that apply.
    pub frame: Vec<Item>,
    /// The values that eCOBIDAS's three items on privacy are answered with.
    pub ecobidas: Ecobidas,
}

/// Answers what may be shared.
pub fn advise(
    knowledge: &Knowledge,
    evidence: &Evidence,
    context: &Context,
    destination: Option<&Destination>,
    today: Date,
) -> Advice {
    let measures = Measures::of(evidence);
    let measured = Basis { measures: &measures, answers: None, destination };
    let answers = Answers::settle(knowledge, context, measured);
    let basis = Basis { answers: Some(&answers), ..measured };
    let (path, outcome) = tree::walk(&knowledge.tree, &answers);
    let decide = |row: &super::decision::Decision| row.decide(&knowledge.facts, basis);
    let decisions: Vec<Decided> = knowledge.decisions.iter().map(decide).collect();
    let goal = destination.map(|profile| goal(knowledge, profile, &outcome, basis, today));
    let called_for = called_for(knowledge, &path, &outcome, &decisions, goal.as_ref());
    let on_path = |passed: &Passed| !answer_step(knowledge, passed).is_empty();
    Advice {
        after_steps: path.iter().any(on_path),
        steps: step::in_order(&knowledge.steps, &called_for),
        frame: knowledge
            .frame
            .iter()
            .filter(|item| item.holds(&knowledge.facts, basis))
            .cloned()
            .collect(),
        ecobidas: ecobidas::values(&answers, context, &outcome, destination),
        answers: answers.all().map(|(q, given)| (q.to_owned(), given.clone())).collect(),
        outcome,
        destination: goal,
        path,
        decisions,
    }
}

fn goal(
    knowledge: &Knowledge,
    profile: &Destination,
    outcome: &str,
    basis: Basis<'_>,
    today: Date,
) -> Goal {
    let facts = &knowledge.facts;
    let row = knowledge.outcomes.iter().find(|row| row.outcome == outcome);
    let kinds = row.and_then(super::step::OutcomeRow::kinds).unwrap_or_default();
    let allowed =
        if kinds.is_empty() { Truth::Unknown } else { kinds.contains(&profile.kind).into() };
    let own_terms = knowledge.terms.iter().filter(|term| term.destination == profile.id);
    let truth = |requires: &str| match Expression::parse(requires) {
        Ok(condition) => condition.truth(|name| facts.truth(name, basis)),
        // A term without a condition is one that only people can judge.
        Err(_) => Truth::Unknown,
    };
    let state = |term: &super::super::destination::Term| TermState {
        term: term.term.clone(),
        met: truth(&term.requires),
        source: term.source.clone(),
    };
    let own_gates = knowledge.gates.iter().filter(|gate| gate.destination == profile.kind);
    Goal {
        profile_is_old: profile.is_old(today),
        allowed,
        terms: own_terms.map(state).collect(),
        gates: own_gates.map(|gate| gate.judge(facts, basis)).collect(),
        profile: profile.clone(),
    }
}

/// The step that an answer on the path calls for; empty for none.
fn answer_step<'a>(knowledge: &'a Knowledge, passed: &Passed) -> &'a str {
    let of = knowledge.answers.iter();
    let own = |row: &&super::question::AnswerRow| {
        row.question == passed.question && row.answer == passed.given.answer
    };
    of.clone().find(own).map_or("", |row| row.step.as_str())
}

/// Every step that is called for, with what calls for it.
fn called_for(
    knowledge: &Knowledge,
    path: &[Passed],
    outcome: &str,
    decisions: &[Decided],
    goal: Option<&Goal>,
) -> Vec<(String, String)> {
    let mut all: Vec<(&str, &str)> = Vec::new();
    all.extend(
        decisions
            .iter()
            .filter(|d| d.holds.is_yes())
            .map(|d| (d.step.as_str(), d.decision.as_str())),
    );
    all.extend(path.iter().map(|passed| (answer_step(knowledge, passed), passed.node.as_str())));
    all.extend(goal.iter().flat_map(|g| &g.gates).map(|g| (g.step.as_str(), g.gate.as_str())));
    let rows = knowledge.outcomes.iter().filter(|row| row.outcome == outcome);
    all.extend(rows.map(|row| (row.step.as_str(), row.outcome.as_str())));
    let named = all.into_iter().filter(|(step, _)| !step.is_empty());
    named.map(|(step, because)| (step.to_owned(), because.to_owned())).collect()
}

#[cfg(test)]
mod tests;
