//! The surface of a head outside of images: digitised points and meshes of the scalp.

use super::content::Content;
use super::look::Look;
use super::notes::Notes;
use super::text;
use std::io;

/// More points than this describe a surface; electrodes alone are fewer.
const DENSE: usize = 500;

/// Names of head shapes and of scalp surfaces.
pub(super) fn check_name(content: &Content, look: &Look<'_>, notes: &mut Notes) {
    let name = content.lower();
    let is_mesh = look.ends(&name, "FACE-09", "endings");
    let is_scalp = look.list("FACE-09", "scalp").iter().any(|word| name.contains(word.as_str()));
    let is_surface = [".gii", ".gii.gz", ".surf", ".vtk", ".vtp"].iter().any(|e| name.ends_with(e));
    let is_stimulus = content.path.contains("stimuli/");
    if (is_mesh && !is_stimulus) || (is_surface && is_scalp) {
        notes.add("FACE-09", "", "surface of a head");
    } else if name.contains("_headshape.") && !name.ends_with(".pos") {
        notes.add("FACE-09", "", "digitised head shape");
    }
}

/// Counts the points of a Polhemus file: lines that end in three numbers.
pub(super) fn check(content: &Content, notes: &mut Notes) -> io::Result<()> {
    let mut points = 0;
    text::pieces(content, |piece| {
        let is_point = |line: &&str| {
            line.split_whitespace().rev().take(3).filter(|word| word.parse::<f64>().is_ok()).count()
                == 3
        };
        points += piece.lines().filter(is_point).count();
    })?;
    if points > DENSE {
        notes.add("FACE-09", "", "digitised head shape");
    }
    Ok(())
}
