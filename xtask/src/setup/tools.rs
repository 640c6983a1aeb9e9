//! The table of what the commands need.
//!
//! A program that is here already and will do is used as it is.

use std::{fs, path::Path, process::Command};

use super::{
    Tool, major_version_of,
    toolchain::{DEBIAN_RUST, DEBIAN_RUSTC, can_build_for_web},
    version_of,
    ways::Way,
};
use crate::process::probe;

/// 0.22 needs a newer Rust than the one we build with.
const TRUNK_VERSION: &str = "0.21.14";

const GECKODRIVER_VERSION: &str = "0.37.0";

/// That of the library which the page links to, from the line of Cargo.toml.
fn wasm_bindgen_version() -> &'static str {
    let (_, version) = MANIFEST
        .split_once("\nwasm-bindgen = \"=")
        .unwrap_or_default();
    version.split('"').next().unwrap_or_default()
}

const DENY_VERSION: &str = "0.20.2";
const SHEAR_VERSION: &str = "1.13.0";
const CARGO_FUZZ_VERSION: &str = "0.13.2";

const MANIFEST: &str = include_str!("../../../Cargo.toml");

/// A compiler that can build for the web; see [`super::toolchain`].
pub(crate) const WEB_RUST: Tool = Tool {
    name: "Rust for wasm32-unknown-unknown",
    programs: &["rustc", DEBIAN_RUSTC],
    variable: None,
    fits: can_build_for_web,
    ways: &[
        Way::Rustup(&["target", "add", "wasm32-unknown-unknown"]),
        Way::Apt(DEBIAN_RUST),
    ],
    why: "the page is compiled by it (20 MB; Debian's, where rustup cannot, 120 MB and half a minute)",
    advice: "rustup target add wasm32-unknown-unknown",
};

/// Joins the wasm to JavaScript; the program that tests in a browser comes with it.
pub(crate) const WASM_BINDGEN: Tool = Tool {
    name: "wasm-bindgen-cli",
    programs: &["wasm-bindgen"],
    variable: None,
    fits: |program| version_of(program).as_deref() == Some(wasm_bindgen_version()),
    ways: &[
        Way::Binstall("wasm-bindgen-cli", wasm_bindgen_version),
        Way::Cargo("wasm-bindgen-cli", wasm_bindgen_version),
    ],
    why: "it joins the wasm to JavaScript, in the version the page links to (2 to 3 minutes on 2 cores)",
    advice: "install wasm-bindgen-cli in the version that Cargo.toml has of wasm-bindgen",
};

/// Makes and serves the page.
pub(crate) const TRUNK: Tool = Tool {
    name: "trunk",
    programs: &["trunk"],
    variable: None,
    fits: |program| version_of(program).as_deref() == Some(TRUNK_VERSION),
    ways: &[
        Way::Binstall("trunk", || TRUNK_VERSION),
        Way::Cargo("trunk", || TRUNK_VERSION),
    ],
    why: "it makes and serves the page (5 to 12 minutes on 2 cores)",
    advice: "cargo install trunk --locked --version =0.21.14",
};

/// What rustc writes by default grows with the years; too old a wasm-opt refuses it.
pub(crate) const WASM_OPT: Tool = Tool {
    name: "wasm-opt",
    programs: &["wasm-opt"],
    variable: None,
    fits: is_new_wasm_opt,
    ways: &[Way::Npm("binaryen@132")],
    why: "it makes the program smaller (seconds, 100 MB)",
    advice: "npm brings it, in the package binaryen",
};

/// Of the version that [`VITE`] has too.
pub(crate) const ESBUILD: Tool = Tool {
    name: "esbuild",
    programs: &["esbuild"],
    variable: None,
    fits: |_| true,
    ways: &[Way::Npm("esbuild@0.25"), Way::Apt(&["esbuild"])],
    why: "it makes the scripts smaller (seconds, 10 MB)",
    advice: "npm brings it",
};

