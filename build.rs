//! Gives the code that results are made by a name: a checksum over the files and folders of
//! `data/result_parts.txt`, so that results made by other code are not taken for those of this one.

use std::io;
use std::path::{Path, PathBuf};
use std::{env, fs};

const PARTS: &str = "data/result_parts.txt";

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    println!("cargo::rerun-if-changed={PARTS}");
    let mut sum = Fnv::new();
    for part in fs::read_to_string(root.join(PARTS))?.lines().filter(|line| !line.starts_with('#'))
    {
        println!("cargo::rerun-if-changed={part}");
        add(&root, part, &mut sum)?;
    }
    println!("cargo::rustc-env=COUNTENANCE_CODE={:016x}", sum.0);
    Ok(())
}

/// A file with its name, or everything below a folder in the order of the names.
fn add(root: &Path, part: &str, sum: &mut Fnv) -> io::Result<()> {
    let path = root.join(part);
    let failed = |error: io::Error| io::Error::new(error.kind(), format!("{part}: {error}"));
    if path.is_dir() {
        let mut names = Vec::new();
        for entry in fs::read_dir(&path).map_err(failed)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort_unstable();
        return names.iter().try_for_each(|name| add(root, &format!("{part}/{name}"), sum));
    }
    sum.add(part.as_bytes());
    // Git may have written line ends as the system likes them.
    let content = fs::read(&path).map_err(failed)?;
    content.iter().filter(|byte| **byte != b'\r').for_each(|byte| sum.add(&[*byte]));
    sum.add(&[0]);
    Ok(())
}

/// FNV-1a of 64 bits (Fowler, Noll, Vo): tells versions apart, is no proof against forgery.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
