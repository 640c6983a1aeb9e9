//! Results to JavaScript values.

use serde::{Serialize, Serializer};
use wasm_bindgen::{JsError, JsValue};

use crate::math::{At, Check, Checked, Forward, Gradient, GradientSums, Grid};
use crate::trace::{Frame, GridId, Partial, Steps, Term};

/// A result as a JavaScript value, with `null` for what is missing.
pub(crate) fn to_js(result: &impl Serialize) -> Result<JsValue, JsError> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    Ok(result.serialize(&serializer)?)
}

#[derive(Serialize)]
pub(super) struct ForwardResult<'a> {
    z: Rows<'a>,
    h: Rows<'a>,
}

impl<'a> ForwardResult<'a> {
    pub(super) const fn of(Forward { z, h }: &'a Forward) -> Self {
        Self {
            z: Rows(z),
            h: Rows(h),
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
    pub(super) const fn of(dz: &'a Grid, sums: &'a GradientSums) -> Self {
        Self {
            dz: Rows(dz),
            dx: Rows(&sums.dx),
            dw: Rows(&sums.dw),
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
    z: PartialRows<'a>,
    h: PartialRows<'a>,
    dz: PartialRows<'a>,
    dx: PartialRows<'a>,
    dw: PartialRows<'a>,
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
            z: PartialRows(&frame.z),
            h: PartialRows(&frame.h),
            dz: PartialRows(&frame.dz),
            dx: PartialRows(&frame.dx),
            dw: PartialRows(&frame.dw),
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

/// A grid as an array of rows.
pub(crate) struct Rows<'a>(pub(crate) &'a Grid);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.rows())
    }
}

/// A grid as an array of rows, `null` where a cell is not computed yet.
struct PartialRows<'a>(&'a Partial);

impl Serialize for PartialRows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let size = self.0.size();
        serializer.collect_seq((0..size.rows).map(|row| PartialRow(self.0, row)))
    }
}

struct PartialRow<'a>(&'a Partial, usize);

impl Serialize for PartialRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(grid, row) = *self;
        let cols = 0..grid.size().cols;
        serializer.collect_seq(cols.map(|col| grid.get(At::new(row, col))))
    }
}
