//! Splits the program: what most visits never run becomes a second file.
//!
//! The page comes with `convscope_bg.wasm`, and gets `later/convscope_later.wasm`
//! when it is idle, or at once when it needs it. Which functions can wait is a
//! matter of bytes and speed alone: one that is called too early is loaded then.

mod halves;
mod later;
mod rodata;
mod uses;

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use self::halves::Halves;
use crate::process::run;

/// The program as wasm-bindgen leaves it, and its first part as the page gets it.
const PROGRAM: &str = "convscope_bg.wasm";

/// The second part. index.html has this name too.
const SECOND: &str = "later/convscope_later.wasm";

/// What can wait: what a new visitor who steps, plays, scrubs and edits numbers
/// does not run, and the functions of the module do not either. A path names a
/// module or a function; what only these use waits with them.
const LATER: &[&str] = &[
    "convscope::view::code::program",
    "convscope::view::code::rust::",
    "convscope::view::code::pytorch::",
    "convscope::view::code::answers::",
];

/// Splits the program in `folder`, with `wasm_opt` for the rest if it is there.
///
/// # Errors
/// Where there is no program, or one that cannot be split.
pub(crate) fn page(folder: &Path, wasm_opt: Option<&Path>) -> Result<()> {
    let program = folder.join(PROGRAM);
    let second = folder.join(SECOND);
    let whole = fs::read(&program).with_context(|| format!("{} is missing", program.display()))?;
    let halves = Halves::of(&whole, LATER)?;
    fs::create_dir_all(second.parent().unwrap_or(folder))?;
    fs::write(&program, halves.first)?;
    fs::write(&second, halves.second)?;
    if let Some(wasm_opt) = wasm_opt {
        for half in [&program, &second] {
            run(Command::new(wasm_opt)
                // Each function once: gzip finds repetitions where a copy was
                // inlined, but not those of another caller.
                .args(["-Oz", "--one-caller-inline-max-function-size=0"])
                .arg(half)
                .arg("--output")
                .arg(half))?;
        }
    }
    Ok(())
}
