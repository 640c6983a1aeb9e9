//! TensorFlow.js, beside which the benchmarks measure us.
//!
//! Without it they say that it was not there.

use std::{fs, path::PathBuf};

use anyhow::Result;

use super::npm;
use crate::{place, process::say};

/// Its parts that are measured; the versions go together.
const PACKAGES: [&str; 3] = [
    "@tensorflow/tfjs-core",
    "@tensorflow/tfjs-backend-cpu",
    "@tensorflow/tfjs-backend-wasm",
];

/// The version of all of them.
const VERSION: &str = "4.22.0";

/// Finds or installs it where there is an npm; the folder it is in, or would be.
pub(crate) fn prepare() -> Result<PathBuf> {
    let folder = place::tools()?.join("node_modules");
    let is_ready = |package: &&str| {
        let description = fs::read_to_string(folder.join(package).join("package.json"));
        description.is_ok_and(|text| text.contains(&format!("\"version\": \"{VERSION}\"")))
    };
    if !PACKAGES.iter().all(is_ready) && npm::is_here() {
        say(&format!(
            "installing TensorFlow.js {VERSION} into {}: it is measured beside us (seconds, 50 MB)",
            place::tools()?.display()
        ));
        let packages = PACKAGES.map(|package| format!("{package}@{VERSION}"));
        if let Err(error) = npm::install(&packages.each_ref().map(String::as_str)) {
            say(&format!("{error:#}; it is not measured"));
        }
    }
    Ok(folder)
}
