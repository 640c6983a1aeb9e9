//! convscope

pub mod app;
pub mod math;
pub mod trace;
