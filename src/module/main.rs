//! The program of the page: all that [`convscope`] exports. A browser begins it
//! with the function that is marked as its start, without a `main`.

#![cfg_attr(target_arch = "wasm32", no_main)]

use convscope as _;

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
