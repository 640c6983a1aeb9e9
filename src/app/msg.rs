//! Everything that can happen.

use crate::math::{Activation, BackwardView, Loss, Operand, Size, Spacing};
use crate::trace::CellRef;

use super::kept::KeptMsg;
use super::model::{Clip, Copied, Decimals, Field, Language, Speed, Theme};
use super::notation::Notation;
use super::room::Room;
use super::tools::{Tool, ToolMsg};

/// What the person (or the clock) did.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A key changed the text of a field.
    Typed(Field, String),
    /// A field has another text than when it was entered, and whoever did that is
    /// done: a person who leaves it, or a tool that sets it.
    Changed(Field, String),
    /// The person left a field with this text in it.
    Left(Field, String),
    /// Enter was pressed in a field with this text in it.
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
    /// A field was clicked.
    Clicked(Field),
    /// The caret is wanted in the text of a field.
    CaretWanted,
    /// The text typed into a field is to be dropped.
    DraftDropped(Field),
    /// An arrow was pressed on a cell.
    ArrowPressed(CellRef, Direction),
    /// Escape was pressed.
    EscapePressed,
    /// Escape was pressed in a field.
    EscapePressedIn(Field),
    /// A cell got the focus.
    Focused(CellRef),
    /// The focus left the cells.
    Unfocused,
    /// The pointer came over a cell, or left them.
    Hovered(Option<CellRef>),
    /// A computed cell was clicked, or Enter pressed on it.
    Picked(CellRef),
    /// The pinned cell is to be released.
    UnpinPressed,
    /// A cell was double-clicked.
    DoubleClicked(CellRef),
    /// To step 0.
    FirstPressed,
    /// One step back.
    PreviousPressed,
    /// Play or pause.
    PlayPressed,
    /// One step on.
    NextPressed,
    /// To the last step.
    LastPressed,
    /// The slider was moved to a step.
    Sought(usize),
    /// The time of one step has passed while playing.
    Ticked,
    /// The page is out of sight, as in another tab.
    Hidden,
    /// Another speed was chosen.
    SpeedChosen(Speed),
    /// Another number of decimals was chosen.
    DecimalsChosen(Decimals),
    /// Another theme was chosen.
    ThemeChosen(Theme),
    /// One scale for dX, dW and dZ is wanted, or one for each again.
    ScalePressed,
    /// Another size of X or W was chosen.
    SizeChosen(Operand, Size),
    /// Another stride, padding or dilation was chosen.
    SpacingChosen(Spacing),
    /// Another activation was chosen.
    ActivationChosen(Activation),
    /// Another L was chosen.
    LossChosen(Loss),
    /// Another way to tell the backward pass was chosen.
    ViewChosen(BackwardView),
    /// Other names were chosen.
    NotationChosen(Notation),
    /// The index of the first row and column was chosen.
    FirstIndexChosen(usize),
    /// Another language of the program was chosen.
    LanguageChosen(Language),
    /// The program or the link is wanted on the clipboard.
    CopyPressed(Clip),
    /// That went well, or not.
    CopyEnded(Clip, Copied),
    /// The step was chosen to which the link leads: the start, or this one.
    LinkChosen {
        /// Whether it is the start.
        to_start: bool,
    },
    /// A button of a tool was pressed.
    Tool(ToolMsg),
    /// An example was chosen, by its place among them.
    ExampleChosen(usize),
    /// Undo.
    UndoPressed,
    /// Redo.
    RedoPressed,
    /// The button that opens and closes a tool was pressed.
    ToolPressed(Tool),
    /// The explanation of the step is to be unfolded, or folded.
    UnfoldPressed,
    /// A saved state is to be opened.
    Opened(String),
    /// The browser has laid out the cells anew.
    Measured(Room),
    /// Something happened to the examples that are kept.
    Kept(KeptMsg),
    /// They are wanted as a file.
    SavePressed,
    /// The browser does not keep what it is given.
    KeepingFailed,
}

impl Msg {
    /// The cell it happened to, where it happened to one.
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

    /// Whether it happens by the way, and what was told before still holds.
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
        )
    }
}

/// Where a key leads within a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// ↑
    Up,
    /// ↓
    Down,
    /// ←
    Left,
    /// →
    Right,
    /// Home: the first cell of the row.
    RowStart,
    /// End: the last cell of the row.
    RowEnd,
}

/// What the page must do besides showing the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Move the focus to a cell.
    Focus(CellRef),
    /// Move the focus to a cell where it was in what is gone.
    FocusIfLost(CellRef),
    /// Move the focus to the page itself, where keys step.
    FocusPage,
    /// Select the text of the field that has the focus.
    SelectText,
    /// Put the caret at the end of the field that has the focus.
    PlaceCaret,
    /// Move the focus to a tool that was opened.
    FocusTool(Tool),
    /// Move the focus from a tool that was closed back to its button.
    FocusToolButton(Tool),
    /// Put the program or the link on the clipboard.
    Copy(Clip),
    /// Keep the list of examples on the device.
    KeepExamples {
        /// Whether to move the focus to what is told of it: what had the focus is
        /// gone, or stands for another example now.
        refocus: bool,
    },
    /// Save the list of examples as a file.
    SaveExamples,
}
