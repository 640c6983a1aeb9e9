//! The fast path against the reference, PyTorch and the edges of f64.

use convscope::math::{Activation, Gradients, Grid, Layer, Size, Spacing};

use super::golden;
use crate::support::{assert_grids_agree, for_all, layers_with_a_loss};

/// |a − b| ≤ 1e-13 · max(1, |a|, |b|) in every cell; what is no number, or
/// infinite, is the same.
#[track_caller]
fn assert_equals(name: &str, fast: &[f64], reference: &[f64]) {
    assert_eq!(fast.len(), reference.len(), "{name}");
    for (index, (a, b)) in fast.iter().zip(reference).enumerate() {
        let scale = a.abs().max(b.abs()).max(1.0);
        let near = (a - b).abs() <= 1e-13 * scale || a == b || (a.is_nan() && b.is_nan());
        assert!(near, "{name} at {index}: {a} is not {b}");
    }
}

#[track_caller]
fn assert_passes_equal(layer: &Layer) {
    let (fast, reference) = (layer.forward_fast(), layer.forward());
    assert_equals("Z", fast.z.cells(), reference.z.cells());
    assert_equals("H", fast.h.cells(), reference.h.cells());
    // From the same forward pass: σ′ at a corner hangs on the last bit of Z.
    let (fast, reference) = (layer.backward_fast(&reference), layer.backward(&reference));
    assert_equals("dZ", fast.dz.cells(), reference.dz.cells());
    assert_equals("dX", fast.sums.dx.cells(), reference.sums.dx.cells());
    assert_equals("dW", fast.sums.dw.cells(), reference.sums.dw.cells());
    assert_equals("db", &[fast.sums.db], &[reference.sums.db]);
}

#[test]
fn every_layer_equals_the_reference() {
    for_all(&layers_with_a_loss(9), |layer| assert_passes_equal(&layer));
}

#[test]
fn every_golden_layer_agrees_with_pytorch() {
    for case in golden::cases() {
        let layer = case.layer();
        let forward = layer.forward_fast();
        case.assert_gradients(&layer.backward_fast(&forward));
    }
}

/// A grid of numbers from −1 to 1 that repeat late.
fn wave(rows: usize, cols: usize, step: usize) -> Grid {
    let number = |index: usize| (index * step % 2003) as f64 / 1001.0 - 1.0;
    let cells = (0..rows * cols).map(number).collect();
    Grid::from_cells(Size::new(rows, cols), cells).expect("as many cells as that")
}

/// Widths around the length of a block, whatever it is, and far beyond it.
#[test]
fn wide_layers_equal_the_reference() {
    for cols in (13..=52).chain([130]) {
        for (stride, padding, dilation) in [(1, 0, 1), (1, 2, 1), (2, 1, 1), (3, 3, 2), (1, 0, 3)] {
            let spacing = Spacing {
                stride,
                padding,
                dilation,
            };
            let (x, w) = (wave(13, cols, 757), wave(3, 4, 331));
            for activation in Activation::ALL {
                let layer = Layer::new(x.clone(), w.clone(), None, spacing, -0.25, activation);
                assert_passes_equal(&layer.expect("a valid layer"));
            }
        }
    }
}

/// The identity kernel makes Z of X: σ of every magnitude there is.
#[test]
fn the_sigmoid_is_right_from_end_to_end() {
    let numbers: Vec<f64> = (-3000..=3000).map(|n| f64::from(n) / 4.0).collect();
    let edges = [
        0.0,
        1e-320,
        1e-300,
        1e-17,
        708.4,
        745.2,
        746.0,
        1e300,
        f64::MAX,
    ];
    let cells: Vec<f64> = numbers
        .into_iter()
        .chain(edges.into_iter().flat_map(|z| [z, -z]))
        .collect();
    let x = Grid::from_cells(Size::new(1, cells.len()), cells.clone()).expect("a row");
    let w = Grid::filled(Size::new(1, 1), 1.0);
    let layer = Layer::new(x, w, None, Spacing::default(), 0.0, Activation::Sigmoid);
    let forward = layer.expect("a valid layer").forward_fast();
    for (z, h) in cells.iter().zip(forward.h.cells()) {
        let e = (-z.abs()).exp();
        let expected = if *z < 0.0 { e } else { 1.0 } / (1.0 + e);
        let relative = if *z < -8.0 { 1e-13 } else { 3e-15 };
        let tolerance = relative * expected + f64::from_bits(1);
        assert!(
            (h - expected).abs() <= tolerance,
            "σ({z}) = {h}, not {expected}"
        );
    }
}

/// Products that no f64 can hold are ∞, and ∞ − ∞ is no number.
#[test]
fn what_overflows_overflows_alike() {
    let x = Grid::from_cells(Size::new(2, 2), vec![1e300, 1e300, -1e300, 1.0]).expect("2×2");
    for w in [[1e300, 1.0], [1e300, -1e300], [-1e300, 1.0]] {
        let w = Grid::from_cells(Size::new(1, 2), w.to_vec()).expect("1×2");
        for activation in Activation::ALL {
            let layer = Layer::new(
                x.clone(),
                w.clone(),
                None,
                Spacing::default(),
                0.0,
                activation,
            );
            let layer = layer.expect("a valid layer");
            let (fast, reference) = (layer.forward_fast(), layer.forward());
            assert_equals("Z", fast.z.cells(), reference.z.cells());
            assert_equals("H", fast.h.cells(), reference.h.cells());
        }
    }
}

/// By hand: X of ones and a kernel of ones count what they cover.
#[test]
fn overlaps_are_counted() {
    let layer = Layer::new(
        Grid::filled(Size::new(4, 5), 1.0),
        Grid::filled(Size::new(3, 3), 1.0),
        None,
        Spacing::default(),
        0.0,
        Activation::Identity,
    )
    .expect("a valid layer");
    let forward = layer.forward_fast();
    assert_eq!(forward.z.cells(), [9.0; 6]);
    let Gradients { sums, .. } = layer.backward_fast(&forward);
    assert_grids_agree(
        "dX",
        &sums.dx,
        &vec![
            vec![1.0, 2.0, 3.0, 2.0, 1.0],
            vec![2.0, 4.0, 6.0, 4.0, 2.0],
            vec![2.0, 4.0, 6.0, 4.0, 2.0],
            vec![1.0, 2.0, 3.0, 2.0, 1.0],
        ],
    );
    assert_eq!(sums.dw.cells(), [6.0; 9]);
    assert_eq!(sums.db, 6.0);
}

/// Strides and dilations that are valid because they are not used: no loop and
/// no memory grows with them.
#[test]
fn unused_distances_may_be_huge() {
    let huge = u32::MAX as usize;
    for (rows, cols, stride, dilation) in [
        (3, 3, huge, huge),
        (1, 40, huge, 1),
        (40, 1, 1, huge),
        (40, 1, 7, huge),
        (1, 40, 41, huge),
    ] {
        let spacing = Spacing {
            stride,
            padding: 0,
            dilation,
        };
        let (x, w) = (wave(rows, cols, 757), wave(1, 1, 331));
        let layer = Layer::new(x, w, None, spacing, 0.5, Activation::Sigmoid);
        assert_passes_equal(&layer.expect("a valid layer"));
    }
}
