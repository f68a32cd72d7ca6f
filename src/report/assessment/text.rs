//! The answer in short, for a terminal.

use super::super::framed::{framed, wrapped};
use super::Assessment;
use crate::risk::evidence::Face;
use crate::risk::guide::step::FIRST;
use crate::risk::knowledge::Knowledge;
use crate::risk::texts::Language;
use crate::risk::truth::Truth;

/// So much of a digest is shown: enough to tell two datasets apart.
const DIGEST: usize = 12;

/// The box; `files` says where the rest is.
pub fn text(
    of: &Assessment,
    knowledge: &Knowledge,
    language: &Language<'_>,
    files: &str,
) -> String {
    let parts = [
        scope(of, language),
        outcome(of, language),
        evidence(of, knowledge, language),
        steps(of, language),
        vec![language.say("ui.pseudonymised").to_owned(), files.to_owned()],
    ];
    let mut lines: Vec<String> = Vec::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(part.iter().flat_map(|sentence| wrapped(sentence)));
    }
    framed(&lines)
}

fn scope(of: &Assessment, language: &Language<'_>) -> Vec<String> {
    let dataset = &of.dataset;
    let [participants, scans, files] =
        [dataset.participants, dataset.scans, dataset.files].map(|n| n.to_string());
    let digest = dataset.digest.get(..DIGEST).unwrap_or(&dataset.digest);
    let date = of.run.date.to_string();
    vec![
        language.fill(
            "box.scope",
            &[
                ("name", dataset.name.as_str()),
                ("participants", &participants),
                ("scans", &scans),
                ("files", &files),
            ],
        ),
        language.fill(
            "box.date",
            &[("date", date.as_str()), ("version", of.run.version), ("digest", digest)],
        ),
    ]
}

fn outcome(of: &Assessment, language: &Language<'_>) -> Vec<String> {
    let answer = &of.answer;
    let said = language.say(&format!("outcome.{}", answer.outcome)).to_owned();
    let when = if answer.after_steps { "ui.holds_after_steps" } else { "ui.holds_now" };
    let label = language.say("ui.outcome");
    let mut lines = vec![format!("{label}: {said} ({})", language.say(when))];
    if let Some(goal) = &of.guide.destination {
        let name = language.say(&format!("destination.{}", goal.profile.id)).to_owned();
        let allowed = language.say(match answer.allowed {
            Truth::Yes => "ui.allows",
            Truth::No => "ui.does_not_allow",
            Truth::Unknown => "ui.allows_undecided",
        });
        lines.push(format!("{}: {name}. {allowed}", language.say("ui.destination")));
        let open = goal.terms.iter().filter(|term| !term.met.is_yes()).count();
        let [count, total, terms] =
            [answer.gates_against, goal.gates.len(), open].map(|n| n.to_string());
        let values = [("count", count.as_str()), ("total", &total), ("terms", &terms)];
        lines.push(language.fill("ui.limits_against", &values));
    } else {
        lines.push(language.say("box.no_destination").to_owned());
    }
    let [blocking, to_fix, not_assessed] =
        [answer.blocking, answer.to_fix, answer.not_assessed].map(|n| n.to_string());
    let values =
        [("blocking", blocking.as_str()), ("to_fix", &to_fix), ("not_assessed", &not_assessed)];
    lines.push(language.fill("box.counts", &values));
    if answer.blocking == 0 {
        lines.push(language.say("box.no_blocking").to_owned());
    }
    lines
}

fn evidence(of: &Assessment, knowledge: &Knowledge, language: &Language<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let count = |faces: &[Face]| of.scans.iter().filter(|scan| faces.contains(&scan.face)).count();
    if of.scans.is_empty() {
        lines.push(language.say("box.no_scans").to_owned());
    } else {
        let shown = count(&[Face::Present, Face::Partial, Face::Blurred]);
        let [shown, scans, undetermined] =
            [shown, of.scans.len(), count(&[Face::Undetermined])].map(|n| n.to_string());
        let values =
            [("shown", shown.as_str()), ("scans", &scans), ("undetermined", &undetermined)];
        lines.push(language.fill("box.faces", &values));
    }
    if let Some(table) = &of.table {
        lines.push(facts(of, &table.report.quasi_identifiers, language));
    }
    for part in &of.not_assessed {
        let [what, why] = [&part.what, &part.why].map(|said| knowledge.class(language, said));
        let values = [("what", what.as_str()), ("why", &why)];
        lines.push(language.fill("box.not_assessed", &values));
    }
    lines
}

fn facts(of: &Assessment, quasi_identifiers: &[String], language: &Language<'_>) -> String {
    if quasi_identifiers.is_empty() {
        return language.say("box.no_facts").to_owned();
    }
    let people = of.table.as_ref().map_or(&[][..], |table| &table.people);
    // A class below 1.5 holds one person: gaps give classes that need not be whole.
    let alone = people.iter().filter(|person| person.class < 1.5).count().to_string();
    let (all, facts) = (people.len().to_string(), quasi_identifiers.join(", "));
    let values = [("alone", alone.as_str()), ("participants", &all), ("facts", &facts)];
    language.fill("box.table", &values)
}

fn steps(of: &Assessment, language: &Language<'_>) -> Vec<String> {
    let first = of.guide.steps.iter().take(FIRST).enumerate();
    let step = |(n, step): (usize, &crate::risk::guide::step::Step)| {
        format!("{}. {}", n + 1, language.say(&format!("step.{}", step.row.step)))
    };
    let told: Vec<String> = first.map(step).collect();
    if told.is_empty() {
        return told;
    }
    std::iter::once(format!("{}:", language.say("ui.first_steps"))).chain(told).collect()
}
