//! Command line: arguments as typed, then a validated configuration, then the pipeline.

mod args;
mod assess;
mod audit;
mod benchmark;
mod compare;
mod day;
mod exit;
mod faces;
mod guide;
mod link;
mod phantom;
mod progress;
mod table;

use args::{Args, Command};
use clap::Parser;
use exit::Exit;
use std::ffi::OsString;
use std::process::ExitCode;

/// Views that `faces` draws when none are asked for.
const FACES_VIEWS: [&str; 5] = ["frontal", "right30", "left30", "right60", "left60"];

/// Runs the program with the arguments of a process (the program's name first).
///
/// Results go to files, progress and messages to stderr; stdout has `--help`, `--version`, the rules,
/// and what `assess`, `table`, `audit` and `link` found in short.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            // Fails only when the terminal is gone; there is nobody left to tell.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Ok }.into();
        }
    };
    env_logger::Builder::new()
        .filter_level(args.log_level())
        .format_target(false)
        .format_timestamp(None)
        .init();
    let outcome = match &args.command {
        Command::Faces { inputs, pictures } => faces::run(inputs, pictures, &FACES_VIEWS, &args),
        Command::Render { inputs, pictures } => faces::run(inputs, pictures, &["all"], &args),
        Command::Assess(typed) => assess::run(typed, &args),
        Command::Audit(typed) => audit::run(typed, &args),
        Command::Rules(typed) => audit::list(typed),
        Command::Explain(typed) => audit::explain(typed),
        Command::Compare(typed) => compare::run(typed, &args),
        Command::Link(typed) => link::run(typed, &args),
        Command::Phantom(typed) => phantom::run(typed, &args),
        Command::Guide(typed) => guide::run(typed),
        Command::Benchmark(typed) => benchmark::run(typed, &args),
        Command::Table(typed) => table::run(typed, &args),
    };
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => {
            log::error!("{:#}", failure.error);
            failure.exit.into()
        }
    }
}
