//! Plots as SVG: bars, lines with bands, steps, points with a frontier, a grid of statuses.
//!
//! Every figure carries its title and a description in words for who does not see it, tells its
//! series apart by shape or dash as well as by colour, and reads on paper, light and dark screens.
//! The same data give the same bytes.

mod bars;
mod figure;
mod frame;
mod grid;
mod lines;
mod scale;
mod scatter;
mod steps;
mod svg;

pub use bars::{Bar, Bars, Border};
pub use figure::{Figure, STYLE};
pub use grid::{Level, StatusGrid};
pub use lines::{Lines, Marker, Series};
pub(crate) use scale::grouped;
pub use scale::{Axis, Unit};
pub use scatter::{Point, Scatter};
pub use steps::cumulative;
