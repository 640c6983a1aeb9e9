//! What the commands need, found here or installed after saying what and why.
//!
//! Each part looks first, so that nothing is installed twice and a complete
//! machine is checked in well under a second.

mod apt;
mod browser;
mod cargo_tools;
mod npm;
mod optimisers;
mod peers;
mod python;
mod toolchain;

use std::{env, path::PathBuf, process::Command, time::Duration};

use anyhow::{Context, Result, ensure};

pub(crate) use self::{
    browser::Browser,
    optimisers::WASM_OPT,
    peers::prepare as prepare_peers,
    python::Python,
    toolchain::{Toolchain, WASM},
};
use crate::{
    place,
    process::{probe, run, say},
};

/// How long a download of some megabytes may take; where the network is closed
/// it would take for ever.
const DOWNLOAD_LIMIT: Duration = Duration::from_mins(5);

/// What makes a page: a compiler for the web, trunk and the tools trunk calls.
#[derive(Debug)]
pub(crate) struct PageBuilder {
    toolchain: Toolchain,
}

impl PageBuilder {
    /// Finds or installs all of it, what makes it small only for a release page.
    pub(crate) fn prepare(release: bool) -> Result<Self> {
        let toolchain = Toolchain::prepare()?;
        cargo_tools::prepare_wasm_bindgen()?;
        cargo_tools::prepare_trunk()?;
        if release {
            WASM_OPT.prepare()?;
        }
        Ok(Self { toolchain })
    }

    /// The trunk command that makes a page for development.
    pub(crate) fn trunk(&self, subcommand: &str) -> Command {
        let mut trunk = self.toolchain.command("trunk");
        trunk.arg(subcommand);
        if env::var_os("NO_COLOR").is_some() {
            // trunk 0.21 refuses the usual `NO_COLOR=1`: it wants `true` or `false`.
            trunk.env_remove("NO_COLOR").env("TRUNK_COLOR", "never");
        }
        trunk
    }

    /// The trunk command that makes the optimised and minified page.
    pub(crate) fn release_trunk(&self, subcommand: &str) -> Command {
        let mut trunk = self.trunk(subcommand);
        trunk.arg("--release");
        trunk
    }

    /// The compiler for the web.
    pub(crate) fn toolchain(&self) -> &Toolchain {
        &self.toolchain
    }
}

/// The program that runs tests in a browser; it comes with wasm-bindgen.
pub(crate) fn test_runner() -> Result<PathBuf> {
    place::find("wasm-bindgen-test-runner")?
        .context("there is wasm-bindgen but not its wasm-bindgen-test-runner")
}

/// rustfmt and clippy of the toolchain in use.
pub(crate) fn prepare_rust_components() -> Result<()> {
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        let works = || probe(Command::new("cargo").args([subcommand, "--version"])).is_some();
        if works() {
            continue;
        }
        say(&format!(
            "installing {component}, which `lint` needs (seconds)"
        ));
        let outcome = run(Command::new("rustup").args(["component", "add", component]));
        ensure!(
            outcome.is_ok() && works(),
            "`cargo {subcommand}` does not work; install {component} for this Rust toolchain: \
             rustup component add {component}"
        );
    }
    Ok(())
}
