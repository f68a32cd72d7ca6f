//! What every layer stands on: space, random streams, files.

pub mod space;
