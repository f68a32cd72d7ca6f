//! `dataset_description.json`: what a dataset says of itself.

use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const NAME: &str = "dataset_description.json";

/// The fields of a description that a report repeats (BIDS 1.10, "Dataset
/// description").
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// Name of the dataset.
    #[serde(rename = "Name")]
    pub name: Option<String>,
    /// Version of BIDS it follows.
    #[serde(rename = "BIDSVersion")]
    pub bids_version: Option<String>,
    /// `raw`, `derivative` or `study`.
    #[serde(rename = "DatasetType")]
    pub dataset_type: Option<String>,
}

/// Why a folder is no BIDS dataset.
#[derive(Debug, thiserror::Error)]
pub enum DescriptionError {
    /// The file is not there, or cannot be read.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's message.
        error: io::Error,
    },
    /// It is no JSON object with text in these fields.
    #[error("{}: {error}", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// Line, column and what is wrong.
        error: serde_json::Error,
    },
    /// A field that BIDS requires is missing or empty.
    #[error("{}: {field} is missing", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// The field.
        field: &'static str,
    },
}

impl Description {
    /// Reads the description of a dataset, as BIDS requires it.
    ///
    /// # Errors
    /// [`DescriptionError`] names file and field.
    pub fn read(dataset: &Path) -> Result<Self, DescriptionError> {
        let path = dataset.join(NAME);
        let text = fs::read_to_string(&path)
            .map_err(|error| DescriptionError::File { path: path.clone(), error })?;
        let found: Self = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| DescriptionError::Json { path: path.clone(), error })?;
        let given = |text: &Option<String>| text.as_ref().is_some_and(|t| !t.trim().is_empty());
        for (field, is_given) in
            [("Name", given(&found.name)), ("BIDSVersion", given(&found.bids_version))]
        {
            if !is_given {
                return Err(DescriptionError::Missing { path, field });
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Description, String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(NAME), text).unwrap();
        Description::read(folder.path()).map_err(|e| e.to_string())
    }

    #[test]
    fn name_and_version_are_required() {
        let found = read(r#"{"Name": "A", "BIDSVersion": "1.10.0", "Authors": ["x"]}"#).unwrap();
        assert_eq!((found.name.as_deref(), found.dataset_type), (Some("A"), None));
        assert!(read(r#"{"Name": "A"}"#).unwrap_err().contains("BIDSVersion is missing"));
        assert!(read(r#"{"Name": " ", "BIDSVersion": "1"}"#).unwrap_err().contains("Name"));
        assert!(read("{").unwrap_err().contains("line 1"));
        assert!(read(r#"{"Name": 3, "BIDSVersion": "1"}"#).is_err());
        assert!(Description::read(Path::new("/nowhere")).is_err());
    }
}
