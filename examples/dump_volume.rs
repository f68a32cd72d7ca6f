//! Writes what the reader makes of volume files, for comparison with other readers.
//!
//! `dump_volume OUT FILE...` writes `OUT/0.json` (shape, affine, header, checks or the error) and
//! `OUT/0.f32` (values, little endian, first axis fastest) for the first file, and so on.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use countenance::imaging::volume::{ReadOptions, Sample, Volume};
use countenance::with_samples;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let out = arguments.next().ok_or("dump_volume OUT FILE...")?;
    for (n, file) in arguments.enumerate() {
        let json = match Volume::read(&file, &ReadOptions::default()) {
            Ok(volume) => {
                write_values(&out.join(format!("{n}.f32")), &volume)?;
                serde_json::json!({
                    "shape": volume.shape,
                    "affine": volume.affine,
                    "header": volume.header,
                    "checks": volume.checks,
                })
            }
            Err(error) => serde_json::json!({ "error": error.to_string() }),
        };
        fs::write(out.join(format!("{n}.json")), json.to_string())?;
    }
    Ok(())
}

fn write_values(path: &Path, volume: &Volume) -> Result<(), Box<dyn Error>> {
    let scaling = volume.scaling;
    let bytes: Vec<u8> = with_samples!(&volume.voxels, samples => samples
        .iter()
        .map(|s| (f64::from(s.to_f32()) * scaling.slope + scaling.intercept) as f32)
        .flat_map(f32::to_le_bytes)
        .collect());
    fs::write(path, bytes)?;
    Ok(())
}
