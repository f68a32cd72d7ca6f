//! The `countenance` program: see [`countenance::cli`].

fn main() {}
