//! `countenance guide`: what may be shared?

mod ask;

use crate::pipeline::guide;
use crate::pipeline::guide::{GuideConfig, GuideError};
use crate::risk::destination::Destination;
use crate::risk::evidence::Evidence;
use crate::risk::gate::fail_on::FailOn;
use crate::risk::guide::advice::Advice;
use crate::risk::guide::context::Context;
use crate::risk::guide::template::template;
use crate::risk::knowledge::Knowledge;
use crate::risk::texts::Language;

use super::day::day;
use super::exit::{Exit, Failure, OrExit, Outcome};
use anyhow::{Context as _, anyhow, bail};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Arguments of `guide`.
#[derive(Debug, clap::Args)]
pub(super) struct GuideArgs {
    /// Answers in a file, as `--template` prints it [default: ask, on a terminal]
    #[arg(long, value_name = "FILE", conflicts_with = "template")]
    context: Option<PathBuf>,

    /// Print the file of answers, to be filled in
    #[arg(long)]
    template: bool,

    /// What was found in the data: JSON in the form of the library's `risk::evidence::Evidence`
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,

    /// Where the data are to go: public, dua, enclave, derived, or a repository
    #[arg(long, value_name = "NAME")]
    destination: Option<String>,

    /// Language of questions and answer
    #[arg(long, default_value = "en", value_name = "CODE")]
    lang: String,

    /// End with 3 when these limits of the destination are not kept: `any`, or names of gates,
    /// separated by commas. What was not assessed counts as not kept
    #[arg(long, value_delimiter = ',', value_name = "GATES", requires = "destination")]
    fail_on: Vec<String>,

    /// Folder for `guide.csv`, `guide_answer.json`, `guide.txt` and `context.toml`
    #[arg(short, long, value_name = "DIR", conflicts_with = "template")]
    out: Option<PathBuf>,

    /// Folder with own tables in the place of shipped ones of the same name, as in `data/guide`
    #[arg(long, value_name = "DIR")]
    tables: Option<PathBuf>,
}

/// Answers on stdout.
pub(super) fn run(typed: &GuideArgs) -> Outcome {
    let knowledge = knowledge(typed.tables.as_deref())?;
    let language = language(&knowledge, &typed.lang).or_exit(Exit::Usage)?;
    if typed.template {
        print(&template(&knowledge, &language, &Context::default()));
        return Ok(Exit::Ok);
    }
    let destination = typed.destination.as_deref().map(|name| destination(&knowledge, name));
    let destination = destination.transpose().or_exit(Exit::Usage)?;
    let fail_on = fail_on(&knowledge, &typed.fail_on).or_exit(Exit::Usage)?;
    let evidence = typed.evidence.as_deref().map(evidence).transpose()?.unwrap_or_default();
    let context = context(typed.context.as_deref(), &knowledge, &evidence, &language)?;
    let answered = guide::run(&GuideConfig {
        knowledge: &knowledge,
        evidence: &evidence,
        context: &context,
        destination,
        language,
        today: day(None).or_exit(Exit::Usage)?,
        out: typed.out.clone(),
    });
    let answered = answered.map_err(failure)?;
    print(&answered.text);
    if let Some(folder) = &typed.out {
        let count = answered.files.len().to_string();
        let folder = folder.display().to_string();
        let values = [("count", count.as_str()), ("folder", folder.as_str())];
        print(&format!("\n{}\n", language.fill("ui.files", &values)));
    }
    Ok(exit(&answered.advice, fail_on.as_ref()))
}

pub(super) fn print(text: &str) {
    // A closed pipe is the reader's choice: the files are written.
    let _ = io::stdout().write_all(text.as_bytes());
}

fn failure(error: GuideError) -> Failure {
    let exit = match &error {
        GuideError::Evidence(_) => Exit::Data,
        GuideError::Output(error) => Exit::of_output(error),
    };
    Failure { exit, error: error.into() }
}

pub(super) fn exit(advice: &Advice, fail_on: Option<&FailOn>) -> Exit {
    let gates = advice.destination.iter().flat_map(|goal| &goal.gates).cloned().collect::<Vec<_>>();
    let failed = fail_on.map(|asked| asked.failed(&gates)).unwrap_or_default();
    for gate in &failed {
        log::error!("--fail-on: {}: {}", gate.gate, gate.state.as_str());
    }
    if failed.is_empty() { Exit::Ok } else { Exit::GateFailed }
}

/// A file's text; a file that cannot be opened is a missing input.
pub(super) fn text_of(path: &Path) -> Result<String, Failure> {
    let read = fs::read_to_string(path).with_context(|| path.display().to_string());
    read.or_exit(Exit::NoInput)
}

pub(super) fn knowledge(folder: Option<&Path>) -> Result<Knowledge, Failure> {
    let Some(folder) = folder else { return Ok(Knowledge::shipped()) };
    let own = |name: &str| fs::read_to_string(folder.join(name)).ok();
    if Knowledge::files().all(|name| !folder.join(name).is_file()) {
        let names = Knowledge::files().collect::<Vec<_>>().join(", ");
        let error = anyhow!("--tables {}: has none of {names}", folder.display());
        return Err(Failure { exit: Exit::NoInput, error });
    }
    for name in Knowledge::files().filter(|name| folder.join(name).is_file()) {
        text_of(&folder.join(name))?;
    }
    Knowledge::read(own).with_context(|| folder.display().to_string()).or_exit(Exit::Data)
}

pub(super) fn language<'k>(knowledge: &'k Knowledge, code: &str) -> anyhow::Result<Language<'k>> {
    let known = || knowledge.texts.languages().join(", ");
    knowledge.texts.language(code).ok_or_else(|| anyhow!("--lang {code}: one of {}", known()))
}

pub(super) fn destination<'k>(
    knowledge: &'k Knowledge,
    name: &str,
) -> anyhow::Result<&'k Destination> {
    let known = || knowledge.destinations.iter().map(|d| d.id.as_str()).collect::<Vec<_>>();
    let found = knowledge.destination(name);
    found.ok_or_else(|| anyhow!("--destination {name}: one of {}", known().join(", ")))
}

pub(super) fn fail_on(knowledge: &Knowledge, typed: &[String]) -> anyhow::Result<Option<FailOn>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let gates: BTreeSet<&str> = knowledge.gates.iter().map(|gate| gate.gate.as_str()).collect();
    Ok(Some(FailOn::parse(typed.iter().map(String::as_str), &gates)?))
}

fn evidence(path: &Path) -> Result<Evidence, Failure> {
    let text = text_of(path)?;
    let read: Result<Evidence, _> = serde_json::from_str(&text);
    read.with_context(|| path.display().to_string()).or_exit(Exit::Data)
}

/// The answers: from a file, or asked for.
fn context(
    file: Option<&Path>,
    knowledge: &Knowledge,
    evidence: &Evidence,
    language: &Language<'_>,
) -> Result<Context, Failure> {
    if let Some(path) = file {
        let name = path.display().to_string();
        return Context::read(&name, &text_of(path)?, knowledge).or_exit(Exit::Data);
    }
    let stdin = io::stdin();
    let on_terminal = stdin.is_terminal() && io::stdout().is_terminal();
    let asked = if on_terminal {
        ask::ask(knowledge, evidence, language, &mut stdin.lock(), &mut io::stdout())
            .context("the terminal")
    } else {
        no_terminal()
    };
    asked.or_exit(Exit::Usage)
}

fn no_terminal() -> anyhow::Result<Context> {
    bail!(
        "guide: there is no terminal to ask on; give the answers with --context FILE \
         (`countenance guide --template > context.toml` writes the file)"
    )
}
