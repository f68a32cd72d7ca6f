//! Plots as SVG: bars, ranges, lines with bands, steps, points with a frontier.
//!
//! Every figure carries its title and a description in words for who does not see it, tells its
//! series apart by shape or dash as well as by colour, and reads on paper, light and dark screens.
//! The same data give the same bytes.

mod bars;
mod figure;
mod frame;
mod lines;
mod ranges;
mod scale;
mod scatter;
mod steps;
mod svg;

pub use bars::{Bar, Bars, Border};
pub use figure::{Figure, STYLE};
pub use lines::{Lines, Marker, Series};
pub use ranges::{Range, Ranges};
pub(crate) use scale::grouped;
pub use scale::{Axis, Unit};
pub use scatter::{Point, Scatter};
pub use steps::cumulative;
