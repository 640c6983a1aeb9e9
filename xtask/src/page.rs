//! The page, made by trunk.

use std::{env, fs, path::PathBuf, process::Command};

use anyhow::Result;

use crate::{
    esbuild::Esbuild,
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

    /// Makes the page in `dist/`.
    pub(crate) fn build(&self) -> Result<()> {
        run(&mut self.trunk("build", false))
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

/// What makes the page for its readers: optimised, minified, with an id and licences.
#[derive(Debug)]
pub(crate) struct ReleaseBuilder {
    pub(crate) page: PageBuilder,
    pub(crate) esbuild: Esbuild,
}

impl ReleaseBuilder {
    /// Finds or installs all of it.
    pub(crate) fn prepare() -> Result<Self> {
        Ok(Self {
            page: PageBuilder::prepare(true)?,
            esbuild: Esbuild::prepare()?,
        })
    }

    /// Makes the page in `dist/`.
    pub(crate) fn build(&self) -> Result<()> {
        run(&mut self.page.trunk("build", true))?;
        let dist = place::dist();
        stamp(&dist, |scripts| self.esbuild.minify(&dist, scripts))?;
        let licences = licences(|| self.page.toolchain.command("cargo"))?;
        Ok(fs::write(dist.join(licences::FILE), licences)?)
    }
}
