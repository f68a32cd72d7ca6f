//! A grid of statuses as a table: rows of things, columns of what was looked at. Every cell has a sign
//! for the eye and a word for who hears the page; colour only helps.

use super::block::Tone;
use super::table::seen_caption;
use maud::{Markup, html};

/// What a cell may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// Its name, in the key and in the cells that are read aloud.
    pub name: String,
    /// One or two signs in the cell.
    pub sign: String,
    /// How much it matters.
    pub tone: Tone,
}

/// A grid of statuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// What is shown.
    pub caption: String,
    /// Heading of the names of rows.
    pub of: String,
    /// What cells may be.
    pub levels: Vec<Level>,
    /// Names above the columns.
    pub columns: Vec<String>,
    /// Name of each row, and for each column the number of its level; nothing where there is none.
    pub rows: Vec<(String, Vec<Option<usize>>)>,
}

impl Grid {
    pub(super) fn html(&self) -> Markup {
        let level = |cell: &Option<usize>| cell.and_then(|level| self.levels.get(level));
        html! {
            ul.key {
                @for level in &self.levels {
                    li { span class={ "sign " (level.tone.class()) } aria-hidden="true" { (level.sign) }
                        " " (level.name) }
                }
            }
            (seen_caption(&self.caption))
            div.scroll tabindex="0" role="region" aria-label=(self.caption) {
                table.grid {
                    caption.heard { (self.caption) }
                    thead { tr {
                        th scope="col" { (self.of) }
                        @for column in &self.columns { th.upright scope="col" { span { (column) } } }
                    } }
                    tbody { @for (name, cells) in &self.rows { tr {
                        th scope="row" { (name) }
                        @for cell in cells {
                            @if let Some(level) = level(cell) {
                                td class={ "sign " (level.tone.class()) } {
                                    span aria-hidden="true" { (level.sign) }
                                    span.heard { (level.name) }
                                }
                            } @else { td {} }
                        }
                    } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_speaks_by_colour_alone() {
        let level = |name: &str, sign: &str, tone| Level {
            name: name.to_owned(),
            sign: sign.to_owned(),
            tone,
        };
        let grid = Grid {
            caption: "faces".to_owned(),
            of: "participant".to_owned(),
            levels: vec![level("face", "F", Tone::Beyond), level("<none>", "–", Tone::Within)],
            columns: vec!["T1w".to_owned(), "T2w".to_owned()],
            rows: vec![("sub-01".to_owned(), vec![Some(1), None])],
        };
        let html = grid.html().into_string();
        let cell = r#"<td class="sign within"><span aria-hidden="true">–</span><span class="heard">&lt;none&gt;</span></td><td></td>"#;
        assert!(html.contains(cell), "{html}");
        assert!(html.contains(r#"<th scope="row">sub-01</th>"#));
    }
}
