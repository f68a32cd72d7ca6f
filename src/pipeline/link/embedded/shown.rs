//! The pictures that a model is shown.

use crate::base::atomic::Access;
use crate::face::face_points;
use crate::imaging::photograph::{RgbImage, Similarity};
use crate::imaging::render::{self, Framing, GrayImage, View};
use crate::linkage::embedding::settings::InputSettings;
use crate::pipeline::output::{OutputError, OutputFolder};
use crate::report::scan::ScanReport;
use nalgebra::Matrix4;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;

/// Where the pipeline puts the pictures of a scan.
const RENDERS: &str = "renders/";

/// Name for pictures about a scan, as its own pictures have it; later ones of one name are numbered.
pub(super) fn name(report: &ScanReport, seen: &mut HashMap<String, usize>) -> String {
    let views = render::VIEWS;
    let of_view =
        |view: &View| Some(picture(report, *view)?.strip_suffix(&ending(*view))?.to_owned());
    let name = views.iter().find_map(of_view).unwrap_or_default();
    let count = seen.entry(name.to_lowercase()).or_default();
    *count += 1;
    if *count > 1 { format!("{name}~{count}") } else { name }
}

/// The picture of a scan from one side, without its folder.
fn picture(report: &ScanReport, view: View) -> Option<&str> {
    let inside = report.files.iter().filter_map(|file| file.strip_prefix(RENDERS));
    inside.into_iter().find(|file| file.ends_with(&ending(view)))
}

fn ending(view: View) -> String {
    format!("_{}.png", view.name)
}

/// A photograph, brought to the wanted rows and columns where its sides are in proportion.
pub(super) fn photograph(path: &Path, size: [usize; 2]) -> Result<RgbImage, String> {
    let image = read(path)?;
    let [rows, columns] = size;
    let in_proportion = image.width * rows == image.height * columns;
    if !in_proportion || image.width == columns {
        return Ok(image);
    }
    let scaled = Similarity::scaled(columns as f64 / image.width as f64);
    Ok(image.resampled(&scaled, size))
}

/// A view of a scan, as the model wants a face to lie.
///
/// `folder` holds the picture that the pipeline drew of it.
pub(super) fn aligned(
    report: &ScanReport,
    folder: &Path,
    view: View,
    settings: &InputSettings,
) -> Result<GrayImage, String> {
    let file = picture(report, view).ok_or_else(|| {
        format!("files: no picture {} in its result; analyse it with that view", view.name)
    })?;
    let pose = report.pose.ok_or("pose: none, the face cannot be brought into line")?;
    let drawn = read(&folder.join(RENDERS).join(file))?;
    let framing = Framing::of_size(drawn.width);
    let pose = Matrix4::from_row_iterator(pose.into_iter().flatten());
    let placed =
        face_points::bring_into_line(&report.landmarks, &pose, &framing, view, &settings.points)
            .ok_or("landmarks: too few to bring the face into line")?;
    let colors = || format!("{RENDERS}{file}: it has colours, so it is no drawing of a scan");
    drawn.resampled(&placed, settings.size).as_gray().ok_or_else(colors)
}

/// Keeps a picture of a scan; faces are for the owner's eyes only.
pub(super) fn keep(image: &GrayImage, file: &str, out: &OutputFolder) -> Result<(), OutputError> {
    let failed =
        |error| OutputError { path: out.root().join(file), error: io::Error::other(error) };
    let png = render::encode_png(image).map_err(failed)?;
    out.write(file, Access::OwnerOnly, &png)
}

fn read(path: &Path) -> Result<RgbImage, String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    RgbImage::decode(&bytes).map_err(|error| error.to_string())
}
