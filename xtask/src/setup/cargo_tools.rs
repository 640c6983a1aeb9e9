//! The programs that come from the crate registry: wasm-bindgen and trunk.

use std::{fs, process::Command};

use anyhow::{Context, Result, ensure};

use crate::{
    place,
    process::{probe, run, say},
};

/// 0.22 needs a newer Rust than the one we build with.
const TRUNK_VERSION: &str = "0.21.14";

/// Trunk's own release profile takes twice as long to build as this one, and
/// trunk spends its time waiting for rustc anyway.
const QUICK_PROFILE: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
];

/// A crate whose programs we run.
struct CargoTool<'a> {
    package: &'a str,
    /// One of its programs; it answers `--version`.
    program: &'a str,
    version: &'a str,
    /// What it is for.
    why: &'a str,
    /// How long it takes to build.
    build_time: &'a str,
    /// What the build is told, to be quicker.
    build_environment: &'a [(&'a str, &'a str)],
}

/// The bindings generator and test runner of the very version the page links to.
pub(crate) fn prepare_wasm_bindgen() -> Result<()> {
    let path = place::root().join("Cargo.lock");
    let lock =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let version =
        locked_version(&lock, "wasm-bindgen").context("Cargo.lock has no wasm-bindgen")?;
    prepare(&CargoTool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version,
        why: "it joins the wasm to JavaScript and must equal the wasm-bindgen in Cargo.lock",
        build_time: "about 3 minutes on 2 cores",
        build_environment: &[],
    })
}

/// The bundler that makes and serves the page.
pub(crate) fn prepare_trunk() -> Result<()> {
    prepare(&CargoTool {
        package: "trunk",
        program: "trunk",
        version: TRUNK_VERSION,
        why: "it builds and serves the page",
        build_time: "5 to 12 minutes on 2 cores",
        build_environment: &QUICK_PROFILE,
    })
}

/// Installs the tool unless the one that would run has the right version.
fn prepare(tool: &CargoTool<'_>) -> Result<()> {
    if is_ready(tool)? {
        return Ok(());
    }
    let CargoTool {
        package,
        version,
        why,
        ..
    } = tool;
    let folder = place::tools()?;
    say(&format!(
        "installing {package} {version} into {}: {why}",
        folder.display()
    ));
    if !install_prebuilt(tool)? {
        say(&format!(
            "building {package} from source, {}",
            tool.build_time
        ));
        run(Command::new("cargo")
            .args(["install", package, "--locked", "--force", "--version"])
            .arg(format!("={version}"))
            .arg("--root")
            .arg(&folder)
            .envs(tool.build_environment.iter().copied()))?;
    }
    ensure!(
        is_ready(tool)?,
        "{package} {version} was installed but does not run"
    );
    Ok(())
}

fn is_ready(tool: &CargoTool<'_>) -> Result<bool> {
    let Some(program) = place::find(tool.program)? else {
        return Ok(false);
    };
    let answer = probe(Command::new(program).arg("--version"));
    Ok(answer.is_some_and(|answer| second_word(&answer) == Some(tool.version)))
}

/// Tries a binary that somebody else built; there may be no way to get one.
fn install_prebuilt(tool: &CargoTool<'_>) -> Result<bool> {
    if probe(Command::new("cargo").args(["binstall", "-V"])).is_none() {
        return Ok(false);
    }
    let outcome = run(Command::new("cargo")
        // Building is what we do next, with settings of our own.
        .args([
            "binstall",
            "--no-confirm",
            "--force",
            "--disable-strategies",
            "compile",
        ])
        .arg("--root")
        .arg(place::tools()?)
        .arg(format!("{}@{}", tool.package, tool.version)));
    Ok(outcome.is_ok() && is_ready(tool)?)
}

/// `1.2.3` of `program 1.2.3 (more)`.
fn second_word(answer: &str) -> Option<&str> {
    answer.split_whitespace().nth(1)
}

/// The version of a package in the text of a Cargo.lock, where the line after
/// `name = "…"` is `version = "…"`.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "\
version = 4

[[package]]
name = \"wasm-bindgen-test\"
version = \"0.3.79\"
dependencies = [
 \"wasm-bindgen\",
]

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.129\"
";

    #[test]
    fn the_lock_is_read_by_whole_names() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen"), Some("0.2.129"));
        assert_eq!(locked_version(LOCK, "wasm-bindgen-test"), Some("0.3.79"));
        assert_eq!(locked_version(LOCK, "wasm"), None);
        assert_eq!(locked_version("", "wasm-bindgen"), None);
    }

    #[test]
    fn our_own_lock_can_be_read() {
        let lock = fs::read_to_string(place::root().join("Cargo.lock")).unwrap();
        let version = locked_version(&lock, "wasm-bindgen").unwrap();
        assert!(version.starts_with("0.2."), "{version}");
    }

    #[test]
    fn versions_are_the_second_word() {
        assert_eq!(second_word("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(
            second_word("wasm-bindgen 0.2.129 (abcdef)"),
            Some("0.2.129")
        );
        assert_eq!(second_word("trunk"), None);
    }
}
