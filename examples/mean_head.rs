//! Writes `data/mean_head.ply` and `data/mean_head_landmarks.csv`: `cargo run --release --example
//! mean_head`.
use countenance::phantom::{anthropometry, mean_head::MeanHead};
use std::fs::File;
use std::io::BufWriter;
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let head = MeanHead::sample(&anthropometry::built_in()?)?;
    eprintln!("{} points, {} modes", head.points.len(), head.mode_names.len());
    head.write_ply(&mut BufWriter::new(File::create("data/mean_head.ply")?))?;
    head.write_landmarks(&mut BufWriter::new(File::create("data/mean_head_landmarks.csv")?))?;
    Ok(())
}
