//! What surrounds the data of a plot: title, key, axes.

use super::figure::Figure;
use super::scale::Axis;
use super::svg::{Anchor, Svg, width_of};

/// Width of every figure, px: on a telephone's 360 px the letters still have 9 px.
pub(super) const WIDTH: f64 = 480.0;
/// Height of figures with axes, px.
const HEIGHT: f64 = 320.0;
/// Sizes of letters, px, as in `figure.css`.
pub(super) const HEADING: f64 = 14.0;
pub(super) const LETTERS: f64 = 12.0;
pub(super) const NOTES: f64 = 11.0;
/// Free border, px.
pub(super) const EDGE: f64 = 10.0;

/// How an entry of the key is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sample {
    Patch,
    Line,
    Mark,
}

/// An entry of the key: series number, name.
#[derive(Clone, Debug)]
pub(super) struct Key<'a> {
    pub(super) series: usize,
    pub(super) name: &'a str,
    pub(super) sample: Sample,
}

/// The surroundings with the place of the data, px from the upper left corner.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) svg: Svg,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Frame {
    /// Draws title and key.
    pub(super) fn new(title: &str, keys: &[Key<'_>]) -> Self {
        let mut svg = Svg::default();
        let below = heading(&mut svg, title);
        let below = draw_keys(&mut svg, keys, below);
        Self { svg, left: EDGE, right: WIDTH - 24.0, top: below + 16.0, bottom: HEIGHT - 48.0 }
    }

    /// Draws the vertical axis, its label above it so that it is read without turning the head.
    pub(super) fn y_axis(&mut self, axis: &Axis) {
        let ticks = axis.ticks();
        let widest = ticks.iter().map(|t| width_of(&t.label, LETTERS)).fold(0.0, f64::max);
        self.left = EDGE + 16.0 + widest + 6.0;
        let middle = f64::midpoint(self.top, self.bottom);
        self.svg.upright_text("note", [EDGE + 6.0, middle], axis.label());
        for tick in ticks {
            let y = self.at(0.0, tick.place)[1];
            self.svg.line("grid", [self.left, y], [self.right, y]);
            let at = [self.left - 6.0, y + 4.0];
            self.svg.text("label", at, Anchor::End, &tick.label);
        }
    }

    /// Draws the horizontal axis; after [`Frame::y_axis`].
    pub(super) fn x_axis(&mut self, axis: &Axis) {
        let mut free_from = f64::NEG_INFINITY;
        for tick in axis.ticks() {
            let [x, y] = self.at(tick.place, 0.0);
            self.svg.line("axis", [x, y], [x, y + 4.0]);
            let half = width_of(&tick.label, LETTERS) / 2.0;
            if x - half > free_from {
                free_from = x + half + 4.0;
                self.svg.text("label", [x, y + 17.0], Anchor::Middle, &tick.label);
            }
        }
        self.base(axis.label());
    }

    /// Draws names under equally wide places; some are left out where they would touch.
    pub(super) fn names(&mut self, names: &[&str], label: &str) {
        let width = (self.right - self.left) / names.len().max(1) as f64;
        let widest = names.iter().map(|n| width_of(n, NOTES)).fold(0.0, f64::max);
        let every = ((widest + 2.0) / width).ceil().max(1.0) as usize;
        for (n, name) in names.iter().enumerate().step_by(every) {
            let x = self.left + (n as f64 + 0.5) * width;
            self.svg.text("note", [x, self.bottom + 17.0], Anchor::Middle, name);
        }
        self.base(label);
    }

    fn base(&mut self, label: &str) {
        self.svg.line("axis", [self.left, self.bottom], [self.right, self.bottom]);
        let middle = f64::midpoint(self.left, self.right);
        self.svg.text("note", [middle, self.bottom + 36.0], Anchor::Middle, label);
    }

    /// Where shares of the two axes lie, px.
    pub(super) fn at(&self, x: f64, y: f64) -> [f64; 2] {
        [self.left + x * (self.right - self.left), self.bottom - y * (self.bottom - self.top)]
    }

    /// A dashed line upwards at a share of the horizontal axis, with its name beside its top.
    pub(super) fn upright(&mut self, x: f64, name: &str, row: usize) {
        let ([x, top], [_, bottom]) = (self.at(x, 1.0), self.at(x, 0.0));
        self.svg.line("border", [x, top], [x, bottom]);
        let fits = x + 5.0 + width_of(name, NOTES) < WIDTH;
        let (at, anchor) = if fits { (x + 5.0, Anchor::Start) } else { (x - 5.0, Anchor::End) };
        self.svg.text("note", [at, top + 10.0 + 14.0 * row as f64], anchor, name);
    }

    /// A dashed line across at a share of the vertical axis, with its name above its right end.
    pub(super) fn across(&mut self, y: f64, name: &str) {
        let ([left, y], [right, _]) = (self.at(0.0, y), self.at(1.0, y));
        self.svg.line("border", [left, y], [right, y]);
        self.svg.text("note", [right, y - 4.0], Anchor::End, name);
    }

    /// Says that there is nothing to see.
    pub(super) fn nothing(&mut self) {
        let at = self.at(0.5, 0.5);
        self.svg.text("note", at, Anchor::Middle, "nothing to show");
    }

    pub(super) fn into_figure(self, id: &str, title: &str, description: &str) -> Figure {
        Figure::new(id, title, description, [WIDTH, HEIGHT], self.svg.into_body())
    }
}

/// Draws the title, in two lines if one is too narrow; gives the height taken.
pub(super) fn heading(svg: &mut Svg, title: &str) -> f64 {
    let mut y = EDGE + HEADING;
    for line in wrapped(title, WIDTH - 2.0 * EDGE, HEADING * 1.05) {
        svg.text("heading", [EDGE, y], Anchor::Start, &line);
        y += HEADING + 4.0;
    }
    y - 4.0
}

/// Draws the key from the left, in as many rows as it takes; gives the height taken.
pub(super) fn draw_keys(svg: &mut Svg, keys: &[Key<'_>], above: f64) -> f64 {
    if keys.is_empty() {
        return above;
    }
    let (mut x, mut y) = (EDGE, above + 18.0);
    for key in keys {
        let width = 28.0 + width_of(key.name, LETTERS);
        if x > EDGE && x + width > WIDTH - EDGE {
            (x, y) = (EDGE, y + 17.0);
        }
        let series = key.series % 6;
        match key.sample {
            Sample::Patch => svg.rect(&format!("f{series}"), [x, y - 9.0], [12.0, 10.0], ""),
            Sample::Line => svg.line(&format!("l{series}"), [x, y - 4.0], [x + 18.0, y - 4.0]),
            Sample::Mark => svg.mark(&format!("f{series}"), series, [x + 7.0, y - 4.0], 5.0, ""),
        }
        svg.text("label", [x + 22.0, y], Anchor::Start, key.name);
        x += width + 10.0;
    }
    y
}

/// Words in lines that are no wider than `width` at that size of letters.
fn wrapped(text: &str, width: f64, size: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width_of(&format!("{line} {word}"), size) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
