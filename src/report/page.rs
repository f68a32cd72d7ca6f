//! One self-contained page: no network, no fonts or scripts from elsewhere, readable on paper.
//!
//! A [`Page`] is said in blocks (text, lists, tables, grids, figures, a decision tree); this module
//! alone knows HTML. Everything can be read without scripts: they sort tables, open folds for
//! printing, and let answers of the tree be changed.

mod block;
mod grid;
mod item;
mod layout;
mod table;
mod tree;
mod words;

pub use block::{Block, Count, Section, Tone};
pub use grid::{Grid, Level};
pub use item::{Item, ItemFact};
pub use layout::{Answer, Page};
pub use table::{Cell, Column, Table};
pub use tree::{Tree, TreeAnswer, TreeEdge, TreeEnd, TreeQuestion, TreeRule, TreeStep, TreeWords};
pub use words::{Words, english, joined};
