//! What every section is made from.

use super::super::super::page::{Block, Section};
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

    /// Words joined as a sentence joins them.
    pub(super) fn list(&self, words: &[String]) -> String {
        match words {
            [] => String::new(),
            [one] => one.clone(),
            [rest @ .., last] => {
                self.fill("page.and", &[("rest", &rest.join(", ")), ("last", last)])
            }
        }
    }
}
