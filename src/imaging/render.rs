//! Pictures of a surface: orthographic views with depth, normals and shading.
//!
//! All scans share one framing in the canonical head frame ([`Framing`]), so pictures of different
//! scans can be laid over each other. Pixels are `[row, col]`, row 0 at the top.

mod camera;
mod cavity;
mod edges;
mod png;
mod raster;
mod shading;

pub use camera::{Framing, VIEWS, View};
pub use png::{GrayImage, encode_png};

use crate::imaging::surface::Mesh;
use camera::Stage;
use nalgebra::Isometry3;
use raster::Surfels;

/// Draws one mesh from several sides; keeps its buffers from view to view.
pub struct Renderer<'a> {
    mesh: &'a Mesh,
    stage: Stage,
    surfels: Surfels,
    cavity: cavity::Cavity,
    shaded: GrayImage,
    edge_scratch: Vec<(usize, u8)>,
}

/// One view of a mesh, borrowed from the [`Renderer`] that drew it.
pub struct Picture<'a> {
    /// From where.
    pub view: View,
    /// Shaded picture; flat [`shading::CAP`] tone where the field of view cut the head.
    pub shaded: &'a GrayImage,
    surfels: &'a Surfels,
}

impl<'a> Renderer<'a> {
    /// A renderer for a mesh whose pose is known.
    ///
    /// `to_head` takes world mm (RAS+) to the canonical head frame
    /// ([`HeadPoint`](crate::base::space::HeadPoint)).
    pub fn new(mesh: &'a Mesh, to_head: &Isometry3<f64>, framing: Framing) -> Self {
        let size = framing.size_px;
        Self {
            mesh,
            stage: Stage::new(mesh, to_head, framing),
            surfels: Surfels::new(size),
            cavity: cavity::Cavity::new(size, framing.mm_per_px),
            shaded: GrayImage { width: size, height: size, pixels: vec![0; size * size] },
            edge_scratch: Vec::new(),
        }
    }

    /// Draws the mesh from one side.
    pub fn draw(&mut self, view: View) -> Picture<'_> {
        self.stage.project(view);
        raster::rasterise(self.mesh, &self.stage, &mut self.surfels);
        self.cavity.measure(&self.surfels);
        shading::shade(&self.surfels, &self.cavity, &self.stage, &mut self.shaded.pixels);
        edges::soften(&self.surfels, &mut self.shaded.pixels, &mut self.edge_scratch);
        Picture { view, shaded: &self.shaded, surfels: &self.surfels }
    }
}

impl Picture<'_> {
    /// Depth in mm from the camera plane ([`Framing::camera_mm`] before the head's origin), `[row,
    /// col]`, NaN = no surface.
    pub fn depth(&self) -> impl ExactSizeIterator<Item = f32> + '_ {
        self.surfels
            .pixels
            .iter()
            .map(|&[depth, ..]| if depth.is_finite() { depth } else { f32::NAN })
    }

    /// Unit outward normals in the canonical head frame, `[row, col]`; zero where there is no
    /// surface or where the field of view cut the head.
    pub fn normals(&self) -> impl ExactSizeIterator<Item = [f32; 3]> + '_ {
        self.surfels.pixels.iter().map(|&[_, x, y, z]| {
            let length = (x * x + y * y + z * z).sqrt();
            if length > raster::CAP_BELOW { [x, y, z].map(|c| c / length) } else { [0.0; 3] }
        })
    }
}
