//! What the chores share with `xtask/bench/`.

pub mod sizes;
