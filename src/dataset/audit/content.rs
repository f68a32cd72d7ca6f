//! The bytes of a file on disk or of an archive's member, read no further than needed.

use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;

/// Bytes that tell the format of a file: a DICOM file's mark ends at 132, a CTF header at 1844.
const START_BYTES: u64 = 4096;

/// Where the bytes are.
#[derive(Clone, Debug)]
pub(super) enum Bytes {
    Disk(PathBuf),
    Memory(Vec<u8>),
}

/// A file to look at.
#[derive(Clone, Debug)]
pub(super) struct Content {
    /// Path below the dataset; a member's path follows its archive's and `!`.
    pub(super) path: String,
    pub(super) bytes: Bytes,
    /// How many archives lie around it.
    pub(super) depth: usize,
}

impl Content {
    /// The file's own name.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit(['/', '!']).next().unwrap_or(&self.path)
    }

    /// The name in lower case, for comparisons.
    pub(super) fn lower(&self) -> String {
        self.name().to_lowercase()
    }

    /// Length of the bytes as they are stored.
    pub(super) fn length(&self) -> io::Result<u64> {
        match &self.bytes {
            Bytes::Disk(path) => Ok(path.metadata()?.len()),
            Bytes::Memory(bytes) => Ok(bytes.len() as u64),
        }
    }

    pub(super) fn open(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        Ok(match &self.bytes {
            Bytes::Disk(path) => Box::new(BufReader::new(File::open(path)?)),
            Bytes::Memory(bytes) => Box::new(bytes.as_slice()),
        })
    }

    /// The content, inflated where it is gzip-compressed.
    pub(super) fn open_inflated(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        let is_gzip = self.start().starts_with(&[0x1f, 0x8b]);
        let plain = self.open()?;
        Ok(if is_gzip { Box::new(BufReader::new(MultiGzDecoder::new(plain))) } else { plain })
    }

    /// The first bytes; fewer where the file is shorter or cannot be read.
    pub(super) fn start(&self) -> Vec<u8> {
        self.first(START_BYTES).unwrap_or_default()
    }

    /// The first bytes, at most `limit`.
    pub(super) fn first(&self, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open()?.take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Everything, or nothing when there is more than `limit`.
    pub(super) fn whole(&self, limit: u64) -> io::Result<Option<Vec<u8>>> {
        let bytes = self.first(limit + 1)?;
        Ok((bytes.len() as u64 <= limit).then_some(bytes))
    }
}

/// Text from bytes: UTF-8, UTF-16 with a byte order mark, else Latin-1.
pub(super) fn decode(bytes: &[u8]) -> String {
    let wide = |bytes: &[u8], of: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|b| of([b[0], b[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => {
            let plain = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
            match std::str::from_utf8(plain) {
                Ok(text) => text.to_owned(),
                Err(_) => plain.iter().map(|b| char::from(*b)).collect(),
            }
        }
    }
}

/// Whether the first bytes of a file are text.
pub(super) fn is_text(start: &[u8]) -> bool {
    let marked = start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]);
    let control = |b: &u8| *b < 9 || (14..32).contains(b) && *b != 27;
    !start.is_empty() && (marked || !start.iter().any(control))
}
