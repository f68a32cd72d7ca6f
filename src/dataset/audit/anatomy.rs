//! Images of something that few people have.

use super::content::Content;
use super::image_header;
use super::look::Look;
use super::notes::Notes;
use super::severity::Severity;

/// Volumes named after a lesion, a resection or an implant.
pub(super) fn check(content: &Content, look: &Look<'_>, notes: &mut Notes) {
    let name = content.lower();
    let is_volume = image_header::EXTENSIONS.iter().any(|ending| name.ends_with(ending));
    let named = |word: &String| name.contains(word.as_str());
    if is_volume && look.list("BRAIN-02", "image_words").iter().any(named) {
        notes.add_as("BRAIN-02", Severity::High, "", "mask or image of a lesion");
    }
}
