//! Rust programs, all compiled at once as the modules of one.

use std::env;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use crate::layers::Program;
use crate::python::folder;

/// The programs that failed, each with its reason. A warning fails them all.
pub(crate) fn failures(programs: &[Program]) -> Vec<(String, String)> {
    let folder = folder();
    let source = folder.join("programs.rs");
    let binary = folder.join(format!("programs{}", env::consts::EXE_SUFFIX));
    fs::write(&source, joined(programs)).expect("a folder to write to");
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let compiled = Command::new(rustc)
        .args(["--edition", "2024", "-D", "warnings", "-o"])
        .args([&binary, &source])
        .output()
        .expect("a rustc that starts");
    assert!(
        compiled.status.success(),
        "{}",
        String::from_utf8_lossy(&compiled.stderr)
    );
    let output = Command::new(&binary)
        .output()
        .expect("a program that starts");
    fs::remove_dir_all(&folder).expect("a folder of our own");
    let failed = String::from_utf8_lossy(&output.stdout);
    let numbers = failed
        .lines()
        .filter_map(|line| line.strip_prefix("FAILED "));
    let why = String::from_utf8_lossy(&output.stderr);
    numbers
        .map(|number| {
            let Program { name, text } = &programs[number.parse::<usize>().expect("a number")];
            (text.clone(), format!("{name}: {why}"))
        })
        .collect()
}

/// Each program a module, and a `main` that calls theirs.
fn joined(programs: &[Program]) -> String {
    let mut modules = String::new();
    let mut calls = String::new();
    for (number, Program { text, .. }) in programs.iter().enumerate() {
        let text = text.replacen("fn main()", "pub fn main()", 1);
        // Writing to a string cannot fail.
        let _ = writeln!(modules, "mod p{number} {{\n{text}}}");
        let _ = writeln!(calls, "    (\"{number}\", p{number}::main),");
    }
    format!(
        "{modules}
const ALL: &[(&str, fn())] = &[\n{calls}];

fn main() {{
    for (number, program) in ALL {{
        if std::panic::catch_unwind(program).is_err() {{
            println!(\"FAILED {{number}}\");
        }}
    }}
}}
"
    )
}
