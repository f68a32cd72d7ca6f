//! The risk of one participant under each attacker.

use super::super::chance::Chance;
use super::super::evidence::{Evidence, Face, Finding, PersonInTable, ScanEvidence, Severity};
use super::attacker::{Attacker, Known};
use super::people::People;
use super::searched::SearchCurve;
use serde::Serialize;
use std::cmp::Ordering;

/// What is known of one participant.
#[derive(Clone, Debug)]
pub struct Person<'a> {
    /// All participants of the dataset; none where they were not counted.
    pub participants: Option<u64>,
    /// His place in the table; none without a table, or where it does not name him.
    pub table: Option<&'a PersonInTable>,
    /// His scans; none where faces were not looked at.
    pub scans: Option<Vec<&'a ScanEvidence>>,
    /// Findings that concern him; none where the audit did not run.
    pub findings: Option<Vec<&'a Finding>>,
}

/// A part of what a figure rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ground {
    /// Name of the sentence that says it, `ground.` in the texts.
    pub key: &'static str,
    /// What fills it in: a rule, a scan, a source; empty where nothing does.
    pub what: String,
    /// The probability behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance: Option<Chance>,
    /// People searched, `[fewest, most]`; JSON writes null for "no bound is known".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<[f64; 2]>,
}

/// How much of what a figure needs was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Assessed {
    /// All of it.
    Fully,
    /// Some of it; what is missing widens the range.
    Partly,
    /// None of it.
    NotAssessed,
}

impl Assessed {
    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fully => "fully",
            Self::Partly => "partly",
            Self::NotAssessed => "not_assessed",
        }
    }
}

/// How likely one attacker names one participant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AttackerRisk {
    /// The attacker.
    pub attacker: String,
    /// The probability that he is right.
    pub chance: Chance,
    /// How much was looked at.
    pub assessed: Assessed,
    /// What it rests on.
    pub rests_on: Vec<Ground>,
}

impl<'a> Person<'a> {
    /// What the evidence holds of a participant.
    pub fn of(evidence: &'a Evidence, participant: &str) -> Self {
        let is_his = |scan: &&ScanEvidence| scan.participant.as_deref() == Some(participant);
        let concerns = |finding: &&Finding| {
            finding.participants.is_empty() || finding.participants.iter().any(|p| p == participant)
        };
        let people = evidence.table.as_ref().map(|table| &table.people);
        Self {
            participants: evidence.participants,
            table: people.and_then(|all| all.iter().find(|p| p.participant == participant)),
            scans: evidence.scans.as_ref().map(|all| all.iter().filter(is_his).collect()),
            findings: evidence.findings.as_ref().map(|all| all.iter().filter(concerns).collect()),
        }
    }

    /// How likely an attacker names him.
    pub fn risk(&self, attacker: &Attacker) -> AttackerRisk {
        let mut risk = Risk { chance: Chance::UNKNOWN, known: 0, unknown: 0, grounds: Vec::new() };
        if attacker.facts || attacker.participation {
            let people = self.people(attacker, &mut risk);
            risk.chance = match attacker.face {
                Known::None => people.guess(),
                _ => self.face(attacker.face, &people, &mut risk),
            };
        } else {
            risk.chance = self.alone(attacker.face, &mut risk);
        }
        self.metadata(attacker, &mut risk);
        AttackerRisk {
            attacker: attacker.id.clone(),
            chance: risk.chance,
            assessed: risk.assessed(),
            rests_on: risk.grounds,
        }
    }

    /// The people among whom he is searched.
    fn people(&self, attacker: &Attacker, risk: &mut Risk) -> People {
        let (people, known, key) = match (attacker.facts, attacker.participation) {
            (true, true) => {
                let people = People::in_sample(self.table, self.participants);
                (people, self.table.is_some(), "class_in_sample")
            }
            (true, false) => {
                let known = self.table.is_some_and(|person| person.population.is_some());
                (People::in_population(self.table), known, "class_in_population")
            }
            (false, _) => {
                let people =
                    self.participants.map_or(People::UNKNOWN, |n| People::exactly(n as f64));
                (people, self.participants.is_some(), "all_participants")
            }
        };
        risk.count(known);
        let key = match (known, self.table) {
            (true, _) => key,
            (false, Some(_)) if attacker.facts => "population_not_assessed",
            (false, _) if attacker.facts => "table_not_assessed",
            (false, _) => "participants_not_counted",
        };
        let ground = Ground { key, what: String::new(), chance: None, people: None };
        risk.grounds.push(Ground { people: Some([people.fewest, people.most]), ..ground });
        people
    }

    /// The face searched within a class: the worst scan counts.
    fn face(&self, known: Known, people: &People, risk: &mut Risk) -> Chance {
        // Who has nothing to compare still guesses.
        let guess = people.guess();
        let among = |curve: &SearchCurve| people.chance(|n| curve.first_of(n));
        let worst = self.worst_scan(known, risk, among);
        worst.map_or(guess, |worst| Chance { low: worst.low.max(guess.low), ..worst })
    }

    /// The face alone, among as many people as it was measured, or [`PEOPLE`] where those were fewer.
    fn alone(&self, known: Known, risk: &mut Risk) -> Chance {
        let as_measured = |curve: &SearchCurve| match curve {
            SearchCurve::Among { people, first } if *people >= PEOPLE => *first,
            _ => curve.first_of(PEOPLE),
        };
        // Who has no scan in the dataset can only be guessed.
        self.worst_scan(known, risk, as_measured).unwrap_or(Chance::exactly(1.0 / PEOPLE))
    }

