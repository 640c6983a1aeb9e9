//! The published mistakes: what each makes of a layer small enough to work it
//! out by hand, and of any layer by an algorithm that has the mistake built in.

use convscope::math::{
    Activation, At, Bug, GradientSums, Gradients, Grid, Layer, Operand, Size, Spacing,
};

use crate::oracle;
use crate::support::{
    Rows, assert_agree, assert_grids_agree, cells_of, for_all, grid_of, layers, layers_with_a_loss,
    put, rows_of, spacing,
};

/// What the backward pass yields with a mistake in it.
fn gradients(bug: Bug, layer: &Layer) -> Gradients {
    let forward = layer.forward();
    let delta = |at| bug.delta(layer, at, forward.z[at], forward.h[at]);
    let dz = Grid::from_fn(forward.z.size(), delta);
    let mut sums = bug.start(layer);
    for position in cells_of(dz.size()) {
        bug.contribute(layer, position, dz[position], &mut sums);
    }
    Gradients { dz, sums }
}

/// One row, no activation: dZ is what is given.
fn row(x: &[f64], w: &[f64], dz: &[f64], stride: usize) -> Layer {
    let [x, w, dz] = [x, w, dz].map(|row| grid_of(&[row]));
    let spacing = spacing([stride, 0, 1]);
    Layer::new(x, w, Some(dz), spacing, 0.0, Activation::Identity).expect("a valid layer")
}

/// X = 1 2 3 under W = 4 5, dZ = 1 10. The windows are 1 2 and 2 3, so
/// dX = 4·1, 5·1 + 4·10, 5·10; dW = 1·1 + 2·10, 2·1 + 3·10; db = 1 + 10.
fn overlapping() -> Layer {
    row(&[1.0, 2.0, 3.0], &[4.0, 5.0], &[1.0, 10.0], 1)
}

#[test]
fn each_mistake_makes_of_a_row_what_is_worked_out_by_hand() {
    let layer = overlapping();
    let right = layer.backward(&layer.forward()).sums;
    assert_eq!(right.dx.cells(), [4.0, 45.0, 50.0]);
    assert_eq!(right.dw.cells(), [21.0, 32.0]);
    assert_eq!(right.db, 11.0);

    for (bug, dx, dw, db) in [
        // The second window overwrites the cell it shares with the first.
        (Bug::Assigned, [4.0, 40.0, 50.0], [20.0, 30.0], 10.0),
        (Bug::NotZeroed, [8.0, 90.0, 100.0], [42.0, 64.0], 22.0),
        // The identity has no slope to leave out, a stride of 1 none to forget.
        (Bug::NoSlope, [4.0, 45.0, 50.0], [21.0, 32.0], 11.0),
        (Bug::StrideForgotten, [4.0, 45.0, 50.0], [21.0, 32.0], 11.0),
        // With W = 5 4: 5·1, 4·1 + 5·10, 4·10.
        (Bug::FlippedKernel, [5.0, 54.0, 40.0], [21.0, 32.0], 11.0),
        (
            Bug::SwappedCorrelation,
            [4.0, 45.0, 50.0],
            [32.0, 21.0],
            11.0,
        ),
        (Bug::Divided, [4.0, 45.0, 50.0], [10.5, 16.0], 5.5),
        // 21·4, 32·5.
        (Bug::TimesKernel, [4.0, 45.0, 50.0], [84.0, 160.0], 11.0),
    ] {
        let GradientSums {
            dx: x,
            dw: w,
            db: b,
        } = gradients(bug, &layer).sums;
        assert_eq!((x.cells(), w.cells(), b), (&dx[..], &dw[..], db), "{bug:?}");
        let changes = (dx, dw) != ([4.0, 45.0, 50.0], [21.0, 32.0]);
        assert_eq!(bug.shows_in(&layer), changes, "{bug:?}");
    }
}

/// X = 1 2 3 4 in steps of 2: the windows are 1 2 and 3 4. A loop that moves
/// by 1 takes 1 2 and 2 3, and never comes to the end.
#[test]
fn a_forgotten_stride_leaves_the_end_untouched() {
    let layer = row(&[1.0, 2.0, 3.0, 4.0], &[4.0, 5.0], &[1.0, 10.0], 2);
    let right = layer.backward(&layer.forward()).sums;
    assert_eq!(right.dx.cells(), [4.0, 5.0, 40.0, 50.0]);
    assert_eq!(right.dw.cells(), [31.0, 42.0]);

    let wrong = gradients(Bug::StrideForgotten, &layer).sums;
    assert_eq!(wrong.dx.cells(), [4.0, 45.0, 50.0, 0.0]);
    assert_eq!(wrong.dw.cells(), [21.0, 32.0]);
    assert_eq!(wrong.db, 11.0);
    assert!(Bug::StrideForgotten.shows_in(&layer));
}

