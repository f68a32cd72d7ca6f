//! One word per scan: what its surface says about the face.

use crate::imaging::head::HeadKind;

use super::presence::{FeaturePresence, Presence};
use serde::{Deserialize, Serialize};

/// What the surface of a scan says about its face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Every region of the face shows skin where a face has it. Whether that skin is blurred or
    /// belongs to someone else is not looked at yet.
    Intact,
    /// Some regions show skin, others are removed or outside the field of view.
    Partial,
    /// The face lies in the field of view and no region of it shows skin.
    Removed,
    /// A brain without skin and skull.
    SkullStripped,
    /// Something else: a bone, a bottle, noise, nothing.
    NotAHead,
    /// No usable surface, an uncertain pose, or a field of view without the face.
    Untested,
    /// The scan could not be read; `error` says why.
    Failed,
}

impl Status {
    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intact => "intact",
            Self::Partial => "partial",
            Self::Removed => "removed",
            Self::SkullStripped => "skull-stripped",
            Self::NotAHead => "not-a-head",
            Self::Untested => "untested",
            Self::Failed => "failed",
        }
    }
}

/// The status of what is no head with skin; nothing for a head and for what may be one.
pub fn of_kind(kind: HeadKind) -> Option<Status> {
    match kind {
        HeadKind::Head | HeadKind::Uncertain => None,
        HeadKind::Brain => Some(Status::SkullStripped),
        HeadKind::Skull | HeadKind::NotAHead { .. } => Some(Status::NotAHead),
    }
}

/// The status of a head whose pose is known, and why.
pub fn of_features(features: &[FeaturePresence]) -> (Status, String) {
    let with = |presence: Presence| -> Vec<&'static str> {
        features
            .iter()
            .filter(|f| f.feature.decides_status() && f.presence == presence)
            .map(|f| f.feature.as_str())
            .collect()
    };
    let (there, gone) = (with(Presence::Present), with(Presence::Absent));
    let outside = with(Presence::OutsideFieldOfView);
    let list = |names: &[&str]| if names.is_empty() { "none".into() } else { names.join(", ") };
    let seen = format!(
        "skin at: {}; no skin at: {}; outside the field of view: {}",
        list(&there),
        list(&gone),
        list(&outside)
    );
    let status = match (there.is_empty(), gone.is_empty(), outside.is_empty()) {
        (false, true, true) => Status::Intact,
        (false, _, _) => Status::Partial,
        (true, false, _) if gone.len() > outside.len() => Status::Removed,
        (true, _, _) => Status::Untested,
    };
    (status, seen)
}

#[cfg(test)]
mod tests {
    use super::super::presence::Feature;
    use super::*;

    fn features(presences: [Presence; 5]) -> Vec<FeaturePresence> {
        let deciding = Feature::ALL.into_iter().filter(|f| f.decides_status());
        deciding
            .zip(presences)
            .map(|(feature, presence)| FeaturePresence {
                feature,
                presence,
                skin_share: 0.0,
                outside_share: 0.0,
            })
            .collect()
    }

    #[test]
    fn the_status_follows_from_what_is_there_gone_and_out_of_view() {
        use Presence::{Absent as A, OutsideFieldOfView as O, Present as P};
        let cases = [
            ([P, P, P, P, P], Status::Intact),
            ([P, P, P, O, O], Status::Partial),
            ([P, P, A, P, P], Status::Partial),
            ([A, A, A, A, A], Status::Removed),
            ([A, A, A, A, O], Status::Removed),
            ([O, O, O, O, O], Status::Untested),
            ([A, A, O, O, O], Status::Untested),
        ];
        for (presences, expected) in cases {
            assert_eq!(of_features(&features(presences)).0, expected, "{presences:?}");
        }
    }
}
