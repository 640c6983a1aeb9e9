//! What the program knows.

use std::cell::RefCell;
use std::rc::Rc;

use litemap::LiteMap;

use crate::math::{At, BackwardView, Geometry, GeometryError, Layer, Operand, Size, Spacing};
use crate::trace::{CellRef, GridId, Recording, Steps, Trace};

use super::draft::Draft;
use super::history::History;
use super::kept::KeptList;
use super::msg::Direction;
use super::notation::Naming;
use super::notebook::notebook;
use super::notice::Notice;
use super::room::Room;
use super::tools::{Descent, Tool, Tools};
use super::typing::Typing;

// What the page offers: the most rows and columns of X and of W, and all spacings.
pub const MAX_INPUT: usize = 64;
pub const MAX_KERNEL: usize = 7;
pub const STRIDES: [usize; 3] = [1, 2, 3];
pub const PADDINGS: [usize; 4] = [0, 1, 2, 3];
pub const DILATIONS: [usize; 3] = [1, 2, 3];

/// What one can type a number into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// A cell of X, W, b, G or T.
    Cell {
        operand: Operand,
        at: At,
    },
    LearningRate,
}

impl Field {
    pub const BIAS: Self = Self::Cell {
        operand: Operand::B,
        at: At::ORIGIN,
    };

    /// The cell that the field is; `None` for η.
    #[must_use]
    pub fn cell(self) -> Option<CellRef> {
        match self {
            Self::Cell { operand, at } => Some(CellRef::new(operand.into(), at)),
            Self::LearningRate => None,
        }
    }

    /// The field of a cell; `None` where the cell is computed.
    #[must_use]
    pub fn of(cell: CellRef) -> Option<Self> {
        let operand = cell.grid.operand()?;
        Some(Self::Cell {
            operand,
            at: cell.at,
        })
    }
}

/// Steps a second while playing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speed {
    Half,
    #[default]
    One,
    Two,
    Four,
    Eight,
}

impl Speed {
    pub const ALL: [Self; 5] = [Self::Half, Self::One, Self::Two, Self::Four, Self::Eight];

    /// The name under which the device keeps it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Half => "0.5",
            Self::One => "1",
            Self::Two => "2",
            Self::Four => "4",
            Self::Eight => "8",
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decimals {
    Rounded(u8),
    /// As many as it takes to read back the same f64.
    Full,
}

impl Decimals {
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

    /// The name in a saved state.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Rounded(count) => count.to_string(),
            Self::Full => "full".to_owned(),
        }
    }
}

impl Default for Decimals {
    fn default() -> Self {
        Self::Rounded(4)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name in the document, and under which the device keeps it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    NumPy,
    PyTorch,
    /// Rust without a library.
    Rust,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::NumPy, Self::PyTorch, Self::Rust];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NumPy => "NumPy",
            Self::PyTorch => "PyTorch",
            Self::Rust => "Rust",
        }
    }
}

/// A part of the page that can be left out, for a page that embeds this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Code,
    /// The step in numbers, and what stands beside them.
    Arithmetic,
    Timeline,
    Legend,
    /// The buttons at the top.
    Tools,
}

impl Part {
    /// In the order in which a saved state lists them.
    pub const ALL: [Self; 5] = [
        Self::Code,
        Self::Arithmetic,
        Self::Timeline,
        Self::Legend,
        Self::Tools,
    ];

    /// The name in a saved state.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Arithmetic => "arithmetic",
            Self::Timeline => "timeline",
            Self::Legend => "legend",
            Self::Tools => "tools",
        }
    }
}

/// What undo leads back to.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub layer: Layer,
    pub descent: Descent,
    pub step: usize,
}

