//! A grid of statuses: rows of things, columns of what was looked at.

use super::figure::Figure;
use super::frame::{EDGE, Key, LETTERS, Sample, WIDTH, draw_keys, heading};
use super::svg::{Anchor, Svg, width_of};

/// What a cell may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level<'a> {
    /// Name in the key.
    pub name: &'a str,
    /// One or two letters in the cell: colour alone would not reach everybody.
    pub letters: &'a str,
    /// Number of its colour, 0 to 5.
    pub color: usize,
}

/// A grid of statuses.
#[derive(Clone, Debug)]
pub struct StatusGrid<'a> {
    /// Name of the figure.
    pub id: &'a str,
    /// What is shown.
    pub title: &'a str,
    /// What is to be seen, in words.
    pub description: &'a str,
    /// What cells may be.
    pub levels: &'a [Level<'a>],
    /// Names above the columns.
    pub columns: &'a [&'a str],
    /// Name of each row, and for each column the number of its level; nothing where there is none.
    pub rows: &'a [(String, Vec<Option<usize>>)],
}

/// Height of a row, px.
const ROW: f64 = 20.0;
/// Widest name of a row, px.
const NAME: f64 = 150.0;

impl StatusGrid<'_> {
    /// Draws it, as tall as its rows.
    pub fn draw(&self) -> Figure {
        let mut svg = Svg::default();
        let below = heading(&mut svg, self.title);
        let key = |level: &Level<'_>| (level.color, format!("{} {}", level.letters, level.name));
        let named: Vec<(usize, String)> = self.levels.iter().map(key).collect();
        let keys: Vec<Key<'_>> = named
            .iter()
            .map(|(series, name)| Key { series: *series, name, sample: Sample::Patch })
            .collect();
        let top = draw_keys(&mut svg, &keys, below) + 24.0;
        let widest = self.rows.iter().map(|r| width_of(&r.0, LETTERS)).fold(0.0, f64::max);
        let left = EDGE + widest.min(NAME) + 8.0;
        let width = (WIDTH - EDGE - left) / self.columns.len().max(1) as f64;
        for (n, column) in self.columns.iter().enumerate() {
            let at = [left + (n as f64 + 0.5) * width, top - 6.0];
            svg.text("note", at, Anchor::Middle, &shortened(column, width, 11.0));
        }
        for (n, (name, cells)) in self.rows.iter().enumerate() {
            let y = top + n as f64 * ROW;
            let name = shortened(name, NAME, LETTERS);
            svg.text("label", [left - 8.0, y + 14.0], Anchor::End, &name);
            for (column, cell) in cells.iter().enumerate() {
                let level = cell.and_then(|level| self.levels.get(level));
                draw_cell(&mut svg, level, [left + column as f64 * width, y], width);
            }
        }
        let height = top + self.rows.len() as f64 * ROW + EDGE;
        Figure::new(self.id, self.title, self.description, [WIDTH, height], svg.into_body())
    }
}

fn draw_cell(svg: &mut Svg, level: Option<&Level<'_>>, corner: [f64; 2], width: f64) {
    let Some(level) = level else { return };
    let size = [width - 2.0, ROW - 2.0];
    svg.rect(&format!("f{}", level.color % 6), [corner[0] + 1.0, corner[1]], size, level.name);
    let at = [corner[0] + width / 2.0, corner[1] + 13.0];
    svg.text("on", at, Anchor::Middle, level.letters);
}

/// A text cut to a width, px, with a sign that it was cut.
fn shortened(text: &str, width: f64, size: f64) -> String {
    if width_of(text, size) <= width {
        return text.to_owned();
    }
    let fits = (width / width_of("x", size)) as usize;
    text.chars().take(fits.saturating_sub(1)).chain(['…']).collect()
}
