//! Chromium with the driver that steers it.

use std::{path::PathBuf, process::Command};

use anyhow::{Result, ensure};

use super::{
    ensure as found, major_version_of,
    tools::{CHROMEDRIVER, CHROMIUM},
};

/// No graphics card, no first-run page, no traffic of its own. The test runner
/// adds `headless` and `no-sandbox` (root has no sandbox) by itself.
const ARGUMENTS: [&str; 6] = [
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
];

/// A browser and a driver that can steer it.
#[derive(Debug)]
pub(crate) struct Browser {
    /// The browser.
    pub(crate) program: PathBuf,
    /// Its driver, of the same major version.
    pub(crate) driver: PathBuf,
}

impl Browser {
    /// Finds or installs both.
    pub(crate) fn prepare() -> Result<Self> {
        let (program, driver) = (found(&CHROMIUM)?, found(&CHROMEDRIVER)?);
        let versions = [&program, &driver].map(|program| major_version_of(program));
        // A driver steers only its own version. On Windows the browser opens a window and says nothing.
        ensure!(
            cfg!(windows) || versions[0].is_some() && versions[0] == versions[1],
            "{} and {} are of different versions ({versions:?}); install them in one version, or \
             name others in CHROMIUM and CHROMEDRIVER",
            program.display(),
            driver.display(),
        );
        Ok(Self { program, driver })
    }

    /// Lets a command run both.
    pub(crate) fn provide(&self, command: &mut Command) {
        command
            .env("CHROMIUM", &self.program)
            .env("CHROMEDRIVER", &self.driver);
    }

    /// The driver's settings for wasm-bindgen's test runner, as JSON.
    pub(crate) fn capabilities(&self) -> String {
        // Rust quotes a path of printable characters the way JSON does.
        let program = self.program.display().to_string();
        format!(
            "{{\"goog:chromeOptions\": {{\"binary\": {program:?}, \"args\": {ARGUMENTS:?}}}}}\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
