//! The fuzz targets of `tests/fuzz`: each makes up texts for one reader.

use std::{fs, process::Command};

use anyhow::Result;

use crate::setup::{ensure, tools::CARGO_FUZZ};
use xtask::place;

/// A target ends at the first of them.
const LIMITS: [&str; 2] = ["-runs=1000000", "-max_total_time=60"];

/// The targets with this name in their path, `fuzz::numbers`, and what runs each.
pub(crate) fn commands(name: Option<&str>) -> Result<Vec<(String, Command)>> {
    let targets = targets(name.unwrap_or_default())?;
    let commands = targets.into_iter().map(|target| {
        let command = command(&target)?;
        Ok((target, command))
    });
    commands.collect()
}

fn targets(name: &str) -> Result<Vec<String>> {
    let mut targets = Vec::new();
    for file in fs::read_dir(place::root().join("tests/fuzz/targets"))? {
        let file = file?.path();
        targets.extend(file.file_stem().map(|stem| stem.to_string_lossy().into()));
    }
    targets.retain(|target: &String| ["fuzz::", target].concat().contains(name));
    targets.sort();
    Ok(targets)
}

/// What a run finds comes into `target/fuzz`: texts that reach code which no other did, where
/// the next run goes on, and a text that breaks something.
fn command(target: &str) -> Result<Command> {
    let seeds = ["tests/fuzz/corpus/", target].concat();
    let found = ["target/fuzz/corpus/", target].concat();
    let broken = ["-artifact_prefix=target/fuzz/", target, "-"].concat();
    fs::create_dir_all(place::root().join(&found))?;

    let mut command = Command::new(ensure(&CARGO_FUZZ)?);
    command.current_dir(place::root());
    command.args(["run", "--fuzz-dir", "tests/fuzz"]);
    command.args(["--target-dir", "target/fuzz"]);
    // A sanitizer would need a nightly compiler, and finds mistakes of unsafe code: the
    // readers have none. All else that is asked of the compiler a stable one does.
    command.args(["--sanitizer", "none"]);
    // Seconds that one text may take.
    command.args([target, &found, &seeds, "--", &broken, "-timeout=10"]);
    command.args(LIMITS);
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_target_is_known_to_cargo_and_has_texts_to_begin_with() {
        let tests = place::root().join("tests/fuzz");
        let manifest = fs::read_to_string(tests.join("Cargo.toml")).unwrap();
        let targets = targets("").unwrap();
        assert_eq!(targets.len(), manifest.matches("[[bin]]").count());
        for target in targets {
            let path = format!("\"targets/{target}.rs\"");
            assert!(manifest.contains(&path), "{target}");
            let seeds = fs::read_dir(tests.join("corpus").join(&target)).unwrap();
            assert!(seeds.count() > 0, "{target}");
        }
    }

    #[test]
    fn a_name_is_a_part_of_the_path() {
        assert_eq!(targets("numb").unwrap(), ["numbers"]);
        assert_eq!(targets("fuzz").unwrap(), targets("").unwrap());
        assert!(targets("no such target").unwrap().is_empty());
    }
}
