//! The three ways in which data lead to a person, after the Article 29 Working Party's opinion 05/2014
//! (WP216): singling out, linkability, inference.

use super::super::super::page::{Block, Section, joined};
use super::told::Told;
use crate::risk::evidence::Face;
use crate::risk::truth::Truth;

pub(super) fn section(told: &Told<'_>) -> Section {
    let part =
        |heading: &str, sentences: Vec<String>| [told.heading(heading), Block::List(sentences)];
    let blocks = [
        part("page.singling_out", singling_out(told)),
        part("page.linkability", linkability(told)),
        part("page.inference", inference(told)),
    ];
    let mut all = vec![told.text("page.principles_intro")];
    all.extend(blocks.into_iter().flatten());
    told.section("principles", all)
}

fn singling_out(told: &Told<'_>) -> Vec<String> {
    let mut said = Vec::new();
    match &told.all.table {
        None => said.push(told.say("page.table_not_assessed")),
        Some(table) => {
            let columns = joined(&table.report.quasi_identifiers, told.language);
            let people: u64 = table.class_sizes.iter().map(|[size, classes]| size * classes).sum();
            let alone = table.class_sizes.iter().find(|[size, _]| *size == 1).map_or(0, |c| c[1]);
            let smallest = table.class_sizes.iter().map(|c| c[0]).min().unwrap_or(0);
            let [alone, people, smallest] = [alone, people, smallest].map(|n| n.to_string());
            let values = [
                ("alone", alone.as_str()),
                ("people", &people),
                ("columns", &columns),
                ("smallest", &smallest),
            ];
            said.push(told.fill("page.alone_in_table", &values));
            let estimated = table.people.iter().any(|person| person.population.is_some());
            if !estimated {
                said.push(told.say("page.population_not_assessed"));
            }
        }
    }
    let seen = |faces: &[Face]| told.all.scans.iter().filter(|s| faces.contains(&s.face)).count();
    let face = seen(&[Face::Present, Face::Partial, Face::Blurred]);
    let values = [face, told.all.scans.len(), seen(&[Face::Undetermined])].map(|n| n.to_string());
    said.push(told.fill(
        "page.faces_seen",
        &[("count", values[0].as_str()), ("total", &values[1]), ("unknown", &values[2])],
    ));
    said
}

fn linkability(told: &Told<'_>) -> Vec<String> {
    let mut said = Vec::new();
    match &told.all.linkage {
        None => said.push(told.say("page.linkage_not_run")),
        Some(linkage) => said.extend(linkage.parts.iter().map(|part| {
            let [found, probes, people, left] =
                [part.found, part.probes, linkage.people, part.not_enrolled].map(|n| n.to_string());
            told.fill(
                "page.linked",
                &[
                    ("part", &told.say(&format!("page.part_{}", part.part))),
                    ("kind", &told.independence(part.independence)),
                    ("found", &found),
                    ("probes", &probes),
                    ("people", &people),
                    ("left", &left),
                ],
            )
        })),
    }
    said.push(told.say("page.brain_links"));
    said.extend(decision(told, "D-07"));
    said.extend(decision(told, "D-27"));
    said
}

fn inference(told: &Told<'_>) -> Vec<String> {
    let mut said: Vec<String> =
        ["D-10", "D-26", "D-13"].iter().filter_map(|name| decision(told, name)).collect();
    if said.is_empty() {
        said.push(told.say("page.inference_none"));
    }
    said.push(told.say("page.inference_limit"));
    said
}

/// What a decision of the guide says where it holds, or that nobody knows.
fn decision(told: &Told<'_>, name: &str) -> Option<String> {
    let decided = told.all.guide.decisions.iter().find(|d| d.decision == name)?;
    let text = told.say(&format!("decision.{name}"));
    match decided.holds {
        Truth::No => None,
        Truth::Yes => {
            let on = told.measured(&decided.rests_on);
            Some(told.fill("page.decision_holds", &[("text", &text), ("on", &on)]))
        }
        Truth::Unknown => Some(told.fill("page.decision_unknown", &[("text", &text)])),
    }
}
