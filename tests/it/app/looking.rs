//! The gradient check, the search for a mistake, and what opens and closes.

use convscope::app::{Model, Msg, Tool, update};
use convscope::math::{Activation, BackwardView, Bug, Check, Obstacle};

use crate::support::{CHECK, CLEAR, LEARN, NEXT_BUG, RANDOM, guessed};

use super::{after, check, left, typed};

const OPEN: Msg = Msg::ToolPressed(Tool::SpotTheBug);

/// How the check went.
fn passes(model: &Model) -> Option<bool> {
    let check = model.tools.gradient_check.check.as_ref();
    check.and_then(Check::passes)
}

#[test]
fn the_check_passes_until_something_changes() {
    let mut model = after([CHECK]);
    assert_eq!(model.open, Some(Tool::GradientCheck));
    assert_eq!(passes(&model), Some(true));
    // 9 + 4 + 1 + 4 cells.
    assert_eq!(
        model
            .tools
            .gradient_check
            .check
            .as_ref()
            .map(|check| check.cells.len()),
        Some(18)
    );
    update(&mut model, Msg::NextPressed);
    assert!(model.tools.gradient_check.check.is_some());
    for edit in [
        RANDOM,
        Msg::ActivationChosen(Activation::Tanh),
        LEARN,
        Msg::UndoPressed,
    ] {
        update(&mut model, CHECK);
        assert!(model.tools.gradient_check.check.is_some());
        update(&mut model, edit.clone());
        assert!(model.tools.gradient_check.check.is_none(), "{edit:?}");
    }
}

/// All of Z is 0 where X is: ReLU stands at its kink.
#[test]
fn a_kink_is_no_failure() {
    let model = after([
        CLEAR,
        typed("W[0,0]", "1"),
        left("W[0,0]", "1"),
        Msg::ActivationChosen(Activation::Relu),
        CHECK,
    ]);
    let check = model.tools.gradient_check.check.expect("a check");
    assert_eq!(check.passes(), Some(true));
    assert!(
        check
            .cells
            .iter()
            .any(|cell| cell.obstacle == Some(Obstacle::Kink))
    );
}

#[test]
fn a_mistake_is_looked_for_while_its_tool_is_open() {
    let mut model = after([OPEN]);
    let hunt = model.tools.hunt.expect("a hunt");
    assert_eq!(passes(&model), Some(false));
    assert_ne!(model.trace().gradients(), {
        let layer = &model.layer;
        layer.backward(&layer.forward())
    });
    let wrong = Bug::ALL.into_iter().find(|&bug| bug != hunt.bug);
    update(&mut model, guessed(wrong.expect("another")));
    assert!(!model.tools.hunt.expect("still").is_over());
    update(&mut model, guessed(hunt.bug));
    assert!(model.tools.hunt.expect("still").is_over());
    update(&mut model, Msg::EscapePressed);
    assert_eq!((model.tools.hunt, model.open), (None, None));
    assert!(model.tools.gradient_check.check.is_none());
}

#[test]
fn every_mistake_that_shows_comes_up() {
    let mut model = after([OPEN]);
    let mut seen = Vec::new();
    for _ in 0..7 {
        seen.push(model.tools.hunt.expect("a hunt").bug);
        update(&mut model, NEXT_BUG);
    }
    // With stride 1 nobody sees that the stride was forgotten.
    for bug in Bug::ALL {
        assert_eq!(seen.contains(&bug), bug != Bug::StrideForgotten, "{bug:?}");
    }
}

#[test]
fn other_tools_and_other_views_end_the_hunt() {
    for msg in [
        OPEN,
        Msg::ToolPressed(Tool::Layer),
        Msg::ViewChosen(BackwardView::Gather),
    ] {
        assert!(after([OPEN, msg.clone()]).tools.hunt.is_none(), "{msg:?}");
    }
    check(
        [OPEN, Msg::ViewChosen(BackwardView::Gather)],
        &["step 0/19", "gather"],
    );
}

#[test]
fn a_hunt_starts_where_one_is_and_leaves_one_there() {
    let pin = Msg::Picked(super::cell("dX[1,1]"));
    for step in [0, 3, 8, 10] {
        let mut model = after([pin.clone(), Msg::Sought(step), OPEN]);
        assert_eq!(model.step, step);
        update(&mut model, NEXT_BUG);
        assert_eq!(model.step, step, "another one at the same step");
        update(&mut model, OPEN);
        assert_eq!(model.step, step);
    }
    check(
        [OPEN, Msg::Sought(7), OPEN],
        &["step 7/10", "then focus the button of SpotTheBug"],
    );
}

/// The ninth step of gather completes dX[1,1], as does the last one of scatter.
#[test]
fn a_hunt_leads_back_to_the_view_in_which_it_was_opened() {
    let gather = Msg::ViewChosen(BackwardView::Gather);
    let there = [gather, Msg::Sought(11), OPEN];
    check(
        there.clone(),
        &["step 10/10", "tool SpotTheBug", "then focus SpotTheBug"],
    );
    for end in [OPEN, Msg::EscapePressed] {
        let model = after(there.clone().into_iter().chain([end]));
        assert_eq!((model.view, model.step), (BackwardView::Gather, 11));
    }
    // A view that is chosen stays, also when the tool is closed another time.
    let chosen = [Msg::ViewChosen(BackwardView::Matrix), OPEN, OPEN];
    let model = after(there.into_iter().chain(chosen));
    assert_eq!((model.view, model.step), (BackwardView::Matrix, 19));
}

/// Nothing can come out wrong where every number is 0.
#[test]
fn where_no_mistake_shows_none_is_looked_for() {
    let zeros = ["G[0,0]", "G[0,1]", "G[1,0]", "G[1,1]"];
    let zeros = zeros
        .iter()
        .flat_map(|name| [typed(name, "0"), left(name, "0")]);
    let mut model = after([CLEAR].into_iter().chain(zeros).chain([OPEN]));
    assert_eq!(model.tools.hunt, None);
    update(&mut model, Msg::ExampleChosen(0));
    assert!(model.tools.hunt.is_some());
}

#[test]
fn escape_closes_a_tool_before_it_releases_a_pin() {
    let pin = Msg::Picked(super::cell("dX[1,1]"));
    check(
        [pin.clone(), CHECK, Msg::EscapePressed],
        &[
            "step 0/10",
            "pinned dX[1,1]",
            "then focus the button of GradientCheck",
        ],
    );
    check(
        [pin.clone(), Msg::NextPressed],
        &["step 1/10", "pinned dX[1,1]"],
    );
    check(
        [pin, Msg::UnpinPressed],
        &["step 0/10", "then focus dX[1,1] if it is lost"],
    );
}
