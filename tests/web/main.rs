//! What needs a browser: the JavaScript functions through real JavaScript
//! values, and the page as the document sees it.
//!
//! Expected numbers come from PyTorch, from the notebook or from loops written
//! out here, never from the code under test.
#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod address;
mod arrays;
mod copying;
mod crash;
mod explain;
mod focus;
mod frames;
mod keys;
mod listeners;
mod numbers;
mod pasting;
mod refusals;
mod remote;
mod rendering;
mod settings;
mod skeleton;
mod storage;
mod support;
mod text;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
