//! Where things are in the project, and what is built there.

use std::path::{Path, PathBuf};

/// Rust's name for the web.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The folder of the workspace.
#[must_use]
pub fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// The folder of the built page.
#[must_use]
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The folder of the modules that only the benchmarks read.
#[must_use]
pub fn bench() -> PathBuf {
    root().join("target").join("bench")
}
