//! The layers whose programs are run: random ones, and some at the edge.

use convscope::app::{Language, Notation, notebook};
use convscope::math::{Activation, BackwardView, Grid, Layer, Loss, Operand, Size, Spacing};
use convscope::trace::GridId;
use convscope::view::program;
use fastrand::Rng;

/// How many random layers there are for each language.
const COUNT: usize = 100;

/// A program, and whose it is.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The programs of random layers in every view, the names taking turns; and
/// of the notebook's layer with all names.
pub(crate) fn programs(language: Language) -> Vec<Program> {
    let mut rng = Rng::with_seed(9);
    let mut all = Vec::new();
    for number in 0..COUNT {
        let layer = random_layer(&mut rng);
        let notation = Notation::ALL[number % Notation::ALL.len()];
        all.extend(BackwardView::ALL.map(|view| told(language, notation, &layer, view)));
    }
    for notation in Notation::ALL {
        all.extend(BackwardView::ALL.map(|view| told(language, notation, &notebook(), view)));
    }
    all
}

/// Programs of sums in which much cancels: of the brightness of pixels, and
/// of round numbers around the corner of `ReLU`.
pub(crate) fn at_the_edge(language: Language) -> Vec<Program> {
    let mut rng = Rng::with_seed(4);
    let mut all = Vec::new();
    for number in 0..COUNT {
        let tenths = |rng: &mut Rng, most: i32| f64::from(rng.i32(-most..=most)) / 10.0;
        let most = [2_550, 3][number % 2];
        let size = rng.usize(4..=12);
        let x = Grid::from_fn(Size::new(size, size), |_| tenths(&mut rng, most));
        let w = Grid::from_fn(Size::new(3, 3), |_| tenths(&mut rng, 3));
        let activation = [
            Activation::Relu,
            Activation::LeakyRelu,
            Activation::Tanh,
            Activation::Identity,
        ][number % 4];
        let bias = tenths(&mut rng, 1);
        let mut layer =
            Layer::new(x, w, None, Spacing::default(), bias, activation).expect("a valid layer");
        layer.set_loss(Loss::ALL[rng.usize(..Loss::ALL.len())]);
        all.extend(BackwardView::ALL.map(|view| told(language, Notation::Ours, &layer, view)));
    }
    all
}

/// Programs whose results are infinite or no numbers.
pub(crate) fn beyond_f64(language: Language) -> Vec<Program> {
    let mut all = Vec::new();
    for activation in Activation::ALL {
        for (loss, padding) in [
            (Loss::Sum, 0),
            (Loss::SquaredError, 1),
            (Loss::MeanSquaredError, 1),
        ] {
            let layer = huge_layer(activation, loss, padding);
            let programs =
                BackwardView::ALL.map(|view| told(language, Notation::Ours, &layer, view));
            all.extend(programs);
        }
    }
    all
}

/// Programs that each have another one of the page's numbers changed.
pub(crate) fn tampered(language: Language) -> Vec<Program> {
    let mut layer = notebook();
    layer.set_bias(0.25);
    let names = [GridId::Z, GridId::H, GridId::Dz, GridId::Dx, GridId::Dw].map(GridId::name);
    let names = names.into_iter().chain(["db", "L"]);
    names
        .map(|name| {
            let Program { text, .. } =
                told(language, Notation::Ours, &layer, BackwardView::Scatter);
            let place = place_of_number(&text, name);
            Program {
                name: format!("{language:?} with another {name}"),
                text: format!("{}1.0 + {}", &text[..place], &text[place..]),
            }
        })
        .collect()
}

/// Where the first number stands that a result has to agree with.
fn place_of_number(text: &str, name: &str) -> usize {
    let call = format!("agree(\"{name}\", ");
    let start = text.find(&call).expect("an assert of each result") + call.len();
    // After the name of the result itself.
    let page = start + text[start..].find(", ").expect("two arguments");
    let digit = |character: char| character == '-' || character.is_ascii_digit();
    page + text[page..].find(digit).expect("a number")
}

fn told(language: Language, notation: Notation, layer: &Layer, view: BackwardView) -> Program {
    Program {
        name: format!("{language:?}, {notation:?}, {view:?}, {layer:?}"),
        text: program(language, notation, layer, view),
    }
}

fn random_layer(rng: &mut Rng) -> Layer {
    let spacing = Spacing {
        stride: rng.usize(1..=3),
        padding: rng.usize(0..=3),
        dilation: rng.usize(1..=3),
    };
    let [rows, cols] = [(); 2].map(|()| random_axis(rng, spacing));
    let x = random_grid(rng, Size::new(rows.0, cols.0));
    let w = random_grid(rng, Size::new(rows.1, cols.1));
    let bias = if rng.bool() { number(rng) } else { 0.0 };
    let activation = Activation::ALL[rng.usize(..Activation::ALL.len())];
    let mut layer = Layer::new(x, w, None, spacing, bias, activation).expect("a valid layer");
    let loss = Loss::ALL[rng.usize(..Loss::ALL.len())];
    layer.set_loss(loss);
    let operand = match loss {
        Loss::Sum => return layer,
        Loss::SquaredError | Loss::MeanSquaredError => Operand::T,
        Loss::ByHand => Operand::G,
    };
    for at in layer.geometry().output().positions() {
        layer.set(operand, at, number(rng));
    }
    layer
}

/// The lengths of X and W along an axis, X long enough for the dilated kernel.
fn random_axis(rng: &mut Rng, spacing: Spacing) -> (usize, usize) {
    let kernel = rng.usize(1..=4);
    let span = spacing.dilation * (kernel - 1) + 1;
    let least = span.saturating_sub(2 * spacing.padding);
    (rng.usize(1..=7).max(least), kernel)
}

fn random_grid(rng: &mut Rng, size: Size) -> Grid {
    Grid::from_fn(size, |_| number(rng))
}

/// Between −2 and 2; as often with all digits as with few.
fn number(rng: &mut Rng) -> f64 {
    let number = rng.f64() * 4.0 - 2.0;
    if rng.bool() {
        number
    } else {
        (number * 10.0).round() / 10.0
    }
}

fn huge_layer(activation: Activation, loss: Loss, padding: usize) -> Layer {
    let spacing = Spacing {
        padding,
        ..Spacing::default()
    };
    let x = Grid::from_fn(Size::new(3, 3), |at| if at.col == 0 { 1e200 } else { -0.5 });
    let w = Grid::from_fn(
        Size::new(2, 2),
        |at| if at.row == 0 { 1e200 } else { -1e200 },
    );
    let mut layer = Layer::new(x, w, None, spacing, -1e308, activation).expect("a valid layer");
    layer.set_loss(loss);
    layer
}
