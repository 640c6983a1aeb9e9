//! The gradient check: what it measures, what it lets pass and what it does not.

use std::cell::RefCell;
use std::collections::BTreeMap;

use convscope::math::{
    Activation, At, Bug, Checked, Gradient, Gradients, Grid, Layer, Loss, NUDGE, Operand, Spacing,
    check,
};
use convscope::trace::Trace;

use crate::oracle;
use crate::support::{assert_near, cells_of, for_all, grid_of, layers_with_a_loss, rows_of};

fn gradients(layer: &Layer) -> Gradients {
    layer.backward(&layer.forward())
}

#[test]
fn the_gradients_of_every_layer_pass() {
    for_all(&layers_with_a_loss(6), |layer| {
        let check = check(&layer, &gradients(&layer));
        let failed: Vec<_> = check.cells.iter().filter(|cell| !cell.passes()).collect();
        assert!(failed.is_empty(), "{failed:?}");
        assert!(check.passes());
        assert!(check.max_relative_error() < 1e-5);
        let has_kinks = check.cells.iter().any(|cell| cell.kink);
        assert!(!has_kinks || layer.activation().has_kink());
    });
}

/// dX, dW, db, dZ, each row-major; L on both sides by the padded algorithm on
/// a layer that really is another one.
#[test]
fn every_cell_is_moved_to_both_sides() {
    for_all(&layers_with_a_loss(4), |layer| {
        let gradients = gradients(&layer);
        let mut expected = Vec::new();
        let sums = &gradients.sums;
        for (operand, grid) in [(Operand::X, &sums.dx), (Operand::W, &sums.dw)] {
            for at in cells_of(grid.size()) {
                let moved = |by| loss(&with(&layer, operand, at, by));
                let gradient = match operand {
                    Operand::X => Gradient::Dx(at),
                    _ => Gradient::Dw(at),
                };
                expected.push((gradient, grid[at], [moved(NUDGE), moved(-NUDGE)]));
            }
        }
        let moved = |by| {
            let mut layer = layer.clone();
            layer.set_bias(layer.bias() + by);
            loss(&layer)
        };
        expected.push((Gradient::Db, sums.db, [moved(NUDGE), moved(-NUDGE)]));
        for at in cells_of(gradients.dz.size()) {
            let moved = |by| {
                let (mut z, _) = oracle::forward(&layer);
                z[at.row][at.col] += by;
                oracle::loss(&layer, &oracle::activated(&layer, &z))
            };
            let sides = [moved(NUDGE), moved(-NUDGE)];
            expected.push((Gradient::Dz(at), gradients.dz[at], sides));
        }

        let cells = check(&layer, &gradients).cells;
        assert_eq!(cells.len(), expected.len());
        for (cell, (gradient, analytic, [above, below])) in cells.iter().zip(expected) {
            assert_eq!((cell.gradient, cell.analytic), (gradient, analytic));
            let tolerance = 1e-14 * magnitude(&layer);
            let difference = format!("difference for {gradient:?}");
            assert_near(&difference, cell.difference, above - below, tolerance);
            assert_near(
                &format!("L above for {gradient:?}"),
                cell.above,
                above,
                tolerance,
            );
            assert_near(
                &format!("L below for {gradient:?}"),
                cell.below,
                below,
                tolerance,
            );
        }
    });
}

/// H = X and L = 1 · 10⁵ + 10⁻⁴ · 1. A nudge of the second cell changes L by
/// 10⁻⁹, and an f64 of the size of L is rounded to 10⁻¹¹: 1 % of that.
#[test]
fn a_small_gradient_passes_beside_a_large_loss() {
    let (x, w, g) = (
        grid_of(&[[1e5, 1.0]]),
        grid_of(&[[1.0]]),
        grid_of(&[[1.0, 1e-4]]),
    );
    let layer = Layer::new(x, w, Some(g), Spacing::default(), 0.0, Activation::Identity);
    let layer = layer.expect("a valid layer");
    let check = check(&layer, &gradients(&layer));
    assert!(
        check.max_relative_error() < 1e-6,
        "{}",
        check.max_relative_error()
    );
}

fn with(layer: &Layer, operand: Operand, at: At, by: f64) -> Layer {
    let mut layer = layer.clone();
    let value = layer.operand(operand)[at];
    layer.set(operand, at, value + by);
    layer
}

fn loss(layer: &Layer) -> f64 {
    oracle::loss(layer, &oracle::forward(layer).1)
}

