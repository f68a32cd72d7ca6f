//! What a page is made of.

use super::super::plot::Figure;
use super::grid::Grid;
use super::item::{self, Item};
use super::table::Table;
use super::tree::Tree;
use maud::{Markup, PreEscaped, html};

/// How much something matters; always said by a word too, never by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// A figure to know.
    #[default]
    Plain,
    /// Within its threshold.
    Within,
    /// Worth a look.
    Attention,
    /// Beyond its threshold.
    Beyond,
    /// Not looked at: never the same as fine.
    NotAssessed,
}

impl Tone {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Within => "within",
            Self::Attention => "attention",
            Self::Beyond => "beyond",
            Self::NotAssessed => "unassessed",
        }
    }
}

/// A number with its name, large in the answer box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The number, as it is written.
    pub value: String,
    /// What it counts.
    pub name: String,
    /// How much it matters.
    pub tone: Tone,
}

/// A part of a page with a heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its name in links: letters, digits, `-`.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A paragraph that is set apart: what a reader must not overlook.
    Note(String),
    /// A heading inside the section.
    Heading(String),
    /// Sentences that stand beside each other.
    List(Vec<String>),
    /// Sentences in the order in which they are to be done.
    Steps(Vec<String>),
    /// Things with what belongs to each.
    Items(Vec<Item>),
    /// The same in an order that matters, numbered from the number given.
    Sequence(usize, Vec<Item>),
    /// Names with their values.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// A grid of statuses.
    Grid(Grid),
    /// Figures, beside each other where there is room.
    Figures(Vec<Figure>),
    /// A decision tree.
    Tree(Box<Tree>),
    /// Lines to be filled in by hand: who, and what each writes.
    Signatures(Vec<String>, Vec<String>),
    /// Blocks that open on demand under their title.
    Fold(String, Vec<Self>),
}

impl Section {
    pub(super) fn html(&self) -> Markup {
        html! {
            section id=(self.id) {
                h2 { (self.title) }
                @for block in &self.blocks { (block.html()) }
            }
        }
    }
}

impl Block {
    fn html(&self) -> Markup {
        match self {
            Self::Text(text) => html! { p { (text) } },
            Self::Note(text) => html! { p.note { (text) } },
            Self::Heading(text) => html! { h3 { (text) } },
            Self::List(all) => html! { ul.plain { @for one in all { li { (one) } } } },
            Self::Items(items) => item::list(items, None),
            Self::Sequence(first, items) => item::list(items, Some(*first)),
            Self::Facts(facts) => facts_html(facts),
            Self::Grid(grid) => grid.html(),
            Self::Tree(tree) => tree.html(),
            Self::Signatures(who, what) => signatures(who, what),
            Self::Steps(steps) => html! { ol.steps { @for step in steps { li { (step) } } } },
            Self::Table(table) => table.html(),
            Self::Figures(figures) => html! {
                div.figures { @for figure in figures { (figure_html(figure)) } }
            },
            Self::Fold(title, blocks) => html! {
                details { summary { (title) } @for block in blocks { (block.html()) } }
            },
        }
    }
}

/// Names with their values, beside each other.
pub(super) fn facts_html(facts: &[(String, String)]) -> Markup {
    html! {
        dl.facts { @for (name, value) in facts { div { dt { (name) } dd { (value) } } } }
    }
}

fn signatures(who: &[String], what: &[String]) -> Markup {
    html! {
        ul.signatures { @for one in who { li {
            p.who { (one) }
            @for field in what { p.field { (field) } }
        } } }
    }
}

fn figure_html(figure: &Figure) -> Markup {
    // The figure escaped its own text.
    html! {
        figure { (PreEscaped(figure.inline())) figcaption { (figure.description) } }
    }
}
