//! Does any damage to a small valid file end in a volume or an error, never in a panic?
#![allow(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use std::fs;
use std::io::Write;
use std::path::Path;

use countenance::base::space::Affine;
use countenance::imaging::volume::{Header, ReadOptions, Volume, Voxels};
use flate2::Compression;
use flate2::write::GzEncoder;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Damaged copies of each file.
const ROUNDS: usize = 1200;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn nifti_1(folder: &Path) -> Vec<u8> {
    let affine = Affine::from_voxel_sizes([1.0, 2.0, 3.0]).unwrap();
    let voxels = Voxels::I16((0..4 * 5 * 6).map(|v| v * 37 % 101).collect());
    let path = folder.join("valid.nii");
    Volume::new([4, 5, 6], affine, voxels).unwrap().write_nifti(&path, 0).unwrap();
    fs::read(path).unwrap()
}

/// Two frames of 2×3×4 floats, most significant byte first (nifti2.h), with one extension.
fn nifti_2() -> Vec<u8> {
    let mut bytes = vec![0; 544 + 16];
    let mut put = |at: usize, field: &[u8]| bytes[at..at + field.len()].copy_from_slice(field);
    put(0, &540i32.to_be_bytes());
    put(4, b"n+2\0\r\n\x1a\n");
    put(12, &16i16.to_be_bytes());
    put(14, &32i16.to_be_bytes());
    for (n, d) in [4i64, 2, 3, 4, 2, 1, 1, 1].into_iter().enumerate() {
        put(16 + 8 * n, &d.to_be_bytes());
        put(104 + 8 * n, &1f64.to_be_bytes());
    }
    put(168, &560i64.to_be_bytes());
    put(176, &1f64.to_be_bytes());
    put(344, &1i32.to_be_bytes());
    put(500, &2i32.to_be_bytes());
    put(540, &[1, 0, 0, 0]);
    put(544, &16i32.to_be_bytes());
    put(548, &6i32.to_be_bytes());
    bytes.extend((0..48).flat_map(|v| (v as f32).to_be_bytes()));
    bytes
}

fn mgh() -> Vec<u8> {
    let mut bytes = vec![0; 284];
    for (n, field) in [1, 3, 4, 5, 1, 4].into_iter().enumerate() {
        bytes[4 * n..4 * n + 4].copy_from_slice(&i32::to_be_bytes(field));
    }
    bytes[28..30].copy_from_slice(&1i16.to_be_bytes());
    for (n, field) in [1., 1., 1., -1., 0., 0., 0., 0., -1., 0., 1., 0.].into_iter().enumerate() {
        bytes[30 + 4 * n..34 + 4 * n].copy_from_slice(&f32::to_be_bytes(field));
    }
    bytes.extend((0..60i16).flat_map(i16::to_be_bytes));
    bytes.extend([0; 20]);
    bytes
}

/// Flips bits, sets bytes to extremes, cuts: one to four times.
fn damage(bytes: &mut Vec<u8>, random: &mut Pcg64) {
    for _ in 0..random.random_range(1..5) {
        if bytes.is_empty() {
            return;
        }
        // Most of the meaning lies in the header.
        let end = if random.random_bool(0.7) { bytes.len().min(560) } else { bytes.len() };
        let at = random.random_range(0..end);
        match random.random_range(0..8) {
            0 => bytes.truncate(at),
            1 => bytes[at] = 0xff,
            2 => bytes[at] = 0x7f,
            3 => bytes[at] = 0,
            4 => bytes[at] = random.random(),
            _ => bytes[at] ^= 1 << random.random_range(0..8),
        }
    }
}

#[test]
fn every_damaged_file_is_a_volume_or_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let valid = [
        ("damaged.nii", nifti_1(folder.path())),
        ("damaged.nii", nifti_2()),
        ("damaged.mgh", mgh()),
    ];
    let mut random = Pcg64::seed_from_u64(20);
    for (name, raw) in valid {
        let path = folder.path().join(name);
        fs::write(&path, &raw).unwrap();
        Volume::read(&path, &ReadOptions::default()).unwrap();
        let (mut read, mut refused) = (0, 0);
        for round in 0..ROUNDS {
            let mut bytes = raw.clone();
            // Damage under the compression, on top of it, and without any.
            match round % 3 {
                0 => damage(&mut bytes, &mut random),
                1 => {
                    damage(&mut bytes, &mut random);
                    bytes = gzip(&bytes);
                }
                _ => {
                    bytes = gzip(&bytes);
                    damage(&mut bytes, &mut random);
                }
            }
            // A new file each time: some systems write a file that is overwritten to disk at once.
            fs::remove_file(&path).unwrap();
            fs::write(&path, &bytes).unwrap();
            let result = Volume::read(&path, &ReadOptions::default());
            let options = ReadOptions { standard_order: true, ..ReadOptions::default() };
            let in_order = Volume::read(&path, &options);
            assert_eq!(in_order.is_ok(), result.is_ok());
            match result {
                Ok(volume) => {
                    let then = volume.clone().in_standard_order();
                    assert_eq!(in_order.unwrap().voxels, then.voxels);
                    let samples: usize = volume.shape.iter().product();
                    assert_eq!(volume.voxels.len(), samples);
                    // Memory follows the data that are there, not what a header claims.
                    assert!(samples <= 1032 * bytes.len());
                    read += 1;
                }
                Err(error) => {
                    assert!(error.to_string().contains(name), "{error}");
                    refused += 1;
                }
            }
            let _ = Header::read(&path);
        }
        // The damage must be neither harmless nor always fatal, or this looks at one side only.
        assert!(read > ROUNDS / 20 && refused > ROUNDS / 4, "{name}: {read} read, {refused} not");
    }
}
