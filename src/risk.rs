//! What does it mean? The sharing guide, destinations and the risk of each participant.
//!
//! Knowledge lies in `data/guide` ([`knowledge`]); what was found comes in as plain [`evidence`].
//! [`guide`] answers what may be shared, [`gate`] whether a destination's limits are kept, [`joint`]
//! how likely each participant is found by whom.

pub mod chance;
pub mod date;
pub mod destination;
pub mod evidence;
pub mod expression;
pub mod fact;
pub mod gate;
pub mod guide;
pub mod joint;
pub mod knowledge;
pub mod measure;
pub mod texts;
pub mod truth;
