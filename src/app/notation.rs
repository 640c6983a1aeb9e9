//! What the reader's own book calls things.

use crate::text::filled;
use crate::trace::{CellRef, GridId};

/// Longer names have no room in every row of a table.
const LONGEST_IN_ROWS: usize = 4;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notation {
    /// X, W, Z, H and their gradients.
    #[default]
    Ours,
    /// The NumPy notebook: its `dH` is ∂L/∂Z.
    Notebook,
    /// The assignments of Stanford's computer vision course.
    Cs231n,
    /// The courses of deeplearning.ai.
    DeepLearningAi,
    /// Goodfellow, Bengio, Courville: «Deep Learning», section 9.5.
    DeepLearningBook,
    /// The argument names of `torch.nn.functional` and `torch.nn.grad`.
    PyTorch,
}

impl Notation {
    pub const ALL: [Self; 6] = [
        Self::Ours,
        Self::Notebook,
        Self::Cs231n,
        Self::DeepLearningAi,
        Self::DeepLearningBook,
        Self::PyTorch,
    ];

    /// The name in the document and in a saved state.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Notebook => "notebook",
            Self::Cs231n => "cs231n",
            Self::DeepLearningAi => "deeplearning.ai",
            Self::DeepLearningBook => "deep-learning-book",
            Self::PyTorch => "pytorch",
        }
    }

    /// What a grid is called. The name is an identifier in Python and Rust.
    #[must_use]
    pub const fn grid(self, grid: GridId) -> &'static str {
        let names = match self {
            Self::Ours => ["X", "W", "b", "Z", "H", "dX", "dW", "db", "dZ", "G", "T"],
            Self::Notebook => ["X", "W", "b", "Z", "H", "dX", "dW", "db", "dH", "G", "T"],
            Self::Cs231n => [
                "x", "w", "b", "out", "h", "dx", "dw", "db", "dout", "dh", "y",
            ],
            Self::DeepLearningAi => [
                "A_prev", "W", "b", "Z", "A", "dA_prev", "dW", "db", "dZ", "dA", "Y",
            ],
            Self::DeepLearningBook => ["V", "K", "b", "Z", "H", "dV", "dK", "db", "G", "dH", "T"],
            Self::PyTorch => [
                "input",
                "weight",
                "bias",
                "output",
                "h",
                "grad_input",
                "grad_weight",
                "grad_bias",
                "grad_output",
                "grad_h",
                "target",
            ],
        };
        names[grid.index()]
    }

    /// What a grid or `L`, named as we name it, is called.
    #[must_use]
    pub fn of(self, ours: &str) -> &'static str {
        match ours {
            "L" => self.loss(),
            _ => GridId::named(ours).map_or("", |grid| self.grid(grid)),
        }
    }

    #[must_use]
    pub const fn loss(self) -> &'static str {
        match self {
            Self::DeepLearningBook | Self::DeepLearningAi => "J",
            Self::Cs231n | Self::PyTorch => "loss",
            Self::Ours | Self::Notebook => "L",
        }
    }
}

/// How things are named and cells counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Naming {
    pub notation: Notation,
    /// The index of the first row and column, 0 or 1. Code counts from 0.
    pub first: usize,
}

impl Naming {
    #[must_use]
    pub const fn grid(self, grid: GridId) -> &'static str {
        self.notation.grid(grid)
    }

    /// A text with placeholders for names: `$H = σ($Z)`.
    #[must_use]
    pub fn say(self, text: &str) -> String {
        filled(text, &|_| false, &|name| self.notation.of(name).to_owned())
    }

    /// `dX[1,0]`; `db`, which has one cell.
    #[must_use]
    pub fn cell(self, cell: CellRef) -> String {
        format!("{}{}", self.grid(cell.grid), self.index(cell))
    }

    /// `dX[1,0]`, but `[1,0]` of a grid with a long name: for rows below a
    /// caption that says which grid it is.
    #[must_use]
    pub fn cell_below_caption(self, cell: CellRef) -> String {
        format!("{}{}", self.grid_below_caption(cell.grid), self.index(cell))
    }

    /// The name of a grid, empty where it is long.
    #[must_use]
    pub const fn grid_below_caption(self, grid: GridId) -> &'static str {
        let name = self.grid(grid);
        if name.len() > LONGEST_IN_ROWS {
            ""
        } else {
            name
        }
    }

    /// Whether the names of the gradients are long.
    #[must_use]
    pub const fn is_long(self) -> bool {
        self.grid(GridId::Dx).len() > LONGEST_IN_ROWS
    }

    fn index(self, CellRef { grid, at }: CellRef) -> String {
        if matches!(grid, GridId::B | GridId::Db) {
            return String::new();
        }
        let (row, col) = (at.row + self.first, at.col + self.first);
        format!("[{row},{col}]")
    }
}
