//! The joint risk of everybody.

use crate::report::assessment::person_risk::PersonRisk;
use crate::risk::chance::Chance;
use crate::risk::evidence::Evidence;
use crate::risk::joint::attacker::Attacker;
use crate::risk::joint::person::Person;
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The risk of every participant under every attacker, in the order of both.
pub(super) fn risks(
    evidence: &Evidence,
    participants: &BTreeSet<String>,
    attackers: &[Attacker],
) -> Vec<PersonRisk> {
    let of = |participant: &String| {
        let person = Person::of(evidence, participant);
        PersonRisk {
            participant: participant.clone(),
            risks: attackers.iter().map(|attacker| person.risk(attacker)).collect(),
        }
    };
    let participants: Vec<&String> = participants.iter().collect();
    participants.into_par_iter().map(of).collect()
}

/// The figure of whoever stands out most under one attacker, by its place; nothing is known without
/// people.
pub(super) fn highest(people: &[PersonRisk], attacker: usize) -> Chance {
    let figures = people.iter().filter_map(|person| Some(person.risks.get(attacker)?.chance));
    let by_rank =
        |a: &Chance, b: &Chance| a.rank().partial_cmp(&b.rank()).unwrap_or(Ordering::Equal);
    figures.max_by(by_rank).unwrap_or(Chance::UNKNOWN)
}
