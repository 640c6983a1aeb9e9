//! Hover, focus and pins, tools, and the keys that move among them.

use convscope::app::{Direction, Msg, Tool};
use convscope::math::At;
use convscope::trace::GridId;

use super::{after, cell, check, field, typed};

#[test]
fn a_hovered_cell_outshines_the_pinned_one() {
    let pinned = Msg::Picked(cell("dX[1,1]"));
    let hovered = Msg::Hovered(Some(cell("Z[0,1]")));
    check(
        [pinned.clone(), hovered.clone()],
        &["step 0/10", "pinned dX[1,1]", "attention to Z[0,1]"],
    );
    check(
        [pinned, hovered, Msg::Hovered(None)],
        &["step 0/10", "pinned dX[1,1]"],
    );
}

#[test]
fn the_focused_cell_is_in_the_spotlight_until_the_pointer_is_on_another() {
    let focused = Msg::Focused(cell("X[0,1]"));
    let hovered = Msg::Hovered(Some(cell("Z[0,1]")));
    check(
        [focused.clone()],
        &["step 0/10", "focus on X[0,1]", "attention to X[0,1]"],
    );
    check(
        [focused.clone(), hovered.clone()],
        &["step 0/10", "focus on X[0,1]", "attention to Z[0,1]"],
    );
    check(
        [hovered, focused.clone()],
        &["step 0/10", "focus on X[0,1]", "attention to X[0,1]"],
    );
    check([focused, Msg::Unfocused], &["step 0/10"]);
}

#[test]
fn a_step_takes_the_light_from_hover_and_focus_but_not_from_a_pin() {
    for msg in [
        Msg::NextPressed,
        Msg::Sought(1),
        Msg::DoubleClicked(cell("Z[0,0]")),
    ] {
        check(
            [Msg::Focused(cell("X[0,1]")), msg.clone()],
            &["step 1/10", "focus on X[0,1]"],
        );
        check(
            [
                Msg::Picked(cell("dW[0,0]")),
                Msg::Hovered(Some(cell("Z[0,1]"))),
                msg,
            ],
            &["step 1/10", "pinned dW[0,0]"],
        );
    }
    check(
        [
            Msg::PlayPressed,
            Msg::Hovered(Some(cell("Z[0,1]"))),
            Msg::Ticked,
        ],
        &["step 1/10", "playing"],
    );
}

#[test]
fn a_cell_is_pinned_until_it_is_picked_again_or_another_is() {
    let pick = |name| Msg::Picked(cell(name));
    check(
        [pick("H[0,1]"), pick("dZ[1,0]")],
        &["step 0/10", "pinned dZ[1,0]"],
    );
    check([pick("H[0,1]"), pick("H[0,1]")], &["step 0/10"]);
}

#[test]
fn cells_that_do_not_exist_get_neither_focus_nor_light() {
    for name in ["X[3,0]", "W[0,2]", "Z[2,0]", "dX[0,3]"] {
        check(
            [Msg::Focused(cell(name)), Msg::Hovered(Some(cell(name)))],
            &["step 0/10"],
        );
    }
}

#[test]
fn escape_undoes_one_thing_at_a_time() {
    let script = [
        Msg::Picked(cell("Z[0,0]")),
        Msg::ToolPressed(Tool::Layer),
        Msg::Focused(cell("X[0,1]")),
        Msg::NextPressed,
        typed("X[0,1]", "abc"),
    ];
    let escape = Msg::EscapePressedIn(field("X[0,1]"));
    let escaped = |times| [&script[..], &vec![escape.clone(); times]].concat();
    let rest = ["step 1/10", "focus on X[0,1]"];
    let pinned = ["pinned Z[0,0]"];
    check(
        escaped(0),
        &[
            &rest[..1],
            &["X[0,1] says “abc”"],
            &rest[1..],
            &pinned,
            &["tool Layer"],
        ]
        .concat(),
    );
    check(
        escaped(1),
        &[&rest[..], &pinned, &["tool Layer", "then select the text"]].concat(),
    );
    check(
        escaped(2),
        &[&rest[..], &pinned, &["then focus the button of Layer"]].concat(),
    );
    check(
        escaped(3),
        &[&rest[..], &["then focus Z[0,0] if it is lost"]].concat(),
    );
    check(escaped(4), &[&rest[..], &["then focus the page"]].concat());
}

#[test]
fn escape_leaves_the_text_of_a_cell_without_focus() {
    check(
        [
            typed("X[0,1]", "abc"),
            Msg::Focused(cell("X[0,0]")),
            Msg::ToolPressed(Tool::Help),
            Msg::EscapePressedIn(field("X[0,0]")),
            Msg::Unfocused,
        ],
        &["step 0/10", "X[0,1] says “abc”"],
    );
}

#[test]
fn one_tool_is_open_at_a_time() {
    let layer = Msg::ToolPressed(Tool::Layer);
    let help = Msg::ToolPressed(Tool::Help);
    check(
        [layer.clone()],
        &["step 0/10", "tool Layer", "then focus Layer"],
    );
    check(
        [layer.clone(), help],
        &["step 0/10", "tool Help", "then focus Help"],
    );
    check(
        [layer.clone(), layer],
        &["step 0/10", "then focus the button of Layer"],
    );
}

#[test]
fn arrows_move_to_the_next_cell_and_stop_at_the_edge() {
    use Direction::{Down, Left, Right, RowEnd, RowStart, Up};
    for (from, direction, to) in [
        ("dX[1,1]", Up, Some("dX[0,1]")),
        ("dX[1,1]", Down, Some("dX[2,1]")),
        ("dX[1,1]", Left, Some("dX[1,0]")),
        ("dX[1,1]", Right, Some("dX[1,2]")),
        ("dX[1,1]", RowStart, Some("dX[1,0]")),
        ("dX[1,1]", RowEnd, Some("dX[1,2]")),
        ("dX[0,1]", Up, None),
        ("dX[2,1]", Down, None),
        ("dX[1,0]", Left, None),
        ("dX[1,2]", Right, None),
        ("W[1,0]", Down, None),
        ("W[0,0]", Down, Some("W[1,0]")),
    ] {
        let focus = to.map(|to| format!("then focus {to}"));
        let expected: Vec<&str> = ["step 0/10"].into_iter().chain(focus.as_deref()).collect();
        check([Msg::ArrowPressed(cell(from), direction)], &expected);
    }
}

#[test]
fn tab_leads_back_to_the_cell_that_had_the_focus() {
    let model = after([Msg::Focused(cell("Z[1,0]")), Msg::Focused(cell("dX[2,1]"))]);
    assert_eq!(model.tab_stops.get(&GridId::Z), Some(&At::new(1, 0)));
    assert_eq!(model.tab_stops.get(&GridId::Dx), Some(&At::new(2, 1)));
    assert_eq!(model.tab_stops.get(&GridId::H), None);
}

/// Forward steps are 1 to 4, backward ones 7 to 10; H at 5, dZ at 6.
#[test]
fn a_double_click_jumps_within_the_current_pass() {
    for (from, name, expected) in [
        (0, "Z[1,0]", "step 3/10"),
        (4, "Z[0,1]", "step 2/10"),
        (5, "dZ[0,0]", "step 1/10"),
        (6, "Z[0,0]", "step 7/10"),
        (7, "dZ[1,1]", "step 10/10"),
        (10, "Z[0,1]", "step 8/10"),
    ] {
        let jump = Msg::DoubleClicked(cell(name));
        check([Msg::Sought(from), jump], &[expected]);
    }
}
