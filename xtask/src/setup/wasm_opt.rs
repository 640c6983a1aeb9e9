//! wasm-opt, which makes the release page smaller.
//!
//! A convenience: without it the page is larger but the same.

use std::process::Command;

use anyhow::Result;

use super::npm;
use crate::{
    place,
    process::{probe, say},
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
    if npm::is_here() {
        say(&format!(
            "installing {NPM_PACKAGE} into {}: its wasm-opt makes the page smaller (seconds, 100 MB)",
            place::tools()?.display()
        ));
        if npm::install(&[NPM_PACKAGE]).is_ok() && is_ready()? {
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
