//! `countenance audit`, `countenance rules` and `countenance explain`.

use crate::dataset::audit::rule::{Example, Rule, Rules};
use crate::dataset::audit::severity::Severity;
use crate::pipeline::audit;
use crate::pipeline::audit::{AuditConfig, AuditError};
use crate::pipeline::run::RunError;

use super::args::Args;
use super::exit::{Exit, Failure, OrExit, Outcome};
use anyhow::{Context, anyhow};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct AuditArgs {
    /// Folder to audit: a BIDS dataset or anything else that is to be shared
    #[arg(value_name = "DIR")]
    dataset: PathBuf,

    /// Folder for findings.csv and audit.json; never inside DIR
    #[arg(short, long, value_name = "OUT")]
    out: PathBuf,

    /// Results of `countenance faces` over the same DIR: claims are then held against the voxels
    #[arg(long, value_name = "OUT")]
    faces: Option<PathBuf>,

    /// Leave out findings less bad than: block, high, moderate, low, info
    #[arg(long, default_value = "info", value_name = "SEVERITY")]
    severity: String,

    #[command(flatten)]
    rules: RulesArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct RulesArgs {
    /// Rules that replace or switch off shipped ones, as in `data/metadata_rules.toml`
    #[arg(long, value_name = "TOML")]
    rules: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    /// Name of the rule, e.g. JSON-ID-01
    #[arg(value_name = "RULE")]
    rule: String,

    #[command(flatten)]
    rules: RulesArgs,
}

/// Audits a folder and tells on stdout what was found in short.
pub(super) fn run(typed: &AuditArgs, args: &Args) -> Outcome {
    let least = Severity::named(&typed.severity)
        .filter(|severity| *severity != Severity::NotAssessed)
        .ok_or_else(|| {
            anyhow!("--severity {}: one of block, high, moderate, low, info", typed.severity)
        })
        .or_exit(Exit::Usage)?;
    let config = AuditConfig {
        dataset: typed.dataset.clone(),
        out: typed.out.clone(),
        faces: typed.faces.clone(),
        rules: rules(typed.rules.rules.as_deref())?,
        least,
        threads: args.threads,
    };
    say(&audit::run(&config).map_err(failure)?);
    Ok(Exit::Ok)
}

/// Lists the rules on stdout, tabs between id, severity, place and reason.
pub(super) fn list(typed: &RulesArgs) -> Outcome {
    let mut text = String::new();
    for rule in rules(typed.rules.as_deref())?.iter() {
        let severity = if rule.off { "off" } else { rule.severity.as_str() };
        let _ = writeln!(text, "{}\t{severity}\t{}\t{}", rule.id, rule.place, rule.why);
    }
    say(&text);
    Ok(Exit::Ok)
}

/// Tells all about one rule on stdout.
pub(super) fn explain(typed: &ExplainArgs) -> Outcome {
    let rules = rules(typed.rules.rules.as_deref())?;
    let rule = rules
        .get(&typed.rule)
        .ok_or_else(|| anyhow!("{}: no such rule; `countenance rules` lists them", typed.rule))
        .or_exit(Exit::Usage)?;
    say(&told(rule));
    Ok(Exit::Ok)
}

fn told(rule: &Rule) -> String {
    let mut text = String::new();
    let severity = if rule.off { "off" } else { rule.severity.as_str() };
    for (name, value) in [
        ("rule", rule.id.as_str()),
        ("severity", severity),
        ("where", &rule.place),
        ("why", &rule.why),
        ("remedy", &rule.remedy),
        ("source", &rule.source),
    ] {
        let _ = writeln!(text, "{name:<12}{value}");
    }
    for (name, list) in &rule.lists {
        let _ = writeln!(text, "{:<12}{}: {}", "looks for", name, list.join(", "));
    }
    for (title, examples) in [("found", &rule.found), ("passed", &rule.passed)] {
        for example in examples {
            let _ = writeln!(text, "{title:<12}{}{}", example.path, content(example));
        }
    }
    text
}

/// An example's content, where it is text.
fn content(example: &Example) -> String {
    let text = example.text.as_ref().or(example.descrip.as_ref()).or(example.trailing.as_ref());
    text.map_or_else(String::new, |text| format!(": {}", text.trim_end().escape_debug()))
}

fn rules(file: Option<&Path>) -> Result<Rules, Failure> {
    let Some(path) = file else { return Ok(Rules::shipped()) };
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("--rules {}", path.display()))
        .or_exit(Exit::Usage)?;
    Rules::changed_by(&text).with_context(|| path.display().to_string()).or_exit(Exit::Usage)
}

fn say(text: &str) {
    // A closed pipe is the reader's choice.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn failure(error: AuditError) -> Failure {
    let exit = match &error {
        AuditError::Input { .. } => Exit::NoInput,
        AuditError::Faces { .. } => Exit::Data,
        AuditError::Run(RunError::OutputInsideInput { .. }) => Exit::Usage,
        AuditError::Run(RunError::Output(error)) | AuditError::Output(error) => {
            Exit::of_output(error)
        }
        AuditError::Run(_) => Exit::CannotCreate,
        AuditError::Threads(_) => Exit::Temporary,
    };
    Failure { exit, error: error.into() }
}