/// The tests run in it. Both come together, since they must be of one version.
pub(crate) const CHROMIUM: Tool = Tool {
    name: "Chromium",
    programs: &["chromium", "chromium-browser", "google-chrome", "chrome"],
    variable: Some("CHROMIUM"),
    fits: |_| true,
    ways: &[Way::Apt(&["chromium", "chromium-driver"])],
    why: "the page is tested in it (90 MB with its driver, a minute)",
    advice: "install Chromium or Chrome, or name it in CHROMIUM",
};

/// Steers Chromium.
pub(crate) const CHROMEDRIVER: Tool = Tool {
    name: "chromedriver",
    programs: &["chromedriver"],
    variable: Some("CHROMEDRIVER"),
    fits: |_| true,
    ways: &[Way::Apt(&["chromium", "chromium-driver"])],
    why: "it steers Chromium in the tests (seconds)",
    advice: "install the one of Chromium's version, or name it in CHROMEDRIVER",
};

/// The tests run in it too.
pub(crate) const FIREFOX: Tool = Tool {
    name: "Firefox",
    programs: &["firefox-esr", "firefox"],
    variable: Some("FIREFOX"),
    fits: |_| true,
    ways: &[Way::Apt(&["firefox-esr"])],
    why: "the page is tested in it (80 MB, half a minute)",
    advice: "install Firefox, or name it in FIREFOX",
};

/// Steers Firefox, whatever its version.
pub(crate) const GECKODRIVER: Tool = Tool {
    name: "geckodriver",
    programs: &["geckodriver"],
    variable: Some("GECKODRIVER"),
    fits: |_| true,
    ways: &[
        Way::Binstall("geckodriver", || GECKODRIVER_VERSION),
        Way::Cargo("geckodriver", || GECKODRIVER_VERSION),
    ],
    why: "it steers Firefox in the tests (1 to 3 minutes on 2 cores)",
    advice: "cargo install geckodriver, or name it in GECKODRIVER",
};

/// Debian's own comes last: another `python3` may hide it on PATH.
pub(crate) const PYTHON: Tool = Tool {
    name: "Python with NumPy",
    programs: &["python3", "python", "/usr/bin/python3"],
    variable: Some("CONVSCOPE_PYTHON"),
    fits: |python| probe(Command::new(python).args(["-c", "import numpy"])).is_some(),
    ways: &[Way::Pip("numpy"), Way::Apt(&["python3", "python3-numpy"])],
    why: "it runs the programs that the page gives to copy (seconds, 60 MB)",
    advice: "install both, or name a Python that has NumPy in CONVSCOPE_PYTHON",
};

/// Runs the functions outside of a browser, and what npm brings.
pub(crate) const NODE: Tool = Tool {
    name: "Node",
    programs: &["node"],
    variable: Some("CONVSCOPE_NODE"),
    fits: |node| major_version_of(node).is_some_and(|version| version >= 18),
    ways: &[Way::Apt(&["nodejs", "npm"])],
    why: "the functions are tested in it (half a minute, 100 MB)",
    advice: "install Node 18 or later, or name it in CONVSCOPE_NODE",
};

/// Bundles the functions, as many a site does that imports them.
pub(crate) const VITE: Tool = Tool {
    name: "vite",
    programs: &["vite"],
    variable: Some("CONVSCOPE_VITE"),
    fits: |_| true,
    ways: &[Way::Npm("vite@6")],
    why: "it bundles the functions in the tests (seconds, 30 MB)",
    advice: "npm brings it, or name it in CONVSCOPE_VITE",
};

/// Bundles them in another way.
pub(crate) const WEBPACK: Tool = Tool {
    name: "webpack",
    programs: &["webpack-cli"],
    variable: Some("CONVSCOPE_WEBPACK"),
    fits: |_| true,
    // It brings the webpack that it runs.
    ways: &[Way::Npm("webpack-cli@6")],
    why: "it bundles the functions in the tests (seconds, 30 MB)",
    advice: "npm brings it, in the package webpack-cli, or name it in CONVSCOPE_WEBPACK",
};

/// Reads the types.
pub(crate) const TYPESCRIPT: Tool = Tool {
    name: "TypeScript",
    programs: &["tsc"],
    variable: Some("CONVSCOPE_TSC"),
    fits: |tsc| major_version_of(tsc).is_some_and(|version| version >= 5),
    ways: &[Way::Npm("typescript@5")],
    why: "it reads the types of the functions in the tests (seconds, 25 MB)",
    advice: "npm brings it, or name its tsc in CONVSCOPE_TSC",
};

