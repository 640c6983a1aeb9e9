//! The gradient check: what it measures, what it lets pass and what it does not.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;

use convscope::math::Activation::{self, Identity, LeakyRelu, Relu, Sigmoid, Tanh};
use convscope::math::{
    At, Bug, Check, Checked, Gradient, Gradients, Grid, Layer, Loss, Obstacle, Operand, Spacing,
    check,
};
use convscope::trace::Trace;
use proptest::bool::ANY;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, prop_oneof};

use crate::oracle;
use crate::support::{
    Rows, assert_near, cells_of, for_all, for_so_many, grid_of, layers_with_a_loss, spacing,
};

fn gradients(layer: &Layer) -> Gradients {
    layer.backward(&layer.forward())
}

/// The check of the right gradients.
fn right(layer: &Layer) -> Check {
    check(layer, &gradients(layer))
}

#[track_caller]
fn assert_no_failure(layer: &Layer) -> Check {
    let check = right(layer);
    let failed: Vec<_> = check.cells.iter().filter(|cell| cell.fails()).collect();
    assert!(failed.is_empty(), "{failed:?}");
    check
}

/// Of all cells of layers with values of −2 … 2. A tanh of several such products is
/// often 1 up to the last digits.
#[test]
fn the_gradients_of_every_layer_pass_and_nearly_all_are_compared() {
    for (activation, least) in [
        (Sigmoid, 0.98),
        (Tanh, 0.95),
        (Relu, 0.99),
        (LeakyRelu, 0.99),
        (Identity, 0.99),
    ] {
        let seen = Cell::new([0, 0]);
        for_all(&layers_with_a_loss(6), |mut layer| {
            layer.set_activation(activation);
            let check = assert_no_failure(&layer);
            assert!(check.max_relative_error() < 1e-5);
            for cell in &check.cells {
                assert_ne!(cell.obstacle, Some(Obstacle::NotFinite));
                assert!(cell.obstacle != Some(Obstacle::Kink) || activation.has_kink());
            }
            let [compared, all] = seen.get();
            seen.set([compared + check.compared().count(), all + check.cells.len()]);
        });
        let [compared, all] = seen.get();
        let part = compared as f64 / all as f64;
        assert!(part > least, "{activation:?}: {part}");
    }
}

/// Layers whose numbers are multiplied by powers of ten: each cell by its own, or each
/// grid by one.
fn scaled_layers(
    exponents: Range<f64>,
    each_its_own: impl Strategy<Value = bool>,
) -> impl Strategy<Value = Layer> {
    let exponents = vec(exponents, 5..200);
    (layers_with_a_loss(4), exponents, each_its_own).prop_map(
        |(mut layer, exponents, each_its_own)| {
            let mut turn = 0;
            let mut scaled = |value: f64, grid: usize| {
                turn += 1;
                let place = if each_its_own { turn } else { grid };
                value * 10_f64.powf(exponents[place % exponents.len()])
            };
            let loss = layer.loss();
            for (grid, operand) in Operand::ALL.into_iter().enumerate() {
                for at in cells_of(layer.operand(operand).size()) {
                    let value = scaled(layer.operand(operand)[at], grid);
                    layer.set(operand, at, value);
                }
            }
            layer.set_loss(loss);
            layer
        },
    )
}

#[test]
fn right_gradients_pass_over_twelve_orders_of_magnitude() {
    for_so_many(2000, &scaled_layers(-6.0..6.0, ANY), |layer| {
        assert_no_failure(&layer);
    });
}

/// Numbers that overflow, and such as have few digits left.
#[test]
fn right_gradients_never_fail_at_the_ends_of_f64() {
    for exponents in [-330.0..-290.0, 290.0..308.0, -330.0..308.0] {
        for_so_many(1000, &scaled_layers(exponents, ANY), |layer| {
            assert_no_failure(&layer);
        });
    }
}

/// H comes near to T, as it does in learning: the slope of the square is small there,
/// and its curve is not.
#[test]
fn right_gradients_pass_where_h_is_near_its_target() {
    let distances = vec(-14.0..0.0_f64, 1..20);
    for_so_many(
        1000,
        &(layers_with_a_loss(4), distances),
        |(mut layer, distances)| {
            let h = layer.forward().h;
            for (at, exponent) in cells_of(h.size()).into_iter().zip(distances.iter().cycle()) {
                layer.set(Operand::T, at, h[at] + 10_f64.powf(*exponent));
            }
            layer.set_loss(Loss::SquaredError);
            assert_no_failure(&layer);
        },
    );
}

