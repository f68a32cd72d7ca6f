//! How is it told? Thin writers over one result model.

mod cell;
pub mod compare_csv;
pub mod faces_csv;
pub mod heat_map;
pub mod pair;
pub mod scan;
pub mod sequence;
