//! One scan from file to result, and many scans at once.

pub mod assess;
pub mod audit;
pub mod benchmark;
pub mod compare;
pub mod config;
mod facts;
mod group;
pub mod guide;
pub mod link;
pub mod output;
pub mod participant;
mod pictures;
mod restart;
pub mod run;
pub mod table;
