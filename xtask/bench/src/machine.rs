//! What all of it ran on.

use std::{env::consts, fs, thread};

/// The processor, the system and the browser, in a sentence.
pub(crate) fn description(browser: &str) -> String {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let (system, architecture) = (consts::OS, consts::ARCH);
    let processor = processor().unwrap_or_else(|| architecture.to_owned());
    let load = load().map_or_else(String::new, |load| {
        format!(", load {load} at the beginning")
    });
    format!(
        "Measured on {cores} cores of {processor}, {system} {architecture}, in {browser}{load}."
    )
}

/// How many programs wanted to run in the minute before, where Linux tells it: a
/// busy machine explains a bad number.
fn load() -> Option<String> {
    let averages = fs::read_to_string("/proc/loadavg").ok()?;
    averages.split_whitespace().next().map(str::to_owned)
}

/// The model's name, where Linux tells it.
fn processor() -> Option<String> {
    let info = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = info.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