/// Whole numbers of 0 … 255 under filters that find edges: sums that are exactly 0
/// everywhere, beside large ones.
#[test]
fn right_gradients_of_pictures_pass() {
    let filters = [
        [[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]],
        [[0.0, -1.0, 0.0], [-1.0, 4.0, -1.0], [0.0, -1.0, 0.0]],
        [[-1.0, -1.0, -1.0], [-1.0, 8.0, -1.0], [-1.0, -1.0, -1.0]],
        [[0.1, 0.2, -0.3], [0.4, -0.8, 0.4], [-0.3, 0.2, 0.1]],
    ];
    for_so_many(20, &vec(0..256_u32, 64), |pixels| {
        let pixels: Vec<f64> = pixels.into_iter().map(f64::from).collect();
        let rows: Vec<&[f64]> = pixels.chunks(8).collect();
        for filter in &filters {
            for activation in Activation::ALL {
                let (x, w) = (grid_of(&rows), grid_of(filter));
                let layer = Layer::new(x, w, None, Spacing::default(), 0.0, activation);
                let check = assert_no_failure(&layer.expect("a valid layer"));
                let is_straight = activation.has_kink() || activation == Identity;
                assert!(!is_straight || check.passes() == Some(true));
            }
        }
    });
}

/// Every gradient of a layer, with its value: dX, dW, db, dZ, each row-major.
fn each_gradient(layer: &Layer) -> Vec<(Gradient, f64)> {
    let Gradients { dz, sums } = gradients(layer);
    let cells = |grid: &Grid, name: fn(At) -> Gradient| -> Vec<(Gradient, f64)> {
        let cells = cells_of(grid.size()).into_iter();
        cells.map(|at| (name(at), grid[at])).collect()
    };
    [
        cells(&sums.dx, Gradient::Dx),
        cells(&sums.dw, Gradient::Dw),
        vec![(Gradient::Db, sums.db)],
        cells(&dz, Gradient::Dz),
    ]
    .concat()
}

/// Z with the input of a gradient moved, by the padded algorithm on a layer that
/// really is another one.
fn moved_z(layer: &Layer, gradient: Gradient, by: f64) -> Rows {
    let mut layer = layer.clone();
    match gradient {
        Gradient::Dx(at) => layer.set(Operand::X, at, layer.x()[at] + by),
        Gradient::Dw(at) => layer.set(Operand::W, at, layer.w()[at] + by),
        Gradient::Db => layer.set_bias(layer.bias() + by),
        Gradient::Dz(at) => {
            let (mut z, _) = oracle::forward(&layer);
            z[at.row][at.col] += by;
            return z;
        }
    }
    oracle::forward(&layer).0
}

#[test]
fn every_cell_is_moved_to_both_sides() {
    for_all(&layers_with_a_loss(4), |layer| {
        let (cells, expected) = (right(&layer).cells, each_gradient(&layer));
        assert_eq!(cells.len(), expected.len());
        for (cell, (gradient, analytic)) in cells.iter().zip(expected) {
            assert_eq!((cell.gradient, cell.analytic), (gradient, analytic));
            let loss = |by| {
                let z = moved_z(&layer, gradient, by);
                oracle::loss(&layer, &oracle::activated(&layer, &z))
            };
            let (above, below) = (loss(cell.h), loss(-cell.h));
            let tolerance = 1e-14 * magnitude(&layer);
            for (what, got, expected) in [
                ("difference", cell.difference, above - below),
                ("L above", cell.above, above),
                ("L below", cell.below, below),
            ] {
                let what = format!("{what} for {gradient:?}");
                assert_near(&what, got, expected, tolerance);
            }
        }
    });
}

