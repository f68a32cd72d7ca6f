//! Makes the files that the examples of the audit's rules describe.

use countenance::dataset::audit::rule::Example;
use flate2::{Compression, GzBuilder};
use std::fs;
use std::io::Write;
use std::path::Path;

/// Voxels of an example volume.
const VOXELS: usize = 2 * 2 * 2;

/// Writes an example below a folder.
pub(crate) fn write(folder: &Path, example: &Example) {
    let path = folder.join(&example.path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    if let Some(target) = &example.link {
        std::os::unix::fs::symlink(target, path).unwrap();
        return;
    }
    let mut bytes = content(example);
    let is_gzip = example.gzip_name.is_some()
        || example.gzip_time.is_some()
        || example.gzip_comment.is_some()
        || (is_volume(example) && Path::new(&example.path).extension().is_some_and(|e| e == "gz"));
    if is_gzip {
        bytes = gzip(example, &bytes);
    }
    fs::write(path, bytes).unwrap();
}

fn is_volume(example: &Example) -> bool {
    example.descrip.is_some() || example.extension.is_some() || example.trailing.is_some()
}

fn content(example: &Example) -> Vec<u8> {
    if is_volume(example) {
        return nifti(example);
    }
    let text = example.text.clone().unwrap_or_default().into_bytes();
    if let Some(member) = &example.member {
        return zip(member, &text);
    }
    if let Some(hex) = &example.hex {
        return (0..hex.len() / 2)
            .map(|n| u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).unwrap())
            .collect();
    }
    if example.placed.is_empty() {
        return text;
    }
    let end = example.placed.iter().map(|(at, text)| at + text.chars().count()).max().unwrap();
    let mut bytes = vec![0; end.max(256)];
    for (at, text) in &example.placed {
        // One byte a character: signatures of binary formats are written as they are.
        for (n, c) in text.chars().enumerate() {
            bytes[at + n] = u8::try_from(u32::from(c)).unwrap();
        }
    }
    bytes
}

/// A NIfTI-1 file of 2×2×2 bytes.
fn nifti(example: &Example) -> Vec<u8> {
    let mut extension = Vec::new();
    if let Some((code, text)) = &example.extension {
        let size = (text.len() + 8).div_ceil(16) * 16;
        extension.extend((size as i32).to_le_bytes());
        extension.extend(code.to_le_bytes());
        extension.extend(text.as_bytes());
        extension.resize(size, 0);
    }
    let mut bytes = vec![0; 352];
    let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
    put(0, &348i32.to_le_bytes());
    for (n, length) in [3i16, 2, 2, 2, 1, 1, 1, 1].iter().enumerate() {
        put(40 + 2 * n, &length.to_le_bytes());
    }
    put(70, &2i16.to_le_bytes());
    put(72, &8i16.to_le_bytes());
    for n in 0..4 {
        put(76 + 4 * n, &1f32.to_le_bytes());
    }
    put(108, &((352 + extension.len()) as f32).to_le_bytes());
    let descrip = example.descrip.as_deref().unwrap_or_default().as_bytes();
    put(148, descrip);
    put(344, b"n+1\0");
    put(348, &[u8::from(!extension.is_empty())]);
    bytes.extend(extension);
    bytes.extend((0..VOXELS).map(|n| n as u8));
    bytes.extend(example.trailing.as_deref().unwrap_or_default().as_bytes());
    bytes
}

fn gzip(example: &Example, bytes: &[u8]) -> Vec<u8> {
    let mut builder = GzBuilder::new();
    if let Some(name) = example.gzip_name.as_ref().filter(|name| !name.is_empty()) {
        builder = builder.filename(name.as_str());
    }
    if let Some(comment) = &example.gzip_comment {
        builder = builder.comment(comment.as_str());
    }
    builder = builder.mtime(example.gzip_time.unwrap_or_default());
    let mut writer = builder.write(Vec::new(), Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

/// A zip archive of one member that is stored as it is (APPNOTE 4.3).
pub(crate) fn zip(name: &str, content: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(content);
    let mut common = Vec::new();
    for number in [20u16, 0, 0, 0, 0x21] {
        common.extend(number.to_le_bytes());
    }
    for number in [crc.sum(), content.len() as u32, content.len() as u32] {
        common.extend(number.to_le_bytes());
    }
    common.extend((name.len() as u16).to_le_bytes());
    common.extend(0u16.to_le_bytes());
    let mut bytes = [b"PK\x03\x04".to_vec(), common.clone(), name.into(), content.into()].concat();
    let start = bytes.len() as u32;
    let central =
        [b"PK\x01\x02\x14\0".to_vec(), common, vec![0; 14], name.as_bytes().to_vec()].concat();
    bytes.extend(&central);
    bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    bytes.extend((central.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}