/// σ′(0) = ¼: dZ is 8 · ¼, and without the slope 8.
#[test]
fn a_missing_slope_passes_g_on_as_it_is() {
    let (x, w, g) = (grid_of(&[[2.0]]), grid_of(&[[0.0]]), grid_of(&[[8.0]]));
    let layer = Layer::new(x, w, Some(g), Spacing::default(), 0.0, Activation::Sigmoid);
    let layer = layer.expect("a valid layer");
    let right = layer.backward(&layer.forward());
    assert_eq!(
        (right.dz.cells(), right.sums.dw.cells()),
        (&[2.0][..], &[4.0][..])
    );
    let wrong = gradients(Bug::NoSlope, &layer);
    assert_eq!(
        (wrong.dz.cells(), wrong.sums.dw.cells()),
        (&[8.0][..], &[16.0][..])
    );
    assert!(Bug::NoSlope.shows_in(&layer));
}

/// With W = 4 4 a rotation changes nothing, with W = 1 1 a factor W; with one position nothing
/// overlaps and there is nothing to share out; with dZ = 0 there is nothing at
/// all.
#[test]
fn a_mistake_that_changes_nothing_does_not_show() {
    let symmetric = row(&[1.0, 2.0, 3.0], &[4.0, 4.0], &[1.0, 10.0], 1);
    let palindrome = row(&[1.0, 2.0, 1.0], &[4.0, 5.0], &[3.0, 3.0], 1);
    let single = row(&[1.0, 2.0], &[4.0, 5.0], &[3.0], 1);
    let ones = row(&[1.0, 2.0, 3.0], &[1.0, 1.0], &[1.0, 10.0], 1);
    let silent = row(&[1.0, 2.0, 3.0], &[4.0, 5.0], &[0.0, 0.0], 1);
    for (bug, layer, shows) in [
        (Bug::FlippedKernel, &symmetric, false),
        (Bug::FlippedKernel, &palindrome, true),
        (Bug::SwappedCorrelation, &palindrome, false),
        (Bug::SwappedCorrelation, &symmetric, true),
        (Bug::Assigned, &single, false),
        (Bug::Divided, &single, false),
        (Bug::NotZeroed, &single, true),
        (Bug::NotZeroed, &silent, false),
        (Bug::TimesKernel, &ones, false),
        (Bug::TimesKernel, &single, true),
    ] {
        assert_eq!(bug.shows_in(layer), shows, "{bug:?} {layer:?}");
    }
}

/// X and W of zeros: dX and dW are 0 whatever is done to them, db is not.
#[test]
fn a_mistake_that_changes_db_alone_shows() {
    let layer = row(&[0.0, 0.0, 0.0], &[0.0, 0.0], &[1.0, 10.0], 1);
    for (bug, db) in [
        (Bug::Assigned, 10.0),
        (Bug::NotZeroed, 22.0),
        (Bug::Divided, 5.5),
    ] {
        assert_eq!(gradients(bug, &layer).sums.db, db, "{bug:?}");
        assert!(bug.shows_in(&layer), "{bug:?}");
    }
}

#[test]
fn a_forgotten_stride_of_one_does_not_show() {
    for_all(&layers(5), |layer| {
        let spacing = Spacing {
            stride: 1,
            ..layer.geometry().spacing()
        };
        let (input, kernel) = (layer.x().size(), layer.w().size());
        let layer = layer
            .reshaped(input, kernel, spacing)
            .expect("a valid layer");
        assert!(!Bug::StrideForgotten.shows_in(&layer));
    });
}

#[test]
fn a_missing_slope_of_one_does_not_show() {
    for_all(&layers_with_a_loss(5), |mut layer| {
        layer.set_activation(Activation::Identity);
        assert!(!Bug::NoSlope.shows_in(&layer));
    });
}

