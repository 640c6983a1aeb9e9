//! What the chores share with `bench/`.

pub mod sizes;
