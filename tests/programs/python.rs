//! Python programs, many in one interpreter.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::layers::Program;

/// Runs the programs `0.py`, `1.py`, … of a folder and names those that fail.
const DRIVER: &str = r#"
import contextlib, io, runpy, sys, warnings

folder, count, action = sys.argv[1], int(sys.argv[2]), sys.argv[3]
if open(f"{folder}/0.py").read().find("import torch") >= 0:
    import torch
import numpy
warnings.simplefilter(action)
for number in range(count):
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            runpy.run_path(f"{folder}/{number}.py", run_name="__main__")
        assert said.getvalue().startswith("all asserts passed\n"), "it says nothing"
    except BaseException as error:
        print("FAILED", number, type(error).__name__, str(error).replace("\n", " "))
print("DONE")
"#;

/// What a warning does to a program.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Warnings {
    /// It fails.
    Fail,
    /// It goes on: NumPy warns of numbers beyond f64.
    Pass,
}

fn python() -> Command {
    let python = env::var_os("CONVSCOPE_PYTHON").unwrap_or_else(|| OsString::from("python3"));
    Command::new(python)
}

/// Whether the interpreter can import a module.
fn imports(module: &str) -> bool {
    let import = format!("import {module}");
    let output = python().args(["-c", &import]).output();
    output.is_ok_and(|output| output.status.success())
}

/// Whether PyTorch is here.
pub(crate) fn has_torch() -> bool {
    imports("torch")
}

/// The programs that failed, each with its reason.
pub(crate) fn failures(programs: &[Program], warnings: Warnings) -> Vec<(String, String)> {
    assert!(
        imports("numpy"),
        "there is no Python with NumPy here; run `cargo xtask test`, which finds or installs one"
    );
    let folder = folder();
    for (number, program) in programs.iter().enumerate() {
        let path = folder.join(format!("{number}.py"));
        fs::write(path, &program.text).expect("a folder to write to");
    }
    let output = python()
        .args(["-c", DRIVER])
        .arg(&folder)
        .arg(programs.len().to_string())
        .arg(match warnings {
            Warnings::Fail => "error",
            Warnings::Pass => "ignore",
        })
        .output()
        .expect("a Python that starts");
    fs::remove_dir_all(&folder).expect("a folder of our own");
    read(programs, &output)
}

fn read(programs: &[Program], output: &Output) -> Vec<(String, String)> {
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.lines().any(|line| line == "DONE"),
        "the interpreter did not come to its end: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let failed = said.lines().filter_map(|line| line.strip_prefix("FAILED "));
    failed
        .map(|line| {
            let (number, why) = line.split_once(' ').expect("a number and a reason");
            let Program { name, text } = &programs[number.parse::<usize>().expect("a number")];
            (text.clone(), format!("{name}: {why}"))
        })
        .collect()
}

/// A new folder, no other test's.
pub(crate) fn folder() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("convscope-programs-{}-{number}", std::process::id());
    let folder = env::temp_dir().join(name);
    fs::create_dir_all(&folder).expect("a folder for temporary files");
    folder
}
