//! What stands above and below a grid.

use crate::math::{BackwardView, Loss};
use crate::trace::{GridId, Phase};

use super::{Painter, differ};

impl Painter<'_> {
    /// What a grid is, in as many words as fit.
    pub(super) fn what(&self, id: GridId) -> String {
        fitting(self.writer.say(&self.words(id)))
    }

    fn words(&self, id: GridId) -> String {
        let layer = &self.scene.model.layer;
        let loss = match self.writer.naming.notation.loss() {
            "loss" => "L",
            short => short,
        };
        let by = |grid: &str, more: &str| ["∂", loss, "/∂$", grid, more].concat();
        let adding = match self.scene.model.view {
            BackwardView::Scatter => " · accumulates",
            BackwardView::Gather | BackwardView::Matrix => " · cell by cell",
        };
        match id {
            GridId::X => "input · editable".to_owned(),
            GridId::W => "kernel · editable".to_owned(),
            GridId::Z if layer.bias() == 0.0 => "pre-activation · $X ⋆ $W".to_owned(),
            GridId::Z => "pre-activation · $X ⋆ $W + $b".to_owned(),
            GridId::H => "activation · σ($Z)".to_owned(),
            // Where the view can be chosen, the choice stands in its place.
            GridId::Dx if self.scene.step.phase() == Phase::Backward => by("X", ""),
            GridId::Dx => by("X", adding),
            GridId::Dw => by("W", adding),
            GridId::Dz => by("Z", " · $G ⊙ σ′($Z)"),
            GridId::G => by(
                "H",
                match layer.loss() {
                    Loss::SquaredError => " · $H − $T",
                    Loss::MeanSquaredError => " · 2($H − $T)/N",
                    Loss::Sum | Loss::ByHand => " · editable",
                },
            ),
            GridId::T => "target · editable".to_owned(),
        }
    }

    /// b beside W, db beside dW.
    pub(super) fn note(&self, id: GridId) -> String {
        let bias = self.scene.model.layer.bias();
        let notation = self.writer.naming.notation;
        match id {
            GridId::W if bias != 0.0 => {
                format!("{} {}", notation.bias(), self.writer.equals(bias))
            }
            GridId::Dw if bias != 0.0 || self.right_db().is_some() => {
                let equals = |value| self.writer.equals(value);
                let db = self.scene.frame.db;
                let value = db.map_or_else(|| "= ·".to_owned(), equals);
                let right = self.right_db().map(|right| self.writer.number(right));
                let right = right.map_or_else(String::new, |right| format!(" ✓ {right}"));
                format!("{} {value}{right}", notation.bias_gradient())
            }
            _ => String::new(),
        }
    }

    /// The right db, where a mistake in the pass made db another number.
    fn right_db(&self) -> Option<f64> {
        let right = self.scene.right?.db?;
        differ(self.scene.frame.db?, right).then_some(right)
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
