//! A driver with its browser for one visit, and what it can be told.
//!
//! `CHROMEDRIVER` and `CHROMIUM`, `GECKODRIVER` and `FIREFOX` name the programs.

#![expect(
    clippy::expect_used,
    reason = "a test or a benchmark may end where something is not as it must be"
)]

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// What the driver says goes into this file of its folder.
const LOG: &str = "driver.log";

const CHROMIUM_ARGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    "--remote-debugging-pipe", // the browser ends with its driver, however that ends
];

/// Whose browser it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Google's, with chromedriver.
    Chromium,
    /// Mozilla's, with geckodriver.
    Firefox,
}

impl Browser {
    /// The variables that name the driver and the browser, and what they are called
    /// where these are not set.
    const fn variables(self) -> [[&'static str; 2]; 2] {
        match self {
            Self::Chromium => [["CHROMEDRIVER", "chromedriver"], ["CHROMIUM", "chromium"]],
            Self::Firefox => [["GECKODRIVER", "geckodriver"], ["FIREFOX", "firefox"]],
        }
    }

    fn programs(self) -> [OsString; 2] {
        let named =
            |[variable, name]: [&str; 2]| std::env::var_os(variable).unwrap_or_else(|| name.into());
        self.variables().map(named)
    }

    /// The capabilities of a headless one that ends with its driver, as far as it can.
    #[must_use]
    pub fn capabilities(self) -> Value {
        let [_, browser] = self.programs();
        let browser = browser.to_string_lossy();
        match self {
            Self::Chromium => json!({
                "browserName": "chrome",
                "goog:chromeOptions": {"args": CHROMIUM_ARGS, "binary": browser},
            }),
            Self::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    // So that a driver may take its network away.
                    "args": ["-headless", "-remote-allow-system-access"],
                    "binary": browser,
                    // Else the console can be read in no way.
                    "prefs": {"devtools.console.stdout.content": true},
                },
            }),
        }
    }
}

/// A running driver with a folder of its own for all temporary files. Dropped, it is
/// killed and the folder removed.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    folder: PathBuf,
    port: u16,
}

impl Driver {
    /// Starts one on a free port. chromedriver looks for a port that is free
    /// for IPv6 and then wants the same for IPv4, which somebody may have taken
    /// by then: it says so and ends, and is started again.
    ///
    /// # Panics
    /// Where there is no such driver, or it never gets ready.
    #[must_use]
    pub fn start(browser: Browser) -> Self {
        let mut complaint = String::new();
        for _ in 0..10 {
            match Self::try_start(browser) {
                Ok(driver) => return driver,
                Err(said) => complaint = said,
            }
        }
        panic!("the driver ended before it was ready:\n{complaint}");
    }

    fn try_start(browser: Browser) -> Result<Self, String> {
        let [program, _] = browser.programs();
        let folder = new_folder();
        let log = File::create(folder.join(LOG)).expect("a file one may write");
        let process = Command::new(&program)
            .arg("--port=0")
            .env("TMPDIR", &folder)
            .stdin(Stdio::null())
            .stderr(log.try_clone().expect("the same file"))
            .stdout(log)
            .spawn()
            .unwrap_or_else(|error| {
                let program = program.display();
                let [[variable, _], _] = browser.variables();
                panic!("{program} does not start ({error}); {variable} may name another one")
            });
        let mut driver = Self {
            process,
            folder,
            port: 0,
        };
        driver.port = driver.read_port()?;
        Ok(driver)
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What the driver has said so far, and Firefox with it.
    #[must_use]
    pub fn said(&self) -> String {
        let said = fs::read(self.folder.join(LOG)).unwrap_or_default();
        String::from_utf8_lossy(&said).into_owned()
    }

    /// The port it names once it is ready, or what it said before it ended.
    fn read_port(&mut self) -> Result<u16, String> {
        let start = Instant::now();
        loop {
            let has_ended = !matches!(self.process.try_wait(), Ok(None));
            let said = self.said();
            let port = ["started successfully on port ", "Listening on 127.0.0.1:"]
                .iter()
                .find_map(|words| said.split_once(words)?.1.split_once(['.', '\n']));
            if let Some((port, _)) = port {
                return Ok(port.parse().expect("a port"));
            }
            if has_ended || start.elapsed() > Duration::from_mins(1) {
                return Err(said);
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if self.process.kill().is_ok() {
            let _ = self.process.wait();
        }
        // The last of the browser's processes may still be writing.
        for _ in 0..40 {
            if fs::remove_dir_all(&self.folder).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        eprintln!("{} is left behind", self.folder.display());
    }
}

/// A command that fantoccini does not have: a POST with a body, else a GET.
#[derive(Debug)]
pub struct Request {
    /// What follows the session in the address.
    pub path: String,
    /// What is posted.
    pub body: Option<Value>,
}

/// A command of Chromium's `DevTools` protocol.
#[must_use]
pub fn devtools(command: &str, params: &Value) -> Request {
    Request {
        path: "goog/cdp/execute".to_owned(),
        body: Some(json!({"cmd": command, "params": params})),
    }
}

/// A window at a desk, for `Emulation.setDeviceMetricsOverride`.
#[must_use]
pub fn window(width: u32, height: u32) -> Value {
    json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false})
}

impl WebDriverCompatibleCommand for Request {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        let session = session_id.unwrap_or_default();
        base_url.join(&format!("session/{session}/{}", self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        match &self.body {
            Some(body) => (Method::POST, Some(body.to_string())),
            None => (Method::GET, None),
        }
    }
}

fn new_folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("convscope-e2e-{}-{number}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}
