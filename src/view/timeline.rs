//! The bar of steps with its four phases.

use crate::app::Naming;
use crate::trace::{GridId, Steps};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    pub step: usize,
    /// The last step.
    pub steps: usize,
    /// The phases after step 0, each as long as its steps.
    pub segments: [Segment; 4],
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub label: String,
    pub steps: usize,
    /// How many of them are done.
    pub done: usize,
}

pub(super) fn timeline(steps: Steps, step: usize, naming: Naming) -> Timeline {
    let n = steps.positions();
    let segment = |before: usize, length: usize, name: &str| {
        let done = step.saturating_sub(before).min(length);
        let label = if length > 1 {
            format!("{name} {done}/{length}")
        } else {
            name.to_owned()
        };
        Segment {
            label,
            steps: length,
            done,
        }
    };
    Timeline {
        step,
        steps: steps.last(),
        segments: [
            segment(0, n, "forward"),
            segment(n, 1, naming.grid(GridId::H)),
            segment(n + 1, 1, naming.grid(GridId::Dz)),
            segment(n + 2, steps.in_backward(), "backward"),
        ],
    }
}
