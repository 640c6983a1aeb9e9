//! convscope's chores, run as `cargo xtask <command>`.
//!
//! - [`cli`]: what was asked for; [`commands`]: each a short list of steps
//! - [`page`]: how the page is made; [`esbuild`]: its scripts; [`stamp`]: the id that all its files get;
//!   [`licences`]: of what is in it
//! - [`setup`]: what a command needs, found or installed
//! - [`process`]: programs are started here and nowhere else; [`report`]: how tests ended; [`fuzz`]: those that
//!   make up texts
//! - `place` and `sizes`, shared with `xtask/bench`: where things are, how large files are

mod bundle;
mod cli;
mod commands;
mod esbuild;
mod fuzz;
mod licences;
mod package;
mod page;
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
        Command::Bundle => commands::bundle(),
        Command::Package => commands::package(),
        Command::Test(selection) => commands::test(&selection),
        Command::Lint { long } => commands::lint(long),
        Command::Bench => commands::bench(),
    });
    outcome.unwrap_or_else(|error| {
        eprintln!("\nxtask: {error:#}");
        ExitCode::FAILURE
    })
}