/// Checks the page by the rules of WCAG, from within it: a script, which npm puts beside
/// the folder of its programs.
pub(crate) const AXE: Tool = Tool {
    name: "axe-core",
    programs: &["../axe-core/axe.min.js"],
    variable: Some("CONVSCOPE_AXE"),
    fits: |_| true,
    ways: &[Way::Npm("axe-core@4")],
    why: "it checks in the tests that the page is for everybody (seconds, 3 MB)",
    advice: "npm brings it, or name its axe.min.js in CONVSCOPE_AXE",
};

/// Checks the format.
pub(crate) const RUSTFMT: Tool = Tool {
    name: "rustfmt",
    programs: &["cargo"],
    variable: None,
    fits: |cargo| answers(cargo, "fmt"),
    ways: &[Way::Rustup(&["component", "add", "rustfmt"])],
    why: "`lint` checks the format with it (seconds)",
    advice: "rustup component add rustfmt",
};

/// Checks the code.
pub(crate) const CLIPPY: Tool = Tool {
    name: "clippy",
    programs: &["cargo"],
    variable: None,
    fits: |cargo| answers(cargo, "clippy"),
    ways: &[Way::Rustup(&["component", "add", "clippy"])],
    why: "`lint` checks the code with it (seconds)",
    advice: "rustup component add clippy",
};

/// Checks what we depend on, once in a while.
pub(crate) const DENY: Tool = Tool {
    name: "cargo-deny",
    programs: &["cargo-deny"],
    variable: None,
    fits: |program| version_of(program).as_deref() == Some(DENY_VERSION),
    ways: &[
        Way::Binstall("cargo-deny", || DENY_VERSION),
        Way::Cargo("cargo-deny", || DENY_VERSION),
    ],
    why: "`lint --long` checks licences and sources with it (3 to 5 minutes on 2 cores)",
    advice: "cargo install cargo-deny --locked --version =0.20.2",
};

/// Finds what we need not depend on.
pub(crate) const SHEAR: Tool = Tool {
    name: "cargo-shear",
    programs: &["cargo-shear"],
    variable: None,
    // It does not know its version.
    fits: |_| true,
    ways: &[
        Way::Binstall("cargo-shear", || SHEAR_VERSION),
        Way::Cargo("cargo-shear", || SHEAR_VERSION),
    ],
    why: "`lint --long` looks for unused dependencies with it (1 to 2 minutes on 2 cores)",
    advice: "cargo install cargo-shear --locked --version =1.13.0",
};

/// Runs the fuzz targets. It compiles libFuzzer, which comes with a package of theirs.
pub(crate) const CARGO_FUZZ: Tool = Tool {
    name: "cargo-fuzz",
    programs: &["cargo-fuzz"],
    variable: None,
    fits: |program| version_of(program).as_deref() == Some(CARGO_FUZZ_VERSION),
    ways: &[
        Way::Binstall("cargo-fuzz", || CARGO_FUZZ_VERSION),
        Way::Cargo("cargo-fuzz", || CARGO_FUZZ_VERSION),
    ],
    why: "`test --long` makes up texts for the readers with it (1 to 2 minutes on 2 cores)",
    advice: "cargo install cargo-fuzz --locked --version =0.13.2",
};

/// That of npm takes a third of a second to say its version: what npm has
/// installed is written beside it.
fn is_new_wasm_opt(program: &Path) -> bool {
    let package = fs::read_to_string(program.with_file_name("../binaryen/package.json"));
    package.is_ok_and(|text| text.contains("\"version\": \"132."))
        || major_version_of(program).is_some_and(|version| version >= 120)
}

fn answers(cargo: &Path, subcommand: &str) -> bool {
    probe(Command::new(cargo).args([subcommand, "--version"])).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_wasm_bindgen_is_in_our_manifest() {
        assert!(wasm_bindgen_version().starts_with("0.2."));
    }
}
