//! The whole page as data.

use crate::app::{Decimals, Model, Panel, Speed, Theme};
use crate::math::At;
use crate::trace::{CellRef, Frame, GridId, Highlight, contributions};

use super::announcement::announcement;
use super::code::{CodeLine, code};
use super::grids::{GridLook, grids};
use super::number::round_trip;
use super::panel::{StepPanel, panel};
use super::sizes::{SizeLook, reason, sizes};
use super::timeline::{Timeline, timeline};

/// Everything that is seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The published attributes.
    pub root: Root,
    /// The layer in one line.
    pub summary: String,
    /// The eight grids, in the order of [`GridId::ALL`].
    pub grids: Vec<GridLook>,
    /// The cell pointed at, with all its digits; empty where there is none.
    pub readout: String,
    /// The current step in words and numbers.
    pub panel: StepPanel,
    /// The program.
    pub code: Vec<CodeLine>,
    /// The bar of steps.
    pub timeline: Timeline,
    /// Whether the play button pauses.
    pub playing: bool,
    /// The chosen speed.
    pub speed: Speed,
    /// The chosen decimals.
    pub decimals: Decimals,
    /// The chosen theme.
    pub theme: Theme,
    /// Whether there is something to undo.
    pub can_undo: bool,
    /// Whether there is something to redo.
    pub can_redo: bool,
    /// The open panel.
    pub open: Option<Panel>,
    /// The four size controls.
    pub sizes: [SizeLook; 4],
    /// Why some sizes cannot be chosen.
    pub size_reason: String,
    /// The seed of the last random fill, in words.
    pub seed: String,
    /// What a screen reader is told.
    pub announcement: String,
}

/// The published attributes of the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// The current step.
    pub step: usize,
    /// The last step.
    pub steps: usize,
    /// The name of the phase.
    pub phase: &'static str,
    /// The output position of a forward or backward step.
    pub position: Option<At>,
}

/// The picture of a model.
#[must_use]
pub fn page(model: &Model) -> Page {
    let layer = &model.layer;
    let geometry = layer.geometry();
    let steps = model.steps();
    let step = steps.step(model.step);
    let frame = Frame::after(layer, model.step);
    let contributions = contributions(layer, model.step);
    let highlight = match model.spotlight() {
        Some(cell) => Highlight::of_cell(geometry, cell),
        None => Highlight::of_step(geometry, step),
    };
    let panel = panel(model, step, &frame, &contributions);
    Page {
        root: Root {
            step: model.step,
            steps: steps.last(),
            phase: step.phase().name(),
            position: step.position(),
        },
        summary: summary(model),
        grids: grids(model, &frame, &contributions, &highlight),
        readout: readout(model, &frame, &highlight),
        announcement: announcement(model, step, &panel, &frame, &contributions),
        panel,
        code: code(layer, step),
        timeline: timeline(steps, model.step),
        playing: model.playing,
        speed: model.speed,
        decimals: model.decimals,
        theme: model.theme,
        can_undo: model.history.can_undo(),
        can_redo: model.history.can_redo(),
        open: model.panel,
        sizes: sizes(model),
        size_reason: reason(model),
        seed: match model.seed {
            0 => String::new(),
            seed => format!("The last random numbers have seed {seed}."),
        },
    }
}

/// `X 3×3 ⋆ W 2×2 · stride 1 · padding 0 · dilation 1 → Z 2×2 · sigmoid`
fn summary(model: &Model) -> String {
    let geometry = model.layer.geometry();
    let spacing = geometry.spacing();
    format!(
        "X {} ⋆ W {} · stride {} · padding {} · dilation {} → Z {} · {}",
        geometry.input(),
        geometry.kernel(),
        spacing.stride,
        spacing.padding,
        spacing.dilation,
        geometry.output(),
        model.layer.activation().name()
    )
}

/// `dX[1,1] = 0.2557… · 4 of 4 contributions added`
fn readout(model: &Model, frame: &Frame, highlight: &Highlight) -> String {
    let Some(cell) = model.spotlight() else {
        return String::new();
    };
    let value = match frame.value(&model.layer, cell.grid, cell.at) {
        Some(value) => round_trip(value).replace('-', "−"),
        None => "not computed yet".to_owned(),
    };
    let pin = if model.pinned == Some(cell) {
        " · pinned"
    } else {
        ""
    };
    format!("{cell} = {value} · {}{pin}", part(model, cell, highlight))
}

/// What the highlighted cell takes part in.
fn part(model: &Model, cell: CellRef, highlight: &Highlight) -> String {
    let geometry = model.layer.geometry();
    let steps = model.steps();
    let n = steps.positions();
    let lit = |&at: &At| highlight.role(CellRef::new(GridId::Dz, at)).is_some();
    let reached: Vec<At> = geometry.output().positions().filter(lit).collect();
    let count = reached.len();
    match cell.grid {
        GridId::X => format!("under the kernel at {count} of {n} positions"),
        GridId::W => format!("used at {count} of {n} positions"),
        GridId::Dx | GridId::Dw => {
            let done = |&&at: &&At| steps.backward(at) <= model.step;
            let added = reached.iter().filter(done).count();
            format!("{added} of {count} contributions added")
        }
        GridId::Z | GridId::H | GridId::Dz | GridId::G => {
            let taps = geometry.taps(cell.at).count();
            format!("one position, {taps} cells of X under W")
        }
    }
}
