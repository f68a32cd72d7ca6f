//! Puts grey PNG pictures side by side: `cargo run --example contact_sheet -- OUT.png COLUMNS
//! PICTURE...`; all pictures have the size of the first. README's picture is made by it.

use countenance::imaging::render::{GrayImage, encode_png};
use std::error::Error;
use std::fs::File;
use std::io::BufReader;

fn read(path: &str) -> Result<GrayImage, Box<dyn Error>> {
    let mut reader = png::Decoder::new(BufReader::new(File::open(path)?)).read_info()?;
    let mut pixels = vec![0; reader.output_buffer_size().ok_or("too large")?];
    let info = reader.next_frame(&mut pixels)?;
    if info.color_type != png::ColorType::Grayscale || info.bit_depth != png::BitDepth::Eight {
        return Err(format!("{path}: not an 8-bit grey picture").into());
    }
    Ok(GrayImage { width: info.width as usize, height: info.height as usize, pixels })
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [out, columns, paths @ ..] = arguments.as_slice() else {
        return Err("usage: contact_sheet OUT.png COLUMNS PICTURE...".into());
    };
    let columns: usize = columns.parse()?;
    let pictures: Vec<GrayImage> = paths.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
    let first = pictures.first().ok_or("no pictures")?;
    let (width, height) = (first.width, first.height);
    let rows = pictures.len().div_ceil(columns.max(1));
    let mut sheet = GrayImage {
        width: width * columns,
        height: height * rows,
        pixels: vec![0; width * columns * height * rows],
    };
    for (n, picture) in pictures.iter().enumerate() {
        if (picture.width, picture.height) != (width, height) {
            return Err(format!("{}: not {width} x {height}", paths[n]).into());
        }
        let (left, top) = (n % columns * width, n / columns * height);
        for (row, line) in picture.pixels.chunks_exact(width).enumerate() {
            let at = (top + row) * sheet.width + left;
            sheet.pixels[at..at + width].copy_from_slice(line);
        }
    }
    std::fs::write(out, encode_png(&sheet)?)?;
    Ok(())
}
