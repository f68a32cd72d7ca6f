//! One word per scan: what its surface says about the face.

use crate::imaging::head::HeadKind;

use super::method::MethodClass;
use super::presence::{FeaturePresence, Presence};
use serde::{Deserialize, Serialize};

/// What the surface of a scan says about its face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Every region of the face shows skin where a face has it, as sharp as the rest of the head,
    /// and no sign of defacing.
    Intact,
    /// Some regions show skin, others are removed, hidden or outside the field of view.
    Partial,
    /// The face lies in the field of view and no region of it shows skin.
    Removed,
    /// The face is there and its surface is smoothed, or the whole head is smoother than one person's
    /// scan.
    Blurred,
    /// The face is there and is not this person's.
    Replaced,
    /// A brain without skin and skull.
    SkullStripped,
    /// Something else: a bone, a bottle, noise, nothing.
    NotAHead,
    /// No usable surface, an uncertain pose, a field of view without the face, or a face that something
    /// as bright as tissue hides.
    Untested,
    /// The scan could not be read; `error` says why.
    Failed,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 9] = [
        Self::Intact,
        Self::Partial,
        Self::Removed,
        Self::Blurred,
        Self::Replaced,
        Self::SkullStripped,
        Self::NotAHead,
        Self::Untested,
        Self::Failed,
    ];

    /// Whether something of a face is left to draw.
    pub fn shows_face(self) -> bool {
        matches!(self, Self::Intact | Self::Partial | Self::Blurred | Self::Replaced)
    }

    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intact => "intact",
            Self::Partial => "partial",
            Self::Removed => "removed",
            Self::Blurred => "blurred",
            Self::Replaced => "replaced",
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

/// The status of a head whose pose is known, and why; `too_smooth` as of
/// [`MethodEvidence::too_smooth`](super::method::MethodEvidence::too_smooth), `complete` as of
/// [`Config::complete`](super::presence::Config::complete).
pub fn of_features(
    features: &[FeaturePresence],
    method: MethodClass,
    too_smooth: bool,
    complete: f64,
) -> (Status, String) {
    let with = |presence: Presence, deciding: bool| -> Vec<&'static str> {
        features
            .iter()
            .filter(|f| f.feature.decides_status() == deciding && f.shown.presence == presence)
            .map(|f| f.feature.as_str())
            .collect()
    };
    let [there, soft, gone, outside] =
        [Presence::Present, Presence::Blurred, Presence::Absent, Presence::OutsideFieldOfView]
            .map(|presence| with(presence, true));
    let list = |names: &[&str]| if names.is_empty() { "none".into() } else { names.join(", ") };
    let seen = format!(
        "skin at: {}; blurred: {}; no skin at: {}; outside the field of view or hidden: {}",
        list(&there),
        list(&soft),
        list(&gone),
        list(&outside)
    );
    // Ears under headphones or beyond a tight field of view say nothing; something cut off does, be it
    // ears or less than a feature.
    let cut = method.is_removal();
    let whole = gone.is_empty()
        && features
            .iter()
            .filter(|f| f.feature.decides_status())
            .all(|f| f.shown.outside_share <= complete);
    let surface = there.len() + soft.len();
    let status = match () {
        // A blurred face stays before the head, also where it lies too far from any face's place.
        () if method == MethodClass::SurfaceBlurring => Status::Blurred,
        // A face put on whose surface no skin has.
        () if method == MethodClass::Refacing && surface == 0 && !gone.is_empty() => {
            Status::Replaced
        }
        () if surface == 0 && gone.len() > outside.len() => Status::Removed,
        () if surface == 0 => Status::Untested,
        () if 2 * soft.len() >= surface => Status::Blurred,
        () if method == MethodClass::Refacing => Status::Replaced,
        () if there.len() == surface && whole && !cut => {
            if too_smooth {
                Status::Blurred
            } else {
                Status::Intact
            }
        }
        () => Status::Partial,
    };
    (status, seen)
}

#[cfg(test)]
mod tests {
    use super::super::presence::{Feature, Shown};
    use super::*;

    fn features(presences: [Presence; 5], ears: Presence) -> Vec<FeaturePresence> {
        let mut deciding = presences.into_iter();
        let mut of = |feature: Feature| match feature {
            Feature::EarLeft | Feature::EarRight => ears,
            Feature::Forehead => Presence::Present,
            _ => deciding.next().unwrap(),
        };
        let shown = |presence| Shown {
            presence,
            skin_share: 0.0,
            outside_share: f64::from(u8::from(presence == Presence::OutsideFieldOfView)),
            edge_ratio: None,
            score: None,
        };
        let all = Feature::ALL.into_iter();
        all.map(|feature| FeaturePresence { feature, shown: shown(of(feature)) }).collect()
    }

    #[test]
    fn the_status_follows_from_what_is_there_soft_gone_and_out_of_view() {
        use MethodClass::{None, Refacing, SurfaceBlurring, TemplateMask};
        use Presence::{Absent as A, Blurred as B, OutsideFieldOfView as O, Present as P};
        let cases = [
            ([P, P, P, P, P], P, None, Status::Intact),
            ([P, P, P, P, P], A, None, Status::Intact),
            ([P, P, P, P, P], A, TemplateMask, Status::Partial),
            ([P, P, P, P, P], P, TemplateMask, Status::Partial),
            ([P, P, P, P, P], P, Refacing, Status::Replaced),
            ([A, A, A, A, A], P, Refacing, Status::Replaced),
            ([P, P, P, O, O], P, None, Status::Partial),
            ([P, P, A, P, P], P, TemplateMask, Status::Partial),
            ([B, B, B, B, B], P, SurfaceBlurring, Status::Blurred),
            ([P, P, B, B, B], P, SurfaceBlurring, Status::Blurred),
            ([A, A, A, A, A], P, SurfaceBlurring, Status::Blurred),
            ([A, A, A, A, A], P, TemplateMask, Status::Removed),
            ([A, A, A, A, O], P, TemplateMask, Status::Removed),
            ([O, O, O, O, O], P, None, Status::Untested),
            ([A, A, O, O, O], P, None, Status::Untested),
        ];
        for (presences, ears, method, expected) in cases {
            let found = of_features(&features(presences, ears), method, false, 0.3).0;
            assert_eq!(found, expected, "{presences:?} {ears:?} {method:?}");
        }
        let smooth = of_features(&features([P; 5], P), None, true, 0.3).0;
        assert_eq!(smooth, Status::Blurred);
    }
}
