//! Tables of a page: sorted by a click on a heading where scripts run, complete where they do not.

use super::block::Tone;
use maud::{Markup, html};

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Whether its cells are numbers, set flush right.
    pub numeric: bool,
}

impl Column {
    /// A column of words.
    pub fn words(title: &str) -> Self {
        Self { title: title.to_owned(), numeric: false }
    }

    /// A column of numbers.
    pub fn numbers(title: &str) -> Self {
        Self { title: title.to_owned(), numeric: true }
    }
}

/// A text with more characters is a sentence or several.
const LONG: usize = 80;

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// What is written.
    pub text: String,
    /// What it is sorted by, where that is not the text.
    pub sort: Option<f64>,
    /// How much it matters.
    pub tone: Tone,
}

impl Cell {
    /// A cell of words.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A number as it is written, with its value.
    pub fn number(text: impl Into<String>, value: f64) -> Self {
        Self { text: text.into(), sort: value.is_finite().then_some(value), tone: Tone::Plain }
    }

    /// The same cell with a tone.
    #[must_use]
    pub fn toned(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// The cell; `first` ones name their row.
    fn html(&self, numeric: bool, first: bool) -> Markup {
        let sort = self.sort.map(|v| format!("{v}"));
        // Sentences need room where they stand beside numbers, also on a telephone.
        let is_long = self.text.chars().count() > LONG;
        let class = if numeric { Some("num") } else { is_long.then_some("long") };
        let text = html! {
            @if self.tone == Tone::Plain { (self.text) }
            @else { span class={ "tone " (self.tone.class()) } { (self.text) } }
        };
        html! {
            @if first && !self.text.is_empty() {
                th class=[class] scope="row" data-sort=[sort] { (text) }
            } @else {
                td class=[class] data-sort=[sort] { (text) }
            }
        }
    }
}

/// The caption as it is seen: above the table, where it does not scroll away with wide rows. The
/// table's own is read aloud.
pub(super) fn seen_caption(caption: &str) -> Markup {
    html! { p.caption aria-hidden="true" { (caption) } }
}

/// A table with what it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, a cell for every column.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(super) fn html(&self) -> Markup {
        let numeric = |n: usize| self.columns.get(n).is_some_and(|c| c.numeric);
        html! {
            (seen_caption(&self.caption))
            // Reached and scrolled by keyboard where it is wider than the screen.
            div.scroll tabindex="0" role="region" aria-label=(self.caption) {
                table {
                    caption.heard { (self.caption) }
                    thead { tr {
                        @for column in &self.columns {
                            th.num[column.numeric] scope="col" { (column.title) }
                        }
                    } }
                    tbody {
                        @for row in &self.rows { tr {
                            @for (n, cell) in row.iter().enumerate() {
                                (cell.html(numeric(n), n == 0))
                            }
                        } }
                    }
                }
            }
        }
    }
}
