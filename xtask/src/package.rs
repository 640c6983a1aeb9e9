//! The module as an npm package, `pkg/`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

use crate::licences;

/// What the package has of a release build.
const FILES: [&str; 4] = [
    "convscope.js",
    "convscope_bg.wasm",
    "convscope.d.ts",
    licences::FILE,
];

/// Writes the package of a release build into `pkg/`, in place of what is there.
///
/// # Errors
/// Where a file of the build or of the repository is missing.
pub(crate) fn package(dist: &Path, repository: &Path) -> Result<PathBuf> {
    let pkg = repository.join("pkg");
    if pkg.exists() {
        fs::remove_dir_all(&pkg)?;
    }
    fs::create_dir(&pkg)?;
    let copy = |from: PathBuf, name: &str| {
        let copied = fs::copy(&from, pkg.join(name));
        copied.with_context(|| format!("cannot copy {}", from.display()))
    };
    for name in FILES {
        copy(dist.join(name), name)?;
    }
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(repository.join(name), name)?;
    }
    copy(repository.join("docs/package.md"), "README.md")?;

    // Nobody is to publish the whole of dist by mistake; this is for publishing.
    let private = "  \"private\": true,\n";
    let public = "  \"description\": \"A convolution layer forward and backward, every number\",\n";
    let manifest = fs::read_to_string(dist.join("package.json"))?;
    ensure!(manifest.contains(private), "package.json is not private");
    fs::write(pkg.join("package.json"), manifest.replace(private, public))?;
    Ok(pkg)
}
