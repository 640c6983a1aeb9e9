//! What stands below the grids: the cell pointed at or focused, what was just
//! done, and what one can do next.

use crate::app::{Direction, EXAMPLES, Field, Model, Notice, PasteNotice, Pasted, Snapshot};
use crate::math::{At, Layer, Loss, Operand};
use crate::trace::{CellRef, GridId, Highlight};

use super::export::file_name;
use super::number::{all_digits, signed};
use super::scene::Scene;
use super::writer::{Writer, loss_rule};

/// The cell pointed at or focused, or else the pinned one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readout {
    pub cell: Option<CellRef>,
    /// `None` until it is computed.
    pub value: Option<f64>,
    /// Its name, all its digits and what it takes part in; empty where there is
    /// nothing to tell.
    pub text: String,
}

pub(super) fn readout(scene: &Scene<'_>, writer: &Writer<'_>) -> Readout {
    let model = scene.model;
    let cell = model.attention.or(model.focused).or(model.pinned);
    let told = cell.map(|cell| told(scene, writer, cell));
    let texts: Vec<String> = told.into_iter().chain(read_as_decimal(model)).collect();
    Readout {
        cell,
        value: cell.and_then(|cell| writer.frame.value(cell.grid, cell.at)),
        text: texts.join(" · "),
    }
}

/// `dX[1,1] = 0.2557… · +0.1 at this step · 4 of 4 contributions added`
fn told(scene: &Scene<'_>, writer: &Writer<'_>, cell: CellRef) -> String {
    let model = scene.model;
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
        &added(scene, writer, cell),
        &not_used(model, cell),
        " · ",
        &part(model, cell),
        pin,
    ]
    .concat()
}

/// ` · −0.0250 at this step`: small cells have no room for it.
fn added(scene: &Scene<'_>, writer: &Writer<'_>, cell: CellRef) -> String {
    let added = scene
        .added(cell.grid)
        .into_iter()
        .find(|(at, _)| *at == cell.at);
    added.map_or_else(String::new, |(_, product)| {
        let product = signed(product, |size| writer.number(size));
        [" · ", &product, " at this step"].concat()
    })
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
    let reached = highlight.cells(GridId::Dz);
    let count = reached.len();
    match cell.grid {
        GridId::X => format!("under the kernel at {count} of {n} positions"),
        GridId::W => format!("used at {count} of {n} positions"),
        GridId::B => format!(
            "added to {count} of {n} cells of {}",
            model.naming.grid(GridId::Z)
        ),
        GridId::Dx | GridId::Dw | GridId::Db => {
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
        // The first example is the notebook: its sentence would be there from the
        // start.
        if let Some(example) = model.example.filter(|&index| index > 0) {
            return EXAMPLES[example].sentence.to_owned();
        }
        return "Point at a cell to see what it takes part in; click a computed one to see where it comes from.".to_owned();
    };
    let grid = model.naming.grid(cell.grid);
    let edge = match model.typing.at_edge {
        Some(Direction::Up) => ["This is the first row of ", grid, ". "].concat(),
        Some(_) => ["This is the last row of ", grid, ". "].concat(),
        None => String::new(),
    };
    edge + "Page Down steps from here too; Escape leads back to ← → and Space."
}

/// `Undone: X[0,0] = 17`
pub(super) fn status(model: &Model) -> String {
    match &model.notice {
        Some(Notice::Restored(restored)) => {
            let what = if restored.undone {
                "Undone: "
            } else {
                "Redone: "
            };
            [what, &change(model, &restored.before, &restored.after)].concat()
        }
        Some(Notice::Opened(index)) => {
            let example = EXAMPLES.get(*index);
            example.map_or_else(String::new, |example| example.sentence.to_owned())
        }
        Some(Notice::OpenedKept(name)) => ["Opened “", name, "”."].concat(),
        Some(Notice::NotUnderstood(sentences)) => first_of(sentences),
        Some(Notice::NotKept) => {
            "This browser does not keep what you enter: its storage is full or switched off."
                .to_owned()
        }
        Some(Notice::NotSaved(file)) => [
            &file_name(*file),
            " is not saved: the part of the page that writes it did not load. Press again, or reload the page.",
        ]
        .concat(),
        Some(Notice::Paste(notice)) => match &**notice {
            PasteNotice::Filled(Pasted { operand, at, block }) => {
                let first = model.naming.cell(CellRef::new((*operand).into(), *at));
                format!("Pasted {} from {first} on.", block.size())
            }
            // Said beside the grid.
            _ => String::new(),
        },
        Some(Notice::ReadAsDecimal(..)) | None => String::new(),
    }
}

/// As many sentences as there is room for.
fn first_of(sentences: &[String]) -> String {
    const ROOM: usize = 3;
    let (first, rest) = sentences.split_at(sentences.len().min(ROOM));
    let more = match rest.len() {
        0 => String::new(),
        count => [" And ", &count.to_string(), " more."].concat(),
    };
    first.join(" ") + &more
}

/// What differs between two states, where it is one thing.
fn change(model: &Model, before: &Snapshot, after: &Snapshot) -> String {
    if after.descent.losses.len() > before.descent.losses.len() {
        return "a step of learning".to_owned();
    }
    let (old, new) = (&before.layer, &after.layer);
    let mut parts = settings(model, old, new);
    if parts.is_empty() {
        parts = numbers(model, old, new);
    }
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        _ => "another layer".to_owned(),
    }
}

fn settings(model: &Model, old: &Layer, new: &Layer) -> Vec<String> {
    let mut parts = Vec::new();
    for operand in [Operand::X, Operand::W] {
        let size = new.operand(operand).size();
        if size != old.operand(operand).size() {
            parts.push([model.naming.grid(operand.into()), " ", &size.to_string()].concat());
        }
    }
    let [before, after] = [old, new].map(|layer| layer.geometry().spacing());
    for (name, before, after) in [
        ("stride ", before.stride, after.stride),
        ("padding ", before.padding, after.padding),
        ("dilation ", before.dilation, after.dilation),
    ] {
        if before != after {
            parts.push([name, &after.to_string()].concat());
        }
    }
    if new.activation() != old.activation() {
        parts.push(new.activation().name().to_owned());
    }
    // A number typed into G makes it G by hand, and another L brings another G.
    if new.loss() != old.loss() && (new.loss() != Loss::ByHand || new.g() == old.g()) {
        let rule = loss_rule(new, model.naming);
        parts.push([model.naming.notation.loss(), " = ", &rule].concat());
    }
    parts
}

/// The one number that differs, or the grids in which several do.
fn numbers(model: &Model, old: &Layer, new: &Layer) -> Vec<String> {
    let mut set = Vec::new();
    for operand in Operand::ALL {
        let [before, after] = [old, new].map(|layer| layer.operand(operand));
        let positions = after.size().positions();
        let differing = positions.filter(|&at| after[at] != before[at]);
        set.extend(differing.map(|at| (CellRef::new(operand.into(), at), after[at])));
    }
    if let [(cell, value)] = set[..] {
        return vec![[&model.naming.cell(cell), " = ", &all_digits(value)].concat()];
    }
    let grids = set.iter().map(|(cell, _)| model.naming.grid(cell.grid));
    let mut grids: Vec<&str> = grids.collect();
    grids.dedup();
    vec![["numbers of ", &grids.join(" and ")].concat()]
}

fn name_of(model: &Model, field: Field) -> String {
    match field {
        Field::Cell { operand, at } => model.naming.cell(CellRef::new(operand.into(), at)),
        Field::LearningRate => "η".to_owned(),
    }
}
