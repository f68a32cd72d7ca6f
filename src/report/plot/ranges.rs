//! Named ranges below each other: what something is at most likely to be, and between which ends.

use super::figure::Figure;
use super::frame::{EDGE, LETTERS, NOTES, WIDTH, heading};
use super::scale::Axis;
use super::svg::{Anchor, Svg, width_of};

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// Name above it.
    pub name: String,
    /// Ends of what is thought possible.
    pub ends: [f64; 2],
    /// Marks on it with their names; the shape of the mark is that of its place in the list.
    pub marks: Vec<(f64, String)>,
    /// The same in words, at its right end.
    pub written: String,
}

/// A plot of ranges.
#[derive(Clone, Debug)]
pub struct Ranges<'a> {
    /// Name of the figure.
    pub id: &'a str,
    /// What is shown.
    pub title: &'a str,
    /// What is to be seen, in words.
    pub description: &'a str,
    /// The axis.
    pub x: Axis,
    /// What the marks stand for, in the order in which rows have them.
    pub marks: &'a [&'a str],
    /// The rows.
    pub rows: &'a [Range],
}

/// Height of a row: a line of letters, and the range below it, px.
const ROW: f64 = 38.0;
/// Half the thickness of a range, px.
const THICK: f64 = 4.0;
/// Radius of a mark, px.
const MARK: f64 = 5.0;

impl Ranges<'_> {
    /// Draws them, as tall as there are rows.
    pub fn draw(&self) -> Figure {
        let mut svg = Svg::default();
        let mut top = heading(&mut svg, self.title);
        top = self.key(&mut svg, top) + 12.0;
        let (left, right) = (EDGE, WIDTH - EDGE - 14.0);
        let bottom = top + ROW * self.rows.len() as f64;
        let at = |place: f64| left + place * (right - left);
        for tick in self.x.ticks() {
            svg.line("grid", [at(tick.place), top], [at(tick.place), bottom]);
            let anchor = if tick.place < 0.05 { Anchor::Start } else { Anchor::Middle };
            svg.text("label", [at(tick.place), bottom + 16.0], anchor, &tick.label);
        }
        for (n, row) in self.rows.iter().enumerate() {
            self.row(&mut svg, row, top + ROW * n as f64, &at);
        }
        let middle = f64::midpoint(left, right);
        svg.text("note", [middle, bottom + 34.0], Anchor::Middle, self.x.label());
        let size = [WIDTH, bottom + 34.0 + EDGE];
        Figure::new(self.id, self.title, self.description, size, svg.into_body())
    }

    fn key(&self, svg: &mut Svg, above: f64) -> f64 {
        let (mut x, y) = (EDGE, above + 18.0);
        for (n, name) in self.marks.iter().enumerate() {
            svg.mark(&format!("f{}", color(n)), n, [x + 6.0, y - 4.0], MARK, "");
            svg.text("label", [x + 16.0, y], Anchor::Start, name);
            x += 28.0 + width_of(name, LETTERS);
        }
        if self.marks.is_empty() { above } else { y }
    }

    fn row(&self, svg: &mut Svg, row: &Range, top: f64, at: &impl Fn(f64) -> f64) {
        let written = width_of(&row.written, NOTES);
        let room = WIDTH - 2.0 * EDGE - written - 10.0;
        let fits = (room / width_of("x", LETTERS)) as usize;
        let name = if row.name.chars().count() > fits {
            row.name.chars().take(fits.saturating_sub(1)).chain(['…']).collect()
        } else {
            row.name.clone()
        };
        svg.text("label", [EDGE, top + 12.0], Anchor::Start, &name);
        svg.text("note", [WIDTH - EDGE, top + 12.0], Anchor::End, &row.written);
        let middle = top + 24.0;
        let place = |value: f64| self.x.place(value).map(at);
        if let (Some(low), Some(high)) = (place(row.ends[0]), place(row.ends[1])) {
            let size = [(high - low).max(1.0), 2.0 * THICK];
            svg.rect("range", [low, middle - THICK], size, &row.written);
        }
        for (n, (value, tip)) in row.marks.iter().enumerate() {
            if let Some(x) = place(*value) {
                svg.mark(&format!("f{}", color(n)), n, [x, middle], MARK, tip);
            }
        }
    }
}

/// The worst in vermilion, what is usual in blue.
fn color(mark: usize) -> usize {
    [1, 0, 2, 3, 4, 5][mark % 6]
}

#[cfg(test)]
mod tests {
    use super::super::scale::Unit;
    use super::*;

    #[test]
    fn every_row_is_drawn_with_its_words_and_marks() {
        let row = |name: &str| Range {
            name: name.to_owned(),
            ends: [0.1, 0.9],
            marks: vec![(0.5, "worst".to_owned()), (0.2, "median".to_owned())],
            written: "1 in 2".to_owned(),
        };
        let figure = Ranges {
            id: "r",
            title: "t",
            description: "d",
            x: Axis::linear("chance", 0.0, 1.0, Unit::Percent),
            marks: &["worst", "median"],
            rows: &[row("a"), row(&"long ".repeat(40))],
        }
        .draw()
        .inline();
        assert_eq!(figure.matches(r#"class="range""#).count(), 2);
        assert_eq!(figure.matches("1 in 2</text>").count(), 2);
        // Two of the key, two for each row: a circle and a square each.
        assert_eq!(figure.matches("<circle").count(), 3);
        assert!(figure.contains("…</text>"));
    }
}
