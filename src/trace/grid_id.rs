//! The grids of the picture and their cells, by name.

use std::fmt;

use crate::math::{At, Geometry, Operand, Size};

/// One of the grids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GridId {
    /// Input.
    X,
    /// Kernel.
    W,
    /// Bias, one cell.
    B,
    /// Pre-activation.
    Z,
    /// Activation.
    H,
    /// ∂L/∂X.
    Dx,
    /// ∂L/∂W.
    Dw,
    /// ∂L/∂b, one cell.
    Db,
    /// ∂L/∂Z.
    Dz,
    /// Upstream gradient ∂L/∂H.
    G,
    /// Target of the squared error and of its mean.
    T,
}

impl GridId {
    /// The values, left to right, then under each its gradient; last the target,
    /// which is there only while it is in use.
    pub const ALL: [Self; 11] = [
        Self::X,
        Self::W,
        Self::B,
        Self::Z,
        Self::H,
        Self::Dx,
        Self::Dw,
        Self::Db,
        Self::Dz,
        Self::G,
        Self::T,
    ];

    /// Its place in [`GridId::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The name as it is written everywhere: `X`, `dX`, …
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::X => "X",
            Self::W => "W",
            Self::B => "b",
            Self::Z => "Z",
            Self::H => "H",
            Self::Dx => "dX",
            Self::Dw => "dW",
            Self::Db => "db",
            Self::Dz => "dZ",
            Self::G => "G",
            Self::T => "T",
        }
    }

    /// The grid of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grid| grid.name() == name)
    }

    /// Rows × columns of this grid; a gradient has those of its value.
    #[must_use]
    pub const fn size(self, geometry: &Geometry) -> Size {
        match self {
            Self::X | Self::Dx => geometry.input(),
            Self::W | Self::Dw => geometry.kernel(),
            Self::B | Self::Db => Size::ONE,
            Self::Z | Self::H | Self::Dz | Self::G | Self::T => geometry.output(),
        }
    }

    /// Which of the given grids this is; `None` where it is computed.
    #[must_use]
    pub const fn operand(self) -> Option<Operand> {
        match self {
            Self::X => Some(Operand::X),
            Self::W => Some(Operand::W),
            Self::B => Some(Operand::B),
            Self::G => Some(Operand::G),
            Self::T => Some(Operand::T),
            Self::Z | Self::H | Self::Dx | Self::Dw | Self::Db | Self::Dz => None,
        }
    }
}

impl From<Operand> for GridId {
    fn from(operand: Operand) -> Self {
        match operand {
            Operand::X => Self::X,
            Operand::W => Self::W,
            Operand::B => Self::B,
            Operand::G => Self::G,
            Operand::T => Self::T,
        }
    }
}

/// A cell of one of the grids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellRef {
    /// The grid.
    pub grid: GridId,
    /// The cell in it.
    pub at: At,
}

impl CellRef {
    /// The cell `at` of `grid`.
    #[must_use]
    pub const fn new(grid: GridId, at: At) -> Self {
        Self { grid, at }
    }
}

/// `dX[1,0]`
impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.grid.name(), self.at)
    }
}
