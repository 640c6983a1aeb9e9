//! The laws of the steps: their order, the frame after each, the products
//! they add, where each number comes from, and the cells they light.

mod contributions;
mod frames;
mod highlight;
mod provenance;
mod recordings;
mod views;

use std::collections::BTreeMap;

use convscope::math::{At, BackwardView, Layer, Size};
use convscope::trace::{CellRef, GridId, Step, Trace};

use crate::oracle;
use crate::support::cells_of;

/// A layer's trace in every view.
fn traces(layer: &Layer) -> [Trace<'_>; 3] {
    BackwardView::ALL.map(|view| Trace::of(layer).seen(view))
}

/// Every step of a trace with its number, counted by what is to be computed.
fn steps(trace: Trace<'_>) -> Vec<(usize, Step)> {
    let numbers = 0..=last(trace.layer(), trace.view());
    numbers
        .map(|number| (number, trace.steps().step(number)))
        .collect()
}

/// Number of the last step.
fn last(layer: &Layer, view: BackwardView) -> usize {
    let n = positions(layer).len();
    let backward = match view {
        BackwardView::Scatter => n,
        BackwardView::Gather | BackwardView::Matrix => {
            layer.x().cells().len() + layer.w().cells().len()
        }
    };
    n + 2 + backward
}

/// Where a cell has the bits it had, or `None` while it is not computed.
type Picture = BTreeMap<CellRef, Option<u64>>;

fn picture(trace: Trace<'_>, number: usize) -> Picture {
    let frame = trace.frame(number);
    let bits = |cell: CellRef| frame.value(cell.grid, cell.at).map(f64::to_bits);
    all_cells(trace.layer())
        .into_iter()
        .map(|cell| (cell, bits(cell)))
        .collect()
}

/// A kernel cell over a cell of X at a position.
#[derive(Clone, Copy, Debug)]
struct Meeting {
    position: At,
    kernel: At,
    input: At,
}

impl Meeting {
    /// The cell of a grid that takes part in it.
    fn cell(self, grid: GridId) -> CellRef {
        let at = match grid {
            GridId::X | GridId::Dx => self.input,
            GridId::W | GridId::Dw => self.kernel,
            GridId::B | GridId::Db => At::new(0, 0),
            GridId::Z | GridId::H | GridId::Dz | GridId::G | GridId::T => self.position,
        };
        CellRef::new(grid, at)
    }
}

/// All of them, by trying every combination; row-major over the kernel within
/// a position.
fn meetings(layer: &Layer) -> Vec<Meeting> {
    let spacing = layer.geometry().spacing();
    let mut all = Vec::new();
    for position in positions(layer) {
        for kernel in cells_of(layer.w().size()) {
            for input in cells_of(layer.x().size()) {
                if oracle::meet(spacing, position, kernel, input) {
                    all.push(Meeting {
                        position,
                        kernel,
                        input,
                    });
                }
            }
        }
    }
    all
}

/// The output positions, row after row, by laying the kernel on.
fn positions(layer: &Layer) -> Vec<At> {
    let spacing = layer.geometry().spacing();
    let (x, w) = (layer.x().size(), layer.w().size());
    let rows = oracle::starts(x.rows, w.rows, spacing).len();
    let cols = oracle::starts(x.cols, w.cols, spacing).len();
    cells_of(Size::new(rows, cols))
}

fn all_cells(layer: &Layer) -> Vec<CellRef> {
    let cells = |grid| grid_cells(layer, grid);
    GridId::ALL.into_iter().flat_map(cells).collect()
}

fn grid_cells(layer: &Layer, grid: GridId) -> Vec<CellRef> {
    let cells = cells_of(grid.size(layer.geometry())).into_iter();
    cells.map(|at| CellRef::new(grid, at)).collect()
}
