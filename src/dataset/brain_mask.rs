//! The brain mask of a scan: given by the user, or found among the files that lie around it.

use super::entities::Entities;
use super::scan::{self, InputError, ScanInput, Selection};
use std::path::Path;

/// Masks of brains, each told by its name.
///
/// BIDS derivatives: suffix `mask` with `desc-brain` or `label-brain` (BIDS 1.10, "Masks"); older
/// pipelines: suffix `brainmask`. Outside BIDS: a name that holds `brain` and `mask`.
#[derive(Clone, Debug, Default)]
pub struct BrainMasks {
    masks: Vec<ScanInput>,
    /// Whether one mask stands for every scan: a file given by name.
    single: bool,
}

impl BrainMasks {
    /// The masks that the user names: one file for all scans, or a folder of masks.
    ///
    /// # Errors
    /// [`InputError`] when there is no such file or folder, or no volume in it.
    pub fn given(path: &Path) -> Result<Self, InputError> {
        let masks = scan::find(&[path.to_owned()], Selection::Everything)?;
        Ok(Self { masks, single: path.is_file() })
    }

    /// The masks below the inputs themselves, in their order.
    pub fn found(inputs: &[&Path]) -> Self {
        let folders = inputs.iter().filter(|input| input.is_dir());
        let all = folders.flat_map(|folder| {
            scan::find(&[(*folder).to_owned()], Selection::Everything).unwrap_or_default()
        });
        Self { masks: all.filter(is_brain_mask).collect(), single: false }
    }

    /// The mask of a scan: same participant, session, run and acquisition, in the scan's own space.
    ///
    /// A mask that leaves an entity out stands for all its values (one mask for two runs). Among
    /// several the first in the order of the inputs is taken.
    pub fn of(&self, scan: &ScanInput) -> Option<&ScanInput> {
        if self.single {
            return self.masks.first();
        }
        let of_scan = entities(scan);
        self.masks.iter().find(|mask| match (&of_scan, entities(mask)) {
            (Some(scan), Some(mask)) => is_of(&mask, scan),
            (None, None) => name(mask).starts_with(name(scan)),
            _ => false,
        })
    }
}

fn name(scan: &ScanInput) -> &str {
    scan.bare().rsplit('/').next().unwrap_or_default()
}

fn entities(scan: &ScanInput) -> Option<Entities> {
    Entities::parse(name(scan))
}

fn is_brain_mask(scan: &ScanInput) -> bool {
    if let Some(entities) = entities(scan) {
        let is_brain = |key| entities.get(key).is_some_and(|v| v.eq_ignore_ascii_case("brain"));
        entities.suffix == "brainmask"
            || (entities.suffix == "mask" && (is_brain("desc") || is_brain("label")))
    } else {
        let name = name(scan).to_ascii_lowercase();
        name.contains("brain") && name.contains("mask")
    }
}

/// Whether a mask's entities agree with a scan's. Another space has other voxels and other places.
fn is_of(mask: &Entities, scan: &Entities) -> bool {
    let same = |key: &str| mask.get(key) == scan.get(key);
    let open = |key: &str| mask.get(key).is_none() || same(key);
    let own_space = matches!(mask.get("space"), None | Some("orig" | "T1w" | "individual"));
    same("sub") && same("ses") && open("run") && open("acq") && open("rec") && own_space
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_mask_of_the_same_session_is_taken_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let file = |path: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, b"").unwrap();
        };
        file("sub-01/ses-a/anat/sub-01_ses-a_T1w.nii");
        file("sub-01/ses-b/anat/sub-01_ses-b_T1w.nii");
        file("sub-02/anat/sub-02_T1w.nii");
        file("derivatives/x/sub-01/ses-a/anat/sub-01_ses-a_desc-brain_mask.nii");
        file("derivatives/x/sub-01/ses-b/anat/sub-01_ses-b_space-MNI_desc-brain_mask.nii");
        file("derivatives/x/sub-02/anat/sub-02_desc-lesion_mask.nii");
        let masks = BrainMasks::found(&[folder.path()]);
        let scans = scan::find(&[folder.path().to_owned()], Selection::HeadImages).unwrap();
        let found: Vec<Option<&str>> =
            scans.iter().map(|s| masks.of(s).map(|m| m.scan.as_str())).collect();
        let own = "derivatives/x/sub-01/ses-a/anat/sub-01_ses-a_desc-brain_mask.nii";
        assert_eq!(found, [Some(own), None, None]);
    }
}
