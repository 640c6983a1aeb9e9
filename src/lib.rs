//! convscope steps one convolution + sigmoid layer forward and backward, every
//! number visible.
//!
//! Six pure layers, each knowing only those before it, and two that touch the
//! web:
//!
//! | module | answers |
//! | --- | --- |
//! | [`math`] | what is the layer, and what are its gradients? |
//! | [`text`] | how does a number become text, and how is a template filled? |
//! | [`arguments`] | which layer do a caller's values mean, or why none? |
//! | [`trace`] | what is true after step k, and what did that step add? |
//! | [`app`] | what can a person do, and what does it change? |
//! | [`view`] | what should be seen? |
//! | `dom` | how does it get onto the page, and how do events come in? |
//! | `api` | what can JavaScript call? |
//!
//! `dom` and `api` exist only where the target is wasm32.

pub mod arguments;
pub mod math;
pub mod text;
pub mod trace;

// Public so that tests and `dom` see them. A line of documentation there says what the
// name does not.
#[expect(
    missing_docs,
    reason = "a name that says it all needs no line of its own"
)]
pub mod app;
#[expect(
    missing_docs,
    reason = "a name that says it all needs no line of its own"
)]
pub mod view;

#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(target_arch = "wasm32")]
pub mod dom;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
