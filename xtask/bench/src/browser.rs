//! A headless Chromium that is told what to do and asked what it measured.

use anyhow::{Context, Result};
use browsers::{Browser as Kind, Driver, devtools, window};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Milliseconds that a page or a script may take: nothing may hang.
const LIMIT: u32 = 60_000;

/// A browser with one window of 1280×720. Dropped, it ends with its driver.
#[derive(Debug)]
pub(crate) struct Browser {
    client: Client,
    _driver: Driver,
}

impl Browser {
    /// Starts one.
    pub(crate) async fn start() -> Result<Self> {
        let driver = Driver::start(Kind::Chromium);
        let mut capabilities = Kind::Chromium.capabilities();
        capabilities["timeouts"] = json!({"script": LIMIT, "pageLoad": LIMIT});
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(serde_json::from_value(capabilities)?);
        let client = builder.connect(&driver.url()).await;
        let browser = Self {
            client: client.context("the driver could not start a browser")?,
            _driver: driver,
        };
        browser
            .devtools("Emulation.setDeviceMetricsOverride", &window(1280, 720))
            .await?;
        Ok(browser)
    }

    /// Opens a page.
    pub(crate) async fn open(&self, url: &str) -> Result<()> {
        self.client
            .goto(url)
            .await
            .with_context(|| format!("cannot open {url}"))
    }

    /// Runs the body of a function with `arguments`; a promise is waited for.
    pub(crate) async fn run<T: DeserializeOwned>(
        &self,
        script: &str,
        arguments: &[Value],
    ) -> Result<T> {
        let answer = self.client.execute(script, arguments.to_vec()).await;
        let answer = answer.context("a script failed in the browser")?;
        serde_json::from_value(answer.clone()).with_context(|| format!("the answer was {answer}"))
    }

    /// What a function that a module of `programs/` exports answers.
    pub(crate) async fn call<T: DeserializeOwned>(&self, module: &str, call: &str) -> Result<T> {
        let script = format!("return import(arguments[0]).then((module) => module.{call})");
        let module = json!(format!("/programs/{module}"));
        self.run(&script, &[module]).await
    }

    /// Runs a script before those of every page to come.
    pub(crate) async fn run_first(&self, script: &str) -> Result<()> {
        let source = json!({"source": script});
        self.devtools("Page.addScriptToEvaluateOnNewDocument", &source)
            .await?;
        Ok(())
    }

    /// Makes the processor `rate` times as slow for pages.
    pub(crate) async fn throttle(&self, rate: u32) -> Result<()> {
        let rate = json!({"rate": rate});
        self.devtools("Emulation.setCPUThrottlingRate", &rate)
            .await?;
        Ok(())
    }

    /// From now on the processor time of the page's thread is counted.
    pub(crate) async fn count_time(&self) -> Result<()> {
        let domain = json!({"timeDomain": "threadTicks"});
        self.devtools("Performance.enable", &domain).await?;
        Ok(())
    }

    /// The seconds that have been counted on this page.
    pub(crate) async fn counted_time(&self) -> Result<f64> {
        let answer = self.devtools("Performance.getMetrics", &json!({})).await?;
        let metrics = answer["metrics"].as_array().into_iter().flatten();
        let mut tasks = metrics.filter(|metric| metric["name"] == "TaskDuration");
        let seconds = tasks.next().and_then(|tasks| tasks["value"].as_f64());
        seconds.context("a browser that counts no time")
    }

    /// The browser's name and version.
    pub(crate) async fn version(&self) -> Result<String> {
        let version = self.devtools("Browser.getVersion", &json!({})).await?;
        let product = version["product"].as_str();
        let product = product.context("a browser without a version")?;
        Ok(product.replace('/', " "))
    }

    /// Ends it.
    pub(crate) async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }

    async fn devtools(&self, command: &str, params: &Value) -> Result<Value> {
        let answer = self.client.issue_cmd(devtools(command, params)).await;
        answer.with_context(|| format!("{command} failed"))
    }
}
