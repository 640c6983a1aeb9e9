//! The page, made by trunk.

use std::{env, fs, path::PathBuf, process::Command};

use anyhow::Result;

use crate::{
    licences::{self, licences},
    process::{run, say},
    setup::{
        ensure,
        toolchain::Toolchain,
        tools::{TRUNK, WASM_BINDGEN, WASM_OPT},
    },
    stamp::stamp,
};
use xtask::place;

/// What makes a page: a compiler for the web, trunk and the tools trunk calls.
#[derive(Debug)]
pub(crate) struct PageBuilder {
    pub(crate) toolchain: Toolchain,
    /// Makes the bindings; what tests in a browser is beside it.
    pub(crate) wasm_bindgen: PathBuf,
}

impl PageBuilder {
    /// Finds or installs all of it, what makes it small only for a release page.
    pub(crate) fn prepare(release: bool) -> Result<Self> {
        let toolchain = Toolchain::prepare()?;
        let wasm_bindgen = ensure(&WASM_BINDGEN)?;
        ensure(&TRUNK)?;
        if release && let Err(error) = ensure(&WASM_OPT) {
            say(&format!("{error:#}; trunk fetches one itself, or fails"));
        }
        Ok(Self {
            toolchain,
            wasm_bindgen,
        })
    }

    /// Makes the page in `dist/`; for release optimised, minified, with an id and licences.
    pub(crate) fn build(&self, release: bool) -> Result<()> {
        run(&mut self.trunk("build", release))?;
        if release {
            stamp(&place::dist())?;
            let licences = licences(|| self.toolchain.command("cargo"))?;
            fs::write(place::dist().join(licences::FILE), licences)?;
        }
        Ok(())
    }

    /// A trunk command that makes the page.
    pub(crate) fn trunk(&self, subcommand: &str, release: bool) -> Command {
        let mut trunk = self.toolchain.command("trunk");
        trunk.arg(subcommand);
        if release {
            trunk.arg("--release");
        }
        if env::var_os("NO_COLOR").is_some() {
            // trunk 0.21 refuses the usual `NO_COLOR=1`: it wants `true` or `false`.
            trunk.env_remove("NO_COLOR").env("TRUNK_COLOR", "never");
        }
        trunk
    }
}