/// The terms of L have either sign; what is lost is relative to their sum of
/// magnitudes, which this bounds.
fn magnitude(layer: &Layer) -> f64 {
    let h = layer.forward().h;
    h.cells()
        .iter()
        .map(|h| (h.abs() + 3.0).powi(2))
        .sum::<f64>()
        * 4.0
}

fn checked(analytic: f64, above: f64, below: f64) -> Checked {
    Checked {
        gradient: Gradient::Db,
        analytic,
        above,
        below,
        difference: above - below,
        kink: false,
    }
}

/// With h = 1e-5 a difference of 4e-5 is a slope of 2.
#[test]
fn the_relative_error_is_that_of_its_formula() {
    assert_eq!(NUDGE, 1e-5);
    for (analytic, above, below, numeric, error) in [
        (3.0, 4e-5, 0.0, 2.0, 1.0 / 3.0),
        (2.0, 3e-5, -3e-5, 3.0, 1.0 / 3.0),
        (-2.0, 0.0, 4e-5, -2.0, 0.0),
        (-1.0, 2e-5, 0.0, 1.0, 2.0),
        (0.0, 0.5, 0.5, 0.0, 0.0),
        // Magnitudes below 1e-4 count as 1e-4.
        (1e-6, 0.5, 0.5, 0.0, 0.01),
        (0.0, 2e-11, 0.0, 1e-6, 0.01),
    ] {
        let cell = checked(analytic, above, below);
        assert_near("numeric", cell.numeric(), numeric, 1e-12);
        assert_near("relative error", cell.relative_error(), error, 1e-12);
    }
}

#[test]
fn a_relative_error_of_1e_5_is_too_large() {
    for (analytic, passes) in [
        (1.0 + 0.9e-5, true),
        (1.0 - 0.9e-5, true),
        (1.0 + 1.1e-5, false),
        (1.0 - 1.1e-5, false),
        (f64::NAN, false),
        (f64::INFINITY, false),
    ] {
        assert_eq!(checked(analytic, 2e-5, 0.0).passes(), passes, "{analytic}");
    }
    assert!(checked(0.9e-9, 0.5, 0.5).passes());
    assert!(!checked(1.1e-9, 0.5, 0.5).passes());
    assert!(!checked(1.0, f64::NAN, 0.0).passes());
}

#[test]
fn the_largest_error_is_over_what_can_be_compared() {
    let kink = Checked {
        kink: true,
        ..checked(7.0, 0.0, 0.0)
    };
    assert!(kink.passes());
    let check_of = |cells: &[Checked]| convscope::math::Check {
        cells: cells.to_vec(),
    };
    let (fine, wrong) = (checked(1.0, 2e-5, 0.0), checked(-1.0, 2e-5, 0.0));
    let broken = checked(f64::NAN, 0.0, 0.0);
    let most = |cells: &[Checked]| check_of(cells).max_relative_error();
    assert_near("without errors", most(&[fine, kink]), 0.0, 1e-12);
    assert_near("with one", most(&[fine, wrong, kink, fine]), 2.0, 1e-12);
    assert!(most(&[wrong, broken, fine]).is_nan());
    assert!(check_of(&[fine, kink]).passes());
    assert!(!check_of(&[fine, wrong, kink]).passes());
    assert!(!check_of(&[broken]).passes());
}

/// H = ReLU(X): a 1×1 kernel of 1. The five Z are at 0, within the nudge and
/// beyond it.
#[test]
fn relu_has_a_kink_where_the_nudge_carries_z_across_zero() {
    let x = grid_of(&[[0.0, 5e-6, -5e-6, 2e-5, -2e-5]]);
    let (w, spacing) = (grid_of(&[[1.0]]), Spacing::default());
    let layer = Layer::new(x, w, None, spacing, 0.0, Activation::Relu).expect("a valid layer");
    let check = check(&layer, &gradients(&layer));
    let kinks = |wanted: fn(Gradient) -> bool| -> Vec<bool> {
        let cells = check.cells.iter().filter(|cell| wanted(cell.gradient));
        cells.map(|cell| cell.kink).collect()
    };
    let each = [true, true, true, false, false];
    assert_eq!(kinks(|gradient| matches!(gradient, Gradient::Dx(_))), each);
    assert_eq!(kinks(|gradient| matches!(gradient, Gradient::Dz(_))), each);
    // b moves all of them; W scales each by no more than 1e-5 of itself.
    assert_eq!(kinks(|gradient| gradient == Gradient::Db), [true]);
    assert_eq!(
        kinks(|gradient| matches!(gradient, Gradient::Dw(_))),
        [false]
    );
    assert!(check.passes());
}

