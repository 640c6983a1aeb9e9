//! What the commands need, found here or installed after saying what and why.
//!
//! [`tools`] is the table, [`ensure`] finds or installs what is in one of its
//! rows, [`ways`] are how; [`toolchain`] and [`browser`] put some together.

pub(crate) mod browser;
pub(crate) mod toolchain;
pub(crate) mod tools;
mod ways;

use std::{
    env::{self, consts::EXE_SUFFIX},
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail, ensure};

pub(crate) use self::ways::DOWNLOAD_LIMIT;
use self::ways::Way;
use crate::process::{probe, say};

/// Something that must be on this machine: a row of the table.
#[derive(Debug)]
pub(crate) struct Tool {
    /// What a sentence calls it.
    name: &'static str,
    /// What its program may be called; a path names the program at that place.
    programs: &'static [&'static str],
    /// A variable in which a person may name the program.
    pub(crate) variable: Option<&'static str>,
    /// Whether a program of that name will do.
    fits: fn(&Path) -> bool,
    /// How it is installed: tried in this order until there is one that will do.
    ways: &'static [Way],
    /// What it is for, and what installing it takes.
    why: &'static str,
    /// What a person can do where no way leads there.
    advice: &'static str,
}

/// The program of a tool, which is installed where it is missing.
pub(crate) fn ensure(tool: &Tool) -> Result<PathBuf> {
    if let Some(program) = find(tool)? {
        return Ok(program);
    }
    say(&format!("installing {}: {}", tool.name, tool.why));
    for way in tool.ways.iter().filter(|way| way.is_open()) {
        match way.install() {
            Ok(()) => match find(tool)? {
                Some(program) => return Ok(program),
                None => say(&format!("that did not bring the {} we need", tool.name)),
            },
            Err(error) => say(&format!("{error:#}")),
        }
    }
    bail!("there is no {} that will do: {}", tool.name, tool.advice)
}

/// The program that will do, if there is one. One that a person has named must.
fn find(tool: &Tool) -> Result<Option<PathBuf>> {
    let fitting = |name: &OsStr| on_search_path(name).filter(|program| (tool.fits)(program));
    if let Some(variable) = tool.variable
        && let Some(name) = env::var_os(variable)
    {
        let program = fitting(&name);
        let name = name.display();
        ensure!(
            program.is_some(),
            "{variable}={name} will not do: {}",
            tool.advice
        );
        return Ok(program);
    }
    Ok(tool.programs.iter().find_map(|name| fitting(name.as_ref())))
}

/// The program that would run under this name, or that is at this path.
fn on_search_path(program: &OsStr) -> Option<PathBuf> {
    let mut file = program.to_owned();
    // A script has an ending of its own.
    if Path::new(program).extension().is_none() {
        file.push(EXE_SUFFIX);
    }
    // A path that begins at the root replaces the folder.
    let mut candidates = search_path().into_iter().map(|folder| folder.join(&file));
    candidates.find(|path| path.is_file())
}

/// The folders programs are looked for in: ours, then those of `PATH`.
fn search_path() -> Vec<PathBuf> {
    let mut folders = Vec::from(our_programs());
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    folders
}

/// The one folder everything we install ourselves goes into: `convscope/` in
/// the cargo home. It outlives `cargo clean`, serves every checkout, leaves the
/// person's own trunk alone whatever its version, and is undone by deleting it.
fn our_folder() -> PathBuf {
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from);
    // Without a home folder cargo had not come this far.
    let cargo_home =
        cargo_home.unwrap_or_else(|| env::home_dir().unwrap_or_default().join(".cargo"));
    cargo_home.join("convscope")
}

/// Where in our folder cargo, npm and pip put programs.
fn our_programs() -> [PathBuf; 3] {
    let of_python = if cfg!(windows) {
        "venv/Scripts"
    } else {
        "venv/bin"
    };
    ["bin", "node_modules/.bin", of_python].map(|folder| our_folder().join(folder))
}

/// What a program says its version is.
fn version_of(program: &Path) -> Option<String> {
    version(&probe(Command::new(program).arg("--version"))?).map(str::to_owned)
}

/// The first number of a program's version.
fn major_version_of(program: &Path) -> Option<u32> {
    version_of(program)?.split('.').next()?.parse().ok()
}

/// The first word that begins with a digit, or so after a v, whatever the program is called.
fn version(answer: &str) -> Option<&str> {
    let mut words = answer
        .split_whitespace()
        .map(|word| word.strip_prefix('v').unwrap_or(word));
    words.find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_whatever_a_program_answers() {
        for (answer, expected) in [
            ("trunk 0.21.14\n", Some("0.21.14")),
            ("wasm-bindgen 0.2.129 (abcdef)", Some("0.2.129")),
            ("wasm-opt version 132 (version_132)", Some("132")),
            (
                "Chromium 156.0.8078.79 built on Debian",
                Some("156.0.8078.79"),
            ),
            ("Google Chrome 99.0.1.2 ", Some("99.0.1.2")),
            (
                "ChromeDriver 100.0.1 (a21ce95-refs/@{#1704})",
                Some("100.0.1"),
            ),
            ("v20.20.2", Some("20.20.2")),
            ("no version", None),
        ] {
            assert_eq!(version(answer), expected, "{answer}");
        }
    }

    #[test]
    fn a_program_is_found_by_its_name_and_by_its_path() {
        let cargo = on_search_path("cargo".as_ref()).unwrap();
        assert_eq!(on_search_path(cargo.as_ref()), Some(cargo));
        assert_eq!(on_search_path("convscope-no-such-program".as_ref()), None);
    }

    #[test]
    fn what_no_way_brings_is_explained() {
        let tool = Tool {
            name: "unobtainium",
            programs: &["cargo"],
            variable: None,
            fits: |_| false,
            ways: &[],
            why: "nothing needs it",
            advice: "do without",
        };
        let error = ensure(&tool).unwrap_err().to_string();
        assert_eq!(error, "there is no unobtainium that will do: do without");
        assert!(
            ensure(&Tool {
                fits: |_| true,
                ..tool
            })
            .is_ok()
        );
    }
}
