//! Bars side by side: counts of classes, histograms.

use super::figure::Figure;
use super::frame::{Frame, Key, Sample};
use super::scale::Axis;

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Name under it.
    pub name: String,
    /// Height; what is not finite or below 0 is not drawn.
    pub value: f64,
    /// Which of [`Bars::groups`] it belongs to.
    pub group: usize,
}

/// A dashed line between two bars.
#[derive(Clone, Debug, PartialEq)]
pub struct Border {
    /// Number of bars left of it.
    pub after: f64,
    /// What it stands for.
    pub name: String,
}

/// A bar plot.
#[derive(Clone, Debug)]
pub struct Bars<'a> {
    /// Name of the figure.
    pub id: &'a str,
    /// What is shown.
    pub title: &'a str,
    /// What is to be seen, in words.
    pub description: &'a str,
    /// Label under the bars.
    pub x: &'a str,
    /// Label of the heights.
    pub y: Axis,
    /// Name and number of the colour (0 to 5) of each group; no key for a single one.
    pub groups: &'a [(&'a str, usize)],
    /// The bars, from left to right.
    pub bars: &'a [Bar],
    /// Lines between bars.
    pub borders: &'a [Border],
}

/// Share of its place that a bar fills.
const FILLED: f64 = 0.86;

impl<'a> Bars<'a> {
    /// Draws them.
    pub fn draw(&self) -> Figure {
        let key = |group: &(&'a str, usize)| Key {
            series: group.1,
            name: group.0,
            sample: Sample::Patch,
        };
        let keys: Vec<Key<'_>> = self.groups.iter().map(key).collect();
        let mut frame = Frame::new(self.title, if keys.len() > 1 { &keys } else { &[] });
        frame.y_axis(&self.y);
        let names: Vec<&str> = self.bars.iter().map(|b| b.name.as_str()).collect();
        for (n, bar) in self.bars.iter().enumerate() {
            self.draw_bar(&mut frame, n, bar);
        }
        if self.bars.is_empty() {
            frame.nothing();
        }
        frame.names(&names, self.x);
        for (row, border) in self.borders.iter().enumerate() {
            frame.upright(border.after / self.bars.len().max(1) as f64, &border.name, row);
        }
        frame.into_figure(self.id, self.title, self.description)
    }

    fn draw_bar(&self, frame: &mut Frame, n: usize, bar: &Bar) {
        let Some(height) = self.y.place(bar.value).filter(|_| bar.value > 0.0) else { return };
        let count = self.bars.len() as f64;
        let left = (n as f64 + (1.0 - FILLED) / 2.0) / count;
        let [x, y] = frame.at(left, height);
        let [right, bottom] = frame.at(left + FILLED / count, 0.0);
        // A bar of one among thousands is still there.
        let tall = (bottom - y).max(1.0);
        let tip = format!("{}: {}", bar.name, super::grouped(bar.value, 0));
        let color = self.groups.get(bar.group).map_or(0, |group| group.1);
        let class = format!("f{}", color % 6);
        frame.svg.rect(&class, [x, bottom - tall], [right - x, tall], &tip);
    }
}
