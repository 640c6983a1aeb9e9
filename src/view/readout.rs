//! What stands below the grids: the cell pointed at or focused, what was just
//! done, and what one can do next.

use crate::app::{Change, Direction, Field, Model, Notice};
use crate::math::{At, Operand};
use crate::trace::{CellRef, GridId, Highlight};

use super::number::all_digits;
use super::writer::{Writer, loss_rule};

/// The cell pointed at or focused, or else the pinned one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readout {
    /// Which it is, where there is one.
    pub cell: Option<CellRef>,
    /// Its value, once computed.
    pub value: Option<f64>,
    /// Its name, all its digits and what it takes part in; empty where there is
    /// nothing to tell.
    pub text: String,
}

pub(super) fn readout(model: &Model, writer: &Writer<'_>) -> Readout {
    let cell = model.attention.or(model.focused).or(model.pinned);
    let told = cell.map(|cell| told(model, writer, cell));
    let texts: Vec<String> = told.into_iter().chain(read_as_decimal(model)).collect();
    Readout {
        cell,
        value: cell.and_then(|cell| writer.frame.value(cell.grid, cell.at)),
        text: texts.join(" · "),
    }
}

/// `dX[1,1] = 0.2557… · 4 of 4 contributions added`
fn told(model: &Model, writer: &Writer<'_>, cell: CellRef) -> String {
    let name = model.naming.cell(cell);
    let pin = if model.pinned == Some(cell) {
        " · pinned"
    } else {
        ""
    };
    [
        &name,
        " = ",
        &writer.all_digits(cell),
        &not_used(model, cell),
        " · ",
        &part(model, cell),
        pin,
    ]
    .concat()
}

/// ` · “abc” is not used`
fn not_used(model: &Model, cell: CellRef) -> String {
    let refused = Field::of(cell)
        .and_then(|field| model.drafts.get(&field))
        .filter(|draft| draft.error.is_some());
    refused.map_or_else(String::new, |draft| {
        [" · “", &draft.text, "” is not used"].concat()
    })
}

/// `X[0,0]: “1,234” is 1.234`
fn read_as_decimal(model: &Model) -> Option<String> {
    let Some(Notice::ReadAsDecimal(field, text)) = &model.notice else {
        return None;
    };
    let value = all_digits(model.value_of(*field));
    Some([&name_of(model, *field), ": “", text.trim(), "” is ", &value].concat())
}

/// What a cell takes part in.
fn part(model: &Model, cell: CellRef) -> String {
    let geometry = model.layer.geometry();
    let steps = model.steps();
    let n = steps.positions();
    let highlight = Highlight::of_cell(geometry, cell);
    let reached: Vec<At> = highlight.cells(GridId::Dz).collect();
    let count = reached.len();
    match cell.grid {
        GridId::X => format!("under the kernel at {count} of {n} positions"),
        GridId::W => format!("used at {count} of {n} positions"),
        GridId::Dx | GridId::Dw => {
            let done = |&&at: &&At| steps.reaching(at, cell) <= model.step;
            let added = reached.iter().filter(done).count();
            format!("{added} of {count} contributions added")
        }
        GridId::Z | GridId::H | GridId::Dz | GridId::G | GridId::T => {
            let taps = geometry.taps(cell.at).count();
            format!(
                "one position, {taps} cells of {} under {}",
                model.naming.grid(GridId::X),
                model.naming.grid(GridId::W)
            )
        }
    }
}

/// While a cell has the focus, the keys that lead back to stepping.
pub(super) fn hint(model: &Model) -> String {
    let Some(cell) = model.focused else {
        return "Point at a cell to see what it takes part in. Click a computed one to see where it comes from; again or Escape releases it.".to_owned();
    };
    let edge = match model.typing.at_edge {
        Some(Direction::Up) => "the first row",
        Some(_) => "the last row",
        None => {
            return "Page Down and Page Up step from here too; Escape leads back to ← → and Space."
                .to_owned();
        }
    };
    let grid = model.naming.grid(cell.grid);
    [
        "This is ",
        edge,
        " of ",
        grid,
        ": Enter keeps the cell. Tab goes on; Escape leads back to ← → and Space.",
    ]
    .concat()
}

/// `Undone: X[0,0] = 17`
pub(super) fn status(model: &Model) -> String {
    match &model.notice {
        Some(Notice::Undone(change)) => ["Undone: ", &words(model, change)].concat(),
        Some(Notice::Redone(change)) => ["Redone: ", &words(model, change)].concat(),
        Some(Notice::ReadAsDecimal(..)) | None => String::new(),
    }
}

fn words(model: &Model, change: &Change) -> String {
    let grid = |operand: Operand| model.naming.grid(operand.into());
    match change {
        Change::Number(field, value) => {
            [&name_of(model, *field), " = ", &all_digits(*value)].concat()
        }
        Change::Numbers(operands) => {
            let names: Vec<&str> = operands.iter().map(|&operand| grid(operand)).collect();
            ["numbers of ", &names.join(" and ")].concat()
        }
        Change::Size(operand, size) => [grid(*operand), " ", &size.to_string()].concat(),
        Change::Stride(stride) => ["stride ", &stride.to_string()].concat(),
        Change::Padding(padding) => ["padding ", &padding.to_string()].concat(),
        Change::Dilation(dilation) => ["dilation ", &dilation.to_string()].concat(),
        Change::Activation(activation) => activation.name().to_owned(),
        Change::Loss(loss) => [
            model.naming.notation.loss(),
            " = ",
            &loss_rule(*loss, model.naming),
        ]
        .concat(),
        Change::Learning => "a step of learning".to_owned(),
        Change::Layer => "another layer".to_owned(),
    }
}

fn name_of(model: &Model, field: Field) -> String {
    match field {
        Field::Cell { operand, at } => model.naming.cell(CellRef::new(operand.into(), at)),
        Field::Bias => model.naming.notation.bias().to_owned(),
        Field::LearningRate => "η".to_owned(),
    }
}
