//! The order of the steps, and what is true after each.

use std::collections::BTreeSet;

use convscope::math::{At, BackwardView, Bug, Gradients, Layer, Loss};
use convscope::trace::{CellRef, GridId, Step, Trace};

use super::{all_cells, grid_cells, last, meetings, picture, positions, steps, traces};
use crate::math::bugs::mistaken;
use crate::oracle;
use crate::support::{
    assert_agree, assert_grids_agree, bits, cells_of, for_all, layers, layers_with_a_loss,
};

/// Forward position by position; backward so too where it scatters, else cell
/// by cell of dX and then of dW; all row-major.
#[test]
fn each_pass_goes_row_by_row() {
    for_all(&layers(6), |layer| {
        let positions = positions(&layer);
        let gradient = |grid| move |at| Step::Gradient(CellRef::new(grid, at));
        let dx = cells_of(layer.x().size())
            .into_iter()
            .map(gradient(GridId::Dx));
        let dw = cells_of(layer.w().size())
            .into_iter()
            .map(gradient(GridId::Dw));
        let cells: Vec<Step> = dx.chain(dw).collect();
        for (view, backward) in [
            (
                BackwardView::Scatter,
                positions.iter().copied().map(Step::Backward).collect(),
            ),
            (BackwardView::Gather, cells.clone()),
            (BackwardView::Matrix, cells),
        ] {
            let mut expected = vec![Step::Start];
            expected.extend(positions.iter().copied().map(Step::Forward));
            expected.extend([Step::Activation, Step::ActivationGradient]);
            let first_backward = expected.len();
            expected.extend(&backward);

            let steps = Trace::of(&layer).seen(view).steps();
            assert_eq!(steps.positions(), positions.len());
            assert_eq!(steps.in_backward(), backward.len());
            assert_eq!(steps.first_backward(), first_backward);
            assert_eq!(steps.last(), expected.len() - 1);
            let order: Vec<Step> = (0..expected.len())
                .map(|number| steps.step(number))
                .collect();
            assert_eq!(order, expected, "{view:?}");
        }
    });
}

/// Where a position or a cell leads to: the step that computes it; a position
/// of dZ leads to the first backward step where that goes by cells.
#[test]
fn steps_are_found_by_what_they_compute() {
    for_all(&layers(6), |layer| {
        for trace in traces(&layer) {
            let find = trace.steps();
            for (number, step) in steps(trace) {
                match step {
                    Step::Forward(at) => assert_eq!(find.forward(at), number),
                    Step::Backward(at) => assert_eq!(find.backward(at), number),
                    Step::Gradient(cell) => {
                        assert_eq!(find.reaching(At::new(0, 0), cell), number);
                        assert_eq!(find.backward(At::new(0, 0)), positions(&layer).len() + 3);
                    }
                    _ => {}
                }
                let position = match step {
                    Step::Forward(at) | Step::Backward(at) => Some(at),
                    _ => None,
                };
                let target = match step {
                    Step::Gradient(cell) => Some(cell),
                    _ => None,
                };
                assert_eq!((step.position(), step.target()), (position, target));
            }
        }
    });
}

#[test]
fn phases_have_their_published_names() {
    let origin = At::new(0, 0);
    let names = [
        (Step::Start, "start"),
        (Step::Forward(origin), "forward"),
        (Step::Activation, "activation"),
        (Step::ActivationGradient, "activation-gradient"),
        (Step::Backward(origin), "backward"),
        (Step::Gradient(CellRef::new(GridId::Dw, origin)), "backward"),
    ];
    for (step, name) in names {
        assert_eq!(step.phase().name(), name);
    }
    let views = BackwardView::ALL.map(BackwardView::name);
    assert_eq!(views, ["scatter", "gather", "matrix"]);
}

