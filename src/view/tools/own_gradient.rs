//! The person's own gradient beside the right one.

use crate::app::{Comparison, Incomparable, Model, OwnGradient, OwnGradientMsg, ToolMsg};
use crate::math::Bug;
use crate::trace::{CellRef, GridId};

use super::super::arithmetic::cut_after;
use super::super::block::{
    AreaLook, Block, Button, ButtonState, Buttons, TextStyle, button, spoken,
};
use super::super::span::{Row, Table, plain};
use super::super::writer::Writer;
use super::spot_the_bug::{label, lesson};

const CELLS: &[&str] = &["cell", "yours", "right", "difference"];

pub(super) fn blocks(model: &Model, writer: &Writer<'_>) -> Vec<Block> {
    let own = &model.tools.own_gradient;
    let mut blocks = vec![
        Block::Area(AreaLook {
            label: "Your own gradient, typed or pasted",
            text: own.text.clone(),
        }),
        Block::Buttons(Buttons {
            question: None,
            buttons: OwnGradient::GRIDS
                .map(|grid| compare_with(grid, own, writer))
                .into(),
        }),
    ];
    let (Some(of), Some(outcome)) = (own.of, &own.outcome) else {
        let question = if own.text.is_empty() {
            ""
        } else {
            "Which one is it? Choose above."
        };
        blocks.push(spoken(TextStyle::Plain, question));
        return blocks;
    };
    match outcome {
        Err(reason) => blocks.push(spoken(TextStyle::Plain, &refusal(reason, of, writer))),
        Ok(comparison) => {
            let differs = comparison.agree.contains(&false);
            let style = if differs {
                TextStyle::Wrong
            } else {
                TextStyle::Right
            };
            blocks.push(spoken(style, &verdict(comparison, of, writer)));
            if differs {
                blocks.push(Block::Table(table(comparison, of, writer)));
            }
            blocks.extend(comparison.mistakes.iter().copied().flat_map(lesson));
        }
    }
    blocks
}

fn compare_with(grid: GridId, own: &OwnGradient, writer: &Writer<'_>) -> Button {
    let name = writer.naming.grid(grid);
    Button {
        state: if own.of == Some(grid) {
            ButtonState::On
        } else {
            ButtonState::Off
        },
        ..button(
            ["Compare with ", name].concat(),
            ToolMsg::OwnGradient(OwnGradientMsg::Compared(grid)),
        )
    }
}

fn refusal(reason: &Incomparable, of: GridId, writer: &Writer<'_>) -> String {
    match reason {
        Incomparable::Unread(error) => error.to_string(),
        Incomparable::Size { is, right } => {
            let name = writer.naming.grid(of);
            format!("Yours is {is}, {name} is {right}.")
        }
    }
}

fn verdict(comparison: &Comparison, of: GridId, writer: &Writer<'_>) -> String {
    let name = writer.naming.grid(of);
    let cells = comparison.agree.len();
    let differ = comparison.agree.iter().filter(|agrees| !**agrees).count();
    let count = match (differ, cells) {
        (0, 1) => format!("Your {name} agrees."),
        (0, _) => format!("All {cells} cells of your {name} agree."),
        (_, 1) => format!("Your {name} differs."),
        _ => format!("{differ} of {cells} cells of your {name} differ."),
    };
    let labels: Vec<&str> = comparison.mistakes.iter().copied().map(mistake).collect();
    let cause = if differ == 0 {
        ""
    } else if labels.is_empty() {
        " No mistake of «Spot the bug» gives just this."
    } else {
        " This is what comes out with the mistake «"
    };
    let end = if labels.is_empty() { "" } else { "»." };
    [&count, cause, &labels.join("», or with «"), end].concat()
}

/// Numbers do not tell whose kernel is turned: that of the loop, or of the page.
const fn mistake(bug: Bug) -> &'static str {
    match bug {
        Bug::FlippedKernel => "kernel flipped in the loop, or not flipped in a gather",
        bug => label(bug),
    }
}

/// The cells that differ.
fn table(comparison: &Comparison, of: GridId, writer: &Writer<'_>) -> Table {
    let size = comparison.right.size();
    let agree = comparison.agree.iter().enumerate();
    let differing: Vec<usize> = agree
        .filter(|(_, agrees)| !**agrees)
        .map(|(index, _)| index)
        .collect();
    let most = writer.most_rows();
    let row = |&index: &usize| {
        let (right, yours) = (comparison.right.cells()[index], &comparison.entries[index]);
        let cell = CellRef::new(of, size.at(index));
        let texts = [
            writer.naming.cell(cell),
            yours.text.clone(),
            writer.number(right),
            writer.number(yours.value - right),
        ];
        Row {
            cells: texts.map(|text| vec![plain(text)]).into(),
            mark: None,
            term: None,
            button: None,
        }
    };
    Table {
        caption: ["Cells that differ", &cut_after(most, differing.len())].concat(),
        columns: CELLS,
        rows: differing.iter().take(most).map(row).collect(),
    }
}
