//! What every section is made from.

use super::super::super::page::{Block, Section};
use super::super::super::plot::grouped;
use super::super::Assessment;
use crate::risk::knowledge::Knowledge;
use crate::risk::texts::Language;

/// A result, and the words to tell it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'a> {
    pub(super) all: &'a Assessment,
    pub(super) knowledge: &'a Knowledge,
    pub(super) language: &'a Language<'a>,
}

impl Told<'_> {
    pub(super) fn say(&self, key: &str) -> String {
        self.language.say(key).to_owned()
    }

    pub(super) fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.language.fill(key, values)
    }

    /// What a rule of the audit says, `why` or `remedy`: in English where there is no translation.
    pub(super) fn rule(&self, id: &str, part: &str, english: &str) -> String {
        self.knowledge.of_rules(self.language, &format!("{id}.{part}"), english)
    }

    /// A kind of value, of what could not be looked at, or where a limit comes from.
    pub(super) fn class(&self, english: &str) -> String {
        self.knowledge.class(self.language, english)
    }

    /// A section whose heading is the sentence `page.ID`.
    pub(super) fn section(&self, id: &str, blocks: Vec<Block>) -> Section {
        Section { id: id.to_owned(), title: self.say(&format!("page.{id}")), blocks }
    }

    pub(super) fn text(&self, key: &str) -> Block {
        Block::Text(self.say(key))
    }

    pub(super) fn heading(&self, key: &str) -> Block {
        Block::Heading(self.say(key))
    }

    /// How independent two scans are; the label of copies has a remark behind it.
    pub(super) fn independence(&self, label: &str) -> String {
        let name = label.split(' ').next().unwrap_or(label);
        self.say(&format!("page.independence_{name}"))
    }

    /// What an answer or a decision rests on, `name = value`, in words where there are any.
    pub(super) fn measured(&self, rests_on: &[String]) -> String {
        let told = |text: &String| {
            let Some((name, value)) = text.split_once(" = ") else { return text.clone() };
            if let Some(rule) = name.strip_prefix("rule:") {
                return self.fill("page.measure_rule", &[("rule", rule), ("value", value)]);
            }
            let key = format!("page.measure_{name}");
            // An answer to a question that the reader meets elsewhere.
            let answered = [format!("question.{name}"), format!("answer.{name}.{value}")];
            if self.knowledge.texts.has(&key) {
                format!("{}: {value}", self.say(&key))
            } else if answered.iter().all(|key| self.knowledge.texts.has(key)) {
                answered.map(|key| self.say(&key)).join(" ")
            } else {
                text.clone()
            }
        };
        rests_on.iter().map(told).collect::<Vec<_>>().join("; ")
    }
}

/// A number with as many digits as a reader needs: three that count, all of a whole number.
pub(super) fn number(value: f64) -> String {
    const LITTLE: f64 = 1e-4;
    if value > 0.0 && value < LITTLE {
        return format!("<{LITTLE}");
    }
    let decimals = match value.abs() {
        v if v.fract() == 0.0 || v >= 100.0 => 0,
        v => (2.0 - v.log10().floor()).clamp(0.0, 9.0) as usize,
    };
    let text = grouped(value, decimals);
    if decimals == 0 { text } else { text.trim_end_matches('0').trim_end_matches('.').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_count_and_little_is_not_nothing() {
        let (all, knowledge) = (sample::assessment(1), sample::knowledge());
        let language = knowledge.texts.language("en").unwrap();
        let told = Told { all: &all, knowledge: &knowledge, language: &language };
        let said = [0.0, 1e-7, 0.001_111, 0.967_53, 12.0, 462.4, 0.09].map(number);
        assert_eq!(said, ["0", "<0.0001", "0.00111", "0.968", "12", "462", "0.09"]);
        let rests_on = ["blocking_findings = 2", "rule:SC-ACQ = 1", "gdpr = yes"];
        let told = told.measured(&rests_on.map(str::to_owned));
        assert_eq!(
            told,
            "blocking findings: 2; findings of rule SC-ACQ: 1; Does the GDPR apply to these data? yes"
        );
    }
}
