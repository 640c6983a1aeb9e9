//! Switching between the views of the backward pass.

use convscope::app::{Model, Msg, update};
use convscope::math::BackwardView;
use convscope::trace::GridId;

use super::check;

const GATHER: Msg = Msg::ViewChosen(BackwardView::Gather);
const MATRIX: Msg = Msg::ViewChosen(BackwardView::Matrix);
const SCATTER: Msg = Msg::ViewChosen(BackwardView::Scatter);

/// 4 + 2 + 9 + 4 steps.
#[test]
fn a_step_that_views_share_stays() {
    for step in 0..=6 {
        let stays = format!("step {step}/19");
        check([Msg::Sought(step), GATHER], &[&stays, "gather"]);
    }
    check([Msg::Sought(3), MATRIX, SCATTER], &["step 3/10"]);
}

#[test]
fn the_last_step_stays_the_last() {
    check([Msg::LastPressed, MATRIX], &["step 19/19", "matrix"]);
    check(
        [Msg::LastPressed, MATRIX, GATHER],
        &["step 19/19", "gather"],
    );
    check([Msg::LastPressed, GATHER, SCATTER], &["step 10/10"]);
}

#[test]
fn other_backward_steps_keep_their_cell() {
    check([Msg::Sought(8), GATHER], &["step 7/19", "gather"]);
    // dX[2,2] is complete with the last position, dX[1,0] with the third.
    check([GATHER, Msg::Sought(15), SCATTER], &["step 10/10"]);
    check([GATHER, Msg::Sought(10), SCATTER], &["step 9/10"]);
    check([GATHER, Msg::Sought(15), MATRIX], &["step 15/19", "matrix"]);
    let pin = Msg::Picked(super::cell("dW[0,1]"));
    check(
        [pin, Msg::Sought(8), MATRIX],
        &["step 17/19", "matrix", "pinned dW[0,1]"],
    );
    check([Msg::Sought(9), SCATTER], &["step 9/10"]);
}

#[test]
fn a_double_click_on_dz_leads_to_the_first_cell() {
    let mut model = Model::default();
    update(&mut model, GATHER);
    update(&mut model, Msg::Sought(6));
    update(&mut model, Msg::DoubleClicked(super::cell("dZ[1,1]")));
    assert_eq!(model.step, 7);
    let step = model.steps().step(model.step);
    assert_eq!(step.target().map(|cell| cell.grid), Some(GridId::Dx));
}
