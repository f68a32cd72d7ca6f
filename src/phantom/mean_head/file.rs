//! `mean_head.ply` and `mean_head_landmarks.csv`.

use std::io;
use std::io::Write;

use super::MeanHead;
use crate::base::region::Region;

impl MeanHead {
    /// Binary little-endian PLY: `x y z nx ny nz` (f32, mm), `region` (u8) and one `d_<measurement>`
    /// (f32, mm along the normal per standard deviation) for each mode; comments name the regions.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_ply(&self, out: &mut impl Write) -> io::Result<()> {
        write!(out, "ply\nformat binary_little_endian 1.0\n")?;
        writeln!(out, "comment canonical head frame, mm; d_* = mm along the normal per SD")?;
        for region in Region::ALL {
            writeln!(out, "comment region {} {}", region as u8, region.name())?;
        }
        writeln!(out, "element vertex {}", self.points.len())?;
        for name in ["x", "y", "z", "nx", "ny", "nz"] {
            writeln!(out, "property float {name}")?;
        }
        writeln!(out, "property uchar region")?;
        for name in &self.mode_names {
            writeln!(out, "property float d_{name}")?;
        }
        writeln!(out, "end_header")?;
        for point in &self.points {
            for v in point.position.iter().chain(point.normal.iter()) {
                out.write_all(&(*v as f32).to_le_bytes())?;
            }
            out.write_all(&[point.region as u8])?;
            for v in &point.modes {
                out.write_all(&(*v as f32).to_le_bytes())?;
            }
        }
        Ok(())
    }

    /// One row per landmark and mode: `landmark,mode,x,y,z`; the mode `mean` is the position, every
    /// other the movement per standard deviation, mm.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_landmarks(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "landmark,mode,x,y,z")?;
        for landmark in &self.landmarks {
            let p = landmark.position;
            writeln!(out, "{},mean,{:.3},{:.3},{:.3}", landmark.name, p.x, p.y, p.z)?;
            for (name, u) in self.mode_names.iter().zip(&landmark.modes) {
                if u.norm() >= 5e-4 {
                    writeln!(out, "{},{name},{:.3},{:.3},{:.3}", landmark.name, u.x, u.y, u.z)?;
                }
            }
        }
        Ok(())
    }
}
