//! Results to JavaScript values.

use serde::{Serialize, Serializer};
use wasm_bindgen::prelude::*;

use crate::math::{Check, Checked, Forward, Gradient, GradientSums, Grid, Size};
use crate::trace::{Frame, GridId, Partial, Steps, Term};

/// A result as a JavaScript value, with `null` for what is missing.
pub(super) fn to_js(result: &impl Serialize) -> Result<JsValue, JsError> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    Ok(result.serialize(&serializer)?)
}

#[derive(Serialize)]
pub(super) struct ForwardResult<'a> {
    z: Rows<'a>,
    h: Rows<'a>,
}

impl<'a> ForwardResult<'a> {
    pub(super) fn of(Forward { z, h }: &'a Forward) -> Self {
        Self {
            z: Rows::of(z),
            h: Rows::of(h),
        }
    }
}

#[derive(Serialize)]
pub(super) struct BackwardResult<'a> {
    dz: Rows<'a>,
    dx: Rows<'a>,
    dw: Rows<'a>,
    db: f64,
}

impl<'a> BackwardResult<'a> {
    pub(super) fn of(dz: &'a Grid, sums: &'a GradientSums) -> Self {
        Self {
            dz: Rows::of(dz),
            dx: Rows::of(&sums.dx),
            dw: Rows::of(&sums.dw),
            db: sums.db,
        }
    }
}

#[derive(Serialize)]
pub(super) struct FrameResult<'a> {
    step: usize,
    steps: usize,
    phase: &'static str,
    row: Option<usize>,
    col: Option<usize>,
    z: Rows<'a>,
    h: Rows<'a>,
    dz: Rows<'a>,
    dx: Rows<'a>,
    dw: Rows<'a>,
    db: Option<f64>,
}

impl<'a> FrameResult<'a> {
    pub(super) fn of(number: usize, steps: Steps, frame: &'a Frame) -> Self {
        let step = steps.step(number);
        let position = step.position();
        Self {
            step: number,
            steps: steps.last(),
            phase: step.phase().name(),
            row: position.map(|at| at.row),
            col: position.map(|at| at.col),
            z: Rows::known(&frame.z),
            h: Rows::known(&frame.h),
            dz: Rows::known(&frame.dz),
            dx: Rows::known(&frame.dx),
            dw: Rows::known(&frame.dw),
            db: frame.db,
        }
    }
}

#[derive(Serialize)]
pub(super) struct CheckResult {
    max_relative_error: f64,
    cells: Vec<CheckedCell>,
}

impl CheckResult {
    pub(super) fn of(check: &Check) -> Self {
        Self {
            max_relative_error: check.max_relative_error(),
            cells: check.cells.iter().map(CheckedCell::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct CheckedCell {
    grid: &'static str,
    row: Option<usize>,
    col: Option<usize>,
    analytic: f64,
    numeric: f64,
    relative_error: f64,
    /// A property only of the cells where it is true.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    kink: bool,
}

impl CheckedCell {
    fn of(checked: &Checked) -> Self {
        let (grid, at) = match checked.gradient {
            Gradient::Dx(at) => (GridId::Dx.name(), Some(at)),
            Gradient::Dw(at) => (GridId::Dw.name(), Some(at)),
            Gradient::Db => ("db", None),
            Gradient::Dz(at) => (GridId::Dz.name(), Some(at)),
        };
        Self {
            grid,
            row: at.map(|at| at.row),
            col: at.map(|at| at.col),
            analytic: checked.analytic,
            numeric: checked.numeric(),
            relative_error: checked.relative_error(),
            kink: checked.kink,
        }
    }
}

/// One product of a cell's sum, and where it comes from.
#[derive(Serialize)]
pub(super) struct ProductResult {
    row: usize,
    col: usize,
    a: f64,
    b: f64,
    product: f64,
    sum: f64,
}

impl ProductResult {
    /// `None` for a term that is no product of two factors.
    pub(super) fn of(grid: GridId, term: &Term) -> Option<Self> {
        let [a, b] = term.factors.first_chunk()?;
        let at = match grid {
            GridId::Z => a.cell.at,
            _ => term.position,
        };
        Some(Self {
            row: at.row,
            col: at.col,
            a: a.value,
            b: b.value,
            product: term.product,
            sum: term.sum,
        })
    }
}

/// A grid as an array of rows, `null` where a cell is not computed yet.
pub(super) struct Rows<'a> {
    size: Size,
    /// The computed cells, row-major from the first.
    cells: &'a [f64],
}

impl<'a> Rows<'a> {
    pub(super) fn of(grid: &'a Grid) -> Self {
        Self {
            size: grid.size(),
            cells: grid.cells(),
        }
    }

    fn known(grid: &'a Partial) -> Self {
        Self {
            size: grid.size(),
            cells: grid.cells(),
        }
    }
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { size, cells } = *self;
        serializer.collect_seq((0..size.rows).map(|row| Row {
            cols: size.cols,
            cells: cells.chunks(size.cols).nth(row).unwrap_or_default(),
        }))
    }
}

/// One row of such a grid. It is made here, not by serde, which would make each
/// number a JavaScript value of its own before it puts it into the array.
struct Row<'a> {
    cols: usize,
    cells: &'a [f64],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let row = Numbers::new(self.cols);
        for (col, &cell) in self.cells.iter().enumerate() {
            row.set(col, cell);
        }
        row.fill(&JsValue::NULL, self.cells.len());
        serde_wasm_bindgen::preserve::serialize(&row, serializer)
    }
}

#[wasm_bindgen]
extern "C" {
    /// An array that takes numbers as they are.
    #[wasm_bindgen(extends = js_sys::Object, js_name = Array)]
    type Numbers;

    #[wasm_bindgen(constructor, js_class = Array)]
    fn new(length: usize) -> Numbers;

    #[wasm_bindgen(method, indexing_setter)]
    fn set(this: &Numbers, index: usize, number: f64);

    #[wasm_bindgen(method)]
    fn fill(this: &Numbers, value: &JsValue, start: usize);
}
