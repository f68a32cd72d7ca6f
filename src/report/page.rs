//! One self-contained page: no network, no fonts or scripts from elsewhere, readable on paper.
//!
//! A [`Page`] is said in blocks (text, tables, figures); this module alone knows HTML.

mod block;
mod layout;
mod table;

pub use block::{Block, Count, Section, Tone};
pub use layout::{Answer, Page};
pub use table::{Cell, Column, Table};
