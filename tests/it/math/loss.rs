//! What L is, and the upstream gradient that follows from it.

use convscope::math::{Activation, At, Grid, Layer, Loss, Operand, Size, Spacing};

use crate::oracle;
use crate::support::{
    LARGEST, assert_near, for_all, grid_of, layers_with_a_loss, put, rows_of, spacing,
};

const ORIGIN: At = At::new(0, 0);

/// H = X: a 1×1 kernel of 1, no bias, the identity.
fn transparent() -> Layer {
    let (x, one) = (grid_of(&[[1.0, 2.0], [3.0, 4.0]]), grid_of(&[[1.0]]));
    let spacing = Spacing::default();
    let mut layer =
        Layer::new(x, one, None, spacing, 0.0, Activation::Identity).expect("a valid layer");
    put(&mut layer, Operand::T, &grid_of(&[[0.0, 2.0], [5.0, 1.0]]));
    layer
}

fn by_hand() -> Layer {
    let mut layer = transparent();
    put(&mut layer, Operand::G, &grid_of(&[[2.0, -1.0], [0.5, 0.0]]));
    layer
}

fn mean() -> Layer {
    let mut layer = transparent();
    layer.set_loss(Loss::MeanSquaredError);
    layer
}

fn squared() -> Layer {
    let mut layer = transparent();
    layer.set_loss(Loss::SquaredError);
    layer
}

/// With H = 1 2 / 3 4: 1 + 2 + 3 + 4; ½ (1² + 0² + 2² + 3²); ¼ of the same; 2·1 − 1·2 + ½·3 + 0·4.
#[test]
fn l_comes_out_as_worked_out_by_hand() {
    for (layer, terms, total) in [
        (transparent(), [1.0, 2.0, 3.0, 4.0], 10.0),
        (squared(), [0.5, 0.0, 2.0, 4.5], 7.0),
        (mean(), [0.25, 0.0, 1.0, 2.25], 3.5),
        (by_hand(), [2.0, -2.0, 1.5, 0.0], 1.5),
    ] {
        let h = layer.forward().h;
        let positions = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(row, col)| At::new(row, col));
        let got = positions.map(|at| layer.loss_at(at, h[at]));
        assert_eq!(got, terms, "{:?}", layer.loss());
        assert_eq!(layer.loss_of(&h), total, "{:?}", layer.loss());
    }
}

#[test]
fn the_upstream_gradient_is_the_slope_of_l() {
    for (layer, upstream) in [
        (transparent(), [1.0, 1.0, 1.0, 1.0]),
        (squared(), [1.0, 0.0, -2.0, 3.0]),
        (mean(), [0.5, 0.0, -1.0, 1.5]),
        (by_hand(), [2.0, -1.0, 0.5, 0.0]),
    ] {
        let forward = layer.forward();
        let got = Grid::from_fn(forward.h.size(), |at| layer.upstream(at, forward.h[at]));
        assert_eq!(got.cells(), upstream, "{:?}", layer.loss());
        // The identity has the slope 1 everywhere.
        assert_eq!(layer.backward(&forward).dz.cells(), upstream);
        assert_eq!(layer.backward_fast(&forward).dz.cells(), upstream);
    }
}

/// σ(0) = ½ and σ′(0) = ¼, so with T = ¼ both G and σ′ are ¼.
#[test]
fn the_squared_error_goes_through_the_activation() {
    let zero = || grid_of(&[[0.0]]);
    let spacing = Spacing::default();
    let layer = Layer::new(zero(), zero(), None, spacing, 0.0, Activation::Sigmoid);
    let mut layer = layer.expect("a valid layer");
    layer.set_loss(Loss::SquaredError);
    layer.set(Operand::T, ORIGIN, 0.25);
    let forward = layer.forward();
    assert_eq!(layer.loss_of(&forward.h), 0.031_25);
    assert_eq!(layer.backward(&forward).dz.cells(), [0.0625]);
}

#[test]
fn l_agrees_with_its_textbook_formula() {
    for_all(&layers_with_a_loss(5), |layer| {
        let h = layer.forward().h;
        let expected = oracle::loss(&layer, &rows_of(&h));
        // Terms have either sign: what is lost is relative to them, not to L.
        let largest = h.cells().iter().fold(LARGEST, |most, h| most.max(h.abs()));
        let terms = (largest + LARGEST).powi(2) * h.cells().len() as f64;
        assert_near("L", layer.loss_of(&h), expected, 1e-14 * terms);
    });
}

#[test]
fn a_given_g_is_by_hand_and_none_is_the_sum() {
    assert_eq!(transparent().loss(), Loss::Sum);
    let (x, w, g) = (grid_of(&[[1.0]]), grid_of(&[[1.0]]), grid_of(&[[1.0]]));
    let layer = Layer::new(x, w, Some(g), Spacing::default(), 0.0, Activation::Sigmoid);
    assert_eq!(layer.map(|layer| layer.loss()), Ok(Loss::ByHand));
}

#[test]
fn an_edit_of_g_makes_it_by_hand_and_no_other_edit_does() {
    for before in Loss::ALL {
        for operand in Operand::ALL {
            let mut layer = transparent();
            layer.set_loss(before);
            layer.set(operand, ORIGIN, 3.0);
            let edited = operand == Operand::G;
            let expected = if edited { Loss::ByHand } else { before };
            assert_eq!(layer.loss(), expected, "{operand:?} with {before:?}");
            assert_eq!(layer.operand(operand)[ORIGIN], 3.0);
        }
    }
}

#[test]
fn the_sum_makes_g_all_ones_and_the_others_keep_it() {
    let given = [2.0, -1.0, 0.5, 0.0];
    for (loss, g) in [
        (Loss::ByHand, given),
        (Loss::SquaredError, given),
        (Loss::MeanSquaredError, given),
        (Loss::Sum, [1.0; 4]),
    ] {
        let mut layer = by_hand();
        layer.set_loss(loss);
        assert_eq!(layer.g().cells(), g, "{loss:?}");
        assert_eq!(layer.t(), transparent().t(), "{loss:?}");
    }
}

/// 2×2 becomes 1×3: Z too, since the kernel has one cell.
#[test]
fn a_reshaped_layer_keeps_its_loss_and_fills_g_with_ones_and_t_with_zeros() {
    for (layer, g) in [
        (transparent(), [1.0, 1.0, 1.0]),
        (squared(), [1.0, 1.0, 1.0]),
        (by_hand(), [2.0, -1.0, 1.0]),
    ] {
        let sizes = (Size::new(1, 3), Size::new(1, 1));
        let reshaped = layer.reshaped(sizes.0, sizes.1, spacing([1, 0, 1]));
        let reshaped = reshaped.expect("a valid geometry");
        assert_eq!(reshaped.loss(), layer.loss());
        assert_eq!(reshaped.x().cells(), [1.0, 2.0, 0.0]);
        assert_eq!(reshaped.g().cells(), g);
        assert_eq!(reshaped.t().cells(), [0.0, 2.0, 0.0]);
    }
}

#[test]
fn losses_have_their_published_names() {
    let names = Loss::ALL.map(Loss::name);
    assert_eq!(
        names,
        ["sum", "squared-error", "mean-squared-error", "by-hand"]
    );
}
