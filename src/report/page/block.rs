//! What a page is made of.

use super::super::plot::Figure;
use super::table::Table;
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
    /// Sentences in the order in which they are to be done.
    Steps(Vec<String>),
    /// A table.
    Table(Table),
    /// Figures, beside each other where there is room.
    Figures(Vec<Figure>),
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

fn figure_html(figure: &Figure) -> Markup {
    // The figure escaped its own text.
    html! {
        figure { (PreEscaped(figure.inline())) figcaption { (figure.description) } }
    }
}
