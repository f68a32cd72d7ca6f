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
    /// Cumulative match characteristic: one point a rank, from 1, up to the rank of the last scan
    /// found.
    pub cmc: Vec<CmcPoint>,
}

/// A point of a cumulative match characteristic.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CmcPoint {
    /// Rank, from 1.
    pub rank: usize,
    /// Share of the probes found at that rank or before.
    pub share: f64,
    /// Its 95 % interval (Wilson 1927); several scans of one person count as one trial.
    pub interval: [f64; 2],
}
