//! Genetic data.

use super::content::Content;
use super::look::Look;
use super::notes::Notes;

/// Names of genetic files. A `.bed` is one only with its `.bim` or `.fam` beside it.
pub(super) fn check(content: &Content, look: &Look<'_>, notes: &mut Notes) {
    let name = content.lower();
    let is_genetic = if let Some(stem) = content.path.strip_suffix(".bed") {
        look.has(&format!("{stem}.bim")) || look.has(&format!("{stem}.fam"))
    } else {
        name == "genetic_info.json" || look.ends(&name, "GEN-01", "endings")
    };
    if is_genetic {
        notes.add("GEN-01", "", "genetic data");
    }
}
