//! What all texts about the layer need: names, numbers, and the values of cells.

use std::ops::Range;

use crate::app::{Decimals, Model, Naming};
use crate::math::{At, BackwardView, Layer, Loss};
use crate::trace::{CellRef, Frame, GridId};

use super::drawing::is_large;
use super::exact::equals_sign;
use super::number::{Shown, all_digits, show, shown};

/// The layer and the frame, with the reader's names and decimals.
pub(super) struct Writer<'a> {
    pub(super) model: &'a Model,
    pub(super) layer: &'a Layer,
    pub(super) frame: &'a Frame,
    pub(super) view: BackwardView,
    pub(super) naming: Naming,
    pub(super) decimals: Decimals,
}

impl<'a> Writer<'a> {
    pub(super) const fn of(model: &'a Model, frame: &'a Frame) -> Self {
        Self {
            model,
            layer: &model.layer,
            frame,
            view: model.view,
            naming: model.naming,
            decimals: model.decimals,
        }
    }

    /// The most rows of a list: of a large layer nobody reads all.
    pub(super) fn most_rows(&self) -> usize {
        if is_large(self.layer.geometry()) {
            50
        } else {
            usize::MAX
        }
    }

    pub(super) fn say(&self, text: &str) -> String {
        self.naming.say(text)
    }

    pub(super) fn number(&self, value: f64) -> String {
        shown(value, self.decimals)
    }

    pub(super) fn show(&self, value: f64) -> Shown {
        show(value, self.decimals)
    }

    pub(super) fn all_digits(&self, CellRef { grid, at }: CellRef) -> String {
        match self.frame.value(grid, at) {
            Some(value) => all_digits(value),
            None => "not computed yet".to_owned(),
        }
    }

    /// `=` and `−0.0737`, or `≈` and `0.2497` where it is rounded.
    pub(super) fn sign_and_number(&self, value: f64) -> (&'static str, String) {
        let Shown { text, exact } = self.show(value);
        let sign = equals_sign(show(value, Decimals::Full).exact, exact);
        (sign, text)
    }

    /// `= −0.0737`
    pub(super) fn equals(&self, value: f64) -> String {
        let (sign, number) = self.sign_and_number(value);
        [sign, " ", &number].concat()
    }

    /// `Z[1,0] = −0.0737`
    pub(super) fn cell_value(&self, grid: GridId, at: At) -> String {
        let value = self.frame.value(grid, at);
        let value = value.map_or_else(String::new, |value| self.equals(value));
        format!("{} {value}", self.naming.cell(CellRef::new(grid, at)))
    }

    /// The same once H is known, else the rule alone.
    pub(super) fn loss_in_summary(&self, value: f64) -> String {
        if self.frame.h.grid().is_some() {
            return self.loss_line(value);
        }
        let rule = loss_rule(self.layer, self.naming);
        [self.naming.notation.loss(), " = ", &rule].concat()
    }

    /// `L = ΣH ≈ 2.3616`
    pub(super) fn loss_line(&self, value: f64) -> String {
        let rule = loss_rule(self.layer, self.naming);
        let value = self.equals(value);
        format!("{} = {rule} {value}", self.naming.notation.loss())
    }

    /// `G = H − T`, or `G = 2(H − T)/4`: what follows from T.
    pub(super) fn upstream_rule(&self) -> String {
        let divisor = divisor(self.layer);
        let rule = if divisor.is_empty() {
            "$G = $H − $T"
        } else {
            "$G = 2($H − $T)/"
        };
        self.say(rule) + &divisor
    }

    /// `X[1:3, 0:2]`, the window at a position: slices of Python, with the step
    /// of a dilated kernel. Counted from 1 there are no slices: `X[2…3, 1…2]`.
    pub(super) fn window(&self, grid: GridId, position: At) -> String {
        let geometry = self.layer.geometry();
        let dilation = geometry.spacing().dilation;
        let [rows, cols] = geometry
            .field(position)
            .map(|range| self.range(range, dilation));
        format!("{}[{rows}, {cols}]", self.naming.grid(grid))
    }

    fn range(&self, range: Range<isize>, step: usize) -> String {
        let length = range.end - range.start;
        let apart = step > 1 && length > 1;
        let (start, to, by) = match self.naming.first {
            0 => (range.start, ":", ":"),
            _ => (range.start + 1, "…", " by "),
        };
        let [start, end, step] = [start, range.end, step.cast_signed()].map(|n| n.to_string());
        let step = if apart { [by, &step] } else { [""; 2] };
        let text = [&start, to, &end, &step.concat()].concat();
        text.replace('-', "−")
    }
}

/// `ΣH`
pub(super) fn loss_rule(layer: &Layer, naming: Naming) -> String {
    let rule = naming.say(match layer.loss() {
        Loss::Sum => "Σ$H",
        Loss::SquaredError => "½Σ($H − $T)²",
        Loss::MeanSquaredError => "Σ($H − $T)²/",
        Loss::ByHand => "Σ $G ⊙ $H",
    });
    rule + &divisor(layer)
}

/// The number of cells of H, where the loss is the mean over them; else empty.
pub(super) fn divisor(layer: &Layer) -> String {
    match layer.loss() {
        Loss::MeanSquaredError => layer.geometry().output().cells().to_string(),
        Loss::Sum | Loss::SquaredError | Loss::ByHand => String::new(),
    }
}
