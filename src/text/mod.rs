//! How does a number become text, and how is a template filled?

#[cfg(target_arch = "wasm32")]
mod browser;
pub mod host;
mod template;

#[cfg(target_arch = "wasm32")]
pub use browser::{exponential, fixed, read, shortest};
#[cfg(not(target_arch = "wasm32"))]
pub use host::{exponential, fixed, read, shortest};
pub use template::{Line, fill, filled};
