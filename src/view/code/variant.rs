//! What does a program depend on besides its numbers? The conditions and names
//! of the files in `src/programs`.

use crate::app::{Language, Notation};
use crate::math::{Activation, BackwardView, Layer, Loss, Spacing};
use crate::trace::GridId;

/// Names of Z, the padded X and W with more letters than this leave no room in
/// their line for the window.
const LONG_NAMES: usize = 10;

/// Which program it is: its language, its names, the view of the backward pass, and
/// what the layer has that another might not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Variant {
    pub(super) language: Language,
    pub(super) notation: Notation,
    view: BackwardView,
    spacing: Spacing,
    activation: Activation,
    loss: Loss,
}

impl Variant {
    pub(crate) fn of(
        language: Language,
        notation: Notation,
        layer: &Layer,
        view: BackwardView,
    ) -> Self {
        Self {
            language,
            notation,
            view,
            spacing: layer.geometry().spacing(),
            activation: layer.activation(),
            loss: layer.loss(),
        }
    }

    /// Whether a condition holds: `padded`, `strided`, `dilated` or any of it,
    /// `spaced`; `squared`, which is a loss with a target, and `mean`, which
    /// is the one that is a mean; `ours`, our own names; `field`, a window that has a
    /// line of its own; the name of a view or an activation.
    pub(super) fn holds(&self, condition: &str) -> bool {
        match condition {
            "padded" => self.spacing.padding != 0,
            "strided" => self.is_strided(),
            "dilated" => self.is_dilated(),
            "spaced" => self.spacing != Spacing::default(),
            "squared" => self.loss.has_target(),
            "mean" => self.loss == Loss::MeanSquaredError,
            "ours" => self.notation == Notation::Ours,
            "field" => self.is_strided() || self.is_dilated() || self.has_long_names(),
            name => name == self.view.name() || name == self.activation.name(),
        }
    }

    /// What stands for a name: a grid, `b`, `db`, `L`, `s`, `p` and `d`
    /// themselves; or
    ///
    /// - `h`, `w`: the output position; `hs`, `ws`: the first row and column of
    ///   its window
    /// - `i`, `j`: the cell of the kernel; `id`, `jd`: its place in a window
    /// - `qh`, `qw`: how far the kernel reaches down and to the right
    /// - `Xp`, `dXp`: X and dX with the padding, where there is one
    /// - `U`: dZ spread by the stride, where it is not 1; `u`: what the names of
    ///   its numbers of rows and columns begin with
    /// - `activation`: its name
    pub(super) fn name(&self, name: &str) -> String {
        let [h, w, i, j] = self.loops();
        match name {
            "s" => self.spacing.stride.to_string(),
            "p" => self.spacing.padding.to_string(),
            "d" => self.spacing.dilation.to_string(),
            "h" => h.to_owned(),
            "w" => w.to_owned(),
            "i" => i.to_owned(),
            "j" => j.to_owned(),
            "hs" => times(h, "s", self.is_strided()),
            "ws" => times(w, "s", self.is_strided()),
            "id" => times(i, "d", self.is_dilated()),
            "jd" => times(j, "d", self.is_dilated()),
            "qh" => self.reach("kh"),
            "qw" => self.reach("kw"),
            "Xp" => self.padded(GridId::X),
            "dXp" => self.padded(GridId::Dx),
            "U" if self.is_strided() => "U".to_owned(),
            "U" => self.notation.grid(GridId::Dz).to_owned(),
            "u" if self.is_strided() => "u".to_owned(),
            "u" => "n".to_owned(),
            "activation" => self.activation.name().to_owned(),
            _ => self.notation.of(name).to_owned(),
        }
    }

    /// The loop variables of the position and of the kernel: h and w as in the
    /// notebook where these are not grids.
    pub(super) const fn loops(&self) -> [&'static str; 4] {
        match self.notation {
            Notation::Ours | Notation::Notebook => ["h", "w", "i", "j"],
            _ => ["i", "j", "m", "n"],
        }
    }

    const fn is_strided(&self) -> bool {
        self.spacing.stride != 1
    }

    const fn is_dilated(&self) -> bool {
        self.spacing.dilation != 1
    }

    fn has_long_names(&self) -> bool {
        let names = [self.name("Z"), self.name("Xp"), self.name("W")];
        names.concat().len() > LONG_NAMES
    }

    /// `d*(kh-1)`, or `kh-1` where the dilation is 1.
    fn reach(&self, kernel: &str) -> String {
        if self.is_dilated() {
            format!("d*({kernel}-1)")
        } else {
            format!("{kernel}-1")
        }
    }

    /// `Xp`, or `input_pad`; `X` where there is no padding.
    fn padded(&self, grid: GridId) -> String {
        let name = self.notation.grid(grid);
        match name.len() {
            _ if self.spacing.padding == 0 => name.to_owned(),
            ..=2 => format!("{name}p"),
            _ => format!("{name}_pad"),
        }
    }
}

/// `h*s`, or `h` where the factor is 1.
fn times(variable: &str, factor: &str, counts: bool) -> String {
    let factor = if counts { ["*", factor] } else { [""; 2] };
    format!("{variable}{}", factor.concat())
}
