//! The browsers that the page is tested in, each with the driver that steers it.

use std::{path::PathBuf, process::Command};

use anyhow::{Result, ensure};

use super::{
    ensure as found, major_version_of,
    tools::{CHROMEDRIVER, CHROMIUM, FIREFOX, GECKODRIVER},
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

/// Whose browser it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Chromium,
    Firefox,
}

/// A browser and a driver that can steer it.
#[derive(Debug)]
pub(crate) struct Browser {
    kind: Kind,
    program: PathBuf,
    driver: PathBuf,
}

impl Browser {
    /// Finds or installs all that the page is tested in.
    pub(crate) fn all() -> Result<[Self; 2]> {
        Ok([Self::chromium()?, Self::firefox()?])
    }

    /// Finds or installs Chromium.
    pub(crate) fn chromium() -> Result<Self> {
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
        Ok(Self {
            kind: Kind::Chromium,
            program,
            driver,
        })
    }

    /// Finds or installs Firefox.
    fn firefox() -> Result<Self> {
        Ok(Self {
            kind: Kind::Firefox,
            program: found(&FIREFOX)?,
            driver: found(&GECKODRIVER)?,
        })
    }

    /// What tells the end-to-end tests that it is to be this one.
    pub(crate) const fn features(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Chromium => &[],
            Kind::Firefox => &["--features", "firefox"],
        }
    }

    /// What it is called.
    pub(crate) const fn name(&self) -> &'static str {
        match self.kind {
            Kind::Chromium => "Chromium",
            Kind::Firefox => "Firefox",
        }
    }

    /// Lets a command run both. wasm-bindgen's test runner takes the first driver that it
    /// finds named, so it finds no other.
    pub(crate) fn provide(&self, command: &mut Command) {
        let variables = [&CHROMIUM, &CHROMEDRIVER, &FIREFOX, &GECKODRIVER];
        for variable in variables.iter().filter_map(|tool| tool.variable) {
            command.env_remove(variable);
        }
        let [program, driver] = match self.kind {
            Kind::Chromium => ["CHROMIUM", "CHROMEDRIVER"],
            Kind::Firefox => ["FIREFOX", "GECKODRIVER"],
        };
        command
            .env(program, &self.program)
            .env(driver, &self.driver);
    }

    /// The driver's settings for wasm-bindgen's test runner, as JSON.
    pub(crate) fn capabilities(&self) -> String {
        // Rust quotes a path of printable characters the way JSON does.
        let program = self.program.display().to_string();
        match self.kind {
            Kind::Chromium => format!(
                "{{\"goog:chromeOptions\": {{\"binary\": {program:?}, \"args\": {ARGUMENTS:?}}}}}\n"
            ),
            Kind::Firefox => format!(
                "{{\"moz:firefoxOptions\": {{\"binary\": {program:?}, \"args\": [\"-headless\"]}}}}\n"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_quote_the_path() {
        for (kind, rest) in [
            (Kind::Chromium, r#""args": ["disable-gpu", "#),
            (Kind::Firefox, r#""args": ["-headless"]"#),
        ] {
            let browser = Browser {
                kind,
                program: r"C:\a b\browser.exe".into(),
                driver: PathBuf::new(),
            };
            let json = browser.capabilities();
            assert!(
                json.contains(r#""binary": "C:\\a b\\browser.exe""#),
                "{json}"
            );
            assert!(json.contains(rest), "{json}");
        }
    }
}
