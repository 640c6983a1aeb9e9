//! Where each number comes from.

use convscope::math::{BackwardView, Layer};
use convscope::trace::{CellRef, Factor, Frame, GridId, Term, Trace};

use super::{Meeting, all_cells, grid_cells, last, meetings, positions, traces};
use crate::oracle;
use crate::support::{assert_agree, assert_near, for_all, layers_with_a_loss};

fn finished(trace: Trace<'_>) -> Frame {
    trace.frame(last(trace.layer(), trace.view()))
}

/// The two grids whose cells are multiplied into a cell of this one.
fn factors(grid: GridId) -> Option<[GridId; 2]> {
    match grid {
        GridId::Z => Some([GridId::X, GridId::W]),
        GridId::Dx => Some([GridId::W, GridId::Dz]),
        GridId::Dw => Some([GridId::X, GridId::Dz]),
        _ => None,
    }
}

/// One term for each position whose kernel brings the cell's factors together,
/// row-major over the positions, for Z over the kernel; the product of what
/// stands there, added up from b or 0 to what the padded algorithm says.
#[test]
fn terms_are_the_products_that_meet_in_a_cell() {
    for_all(&layers_with_a_loss(4), |layer| {
        let (z, _) = oracle::forward(&layer);
        let dz = oracle::delta(&layer, &z);
        let (dx, dw, _) = oracle::backward(&layer, &dz);
        let meetings = meetings(&layer);
        let value = |cell: CellRef| match cell.grid {
            GridId::X => layer.x()[cell.at],
            GridId::W => layer.w()[cell.at],
            _ => dz[cell.at.row][cell.at.col],
        };
        for trace in traces(&layer) {
            let finished = finished(trace);
            for cell in all_cells(&layer) {
                let Some(factors) = factors(cell.grid) else {
                    continue;
                };
                let here = |meeting: &&Meeting| meeting.cell(cell.grid) == cell;
                let here: Vec<&Meeting> = meetings.iter().filter(here).collect();
                let terms = trace.terms(cell, &finished);
                assert_eq!(terms.len(), here.len(), "terms of {cell}");

                let mut sum = if cell.grid == GridId::Z {
                    layer.bias()
                } else {
                    0.0
                };
                for (term, meeting) in terms.iter().zip(&here) {
                    let cells = factors.map(|grid| meeting.cell(grid));
                    let got: Vec<CellRef> = term.factors.iter().map(|factor| factor.cell).collect();
                    assert_eq!(got, cells, "factors of {cell}");
                    for factor in &term.factors {
                        assert_agree("factor", factor.value, value(factor.cell));
                    }
                    assert_eq!(term.position, meeting.position, "position in {cell}");
                    let product = value(cells[0]) * value(cells[1]);
                    assert_agree("product", term.product, product);
                    sum += product;
                    assert_agree("sum", term.sum, sum);
                }
                let whole = match cell.grid {
                    GridId::Z => &z,
                    GridId::Dx => &dx,
                    _ => &dw,
                };
                assert_agree(&cell.to_string(), sum, whole[cell.at.row][cell.at.col]);
            }
        }
    });
}

/// The last sum is what the cell shows, to the last bit; without terms it
/// shows b or 0.
#[test]
fn terms_add_up_to_what_the_cell_shows() {
    for_all(&layers_with_a_loss(5), |layer| {
        for trace in traces(&layer) {
            let finished = finished(trace);
            for cell in all_cells(&layer) {
                let start = match cell.grid {
                    GridId::Z => layer.bias(),
                    GridId::Dx | GridId::Dw => 0.0,
                    _ => continue,
                };
                let terms = trace.terms(cell, &finished);
                let sum = terms.last().map_or(start, |term| term.sum);
                let shown = finished.value(cell.grid, cell.at);
                assert_eq!(Some(sum.to_bits()), shown.map(f64::to_bits), "{cell}");
            }
        }
    });
}

/// A term's step is the one that brings it: a cell that is computed at once
/// appears there, one that accumulates grows there by the product.
#[test]
fn a_term_names_the_step_that_adds_it() {
    for_all(&layers_with_a_loss(4), |layer| {
        for trace in traces(&layer) {
            let last = last(&layer, trace.view());
            let frames: Vec<Frame> = (0..=last).map(|number| trace.frame(number)).collect();
            for cell in all_cells(&layer) {
                for term in trace.terms(cell, &frames[last]) {
                    let Some(before) = term.step.checked_sub(1) else {
                        panic!("{cell} before the first step");
                    };
                    let [before, after] =
                        [before, term.step].map(|number| frames[number].value(cell.grid, cell.at));
                    let after = after.unwrap_or(f64::NAN);
                    let accumulates = trace.view() == BackwardView::Scatter
                        && matches!(cell.grid, GridId::Dx | GridId::Dw | GridId::Db);
                    if accumulates {
                        let before = before.unwrap_or(f64::NAN);
                        // What is subtracted may be larger than what is left.
                        let tolerance = 1e-12 * (1.0 + before.abs() + after.abs());
                        assert_near(&cell.to_string(), after - before, term.product, tolerance);
                        assert_eq!(after.to_bits(), term.sum.to_bits(), "{cell}");
                    } else {
                        assert_eq!(before, None, "{cell} before step {}", term.step);
                        assert!(!after.is_nan(), "{cell} after step {}", term.step);
                    }
                }
            }
        }
    });
}

/// H comes of Z, and dZ of G; there is nothing to add up.
#[test]
fn h_and_dz_have_one_term() {
    for_all(&layers_with_a_loss(5), |layer| {
        let n = positions(&layer).len();
        let (z, h) = oracle::forward(&layer);
        let dz = oracle::delta(&layer, &z);
        for trace in traces(&layer) {
            let finished = finished(trace);
            for (grid, whole, from, step) in [
                (GridId::H, &h, GridId::Z, n + 1),
                (GridId::Dz, &dz, GridId::G, n + 2),
            ] {
                for cell in grid_cells(&layer, grid) {
                    let terms = trace.terms(cell, &finished);
                    let [term] = terms.as_slice() else {
                        panic!("{} terms of {cell}", terms.len());
                    };
                    assert_one(term, cell, from, step);
                    let value = whole[cell.at.row][cell.at.col];
                    assert_agree("term", term.product, value);
                    assert_eq!(term.sum, term.product);
                    let factor = finished.value(from, cell.at);
                    assert_eq!(Some(term.factors[0].value), factor);
                }
            }
        }
    });
}

#[track_caller]
fn assert_one(term: &Term, cell: CellRef, from: GridId, step: usize) {
    let cells: Vec<CellRef> = term
        .factors
        .iter()
        .map(|&Factor { cell, .. }| cell)
        .collect();
    assert_eq!(cells, [CellRef::new(from, cell.at)]);
    assert_eq!((term.step, term.position), (step, cell.at));
}

#[test]
fn what_is_given_has_no_terms() {
    for_all(&layers_with_a_loss(3), |layer: Layer| {
        for trace in traces(&layer) {
            let finished = finished(trace);
            for grid in [GridId::X, GridId::W, GridId::G, GridId::T] {
                for cell in grid_cells(&layer, grid) {
                    assert_eq!(trace.terms(cell, &finished), [], "{cell}");
                }
            }
        }
    });
}