#[test]
fn each_mistake_is_the_algorithm_that_has_it_built_in() {
    for_all(&layers_with_a_loss(5), |layer| {
        for bug in Bug::ALL {
            let (dz, (dx, dw, db)) = mistaken(bug, &layer);
            let got = gradients(bug, &layer);
            assert_grids_agree(&format!("{bug:?}: dZ"), &got.dz, &dz);
            assert_grids_agree(&format!("{bug:?}: dX"), &got.sums.dx, &dx);
            assert_grids_agree(&format!("{bug:?}: dW"), &got.sums.dw, &dw);
            assert_agree(&format!("{bug:?}: db"), got.sums.db, db);
        }
    });
}

/// dZ, dX, dW and db, from what the right algorithm yields for another layer,
/// or from its result changed as a whole.
pub(crate) fn mistaken(bug: Bug, layer: &Layer) -> (Rows, (Rows, Rows, f64)) {
    let (z, h) = oracle::forward(layer);
    let dz = oracle::delta(layer, &z);
    let (dx, dw, db) = oracle::backward(layer, &dz);
    let wrong = match bug {
        Bug::Assigned => last_products(layer, &dz),
        Bug::NotZeroed => (scaled(&dx, 2.0), scaled(&dw, 2.0), 2.0 * db),
        Bug::NoSlope => {
            let g = oracle::upstream(layer, &h);
            let sums = oracle::backward(layer, &g);
            return (g, sums);
        }
        Bug::FlippedKernel => {
            let mut other = layer.clone();
            put(
                &mut other,
                Operand::W,
                &grid_of(&rotated(&rows_of(layer.w()))),
            );
            (oracle::backward(&other, &dz).0, dw, db)
        }
        Bug::StrideForgotten => in_the_corner(layer, &dz),
        Bug::SwappedCorrelation => (dx, rotated(&dw), db),
        Bug::Divided => {
            let share = 1.0 / dz.concat().len() as f64;
            (dx, scaled(&dw, share), db * share)
        }
        Bug::TimesKernel => (dx, times(&dw, &rows_of(layer.w())), db),
    };
    (dz, wrong)
}

/// The product of the last position that reaches a cell, row-major.
fn last_products(layer: &Layer, dz: &Rows) -> (Rows, Rows, f64) {
    let spacing = layer.geometry().spacing();
    let [mut dx, mut dw] = [layer.x(), layer.w()].map(|grid| scaled(&rows_of(grid), 0.0));
    for position in cells_of(grid_of(dz).size()) {
        let dz = dz[position.row][position.col];
        for kernel in cells_of(layer.w().size()) {
            for input in cells_of(layer.x().size()) {
                if oracle::meet(spacing, position, kernel, input) {
                    dx[input.row][input.col] = layer.w()[kernel] * dz;
                    dw[kernel.row][kernel.col] = layer.x()[input] * dz;
                }
            }
        }
    }
    let db = dz.concat().last().copied().unwrap_or_default();
    (dx, dw, db)
}

/// A layer of stride 1 has at least as many positions; all but the first rows
/// and columns of its dZ are 0.
fn in_the_corner(layer: &Layer, dz: &Rows) -> (Rows, Rows, f64) {
    let spacing = Spacing {
        stride: 1,
        ..layer.geometry().spacing()
    };
    let (x, w) = (layer.x(), layer.w());
    let size = Size::new(
        oracle::starts(x.size().rows, w.size().rows, spacing).len(),
        oracle::starts(x.size().cols, w.size().cols, spacing).len(),
    );
    let small = grid_of(dz);
    let wide = Grid::from_fn(size, |at: At| small.get(at).unwrap_or_default());
    let g = Some(wide.clone());
    let other = Layer::new(x.clone(), w.clone(), g, spacing, 0.0, Activation::Identity);
    oracle::backward(&other.expect("a valid layer"), &rows_of(&wide))
}

fn scaled(rows: &Rows, by: f64) -> Rows {
    let row = |row: &Vec<f64>| row.iter().map(|cell| cell * by).collect();
    rows.iter().map(row).collect()
}

/// Cell by cell.
fn times(rows: &Rows, others: &Rows) -> Rows {
    let row = |(a, b): (&Vec<f64>, &Vec<f64>)| a.iter().zip(b).map(|(a, b)| a * b).collect();
    rows.iter().zip(others).map(row).collect()
}

fn rotated(rows: &Rows) -> Rows {
    let reversed = |row: &Vec<f64>| row.iter().rev().copied().collect();
    rows.iter().rev().map(reversed).collect()
}
