//! What a person can do with convscope, lived through in a real browser with
//! the release build.
//!
//! - `browser`: a visit to the page, in the words of the person
//! - `folder`: where the browser saves files
//! - `oracle`: what the page must show, independent of convscope's code
//! - `sheet`: what a spreadsheet would hold, for what is typed
//! - `state`: what the page does show, and the comparison
//! - `server`: the web site from which the page comes
//!
//! `CONVSCOPE_DIST` names the folder of the release build, `CHROMEDRIVER` and
//! `CHROMIUM` the programs, `CONVSCOPE_AXE` the script of axe-core; pictures go to
//! `target/screenshots`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may end where something is not as it must be"
)]

mod browser;
mod folder;
mod oracle;
mod server;
#[path = "../it/app/sheet.rs"]
mod sheet;
mod state;

/// The stories, one test each.
mod stories {
    mod accessible;
    mod anything;
    mod bundling;
    mod calling;
    mod editing;
    mod embedding;
    mod explaining;
    mod exporting;
    mod faults;
    mod functions;
    mod keeping;
    mod keyboard;
    mod large;
    mod lasting;
    mod linking;
    mod loading;
    mod looks;
    mod opening;
    mod pasting;
    mod pointing;
    mod remembering;
    mod sharing;
    mod starting;
    mod stepping;
    mod stopping;
    mod trusting;
    mod typing;
    mod widths;
}
