//! Which sizes are accepted, and what the kernel covers of X and of its padding.

use convscope::math::Activation;
use convscope::math::{At, Geometry, Grid, Layer, LayerError, Size, Spacing};

use crate::oracle;
use crate::support::{cells_of, for_all, layers, spacing};

/// Dimensions and spacings right below and right above each limit.
#[test]
fn limits_are_exact() {
    let cells = 1 << 24;
    accepts([1, cells], [1, 1], [1, 0, 1]);
    refuses([1, cells + 1], [1, 1], [1, 0, 1]);
    accepts([4096, 4096], [1, 1], [1, 0, 1]);
    refuses([4096, 4097], [1, 1], [1, 0, 1]);
    // The padded input counts: 1 + 2p rows and columns, up to 4095 × 4095.
    accepts([1, 1], [1, 1], [1, 2047, 1]);
    refuses([1, 1], [1, 1], [1, 2048, 1]);
    // 2¹⁵ positions of 2¹⁵ products each are 2³⁰.
    let side = 1 << 15;
    accepts([1, 2 * side - 1], [1, side], [1, 0, 1]);
    refuses([1, 2 * side], [1, side], [1, 0, 1]);
    // A dilated kernel of 3 spans 2d + 1.
    accepts([7, 7], [3, 3], [1, 0, 3]);
    refuses([6, 7], [3, 3], [1, 0, 3]);
    refuses([7, 6], [3, 3], [1, 0, 3]);
    accepts([5, 6], [3, 3], [1, 1, 3]);
}

/// Whatever a caller passes is answered; arithmetic that overflowed would
/// panic in this profile.
#[test]
fn sizes_near_the_largest_integer_are_refused_without_panic() {
    let huge = [usize::MAX, usize::MAX - 1, usize::MAX / 2 + 1, 1 << 32];
    for huge in huge {
        for shape in [[huge, 1], [1, huge], [huge, huge]] {
            refuses(shape, [1, 1], [1, 0, 1]);
            refuses([3, 3], shape, [1, 0, 1]);
            refuses(shape, shape, [huge, huge, huge]);
        }
        refuses([3, 3], [1, 1], [1, huge, 1]);
        refuses([3, 3], [2, 2], [1, 0, huge]);
        refuses([3, 3], [3, 3], [1, 0, huge]);
        refuses([3, 3], [2, 2], [huge, huge, huge]);
        if let Ok(same) = spacing([1, 0, huge]).same(Size::new(3, 2)) {
            refuses([3, 3], [3, 2], [1, same.padding, huge]);
        }
        // One position: no stride is too long for it.
        accepts([3, 3], [2, 2], [huge, 0, 1]);
    }
}

/// It is the one padding, if any, with which Z turns out as large as X.
#[test]
fn the_padding_same_gives_z_the_size_of_x() {
    let input = Size::new(9, 6);
    for (rows, cols) in (1..=7).flat_map(|rows| (1..=7).map(move |cols| (rows, cols))) {
        for [stride, dilation] in [[1, 1], [1, 2], [1, 3], [2, 1], [3, 2]] {
            let kernel = Size::new(rows, cols);
            let with = |padding| spacing([stride, padding, dilation]);
            let keeps = |padding: &usize| {
                let geometry = Geometry::new(input, kernel, with(*padding));
                geometry.is_ok_and(|geometry| geometry.output() == input)
            };
            let expected = (0..20).find(keeps).filter(|_| stride == 1);
            // What was padded before does not count.
            let same = with(3).same(kernel);
            let padding = same.ok().map(|same| same.padding);
            assert_eq!(padding, expected, "{kernel}, {stride}, {dilation}");
        }
    }
}

#[test]
fn no_padding_is_same_for_a_reason_that_is_told() {
    let refusal = |[stride, dilation]: [usize; 2], kernel| {
        let same = spacing([stride, 0, dilation]).same(kernel);
        same.expect_err("none").to_string()
    };
    let needs = "padding \"same\" needs stride 1 and a w that spans an odd number of rows and as many columns";
    assert_eq!(
        refusal([2, 1], Size::new(3, 3)),
        format!("{needs}; stride is 2, and w spans 3×3")
    );
    assert_eq!(
        refusal([1, 3], Size::new(2, 3)),
        format!("{needs}; stride is 1, and w spans 4×7")
    );
}