/// Everything the page is a picture of.
#[expect(clippy::struct_excessive_bools, reason = "none depends on another")]
#[derive(Clone, Debug)]
pub struct Model {
    /// The layer in force: always valid.
    pub layer: Layer,
    /// The example that the layer is; `None` once it is changed.
    pub example: Option<usize>,
    /// Grows with every change of the layer.
    pub revision: u64,
    pub history: History<Snapshot>,
    /// Texts that were typed and are not in force.
    pub drafts: LiteMap<Field, Draft>,
    pub view: BackwardView,
    pub step: usize,
    pub playing: bool,
    pub speed: Speed,
    /// The cell under the pointer, or else the one that got the focus, until
    /// the next step: it is highlighted in place of the step.
    pub attention: Option<CellRef>,
    pub focused: Option<CellRef>,
    /// The cell whose highlight stays beside the step's, and whose terms are listed.
    pub pinned: Option<CellRef>,
    /// The cell of each computed grid that Tab leads to, where it is not the first.
    pub tab_stops: LiteMap<GridId, At>,
    /// Whether Tab was last pressed with Shift: then it enters X, W, G and T at the
    /// last cell, else at the first.
    pub tabs_back: bool,
    pub typing: Typing,
    pub notice: Option<Notice>,
    pub decimals: Decimals,
    pub naming: Naming,
    pub language: Language,
    pub theme: Theme,
    /// Whether dX, dW and dZ have one scale of shades, to compare them.
    pub one_scale: bool,
    /// Whether a screen reader is told the arithmetic of each step.
    pub is_verbose: bool,
    /// The parts that are not wanted, in the order of [`Part::ALL`].
    pub hidden: Vec<Part>,
    /// What a cell has room for; `None` until the browser has laid it out.
    pub room: Option<Room>,
    /// Whether a narrow screen shows the whole explanation of the step.
    pub unfolded: bool,
    pub open: Option<Tool>,
    /// The seed of the last random fill; 0 before the first.
    pub seed: u64,
    pub tools: Tools,
    /// How copying went, until something else is copied.
    pub copied: Option<(Clip, Copied)>,
    /// Whether the link to share leads to the start instead of this step.
    pub link_to_start: bool,
    pub kept: KeptList,
    /// The recording of the layer in force, kept so that a step need not compute it
    /// again.
    played: RefCell<Option<Rc<Recording>>>,
}

/// What a button puts on the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clip {
    Program,
    Link,
    /// The frame with which another page embeds this one.
    Embed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    Done,
    /// The browser did not allow it.
    Refused,
}

impl Model {
    /// A layer at step 0, everything else as it is at first.
    #[must_use]
    pub fn new(layer: Layer) -> Self {
        Self {
            layer,
            example: None,
            revision: 0,
            history: History::default(),
            drafts: LiteMap::new(),
            view: BackwardView::default(),
            step: 0,
            playing: false,
            speed: Speed::default(),
            attention: None,
            focused: None,
            pinned: None,
            tab_stops: LiteMap::new(),
            tabs_back: false,
            typing: Typing::default(),
            notice: None,
            decimals: Decimals::default(),
            naming: Naming::default(),
            language: Language::default(),
            theme: Theme::default(),
            one_scale: false,
            is_verbose: false,
            hidden: Vec::new(),
            room: None,
            unfolded: false,
            open: None,
            seed: 0,
            tools: Tools::default(),
            copied: None,
            link_to_start: false,
            kept: KeptList::default(),
            played: RefCell::default(),
        }
    }

