//! The layer's numbers: the notebook's, PyTorch's, an independent algorithm's
//! and those of finite differences; laws that hold for every layer; limits.

pub(crate) mod bugs;
mod check;
mod correlation;
mod fast;
mod geometry;
pub(crate) mod golden;
mod loss;

use convscope::math::{Activation, At, Gradients, Grid, Layer, Operand, Size, Spacing};

use crate::oracle;
use crate::support::{
    LARGEST, assert_agree, assert_grids_agree, assert_near, cells_of, for_all, grid_of, layers,
    layers_with_a_loss, rows_of,
};

/// The notebook's data and what it prints, to its 8 decimals.
#[test]
fn the_notebook_s_numbers_come_out_digit_by_digit() {
    let x = grid_of(&[[0.1, 0.2, 1.3], [0.37, 1.09, 1.02], [0.12, -0.23, -0.45]]);
    let w = grid_of(&[[0.4, -0.1], [0.23, 0.61]]);
    let layer = Layer::new(x, w, None, Spacing::default(), 0.0, Activation::Sigmoid)
        .expect("a valid layer");
    let forward = layer.forward();
    let Gradients { dz, sums } = layer.backward(&forward);

    prints(&forward.z, "0.77000000 0.82290000 | -0.07370000 0.00660000");
    prints(&forward.h, "0.68352089 0.69485158 | 0.48158334 0.50164999");
    // The notebook calls this array dH.
    prints(&dz, "0.21632008 0.21203286 | 0.24966083 0.24999728");
    prints(&sums.dw, "0.42891012 0.84603426 | 0.28361417 0.28214164");
    prints(
        &sums.dx,
        "0.08652803 0.06318114 -0.02120329 | \
         0.14961795 0.25575564 0.10434032 | \
         0.05742199 0.20979248 0.15249834",
    );
}

#[track_caller]
fn prints(grid: &Grid, expected: &str) {
    let digits = |cell: &f64| format!("{cell:.8}");
    let row = |row: &[f64]| row.iter().map(digits).collect::<Vec<_>>().join(" ");
    let rows: Vec<String> = grid.rows().map(row).collect();
    assert_eq!(rows.join(" | "), expected);
}

#[test]
fn every_layer_agrees_with_the_padded_algorithm() {
    for_all(&layers_with_a_loss(7), |layer| {
        let forward = layer.forward();
        let Gradients { dz, sums } = layer.backward(&forward);
        let (z, h) = oracle::forward(&layer);
        let expected_dz = oracle::delta(&layer, &z);
        let (dx, dw, db) = oracle::backward(&layer, &expected_dz);

        assert_grids_agree("Z", &forward.z, &z);
        assert_grids_agree("H", &forward.h, &h);
        assert_grids_agree("dZ", &dz, &expected_dz);
        assert_grids_agree("dX", &sums.dx, &dx);
        assert_grids_agree("dW", &sums.dw, &dw);
        assert_agree("db", sums.db, db);
    });
}

#[test]
fn gradients_are_the_slopes_of_the_loss() {
    for_all(&layers(7), |layer| {
        let layer = without_kinks(layer);
        let Gradients { dz, sums } = layer.backward(&layer.forward());
        let tolerance = slope_tolerance(&layer);
        for (operand, name, gradient) in [(Operand::X, "dX", sums.dx), (Operand::W, "dW", sums.dw)]
        {
            for at in cells_of(gradient.size()) {
                let slope = slope_of_loss(&layer, |change| moved(&layer, operand, at, change));
                assert_near(&format!("{name}{at}"), gradient[at], slope, tolerance);
            }
        }
        let slope = slope_of_loss(&layer, |change| with_bias(&layer, layer.bias() + change));
        assert_near("db", sums.db, slope, tolerance);
        assert_near("ΣdZ", dz.cells().iter().sum(), slope, tolerance);
    });
}

/// One position's Z moves alone where H is that of a 1×1 layer with Z as its X.
#[test]
fn dz_is_the_slope_of_the_loss_by_each_z() {
    for_all(&layers(5), |layer| {
        let layer = without_kinks(layer);
        let forward = layer.forward();
        let dz = layer.backward(&forward).dz;
        let pointwise = pointwise(&layer, forward.z);
        let tolerance = slope_tolerance(&layer);
        for at in cells_of(dz.size()) {
            let slope = slope_of_loss(&pointwise, |change| {
                moved(&pointwise, Operand::X, at, change)
            });
            assert_near(&format!("dZ{at}"), dz[at], slope, tolerance);
        }
    });
}

