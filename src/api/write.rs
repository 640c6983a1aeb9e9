//! Results to JavaScript values.

use serde::{Serialize, Serializer};
use wasm_bindgen::{JsError, JsValue};

use crate::math::{Forward, GradientSums, Grid};
use crate::trace::{Frame, Partial, Steps};

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
    dx: Rows<'a>,
    dw: Rows<'a>,
    db: f64,
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
            dx: Rows(&frame.sums.dx),
            dw: Rows(&frame.sums.dw),
            db: frame.sums.db,
        }
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
        serializer.collect_seq(cols.map(|col| grid.get(crate::math::At::new(row, col))))
    }
}
