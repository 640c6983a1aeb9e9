//! A chromedriver for one visit, and what it can be told.
//!
//! `CHROMEDRIVER` and `CHROMIUM` name the programs.

#![expect(
    clippy::expect_used,
    reason = "a test or a benchmark may end where something is not as it must be"
)]

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

const ARGS: [&str; 11] = [
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

/// A running chromedriver with a folder of its own for all temporary files.
/// Dropped, it is killed and the folder removed.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    output: BufReader<ChildStdout>, // open to the end: chromedriver goes on writing
    folder: PathBuf,
    port: u16,
}

impl Driver {
    /// Starts one on a free port. chromedriver looks for a port that is free
    /// for IPv6 and then wants the same for IPv4, which somebody may have taken
    /// by then: it says so and ends, and is started again.
    ///
    /// # Panics
    /// Where there is no chromedriver, or it never gets ready.
    #[must_use]
    pub fn start() -> Self {
        let mut complaint = String::new();
        for _ in 0..10 {
            match Self::try_start() {
                Ok(driver) => return driver,
                Err(said) => complaint = said,
            }
        }
        panic!("chromedriver ended before it was ready:\n{complaint}");
    }

    fn try_start() -> Result<Self, String> {
        let program = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let folder = new_folder();
        let mut process = Command::new(&program)
            .arg("--port=0")
            .env("TMPDIR", &folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                let program = program.display();
                panic!("{program} does not start ({error}); CHROMEDRIVER may name another one")
            });
        let output = BufReader::new(process.stdout.take().expect("a pipe"));
        let mut driver = Self {
            process,
            output,
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

    /// The port it names once it is ready, or what it said before it ended.
    fn read_port(&mut self) -> Result<u16, String> {
        let mut said = String::new();
        while self.output.read_line(&mut said).is_ok_and(|n| n > 0) {
            let last = said.lines().next_back().unwrap_or_default();
            if let Some((_, port)) = last.split_once("started successfully on port ") {
                return Ok(port.trim_end_matches('.').parse().expect("a port"));
            }
        }
        Err(said)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if self.process.kill().is_ok() {
            let _ = self.process.wait();
        }
        // The last of the browser's processes may still be writing.
        for _ in 0..40 {
            if std::fs::remove_dir_all(&self.folder).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        eprintln!("{} is left behind", self.folder.display());
    }
}

/// The `goog:chromeOptions` of a headless browser that ends with its driver.
#[must_use]
pub fn chrome_options() -> Value {
    let mut options = json!({"args": ARGS});
    if let Some(binary) = std::env::var_os("CHROMIUM") {
        options["binary"] = json!(binary.to_string_lossy());
    }
    options
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

/// The window of a desk, for `Emulation.setDeviceMetricsOverride`.
#[must_use]
pub fn desk() -> Value {
    json!({"width": 1280, "height": 720, "deviceScaleFactor": 1, "mobile": false})
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
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}
