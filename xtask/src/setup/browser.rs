//! A browser and the driver that steers it, for the tests.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use super::apt;
use crate::{
    place,
    process::{probe, say},
};

/// What Chromium is called here and there.
const BROWSER_NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// No graphics card, no first-run page, no traffic of its own. The test runner
/// adds `headless` and `no-sandbox` (root has no sandbox) by itself.
const BROWSER_ARGUMENTS: [&str; 6] = [
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
];

/// Chromium and its driver.
#[derive(Debug)]
pub(crate) struct Browser {
    /// The browser.
    pub(crate) program: PathBuf,
    /// Its driver, of the same major version.
    pub(crate) driver: PathBuf,
}

impl Browser {
    /// The installed ones, or those of Debian's packages.
    pub(crate) fn prepare() -> Result<Self> {
        let mut found = Self::find()?;
        if found.is_none() && apt::is_here()? {
            say("installing Chromium and its driver, in which the tests run (90 MB, a minute)");
            match apt::install(&["chromium", "chromium-driver"]) {
                Ok(()) => found = Self::find()?,
                Err(error) => say(&format!("{error:#}")),
            }
        }
        let browser = found.context(
            "the tests run in Chromium or Chrome: install it and the chromedriver of the same \
             version, and put both on PATH or name them in CHROMIUM and CHROMEDRIVER",
        )?;
        browser.check_versions()?;
        Ok(browser)
    }

    /// The driver's settings for wasm-bindgen's test runner, as JSON.
    pub(crate) fn capabilities(&self) -> String {
        // Rust quotes a path of printable characters the way JSON does.
        let program = self.program.display().to_string();
        format!(
            "{{\"goog:chromeOptions\": {{\"binary\": {program:?}, \"args\": {BROWSER_ARGUMENTS:?}}}}}\n"
        )
    }

    fn find() -> Result<Option<Self>> {
        let program = named_or_on_path("CHROMIUM", &BROWSER_NAMES)?;
        let driver = named_or_on_path("CHROMEDRIVER", &["chromedriver"])?;
        Ok(program
            .zip(driver)
            .map(|(program, driver)| Self { program, driver }))
    }

    /// A driver steers only a browser of its own major version.
    fn check_versions(&self) -> Result<()> {
        // On Windows the browser does not answer but opens a window.
        if cfg!(windows) {
            return Ok(());
        }
        let browser = major_version_of(&self.program)?;
        let driver = major_version_of(&self.driver)?;
        ensure!(
            browser == driver,
            "{} has version {browser} but {} has version {driver}; install them in one version, \
             or name others in CHROMIUM and CHROMEDRIVER",
            self.program.display(),
            self.driver.display(),
        );
        Ok(())
    }
}

fn named_or_on_path(variable: &str, programs: &[&str]) -> Result<Option<PathBuf>> {
    if let Some(path) = env::var_os(variable).map(PathBuf::from) {
        ensure!(
            path.is_file(),
            "{variable} names {}, which is no file",
            path.display()
        );
        return Ok(Some(path));
    }
    for program in programs {
        if let Some(path) = place::find(program)? {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn major_version_of(program: &Path) -> Result<u32> {
    probe(Command::new(program).arg("--version"))
        .as_deref()
        .and_then(major_version)
        .with_context(|| format!("`{} --version` names no version", program.display()))
}

/// `156` of `Chromium 156.0.8078.79 built on …`, whatever the browser's name.
fn major_version(answer: &str) -> Option<u32> {
    answer
        .split_whitespace()
        .find_map(|word| word.split_once('.')?.0.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn major_versions_are_read_from_browsers_and_drivers() {
        for (answer, expected) in [
            (
                "Chromium 156.0.8078.79 built on Debian GNU/Linux 12",
                Some(156),
            ),
            ("Google Chrome 99.0.1.2 ", Some(99)),
            (
                "ChromeDriver 100.0.1 (a21ce95-refs/branch-heads/8078@{#1704})",
                Some(100),
            ),
            ("no version", None),
        ] {
            assert_eq!(major_version(answer), expected, "{answer}");
        }
    }

    #[test]
    fn capabilities_quote_the_path() {
        let browser = Browser {
            program: r"C:\a b\chrome.exe".into(),
            driver: PathBuf::new(),
        };
        let json = browser.capabilities();
        assert!(
            json.contains(r#""binary": "C:\\a b\\chrome.exe""#),
            "{json}"
        );
        assert!(json.contains(r#""args": ["disable-gpu", "#), "{json}");
    }
}
