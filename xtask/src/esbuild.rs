//! Scripts, made short or put into one by esbuild.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::{
    process::run,
    setup::{ensure, tools::ESBUILD},
};

#[derive(Debug)]
pub(crate) struct Esbuild {
    program: PathBuf,
}

impl Esbuild {
    /// Finds or installs it.
    pub(crate) fn prepare() -> Result<Self> {
        let program = ensure(&ESBUILD)?;
        Ok(Self { program })
    }

    /// Makes scripts of a folder short.
    pub(crate) fn minify(&self, folder: &Path, scripts: &[&Path]) -> Result<()> {
        let mut esbuild = self.command();
        esbuild.args(scripts).arg("--allow-overwrite");
        esbuild.arg(argument("--outbase=", folder));
        run(esbuild.arg(argument("--outdir=", folder)))
    }

    /// Puts a module and all that it imports into one; a wasm is bytes to it.
    pub(crate) fn bundle(&self, module: &Path, output: &Path) -> Result<()> {
        let mut esbuild = self.command();
        esbuild.arg(module);
        esbuild.args(["--bundle", "--format=esm", "--loader:.wasm=binary"]);
        run(esbuild.arg(argument("--outfile=", output)))
    }

    fn command(&self) -> Command {
        let mut esbuild = Command::new(&self.program);
        // No newer words than those in our scripts: an old browser is to read them as well,
        // if only to say that it is too old.
        esbuild.args(["--minify", "--target=es2020", "--log-level=warning"]);
        esbuild
    }
}

fn argument(name: &str, path: &Path) -> OsString {
    [name.as_ref(), path.as_os_str()].into_iter().collect()
}
