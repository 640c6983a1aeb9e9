//! Results to JavaScript values, with `null` for what is missing.
//!
//! JavaScript makes the objects, so that the names of their properties are not
//! handed over each time.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use crate::math::{At, Check, Checked, Forward, Gradient, GradientSums, Grid, Obstacle, Size};
use crate::trace::{Frame, GridId, Partial, Steps, Term};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = "((z, h) => ({ z, h }))")]
    fn values(z: &JsValue, h: &JsValue) -> Object;

    /// As arrays of rows, or as typed arrays.
    #[wasm_bindgen(js_name = "((dz, dx, dw, db) => ({ dz, dx, dw, db: db ?? null }))")]
    pub(super) fn gradients(dz: &JsValue, dx: &JsValue, dw: &JsValue, db: Option<f64>) -> Object;

    #[wasm_bindgen(
        js_name = "((step, steps, phase, row, col) => ({ step, steps, phase, row: row ?? null, col: col ?? null }))"
    )]
    fn place(
        step: usize,
        steps: usize,
        phase: &str,
        row: Option<usize>,
        col: Option<usize>,
    ) -> Object;

    #[wasm_bindgen(
        js_name = "((max_relative_error, compared, cells) => ({ max_relative_error, compared, cells }))"
    )]
    fn checked(max_relative_error: f64, compared: usize, cells: &Array) -> Object;

    /// What stands in the way of a comparison is a property of its own, only where it does.
    #[wasm_bindgen(
        js_name = "((grid, row, col, analytic, numeric, relative_error, obstacle) => ({ grid, row: row ?? null, col: col ?? null, analytic, numeric, relative_error, ...(obstacle && { [obstacle]: true }) }))"
    )]
    fn checked_cell(
        grid: &str,
        row: Option<usize>,
        col: Option<usize>,
        analytic: f64,
        numeric: f64,
        relative_error: f64,
        obstacle: &str,
    ) -> Object;

    #[wasm_bindgen(
        js_name = "((row, col, a, b, product, sum) => ({ row, col, a, b, product, sum }))"
    )]
    fn product_of(row: usize, col: usize, a: f64, b: f64, product: f64, sum: f64) -> Object;
}

pub(super) fn forward_result(Forward { z, h }: &Forward) -> Object {
    values(&rows(z), &rows(h))
}

pub(super) fn backward_result(dz: &Grid, sums: &GradientSums) -> Object {
    gradients(&rows(dz), &rows(&sums.dx), &rows(&sums.dw), Some(sums.db))
}

pub(super) fn frame_result(number: usize, steps: Steps, frame: &Frame) -> Object {
    let step = steps.step(number);
    let [row, col] = row_and_col(step.position());
    let result = place(number, steps.last(), step.phase().name(), row, col);
    let values = values(&known(&frame.z), &known(&frame.h));
    let [dz, dx, dw] = [&frame.dz, &frame.dx, &frame.dw].map(known);
    let gradients = gradients(&dz, &dx, &dw, frame.db.get(At::ORIGIN));
    Object::assign(&Object::assign(&result, &values), &gradients)
}

pub(super) fn check_result(check: &Check) -> Object {
    let cells = check.cells.iter().map(check_of).collect();
    checked(check.max_relative_error(), check.compared().count(), &cells)
}

fn check_of(checked: &Checked) -> Object {
    let (grid, at) = match checked.gradient {
        Gradient::Dx(at) => (GridId::Dx.name(), Some(at)),
        Gradient::Dw(at) => (GridId::Dw.name(), Some(at)),
        Gradient::Db => ("db", None),
        Gradient::Dz(at) => (GridId::Dz.name(), Some(at)),
    };
    let [row, col] = row_and_col(at);
    checked_cell(
        grid,
        row,
        col,
        checked.analytic,
        checked.numeric(),
        checked.relative_error(),
        checked.obstacle.map_or("", obstacle_name),
    )
}

const fn obstacle_name(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::NotFinite => "not_finite",
        Obstacle::Kink => "kink",
        Obstacle::TooSmall => "too_small",
    }
}

/// One product of a cell's sum, and where it comes from; `None` for a term that
/// is no product of two factors.
pub(super) fn product_result(grid: GridId, term: &Term) -> Option<Object> {
    let [a, b] = term.factors.first_chunk()?;
    let At { row, col } = match grid {
        GridId::Z => a.cell.at,
        _ => term.position,
    };
    Some(product_of(
        row,
        col,
        a.value,
        b.value,
        term.product,
        term.sum,
    ))
}

fn row_and_col(at: Option<At>) -> [Option<usize>; 2] {
    [at.map(|at| at.row), at.map(|at| at.col)]
}

fn rows(grid: &Grid) -> Array {
    array_of_rows(grid.size(), grid.cells())
}

fn known(grid: &Partial) -> Array {
    array_of_rows(grid.size(), grid.cells())
}

/// A grid as an array of rows, `null` where a cell is not computed yet: the
/// computed cells are given, row-major from the first.
fn array_of_rows(Size { rows, cols }: Size, cells: &[f64]) -> Array {
    let mut chunks = cells.chunks(cols);
    (0..rows)
        .map(|_| {
            let cells = chunks.next().unwrap_or_default();
            let row = Numbers::new(cols);
            for (col, &cell) in cells.iter().enumerate() {
                row.set(col, cell);
            }
            row.fill(&JsValue::NULL, cells.len());
            row
        })
        .collect()
}

#[wasm_bindgen]
extern "C" {
    /// An array that takes numbers as they are, and not each as a JavaScript
    /// value of its own.
    #[wasm_bindgen(extends = Object, js_name = Array)]
    type Numbers;

    #[wasm_bindgen(constructor, js_class = Array)]
    fn new(length: usize) -> Numbers;

    #[wasm_bindgen(method, indexing_setter)]
    fn set(this: &Numbers, index: usize, number: f64);

    #[wasm_bindgen(method)]
    fn fill(this: &Numbers, value: &JsValue, start: usize);
}
