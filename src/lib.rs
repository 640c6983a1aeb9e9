//! convscope

pub mod math;
