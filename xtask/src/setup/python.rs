//! A Python with NumPy, for the programs that the page gives its reader to copy
//! and for the benchmarks.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result};

use super::{DOWNLOAD_LIMIT, apt};
use crate::{
    place,
    process::{probe, run_within, say},
};

/// The interpreters looked for, in this order.
const NAMES: [&str; 2] = ["python3", "python"];

/// How long the download of `PyTorch` may take.
const TORCH_LIMIT: Duration = Duration::from_mins(15);

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

    /// Installs `PyTorch` by pip into our own folder, unless it can be imported;
    /// whether it can then be is for its user to see.
    pub(crate) fn install_torch(&self) -> Result<()> {
        if self.has("torch") {
            return Ok(());
        }
        let folder = place::tools()?.join("python");
        say(&format!(
            "installing PyTorch into {}: it is measured beside us (minutes, up to some gigabytes)",
            folder.display()
        ));
        run_within(TORCH_LIMIT, &mut self.pip_install(&folder, "torch"))
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
        self.has("numpy")
    }

    fn has(&self, module: &str) -> bool {
        let mut import = self.command();
        import.args(["-c", &format!("import {module}")]);
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
        run_within(DOWNLOAD_LIMIT, &mut self.pip_install(folder, "numpy")).is_ok()
    }

    fn pip_install(&self, folder: &Path, package: &str) -> Command {
        let mut install = self.command();
        install
            .args(["-m", "pip", "install", "--quiet", "--upgrade"])
            .args(["--disable-pip-version-check", "--no-input", "--target"])
            .args([folder.as_os_str(), package.as_ref()]);
        install
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
