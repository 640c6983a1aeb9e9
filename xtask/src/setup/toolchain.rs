//! A compiler with a standard library for the web.
//!
//! It is the one in use, if rustup can give it that library. Where rustup cannot
//! fetch it, Debian's compiler builds the library along from its source.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::{ensure, our_programs, search_path, tools::WEB_RUST};
use crate::process::{probe, say};
use xtask::place::{self, WASM};

/// Debian's Rust: compiler, cargo, the standard library's source, clippy. All of
/// one version, unlike a mixture with rustup's.
pub(super) const DEBIAN_RUST: &[&str] =
    &["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy"];

/// Where Debian's packages put the compiler.
pub(super) const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

/// The environment in which cargo and trunk build for the web.
#[derive(Debug)]
pub(crate) struct Toolchain {
    search_path: OsString,
    variables: Vec<(&'static str, OsString)>,
}

impl Toolchain {
    /// That of a compiler which is found or installed.
    pub(crate) fn prepare() -> Result<Self> {
        let rustc = ensure(&WEB_RUST)?;
        if has_library(&rustc) {
            return Ok(Self {
                search_path: env::join_paths(search_path())?,
                variables: Vec::new(),
            });
        }
        say(&format!(
            "this toolchain has no library for {WASM}: building for the web with Debian's Rust, \
             whose library is compiled along (40 s more for the first build)"
        ));
        Self::debian(&rustc)
    }

    /// A command that builds for the web or runs one of our tools.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(place::root());
        command.env("PATH", &self.search_path);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    fn debian(rustc: &Path) -> Result<Self> {
        // cargo, rustc and rustdoc must all be Debian's; the tools stay ours.
        let mut folders = Vec::from(our_programs());
        folders.extend(rustc.parent().map(Path::to_owned));
        folders.extend(search_path());
        Ok(Self {
            search_path: env::join_paths(folders)?,
            variables: vec![
                // Building the standard library is still an unstable option, …
                ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort".into()),
                // … which a stable compiler refuses without this.
                ("RUSTC_BOOTSTRAP", "1".into()),
                // Debian's compiler comes without a linker for wasm.
                (
                    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER",
                    wasm_linker()?.into(),
                ),
            ],
        })
    }
}

/// Whether a compiler has a standard library for the web, or is Debian's and can make one.
pub(super) fn can_build_for_web(rustc: &Path) -> bool {
    has_library(rustc) || rustc == Path::new(DEBIAN_RUSTC) && is_complete_debian(rustc)
}

fn has_library(rustc: &Path) -> bool {
    let folder = probe(Command::new(rustc).args(["--print", "target-libdir", "--target", WASM]));
    let entries = folder.and_then(|folder| fs::read_dir(folder).ok());
    let mut names = entries
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name());
    names.any(|name| name.to_string_lossy().starts_with("libcore-"))
}

/// Whether all of [`DEBIAN_RUST`] is there.
fn is_complete_debian(rustc: &Path) -> bool {
    let programs = ["cargo", "clippy-driver"].map(|name| rustc.with_file_name(name));
    let source = sysroot(rustc).map(|sysroot| sysroot.join("lib/rustlib/src/rust/library"));
    programs.iter().all(|program| program.is_file()) && source.is_some_and(|it| it.is_dir())
}

/// The linker of the Rust toolchain in use.
fn wasm_linker() -> Result<PathBuf> {
    let sysroot = sysroot(Path::new("rustc")).context("the rustc on PATH does not run")?;
    let hosts = fs::read_dir(sysroot.join("lib/rustlib"))
        .with_context(|| format!("{} is no Rust toolchain", sysroot.display()))?;
    let mut linkers = hosts.flatten().map(|host| host.path().join("bin/rust-lld"));
    let linker = linkers.find(|path| path.is_file());
    linker.with_context(|| format!("no rust-lld in {}, needed to link wasm", sysroot.display()))
}

fn sysroot(rustc: &Path) -> Option<PathBuf> {
    probe(Command::new(rustc).args(["--print", "sysroot"])).map(PathBuf::from)
}
