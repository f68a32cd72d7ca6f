//! Transformations and warps: with them a normalised image goes back to its own anatomy.

use super::content::Content;
use super::look::Look;
use super::notes::Notes;

/// Names that tools give to transformations (BIDS derivatives, ANTs, FSL, FreeSurfer, SPM).
pub(super) fn check(content: &Content, look: &Look<'_>, notes: &mut Notes) {
    let name = content.lower();
    let part = |list: &str| look.list("XFM-01", list).iter();
    let is_transform = part("endings").any(|end| name.ends_with(end.as_str()))
        || part("beginnings").any(|start| {
            name.starts_with(start.as_str())
                && (name.ends_with(".nii") || name.ends_with(".nii.gz"))
        });
    if is_transform {
        notes.add("XFM-01", "", "transformation");
    }
}