/// A step has one digit. The Z that moves farthest moves by 3e-5; where σ is
/// straight, by that part of the largest Σ|x · w| + |b|.
#[test]
fn z_is_moved_a_little_whatever_its_size() {
    for_so_many(500, &scaled_layers(-6.0..6.0, Just(false)), |layer| {
        let (z, _) = oracle::forward(&layer);
        let sizes = oracle::forward(&magnitudes(&layer)).0;
        let is_straight = layer.activation().has_kink() || layer.activation() == Identity;
        for cell in right(&layer).cells {
            let digits = format!("{:e}", cell.h);
            assert!(!digits.contains('.'), "{digits}");
            let moved = moved_z(&layer, cell.gradient, cell.h);
            let all = moved.concat().into_iter().zip(z.concat());
            let moves = all.map(|(moved, z)| (moved - z).abs());
            let [mut farthest, mut size] = [0.0_f64; 2];
            for (by, of) in moves.zip(sizes.concat()) {
                farthest = farthest.max(by);
                if by > 0.0 {
                    size = size.max(of);
                }
            }
            let expected = if is_straight { size } else { 1.0 };
            // Below that Z is rounded more than it is moved.
            if farthest > 0.0 && size < 1e8 * expected {
                let part = farthest / expected;
                assert!((2e-5..4.1e-5).contains(&part), "{part:e} {cell:?}");
            }
        }
    });
}

/// All numbers of a layer without their signs.
fn magnitudes(layer: &Layer) -> Layer {
    let mut layer = layer.clone();
    for operand in [Operand::X, Operand::W] {
        for at in cells_of(layer.operand(operand).size()) {
            layer.set(operand, at, layer.operand(operand)[at].abs());
        }
    }
    layer.set_bias(layer.bias().abs());
    layer
}

