//! A volume's bytes in order, from a plain or a gzip file (told by content, not by name).

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek};
use std::path::Path;

use super::FileSum;
use super::error::VolumeErrorKind;
use super::gzip::{self, GzipStream};

/// Bytes thrown away at a time when skipping.
const SKIP_BYTES: usize = 64 * 1024;

/// An open volume file.
pub(super) struct Source {
    bytes: Bytes,
    file_length: u64,
    /// Bytes that were read ahead to recognise the format and come first again.
    ahead: Vec<u8>,
}

enum Bytes {
    Plain(Summed),
    Gzip(Box<GzipStream<Summed>>),
}

impl Source {
    /// Opens a file and looks whether it is gzip-compressed.
    pub(super) fn open(path: &Path) -> Result<Self, VolumeErrorKind> {
        let metadata = path.metadata().map_err(|e| missing_or_unreadable(path, e))?;
        if metadata.is_dir() {
            return Err(VolumeErrorKind::NotAFile("a directory"));
        }
        if !metadata.is_file() {
            return Err(VolumeErrorKind::NotAFile("a device, pipe or socket"));
        }
        let mut file = File::open(path).map_err(VolumeErrorKind::reading)?;
        let mut start = [0; 2];
        let known = read_fully(&mut file, &mut start)?;
        file.rewind().map_err(VolumeErrorKind::reading)?;
        let file = Summed { file, bytes: 0, crc: crc32fast::Hasher::new() };
        let bytes = if known == 2 && start == gzip::MAGIC {
            Bytes::Gzip(Box::new(GzipStream::new(file)))
        } else {
            Bytes::Plain(file)
        };
        Ok(Self { bytes, file_length: metadata.len(), ahead: Vec::new() })
    }

    pub(super) fn is_gzip(&self) -> bool {
        matches!(self.bytes, Bytes::Gzip(_))
    }

    /// Length of the file on disk, bytes.
    pub(super) fn file_length(&self) -> u64 {
        self.file_length
    }

    /// The most bytes the file can possibly deliver.
    pub(super) fn at_most(&self) -> u64 {
        if self.is_gzip() {
            self.file_length.saturating_mul(gzip::MAX_RATIO)
        } else {
            self.file_length
        }
    }

    /// Reads until `output` is full or the data end; the number of bytes read.
    pub(super) fn fill(&mut self, output: &mut [u8]) -> Result<usize, VolumeErrorKind> {
        let known = self.ahead.len().min(output.len());
        for (to, from) in output.iter_mut().zip(self.ahead.drain(..known)) {
            *to = from;
        }
        let rest = &mut output[known..];
        Ok(known
            + match &mut self.bytes {
                Bytes::Plain(file) => read_fully(file, rest)?,
                Bytes::Gzip(stream) => stream.fill(rest)?,
            })
    }

    /// As [`Self::fill`], but for `output[at..]`: `output[..at]` are the bytes before, which spare gzip
    /// a look into what it has kept.
    pub(super) fn fill_behind(
        &mut self,
        output: &mut [u8],
        at: usize,
    ) -> Result<usize, VolumeErrorKind> {
        match &mut self.bytes {
            Bytes::Gzip(stream) if self.ahead.is_empty() => stream.fill_behind(output, at),
            _ => self.fill(&mut output[at..]),
        }
    }

    /// Puts bytes that were read ahead back in front.
    pub(super) fn starting_with(mut self, ahead: Vec<u8>) -> Self {
        self.ahead = ahead;
        self
    }

    /// Appends exactly `count` bytes; memory grows only as far as data arrive.
    pub(super) fn append(
        &mut self,
        output: &mut Vec<u8>,
        count: u64,
    ) -> Result<(), VolumeErrorKind> {
        let mut buffer = vec![0; SKIP_BYTES];
        let mut left = count;
        while left > 0 {
            let step = left.min(SKIP_BYTES as u64) as usize;
            let found = self.fill(&mut buffer[..step])?;
            output.extend_from_slice(&buffer[..found]);
            left -= found as u64;
            if found < step {
                let found = count - left;
                return Err(VolumeErrorKind::Truncated { what: "header", expected: count, found });
            }
        }
        Ok(())
    }

    /// Passes over bytes; the number passed over is smaller only at the end of the data.
    pub(super) fn skip(&mut self, count: u64) -> Result<u64, VolumeErrorKind> {
        let mut buffer = vec![0; SKIP_BYTES];
        let mut left = count;
        while left > 0 {
            let step = left.min(SKIP_BYTES as u64) as usize;
            let passed = self.fill(&mut buffer[..step])?;
            left -= passed as u64;
            if passed < step {
                break;
            }
        }
        Ok(count - left)
    }

    /// Reads to the end of the data, at most `limit` bytes; whether the end was reached.
    ///
    /// For gzip this is what verifies the last checksum.
    pub(super) fn finish(&mut self, limit: usize) -> Result<(Vec<u8>, bool), VolumeErrorKind> {
        let mut rest = Vec::new();
        let mut buffer = [0; 4096];
        while rest.len() <= limit {
            let count = self.fill(&mut buffer)?;
            rest.extend_from_slice(&buffer[..count]);
            if count < buffer.len() {
                return Ok((rest, true));
            }
        }
        rest.truncate(limit);
        Ok((rest, false))
    }

    /// Reads what is left of the file; size and checksum of all its bytes.
    pub(super) fn into_sum(self) -> Result<FileSum, VolumeErrorKind> {
        let mut file = match self.bytes {
            Bytes::Plain(file) => file,
            Bytes::Gzip(stream) => stream.into_source(),
        };
        let mut buffer = vec![0; SKIP_BYTES];
        while read_fully(&mut file, &mut buffer)? == SKIP_BYTES {}
        Ok(FileSum { bytes: file.bytes, crc32: file.crc.finalize() })
    }

    /// Whether bytes that belong to no gzip member follow the last one.
    pub(super) fn has_trailing_garbage(&self) -> bool {
        matches!(&self.bytes, Bytes::Gzip(stream) if stream.trailing_garbage)
    }
}

/// A file and the sum of what was read of it: a second pass for the checksum would cost as much as
/// a twentieth of inflating the scan.
struct Summed {
    file: File,
    bytes: u64,
    crc: crc32fast::Hasher,
}

impl Read for Summed {
    fn read(&mut self, output: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(output)?;
        self.crc.update(&output[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}

/// A link to nowhere is how git-annex shows content that was not fetched.
fn missing_or_unreadable(path: &Path, error: std::io::Error) -> VolumeErrorKind {
    if error.kind() == ErrorKind::NotFound && path.symlink_metadata().is_ok() {
        return VolumeErrorKind::ContentMissing("the link's target does not exist");
    }
    VolumeErrorKind::reading(error)
}

fn read_fully(file: &mut impl Read, output: &mut [u8]) -> Result<usize, VolumeErrorKind> {
    let mut filled = 0;
    while filled < output.len() {
        match file.read(&mut output[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(VolumeErrorKind::reading(e)),
        }
    }
    Ok(filled)
}
