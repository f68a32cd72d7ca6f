//! Special uniques: who is alone with few facts?
//!
//! A *minimal sample unique* (MSU) of a record is a set of its values that no other record shares,
//! while every smaller part of it is shared (Elliot, Manning & Ford 2002). Few and small facts that
//! single somebody out make a *special unique*: likely alone in the population as well.

mod msu;
mod score;

pub use msu::{Msus, TooManyColumns, greatest_affordable_size, minimal_sample_uniques};
pub use score::{SudaScores, Weighting, file_dis, record_dis, scores};
