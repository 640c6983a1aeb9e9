//! What the tests share: random layers, laws over them, and comparisons.

use convscope::app::{GradientCheckMsg, LearningMsg, Msg, OwnGradientMsg, SpotTheBugMsg, ToolMsg};
use convscope::math::{Activation, At, Bug, Grid, Layer, Loss, Operand, Size, Spacing};
use convscope::trace::GridId;
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy};
use proptest::sample::select;
use proptest::test_runner::TestRunner;

use crate::oracle::starts;

/// Row after row, as people and files write a grid.
pub(crate) type Rows = Vec<Vec<f64>>;

/// X, W, G and b of random layers lie between −`LARGEST` and `LARGEST`.
pub(crate) const LARGEST: f64 = 2.0;

/// Checks a law on random values; a law fails by panicking. A failure is
/// reported with the smallest value that shows it. Nothing is persisted: what
/// was once found becomes a test with a name.
#[track_caller]
pub(crate) fn for_all<S: Strategy>(values: &S, law: impl Fn(S::Value)) {
    for_so_many(ProptestConfig::default().cases, values, law);
}

/// Whether this is the long run: `cargo xtask test --long`.
pub(crate) fn is_long() -> bool {
    std::env::var_os("CONVSCOPE_LONG").is_some()
}

/// The same on so many values.
#[track_caller]
pub(crate) fn for_so_many<S: Strategy>(cases: u32, values: &S, law: impl Fn(S::Value)) {
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let outcome = TestRunner::new(config).run(values, |value| {
        law(value);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// Layers of every activation, with rectangular kernels up to 4×4, stride and
/// dilation 1–3 and padding 0–3. X has up to `extent` rows and columns, more
/// only where a dilated kernel needs them: no geometry has to be rejected.
pub(crate) fn layers(extent: usize) -> impl Strategy<Value = Layer> {
    let sides = (axis(extent), axis(extent), 1..=3_usize);
    let around = (0..=3_usize, 1..=3_usize);
    (sides, around).prop_flat_map(|((rows, cols, stride), (padding, dilation))| {
        let spacing = spacing([stride, padding, dilation]);
        let (rows, cols) = (rows.fitting(spacing), cols.fitting(spacing));
        let input = Size::new(rows.input, cols.input);
        let kernel = Size::new(rows.kernel, cols.kernel);
        let output = Size::new(
            starts(rows.input, rows.kernel, spacing).len(),
            starts(cols.input, cols.kernel, spacing).len(),
        );
        (
            (grid(input), grid(kernel), grid(output)),
            Just(spacing),
            number(),
            select(&Activation::ALL),
        )
            .prop_map(|((x, w, g), spacing, bias, activation)| {
                Layer::new(x, w, Some(g), spacing, bias, activation).expect("a valid layer")
            })
    })
}

/// The same, with any loss and any target.
pub(crate) fn layers_with_a_loss(extent: usize) -> impl Strategy<Value = Layer> {
    let with_target = |layer: Layer| {
        let target = grid(layer.g().size());
        (Just(layer), target, select(&Loss::ALL))
    };
    layers(extent)
        .prop_flat_map(with_target)
        .prop_map(|(mut layer, target, loss)| {
            put(&mut layer, Operand::T, &target);
            layer.set_loss(loss);
            layer
        })
}

/// Puts a whole grid, cell after cell.
pub(crate) fn put(layer: &mut Layer, operand: Operand, grid: &Grid) {
    for at in cells_of(grid.size()) {
        layer.set(operand, at, grid[at]);
    }
}

/// Stride, padding and dilation, in this order.
pub(crate) fn spacing([stride, padding, dilation]: [usize; 3]) -> Spacing {
    Spacing {
        stride,
        padding,
        dilation,
    }
}

/// Every stride 1–3, padding 0–3 and dilation 1–3.
fn settings() -> Vec<Spacing> {
    let mut all = Vec::new();
    for stride in 1..=3 {
        for padding in 0..=3 {
            all.extend((1..=3).map(|dilation| spacing([stride, padding, dilation])));
        }
    }
    all
}

/// A 7×7 X and a 3×3 W with every one of the [`settings`]; they fit with all.
/// Numbers go up and down without a pattern that a mistake could keep.
pub(crate) fn seven_by_seven() -> Vec<Layer> {
    let filled = |rows: usize, cols: usize, step: usize| {
        let number = |index: usize| (index * step % 41) as f64 / 10.0 - 2.0;
        let cells = (1..=rows * cols).map(number).collect();
        Grid::from_cells(Size::new(rows, cols), cells).expect("as many cells as that")
    };
    let layer = |(number, spacing)| {
        let output = starts(7, 3, spacing).len();
        let (x, w, g) = (
            filled(7, 7, 17),
            filled(3, 3, 29),
            filled(output, output, 23),
        );
        let activation = Activation::ALL[number % Activation::ALL.len()];
        Layer::new(x, w, Some(g), spacing, 0.3, activation).expect("a valid layer")
    };
    settings().into_iter().enumerate().map(layer).collect()
}

/// The lengths of X and W along one axis.
#[derive(Clone, Copy, Debug)]
struct Axis {
    input: usize,
    kernel: usize,
}

impl Axis {
    /// With X long enough for the dilated kernel.
    fn fitting(self, spacing: Spacing) -> Self {
        let span = spacing.dilation * (self.kernel - 1) + 1;
        let least = span.saturating_sub(2 * spacing.padding);
        Self {
            input: self.input.max(least),
            ..self
        }
    }
}

fn axis(extent: usize) -> impl Strategy<Value = Axis> {
    (1..=extent, 1..=4_usize).prop_map(|(input, kernel)| Axis { input, kernel })
}

fn number() -> impl Strategy<Value = f64> {
    -LARGEST..LARGEST
}

fn grid(size: Size) -> impl Strategy<Value = Grid> {
    let cells = vec(number(), size.cells());
    cells.prop_map(move |cells| Grid::from_cells(size, cells).expect("as many cells as that"))
}

/// Every cell of a size, row after row.
pub(crate) fn cells_of(size: Size) -> Vec<At> {
    let row = |row| (0..size.cols).map(move |col| At::new(row, col));
    (0..size.rows).flat_map(row).collect()
}

/// The grid of these rows.
#[track_caller]
pub(crate) fn grid_of(rows: &[impl AsRef<[f64]>]) -> Grid {
    let size = Size::new(rows.len(), rows[0].as_ref().len());
    Grid::from_cells(size, rows.iter().flat_map(AsRef::as_ref).copied().collect())
        .expect("rows of one length")
}

/// The rows of a grid.
pub(crate) fn rows_of(grid: &Grid) -> Rows {
    grid.rows().map(<[f64]>::to_vec).collect()
}

/// The bits of numbers: −0 differs from 0, and a NaN equals itself.
pub(crate) fn bits(numbers: &[f64]) -> Vec<u64> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

/// The contract's agreement with other sources.
#[track_caller]
pub(crate) fn assert_agree(what: &str, got: f64, expected: f64) {
    let scale = got.abs().max(expected.abs()).max(1.0);
    assert_near(what, got, expected, 1e-12 * scale);
}

/// At most `tolerance` apart; false for NaN.
#[track_caller]
pub(crate) fn assert_near(what: &str, got: f64, expected: f64, tolerance: f64) {
    assert!(
        (got - expected).abs() <= tolerance,
        "{what}: got {got}, expected {expected} ± {tolerance:e}"
    );
}

/// The contract's agreement in every cell of grids of one size.
#[track_caller]
pub(crate) fn assert_grids_agree(what: &str, got: &Grid, expected: &Rows) {
    let expected = grid_of(expected);
    assert_eq!(got.size(), expected.size(), "size of {what}");
    for at in cells_of(expected.size()) {
        assert_agree(&format!("{what}{at}"), got[at], expected[at]);
    }
}

/// One step of learning.
pub(crate) const LEARN: Msg = Msg::Tool(ToolMsg::Learning(LearningMsg::StepPressed));
/// Steps of learning are to leave b as it is, or no longer.
pub(crate) const KEEP_BIAS: Msg = Msg::Tool(ToolMsg::Learning(LearningMsg::KeepBiasPressed));
/// Back to where learning began.
pub(crate) const RESET: Msg = Msg::Tool(ToolMsg::Learning(LearningMsg::ResetPressed));
/// The gradients are to be measured.
pub(crate) const CHECK: Msg = Msg::Tool(ToolMsg::GradientCheck(GradientCheckMsg::Asked));
/// Another mistake is wanted.
pub(crate) const NEXT_BUG: Msg = Msg::Tool(ToolMsg::SpotTheBug(SpotTheBugMsg::AnotherPressed));
/// The padding with which Z has the size of X.
pub(crate) const SAME_PADDING: Msg = Msg::Tool(ToolMsg::PaddedSame);
/// X and W to zeros.
pub(crate) const CLEAR: Msg = Msg::Tool(ToolMsg::Cleared);
/// X and W to random numbers.
pub(crate) const RANDOM: Msg = Msg::Tool(ToolMsg::Randomised);

/// One's own gradient is to be compared with this grid.
pub(crate) const fn compared(of: GridId) -> Msg {
    Msg::Tool(ToolMsg::OwnGradient(OwnGradientMsg::Compared(of)))
}

/// A guess which mistake it is.
pub(crate) const fn guessed(bug: Bug) -> Msg {
    Msg::Tool(ToolMsg::SpotTheBug(SpotTheBugMsg::Guessed(bug)))
}

/// A measured cell is chosen.
pub(crate) const fn picked(place: usize) -> Msg {
    Msg::Tool(ToolMsg::GradientCheck(GradientCheckMsg::ExperimentPicked(
        place,
    )))
}
