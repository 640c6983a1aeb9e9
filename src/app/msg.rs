//! Everything that can happen.

use crate::math::{Activation, BackwardView, Loss, Operand, Size, Spacing};
use crate::trace::CellRef;

use super::kept::KeptMsg;
use super::model::{Clip, Copied, Decimals, Field, Language, Speed, Theme};
use super::notation::Notation;
use super::room::Room;
use super::tools::{Export, Tool, ToolMsg};

/// What the person (or the clock) did.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A key changed the text of a field.
    Typed(Field, String),
    /// The `change` event of a field: its text is not the one it was entered with,
    /// and the person has left it or a program has set it.
    Changed(Field, String),
    Left(Field, String),
    Entered(Field, String),
    /// Enter was pressed with Shift.
    EnteredUp(Field, String),
    /// Tab walks on to this cell.
    Walked(CellRef),
    /// Tab leads out of a grid or from one control to the next.
    Tabbed {
        /// Whether with Shift.
        back: bool,
    },
    Clicked(Field),
    /// The caret is wanted in the text of a field.
    CaretWanted,
    DraftDropped(Field),
    /// A key changed the text of the person's own gradient, or it was pasted.
    GradientTyped(String),
    /// A text was pasted into a field, or dropped on it.
    Pasted(Field, String),
    /// A block is to have the room that it needs.
    RoomPressed,
    /// A block without room is not wanted after all.
    PasteDropped,
    ArrowPressed(CellRef, Direction),
    EscapePressed,
    EscapePressedIn(Field),
    Focused(CellRef),
    /// The focus left the cells.
    Unfocused,
    /// The pointer came over a cell; `None` where it left the cells.
    Hovered(Option<CellRef>),
    /// A computed cell was clicked, or Enter pressed on it.
    Picked(CellRef),
    UnpinPressed,
    DoubleClicked(CellRef),
    FirstPressed,
    PreviousPressed,
    PlayPressed,
    NextPressed,
    LastPressed,
    /// The slider was moved to a step.
    Sought(usize),
    /// The time of one step has passed while playing.
    Ticked,
    /// The page is out of sight, as in another tab.
    Hidden,
    SpeedChosen(Speed),
    DecimalsChosen(Decimals),
    ThemeChosen(Theme),
    /// Switches between one scale for dX, dW and dZ and one for each.
    ScalePressed,
    /// A screen reader is to be told the arithmetic of each step, or no longer.
    VerbosePressed,
    /// The person wants to be at the buttons that step.
    SkipPressed,
    SizeChosen(Operand, Size),
    SpacingChosen(Spacing),
    ActivationChosen(Activation),
    LossChosen(Loss),
    ViewChosen(BackwardView),
    NotationChosen(Notation),
    /// The index of the first row and column was chosen.
    FirstIndexChosen(usize),
    LanguageChosen(Language),
    CopyPressed(Clip),
    CopyEnded(Clip, Copied),
    LinkChosen {
        to_start: bool,
    },
    Tool(ToolMsg),
    /// An example was chosen, by its place among them.
    ExampleChosen(usize),
    UndoPressed,
    RedoPressed,
    /// The button that opens and closes a tool was pressed.
    ToolPressed(Tool),
    /// The explanation of the step is to be unfolded, or folded.
    UnfoldPressed,
    /// A saved state is to be opened.
    Opened(String),
    /// The browser has laid out the cells anew.
    Measured(Room),
    Kept(KeptMsg),
    /// The kept examples are wanted as a file.
    SavePressed,
    /// What writes a file did not load.
    SavingFailed(Export),
    /// The browser refuses to store what it is given.
    KeepingFailed,
}

impl Msg {
    #[must_use]
    pub fn cell(&self) -> Option<CellRef> {
        match self {
            Self::Typed(field, _)
            | Self::Changed(field, _)
            | Self::Left(field, _)
            | Self::Entered(field, _)
            | Self::EnteredUp(field, _)
            | Self::Clicked(field)
            | Self::DraftDropped(field)
            | Self::Pasted(field, _)
            | Self::EscapePressedIn(field) => field.cell(),
            Self::ArrowPressed(cell, _)
            | Self::Walked(cell)
            | Self::Focused(cell)
            | Self::Picked(cell)
            | Self::DoubleClicked(cell) => Some(*cell),
            Self::Hovered(cell) => *cell,
            _ => None,
        }
    }

    /// Whether it happens in passing, so that the notice before it still holds.
    pub(super) const fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Changed(..)
                | Self::Left(..)
                | Self::Focused(_)
                | Self::Unfocused
                | Self::Hovered(_)
                | Self::Hidden
                | Self::Measured(_)
                | Self::Kept(_)
                | Self::Tabbed { .. }
                | Self::RoomPressed
        )
    }
}

/// Where a key leads within a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
    Left,
    Right,
    /// Home: the first cell of the row.
    RowStart,
    /// End: the last cell of the row.
    RowEnd,
}

/// What the page must do besides showing the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Focus(CellRef),
    /// Move the focus to a cell, if what had the focus is gone.
    FocusIfLost(CellRef),
    /// Move the focus to the page itself, where keys step.
    FocusPage,
    /// Move the focus to the group of the buttons that step.
    FocusSteps,
    /// Select the text of the field that has the focus.
    SelectText,
    /// Put the caret at the end of the field that has the focus.
    PlaceCaret,
    FocusTool(Tool),
    /// Move the focus from a tool that was closed to the button that opens it.
    FocusToolButton(Tool),
    Copy(Clip),
    KeepExamples {
        /// Whether to move the focus to the sentence about it: the element that had
        /// the focus is gone, or stands for another example now.
        refocus: bool,
    },
    /// Save the list of examples as a file.
    SaveExamples,
    Save(Export),
}
