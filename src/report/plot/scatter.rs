//! Points by two numbers, and the frontier of those that none beats in both.

use super::figure::Figure;
use super::frame::{Frame, Key, Sample};
use super::lines::{Marker, draw_markers};
use super::scale::Axis;
use super::svg::{Anchor, width_of};

/// One point.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// What is written beside it; nothing for most.
    pub name: String,
    /// What is shown when the pointer rests on it.
    pub tip: String,
    /// Place along the axes.
    pub at: [f64; 2],
    /// Which of [`Scatter::groups`] it belongs to.
    pub group: usize,
}

/// A plot of points where less is better on both axes.
#[derive(Clone, Debug)]
pub struct Scatter<'a> {
    /// Name of the figure.
    pub id: &'a str,
    /// What is shown.
    pub title: &'a str,
    /// What is to be seen, in words.
    pub description: &'a str,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
    /// Names of the groups, drawn with different marks; no key for a single one.
    pub groups: &'a [&'a str],
    /// The points.
    pub points: &'a [Point],
    /// Values that matter.
    pub markers: &'a [Marker],
}

impl Scatter<'_> {
    /// Draws them, with the frontier as steps.
    pub fn draw(&self) -> Figure {
        let key = |(series, name)| Key { series, name, sample: Sample::Mark };
        let keys: Vec<Key<'_>> = self.groups.iter().copied().enumerate().map(key).collect();
        let mut frame = Frame::new(self.title, if keys.len() > 1 { &keys } else { &[] });
        frame.y_axis(&self.y);
        frame.x_axis(&self.x);
        self.draw_frontier(&mut frame);
        for point in self.points {
            let Some(at) = self.place(&frame, point.at) else { continue };
            let class = format!("f{}", point.group % 6);
            frame.svg.mark(&class, point.group, at, 4.5, &point.tip);
            if !point.name.is_empty() {
                let right = at[0] + 8.0 + width_of(&point.name, 11.0) > super::frame::WIDTH;
                let (x, anchor) =
                    if right { (at[0] - 8.0, Anchor::End) } else { (at[0] + 8.0, Anchor::Start) };
                frame.svg.text("note", [x, at[1] - 6.0], anchor, &point.name);
            }
        }
        if self.points.is_empty() {
            frame.nothing();
        }
        draw_markers(&mut frame, self.markers, &self.x, &self.y);
        frame.into_figure(self.id, self.title, self.description)
    }

    fn place(&self, frame: &Frame, at: [f64; 2]) -> Option<[f64; 2]> {
        Some(frame.at(self.x.place(at[0])?, self.y.place(at[1])?))
    }

    fn draw_frontier(&self, frame: &mut Frame) {
        let mut corners: Vec<[f64; 2]> = Vec::new();
        for [x, y] in frontier(self.points) {
            if let Some(last) = corners.last().copied() {
                corners.push([x, last[1]]);
            }
            corners.push([x, y]);
        }
        let corners: Vec<[f64; 2]> =
            corners.into_iter().filter_map(|at| self.place(frame, at)).collect();
        frame.svg.path("l5", &corners, false);
    }
}

/// Places that no point beats on one axis without being worse on the other, from left to right.
fn frontier(points: &[Point]) -> Vec<[f64; 2]> {
    let mut places: Vec<[f64; 2]> =
        points.iter().map(|p| p.at).filter(|at| at.iter().all(|v| v.is_finite())).collect();
    places.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let mut best = f64::INFINITY;
    places.retain(|[_, y]| {
        let better = *y < best;
        best = best.min(*y);
        better
    });
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn point(x: f64, y: f64) -> Point {
        Point { name: String::new(), tip: String::new(), at: [x, y], group: 0 }
    }

    proptest! {
        #[test]
        fn the_frontier_holds_who_is_beaten_by_nobody(
            places in prop::collection::vec((0u8..8, 0u8..8), 0..30),
        ) {
            let points: Vec<Point> =
                places.iter().map(|(x, y)| point(f64::from(*x), f64::from(*y))).collect();
            let beaten = |p: &Point| points.iter().any(|q| {
                let (across, up) = (q.at[0].total_cmp(&p.at[0]), q.at[1].total_cmp(&p.at[1]));
                across.is_le() && up.is_le() && (across.is_lt() || up.is_lt())
            });
            let mut expected: Vec<[f64; 2]> =
                points.iter().filter(|p| !beaten(p)).map(|p| p.at).collect();
            expected.sort_by(|a, b| a[0].total_cmp(&b[0]));
            expected.dedup();
            prop_assert_eq!(frontier(&points), expected);
        }
    }
}
