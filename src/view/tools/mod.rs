//! What opens on demand, as blocks: a tool is a function of the scene, and a row in
//! [`TOOLS`]. Notation, Share and Help stand in `index.html`; where the number in a pinned
//! cell comes from is told in blocks too.

mod export;
mod gradient_check;
mod layer;
mod learning;
mod own_gradient;
mod provenance;
mod spot_the_bug;

use crate::app::Tool;

use super::block::Block;
use super::scene::Scene;
use super::writer::Writer;

pub(super) use gradient_check::{check_state, verdict_line};
pub use provenance::ProvenanceLook;
pub(super) use provenance::provenance;

type Blocks = fn(&Scene<'_>, &Writer<'_>) -> Vec<Block>;

/// The tools that are told in blocks. The others stand in `index.html`.
const TOOLS: &[(Tool, Blocks)] = &[
    (Tool::Layer, layer::blocks),
    (Tool::Learning, learning::blocks),
    (Tool::GradientCheck, gradient_check::blocks),
    (Tool::SpotTheBug, spot_the_bug::blocks),
    (Tool::Export, export::blocks),
];

pub(super) fn tools(
    scene: &Scene<'_>,
    writer: &Writer<'_>,
    is_wanted: impl Fn(Tool) -> bool,
) -> Vec<(Tool, Vec<Block>)> {
    let wanted = TOOLS.iter().filter(|(tool, _)| is_wanted(*tool));
    wanted
        .map(|(tool, blocks)| (*tool, blocks(scene, writer)))
        .collect()
}
