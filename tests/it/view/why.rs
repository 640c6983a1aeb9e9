//! The reasons beside a step: each states a fact, and the fact holds where it is told.

use convscope::app::Model;
use convscope::math::{Activation, At, BackwardView, Layer, Operand, Size};
use convscope::trace::Step;
use convscope::view::page;

use super::model_at;
use crate::oracle;
use crate::support::{Rows, for_all, layers};

fn told(layer: &Layer, view: BackwardView, is_wanted: impl Fn(Step) -> bool) -> Vec<String> {
    let mut model = Model::new(layer.clone());
    model.view = view;
    let steps = model.steps();
    let numbers = (0..=steps.last()).filter(|&number| is_wanted(steps.step(number)));
    numbers
        .map(|number| {
            model.step = number;
            page(&model).step.why
        })
        .collect()
}

fn positions(size: Size) -> impl Iterator<Item = At> {
    (0..size.rows).flat_map(move |row| (0..size.cols).map(move |col| At::new(row, col)))
}

/// At how many places the kernel covers a cell of X at this position.
fn covered(layer: &Layer, position: At) -> usize {
    let spacing = layer.geometry().spacing();
    let meets = |kernel, input| oracle::meet(spacing, position, kernel, input);
    let kernels = positions(layer.w().size());
    kernels
        .flat_map(|kernel| positions(layer.x().size()).map(move |input| (kernel, input)))
        .filter(|&(kernel, input)| meets(kernel, input))
        .count()
}

#[test]
fn valid_same_and_full_are_what_they_are_called() {
    for_all(&layers(5), |mut layer| {
        layer.set_activation(Activation::Identity);
        let (x, z) = (layer.x().size(), layer.g().size());
        let all = layer.w().size().cells();
        for why in told(&layer, BackwardView::Scatter, |step| {
            matches!(step, Step::Forward(_))
        }) {
            let kind = why.split([':', ' ']).next().unwrap_or_default();
            match kind {
                "Valid" => assert!(positions(z).all(|at| covered(&layer, at) == all), "{why}"),
                "Same" => assert_eq!(x, z, "{why}"),
                "Full" => assert_eq!(covered(&layer, At::new(0, 0)), 1, "{why}"),
                _ => assert!(why.starts_with("Padding "), "{why}"),
            }
        }
        for why in told(&layer, BackwardView::Gather, |step| {
            step.target().is_some_and(|cell| cell.grid.name() == "dX")
        }) {
            let p = layer.geometry().spacing().padding;
            match why.split([':', ' ']).next().unwrap_or_default() {
                // Unpadded X: its corner is reached by the corner of W alone.
                "Full" => assert_eq!(p, 0, "{why}"),
                "Same" => {
                    assert!(why.contains(&format!(" = {p}: as X is")), "{why}");
                    assert!(!why.contains("has the size of dZ") || x == z, "{why}");
                }
                "Valid" => assert_eq!(covered(&layer, At::new(0, 0)), 1, "{why}"),
                _ => assert!(why.starts_with("dZ is padded by "), "{why}"),
            }
        }
    });
}

/// The cells that a text names, such as `dZ[0,1]`, without their grids.
fn places_in(text: &str) -> Vec<At> {
    let parts = text.split('[').skip(1);
    let places = parts.filter_map(|part| part.split_once(']')?.0.split_once(','));
    places
        .map(|(row, col)| {
            let [row, col] = [row, col].map(|index| index.parse().expect("an index"));
            At::new(row, col)
        })
        .collect()
}

#[test]
fn the_first_and_the_last_position_reach_a_cell_as_it_is_said() {
    for_all(&layers(5), |layer| {
        let spacing = layer.geometry().spacing();
        let whys = told(&layer, BackwardView::Gather, |step| {
            step.target().is_some_and(|cell| cell.grid.name() == "dX")
        });
        for (input, why) in positions(layer.x().size()).zip(whys) {
            let pairs = positions(layer.g().size()).flat_map(|position| {
                positions(layer.w().size()).map(move |kernel| [position, kernel])
            });
            let reach = pairs.filter(|&[at, kernel]| oracle::meet(spacing, at, kernel, input));
            let reach: Vec<_> = reach.collect();
            let expected = match &reach[..] {
                [first, .., last] => vec![first[0], input, first[1], last[0], last[1]],
                _ => Vec::new(),
            };
            assert_eq!(places_in(&why), expected, "{why}");
        }
    });
}

