//! What a run is asked to do, validated.

use crate::base::thresholds::{ThresholdError, Thresholds};
use crate::dataset::scan::Selection;
use crate::face::pose;
use crate::face::residual;
use crate::face::same_scan;
use crate::face::skin;
use crate::face::still;
use crate::imaging::head;
use crate::imaging::render::View;
use crate::imaging::volume::Frame;

use serde::{Serialize, Serializer};
use std::path::PathBuf;

/// A whole run.
#[derive(Clone, Debug)]
pub struct RunConfig {
    /// Files, folders and BIDS datasets, in the order given.
    pub inputs: Vec<PathBuf>,
    /// Which volumes of a BIDS dataset are taken.
    pub selection: Selection,
    /// Output folder, outside every input.
    pub out: PathBuf,
    /// Scans analysed at once; 0 means one per core.
    pub threads: usize,
    /// Analyse again what has a complete result already.
    pub fresh: bool,
    /// What every scan's result depends on.
    pub settings: ScanSettings,
}

/// Everything a scan's result depends on besides its file; written into the result.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScanSettings {
    /// Which volume of a 4-D series.
    #[serde(serialize_with = "frame_as_text")]
    pub frame: Frame,
    /// Pictures, or none.
    pub pictures: Option<Pictures>,
    /// Formats in which the surface is exported.
    pub meshes: Vec<MeshFormat>,
    /// The numbers that decide; a result names those that differ from the shipped ones.
    pub thresholds: Decisions,
    /// Seed of everything drawn at random.
    pub seed: u64,
}

/// Thresholds, each section as its layer's own settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Decisions {
    /// Where the head ends, and what is no head.
    pub head: head::Config,
    /// What of the head's surface is no skin.
    pub skin: skin::Config,
    /// When a head's face was cut, and when its pose is relied on.
    pub pose: pose::Config,
    /// When a defaced copy shows the same scan as its original.
    pub same_scan: same_scan::Config,
    /// What counts as altered and as removed.
    pub residual: residual::Config,
    /// When a part of the face counts as there, and when a sign of defacing counts.
    pub still: still::Config,
    source: Thresholds,
}

impl Decisions {
    /// Reads every section.
    ///
    /// # Errors
    /// [`ThresholdError`] when a value does not fit its layer's settings.
    pub fn new(source: Thresholds) -> Result<Self, ThresholdError> {
        Ok(Self {
            head: source.section("head")?,
            skin: skin::Config {
                fill: source.section("fill")?,
                cut_edge: source.section("cut_edge")?,
            },
            pose: source.section("pose")?,
            same_scan: source.section("same_scan")?,
            residual: source.section("residual")?,
            still: still::Config {
                presence: source.section("presence")?,
                method: source.section("method")?,
            },
            source,
        })
    }
}

impl Serialize for Decisions {
    /// Only what the user changed.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.source.changes().serialize(serializer)
    }
}

impl ScanSettings {
    /// The settings as a result file holds them.
    pub fn as_json(&self) -> serde_json::Value {
        // Fails for maps whose keys are no strings only; there are none.
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// Which pictures are made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pictures {
    /// From where, in the order of the files.
    #[serde(serialize_with = "views_as_names")]
    pub views: Vec<View>,
    /// Width and height, pixels.
    pub size: usize,
    /// Also depth and normals as pictures.
    pub maps: bool,
}

/// A file format for the surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MeshFormat {
    /// Stanford polygon file, binary.
    Ply,
    /// Stereolithography, binary.
    Stl,
    /// `GIfTI` surface, as neuroimaging tools read it.
    Gii,
}

impl MeshFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Ply, Self::Stl, Self::Gii];

    /// What a file of this format ends with, without the leading dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Ply => "ply",
            Self::Stl => "stl",
            Self::Gii => "surf.gii",
        }
    }

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ply => "ply",
            Self::Stl => "stl",
            Self::Gii => "gii",
        }
    }
}

fn frame_as_text<S: Serializer>(frame: &Frame, serializer: S) -> Result<S::Ok, S::Error> {
    match frame {
        Frame::Mean => serializer.serialize_str("mean"),
        Frame::Index(n) => serializer.serialize_u64(*n),
    }
}

fn views_as_names<S: Serializer>(views: &[View], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(views.iter().map(|view| view.name))
}
