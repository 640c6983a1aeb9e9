//! What opens on demand, as blocks. A tool is a function of the scene, and a row in
//! [`TOOLS`].

mod gradient_check;
mod layer;
mod learning;
mod provenance;
mod spot_the_bug;

use crate::app::Panel;

use super::block::Block;
use super::scene::Scene;
use super::writer::Writer;

pub(super) use gradient_check::{check_state, verdict_line};
pub use provenance::ProvenanceLook;
pub(super) use provenance::provenance;

type Tool = fn(&Scene<'_>, &Writer<'_>) -> Vec<Block>;

/// What is told of the layer in blocks; the rest stands in `index.html`.
const TOOLS: [(Panel, Tool); 4] = [
    (Panel::Layer, layer::blocks),
    (Panel::Loss, learning::blocks),
    (Panel::Check, gradient_check::blocks),
    (Panel::Bug, spot_the_bug::blocks),
];

/// The tools that are wanted.
pub(super) fn tools(
    scene: &Scene<'_>,
    writer: &Writer<'_>,
    is_wanted: impl Fn(Panel) -> bool,
) -> Vec<(Panel, Vec<Block>)> {
    let wanted = TOOLS.iter().filter(|(panel, _)| is_wanted(*panel));
    wanted
        .map(|(panel, blocks)| (*panel, blocks(scene, writer)))
        .collect()
}
