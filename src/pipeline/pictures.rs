//! The pictures and meshes of one scan, as files.

use crate::base::atomic::Access;
use crate::imaging::render;
use crate::imaging::render::Framing;
use crate::imaging::surface::gifti;
use crate::imaging::surface::ply;
use crate::imaging::surface::stl;

use super::config::{MeshFormat, Pictures, ScanSettings};
use super::output::{OutputError, OutputFolder};
use super::participant::PlacedSurface;
use std::io;

/// Draws and exports a surface under a scan's name; returns the files, relative to the output.
pub(super) fn write(
    surface: &PlacedSurface,
    stem: &str,
    settings: &ScanSettings,
    out: &OutputFolder,
) -> Result<Vec<String>, OutputError> {
    let mut files = Vec::new();
    let mut add = |name: String, bytes: io::Result<Vec<u8>>| {
        let failed = |error| OutputError { path: out.root().join(&name), error };
        out.write(&name, Access::OwnerOnly, &bytes.map_err(failed)?)?;
        files.push(name);
        Ok(())
    };
    if let Some(pictures) = &settings.pictures {
        for picture in draw(surface, pictures) {
            let name = format!("renders/{stem}_{}", picture.view.name);
            let png = render::encode_png(&picture.shaded).map_err(io::Error::other);
            add(format!("{name}.png"), png)?;
            if pictures.maps {
                let depth = render::encode_depth_png(&picture).map_err(io::Error::other);
                add(format!("{name}_depth.png"), depth)?;
                let normals = render::encode_normals_png(&picture).map_err(io::Error::other);
                add(format!("{name}_normals.png"), normals)?;
            }
        }
    }
    for &format in &settings.meshes {
        add(format!("meshes/{stem}.{}", format.extension()), export(surface, format))?;
    }
    Ok(files)
}

fn draw(surface: &PlacedSurface, pictures: &Pictures) -> Vec<render::Picture> {
    let framing = Framing::of_size(pictures.size);
    render::render(&surface.mesh, &surface.to_head, &framing, &pictures.views)
}

fn export(surface: &PlacedSurface, format: MeshFormat) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match format {
        MeshFormat::Ply => ply::write(&surface.mesh, &mut bytes)?,
        MeshFormat::Stl => stl::write(&surface.mesh, &mut bytes)?,
        MeshFormat::Gii => gifti::write(&surface.mesh, &mut bytes)?,
    }
    Ok(bytes)
}
