//! Measures what is ours and prints two tables for `xtask/bench/RESULTS.md`.
//!
//! - [`core`]: the layer itself beside plain JavaScript, `NumPy` and the notebook
//! - [`load`]: what a reader downloads, and when the page is ready
//! - [`steps`]: from a key to the painted frame, and what is left of 20,000 steps
//! - [`bytes`]: where the bytes of the program are, by module
//! - [`browser`], [`server`]: the browser that is told what to do, and what it opens
//! - [`table`]: what is printed
//!
//! `cargo xtask bench` builds what this needs, and names the programs it found in
//! `CONVSCOPE_PYTHON`, `CHROMIUM` and `CHROMEDRIVER`.

mod browser;
mod bytes;
mod core;
mod load;
mod server;
mod steps;
mod table;

use std::{env::consts, fs, process::Command, thread};

use anyhow::Result;

use crate::browser::Browser;

#[tokio::main]
async fn main() -> Result<()> {
    let origin = server::start().await?;
    let browser = Browser::start().await?;
    let machine = machine(&browser.version().await?);
    let mut rows = core::measure(&browser, &origin).await?;
    browser.close().await?;
    rows.extend(load::measure(&origin).await?);
    rows.extend(steps::measure(&origin).await?);
    println!("\n{machine}\n\n{}", table::markdown(table::COLUMNS, &rows));
    println!("{}", table::markdown(bytes::COLUMNS, &bytes::measure()?));
    Ok(())
}

/// What was measured, and what all of it ran on.
fn machine(browser: &str) -> String {
    let commit = Command::new("git")
        .args(["log", "-1", "--format=Commit %h of %cs"])
        .output();
    let commit = commit.map(|said| String::from_utf8_lossy(&said.stdout).trim().to_owned());
    let commit = commit.unwrap_or_default();
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let processor = linux("/proc/cpuinfo", |line| {
        line.strip_prefix("model name")?.split(": ").nth(1)
    });
    // How many programs wanted to run in the minute before: a busy machine explains a bad number.
    let load = linux("/proc/loadavg", |line| line.split(' ').next());
    format!(
        "{commit}, on {cores} cores of {processor}, {}, in {browser}; load {load} at the beginning.",
        consts::OS
    )
}

/// What the first line that answers says, where Linux tells it.
fn linux(file: &str, read: impl Fn(&str) -> Option<&str>) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines().find_map(read).unwrap_or("unknown").to_owned()
}