#[test]
fn windows_overlap_where_it_is_said() {
    for_all(&layers(5), |layer| {
        let spacing = layer.geometry().spacing();
        let z = layer.g().size();
        let ways = |input| {
            let meets = |at: &At| {
                positions(layer.w().size()).any(|kernel| oracle::meet(spacing, *at, kernel, input))
            };
            positions(z).filter(meets).count()
        };
        let overlap = positions(layer.x().size()).any(|input| ways(input) > 1);
        let unreached = positions(layer.x().size()).any(|input| ways(input) == 0);
        for why in told(&layer, BackwardView::Scatter, |step| {
            matches!(step, Step::Backward(_))
        }) {
            assert_eq!(why.contains("Windows overlap"), overlap, "{why}");
            assert_eq!(why.contains("No window reaches some"), unreached, "{why}");
            assert_eq!(why.contains("With stride "), spacing.stride > 1, "{why}");
            let single = z.rows * z.cols == 1;
            assert_eq!(
                why.contains("There is one position"),
                single && !overlap,
                "{why}"
            );
        }
    });
}

/// Whether no gradient is more than a tenth of the largest G.
fn gradients_are_small(layer: &Layer) -> bool {
    let (z, h) = oracle::forward(layer);
    let dz = oracle::delta(layer, &z);
    let (dx, dw, db) = oracle::backward(layer, &dz);
    let largest = |grid: &Rows| {
        let magnitudes = grid.iter().flatten().map(|one| one.abs());
        magnitudes.fold(0.0, f64::max)
    };
    let most = 0.1 * largest(&oracle::upstream(layer, &h));
    let gradients = [largest(&dz), largest(&dx), largest(&dw), db.abs()];
    gradients.iter().all(|&one| one <= most)
}

#[test]
fn a_saturated_or_dead_layer_says_so() {
    for_all(&layers(4), |layer| {
        for scale in [1.0, 100.0] {
            let mut layer = layer.clone();
            layer.set_bias(layer.bias() * scale + scale - 1.0);
            let (z, h) = oracle::forward(&layer);
            let cells = || z.iter().flatten().zip(h.iter().flatten());
            let expected = match layer.activation() {
                Activation::Sigmoid if cells().all(|(_, h)| h * (1.0 - h) <= 0.01) => {
                    "σ is saturated"
                }
                Activation::Tanh if cells().all(|(_, h)| 1.0 - h * h <= 0.01) => "σ is saturated",
                Activation::Relu if cells().all(|(z, _)| *z <= 0.0) => "ReLU is dead",
                _ => "",
            };
            for view in BackwardView::ALL {
                let why = told(&layer, view, |step| {
                    matches!(
                        step,
                        Step::ActivationGradient | Step::Backward(_) | Step::Gradient(_)
                    )
                });
                for why in why {
                    assert_eq!(
                        why.contains("every gradient, nearly vanishes"),
                        expected == "σ is saturated" && gradients_are_small(&layer),
                        "{why}"
                    );
                    for sentence in ["σ is saturated", "ReLU is dead"] {
                        assert_eq!(why.contains(sentence), sentence == expected, "{why}");
                    }
                }
            }
        }
    });
}

/// Z is −4.97 at the least, and dW[0,1] is 50 times such a slope.
#[test]
fn a_large_x_makes_up_for_a_small_slope() {
    let mut layer = Model::default().layer;
    layer.set(Operand::X, At::new(1, 1), 50.0);
    for why in told(&layer, BackwardView::Scatter, |step| {
        matches!(step, Step::Backward(_))
    }) {
        assert!(
            why.starts_with("σ is saturated here: its slope nearly vanishes, and dZ beside G."),
            "{why}"
        );
    }
}

#[test]
fn the_slope_and_the_rotation_have_their_reasons() {
    let why = |step| page(&model_at(step)).step.why;
    assert!(why(6).contains("puts its slope σ′ between G = ∂L/∂H and dZ = ∂L/∂Z"));
    assert!(why(9).ends_with("hence +=."));
    let gathered = told(&Model::default().layer, BackwardView::Gather, |step| {
        step.target().is_some()
    });
    assert_eq!(
        gathered[4],
        "Full: dZ is padded by k − 1 − p = 1: every overlap with W counts. Rotated, since the order is reversed: dZ[0,0] reaches dX[1,1] with W[1,1], dZ[1,1] with W[0,0]."
    );
    assert!(gathered[9].starts_with("Valid: "));
}
