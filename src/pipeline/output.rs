//! Where results lie in the output folder, and how they get there whole.
//!
//! `faces.csv`, `faces.json`, `scans/<name>.json`, `renders/<name>_<view>.png`, `meshes/<name>.<format>`. Renders
//! and meshes of real heads identify people, so only the owner may read them and their folders.

pub(super) mod written;

use crate::base::atomic;
use crate::base::atomic::Access;

use std::fs;
use std::io;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The output folder of a run.
#[derive(Clone, Debug)]
pub struct OutputFolder {
    root: PathBuf,
}

/// A file or folder that could not be made.
#[derive(Debug, thiserror::Error)]
#[error("{}: cannot be written: {error}", path.display())]
pub struct OutputError {
    /// What could not be written.
    pub path: PathBuf,
    /// The system's message.
    pub error: io::Error,
}

impl OutputFolder {
    /// Makes the folder if it is missing.
    ///
    /// # Errors
    /// [`OutputError`] when it cannot be made or is no folder.
    pub fn create(root: &Path) -> Result<Self, OutputError> {
        let failed = |error| OutputError { path: root.to_owned(), error };
        fs::create_dir_all(root).map_err(failed)?;
        Ok(Self { root: root.to_owned() })
    }

    /// The same for a folder that only its owner may enter; one that is there already stays as open
    /// as it is.
    ///
    /// # Errors
    /// [`OutputError`] when it cannot be made or is no folder.
    pub fn create_for_owner(root: &Path) -> Result<Self, OutputError> {
        let is_new = !root.is_dir();
        let made = Self::create(root)?;
        if is_new {
            close_to_others(root).map_err(|error| OutputError { path: root.to_owned(), error })?;
        }
        Ok(made)
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Writes a table, `NAME.csv`, with its data dictionary, `NAME.json`, beside it.
    ///
    /// # Errors
    /// [`OutputError`] with the path that failed, also for a table that could not be made.
    pub fn table(
        &self,
        name: &str,
        bytes: Result<Vec<u8>, csv::Error>,
        dictionary: &serde_json::Value,
    ) -> Result<(), OutputError> {
        let file = format!("{name}.csv");
        let failed =
            |error| OutputError { path: self.root.join(&file), error: io::Error::other(error) };
        self.write(&file, Access::Usual, &bytes.map_err(failed)?)?;
        let text = format!("{dictionary:#}\n");
        self.write(&format!("{name}.json"), Access::Usual, text.as_bytes())
    }

    /// Writes a file whole or not at all; `relative` uses `/`. Its folders are made as needed.
    ///
    /// # Errors
    /// [`OutputError`] with the path that failed.
    pub fn write(&self, relative: &str, access: Access, bytes: &[u8]) -> Result<(), OutputError> {
        self.write_through(relative, access, |to| to.write_all(bytes))
    }

    /// The same for a file that `content` writes piece by piece.
    ///
    /// # Errors
    /// [`OutputError`] with the path that failed.
    pub fn write_through(
        &self,
        relative: &str,
        access: Access,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        let path = self.root.join(relative);
        self.folder_of(&path, access)
            .and_then(|()| atomic::write(&path, access, content))
            .map_err(|error| OutputError { path, error })
    }

    fn folder_of(&self, file: &Path, access: Access) -> io::Result<()> {
        let Some(folder) = file.parent().filter(|folder| *folder != self.root) else {
            return Ok(());
        };
        if folder.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(folder)?;
        if access == Access::OwnerOnly { close_to_others(folder) } else { Ok(()) }
    }
}

#[cfg(unix)]
fn close_to_others(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn close_to_others(_folder: &Path) -> io::Result<()> {
    Ok(())
}