    /// The highest chance over his scans; none when he has no scan at all.
    fn worst_scan(
        &self,
        known: Known,
        risk: &mut Risk,
        of: impl Fn(&SearchCurve) -> Chance,
    ) -> Option<Chance> {
        let Some(scans) = &self.scans else {
            risk.missing("faces_not_assessed", String::new());
            return Some(Chance::UNKNOWN);
        };
        let told = |scan: &&'a ScanEvidence| Some((scan_chance(scan, known, &of)?, *scan));
        let tested: Vec<(Chance, &ScanEvidence)> = scans.iter().filter_map(told).collect();
        let untested = scans.len() - tested.len();
        let mut found = tested.iter().map(|(chance, _)| *chance).reduce(Chance::or_better);
        let rank = |chance: &Chance| (chance.estimate.unwrap_or(chance.high), chance.high);
        let by_rank = |a: &&(Chance, _), b: &&(Chance, _)| {
            rank(&a.0).partial_cmp(&rank(&b.0)).unwrap_or(Ordering::Equal)
        };
        // Of equals the first, whatever `max_by` says.
        if let Some((chance, scan)) = tested.iter().rev().max_by(by_rank) {
            risk.count(true);
            let what = format!("{} ({})", scan.scan, scan.source);
            let key = "worst_scan";
            risk.grounds.push(Ground { key, what, chance: Some(*chance), people: None });
        }
        if untested > 0 {
            risk.missing("scans_untested", untested.to_string());
            found = Some(found.unwrap_or(Chance::UNKNOWN).up_to_certain());
        }
        if known == Known::Scan {
            beside_the_face(scans, risk, &of);
            found = found.map(Chance::up_to_certain);
        }
        found
    }

    /// What lies in the files beside images and table.
    fn metadata(&self, attacker: &Attacker, risk: &mut Risk) {
        let Some(findings) = &self.findings else {
            risk.missing("metadata_not_assessed", String::new());
            risk.chance = risk.chance.up_to_certain();
            return;
        };
        let told_elsewhere = |f: &Finding| TOLD_ELSEWHERE.contains(&f.rule.as_str());
        for finding in findings.iter().filter(|finding| !told_elsewhere(finding)) {
            let key = match finding.severity {
                Severity::Block => {
                    // Taken for certain; the lower end is what remains should it not be.
                    risk.chance.estimate = Some(1.0);
                    "identified_directly"
                }
                // Easily had by those who know of the person, not by those who hold only a face.
                Severity::High if attacker.facts || attacker.participation => {
                    "identified_with_one_source"
                }
                _ => continue,
            };
            risk.chance = risk.chance.up_to_certain();
            let what = finding.rule.clone();
            let ground = Ground { key, what, chance: None, people: None };
            // Several fields of one rule are one reason.
            if !risk.grounds.contains(&ground) {
                risk.grounds.push(ground);
            }
        }
    }
}

/// What else than the face a scan tells: the skull where it was compared, and the brain, which
/// never was.
fn beside_the_face(scans: &[&ScanEvidence], risk: &mut Risk, of: &impl Fn(&SearchCurve) -> Chance) {
    // What was seen is told as it was seen, among the people it was seen with.
    if let Some(skull) = scans.iter().find_map(|scan| scan.skull.as_ref()) {
        let (chance, people) = match skull {
            SearchCurve::Among { people, first } => (*first, *people),
            SearchCurve::Measured { .. } => (of(skull), PEOPLE),
        };
        let (key, what, people) = ("skull_compared", String::new(), Some([people; 2]));
        risk.grounds.push(Ground { key, what, chance: Some(chance), people });
    }
    if !scans.is_empty() {
        risk.missing("brain_untested", String::new());
    }
}

/// Rules whose finding is already in the figures of faces, brains and table.
const TOLD_ELSEWHERE: [&str; 11] = [
    "FACE-01", "FACE-02", "FACE-03", "FACE-04", "FACE-05", "FACE-06", "FACE-07", "BRAIN-01",
    "PT-QI", "PT-RARE", "PT-MINOR",
];

/// People searched by an attacker who knows no fact, where curves are measured ones: as many as
/// recognisability is defined for.
const PEOPLE: f64 = 100.0;

/// What one scan tells to an attacker; none where it was not tested.
fn scan_chance(
    scan: &ScanEvidence,
    known: Known,
    of: impl Fn(&SearchCurve) -> Chance,
) -> Option<Chance> {
    let face = match known {
        Known::None => return None,
        Known::Photographs => scan.among_photographs.as_ref(),
        Known::Scan | Known::ScanFace => scan.among_scans.as_ref(),
    };
    let face = face.filter(|_| scan.face != Face::Undetermined).map(&of);
    match (known, &scan.skull) {
        (Known::Scan, Some(skull)) => Some(face.unwrap_or(Chance::UNKNOWN).or_better(of(skull))),
        _ => face,
    }
}

/// A figure while it is put together.
struct Risk {
    chance: Chance,
    known: u32,
    unknown: u32,
    grounds: Vec<Ground>,
}

impl Risk {
    fn count(&mut self, known: bool) {
        if known {
            self.known += 1;
        } else {
            self.unknown += 1;
        }
    }

    fn missing(&mut self, key: &'static str, what: String) {
        self.unknown += 1;
        self.grounds.push(Ground { key, what, chance: None, people: None });
    }

    fn assessed(&self) -> Assessed {
        match (self.known, self.unknown) {
            (_, 0) => Assessed::Fully,
            (0, _) => Assessed::NotAssessed,
            _ => Assessed::Partly,
        }
    }
}

#[cfg(test)]
mod tests;
