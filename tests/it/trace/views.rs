//! Three ways through the backward pass: all end in the same gradients, and on
//! the way show what an independent sum says.

use convscope::math::{At, BackwardView, Layer};
use convscope::trace::{CellRef, Frame, GridId, Trace};

use super::{last, positions, traces};
use crate::math::golden;
use crate::oracle;
use crate::support::{
    Rows, assert_agree, assert_grids_agree, bits, cells_of, for_all, grid_of, layers_with_a_loss,
    seven_by_seven,
};

#[test]
fn every_view_ends_in_the_oracle_s_gradients_for_every_setting() {
    for layer in seven_by_seven() {
        assert_ends(&layer);
    }
}

#[test]
fn every_view_ends_in_the_oracle_s_gradients_for_every_layer() {
    for_all(&layers_with_a_loss(6), |layer| assert_ends(&layer));
}

#[track_caller]
fn assert_ends(layer: &Layer) {
    let (z, _) = oracle::forward(layer);
    let expected = oracle::delta(layer, &z);
    let (dx, dw, db) = oracle::backward(layer, &expected);
    let whole = layer.backward(&layer.forward());
    for trace in traces(layer) {
        let view = trace.view();
        let end = trace
            .frame(last(layer, view))
            .gradients()
            .expect("the last frame");
        assert_grids_agree(&format!("dZ, {view:?}"), &end.dz, &expected);
        assert_grids_agree(&format!("dX, {view:?}"), &end.sums.dx, &dx);
        assert_grids_agree(&format!("dW, {view:?}"), &end.sums.dw, &dw);
        assert_agree(&format!("db, {view:?}"), end.sums.db, db);

        assert_eq!(end, trace.gradients());
        assert_eq!(
            bits(end.sums.dx.cells()),
            bits(whole.sums.dx.cells()),
            "{view:?}"
        );
        assert_eq!(
            bits(end.sums.dw.cells()),
            bits(whole.sums.dw.cells()),
            "{view:?}"
        );
        assert_eq!(end.sums.db.to_bits(), whole.sums.db.to_bits(), "{view:?}");
    }
}

#[test]
fn every_golden_layer_agrees_with_pytorch_in_every_view() {
    for case in golden::cases() {
        let layer = case.layer();
        for trace in traces(&layer) {
            case.assert_gradients(&trace.gradients());
        }
    }
}

#[test]
fn every_step_of_a_view_by_cells_shows_whole_sums_for_every_setting() {
    for layer in seven_by_seven() {
        assert_whole_sums(&layer);
    }
}

#[test]
fn every_step_of_a_view_by_cells_shows_whole_sums_for_every_layer() {
    for_all(&layers_with_a_loss(4), |layer| assert_whole_sums(&layer));
}

/// A cell whose step has come holds its whole sum, the others nothing; db comes
/// with the last step.
#[track_caller]
fn assert_whole_sums(layer: &Layer) {
    let (z, _) = oracle::forward(layer);
    let (dx, dw, db) = oracle::backward(layer, &oracle::delta(layer, &z));
    let before = positions(layer).len() + 2;
    for view in [BackwardView::Gather, BackwardView::Matrix] {
        let trace = Trace::of(layer).seen(view);
        let last = last(layer, view);
        for number in 0..=last {
            let frame = trace.frame(number);
            let mut step = before;
            for (grid, sums) in [(GridId::Dx, &dx), (GridId::Dw, &dw)] {
                step = assert_cells(&frame, (grid, sums), number, step);
            }
            assert_eq!(step, last);
            assert_eq!(
                !frame.db.cells().is_empty(),
                number == last,
                "db after {number}"
            );
            assert_agree("db", frame.db.get(At::ORIGIN).unwrap_or(db), db);
        }
    }
}

/// Each cell's step is the one after that of the cell before it; answers the
/// step of the last.
#[track_caller]
fn assert_cells(
    frame: &Frame,
    (grid, sums): (GridId, &Rows),
    number: usize,
    mut step: usize,
) -> usize {
    for at in cells_of(grid_of(sums).size()) {
        step += 1;
        let what = format!("{} after {number}", CellRef::new(grid, at));
        match frame.value(grid, at) {
            Some(got) if number >= step => assert_agree(&what, got, sums[at.row][at.col]),
            got => assert_eq!((got, number < step), (None, true), "{what}"),
        }
    }
    step
}
