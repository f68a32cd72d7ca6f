//! The same attack by photographs: faces embedded by a model of the user's own.

mod each;
mod member;
mod shown;

use crate::base::atomic::{self, Access};
use crate::linkage::attack::Attack;
use crate::linkage::embedding::network::Network;
use crate::linkage::embedding::settings::InputSettings;
use crate::linkage::embedding::{self, Embedded, Embedding};
use crate::pipeline::config::{Pictures, ScanSettings};
use crate::pipeline::output::{OutputError, OutputFolder};
use crate::pipeline::run::{Finished, RunError};
use crate::report::scan::ScanReport;
use crate::report::scores_csv::{self, Failure};

use super::identity::{People, leakage};
use super::{LinkConfig, LinkOutcome, Linked};
use member::{Fault, Member};
use std::fmt::Display;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A face-embedding model of the user's own.
#[derive(Clone, Debug)]
pub struct ModelFiles {
    /// The network (`.onnx`).
    pub model: PathBuf,
    /// What it wants to be shown (`.json`; see [`InputSettings`]).
    pub settings: PathBuf,
}

/// Pixels a side of the pictures from which models are shown faces: 0.55 mm each, as in `faces`.
const PICTURE_PX: usize = 512;

/// As [`super::run`], with the cosine of two embeddings as the score of the face.
///
/// The model is read first: hours of analysis must not end at a slip of the pen in its settings.
pub(super) fn run(
    model: &ModelFiles,
    config: &LinkConfig,
    out: &OutputFolder,
    on_start: impl Fn(usize),
    on_finished: impl Fn(&Finished) + Sync,
) -> Result<LinkOutcome, RunError> {
    let network = load(model)?;
    let config =
        &LinkConfig { settings: with_pictures(&config.settings, &network), ..config.clone() };
    let side = |inputs, name| {
        let members = member::find(inputs, name, config, &on_start, &on_finished)?;
        Ok::<_, RunError>(Side::of(name, members, &network, config, out)?)
    };
    let gallery = side(&config.gallery, "gallery")?;
    let probes = if config.probes == config.gallery {
        Side { name: "probes", ..gallery.clone() }
    } else {
        side(&config.probes, "probes")?
    };
    record(model, &network, [&gallery, &probes], out)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(config.threads).build()?;
    pool.install(|| compare(&probes, &gallery, config, out))
}

/// Scores every probe against the gallery and writes what was found.
fn compare(
    probes: &Side,
    gallery: &Side,
    config: &LinkConfig,
    out: &OutputFolder,
) -> Result<LinkOutcome, RunError> {
    let failures = [gallery.failures(), probes.failures()].concat();
    let (to, from) = (gallery.usable(), probes.usable());
    let mut people = People::default();
    let mut enrolled = |side: &[Usable<'_>]| {
        let one = |(report, embedding): &Usable<'_>| Embedded {
            person: people.number(report),
            embedding: embedding.cloned(),
        };
        side.iter().map(one).collect::<Vec<_>>()
    };
    let (in_gallery, to_be_named) = (enrolled(&to), enrolled(&from));
    let attack = Attack::by_face(embedding::scores(&to_be_named, &in_gallery));
    let [to, from] =
        [to, from].map(|side| side.into_iter().map(|(report, _)| report).collect::<Vec<_>>());
    let linked = Linked { attack, leakage: leakage(&from, &to) };
    let dictionary = scores_csv::dictionary_by_model();
    super::tell(&linked, [&from, &to], &failures, &dictionary, config, out)
}

fn load(model: &ModelFiles) -> Result<Network, RunError> {
    let unusable = |path: &Path, problem: &dyn Display| RunError::Result {
        path: path.to_owned(),
        problem: problem.to_string(),
    };
    let text =
        fs::read_to_string(&model.settings).map_err(|error| unusable(&model.settings, &error))?;
    let settings =
        InputSettings::parse(&text).map_err(|error| unusable(&model.settings, &error))?;
    Network::load(&model.model, settings).map_err(|error| unusable(&model.model, &error))
}

