//! What the page is drawn from.

use crate::app::Model;
use crate::trace::{Contribution, Frame, Highlight, Recording, Step};

/// A model at its step, with all that was computed for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene<'a> {
    pub(super) model: &'a Model,
    pub(super) step: Step,
    /// The run that the step belongs to.
    pub(super) recording: &'a Recording,
    /// All that is true after the step.
    pub(super) frame: &'a Frame,
    /// The same without the mistake, where one is looked for.
    pub(super) right: Option<&'a Frame>,
    /// What the step adds.
    pub(super) contributions: &'a [Contribution],
    /// What is outlined.
    pub(super) highlight: &'a Highlight,
}
