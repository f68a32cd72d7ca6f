//! The answer box: what may be shared, and the three counts that it stands on.

use super::super::super::page::{Answer, Count, Tone};
use super::told::Told;
use crate::risk::truth::Truth;

/// What identifies the assessment, above the answer.
pub(super) fn facts(told: &Told<'_>) -> Vec<(String, String)> {
    let (dataset, run) = (&told.all.dataset, &told.all.run);
    let destination = told.all.answer.destination.as_ref();
    let destination = destination.map_or_else(
        || told.say("page.no_destination"),
        |id| told.say(&format!("destination.{id}")),
    );
    let digest: String = dataset.digest.chars().take(16).chain(['…']).collect();
    [
        ("page.fact_destination", destination),
        ("page.fact_date", run.date.to_string()),
        ("page.fact_participants", dataset.participants.to_string()),
        ("page.fact_digest", digest),
        ("page.fact_version", run.version.to_owned()),
    ]
    .into_iter()
    .map(|(key, value)| (told.say(key), value))
    .collect()
}

/// The box.
pub(super) fn answer(told: &Told<'_>) -> Answer {
    let answer = &told.all.answer;
    let outcome = told.say(&format!("outcome.{}", answer.outcome));
    // What decides nothing holds neither now nor later.
    let decides = told.knowledge.outcomes.iter().any(|row| {
        row.outcome == answer.outcome && row.kinds().is_some_and(|kinds| !kinds.is_empty())
    });
    let when = if answer.after_steps { "ui.holds_after_steps" } else { "ui.holds_now" };
    let headline = if decides {
        told.fill("page.headline", &[("outcome", &outcome), ("when", &told.say(when))])
    } else {
        outcome
    };
    Answer { headline, tone: tone(told), sentences: sentences(told), counts: counts(told) }
}

/// Never the tone of "within": what is left are personal data, whatever was found.
fn tone(told: &Told<'_>) -> Tone {
    let answer = &told.all.answer;
    if answer.blocking > 0 || answer.allowed == Truth::No {
        Tone::Beyond
    } else if answer.to_fix > 0 || answer.gates_against > 0 {
        Tone::Attention
    } else if answer.not_assessed > 0 {
        Tone::NotAssessed
    } else {
        Tone::Plain
    }
}

fn counts(told: &Told<'_>) -> Vec<Count> {
    let answer = &told.all.answer;
    let count = |key: &str, number: usize, tone: Tone| Count {
        value: number.to_string(),
        name: told.say(key),
        tone: if number == 0 { Tone::Plain } else { tone },
    };
    vec![
        count("page.count_blocking", answer.blocking, Tone::Beyond),
        count("page.count_to_fix", answer.to_fix, Tone::Attention),
        count("page.count_not_assessed", answer.not_assessed, Tone::NotAssessed),
    ]
}

fn sentences(told: &Told<'_>) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(goal) = &told.all.guide.destination {
        let allowed = told.say(allowed(goal.allowed));
        let against = goal.gates.iter().filter(|gate| gate.state.is_against()).count();
        let open = goal.terms.iter().filter(|term| !term.met.is_yes()).count();
        let [count, total, terms] = [against, goal.gates.len(), open].map(|n| n.to_string());
        let values = [("count", count.as_str()), ("total", &total), ("terms", &terms)];
        said.push(format!("{allowed} {}", told.fill("ui.limits_against", &values)));
        if goal.profile_is_old {
            let date = goal.profile.date.to_string();
            said.push(told.fill("ui.profile_old", &[("date", &date)]));
        }
    }
    let open = told.all.guide.path.last().filter(|passed| passed.given.is_open());
    if let Some(passed) = open {
        let question = told.say(&format!("question.{}", passed.question));
        said.push(told.fill("page.open_question", &[("question", &question)]));
    }
    let answer = &told.all.answer;
    if answer.blocking == 0 {
        said.push(told.say("page.no_blocking"));
    }
    if answer.not_assessed > 0 {
        said.push(told.say("page.not_assessed_is_not_fine"));
    }
    said.push(told.say("ui.pseudonymised"));
    said
}

/// The sentence on whether the outcome allows the destination.
pub(super) fn allowed(allowed: Truth) -> &'static str {
    match allowed {
        Truth::Yes => "ui.allows",
        Truth::No => "ui.does_not_allow",
        Truth::Unknown => "ui.allows_undecided",
    }
}
