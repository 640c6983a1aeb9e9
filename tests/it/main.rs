//! Host tests: the core, the steps and the program without a screen against
//! numbers that come from elsewhere, and the rules of the source tree.
#![cfg(not(target_arch = "wasm32"))] // proptest and files are the host's
#![expect(clippy::expect_used, reason = "a helper that fails fails its test")]

mod app;
mod arguments;
mod decimal;
mod math;
mod oracle;
mod support;
mod tidy;
mod trace;
mod view;