#[test]
fn empty_grids_and_zero_spacings_are_refused() {
    for empty in [[0, 0], [0, 3], [3, 0], [usize::MAX, 0]] {
        refuses(empty, [1, 1], [1, 1, 1]);
        refuses([3, 3], empty, [1, 1, 1]);
    }
    refuses([3, 3], [2, 2], [0, 0, 1]);
    refuses([3, 3], [2, 2], [1, 0, 0]);
}

#[track_caller]
fn accepts(input: [usize; 2], kernel: [usize; 2], spacing: [usize; 3]) {
    let outcome = geometry(input, kernel, spacing);
    assert!(outcome.is_ok(), "refused: {outcome:?}");
}

#[track_caller]
fn refuses(input: [usize; 2], kernel: [usize; 2], spacing: [usize; 3]) {
    let outcome = geometry(input, kernel, spacing);
    assert!(outcome.is_err(), "accepted: {outcome:?}");
}

fn geometry(
    input: [usize; 2],
    kernel: [usize; 2],
    numbers: [usize; 3],
) -> Result<Geometry, String> {
    let [input, kernel] = [input, kernel].map(|[rows, cols]| Size::new(rows, cols));
    Geometry::new(input, kernel, spacing(numbers)).map_err(|error| error.to_string())
}

#[test]
fn an_upstream_gradient_of_another_shape_is_refused() {
    let output = Size::new(2, 3);
    for got in [Size::new(3, 2), Size::new(1, 6), Size::new(2, 4)] {
        let x = Grid::zeros(Size::new(3, 4));
        let w = Grid::zeros(Size::new(2, 2));
        let g = Some(Grid::zeros(got));
        let refused = Layer::new(x, w, g, Spacing::default(), 0.0, Activation::Sigmoid);
        assert_eq!(refused, Err(LayerError::Upstream { got, output }));
    }
}

/// Worked out by hand: X with p on every side; d(k − 1) + 1.
#[test]
fn the_padded_input_and_the_spread_kernel_have_these_sizes() {
    for (input, kernel, numbers, padded, span) in [
        ([3, 3], [2, 2], [1, 0, 1], [3, 3], [2, 2]),
        ([5, 5], [3, 3], [2, 2, 1], [9, 9], [3, 3]),
        ([7, 7], [3, 3], [1, 0, 3], [7, 7], [7, 7]),
        ([4, 6], [2, 3], [3, 1, 2], [6, 8], [3, 5]),
        ([1, 9], [1, 4], [1, 3, 3], [7, 15], [1, 10]),
    ] {
        let geometry = geometry(input, kernel, numbers).expect("a valid geometry");
        let got = [geometry.padded(), geometry.span()].map(|size| [size.rows, size.cols]);
        assert_eq!(got, [padded, span], "{input:?} {kernel:?} {numbers:?}");
    }
}

/// At each position every kernel cell lies either over a cell of X or over one
/// of the padding; both lists are row-major over the kernel. Places are those
/// of the padded X, counted from the first cell of X.
#[test]
fn every_kernel_cell_lies_over_x_or_over_the_padding() {
    for_all(&layers(6), |layer| {
        let geometry = layer.geometry();
        let spacing = geometry.spacing();
        let (input, kernel) = (layer.x().size(), layer.w().size());
        let rows = oracle::starts(input.rows, kernel.rows, spacing);
        let cols = oracle::starts(input.cols, kernel.cols, spacing);
        for position in cells_of(Size::new(rows.len(), cols.len())) {
            let (mut over_x, mut over_padding) = (Vec::new(), Vec::new());
            for cell in cells_of(kernel) {
                let row = rows[position.row] + cell.row * spacing.dilation;
                let col = cols[position.col] + cell.col * spacing.dilation;
                let inside = |place: usize, extent| {
                    place >= spacing.padding && place < spacing.padding + extent
                };
                if inside(row, input.rows) && inside(col, input.cols) {
                    let at = At::new(row - spacing.padding, col - spacing.padding);
                    over_x.push((position, cell, at));
                } else {
                    let place =
                        [row, col].map(|place| place.cast_signed() - spacing.padding.cast_signed());
                    over_padding.push((cell, place));
                }
            }
            let taps = geometry.taps(position);
            let taps: Vec<_> = taps
                .map(|tap| (tap.position, tap.kernel, tap.input))
                .collect();
            assert_eq!(taps, over_x, "over X at {position}");
            let taps: Vec<_> = geometry.taps_in_padding(position).collect();
            assert_eq!(taps, over_padding, "over the padding at {position}");
        }
    });
}
