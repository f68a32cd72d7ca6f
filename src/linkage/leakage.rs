//! What two scans have in common besides the person: a copy finds its own original whatever was done
//! to the face, and that says nothing about the face.

use crate::face::same_scan::Fingerprint;

/// How independent two scans of one person are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leakage {
    /// One acquisition: noise and skin are the same, a match is an upper bound.
    SameScan,
    /// Two acquisitions of one kind in one session.
    SameSession,
    /// Two sessions.
    CrossSession,
    /// Two kinds of image.
    CrossModality,
}

impl Leakage {
    /// Every kind.
    pub const ALL: [Self; 4] =
        [Self::SameScan, Self::SameSession, Self::CrossSession, Self::CrossModality];

    /// The label used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameScan => "same-scan (upper bound)",
            Self::SameSession => "same-session",
            Self::CrossSession => "cross-session",
            Self::CrossModality => "cross-modality",
        }
    }
}

/// Where a scan comes from, as far as its name and its voxels tell.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin<'a> {
    /// Whose it is.
    pub participant: Option<&'a str>,
    /// In which session it was made.
    pub session: Option<&'a str>,
    /// What kind of image it is.
    pub suffix: Option<&'a str>,
    /// The acquisition that its name says it comes from.
    pub acquisition: Option<&'a str>,
    /// Checksum and size of the file.
    pub file: Option<(&'a str, u64)>,
    /// Sketch of its voxels.
    pub fingerprint: Option<&'a Fingerprint>,
}

impl Origin<'_> {
    /// Whether both are one acquisition: by their voxels, or by their names.
    pub fn is_same_scan(&self, other: &Self) -> bool {
        let both = self.fingerprint.zip(other.fingerprint);
        let by_voxels = both.and_then(|(a, b)| a.is_same_scan(b)) == Some(true);
        let by_file = self.file.is_some() && self.file == other.file;
        // A copy that was resampled has no voxel in common with its original, but its name tells.
        let by_name = self.acquisition.is_some() && self.acquisition == other.acquisition;
        by_voxels || by_file || by_name
    }

    /// How independent the two are; nothing for different or unknown people whose scans differ.
    pub fn leakage(&self, other: &Self) -> Option<Leakage> {
        if self.is_same_scan(other) {
            return Some(Leakage::SameScan);
        }
        if self.participant.is_none() || self.participant != other.participant {
            return None;
        }
        Some(if self.suffix != other.suffix {
            Leakage::CrossModality
        } else if self.session != other.session {
            Leakage::CrossSession
        } else {
            Leakage::SameSession
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(name: &'static str) -> Origin<'static> {
        let mut parts = name.split('_');
        Origin {
            participant: parts.next(),
            session: parts.next(),
            suffix: parts.next(),
            acquisition: Some(name),
            ..Origin::default()
        }
    }

    #[test]
    fn names_tell_session_and_kind() {
        let first = origin("sub-1_ses-1_T1w");
        let to = |name| first.leakage(&origin(name));
        assert_eq!(to("sub-1_ses-1_T1w"), Some(Leakage::SameScan));
        assert_eq!(to("sub-1_ses-2_T1w"), Some(Leakage::CrossSession));
        assert_eq!(to("sub-1_ses-2_T2w"), Some(Leakage::CrossModality));
        assert_eq!(to("sub-1_ses-1_T1w_run-2"), Some(Leakage::SameSession));
        assert_eq!(to("sub-2_ses-1_T1w"), None);
    }

    #[test]
    fn voxels_tell_more_than_names() {
        let print = |hashes: &[u8]| Fingerprint {
            version: Fingerprint::VERSION,
            smallest: base64::Engine::encode(
                &base64::engine::general_purpose::STANDARD,
                hashes.iter().flat_map(|h| [0, 0, 0, 0, 0, 0, 0, *h]).collect::<Vec<u8>>(),
            ),
        };
        let (a, b, c) = (print(&[1, 2, 3, 4]), print(&[1, 2, 5, 6]), print(&[7, 8, 9]));
        let with = |name, print| Origin { fingerprint: Some(print), ..origin(name) };
        let scan = with("sub-1_ses-1_T1w", &a);
        assert!(scan.is_same_scan(&with("sub-9_ses-4_T1w", &b)));
        assert!(!scan.is_same_scan(&with("sub-9_ses-4_T1w", &c)));
        assert_eq!(scan.leakage(&with("sub-1_ses-2_T1w", &b)), Some(Leakage::SameScan));
    }

    #[test]
    fn unknown_people_are_never_one_person() {
        let unknown = Origin { suffix: Some("T1w"), ..Origin::default() };
        assert_eq!(unknown.leakage(&unknown), None);
    }
}
