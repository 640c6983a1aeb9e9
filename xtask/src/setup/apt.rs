//! Debian packages, where there is apt and we may use it.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{
    place,
    process::{probe, run, say},
};

/// Whether this system installs its packages with apt.
pub(crate) fn is_here() -> Result<bool> {
    Ok(place::find("apt-get")?.is_some())
}

/// Installs the packages, as root or through a sudo that asks no password.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let is_root = probe(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    if !is_root && probe(Command::new("sudo").args(["-n", "true"])).is_none() {
        bail!(
            "run this, then try again: sudo apt-get install {}",
            packages.join(" ")
        );
    }
    // An old or partly failing list of packages often suffices; the install tells.
    if let Err(error) = run(apt_get(is_root).args(["-q", "update"])) {
        say(&format!("{error}; going on with the package lists at hand"));
    }
    run(apt_get(is_root)
        .args(["-q", "-y", "--no-install-recommends", "install"])
        .args(packages))
    .with_context(|| format!("could not install {} with apt", packages.join(", ")))
}

fn apt_get(is_root: bool) -> Command {
    // Through `env`, since sudo passes no variables on.
    let mut command = Command::new(if is_root { "env" } else { "sudo" });
    if !is_root {
        command.args(["-n", "env"]);
    }
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    // Waits for another apt at work instead of failing at once.
    command.args(["-o", "DPkg::Lock::Timeout=300"]);
    command
}
