//! Pictures of a surface: orthographic views with depth, normals and shading.
//!
//! All scans share one framing in the canonical head frame ([`Framing`]), so pictures of different
//! scans can be laid over each other. Pixels are `[row, col]`, row 0 at the top.

mod camera;
mod cavity;
pub mod color;
mod edges;
mod fill;
pub mod lettering;
mod png;
mod shading;
mod slice;
mod surfel;

pub use camera::{Framing, VIEWS, View};
pub use png::{GrayImage, encode_depth_png, encode_normals_png, encode_png};

use crate::imaging::surface::Mesh;
use nalgebra::Isometry3;
use surfel::Surfels;

/// One view of a mesh.
#[derive(Clone, Debug)]
pub struct Picture {
    /// From where.
    pub view: View,
    /// Shaded picture; flat dark grey where the field of view cut the head.
    pub shaded: GrayImage,
    surfels: Surfels,
    camera_mm: f32,
}

/// Draws a mesh from several sides.
///
/// `to_head` takes world mm (RAS+) to the canonical head frame
/// ([`HeadPoint`](crate::base::space::HeadPoint)). The cut along the picture's rows is shared by all
/// views, so one call for many views costs much less than many calls.
pub fn render(
    mesh: &Mesh,
    to_head: &Isometry3<f64>,
    framing: &Framing,
    views: &[View],
) -> Vec<Picture> {
    let framing = &Framing { size_px: framing.size_px.max(1), ..*framing };
    let mut drawn: Vec<_> = views.iter().map(|_| Surfels::new(framing.size_px)).collect();
    let mut sink = fill::Sink::new(framing, views, &mut drawn);
    slice::slice(mesh, to_head, framing, &mut sink);
    sink.flush();
    let mut cavity = cavity::Cavity::new(framing);
    let finish = |(view, surfels): (&View, Surfels)| {
        cavity.measure(&surfels);
        let mut pixels = shading::shade(&surfels, &cavity, *view);
        edges::soften(&surfels, &mut pixels);
        let shaded = GrayImage { width: framing.size_px, height: framing.size_px, pixels };
        Picture { view: *view, shaded, surfels, camera_mm: framing.camera_mm as f32 }
    };
    views.iter().zip(drawn).map(finish).collect()
}

impl Picture {
    /// Depth in mm from the camera plane ([`Framing::camera_mm`] before the head's origin), `[row,
    /// col]`, NaN = no surface.
    pub fn depth(&self) -> impl ExactSizeIterator<Item = f32> + '_ {
        let from_back_plane = 2.0 * self.camera_mm;
        let height_to_depth =
            move |&height: &f32| if height > 0.0 { from_back_plane - height } else { f32::NAN };
        self.surfels.heights.iter().map(height_to_depth)
    }

    /// Unit outward normals in the canonical head frame, `[row, col]`; zero where there is no
    /// surface or where the field of view cut the head.
    pub fn normals(&self) -> impl ExactSizeIterator<Item = [f32; 3]> + '_ {
        self.surfels.normals.iter().zip(&self.surfels.heights).map(|(normal, &height)| {
            let [x, y, z] = if height > 0.0 { normal.get() } else { [0.0; 3] };
            let length = (x * x + y * y + z * z).sqrt();
            if length > surfel::CAP_BELOW { [x, y, z].map(|c| c / length) } else { [0.0; 3] }
        })
    }
}