/// The right gradients of a layer without signs are the sums of magnitudes. With a
/// mistake the scale is the same.
#[test]
fn a_scale_is_the_sum_of_the_magnitudes_of_the_right_products() {
    for_all(&layers_with_a_loss(4), |layer| {
        let (z, _) = oracle::forward(&layer);
        let mut dz = oracle::delta(&layer, &z);
        for value in dz.iter_mut().flatten() {
            *value = value.abs();
        }
        let (dx, dw, db) = oracle::backward(&magnitudes(&layer), &dz);
        let expected = [dx.concat(), dw.concat(), vec![db], dz.concat()].concat();
        let wrong = Trace::of(&layer).with(Some(Bug::NoSlope)).gradients();
        for check in [right(&layer), check(&layer, &wrong)] {
            assert_eq!(check.cells.len(), expected.len());
            for (cell, &expected) in check.cells.iter().zip(&expected) {
                // Where σ is saturated, H(1 − H) has fewer digits.
                let tolerance = 1e-9 * expected + 1e-13;
                assert_near(&format!("{cell:?}"), cell.scale, expected, tolerance);
            }
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
    let layer = Layer::new(x, w, Some(g), Spacing::default(), 0.0, Identity);
    let layer = layer.expect("a valid layer");
    let check = check(&layer, &gradients(&layer));
    assert!(
        check.max_relative_error() < 1e-6,
        "{}",
        check.max_relative_error()
    );
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

/// h = 0.5, so that the difference is the slope; with a scale of 1.
fn checked(analytic: f64, numeric: f64) -> Checked {
    Checked {
        gradient: Gradient::Db,
        analytic,
        h: 0.5,
        above: numeric,
        below: 0.0,
        difference: numeric,
        scale: 1.0,
        obstacle: None,
    }
}

#[test]
fn the_relative_error_is_beside_the_scale() {
    for (analytic, numeric, scale, error) in [
        (3.0, 2.0, 1.0, 1.0),
        (2.0, 3.0, 4.0, 0.25),
        (-1.0, 1.0, 8.0, 0.25),
        // A sum that is 0, beside what its terms cancel out.
        (0.0, 1e-9, 3.0, 1e-9 / 3.0),
        (0.0, 0.0, 0.0, 0.0),
        (-0.0, 0.0, 0.0, 0.0),
        // Where nothing makes a gradient, any is infinitely wrong.
        (1e-300, 0.0, 0.0, f64::INFINITY),
    ] {
        let cell = Checked {
            scale,
            ..checked(analytic, numeric)
        };
        assert_eq!(cell.numeric(), numeric);
        assert_eq!(cell.relative_error(), error, "{cell:?}");
    }
    let cell = Checked {
        h: 1e-5,
        ..checked(2.0, 4e-5)
    };
    assert_near("4e-5 / 2e-5", cell.numeric(), 2.0, 1e-12);
}

#[test]
fn a_relative_error_of_1e_5_is_too_large() {
    for (analytic, fails) in [
        (1.0 + 0.9e-5, false),
        (1.0 - 0.9e-5, false),
        (1.0 + 1.1e-5, true),
        (1.0 - 1.1e-5, true),
    ] {
        assert_eq!(checked(analytic, 1.0).fails(), fails, "{analytic}");
    }
    let unmade = Checked {
        scale: 0.0,
        ..checked(1e-300, 0.0)
    };
    assert!(unmade.fails());
}

fn check_of(cells: &[Checked]) -> Check {
    Check {
        cells: cells.to_vec(),
    }
}

#[test]
fn only_what_is_compared_counts() {
    let (fine, wrong) = (checked(1.0, 1.0), checked(-1.0, 1.0));
    for obstacle in [Obstacle::Kink, Obstacle::TooSmall, Obstacle::NotFinite] {
        let left_out = Checked {
            obstacle: Some(obstacle),
            ..checked(7.0, f64::NAN)
        };
        assert!(!left_out.fails());
        for (cells, compared, failures, passes, most) in [
            (&[][..], 0, 0, None, 0.0),
            (&[left_out][..], 0, 0, None, 0.0),
            (&[fine, left_out][..], 1, 0, Some(true), 0.0),
            (&[fine, wrong, left_out, fine][..], 3, 1, Some(false), 2.0),
        ] {
            let check = check_of(cells);
            assert_eq!(check.compared().count(), compared);
            assert_eq!((check.failures(), check.passes()), (failures, passes));
            assert_eq!(check.max_relative_error(), most);
        }
    }
}

/// a = 3 4, n = 3 0: 4 / (5 + 3).
#[test]
fn the_distance_is_that_of_whole_gradients() {
    for unit in [1.0, 1e-200, 1e200] {
        let left_out = Checked {
            obstacle: Some(Obstacle::Kink),
            ..checked(unit, 7.0 * unit)
        };
        let cells = [
            checked(3.0 * unit, 3.0 * unit),
            left_out,
            checked(4.0 * unit, 0.0),
        ];
        assert_near("distance", check_of(&cells).distance(), 0.5, 1e-15);
    }
    assert_eq!(check_of(&[]).distance(), 0.0);
    assert_eq!(check_of(&[checked(0.0, 0.0)]).distance(), 0.0);
}

/// One row, no padding, L = ΣH.
fn row(x: &[f64], w: &[f64], activation: Activation) -> Layer {
    let (x, w) = (grid_of(&[x]), grid_of(&[w]));
    Layer::new(x, w, None, Spacing::default(), 0.0, activation).expect("a valid layer")
}

/// The obstacles of the cells of a layer whose gradients are right, in their order:
/// `=` where a cell is compared.
fn obstacles(layer: &Layer) -> String {
    let mark = |cell: &Checked| match cell.obstacle {
        None => '=',
        Some(Obstacle::Kink) => 'k',
        Some(Obstacle::TooSmall) => 's',
        Some(Obstacle::NotFinite) => 'x',
    };
    assert_no_failure(layer).cells.iter().map(mark).collect()
}

/// Layers that were accused when h and the floor of an error were absolute. dX, dW,
/// db, dZ.
#[test]
fn large_and_mixed_numbers_are_compared() {
    for (layer, expected) in [
        (
            row(&[114.0, 71.0, 224.0], &[1.5, -1.5], Identity),
            "=== == = ==",
        ),
        (row(&[2000.0], &[0.0005], Sigmoid), "= = = ="),
        (row(&[1e7], &[1.0], Identity), "= = = ="),
        (row(&[1e7], &[1.0], Relu), "= = = ="),
        (row(&[1e-7], &[1.0], Relu), "= = = ="),
        (row(&[1e-9, 3e-9], &[1e-9], Tanh), "== = = =="),
    ] {
        assert_eq!(obstacles(&layer), expected.replace(' ', ""), "{layer:?}");
    }
}

/// H is so near 1 that L is rounded more than an experiment changes it. σ′ of 64.5 is
/// 0 in an f64, and H is not.
#[test]
fn the_gradients_of_a_saturated_sigmoid_are_too_small() {
    let x = grid_of(&[[20.0, 21.0, 22.0], [23.0, 24.0, 25.0], [26.0, 27.0, 28.0]]);
    let w = grid_of(&[[0.3, 0.4], [0.2, 0.1]]);
    let layer = Layer::new(x, w, None, Spacing::default(), 0.0, Sigmoid).expect("a valid layer");
    assert_eq!(obstacles(&layer), "s".repeat(18));
    for bug in Bug::ALL {
        let wrong = Trace::of(&layer).with(Some(bug)).gradients();
        assert_eq!(check(&layer, &wrong).passes(), None, "{bug:?}");
    }
    let layer = row(&[114.0, 71.0], &[1.5, -1.5], Sigmoid);
    assert_eq!(obstacles(&layer), "ssssss");
    // On the other side H itself is small, and its digits are all there.
    assert_eq!(
        obstacles(&row(&[71.0, 114.0], &[1.5, -1.5], Sigmoid)),
        "======"
    );
}

/// Z is 0 beside two products of a billion, whose rounding alone is 1e-7.
#[test]
fn what_large_products_cancel_out_is_too_small() {
    let layer = row(&[1e9, 1e9], &[1.0, -1.0], Sigmoid);
    assert_eq!(obstacles(&layer), "ssssss");
}

/// X reaches one position by 1e260, another by 1e-140: what moves Z there by 3e-5 moves
/// it here by less than any f64. dX, dW, db and the middle row of dZ.
#[test]
fn what_moves_by_less_than_an_f64_holds_is_too_small() {
    let (x, w) = (grid_of(&[[0.0]]), grid_of(&[[1e-140, 1e260]]));
    let g = grid_of(&[[0.0, 0.0], [0.0, 1e250], [0.0, 0.0]]);
    let layer = Layer::new(x, w, Some(g), spacing([1, 1, 1]), 0.0, Tanh).expect("a valid layer");
    assert_eq!(obstacles(&layer), "s == = == == ==".replace(' ', ""));
}

/// dZ is 2.02e-322, which an f64 holds as 41 of its smallest number, and not as 40.9.
/// A large X makes a dW of it that has all its digits, and is as far off.
#[test]
fn what_comes_from_a_dz_of_few_digits_is_too_small() {
    let (x, w, g) = (
        grid_of(&[[-6e273]]),
        grid_of(&[[1e-22]]),
        grid_of(&[[2.02e-320]]),
    );
    let layer = Layer::new(x, w, Some(g), Spacing::default(), 0.0, LeakyRelu);
    assert_eq!(obstacles(&layer.expect("a valid layer")), "ssss");
}

/// Where nothing moves, 0 is measured exactly, and a mistake is seen.
#[test]
fn an_exact_0_is_compared() {
    let zeros = row(&[0.0, 0.0, 0.0], &[0.0, 0.0], Sigmoid);
    assert_eq!(obstacles(&zeros), "========");
    let dead = row(&[1.0, 2.0, 3.0], &[-1.0, -1.0], Relu);
    assert_eq!(obstacles(&dead), "========");
    let wrong = Trace::of(&dead).with(Some(Bug::NoSlope)).gradients();
    assert_eq!(check(&dead, &wrong).failures(), 8);
    let mut aimed = dead;
    aimed.set_loss(Loss::SquaredError);
    aimed.set(Operand::T, At::new(0, 0), 5.0);
    assert_eq!(obstacles(&aimed), "========");
}

/// Z overflows at one position, and L with it.
#[test]
fn nothing_is_compared_where_l_is_not_finite() {
    assert_eq!(obstacles(&row(&[1e308], &[1e308], Identity)), "xxxx");
    let x = grid_of(&[[1e308, 0.2, 1.3], [0.37, 1.09, 1.02], [0.12, -0.23, -0.45]]);
    let w = grid_of(&[[1e308, -0.1], [0.23, 0.61]]);
    let layer = Layer::new(x, w, None, Spacing::default(), 0.0, Identity).expect("a valid layer");
    assert_eq!(obstacles(&layer), "x".repeat(18));
    assert_eq!(right(&layer).max_relative_error(), 0.0);
}

/// Half the square of a distance has no slope at 0, and a curve. H = σ(1), with
/// σ′ = 0.197 and σ″ = −0.091: beside a slope of 1e-6 σ′ the curve 3 σ′ σ″ h² / 6 is 4e-5.
#[test]
fn the_slope_of_a_square_that_is_near_0_is_too_small() {
    let mut layer = row(&[1.0], &[1.0], Sigmoid);
    layer.set_loss(Loss::SquaredError);
    let h = 0.731_058_578_630_004_9;
    for (target, expected) in [(h, "ssss"), (h + 1e-6, "ssss"), (h + 1e-3, "====")] {
        layer.set(Operand::T, At::new(0, 0), target);
        assert_eq!(obstacles(&layer), expected, "{target}");
    }
}

/// H = ReLU(X): a 1×1 kernel of 1. The nudge is 3e-5 times Z, so it crosses 0 only
/// from there.
#[test]
fn relu_has_a_kink_where_z_is_carried_across_zero() {
    let layer = row(&[0.0, 5e-6, -5e-6, 1.0, -1.0], &[1.0], Relu);
    // b moves all of them by 3e-5, W scales each by 3e-5 of itself.
    assert_eq!(obstacles(&layer), "k==== = k k====".replace(' ', ""));
    assert_eq!(right(&layer).passes(), Some(true));
}

#[test]
fn other_activations_have_no_kink_at_zero() {
    for activation in [Sigmoid, Tanh, Identity] {
        let layer = row(&[0.0], &[1.0], activation);
        assert_eq!(obstacles(&layer), "====", "{activation:?}");
    }
}

/// A layer of every kind of loss, worked by hand to no particular numbers.
fn small(loss: Loss) -> Layer {
    let x = grid_of(&[[0.1, 0.2, 1.3], [0.37, 1.09, 1.02], [0.12, -0.23, -0.45]]);
    let w = grid_of(&[[0.4, -0.1], [0.23, 0.61]]);
    let layer = Layer::new(x, w, None, Spacing::default(), 0.1, Tanh);
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
                .filter(|(_, cell)| cell.fails())
                .map(|(number, _)| number)
                .collect();
            assert_eq!(failed, [number], "{loss:?}");
            assert_eq!(check.passes(), Some(false));
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
            assert_eq!(
                check.passes(),
                Some(chosen == other),
                "{chosen:?} {other:?}"
            );
        }
    }
}

/// Every mistake, on layers of all sizes: where a compared cell is wrong by more than
/// 1e-5 of its scale it fails, and no other does. Every mistake is seen both
/// ways or the law says nothing.
#[test]
fn a_mistake_fails_just_where_a_compared_cell_differs() {
    let seen: RefCell<BTreeMap<String, [usize; 2]>> = RefCell::default();
    let layers = prop_oneof![layers_with_a_loss(5), scaled_layers(-6.0..6.0, ANY)];
    for_so_many(600, &layers, |layer| {
        let right = each_gradient(&layer);
        for bug in Bug::ALL {
            let wrong = Trace::of(&layer).with(Some(bug)).gradients();
            let check = check(&layer, &wrong);
            let mut fails = false;
            for (cell, &(_, right)) in check.cells.iter().zip(&right) {
                let off = (cell.analytic - right).abs();
                if !cell.is_compared() {
                    assert!(!cell.fails());
                } else if off > 1.2e-5 * cell.scale {
                    assert!(cell.fails(), "{bug:?} passes: {right} {cell:?}");
                    fails = true;
                } else if off < 0.8e-5 * cell.scale || off == 0.0 {
                    assert!(!cell.fails(), "{bug:?} fails: {right} {cell:?}");
                }
            }
            assert!(!fails || bug.shows_in(&layer), "{bug:?} does not show");
            let mut seen = seen.borrow_mut();
            seen.entry(format!("{bug:?}")).or_default()[usize::from(fails)] += 1;
        }
    });
    let seen = seen.into_inner();
    assert_eq!(seen.len(), Bug::ALL.len());
    for (bug, [fine, failed]) in seen {
        assert!(fine > 0 && failed > 0, "{bug}: {fine} {failed}");
    }
}
