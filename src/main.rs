//! The `countenance` program: see [`countenance::cli`].

fn main() -> std::process::ExitCode {
    countenance::cli::run(std::env::args_os())
}
