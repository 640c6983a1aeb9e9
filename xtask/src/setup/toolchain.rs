//! A compiler with a standard library for the web.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::{DOWNLOAD_LIMIT, apt};
use crate::{
    place,
    process::{probe, run_within, say},
};

/// Rust's name for the web.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Debian's Rust: compiler, cargo, the standard library's source, clippy. All of
/// one version, unlike a mixture with rustup's.
const DEBIAN_RUST: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy"];

/// Where Debian's packages put their programs.
const DEBIAN_PROGRAMS: &str = "/usr/bin";

/// The environment in which cargo and trunk build for the web.
#[derive(Debug)]
pub(crate) struct Toolchain {
    search_path: OsString,
    variables: Vec<(&'static str, OsString)>,
}

impl Toolchain {
    /// The installed toolchain if it can build for the web, else rustup's target,
    /// else Debian's Rust, which builds the standard library along.
    pub(crate) fn prepare() -> Result<Self> {
        if has_wasm_library() {
            return Self::installed();
        }
        let mut debian = debian_source();
        if debian.is_none() {
            say(&format!(
                "installing Rust's standard library for {WASM} (20 MB)"
            ));
            match run_within(
                DOWNLOAD_LIMIT,
                Command::new("rustup").args(["target", "add", WASM]),
            ) {
                Ok(()) if has_wasm_library() => return Self::installed(),
                Ok(()) => say("rustup added it to another toolchain than the one in use"),
                Err(error) => say(&format!("{error:#}")),
            }
            if apt::is_here()? {
                say(
                    "installing Debian's Rust instead, with the library's source (120 MB, half a minute)",
                );
                match apt::install(&DEBIAN_RUST) {
                    Ok(()) => debian = debian_source(),
                    Err(error) => say(&format!("{error:#}")),
                }
            }
        }
        if debian.is_none() {
            bail!(
                "this Rust toolchain cannot build for the web; install its standard library: \
                 rustup target add {WASM}"
            );
        }
        say(&format!(
            "this toolchain has no library for {WASM}: building for the web with Debian's Rust, \
             whose library is compiled along (40 s more for the first build)"
        ));
        Self::debian()
    }

    /// A command that builds for the web or runs one of our tools.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(place::root());
        command.env("PATH", &self.search_path);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    fn installed() -> Result<Self> {
        Ok(Self {
            search_path: env::join_paths(place::search_path()?)?,
            variables: Vec::new(),
        })
    }

    fn debian() -> Result<Self> {
        // cargo, rustc and rustdoc must all be Debian's; the tools stay ours.
        let mut folders = Vec::from(place::tool_programs()?);
        folders.push(DEBIAN_PROGRAMS.into());
        folders.extend(place::search_path()?);
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

/// Whether the compiler in use has a standard library for the web.
fn has_wasm_library() -> bool {
    let folder = probe(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]));
    let Some(entries) = folder.and_then(|folder| fs::read_dir(folder).ok()) else {
        return false;
    };
    entries
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
}

/// The source that Debian's compiler makes its standard library from.
fn debian_source() -> Option<PathBuf> {
    let programs = Path::new(DEBIAN_PROGRAMS);
    if !programs.join("cargo").is_file() || !programs.join("clippy-driver").is_file() {
        return None;
    }
    let sysroot = probe(Command::new(programs.join("rustc")).args(["--print", "sysroot"]))?;
    let library = Path::new(&sysroot).join("lib/rustlib/src/rust/library");
    library.is_dir().then_some(library)
}

/// The linker of the Rust toolchain in use.
fn wasm_linker() -> Result<PathBuf> {
    let sysroot = probe(Command::new("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    let hosts = fs::read_dir(Path::new(&sysroot).join("lib/rustlib"))
        .with_context(|| format!("{sysroot} is no Rust toolchain"))?;
    let mut linkers = hosts.flatten().map(|host| host.path().join("bin/rust-lld"));
    linkers
        .find(|path| path.is_file())
        .with_context(|| format!("there is no rust-lld in {sysroot}, needed to link wasm"))
}
