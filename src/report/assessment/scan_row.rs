//! One image of a head, as the report tells it.

use crate::face::method::MethodClass;
use crate::face::recognisability::Basis;
use crate::face::status::Status;
use crate::risk::chance::Chance;
use crate::risk::evidence::Face;
use serde::Serialize;

/// What is said of one image.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScanRow {
    /// Path in the dataset.
    pub scan: String,
    /// Whose it is; nothing where the path does not say.
    pub participant: Option<String>,
    /// Session, with its prefix.
    pub session: Option<String>,
    /// BIDS suffix, such as `T1w`.
    pub suffix: Option<String>,
    /// The folder of the derivative it lies in, such as `derivatives/mask`; empty outside any.
    pub derivative: String,
    /// Verdict on the face, the group's where one was looked at.
    pub status: Status,
    /// Why, in words.
    pub reason: String,
    /// Why it could not be read: file, field and value.
    pub error: Option<String>,
    /// What that means for an attacker.
    pub face: Face,
    /// Whether it counts for the limit on faces: T1w, T2w or FLAIR in thin slices.
    pub structural: bool,
    /// Kind of defacing; nothing when it could not be looked for.
    pub method: Option<MethodClass>,
    /// How sure that is, 0 to 1.
    pub method_confidence: Option<f64>,
    /// Probability that somebody with other scans of 100 people names the right one by the face,
    /// with the range that measured errors leave; nothing untested.
    pub recognisability: Option<Chance>,
    /// What the recognisability rests on.
    pub basis: Option<Basis>,
    /// Features that show skin; nothing where none could be looked at.
    pub regions_left: Option<Vec<&'static str>>,
    /// What is known about faces in this kind of image, published and measured here.
    pub sequence: Option<String>,
    /// Pictures of it below the output folder, for its owner only; empty without `--with-renders`.
    pub renders: Vec<String>,
}
