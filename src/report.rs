//! How is it told? Thin writers over one result model.

pub mod assessment;
pub mod benchmark;
mod cell;
pub mod compare_csv;
mod dictionary;
pub mod evidence_csv;
pub mod faces_csv;
pub mod findings;
pub mod findings_csv;
mod framed;
pub mod group;
pub mod guide;
pub mod heat_map;
pub mod joint;
pub mod page;
pub mod pair;
pub mod plot;
mod rate_cells;
pub mod rates_csv;
pub mod recognisability_error;
pub mod scan;
pub mod scores_csv;
pub mod sequence;
pub mod table;
pub mod table_csv;
