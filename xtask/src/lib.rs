//! What the chores share with `xtask/bench/`.

pub mod place;
pub mod sizes;
