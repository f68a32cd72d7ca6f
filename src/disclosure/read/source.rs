//! A file as blocks of whole records.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::dialect::{Dialect, count};
use super::error::Problem;
use crate::base::atomic;

/// Bytes of a block: some 50 000 records, so that its dictionaries stay in cache and their joining
/// does not count.
const BLOCK: usize = 2 << 20;
/// Longest record: 10 000 columns of 1 000 characters and more.
const MOST: usize = 16 << 20;
/// Growth of compressed text from which on it is no table: columns of one value reach some 100 times,
/// deflate at most 1032 (zlib, technical details).
const MOST_GROWTH: u64 = 200;
/// Bytes that any file may grow to.
const HARMLESS: u64 = 64 << 20;
/// First two bytes of gzip (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A file whose digest is made while it is read.
struct Digesting {
    file: File,
    digest: Arc<Mutex<Sha256>>,
}

impl Read for Digesting {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(to)?;
        self.digest.lock().unwrap_or_else(PoisonError::into_inner).update(&to[..read]);
        Ok(read)
    }
}

/// The bytes of a table, decompressed, in blocks.
pub(super) struct Source {
    digest: Arc<Mutex<Sha256>>,
    reader: Box<dyn Read + Send>,
    /// What is read but not handed out yet.
    pending: Vec<u8>,
    at_end: bool,
    /// Whether the file is gzip.
    pub(super) compressed: bool,
    /// Bytes of the table; nothing where it is compressed.
    pub(super) length: Option<u64>,
    /// Bytes of the file.
    packed: u64,
    /// Bytes read from it, decompressed.
    unpacked: u64,
    /// Lines handed out.
    pub(super) lines: usize,
}

impl Source {
    /// Opens a file, gzip or not.
    pub(super) fn open(path: &Path) -> Result<Self, Problem> {
        if path.is_dir() {
            return Err(Problem::Folder);
        }
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let digest = Arc::new(Mutex::new(Sha256::new()));
        let file = Digesting { file, digest: Arc::clone(&digest) };
        let mut file = BufReader::with_capacity(BLOCK / 8, file);
        let compressed = file.fill_buf()?.starts_with(&GZIP);
        let reader: Box<dyn Read + Send> = if compressed {
            Box::new(MultiGzDecoder::new(file))
        } else {
            // Whole blocks need no second buffer, but what is in it has to come first.
            let start = file.buffer().to_vec();
            Box::new(std::io::Cursor::new(start).chain(file.into_inner()))
        };
        let length = (!compressed).then_some(bytes);
        Ok(Self {
            digest,
            reader,
            pending: Vec::new(),
            at_end: false,
            compressed,
            length,
            packed: bytes,
            unpacked: 0,
            lines: 0,
        })
    }

    /// SHA-256 of the bytes of the file that were read, hexadecimal.
    pub(super) fn sha256(&self) -> String {
        let digest = self.digest.lock().unwrap_or_else(PoisonError::into_inner);
        atomic::hexadecimal(&digest.clone().finalize())
    }

    /// Bytes of the start, for looking at.
    pub(super) fn peek(&mut self) -> Result<&[u8], Problem> {
        if self.pending.is_empty() {
            self.fill(BLOCK)?;
        }
        Ok(&self.pending)
    }

    /// Leaves out bytes at the start, as a byte order mark.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.pending.drain(..bytes);
    }

    /// The first record with its end of line; shorter than what was peeked at or an error.
    pub(super) fn first_record(&mut self, dialect: Dialect) -> Result<Vec<u8>, Problem> {
        // Without quotes the first line, else the first piece that holds a whole record.
        let mut end = 0;
        loop {
            let rest = &self.pending[end..];
            match rest.iter().position(|b| *b == b'\n') {
                Some(length) => {
                    end += length + 1;
                    if dialect.whole_records(&self.pending[..end]).is_some() {
                        break;
                    }
                }
                None if self.at_end => {
                    end = self.pending.len();
                    break;
                }
                None => self.more()?,
            }
        }
        let rest = self.pending.split_off(end);
        Ok(std::mem::replace(&mut self.pending, rest))
    }

    /// The next block of whole records; nothing at the end. The last line may lack its end.
    pub(super) fn next_block(&mut self, dialect: Dialect) -> Result<Option<Vec<u8>>, Problem> {
        let block = self.block(dialect)?;
        self.lines += block.as_ref().map_or(0, |block| count(block, b'\n'));
        Ok(block)
    }

    fn block(&mut self, dialect: Dialect) -> Result<Option<Vec<u8>>, Problem> {
        if self.pending.len() < BLOCK && !self.at_end {
            self.fill(BLOCK)?;
        }
        loop {
            if self.at_end && self.pending.len() <= BLOCK {
                let block = std::mem::take(&mut self.pending);
                return Ok((!block.is_empty()).then_some(block));
            }
            if let Some(end) = dialect.whole_records(&self.pending) {
                let rest = self.pending.split_off(end);
                return Ok(Some(std::mem::replace(&mut self.pending, rest)));
            }
            if self.at_end {
                return Ok(Some(std::mem::take(&mut self.pending)));
            }
            self.more()?;
        }
    }

    /// Reads on in a record that is longer than all that was read.
    fn more(&mut self) -> Result<(), Problem> {
        if self.pending.len() > MOST {
            return Err(Problem::LongLine { line: self.lines + 1, most: MOST });
        }
        self.fill(self.pending.len() + BLOCK)
    }

    /// Reads until so many bytes are pending, or the end.
    fn fill(&mut self, size: usize) -> Result<(), Problem> {
        let wanted = size.saturating_sub(self.pending.len());
        self.pending.reserve(wanted);
        let read = self.reader.by_ref().take(wanted as u64).read_to_end(&mut self.pending)?;
        self.at_end = read < wanted;
        self.unpacked += read as u64;
        let grown = self.compressed && self.unpacked > HARMLESS.max(MOST_GROWTH * self.packed);
        if grown { Err(Problem::Bomb { most: MOST_GROWTH }) } else { Ok(()) }
    }
}
