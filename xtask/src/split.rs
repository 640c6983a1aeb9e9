//! Splits the program: what most visits never run becomes a second file.
//!
//! The page comes with `convscope_bg.wasm`, and gets `later/convscope_later.wasm`
//! when it is idle, or at once when it needs it. Which functions can wait is a
//! matter of bytes and speed alone: one that is called too early is loaded then.

mod halves;
mod later;
mod names;
mod rodata;
mod uses;

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use self::halves::Halves;
use crate::{
    process::run,
    setup::{ESBUILD, WASM_OPT},
};

/// The program as wasm-bindgen leaves it, and its first part as the page gets it.
const PROGRAM: &str = "convscope_bg.wasm";

/// The JavaScript that provides what the program imports.
const GLUE: &str = "convscope.js";

/// The second part. index.html has this name too.
const SECOND: &str = "later/convscope_later.wasm";

/// What can wait: what a new visitor who steps, plays, scrubs and edits numbers
/// does not run. A path begins the names of functions; what only these use waits
/// with them, what a JavaScript function uses does not.
const LATER: &[&str] = &[
    // Programs to copy, and other languages than NumPy.
    "convscope::dom::app::App::copy",
    "convscope::dom::clipboard::",
    "convscope::view::code::program",
    "convscope::view::code::pytorch::",
    "convscope::view::code::rust::",
    // Gather and matrix, figures, large layers.
    "convscope::app::stepping::choose_view",
    "convscope::dom::figure_view::FigureView",
    "convscope::dom::map_view::",
    "convscope::view::figures::Drawer",
    "convscope::view::writer::Writer::sum_caption",
    "convscope::view::panel::comparison",
    "convscope::view::writer::Writer::gradient_sentence",
    "convscope::view::writer::Writer::gradient_title",
    // What opens: provenance, layer, loss, check, hunt.
    "convscope::app::hunt::",
    "convscope::app::layer_change::choose_",
    "convscope::app::layer_change::fill_at_random",
    "convscope::app::layer_change::learn",
    "convscope::app::layer_change::overwrite",
    "convscope::app::layer_change::unlearn",
    "convscope::app::panels::close",
    "convscope::app::panels::measure",
    "convscope::app::panels::next_hunt",
    "convscope::app::panels::open",
    "convscope::app::panels::start_hunt",
    "convscope::app::stepping::jump",
    "convscope::dom::root_view::PanelView::return_focus",
    "convscope::dom::root_view::PanelView::take_focus",
    "convscope::view::writer::Writer::difference_row",
    "convscope::view::writer::Writer::wrong_cells",
    "convscope::view::bugs::hunting",
    "convscope::view::check::measured",
    "convscope::view::loss::chart",
    "convscope::view::loss::message",
    "convscope::view::provenance::",
    // Typed numbers of more than 15 digits or far from 1.
    "core::num::dec2flt::decimal_seq::",
    "core::num::dec2flt::lemire::",
];

/// What never happens unless the program is wrong, even where the functions of
/// the module could get there.
const NEVER: &[&str] = &[
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
    "convscope::dom::crash::CrashNotice::show",
    "core::cell::panic_already_",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::panicking::",
    "core::result::unwrap_failed",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::slice::index::slice_index_fail",
    "core::str::slice_error_fail",
    "std::panicking::panic_handler",
    "std::panicking::panic_with_hook",
];

/// What wasm-opt does. `-Oz` leaves fewer bytes, and more after gzip; so does a
/// function that is inlined where it is called once, since less repeats.
pub(crate) const SMALLER: [&str; 2] = ["-O2", "--one-caller-inline-max-function-size=0"];

/// Splits the program in `folder` and makes both parts as small as the tools
/// here can.
///
/// # Errors
/// Where there is no program, or one that cannot be split.
pub(crate) fn page(folder: &Path) -> Result<()> {
    let [program, glue, second] = [PROGRAM, GLUE, SECOND].map(|name| folder.join(name));
    let halves = Halves::of(&read(&program)?, LATER, NEVER)?;
    let javascript = String::from_utf8(read(&glue)?)?;
    let (first, javascript) = names::shorten(&halves.first, &javascript)?;
    fs::create_dir_all(second.parent().unwrap_or(folder))?;
    fs::write(&program, first)?;
    fs::write(&second, halves.second)?;
    fs::write(&glue, javascript)?;
    if let Some(wasm_opt) = WASM_OPT.find()? {
        for half in [program, second] {
            run(Command::new(&wasm_opt)
                .args(SMALLER)
                .arg(&half)
                .arg("--output")
                .arg(&half))?;
        }
    }
    if let Some(esbuild) = ESBUILD.find()? {
        let outfile = format!("--outfile={}", glue.display());
        run(Command::new(esbuild).arg(&glue).args([
            "--minify",
            "--allow-overwrite",
            "--log-level=warning",
            &outfile,
        ]))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
