//! What stands above and below a grid.

use crate::app::Model;
use crate::math::{BackwardView, Loss};
use crate::trace::GridId;

/// What a grid is, in as many words as fit.
pub(in crate::view) fn caption(model: &Model, id: GridId) -> String {
    fitting(model.naming.say(&words(model, id)))
}

fn words(model: &Model, id: GridId) -> String {
    let loss = match model.naming.notation.loss() {
        "loss" => "L",
        short => short,
    };
    let by = |grid: &str, more: &str| ["∂", loss, "/∂$", grid, more].concat();
    let adding = match model.view {
        BackwardView::Scatter => " · accumulates",
        BackwardView::Gather | BackwardView::Matrix => " · cell by cell",
    };
    match id {
        GridId::X => "input · editable".to_owned(),
        GridId::W => "kernel · editable".to_owned(),
        GridId::Z => "pre-activation · $X ⋆ $W + $b".to_owned(),
        GridId::B => "bias · editable".to_owned(),
        GridId::H => "activation · σ($Z)".to_owned(),
        // Beside it the view is chosen.
        GridId::Dx => by("X", ""),
        GridId::Dw => by("W", adding),
        GridId::Db => by("b", adding),
        GridId::Dz => by("Z", " · $G ⊙ σ′($Z)"),
        GridId::G => by(
            "H",
            match model.layer.loss() {
                Loss::SquaredError => " · $H − $T",
                Loss::MeanSquaredError => " · 2($H − $T)/N",
                Loss::Sum | Loss::ByHand => " · editable",
            },
        ),
        GridId::T => "target · editable".to_owned(),
    }
}

/// A caption that is too long for its grid keeps its first part: the names of
/// some notations are long.
fn fitting(what: String) -> String {
    const MOST: usize = 26;
    match what.split_once('·') {
        Some((first, _)) if what.chars().count() > MOST => first.trim_end().to_owned(),
        _ => what,
    }
}
