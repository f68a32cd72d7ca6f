//! Whom can it be matched to? Scan against scan: how alike, who is most alike, and how often an
//! attacker who looks so is right.

pub mod score_matrix;
