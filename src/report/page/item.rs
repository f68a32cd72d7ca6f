//! Things told one below the other, each with a title and what belongs to it.

use super::block::Tone;
use maud::{Markup, html};

/// A thing: a step, a finding, a question with its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub title: String,
    /// A word that says how much it matters, before the title.
    pub tag: Option<(String, Tone)>,
    /// What else is to be said of it.
    pub facts: Vec<ItemFact>,
}

/// Something said of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemFact {
    /// What is said, in a word; empty where the value speaks for itself.
    pub name: String,
    /// The value.
    pub value: String,
    /// Whether it is to be typed as it stands.
    pub typed: bool,
}

impl ItemFact {
    /// Something to be read.
    pub fn said(name: &str, value: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value: value.into(), typed: false }
    }

    /// Something to be typed.
    pub fn typed(name: &str, value: impl Into<String>) -> Self {
        Self { typed: true, ..Self::said(name, value) }
    }

    fn html(&self) -> Markup {
        html! {
            p {
                @if !self.name.is_empty() { span.name { (self.name) } " " }
                @if self.typed { code { (self.value) } } @else { (self.value) }
            }
        }
    }
}

impl Item {
    fn html(&self) -> Markup {
        html! {
            li {
                p.title {
                    @if let Some((word, tone)) = &self.tag {
                        span class={ "tone " (tone.class()) } { (word) } " "
                    }
                    (self.title)
                }
                @for fact in &self.facts { (fact.html()) }
            }
        }
    }
}

/// Items in an order that matters, numbered from `first`, or in one that does not.
pub(super) fn list(items: &[Item], first: Option<usize>) -> Markup {
    let rows = html! { @for item in items { (item.html()) } };
    let Some(first) = first else { return html! { ul.items { (rows) } } };
    let before = first.saturating_sub(1);
    html! { ol.items start=(first) style={ "counter-reset: item " (before) } { (rows) } }
}
