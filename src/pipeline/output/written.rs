//! Files of one run, written one after the other, and their names for the reader.

use super::{OutputError, OutputFolder};
use crate::base::atomic::Access;

use serde::Serialize;
use std::io;

/// The files written so far.
pub(in crate::pipeline) struct Written<'a> {
    pub(in crate::pipeline) out: &'a OutputFolder,
    /// Names relative to the folder, in the order of writing.
    pub(in crate::pipeline) names: Vec<String>,
}

impl<'a> Written<'a> {
    pub(in crate::pipeline) fn new(out: &'a OutputFolder) -> Self {
        Self { out, names: Vec::new() }
    }

    /// A content that could not be made for a file.
    pub(in crate::pipeline) fn failed(
        &self,
        name: &str,
        error: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> OutputError {
        OutputError { path: self.out.root().join(name), error: io::Error::other(error) }
    }

    pub(in crate::pipeline) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), OutputError> {
        self.out.write(name, Access::Usual, bytes)?;
        self.names.push(name.to_owned());
        Ok(())
    }

    pub(in crate::pipeline) fn json(
        &mut self,
        name: &str,
        value: &impl Serialize,
    ) -> Result<(), OutputError> {
        let mut text = serde_json::to_vec_pretty(value).map_err(|e| self.failed(name, e))?;
        text.push(b'\n');
        self.put(name, &text)
    }

    /// A CSV with its data dictionary beside it.
    pub(in crate::pipeline) fn table(
        &mut self,
        name: &str,
        bytes: Result<Vec<u8>, csv::Error>,
        dictionary: &serde_json::Value,
    ) -> Result<(), OutputError> {
        self.out.table(name, bytes, dictionary)?;
        self.names.extend([format!("{name}.csv"), format!("{name}.json")]);
        Ok(())
    }
}
