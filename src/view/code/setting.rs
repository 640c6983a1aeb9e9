//! What does a program depend on? The layer, the view of its backward pass,
//! and the reader's names.

use crate::app::Notation;
use crate::math::{BackwardView, Grid, Layer, Loss};
use crate::trace::{GridId, Phase};

use super::listing::{Line, Pair, Ran};

/// The layer of a program, how its backward pass is told, and its names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    pub(super) layer: &'a Layer,
    pub(super) view: BackwardView,
    pub(super) notation: Notation,
}

/// The names in a program, none of which is another one's.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) x: &'static str,
    pub(super) w: &'static str,
    pub(super) z: &'static str,
    pub(super) h: &'static str,
    pub(super) g: &'static str,
    pub(super) t: &'static str,
    pub(super) dx: &'static str,
    pub(super) dw: &'static str,
    pub(super) dz: &'static str,
    pub(super) b: &'static str,
    pub(super) db: &'static str,
    pub(super) loss: &'static str,
    /// X with its padding; X itself where it has none.
    pub(super) xp: String,
    /// dX with its padding; dX itself where it has none.
    pub(super) dxp: String,
    /// dZ spread by the stride; dZ itself where that is 1.
    pub(super) spread: &'static str,
    /// What the numbers of its rows and columns begin with.
    pub(super) extent: &'static str,
    /// The output position.
    pub(super) at: Pair,
    /// The cell of the kernel.
    pub(super) tap: Pair,
}

/// The cell of X.
pub(super) const CELL: Pair = ["r", "c"];

impl Setting<'_> {
    pub(super) fn is_strided(&self) -> bool {
        self.layer.geometry().spacing().stride != 1
    }

    pub(super) fn is_padded(&self) -> bool {
        self.layer.geometry().spacing().padding != 0
    }

    pub(super) fn is_dilated(&self) -> bool {
        self.layer.geometry().spacing().dilation != 1
    }

    /// Whether the bias is one to speak of.
    pub(super) fn has_bias(&self) -> bool {
        self.layer.bias() != 0.0
    }

    pub(super) fn is_squared_error(&self) -> bool {
        self.layer.loss() == Loss::SquaredError
    }

    /// The grids that are given, with their names.
    pub(super) fn given(&self) -> [(&'static str, &Grid); 3] {
        let (upstream, values) = if self.is_squared_error() {
            (GridId::T, self.layer.t())
        } else {
            (GridId::G, self.layer.g())
        };
        let name = |grid| self.notation.grid(grid);
        [
            (name(GridId::X), self.layer.x()),
            (name(GridId::W), self.layer.w()),
            (name(upstream), values),
        ]
    }

    pub(super) fn names(&self) -> Names {
        let name = |grid| self.notation.grid(grid);
        let padded = |name: &str| match name.len() {
            _ if !self.is_padded() => name.to_owned(),
            ..=2 => format!("{name}p"),
            _ => format!("{name}_pad"),
        };
        let (at, tap) = self.loops();
        let (spread, extent) = if self.is_strided() {
            ("U", "u")
        } else {
            (name(GridId::Dz), "n")
        };
        Names {
            x: name(GridId::X),
            w: name(GridId::W),
            z: name(GridId::Z),
            h: name(GridId::H),
            g: name(GridId::G),
            t: name(GridId::T),
            dx: name(GridId::Dx),
            dw: name(GridId::Dw),
            dz: name(GridId::Dz),
            b: self.notation.bias(),
            db: self.notation.bias_gradient(),
            loss: self.notation.loss(),
            xp: padded(name(GridId::X)),
            dxp: padded(name(GridId::Dx)),
            spread,
            extent,
            at,
            tap,
        }
    }

    /// The loop variables of the position and of the kernel: h and w as in the
    /// notebook where these are not grids.
    const fn loops(&self) -> (Pair, Pair) {
        match self.notation {
            Notation::Ours | Notation::Notebook => (["h", "w"], ["i", "j"]),
            _ => (["i", "j"], ["m", "n"]),
        }
    }

    /// `h*s`, or `h` where the stride is 1.
    pub(super) fn strided(&self, variable: &str) -> String {
        times(variable, "s", self.is_strided())
    }

    /// `i*d`, or `i` where the dilation is 1.
    pub(super) fn dilated(&self, variable: &str) -> String {
        times(variable, "d", self.is_dilated())
    }

    /// How far the kernel reaches along an axis: `d*(kh-1)`, or `kh-1`.
    pub(super) fn reach(&self, kernel: &str) -> String {
        if self.is_dilated() {
            format!("d*({kernel}-1)")
        } else {
            format!("{kernel}-1")
        }
    }

    /// ` + b`, where there is a bias.
    pub(super) fn plus_bias(&self) -> String {
        if self.has_bias() {
            format!(" + {}", self.notation.bias())
        } else {
            String::new()
        }
    }

    /// The lines of the two steps between the passes.
    pub(super) fn elementwise(&self, [h, g, dz]: [String; 3]) -> Vec<Line> {
        let mut lines = vec![Line::ran(Ran::In(Phase::Activation), h)];
        if self.is_squared_error() {
            lines.push(Line::ran(Ran::In(Phase::Activation), g));
        }
        let gradient = Line::ran(Ran::In(Phase::ActivationGradient), dz);
        lines.push(match self.notation {
            Notation::Ours => gradient.noting("the notebook's dH"),
            _ => gradient,
        });
        lines
    }
}

fn times(variable: &str, factor: &str, counts: bool) -> String {
    if counts {
        format!("{variable}*{factor}")
    } else {
        variable.to_owned()
    }
}