    /// The passes of the layer in force, with the mistake that is looked for.
    #[must_use]
    pub fn trace(&self) -> Trace<'_> {
        let bug = self.tools.hunt.as_ref().map(|hunt| hunt.bug);
        Trace::of(&self.layer).seen(self.view).with(bug)
    }

    /// The recording of these passes, made again only when they change.
    #[must_use]
    pub fn recording(&self) -> Rc<Recording> {
        let trace = self.trace();
        let mut played = self.played.borrow_mut();
        let current = played.take().filter(|recording| recording.is_of(trace));
        let recording = current.unwrap_or_else(|| Rc::new(Recording::of(trace)));
        Rc::clone(played.insert(recording))
    }

    #[must_use]
    pub const fn steps(&self) -> Steps {
        Steps::of(self.layer.geometry(), self.view)
    }

    /// Whether one can type into a cell now: T only while it is in use, and G
    /// unless it follows from T.
    #[must_use]
    pub fn is_editable(&self, operand: Operand) -> bool {
        let has_target = self.layer.loss().has_target();
        match operand {
            Operand::X | Operand::W | Operand::B => true,
            Operand::G => !has_target,
            Operand::T => has_target,
        }
    }

    /// Whether a cell is on the page: it lies in its grid, and T is there only
    /// while it is in use.
    #[must_use]
    pub fn has(&self, CellRef { grid, at }: CellRef) -> bool {
        grid.size(self.layer.geometry()).contains(at)
            && (grid != GridId::T || self.is_editable(Operand::T))
    }

    #[must_use]
    pub fn value_of(&self, field: Field) -> f64 {
        match field {
            Field::Cell { operand, at } => self.layer.operand(operand)[at],
            Field::LearningRate => self.tools.learning.rate,
        }
    }

    /// The cell of a grid at which Tab enters it.
    #[must_use]
    pub fn tab_stop(&self, grid: GridId) -> At {
        let focused = self.focused.filter(|cell| cell.grid == grid);
        let size = grid.size(self.layer.geometry());
        match (focused, grid.operand()) {
            (Some(cell), _) => cell.at,
            (None, Some(_)) if self.tabs_back => size.at(size.cells() - 1),
            (None, Some(_)) => At::ORIGIN,
            (None, None) => self.tab_stops.get(&grid).copied().unwrap_or(At::ORIGIN),
        }
    }

    /// The next cell in a direction; `None` at the edge.
    #[must_use]
    pub fn neighbour(&self, cell: CellRef, direction: Direction) -> Option<CellRef> {
        let CellRef { grid, at } = cell;
        let size = grid.size(self.layer.geometry());
        let At { row, col } = at;
        let (row, col) = match direction {
            Direction::Up => (row.checked_sub(1)?, col),
            Direction::Down => (row + 1, col),
            Direction::Left => (row, col.checked_sub(1)?),
            Direction::Right => (row, col + 1),
            Direction::RowStart => (row, 0),
            Direction::RowEnd => (row, size.cols - 1),
        };
        let at = At::new(row, col);
        size.contains(at).then_some(CellRef::new(grid, at))
    }

    /// The sizes of X and W after one of them is changed; `None` where the page
    /// does not offer them or they do not fit together.
    #[must_use]
    pub fn sizes_with(&self, operand: Operand, size: Size) -> Option<(Size, Size)> {
        let geometry = self.layer.geometry();
        let (input, kernel) = match operand {
            Operand::X => (size, geometry.kernel()),
            Operand::W => (geometry.input(), size),
            Operand::B | Operand::G | Operand::T => return None,
        };
        let fits = || Geometry::new(input, kernel, geometry.spacing()).is_ok();
        (is_offered(input, kernel) && fits()).then_some((input, kernel))
    }

    /// The spacing with the padding «same»; `None` where there is none that the page
    /// offers.
    #[must_use]
    pub fn same_padding(&self) -> Option<Spacing> {
        let geometry = self.layer.geometry();
        let same = geometry.spacing().same(geometry.kernel()).ok()?;
        PADDINGS.contains(&same.padding).then_some(same)
    }

    /// Whether X and W fit together with this spacing.
    ///
    /// # Errors
    /// The sentence that says why not.
    pub fn spacing_fits(&self, spacing: Spacing) -> Result<(), GeometryError> {
        let geometry = self.layer.geometry();
        Geometry::new(geometry.input(), geometry.kernel(), spacing).map(|_| ())
    }
}

#[must_use]
pub fn is_offered(input: Size, kernel: Size) -> bool {
    let within = |size: Size, most| size.rows.max(size.cols) <= most;
    within(input, MAX_INPUT) && within(kernel, MAX_KERNEL)
}

impl Default for Model {
    fn default() -> Self {
        Self {
            example: Some(0),
            ..Self::new(notebook())
        }
    }
}
