//! Whom do the facts point to? Disclosure risk of a participants table.
//!
//! [`read::read`] makes a table of a file, [`roles::propose`] says what each column is to an
//! attacker, [`frequencies`] counts who matches whom, which every metric of the classes rests on;
//! [`suda`] finds the facts that single a person out, [`population`] what the sample says of the
//! population, [`plan`] what would help.
//!
//! A [`table::Table`] is dictionary-coded: each metric sees small integers, never text. Columns are
//! named by their index, records by their row.

pub mod cells;
pub mod classes;
pub mod delta_presence;
pub mod explain;
pub mod frequencies;
pub mod frontier;
pub mod hierarchy;
pub mod household;
pub mod individual;
pub mod journalist;
pub mod lattice;
pub mod loss;
pub mod plan;
pub mod population;
pub mod prosecutor;
pub mod read;
pub mod roles;
pub mod sampling_weights;
pub mod sensitive;
pub mod separation;
pub mod subsets;
pub mod suda;
pub mod table;
