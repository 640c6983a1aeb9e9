//! The programs from npm that make the release page smaller.
//!
//! A convenience: without them the page is larger but the same.

use std::{path::PathBuf, process::Command};

use anyhow::Result;

use super::npm;
use crate::{
    place,
    process::{probe, say},
};

/// A program and the npm package that brings it, which downloads nothing more.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Optimiser {
    program: &'static str,
    package: &'static str,
    /// What it is for, and what it takes.
    reason: &'static str,
    /// The oldest version that will do: its first number, or zero and its second.
    oldest: [u32; 2],
}

/// What rustc writes by default grows with the years; too old a wasm-opt refuses it.
pub(crate) const WASM_OPT: Optimiser = Optimiser {
    program: "wasm-opt",
    package: "binaryen@132",
    reason: "its wasm-opt makes the program smaller (seconds, 100 MB)",
    oldest: [120, 0],
};

impl Optimiser {
    /// Installs it where there is none; says so where there is no way to get it.
    pub(super) fn prepare(self) -> Result<()> {
        if self.find()?.is_some() {
            return Ok(());
        }
        if npm::is_here() {
            say(&format!(
                "installing {} into {}: {}",
                self.package,
                place::tools()?.display(),
                self.reason
            ));
            let outcome = npm::install(&[self.package]);
            if outcome.is_ok() && self.find()?.is_some() {
                return Ok(());
            }
        }
        say(&format!(
            "no {} that is new enough, and no npm that brings it: \
             the page is built without, so it is larger than it could be",
            self.program
        ));
        Ok(())
    }

    /// The program, where there is one that is new enough.
    pub(crate) fn find(self) -> Result<Option<PathBuf>> {
        let Some(program) = place::find(self.program)? else {
            return Ok(None);
        };
        let answer = probe(Command::new(&program).arg("--version"));
        let version = answer.as_deref().and_then(version);
        Ok(version
            .filter(|version| *version >= self.oldest)
            .map(|_| program))
    }
}

/// `[132, 0]` of `wasm-opt version 132 (version_132)`, `[0, 25]` of `0.25.12`.
fn version(answer: &str) -> Option<[u32; 2]> {
    let word = answer
        .split_whitespace()
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
    let mut numbers = word.split('.').map(str::parse);
    let first = numbers.next()?.ok()?;
    let second = numbers.next().and_then(Result::ok).unwrap_or(0);
    Some([first, second])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_whatever_a_program_answers() {
        assert_eq!(
            version("wasm-opt version 132 (version_132)"),
            Some([132, 0])
        );
        assert_eq!(version("wasm-opt version 108"), Some([108, 0]));
        assert_eq!(version("0.25.12"), Some([0, 25]));
        assert_eq!(version("wasm-opt"), None);
    }
}
