//! Where things are: the project, our own tools, programs on the search path.

use std::{
    env::{self, consts::EXE_SUFFIX},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The folder of the workspace.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// The folder of the built page.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The one folder everything we install ourselves goes into: `convscope/` in
/// the cargo home. It outlives `cargo clean`, serves every checkout, leaves the
/// person's own trunk alone whatever its version, and is undone by deleting it.
pub(crate) fn tools() -> Result<PathBuf> {
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".cargo")))
        .context("neither CARGO_HOME nor a home folder is set")?;
    Ok(cargo_home.join("convscope"))
}

/// The folders our own tools' programs are in.
pub(crate) fn tool_programs() -> Result<[PathBuf; 2]> {
    let tools = tools()?;
    // Where cargo and npm put them.
    Ok([tools.join("bin"), tools.join("node_modules").join(".bin")])
}

/// The folders programs are looked for in: ours, then those of `PATH`.
pub(crate) fn search_path() -> Result<Vec<PathBuf>> {
    let mut folders = Vec::from(tool_programs()?);
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    Ok(folders)
}

/// The program that would run under this name.
pub(crate) fn find(program: &str) -> Result<Option<PathBuf>> {
    let file = format!("{program}{EXE_SUFFIX}");
    let mut candidates = search_path()?.into_iter().map(|folder| folder.join(&file));
    Ok(candidates.find(|path| path.is_file()))
}
