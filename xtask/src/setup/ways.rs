//! How something is installed. Each way leaves what is there already alone.

use std::{process::Command, time::Duration};

use anyhow::{Context, Result, bail};

use super::our_folder;
use crate::process::{probe, run, run_within, say};

/// How long a download of some megabytes may take; where the network is closed
/// it would take for ever.
pub(crate) const DOWNLOAD_LIMIT: Duration = Duration::from_mins(5);

/// The tools spend their time waiting for rustc or a browser: they may as well
/// be built in half the time.
const QUICK_PROFILE: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
];

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// Which version of a package.
type Version = fn() -> &'static str;

/// One way to install something.
#[derive(Debug)]
pub(super) enum Way {
    /// A package's programs as somebody else built them, by cargo-binstall.
    Binstall(&'static str, Version),
    /// A package's programs, built here.
    Cargo(&'static str, Version),
    /// A package of npm, named with its version.
    Npm(&'static str),
    /// A package of `PyPI`, in a virtual environment that also has what the
    /// Python it was made from has.
    Pip(&'static str),
    /// Packages of Debian.
    Apt(&'static [&'static str]),
    /// Something that rustup adds to the toolchain in use.
    Rustup(&'static [&'static str]),
}

impl Way {
    /// Whether this machine has what goes this way.
    pub(super) fn is_open(&self) -> bool {
        let answers = |program, argument| probe(Command::new(program).arg(argument)).is_some();
        match self {
            Self::Binstall(..) => probe(Command::new("cargo").args(["binstall", "-V"])).is_some(),
            Self::Cargo(..) => true,
            Self::Npm(_) => answers(NPM, "--version"),
            Self::Pip(_) => answers(PYTHON, "--version"),
            Self::Apt(_) => answers("apt-get", "--version"),
            Self::Rustup(_) => answers("rustup", "--version"),
        }
    }

    /// Installs it. Whether what came will do is for the caller to see.
    pub(super) fn install(&self) -> Result<()> {
        match *self {
            Self::Binstall(package, version) => run(cargo("binstall", package, version()).args([
                "--no-confirm",
                // Building is the next way, with settings of our own.
                "--disable-strategies",
                "compile",
            ])),
            Self::Cargo(package, version) => run(cargo("install", package, version())
                .arg("--locked")
                .envs(QUICK_PROFILE)),
            Self::Npm(package) => npm(package),
            Self::Pip(package) => pip(package),
            Self::Apt(packages) => apt(packages),
            Self::Rustup(arguments) => {
                run_within(DOWNLOAD_LIMIT, Command::new("rustup").args(arguments))
            }
        }
    }
}

fn cargo(subcommand: &str, package: &str, version: &str) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args([
        subcommand,
        &format!("{package}@{version}"),
        "--force",
        "--root",
    ]);
    cargo.arg(our_folder());
    cargo
}

fn npm(package: &str) -> Result<()> {
    let mut npm = Command::new(NPM);
    npm.args(["install", "--no-audit", "--no-fund", "--prefix"]);
    run_within(DOWNLOAD_LIMIT, npm.arg(our_folder()).arg(package))
}

fn pip(package: &str) -> Result<()> {
    let folder = our_folder().join("venv");
    let mut venv = Command::new(PYTHON);
    // Debian's Python makes one with a pip of its own only with one more package.
    venv.args([
        "-m",
        "venv",
        "--clear",
        "--without-pip",
        "--system-site-packages",
    ]);
    run(venv.arg(&folder))?;
    let mut pip = Command::new(PYTHON);
    pip.args([
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "--python",
    ]);
    run_within(
        DOWNLOAD_LIMIT,
        pip.arg(&folder).args(["install", "--quiet", package]),
    )
}

/// As root, or through a sudo that asks no password.
fn apt(packages: &[&str]) -> Result<()> {
    let is_root = probe(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    if !is_root && probe(Command::new("sudo").args(["-n", "true"])).is_none() {
        bail!(
            "run this, then try again: sudo apt-get install {}",
            packages.join(" ")
        );
    }
    let apt_get = || {
        // Through `env`, since sudo passes no variables on.
        let mut command = Command::new(if is_root { "env" } else { "sudo" });
        if !is_root {
            command.args(["-n", "env"]);
        }
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]);
        // Waits for another apt at work instead of failing at once.
        command.args(["-o", "DPkg::Lock::Timeout=300"]);
        command
    };
    // An old or partly failing list of packages often suffices; the install tells.
    if let Err(error) = run(apt_get().arg("update")) {
        say(&format!("{error}; going on with the package lists at hand"));
    }
    run(apt_get()
        .args(["-y", "--no-install-recommends", "install"])
        .args(packages))
    .with_context(|| format!("could not install {} with apt", packages.join(", ")))
}
