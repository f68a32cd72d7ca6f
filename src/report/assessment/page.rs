//! The page that goes to a privacy officer, and as an annex to an impact assessment: the answer first,
//! then what to do, then what it rests on.

mod answer;
mod attackers;
mod faces;
mod figures;
mod findings;
mod guide;
mod method;
mod odds;
mod participants;
mod principles;
mod residual;
mod run;
mod scope;
mod steps;
mod told;
mod tree;

use super::super::page::{Page, Words};
use super::Assessment;
use crate::risk::knowledge::Knowledge;
use crate::risk::texts::Language;
use told::Told;

/// The page as HTML. `knowledge` is what the guide was answered with; `language` one of its own.
pub fn page(all: &Assessment, knowledge: &Knowledge, language: &Language<'_>) -> String {
    let told = Told { all, knowledge, language };
    let sections = vec![
        steps::section(&told),
        scope::section(&told),
        attackers::section(&told),
        findings::section(&told),
        principles::section(&told),
        figures::section(&told),
        residual::section(&told),
        guide::section(&told),
        method::section(&told),
        run::section(&told),
    ];
    let page = Page {
        words: Words::of(language),
        title: told.fill("page.title", &[("dataset", &all.dataset.name)]),
        subtitle: told.say("page.subtitle"),
        facts: answer::facts(&told),
        answer: answer::answer(&told),
        sections,
        footnotes: method::footnotes(&told),
    };
    page.html()
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
