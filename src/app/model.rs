//! What the program knows.

use std::collections::BTreeMap;

use crate::math::{At, Geometry, Layer, Operand, Size};
use crate::trace::{CellRef, GridId, Steps};

use super::draft::Draft;
use super::history::History;
use super::notebook::notebook;

/// The most rows and columns of X that the page offers.
pub const MAX_INPUT: usize = 12;

/// The most rows and columns of W that the page offers.
pub const MAX_KERNEL: usize = 7;

/// A cell one can type into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field {
    /// The grid.
    pub operand: Operand,
    /// The cell in it.
    pub at: At,
}

impl Field {
    /// The same cell among those of all grids.
    #[must_use]
    pub fn cell(self) -> CellRef {
        CellRef::new(self.operand.into(), self.at)
    }

    /// The field of a cell, where one can type into it.
    #[must_use]
    pub fn of(cell: CellRef) -> Option<Self> {
        let operand = cell.grid.operand()?;
        Some(Self {
            operand,
            at: cell.at,
        })
    }
}

/// How many steps a second are played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speed {
    /// One step in two seconds.
    Half,
    /// One step a second.
    #[default]
    One,
    /// Two steps a second.
    Two,
    /// Four steps a second.
    Four,
    /// Eight steps a second.
    Eight,
}

impl Speed {
    /// From slow to fast.
    pub const ALL: [Self; 5] = [Self::Half, Self::One, Self::Two, Self::Four, Self::Eight];

    /// What the choice is called.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Half => "½×",
            Self::One => "1×",
            Self::Two => "2×",
            Self::Four => "4×",
            Self::Eight => "8×",
        }
    }

    /// Milliseconds from one step to the next.
    #[must_use]
    pub const fn interval(self) -> i32 {
        match self {
            Self::Half => 2000,
            Self::One => 1000,
            Self::Two => 500,
            Self::Four => 250,
            Self::Eight => 125,
        }
    }
}

/// How many decimals are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decimals {
    /// Rounded to this many.
    Rounded(u8),
    /// As many as it takes to read back the same f64.
    Full,
}

impl Decimals {
    /// What can be chosen: 2 to 8, or full.
    pub const ALL: [Self; 8] = [
        Self::Rounded(2),
        Self::Rounded(3),
        Self::Rounded(4),
        Self::Rounded(5),
        Self::Rounded(6),
        Self::Rounded(7),
        Self::Rounded(8),
        Self::Full,
    ];
}

impl Default for Decimals {
    fn default() -> Self {
        Self::Rounded(4)
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// In the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name by which it is chosen and stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A part of the page that opens on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// Sizes and contents of the layer.
    Layer,
    /// Words, keys and what the outlines mean.
    Help,
}

impl Panel {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Layer, Self::Help];
}

/// Everything the page is a picture of.
#[derive(Clone, Debug)]
pub struct Model {
    /// The layer in force: always valid.
    pub layer: Layer,
    /// Its earlier states.
    pub history: History<Layer>,
    /// Texts that were typed and are not in force.
    pub drafts: BTreeMap<Field, Draft>,
    /// The number of the step that is shown.
    pub step: usize,
    /// Whether steps follow by themselves.
    pub playing: bool,
    /// How fast they do.
    pub speed: Speed,
    /// The cell under the pointer, or else the one that got the focus, until
    /// the next step.
    pub attention: Option<CellRef>,
    /// The cell that has the focus.
    pub focused: Option<CellRef>,
    /// The cell whose highlight stays.
    pub pinned: Option<CellRef>,
    /// The cell of each computed grid that Tab leads to, where it is not the first.
    pub tab_stops: BTreeMap<GridId, At>,
    /// How numbers are shown.
    pub decimals: Decimals,
    /// Light or dark.
    pub theme: Theme,
    /// The panel that is open.
    pub panel: Option<Panel>,
    /// The seed of the last random fill; 0 before the first.
    pub seed: u64,
}

impl Model {
    /// A layer at step 0, everything else as it is at first.
    #[must_use]
    pub fn new(layer: Layer) -> Self {
        Self {
            layer,
            history: History::default(),
            drafts: BTreeMap::new(),
            step: 0,
            playing: false,
            speed: Speed::default(),
            attention: None,
            focused: None,
            pinned: None,
            tab_stops: BTreeMap::new(),
            decimals: Decimals::default(),
            theme: Theme::default(),
            panel: None,
            seed: 0,
        }
    }

    /// The sequence of steps of the layer in force.
    #[must_use]
    pub const fn steps(&self) -> Steps {
        Steps::of(self.layer.geometry())
    }

    /// The cell whose part in the layer is highlighted instead of the step.
    #[must_use]
    pub fn spotlight(&self) -> Option<CellRef> {
        self.attention.or(self.pinned)
    }

    /// The sizes of X and W where one of them is changed, if the page offers
    /// them and they fit.
    #[must_use]
    pub fn sizes_with(&self, operand: Operand, size: Size) -> Option<(Size, Size)> {
        let geometry = self.layer.geometry();
        let (input, kernel) = match operand {
            Operand::X => (size, geometry.kernel()),
            Operand::W => (geometry.input(), size),
            Operand::G => return None,
        };
        let fits = || Geometry::new(input, kernel, geometry.spacing()).is_ok();
        (is_offered(input, kernel) && fits()).then_some((input, kernel))
    }
}

/// Whether the page offers these sizes of X and W.
#[must_use]
pub fn is_offered(input: Size, kernel: Size) -> bool {
    let within = |size: Size, most| size.rows.max(size.cols) <= most;
    within(input, MAX_INPUT) && within(kernel, MAX_KERNEL)
}

impl Default for Model {
    fn default() -> Self {
        Self::new(notebook())
    }
}
