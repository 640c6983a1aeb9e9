//! The size controls: which sizes can be chosen, and why others cannot.

use crate::app::{MAX_INPUT, MAX_KERNEL, Model};
use crate::math::{Operand, Size};

/// Rows or columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// The number of rows.
    Rows,
    /// The number of columns.
    Cols,
}

impl Axis {
    /// The extent along this axis.
    #[must_use]
    pub const fn of(self, size: Size) -> usize {
        match self {
            Self::Rows => size.rows,
            Self::Cols => size.cols,
        }
    }

    /// The same size with another extent along this axis.
    #[must_use]
    pub const fn with(self, size: Size, extent: usize) -> Size {
        match self {
            Self::Rows => Size::new(extent, size.cols),
            Self::Cols => Size::new(size.rows, extent),
        }
    }
}

/// One size control: rows or columns of X or W.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SizeLook {
    /// X or W.
    pub operand: Operand,
    /// Rows or columns.
    pub axis: Axis,
    /// What is in force.
    pub chosen: usize,
    /// For 1, 2, 3, …: whether it can be chosen.
    pub possible: Vec<bool>,
}

/// The four controls.
pub(super) fn sizes(model: &Model) -> [SizeLook; 4] {
    [
        (Operand::X, Axis::Rows),
        (Operand::X, Axis::Cols),
        (Operand::W, Axis::Rows),
        (Operand::W, Axis::Cols),
    ]
    .map(|(operand, axis)| control(model, operand, axis))
}

fn control(model: &Model, operand: Operand, axis: Axis) -> SizeLook {
    let size = model.layer.operand(operand).size();
    let most = match operand {
        Operand::X => MAX_INPUT,
        Operand::W | Operand::G => MAX_KERNEL,
    };
    let possible = |extent| model.sizes_with(operand, axis.with(size, extent)).is_some();
    SizeLook {
        operand,
        axis,
        chosen: axis.of(size),
        possible: (1..=most).map(possible).collect(),
    }
}

/// Why some sizes cannot be chosen.
pub(super) fn reason(model: &Model) -> String {
    let geometry = model.layer.geometry();
    format!(
        "W must fit into X: with W {} X cannot be smaller than that, and with X {} W cannot be larger.",
        geometry.kernel(),
        geometry.input()
    )
}
