//! How is it told? Thin writers over one result model.

pub mod faces_csv;
pub mod scan;