#[test]
fn the_last_frame_is_the_whole_computation_bit_for_bit() {
    for_all(&layers_with_a_loss(7), |layer| {
        let forward = layer.forward();
        let Gradients { dz, sums } = layer.backward(&forward);
        for trace in traces(&layer) {
            let last = trace.frame(last(&layer, trace.view()));
            for (name, shown, whole) in [
                ("Z", last.z.cells(), forward.z.cells()),
                ("H", last.h.cells(), forward.h.cells()),
                ("dZ", last.dz.cells(), dz.cells()),
                ("dX", last.dx.cells(), sums.dx.cells()),
                ("dW", last.dw.cells(), sums.dw.cells()),
                ("db", last.db.cells(), &[sums.db]),
            ] {
                assert_eq!(bits(shown), bits(whole), "{name}, {:?}", trace.view());
            }
        }
    });
}

/// The table of steps in DESIGN.md: how many cells of each grid are known.
/// dX, dW and db start at 0 where they accumulate.
#[test]
fn each_phase_makes_its_numbers_known() {
    for_all(&layers_with_a_loss(5), |layer| {
        let n = positions(&layer).len();
        let (inputs, kernel) = (layer.x().cells().len(), layer.w().cells().len());
        for trace in traces(&layer) {
            for (number, _) in steps(trace) {
                let frame = trace.frame(number);
                let known = [&frame.z, &frame.h, &frame.dz].map(|grid| grid.cells().len());
                let expected = match number {
                    0 => [0, 0, 0],
                    z if z <= n => [z, 0, 0],
                    h if h == n + 1 => [n, n, 0],
                    _ => [n, n, n],
                };
                assert_eq!(known, expected, "after step {number}");

                let waits = layer.loss().has_target() && number <= n;
                assert_eq!(frame.g.cells().len(), if waits { 0 } else { n });
                assert_eq!(frame.t.cells(), layer.t().cells());

                let sums = (
                    frame.dx.cells().len(),
                    frame.dw.cells().len(),
                    !frame.db.cells().is_empty(),
                );
                let done = number.saturating_sub(n + 2);
                let expected = match trace.view() {
                    BackwardView::Scatter => (inputs, kernel, true),
                    _ if done <= inputs => (done, 0, false),
                    _ => (inputs, done - inputs, done == inputs + kernel),
                };
                assert_eq!(sums, expected, "after step {number}, {:?}", trace.view());
                let all = number >= n + 2 && expected == (inputs, kernel, true);
                assert_eq!(frame.gradients().is_some(), all);
            }
        }
    });
}

/// What follows from H and T, once H is there; else the G that was given.
#[test]
fn a_frame_shows_the_upstream_gradient_in_force() {
    for_all(&layers_with_a_loss(4), |layer| {
        let (_, h) = oracle::forward(&layer);
        let g = Trace::of(&layer).frame(positions(&layer).len() + 1).g;
        for at in positions(&layer) {
            let expected = match layer.loss() {
                Loss::Sum => 1.0,
                Loss::SquaredError => h[at.row][at.col] - layer.t()[at],
                Loss::MeanSquaredError => {
                    (h[at.row][at.col] - layer.t()[at]) * 2.0 / positions(&layer).len() as f64
                }
                Loss::ByHand => layer.g()[at],
            };
            assert_agree("G", g.get(at).unwrap_or(f64::NAN), expected);
        }
    });
}

/// Each frame is computed from nothing, so every way to a step shows the same.
#[test]
fn a_step_changes_its_own_cells_and_no_others() {
    for_all(&layers_with_a_loss(5), |layer| {
        for trace in traces(&layer) {
            let mut before = picture(trace, 0);
            for (number, step) in steps(trace).into_iter().skip(1) {
                let after = picture(trace, number);
                let changed = |cell: &&CellRef| before[*cell] != after[*cell];
                let own = cells_of_change(&layer, step);
                for cell in after.keys().filter(changed) {
                    assert!(own.contains(cell), "step {number} changes {cell}");
                }
                before = after;
            }
        }
    });
}

