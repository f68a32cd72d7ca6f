//! Which answers would count if they were given: what the data show cannot be answered otherwise.

use super::super::destination::Destination;
use super::super::evidence::Evidence;
use super::super::fact::Basis;
use super::super::knowledge::Knowledge;
use super::super::measure::Measures;
use super::answer::Answers;
use super::context::Context;
use std::collections::BTreeSet;

/// Pairs of a question of choice and an answer to it that would stand, were it said.
pub fn open_answers(
    knowledge: &Knowledge,
    evidence: &Evidence,
    destination: Option<&Destination>,
) -> BTreeSet<(String, String)> {
    let measures = Measures::of(evidence);
    let basis = Basis { measures: &measures, answers: None, destination };
    let stands = |question: &str, answer: &str| {
        let mut said = Context::default();
        // An answer of the tables is one that can be said.
        said.set(question, answer, knowledge).is_ok_and(|()| {
            let settled = Answers::settle(knowledge, &said, basis);
            settled.get(question).is_some_and(|given| given.answer == answer)
        })
    };
    let rows = knowledge.answers.iter().filter(|row| stands(&row.question, &row.answer));
    rows.map(|row| (row.question.clone(), row.answer.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::evidence::{FileCount, Finding, Severity};

    fn open(findings: Option<Vec<Finding>>) -> BTreeSet<(String, String)> {
        let evidence = Evidence {
            scans: findings.as_ref().map(|_| vec![]),
            files: findings.as_ref().map(|_| FileCount { total: 1, not_assessed: 0 }),
            findings,
            ..Evidence::default()
        };
        open_answers(&Knowledge::shipped(), &evidence, None)
    }

    fn answers<'a>(all: &'a BTreeSet<(String, String)>, question: &str) -> Vec<&'a str> {
        all.iter().filter(|(q, _)| q == question).map(|(_, answer)| answer.as_str()).collect()
    }

    #[test]
    fn without_data_everything_can_be_said() {
        let all = open(None);
        assert_eq!(all.len(), Knowledge::shipped().answers.len());
    }

    #[test]
    fn what_the_data_show_stays_but_for_what_only_people_can_tell() {
        let blocking = Finding {
            rule: "PT-DOB".to_owned(),
            severity: Severity::Block,
            count: 1,
            participants: vec![],
        };
        let found = open(Some(vec![blocking]));
        assert_eq!(answers(&found, "deidentified"), ["not_possible", "not_yet"]);
        assert_eq!(answers(&open(Some(vec![])), "deidentified"), ["yes"]);
        assert_eq!(answers(&found, "basis").len(), 4);
    }
}
