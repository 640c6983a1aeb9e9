//! A Python with NumPy, for the programs that the page gives its reader to copy.

use std::{env, ffi::OsString, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use super::{DOWNLOAD_LIMIT, apt};
use crate::{
    place,
    process::{probe, run_within, say},
};

/// The interpreters looked for, in this order.
const NAMES: [&str; 2] = ["python3", "python"];

/// An interpreter, with its own modules alone or with those in our folder: they
/// are made for one version of Python and would hide its own from another.
#[derive(Debug)]
pub(crate) struct Python {
    program: OsString,
    modules: Option<PathBuf>,
}

impl Python {
    /// Finds one with NumPy, or installs NumPy: by pip into our own folder, or
    /// with all of Python by apt.
    pub(crate) fn prepare() -> Result<Self> {
        if let Some(ready) = Self::candidates()?.into_iter().find(Self::has_numpy) {
            return Ok(ready);
        }
        for python in Self::candidates()? {
            if python.install_numpy() && python.has_numpy() {
                return Ok(python);
            }
        }
        if apt::is_here()? {
            say("installing Python and NumPy, which run the programs to copy (30 MB)");
            apt::install(&["python3", "python3-numpy"])?;
        }
        // Debian's own: another `python3` may come before it on PATH.
        let debian = Self::both("/usr/bin/python3")?;
        let found = Self::candidates()?.into_iter().chain(debian);
        found.into_iter().find(Self::has_numpy).context(
            "the programs to copy are tested by a Python 3 with NumPy; \
             install both, or set CONVSCOPE_PYTHON to one that has it",
        )
    }

    /// Lets a command run programs with it.
    pub(crate) fn provide(&self, command: &mut Command) {
        command
            .env("CONVSCOPE_PYTHON", &self.program)
            .env("PYTHONPATH", self.search_path());
    }

    fn candidates() -> Result<Vec<Self>> {
        let mut candidates = Vec::new();
        match env::var_os("CONVSCOPE_PYTHON") {
            Some(chosen) => candidates.extend(Self::both(chosen)?),
            None => {
                for name in NAMES {
                    candidates.extend(Self::both(name)?);
                }
            }
        }
        Ok(candidates)
    }

    /// An interpreter without and with the modules in our folder.
    fn both(program: impl Into<OsString>) -> Result<[Self; 2]> {
        let program = program.into();
        let ours = place::tools()?.join("python");
        Ok([None, Some(ours)].map(|modules| Self {
            program: program.clone(),
            modules,
        }))
    }

    fn has_numpy(&self) -> bool {
        let mut import = self.command();
        import.args(["-c", "import numpy; print(numpy.__version__)"]);
        probe(&mut import).is_some()
    }

    fn install_numpy(&self) -> bool {
        let Some(folder) = &self.modules else {
            return false;
        };
        if probe(self.command().args(["-m", "pip", "--version"])).is_none() {
            return false;
        }
        say(&format!(
            "installing NumPy into {}: it runs the programs to copy (seconds, 60 MB)",
            folder.display()
        ));
        let mut install = self.command();
        install
            .args(["-m", "pip", "install", "--quiet", "--upgrade"])
            .args(["--disable-pip-version-check", "--no-input", "--target"])
            .args([folder.as_os_str(), "numpy".as_ref()]);
        run_within(DOWNLOAD_LIMIT, &mut install).is_ok()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env("PYTHONPATH", self.search_path());
        command
    }

    /// Ours after what the person has set.
    fn search_path(&self) -> OsString {
        let set = env::var_os("PYTHONPATH").unwrap_or_default();
        let folders = env::split_paths(&set).chain(self.modules.clone());
        env::join_paths(folders).unwrap_or(set)
    }
}
