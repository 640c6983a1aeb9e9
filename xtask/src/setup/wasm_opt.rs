//! wasm-opt, which makes the release page smaller.
//!
//! A convenience: without it the page is larger but the same.

use std::{env::consts::OS, process::Command};

use anyhow::Result;

use super::DOWNLOAD_LIMIT;
use crate::{
    place,
    process::{probe, run_within, say},
};

/// What rustc writes by default grows with the years; too old a wasm-opt refuses it.
const OLDEST: u32 = 120;

/// The npm package with wasm-opt inside; it downloads nothing more.
const NPM_PACKAGE: &str = "binaryen@132";

/// Finds or installs wasm-opt; false where there is no way to get one.
pub(crate) fn prepare() -> Result<bool> {
    if is_ready()? {
        return Ok(true);
    }
    let npm = if OS == "windows" { "npm.cmd" } else { "npm" };
    if probe(Command::new(npm).arg("--version")).is_some() {
        let folder = place::tools()?;
        say(&format!(
            "installing {NPM_PACKAGE} into {}: its wasm-opt makes the page smaller (seconds, 100 MB)",
            folder.display()
        ));
        let mut install = Command::new(npm);
        install
            .args(["install", "--no-audit", "--no-fund", "--prefix"])
            .args([folder.as_os_str(), NPM_PACKAGE.as_ref()]);
        let outcome = run_within(DOWNLOAD_LIMIT, &mut install);
        if outcome.is_ok() && is_ready()? {
            return Ok(true);
        }
    }
    say(&format!(
        "no wasm-opt (version {OLDEST} or later) and no npm that brings it: \
         the page is built without, so it is larger than it could be"
    ));
    Ok(false)
}

fn is_ready() -> Result<bool> {
    let Some(program) = place::find("wasm-opt")? else {
        return Ok(false);
    };
    let answer = probe(Command::new(program).arg("--version"));
    Ok(answer
        .as_deref()
        .and_then(version)
        .is_some_and(|version| version >= OLDEST))
}

/// `132` of `wasm-opt version 132 (version_132)`.
fn version(answer: &str) -> Option<u32> {
    let (_, rest) = answer.split_once("version ")?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_with_and_without_its_tag() {
        assert_eq!(version("wasm-opt version 132 (version_132)"), Some(132));
        assert_eq!(version("wasm-opt version 108"), Some(108));
        assert_eq!(version("wasm-opt"), None);
    }
}
