//! `countenance guide`: what may be shared, from answers and from evidence where there is any.

use crate::base::atomic::Access;
use crate::report::guide;
use crate::risk::date::Date;
use crate::risk::destination::Destination;
use crate::risk::evidence::{Evidence, EvidenceError};
use crate::risk::guide::advice;
use crate::risk::guide::advice::Advice;
use crate::risk::guide::context::Context;
use crate::risk::guide::template::template;
use crate::risk::knowledge::Knowledge;
use crate::risk::texts::Language;

use super::output::{OutputError, OutputFolder};
use std::io;
use std::path::PathBuf;

/// What is asked.
#[derive(Debug)]
pub struct GuideConfig<'a> {
    /// The tables.
    pub knowledge: &'a Knowledge,
    /// What was found; [`Evidence::default`] without data.
    pub evidence: &'a Evidence,
    /// What was said.
    pub context: &'a Context,
    /// Where the data are to go.
    pub destination: Option<&'a Destination>,
    /// In which language the answer is given.
    pub language: Language<'a>,
    /// The day on which profiles are judged for their age.
    pub today: Date,
    /// Folder for the answer; none to write nothing.
    pub out: Option<PathBuf>,
}

/// The answer.
#[derive(Debug)]
pub struct Answered {
    /// What may be shared.
    pub advice: Advice,
    /// The same as text.
    pub text: String,
    /// Files written.
    pub files: Vec<String>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum GuideError {
    /// Evidence that cannot be.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A file that could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// Answers, and writes `guide.csv` (the path of answers) with its data dictionary `guide.json`,
/// `guide_answer.json` (the whole answer), `guide.txt`, and `context.toml` (what was said).
///
/// # Errors
/// [`GuideError`] names the part of the evidence, or the file.
pub fn run(config: &GuideConfig<'_>) -> Result<Answered, GuideError> {
    config.evidence.check()?;
    let GuideConfig { knowledge, evidence, context, destination, language, today, .. } = *config;
    let advice = advice::advise(knowledge, evidence, context, destination, today);
    let text = guide::text(&advice, &language);
    let files = match &config.out {
        None => Vec::new(),
        Some(folder) => write(config, &advice, &text, &OutputFolder::create(folder)?)?,
    };
    Ok(Answered { advice, text, files })
}

fn write(
    config: &GuideConfig<'_>,
    advice: &Advice,
    text: &str,
    out: &OutputFolder,
) -> Result<Vec<String>, OutputError> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| OutputError {
        path: out.root().to_owned(),
        error: io::Error::other(error),
    };
    let pretty = |value: &serde_json::Value| {
        serde_json::to_vec_pretty(value).map(|mut bytes| {
            bytes.push(b'\n');
            bytes
        })
    };
    let language = &config.language;
    let whole = guide::json(advice, language).and_then(|value| pretty(&value));
    let path = guide::path(advice, language).map_err(|e| failed(e.into()))?;
    let said = template(config.knowledge, language, config.context);
    let files = [
        ("guide.txt", text.as_bytes().to_vec()),
        ("guide.csv", path),
        ("guide.json", pretty(&guide::dictionary()).map_err(|e| failed(e.into()))?),
        ("guide_answer.json", whole.map_err(|e| failed(e.into()))?),
        ("context.toml", said.into_bytes()),
    ];
    for (name, bytes) in &files {
        out.write(name, Access::Usual, bytes)?;
    }
    Ok(files.into_iter().map(|(name, _)| name.to_owned()).collect())
}
