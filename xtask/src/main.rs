//! convscope's chores, run as `cargo xtask <command>`.
//!
//! A command is a short list of steps. [`setup`] finds or installs what they
//! need, [`process`] runs them; nothing else here starts a program.

mod cli;
mod commands;
mod place;
mod process;
mod report;
mod setup;
mod stamp;

use std::process::ExitCode;

use crate::cli::Command;

fn main() -> ExitCode {
    let outcome = cli::parse(lexopt::Parser::from_env()).and_then(|command| match command {
        Command::Help => {
            print!("{}", cli::HELP);
            Ok(ExitCode::SUCCESS)
        }
        Command::Serve { port, open } => commands::serve(port, open),
        Command::Build { release } => commands::build(release),
        Command::Test => commands::test(),
        Command::Lint => commands::lint(),
        Command::Bench { torch } => commands::bench(torch),
    });
    outcome.unwrap_or_else(|error| {
        eprintln!("\nxtask: {error:#}");
        ExitCode::FAILURE
    })
}