/// The views that the model is shown are drawn with every scan that is analysed.
fn with_pictures(settings: &ScanSettings, network: &Network) -> ScanSettings {
    let views = network.settings.views.clone();
    let pictures = Some(Pictures { views, size: PICTURE_PX, maps: false });
    ScanSettings { pictures, ..settings.clone() }
}

/// A member of a side that takes part.
type Usable<'s> = (&'s ScanReport, Option<&'s Embedding>);

/// One side, embedded.
#[derive(Clone, Debug)]
struct Side {
    name: &'static str,
    photographs: usize,
    /// Nothing for a failure to enrol; an error for what takes no part.
    members: Vec<(ScanReport, Result<Option<Embedding>, String>)>,
}

impl Side {
    fn of(
        name: &'static str,
        members: Vec<Member>,
        network: &Network,
        config: &LinkConfig,
        out: &OutputFolder,
    ) -> Result<Self, OutputError> {
        let embed = |member: &Member, thread: &_| member.embed(name, network, thread, out);
        let embedded = each::each(&members, config.threads, embed);
        let photographs = members.iter().filter(|member| member.is_photograph()).count();
        let with_report = |(member, found): (Member, Result<_, Fault>)| match found {
            Ok(embedding) => Ok((member.report, Ok(embedding))),
            Err(Fault::Member(problem)) => Ok((member.report, Err(problem))),
            Err(Fault::Output(error)) => Err(error),
        };
        let members = members.into_iter().zip(embedded).map(with_report);
        Ok(Self { name, photographs, members: members.collect::<Result<_, OutputError>>()? })
    }

    fn usable(&self) -> Vec<Usable<'_>> {
        let took_part = self.members.iter().filter_map(|(report, found)| {
            let embedding = found.as_ref().ok()?;
            Some((report, embedding.as_ref()))
        });
        took_part.collect()
    }

    fn failures(&self) -> Vec<Failure> {
        let failed = |(report, found): &(ScanReport, Result<_, String>)| {
            let error = found.as_ref().err()?.clone();
            Some(Failure { side: self.name, scan: report.scan.clone(), error })
        };
        self.members.iter().filter_map(failed).collect()
    }

    /// Counts, nobody is named.
    fn counted(&self) -> serde_json::Value {
        let count = |wanted: fn(&Result<Option<Embedding>, String>) -> bool| {
            self.members.iter().filter(|(_, found)| wanted(found)).count()
        };
        serde_json::json!({
            "photographs": self.photographs,
            "scans": self.members.len() - self.photographs,
            "embedded": count(|found| matches!(found, Ok(Some(_)))),
            "failed_to_enrol": count(|found| matches!(found, Ok(None))),
            "failed": count(Result::is_err),
        })
    }
}

/// By which model and settings the scores came about: `embedding.json`.
fn record(
    model: &ModelFiles,
    network: &Network,
    sides: [&Side; 2],
    out: &OutputFolder,
) -> Result<(), RunError> {
    const NAME: &str = "embedding.json";
    let failed = |error| OutputError { path: out.root().join(NAME), error };
    let sum = atomic::sha256(&model.model).map_err(failed)?;
    let settings = fs::read_to_string(&model.settings).map_err(failed)?;
    let settings: serde_json::Value =
        serde_json::from_str(&settings).map_err(|error| failed(io::Error::other(error)))?;
    let views: Vec<&str> = network.settings.views.iter().map(|view| view.name).collect();
    let lengths = sides.iter().flat_map(|side| side.usable()).find_map(|(_, found)| found);
    let mut told = serde_json::json!({
        "model": model.model.file_name().map(|name| name.to_string_lossy()),
        "model_sha256": sum,
        "settings": settings,
        "views": views,
        "similarity": "cosine",
        "embedding_length": lengths.map(|embedding| embedding.values().len()),
    });
    for side in sides {
        told[side.name] = side.counted();
    }
    Ok(out.write(NAME, Access::Usual, format!("{told:#}\n").as_bytes())?)
}
