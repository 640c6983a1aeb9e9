//! The programs that convscope gives its reader to copy, run for real: they
//! assert by themselves that what the page shows comes out. And the functions,
//! as programs of others import them.
//!
//! `CONVSCOPE_PYTHON` names a Python with NumPy. PyTorch is optional: where it
//! cannot be imported, its programs are left out, and that is said.
//! `CONVSCOPE_NODE`, `CONVSCOPE_VITE`, `CONVSCOPE_WEBPACK` and `CONVSCOPE_TSC`
//! name what runs, bundles and reads the functions, `CONVSCOPE_DIST` the release
//! build that has them.
#![expect(clippy::expect_used, reason = "a helper that fails fails its test")]

mod exports;
mod imports;
mod layers;
mod python;
mod rust;

use std::io::{Write as _, stderr};

use convscope::app::Language;

use layers::{Program, at_the_edge, beyond_f64, programs, tampered};
use python::{Warnings, has_torch};

/// What is said where tests are left out: past the capture of test output.
fn say(text: &str) {
    // Where nobody can be told, nobody listens.
    let _ = writeln!(stderr(), "{text}");
}

#[track_caller]
fn assert_none(failures: &[(String, String)]) {
    let told: Vec<String> = failures
        .iter()
        .map(|(program, why)| format!("{why}\n{program}"))
        .collect();
    assert!(
        told.is_empty(),
        "{} programs failed; the first:\n{}",
        told.len(),
        told[0]
    );
}

/// Whether PyTorch is here; says so where it is not.
fn torch_or_say() -> bool {
    let is_here = has_torch();
    if !is_here {
        say("programs: there is no PyTorch here; its programs are left out");
    }
    is_here
}

/// Each program has one number that the page does not show.
#[track_caller]
fn assert_all_fail(programs: &[Program], failures: &[(String, String)]) {
    for Program { name, text } in programs {
        let failed = failures.iter().any(|(program, _)| program == text);
        assert!(failed, "{name} passed:\n{text}");
    }
}

#[test]
fn numpy_agrees_with_the_page() {
    assert_none(&python::failures(
        &programs(Language::NumPy),
        Warnings::Fail,
    ));
}

#[test]
fn pytorch_and_its_autograd_agree_with_the_page() {
    if torch_or_say() {
        assert_none(&python::failures(
            &programs(Language::PyTorch),
            Warnings::Fail,
        ));
    }
}

#[test]
fn other_programs_read_the_exported_files() {
    assert_none(&python::failures(&exports::checks(), Warnings::Fail));
    let wrong = [exports::tampered()];
    assert_all_fail(&wrong, &python::failures(&wrong, Warnings::Fail));
}

#[test]
fn rust_agrees_with_the_page() {
    assert_none(&rust::failures(&programs(Language::Rust)));
}

#[test]
fn the_order_of_a_sum_does_not_matter() {
    assert_none(&python::failures(
        &at_the_edge(Language::NumPy),
        Warnings::Fail,
    ));
    assert_none(&rust::failures(&at_the_edge(Language::Rust)));
    if torch_or_say() {
        assert_none(&python::failures(
            &at_the_edge(Language::PyTorch),
            Warnings::Fail,
        ));
    }
}

#[test]
fn programs_of_numbers_beyond_f64_run() {
    let beyond = |language| beyond_f64(language);
    assert_none(&python::failures(&beyond(Language::NumPy), Warnings::Pass));
    assert_none(&rust::failures(&beyond(Language::Rust)));
    if torch_or_say() {
        assert_none(&python::failures(
            &beyond(Language::PyTorch),
            Warnings::Pass,
        ));
    }
}

#[test]
fn a_number_that_the_page_does_not_show_fails() {
    let numpy = tampered(Language::NumPy);
    assert_all_fail(&numpy, &python::failures(&numpy, Warnings::Fail));
    let rust = tampered(Language::Rust);
    assert_all_fail(&rust, &rust::failures(&rust));
    if torch_or_say() {
        let pytorch = tampered(Language::PyTorch);
        assert_all_fail(&pytorch, &python::failures(&pytorch, Warnings::Fail));
    }
}