/// The change by which slopes are measured. A power of two, so that dividing
/// by it is exact; near the cube root of the precision of an f64, where the
/// errors of curvature and of rounding are alike.
const CHANGE: f64 = 1.0 / 16384.0;

/// No activation with a kink has a slope at Z = 0. Positions that a change could carry across
/// get no weight in L.
fn without_kinks(mut layer: Layer) -> Layer {
    if layer.activation().has_kink() {
        let z = layer.forward().z;
        for at in cells_of(z.size()) {
            if z[at].abs() <= 2.0 * LARGEST * CHANGE {
                layer.set(Operand::G, at, 0.0);
            }
        }
    }
    layer
}

/// ∂L/∂parameter for L = Σ G ⊙ H, by a central difference. Positions are
/// subtracted one by one, since most of L does not depend on the parameter.
fn slope_of_loss(layer: &Layer, with_change: impl Fn(f64) -> Layer) -> f64 {
    let [above, below] = [CHANGE, -CHANGE].map(|change| with_change(change).forward().h);
    let differences = above.cells().iter().zip(below.cells());
    let weighted = layer.g().cells().iter().zip(differences);
    let sum: f64 = weighted
        .map(|(g, (above, below))| g * (above - below))
        .sum();
    sum / (2.0 * CHANGE)
}

/// How far a central difference may be off. Z moves by at most |factor| times
/// the change at each position, factors are at most `LARGEST` and no third
/// derivative of an activation exceeds 2 (tanh); what is left is rounding.
fn slope_tolerance(layer: &Layer) -> f64 {
    let weight: f64 = layer.g().cells().iter().map(|g| g.abs()).sum();
    let terms = layer.w().cells().len() as f64 + 4.0;
    let largest_z = terms * LARGEST * LARGEST;
    let curvature = CHANGE * CHANGE / 6.0 * 2.0 * LARGEST.powi(3);
    let rounding = f64::EPSILON * terms * largest_z / CHANGE;
    weight * (curvature + rounding)
}

fn moved(layer: &Layer, operand: Operand, at: At, change: f64) -> Layer {
    let mut layer = layer.clone();
    let value = layer.operand(operand)[at];
    layer.set(operand, at, value + change);
    layer
}

fn with_bias(layer: &Layer, bias: f64) -> Layer {
    let [x, w, g] = [layer.x(), layer.w(), layer.g()].map(Clone::clone);
    let spacing = layer.geometry().spacing();
    Layer::new(x, w, Some(g), spacing, bias, layer.activation()).expect("a valid layer")
}

/// The activation of a layer alone, on a Z given as X.
fn pointwise(layer: &Layer, z: Grid) -> Layer {
    let (one, g) = (Grid::filled(Size::new(1, 1), 1.0), layer.g().clone());
    let spacing = Spacing::default();
    Layer::new(z, one, Some(g), spacing, 0.0, layer.activation()).expect("a valid layer")
}

