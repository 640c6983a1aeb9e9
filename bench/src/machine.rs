//! What all of it ran on.

use std::{env::consts, fs, thread};

/// The processor, the system and the browser, in a sentence.
pub(crate) fn description(browser: &str) -> String {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let (system, architecture) = (consts::OS, consts::ARCH);
    let processor = processor().unwrap_or_else(|| architecture.to_owned());
    format!("Measured on {cores} cores of {processor}, {system} {architecture}, in {browser}.")
}

/// The model's name, where Linux tells it.
fn processor() -> Option<String> {
    let info = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = info.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
