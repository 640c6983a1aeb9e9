//! Numbers in cells of every size. A digit is 0.6 em wide here, in the condensed face 0.5 em.

use convscope::app::{Decimals, Model, Msg, Room};
use convscope::trace::GridId;
use convscope::view::{Fit, page};

use super::{draws, with};

fn room(width: f64, height: f64) -> Msg {
    Msg::Measured(Room {
        width,
        height,
        digit: 0.6,
        condensed: 0.5,
    })
}

/// A state in cells of this size.
fn in_cells(width: f64, height: f64, state: &str) -> Model {
    with([Msg::Opened(["v=1&", state].concat()), room(width, height)])
}

fn fit(model: &Model) -> Fit {
    page(model).fit.expect("the cells are measured")
}

/// The numbers that the notebook prints, rounded by hand.
#[test]
fn decimals_go_before_numbers_get_small() {
    let roomy = in_cells(64.0, 64.0, "step=10");
    draws(&page(&roomy), GridId::Z, &["0.77 0.8229", "−0.0737 0.0066"]);
    let (size, is_dense) = (fit(&roomy).size, fit(&roomy).is_dense);
    assert!((14.0..=16.0).contains(&size) && !is_dense, "{size} px");

    // 31.5 px are 63 condensed digits of 1 px: 4.82, a sign, a point and three
    // digits, of 13.07 px; 5.25 of 12 px, which is enough to read.
    let tight = in_cells(30.0, 30.0, "step=10");
    assert!((fit(&tight).size - 12.0).abs() < 1e-9, "{:?}", fit(&tight));
    assert!(fit(&tight).is_narrow);
    draws(&page(&tight), GridId::Z, &["0.77 0.82", "−0.07 0.01"]);
    // H is never negative: there is room for a decimal more.
    draws(&page(&tight), GridId::H, &["0.684 0.695", "0.482 0.502"]);

    // 43 condensed digits of 1 px: two decimals have room at 8.92 px.
    let tiny = in_cells(20.0, 20.0, "step=10");
    assert!(
        (fit(&tiny).size - 43.0 / 4.82).abs() < 1e-9,
        "{:?}",
        fit(&tiny)
    );
    draws(&page(&tiny), GridId::Z, &["0.77 0.82", "−0.07 0.01"]);
}

#[test]
fn where_two_lines_have_no_room_the_second_goes() {
    for (height, dense) in [(20.0, true), (24.0, true), (34.0, false)] {
        let model = in_cells(40.0, height, "step=10");
        assert_eq!(fit(&model).is_dense, dense, "{height} px");
        let page = page(&model);
        let added = page.grids[GridId::Dw.index()]
            .cells()
            .filter(|cell| cell.marks.added.is_some());
        assert_eq!(added.count() > 0, !dense, "{height} px");
    }
}

/// Three significant digits, and never fewer than two decimals below 10.
#[test]
fn large_numbers_keep_three_digits() {
    let state = "x=1234.5678,-98.7654;9.8765,0.1234&w=1,2;3,4&activation=identity";
    let model = in_cells(30.0, 30.0, state);
    draws(&page(&model), GridId::X, &["1235 −98.8", "9.88 0.12"]);
}

/// What is chosen is the most: wide cells have no more, and small numbers their exponent.
#[test]
fn the_chosen_decimals_are_the_most() {
    let mut model = in_cells(300.0, 64.0, "x=0.123456,0.000001&w=1,1");
    draws(&page(&model), GridId::X, &["0.1235 1e−6"]);
    model.decimals = Decimals::Full;
    draws(&page(&model), GridId::X, &["0.123456 0.000001"]);
    let narrow = in_cells(30.0, 30.0, "x=0.123456,-0.00000123&w=1,1&decimals=full");
    draws(&page(&narrow), GridId::X, &["0.12 −1e−6"]);
}

/// A number that is longer than its cell all the same is set smaller: six characters,
/// two of them signs, are 5.64 digits, where 5.25 have room.
#[test]
fn what_is_too_long_is_set_smaller() {
    let model = in_cells(30.0, 30.0, "x=0.5,-0.00000123&w=1,1");
    let percents: Vec<u32> = page(&model).grids[GridId::X.index()]
        .cells()
        .map(|cell| cell.percent)
        .collect();
    assert_eq!(percents, [100, 93]);
}

/// Stepping changes no number's decimals. dX[1] goes from 0.25 to −0.75: all numbers
/// at the end are shorter than what stood there on the way.
#[test]
fn decimals_do_not_come_and_go() {
    let mut model = in_cells(30.0, 30.0, "x=1,1,1&w=0.25,-1&activation=identity&step=0");
    let last = page(&model).grids.clone();
    for step in 0..=model.steps().last() {
        model.step = step;
        for (grid, last) in page(&model).grids.iter().zip(&last) {
            assert_eq!(grid.format, last.format, "{:?} at step {step}", grid.id);
        }
    }
}