/// ⟨Z − b, dZ⟩ = ⟨W, dW⟩ = ⟨X, dX⟩, and db = Σ dZ.
#[test]
fn gradients_are_adjoint_to_the_convolution() {
    for_all(&layers(7), |layer| {
        let forward = layer.forward();
        let Gradients { dz, sums } = layer.backward(&forward);
        let linear: Vec<f64> = forward.z.cells().iter().map(|z| z - layer.bias()).collect();
        let product = dot(&linear, dz.cells());
        let tolerance = dot_tolerance(&layer, &dz);

        let by_w = dot(layer.w().cells(), sums.dw.cells());
        assert_near("⟨W, dW⟩", by_w, product, tolerance);
        let by_x = dot(layer.x().cells(), sums.dx.cells());
        assert_near("⟨X, dX⟩", by_x, product, tolerance);
        assert_near("db", sums.db, dz.cells().iter().sum(), tolerance);
    });
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Every side sums the same x·w·dz in another order, and b comes and goes:
/// the rounding of as many additions, each at most of the sum of magnitudes.
fn dot_tolerance(layer: &Layer, dz: &Grid) -> f64 {
    let magnitude = |grid: &Grid| rows_of(grid).concat().iter().map(|cell| cell.abs()).sum();
    let (w, dz_sum): (f64, f64) = (magnitude(layer.w()), magnitude(dz));
    let terms = (layer.w().cells().len() + dz.cells().len()) as f64;
    2.0 * f64::EPSILON * terms * dz_sum * (w * LARGEST + 2.0 * layer.bias().abs() + 1.0)
}

/// PyTorch's convention, which no difference can tell.
#[test]
fn relu_passes_nothing_back_where_z_is_zero() {
    let zeros = Grid::zeros(Size::new(2, 2));
    let layer = Layer::new(
        zeros.clone(),
        zeros,
        None,
        Spacing::default(),
        0.0,
        Activation::Relu,
    )
    .expect("a valid layer");
    let gradients = layer.backward(&layer.forward());
    assert_eq!(gradients.dz.cells(), [0.0]);
    assert_eq!(gradients.sums.db, 0.0);
}

/// The notebook's X and W with b = −0.8: written-out loops over Python's floats.
#[test]
fn the_leaky_relu_lets_a_hundredth_of_the_gradient_through() {
    let x = grid_of(&[[0.1, 0.2, 1.3], [0.37, 1.09, 1.02], [0.12, -0.23, -0.45]]);
    let w = grid_of(&[[0.4, -0.1], [0.23, 0.61]]);
    let g = grid_of(&[[1.0, -2.0], [0.5, 3.0]]);
    let (spacing, leaky) = (Spacing::default(), Activation::LeakyRelu);
    let layer = Layer::new(x, w, Some(g), spacing, -0.8, leaky).expect("a valid layer");
    let forward = layer.forward();
    let agree = |name, got: &Grid, expected: &[&[f64]]| {
        let rows = expected.iter().map(|row| row.to_vec()).collect();
        assert_grids_agree(name, got, &rows);
    };
    agree(
        "H",
        &forward.h,
        &[&[-0.0003, 0.0229], &[-0.008_737, -0.007_934]],
    );
    for Gradients { dz, sums } in [layer.backward(&forward), layer.backward_fast(&forward)] {
        agree("dZ", &dz, &[&[0.01, -2.0], &[0.005, 0.03]]);
        agree(
            "dW",
            &sums.dw,
            &[&[-0.364_45, -2.561_95], &[-2.1826, -2.043_75]],
        );
        let dx: [&[f64]; 3] = [
            &[0.004, -0.801, 0.2],
            &[0.0043, -0.4424, -1.223],
            &[0.001_15, 0.009_95, 0.0183],
        ];
        agree("dX", &sums.dx, &dx);
        assert_agree("db", sums.db, -1.955);
    }
}

#[test]
fn saturated_layers_stay_finite() {
    let x = grid_of(&[[1e300, -1e300]]);
    let w = grid_of(&[[1.0]]);
    for (activation, h, dz) in [
        (Activation::Sigmoid, [1.0, 0.0], [0.0, 0.0]),
        (Activation::Tanh, [1.0, -1.0], [0.0, 0.0]),
        (Activation::Relu, [1e300, 0.0], [1.0, 0.0]),
        (
            Activation::LeakyRelu,
            [1e300, -1.000_000_000_000_000_1e298],
            [1.0, 0.01],
        ),
        (Activation::Identity, [1e300, -1e300], [1.0, 1.0]),
    ] {
        let layer = Layer::new(
            x.clone(),
            w.clone(),
            None,
            Spacing::default(),
            0.0,
            activation,
        )
        .expect("a valid layer");
        let forward = layer.forward();
        assert_eq!(forward.h.cells(), h, "{activation:?}");
        assert_eq!(layer.backward(&forward).dz.cells(), dz, "{activation:?}");
    }
}

/// Far below zero σ(z) is eᶻ; 1 / (1 + e⁻ᶻ) would overflow on the way to it.
#[test]
fn sigmoid_keeps_the_smallest_numbers() {
    let z = -740.0_f64;
    assert_eq!(Activation::Sigmoid.apply(z), z.exp());
    assert!(z.exp() > 0.0);
}
