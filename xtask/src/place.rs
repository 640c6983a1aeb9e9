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

/// The wasm of one of our packages as `cargo xtask bench` has it linked, with
/// the names of its functions.
#[must_use]
pub fn linked(package: &str) -> PathBuf {
    let file = format!("{package}.wasm");
    root().join("target").join(WASM).join("release").join(file)
}

/// The folder of the bound module of `xtask/bench/core`.
#[must_use]
pub fn bench_core() -> PathBuf {
    root().join("target").join("bench-core")
}
