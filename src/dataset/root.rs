//! The BIDS dataset that a folder belongs to.

use std::path::{Path, PathBuf};

/// What makes a folder a dataset (BIDS 1.10, "Dataset description").
const DESCRIPTION: &str = "dataset_description.json";

/// The nearest folder with a dataset description: `folder` itself or one above it, links resolved.
pub fn of(folder: &Path) -> Option<PathBuf> {
    let real = folder.canonicalize().ok()?;
    real.ancestors().find(|above| above.join(DESCRIPTION).exists()).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_nearest_description_counts() {
        let folder = tempfile::tempdir().unwrap();
        let all = folder.path().canonicalize().unwrap();
        let (raw, derived) = (all.join("raw"), all.join("raw/derivatives/masked"));
        fs::create_dir_all(derived.join("phenotype")).unwrap();
        fs::create_dir_all(raw.join("phenotype")).unwrap();
        fs::write(raw.join(DESCRIPTION), "{}").unwrap();
        fs::write(derived.join(DESCRIPTION), "{}").unwrap();
        assert_eq!(of(&raw), Some(raw.clone()));
        assert_eq!(of(&raw.join("phenotype")), Some(raw.clone()));
        assert_eq!(of(&derived.join("phenotype")), Some(derived));
        assert_ne!(of(&all), Some(raw));
        assert_eq!(of(&all.join("absent")), None);
    }
}
