//! Which steps would be called for, were questions of the path answered otherwise: a table for every
//! decision and limit, so that a reader who tries answers needs no conditions.

use super::super::destination::Destination;
use super::super::evidence::Evidence;
use super::super::expression::Expression;
use super::super::fact::Basis;
use super::super::gate::{Gate, Measured};
use super::super::knowledge::Knowledge;
use super::super::measure::Measures;
use super::answer::{Answers, Given};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// When a decision or a limit calls for a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CalledFor {
    /// The step.
    pub step: String,
    /// Questions of the path that it depends on; none where no answer changes it.
    pub questions: Vec<String>,
    /// Answers to them, in their order, that call for it.
    pub when: Vec<Vec<String>>,
}

/// The tables; questions beside the path stay answered as in `answers`.
pub fn by_answers(
    knowledge: &Knowledge,
    evidence: &Evidence,
    answers: &BTreeMap<String, Given>,
    destination: Option<&Destination>,
) -> Vec<CalledFor> {
    let facts = &knowledge.facts;
    let measures = Measures::of(evidence);
    let measured = Basis { measures: &measures, answers: None, destination };
    let tables = Tables { knowledge, answers };
    let mut all = Vec::new();
    for decision in &knowledge.decisions {
        let conditions: Vec<Expression> = Expression::parse(&decision.when).into_iter().collect();
        all.extend(tables.of(&conditions, |answers| {
            let decided = decision.decide(facts, Basis { answers: Some(answers), ..measured });
            if decided.holds.is_yes() { decided.step } else { String::new() }
        }));
    }
    let kind = destination.map(|destination| destination.kind);
    for gate in knowledge.gates.iter().filter(|gate| Some(gate.destination) == kind) {
        let step = |answers: &Answers| {
            gate.judge(facts, Basis { answers: Some(answers), ..measured }).step
        };
        all.extend(tables.of(&conditions_of(gate), step));
    }
    all
}

fn conditions_of(gate: &Gate) -> Vec<Expression> {
    let measured = match gate.measured() {
        Ok(Measured::Fact(condition, _)) => Some(condition),
        _ => None,
    };
    measured.into_iter().chain(Expression::parse(&gate.unless)).collect()
}

struct Tables<'a> {
    knowledge: &'a Knowledge,
    answers: &'a BTreeMap<String, Given>,
}

impl Tables<'_> {
    /// The steps that `step_of` names for some answers; an empty name is none.
    fn of(
        &self,
        conditions: &[Expression],
        step_of: impl Fn(&Answers) -> String,
    ) -> Vec<CalledFor> {
        let names = conditions.iter().flat_map(Expression::names);
        let asked: BTreeSet<&str> =
            names.flat_map(|name| self.knowledge.facts.questions(name)).collect();
        let on_path =
            |question: &&str| self.knowledge.tree.iter().any(|e| e.question == **question);
        let questions: Vec<&str> = asked.into_iter().filter(on_path).collect();
        let mut when: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
        for row in self.combinations(&questions) {
            let mut answers = Answers::from(self.answers.clone());
            for (question, answer) in questions.iter().zip(&row) {
                answers.say(question, answer);
            }
            when.entry(step_of(&answers)).or_default().push(row);
        }
        when.remove("");
        let questions: Vec<String> = questions.into_iter().map(str::to_owned).collect();
        let table = |(step, when)| CalledFor { step, questions: questions.clone(), when };
        when.into_iter().map(table).collect()
    }

    /// Every way to answer these questions.
    fn combinations(&self, questions: &[&str]) -> Vec<Vec<String>> {
        let mut all = vec![Vec::new()];
        for question in questions {
            let answers = || self.knowledge.answers_to(question).map(|row| row.answer.clone());
            let more = |row: &Vec<String>| {
                let row = row.clone();
                answers().map(move |answer| [row.as_slice(), &[answer]].concat())
            };
            all = all.iter().flat_map(more).collect();
        }
        all
    }
}
