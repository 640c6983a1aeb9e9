//! Packages from npm, installed into our own folder.

use std::{env::consts::OS, process::Command};

use anyhow::Result;

use super::DOWNLOAD_LIMIT;
use crate::{
    place,
    process::{probe, run_within},
};

/// Whether there is an npm.
pub(super) fn is_here() -> bool {
    probe(npm().arg("--version")).is_some()
}

/// Installs packages, each named with its version; those that are there stay.
pub(super) fn install(packages: &[&str]) -> Result<()> {
    let mut install = npm();
    install
        .args(["install", "--no-audit", "--no-fund", "--prefix"])
        .arg(place::tools()?)
        .args(packages);
    run_within(DOWNLOAD_LIMIT, &mut install)
}

fn npm() -> Command {
    Command::new(if OS == "windows" { "npm.cmd" } else { "npm" })
}