#[test]
fn other_activations_have_no_kink_at_zero() {
    for activation in [Activation::Sigmoid, Activation::Tanh, Activation::Identity] {
        let (x, w) = (grid_of(&[[0.0]]), grid_of(&[[1.0]]));
        let layer = Layer::new(x, w, None, Spacing::default(), 0.0, activation);
        let layer = layer.expect("a valid layer");
        let check = check(&layer, &gradients(&layer));
        assert!(check.cells.iter().all(|cell| !cell.kink), "{activation:?}");
        assert!(check.passes(), "{activation:?}");
    }
}

/// A layer of every kind of loss, worked by hand to no particular numbers.
fn small(loss: Loss) -> Layer {
    let x = grid_of(&[[0.1, 0.2, 1.3], [0.37, 1.09, 1.02], [0.12, -0.23, -0.45]]);
    let w = grid_of(&[[0.4, -0.1], [0.23, 0.61]]);
    let layer = Layer::new(x, w, None, Spacing::default(), 0.1, Activation::Tanh);
    let mut layer = layer.expect("a valid layer");
    layer.set(Operand::G, At::new(0, 1), -2.0);
    layer.set(Operand::T, At::new(1, 0), 0.5);
    layer.set_loss(loss);
    layer
}

/// Each of the 9 + 4 + 1 + 4 numbers, off by 1e-3, fails alone.
#[test]
fn a_wrong_gradient_fails_in_its_own_cell() {
    for loss in Loss::ALL {
        let layer = small(loss);
        let right = gradients(&layer);
        for number in 0..18 {
            let mut wrong = right.clone();
            let sums = &mut wrong.sums;
            match number {
                0..9 => spoil(&mut sums.dx, number),
                9..13 => spoil(&mut sums.dw, number - 9),
                13 => sums.db += 1e-3,
                _ => spoil(&mut wrong.dz, number - 14),
            }
            let check = check(&layer, &wrong);
            let cells = check.cells.iter().enumerate();
            let failed: Vec<usize> = cells
                .filter(|(_, cell)| !cell.passes())
                .map(|(number, _)| number)
                .collect();
            assert_eq!(failed, [number], "{loss:?}");
            assert!(!check.passes());
        }
    }
}

fn spoil(grid: &mut Grid, index: usize) {
    let at = cells_of(grid.size())[index];
    grid[at] += 1e-3;
}

/// The gradients of another loss are wrong ones.
#[test]
fn the_check_measures_the_loss_that_is_chosen() {
    for chosen in Loss::ALL {
        for other in Loss::ALL {
            let check = check(&small(chosen), &gradients(&small(other)));
            // A G by hand is what the sum was given, so it differs from it.
            assert_eq!(check.passes(), chosen == other, "{chosen:?} {other:?}");
        }
    }
}

/// A number that a mistake moves by more than a thousandth of itself is
/// noticed; without a mistake that shows, the check passes. ReLU's kinks would
/// excuse some, so they are left out. Every mistake is seen both ways or the
/// law says nothing.
#[test]
fn every_mistake_that_shows_fails_the_check() {
    let seen: RefCell<BTreeMap<String, [usize; 2]>> = RefCell::default();
    for_all(&layers_with_a_loss(5), |mut layer| {
        if layer.activation().has_kink() {
            layer.set_activation(Activation::Tanh);
        }
        let right = numbers(&gradients(&layer));
        for bug in Bug::ALL {
            let wrong = Trace::of(&layer).with(Some(bug)).gradients();
            let moved = numbers(&wrong).iter().zip(&right).any(|(wrong, right)| {
                (wrong - right).abs() > 1e-3 * wrong.abs().max(right.abs()).max(1e-2)
            });
            let passes = check(&layer, &wrong).passes();
            let shows = bug.shows_in(&layer);
            assert!(!moved || shows, "{bug:?} moves a number and does not show");
            assert!(!moved || !passes, "{bug:?} passes");
            assert!(shows || passes, "{bug:?} does not show and fails");
            let mut seen = seen.borrow_mut();
            seen.entry(format!("{bug:?}")).or_default()[usize::from(moved)] += 1;
        }
    });
    let seen = seen.into_inner();
    assert_eq!(seen.len(), Bug::ALL.len());
    for (bug, [unmoved, moved]) in seen {
        assert!(moved > 0, "{bug} never moved a number");
        assert!(unmoved > 0 || bug == "NotZeroed", "{bug} always did");
    }
}

fn numbers(Gradients { dz, sums }: &Gradients) -> Vec<f64> {
    let grids = [dz, &sums.dx, &sums.dw].map(rows_of);
    let mut all = grids.concat().concat();
    all.push(sums.db);
    all
}
