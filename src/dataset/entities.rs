//! BIDS file names: `sub-01_ses-02_acq-mprage_T1w.nii.gz` is entities, a suffix and an extension.
//!
//! BIDS specification 1.10, "Filenames" and "Entities".

/// What a BIDS file name says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entities {
    /// Key–value pairs in the order of the name, e.g. `("sub", "01")`.
    pub pairs: Vec<(String, String)>,
    /// Last part of the name, e.g. `T1w`.
    pub suffix: String,
}

impl Entities {
    /// Reads a file name without its extension; nothing when it does not start with `sub-`.
    pub fn parse(stem: &str) -> Option<Self> {
        let (pairs, suffix) = stem.rsplit_once('_')?;
        let pairs: Vec<(String, String)> = pairs
            .split('_')
            .map(|part| part.split_once('-').map(|(key, value)| (key.to_owned(), value.to_owned())))
            .collect::<Option<_>>()?;
        let is_label =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '+');
        let valid = pairs.first().is_some_and(|(key, _)| key == "sub")
            && pairs.iter().all(|(key, value)| is_label(key) && is_label(value))
            && is_label(suffix);
        valid.then(|| Self { pairs, suffix: suffix.to_owned() })
    }

    /// The value of an entity.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bids_name_gives_its_entities() {
        let name = Entities::parse("sub-01_ses-pre_desc-defaced_T1w").unwrap();
        assert_eq!(name.get("ses"), Some("pre"));
        assert_eq!(name.get("desc"), Some("defaced"));
        assert_eq!(name.suffix, "T1w");
    }

    #[test]
    fn other_names_are_no_bids_names() {
        for name in ["T1w", "chris_T1w", "sub-01", "ses-1_T1w", "sub-_T1w", "sub-01__T1w", ""] {
            assert_eq!(Entities::parse(name), None, "{name}");
        }
    }
}
