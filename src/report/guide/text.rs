//! The answer as text for a terminal: the outcome first, then what to do, then why.

use super::super::cell::significant;
use crate::risk::gate::Judged;
use crate::risk::guide::advice::{Advice, Goal};
use crate::risk::guide::frame::Part;
use crate::risk::guide::step::{FIRST, Step};
use crate::risk::guide::tree::Passed;
use crate::risk::texts::Language;
use crate::risk::truth::Truth;
use std::fmt::Write;

/// The text.
pub fn text(advice: &Advice, language: &Language<'_>) -> String {
    let mut text = Text { language, said: String::new() };
    text.answer(advice);
    text.path(&advice.path);
    text.steps("ui.first_steps", advice.steps.iter().take(FIRST), 1);
    text.steps("ui.later_steps", advice.steps.iter().skip(FIRST), FIRST + 1);
    text.decisions(advice);
    if let Some(goal) = &advice.destination {
        text.gates(goal);
        text.terms(goal);
    }
    text.frame(advice);
    text.heading("ui.ecobidas");
    for sentence in advice.ecobidas.sentences(language) {
        text.line(&format!("  {sentence}"));
    }
    text.said
}

struct Text<'a> {
    language: &'a Language<'a>,
    said: String,
}

impl Text<'_> {
    fn say(&self, key: &str) -> String {
        self.language.say(key).to_owned()
    }

    fn line(&mut self, line: &str) {
        // A `String` takes everything.
        let _ = writeln!(self.said, "{line}");
    }

    fn heading(&mut self, key: &str) {
        let heading = self.say(key);
        self.line(&format!("\n{heading}"));
    }

    fn answer(&mut self, advice: &Advice) {
        let outcome = self.say(&format!("outcome.{}", advice.outcome));
        let when = if advice.after_steps { "ui.holds_after_steps" } else { "ui.holds_now" };
        let (title, label, when) = (self.say("ui.title"), self.say("ui.outcome"), self.say(when));
        self.line(&title);
        self.line(&format!("{label}: {outcome} ({when})"));
        if let Some(goal) = &advice.destination {
            let label = self.say("ui.destination");
            let name = self.say(&format!("destination.{}", goal.profile.id));
            let allowed = self.say(match goal.allowed {
                Truth::Yes => "ui.allows",
                Truth::No => "ui.does_not_allow",
                Truth::Unknown => "ui.allows_undecided",
            });
            self.line(&format!("{label}: {name}. {allowed}"));
            let against = goal.gates.iter().filter(|gate| gate.state.is_against()).count();
            let open = goal.terms.iter().filter(|term| !term.met.is_yes()).count();
            let [count, total, terms] =
                [against, goal.gates.len(), open].map(|number| number.to_string());
            let values = [("count", count.as_str()), ("total", &total), ("terms", &terms)];
            self.line(&self.language.fill("ui.limits_against", &values));
            let date = goal.profile.date.to_string();
            let key = if goal.profile_is_old { "ui.profile_old" } else { "ui.profile_date" };
            let values = [("date", date.as_str()), ("source", &goal.profile.source)];
            self.line(&self.language.fill(key, &values));
        }
        let stays = self.say("ui.pseudonymised");
        self.line(&stays);
    }

    fn path(&mut self, path: &[Passed]) {
        self.heading("ui.path");
        for (n, passed) in path.iter().enumerate() {
            let given = &passed.given;
            let question = self.say(&format!("question.{}", passed.question));
            let answer = |name: &str| self.say(&format!("answer.{}.{name}", passed.question));
            let mut by = self.say(&format!("ui.by_{}", given.by.as_str()));
            if !given.rests_on.is_empty() {
                by = format!("{by}: {}", given.rests_on.join("; "));
            }
            let said = format!("     {} ({by})", answer(&given.answer));
            let other = given.contradicts.as_deref().map(answer);
            self.line(&format!("  {}. {question}", n + 1));
            self.line(&said);
            if let Some(other) = other {
                let told = self.language.fill("ui.contradiction", &[("asked", &other)]);
                self.line(&format!("     {told}"));
            }
        }
    }

    fn steps<'s>(&mut self, key: &str, steps: impl Iterator<Item = &'s Step>, first: usize) {
        for (n, step) in steps.enumerate() {
            if n == 0 {
                self.heading(key);
            }
            let (said, row) = (self.say(&format!("step.{}", step.row.step)), &step.row);
            self.line(&format!("  {}. {said} [{}]", first + n, step.because.join(", ")));
            let (label, how) = if row.command.is_empty() {
                (self.say("ui.ask"), self.say(&format!("contact.{}", row.contact)))
            } else {
                (self.say("ui.run"), row.command.clone())
            };
            self.line(&format!("     {label}: {how}"));
        }
    }

    fn decisions(&mut self, advice: &Advice) {
        let of = |truth: Truth| advice.decisions.iter().filter(move |d| d.holds == truth);
        if of(Truth::Yes).next().is_some() {
            self.heading("ui.decisions");
        }
        for decided in of(Truth::Yes) {
            let said = self.say(&format!("decision.{}", decided.decision));
            let on = decided.rests_on.join("; ");
            self.line(&format!("  {} {said} ({on})", decided.decision));
        }
        let unknown: Vec<&str> = of(Truth::Unknown).map(|d| d.decision.as_str()).collect();
        if !unknown.is_empty() {
            let label = self.say("ui.decisions_unknown");
            self.line(&format!("\n{label}: {}", unknown.join(", ")));
        }
    }

    fn gates(&mut self, goal: &Goal) {
        self.heading("ui.gates");
        for gate in &goal.gates {
            let state = self.say(&format!("ui.state_{}", gate.state.as_str()));
            let name = self.say(&format!("gate.{}", gate.gate));
            let mut limits: Vec<String> = measured(gate).into_iter().collect();
            if let Some(limit) = gate.limit {
                let limit = significant(Some(limit));
                limits.push(self.language.fill("ui.limit", &[("limit", &limit)]));
            }
            limits.push(gate.source.clone());
            self.line(&format!("  [{state}] {name}: {}", limits.join("; ")));
        }
    }

    fn terms(&mut self, goal: &Goal) {
        if !goal.terms.is_empty() {
            self.heading("ui.terms");
        }
        for term in &goal.terms {
            let met = self.say(match term.met {
                Truth::Yes => "ui.term_met",
                Truth::No => "ui.term_not_met",
                Truth::Unknown => "ui.term_unknown",
            });
            let said = self.say(&format!("term.{}.{}", goal.profile.id, term.term));
            self.line(&format!("  [{met}] {said} ({})", term.source));
        }
    }

    fn frame(&mut self, advice: &Advice) {
        for part in Part::ALL {
            let items: Vec<String> = advice
                .frame
                .iter()
                .filter(|item| item.part == part)
                .map(|item| self.say(&format!("frame.{}", item.item)))
                .collect();
            if !items.is_empty() {
                self.heading(&format!("ui.{}", part.as_str()));
            }
            for item in items {
                self.line(&format!("  - {item}"));
            }
        }
    }
}

/// What was measured, where anything was.
fn measured(gate: &Judged) -> Option<String> {
    let [low, high] = gate.value?;
    let (from, to) = (significant(Some(low)), significant(Some(high)));
    Some(if from == to { from } else { format!("{from} - {to}") })
}
