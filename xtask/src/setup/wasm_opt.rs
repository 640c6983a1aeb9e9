//! wasm-opt, which makes the release page smaller.
//!
//! A convenience: without it the page is larger but the same.

<<<<<<< HEAD
use std::process::Command;
=======
use std::{env::consts::OS, path::PathBuf, process::Command};
>>>>>>> 44970f2 (What most visits never run becomes a second wasm file, after the build)

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

/// Installs wasm-opt where there is none; says so where there is no way to get one.
pub(super) fn prepare() -> Result<()> {
    if find()?.is_some() {
        return Ok(());
    }
    if npm::is_here() {
        say(&format!(
            "installing {NPM_PACKAGE} into {}: its wasm-opt makes the page smaller (seconds, 100 MB)",
            place::tools()?.display()
        ));
<<<<<<< HEAD
        if npm::install(&[NPM_PACKAGE]).is_ok() && is_ready()? {
            return Ok(true);
=======
        let mut install = Command::new(npm);
        install
            .args(["install", "--no-audit", "--no-fund", "--prefix"])
            .args([folder.as_os_str(), NPM_PACKAGE.as_ref()]);
        let outcome = run_within(DOWNLOAD_LIMIT, &mut install);
        if outcome.is_ok() && find()?.is_some() {
            return Ok(());
>>>>>>> 44970f2 (What most visits never run becomes a second wasm file, after the build)
        }
    }
    say(&format!(
        "no wasm-opt (version {OLDEST} or later) and no npm that brings it: \
         the page is built without, so it is larger than it could be"
    ));
    Ok(())
}

/// A wasm-opt that is new enough.
pub(crate) fn find() -> Result<Option<PathBuf>> {
    let Some(program) = place::find("wasm-opt")? else {
        return Ok(None);
    };
    let answer = probe(Command::new(&program).arg("--version"));
    let version = answer.as_deref().and_then(version);
    Ok(version
        .filter(|version| *version >= OLDEST)
        .map(|_| program))
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