/// What the table of steps lets a step change.
fn cells_of_change(layer: &Layer, step: Step) -> BTreeSet<CellRef> {
    let whole = |grid| grid_cells(layer, grid).into_iter();
    match step {
        Step::Start => BTreeSet::new(),
        Step::Forward(at) => BTreeSet::from([CellRef::new(GridId::Z, at)]),
        // G follows from H and T then.
        Step::Activation if layer.loss().has_target() => {
            whole(GridId::H).chain(whole(GridId::G)).collect()
        }
        Step::Activation => whole(GridId::H).collect(),
        Step::ActivationGradient => whole(GridId::Dz).collect(),
        Step::Backward(at) => meetings(layer)
            .iter()
            .filter(|meeting| meeting.position == at)
            .flat_map(|meeting| [meeting.cell(GridId::Dx), meeting.cell(GridId::Dw)])
            .chain(whole(GridId::Db))
            .collect(),
        // With the last cell of dW comes db.
        Step::Gradient(cell) if Some(&cell) == grid_cells(layer, GridId::Dw).last() => {
            whole(GridId::Db).chain([cell]).collect()
        }
        Step::Gradient(cell) => BTreeSet::from([cell]),
    }
}

/// After m backward steps the sums are those of a dZ that is 0 at every later
/// position.
#[test]
fn sums_so_far_are_the_gradients_of_the_positions_so_far() {
    for_all(&layers_with_a_loss(4), |layer| {
        let (z, _) = oracle::forward(&layer);
        let whole = oracle::delta(&layer, &z);
        let positions = positions(&layer);
        for done in 0..=positions.len() {
            let mut dz = whole.clone();
            for at in &positions[done..] {
                dz[at.row][at.col] = 0.0;
            }
            let (dx, dw, db) = oracle::backward(&layer, &dz);
            let frame = Trace::of(&layer).frame(positions.len() + 2 + done);
            for (name, got, expected) in [("dX", &frame.dx, &dx), ("dW", &frame.dw, &dw)] {
                let got = got.grid().expect("all cells");
                assert_grids_agree(&format!("{name} after {done}"), &got, expected);
            }
            let got = frame.db.cells()[0];
            assert_agree(&format!("db after {done}"), got, db);
        }
    });
}

#[test]
fn a_step_past_the_end_is_the_last() {
    for_all(&layers(4), |layer| {
        for trace in traces(&layer) {
            let last = last(&layer, trace.view());
            for number in [last + 1, usize::MAX] {
                assert_eq!(picture(trace, number), picture(trace, last));
                assert_eq!(trace.steps().step(number), trace.steps().step(last));
                let same = trace.contributions(number) == trace.contributions(last);
                assert!(same, "contributions of step {number}");
            }
        }
    });
}

/// The scatter loop with a mistake, run to its end.
#[test]
fn a_run_with_a_mistake_ends_in_its_gradients() {
    for_all(&layers_with_a_loss(5), |layer| {
        for bug in Bug::ALL {
            let trace = Trace::of(&layer).with(Some(bug));
            let (dz, (dx, dw, db)) = mistaken(bug, &layer);
            let got = trace.gradients();
            assert_grids_agree(&format!("{bug:?}: dZ"), &got.dz, &dz);
            assert_grids_agree(&format!("{bug:?}: dX"), &got.sums.dx, &dx);
            assert_grids_agree(&format!("{bug:?}: dW"), &got.sums.dw, &dw);
            assert_agree(&format!("{bug:?}: db"), got.sums.db, db);
        }
        assert_eq!(
            Trace::of(&layer).gradients(),
            layer.backward(&layer.forward())
        );
    });
}

/// What an earlier pass has left is there from the start; every other mistake
/// starts with zeros.
#[test]
fn a_run_that_zeroes_nothing_starts_with_the_gradients() {
    for_all(&layers(4), |layer| {
        let (z, _) = oracle::forward(&layer);
        let (dx, dw, db) = oracle::backward(&layer, &oracle::delta(&layer, &z));
        for bug in Bug::ALL {
            let frame = Trace::of(&layer).with(Some(bug)).frame(0);
            let left = f64::from(bug == Bug::NotZeroed);
            let cells = all_cells(&layer).into_iter();
            for cell in cells.filter(|cell| matches!(cell.grid, GridId::Dx | GridId::Dw)) {
                let whole = if cell.grid == GridId::Dx { &dx } else { &dw };
                let got = frame.value(cell.grid, cell.at).unwrap_or(f64::NAN);
                assert_agree(
                    &cell.to_string(),
                    got,
                    left * whole[cell.at.row][cell.at.col],
                );
            }
            assert_agree("db", frame.db.cells()[0], left * db);
        }
    });
}
