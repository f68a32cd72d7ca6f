//! Scans of one person matched to each other within the dataset: what a holder of another scan
//! would find.

use serde::Serialize;

/// The attack within the dataset: every scan against all others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LinkagePart {
    /// Scans compared.
    pub scans: usize,
    /// People among them.
    pub people: usize,
    /// One entry for each part of the head and each kind of independence that occurs.
    pub parts: Vec<LinkedPart>,
}

/// How one part of the head did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LinkedPart {
    /// `face`, `ears` or `vault`.
    pub part: &'static str,
    /// How independent the scans of one person were, such as `cross-session`.
    pub independence: &'static str,
    /// Scans with such another scan of their person.
    pub probes: usize,
    /// Of these, those of which too little is left to compare: they count as not found.
    pub not_enrolled: usize,
    /// Of these, found before every other person.
    pub found: usize,
    /// 95 % interval of the share found (Wilson 1927).
    pub interval: [f64; 2],
    /// Share found at rank 1, 2, … (cumulative match characteristic), up to the number of people.
    pub cmc: Vec<f64>,
}
