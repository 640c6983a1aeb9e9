//! How numbers read, against decimal arithmetic that shares nothing with `src`:
//! only 0 reads as 0, each text is the nearest one, and each sign is true.

use std::ops::RangeInclusive;

use convscope::app::{Decimals, Model, Msg, Tool, update};
use convscope::math::{Activation, At, BackwardView, Grid, Layer, Loss, Operand, Size, Spacing};
use convscope::trace::{CellRef, GridId};
use convscope::view::{Page, page, shown};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::prop_oneof;
use proptest::sample::{Index, select};

use super::{draws, model_at, rows, text, told};
use crate::decimal::{Decimal, text_of};
use crate::support::{CHECK, LEARN, for_all, grid_of, layers_with_a_loss, put};

const COUNTS: RangeInclusive<u8> = 2..=8;

/// A number some steps of the last bit away.
fn beside(number: f64, steps: i64) -> f64 {
    f64::from_bits(number.to_bits().saturating_add_signed(steps))
}

/// Any bits; the smallest; few digits; exact ties; beside what rounds to 0 and
/// beside powers of ten.
fn numbers() -> impl Strategy<Value = f64> {
    let power = |from: i32, to: i32| (from..to).prop_map(|power| 10_f64.powi(power));
    let near = -3..=3_i64;
    let magnitudes = prop_oneof![
        any::<u64>().prop_map(|bits| f64::from_bits(bits >> 1)),
        (0..1_u64 << 52).prop_map(f64::from_bits),
        (0..100_u64).prop_map(f64::from_bits),
        (0..1000_u32, power(-12, 6)).prop_map(|(digits, power)| f64::from(digits) * power),
        (0..1000_u32, power(-320, 300)).prop_map(|(digits, power)| f64::from(digits) * power),
        (0..100_000_u32, 0..20_u8).prop_map(|(n, k)| f64::from(n) / f64::from(1_u32 << k)),
        (-9..=-2_i32, near.clone())
            .prop_map(|(place, steps)| beside(format!("5e{place}").parse().expect("it is"), steps)),
        (-20..20_i32, near)
            .prop_map(|(place, steps)| beside(format!("1e{place}").parse().expect("it is"), steps)),
        -1e-3..1e-3,
        -1e9..1e9,
    ];
    let finite = magnitudes.prop_filter("a number", |number| number.is_finite());
    (finite, any::<bool>()).prop_map(|(number, negated)| if negated { -number } else { number })
}

#[test]
fn every_number_is_correctly_rounded_and_only_0_reads_as_0() {
    for_all(&vec(numbers(), 20), |values| {
        for value in values {
            for count in COUNTS {
                let shown = shown(value, Decimals::Rounded(count));
                let what = format!("{value:e} with {count} decimals");
                assert_eq!(shown, text_of(value, count), "{what}");
                let read = Decimal::read(&shown).expect(&what);
                assert_eq!(read.is_zero(), value == 0.0, "{what}");
                assert_eq!(read.is_negative(), value < 0.0, "{what}");
            }
            let full = shown(value, Decimals::Full);
            let read = full.replace('−', "-").parse();
            assert_eq!(read, Ok(value), "{value:e}");
            assert!(value != 0.0 || full == "0");
        }
    });
}

/// What stands in a row or a line, worked out with all its digits.
struct Arithmetic<'a> {
    words: Vec<&'a str>,
    activation: Activation,
}

impl Arithmetic<'_> {
    /// `3.1e−7 + 2 · (−1.5e−7)`; `None` where there is no decimal for it.
    fn value(activation: Activation, written: &str) -> Option<Decimal> {
        let spaced = written.replace('(', " ( ").replace(')', " ) ");
        let spaced = spaced.replace('²', " ² ");
        let mut words: Vec<&str> = spaced.split_whitespace().collect();
        words.reverse();
        let mut arithmetic = Arithmetic { words, activation };
        let value = arithmetic.sum();
        assert!(arithmetic.words.is_empty(), "{written}");
        value
    }

    fn next_is(&mut self, word: &str) -> bool {
        let is_next = self.words.last() == Some(&word);
        if is_next {
            self.words.pop();
        }
        is_next
    }

    fn sum(&mut self) -> Option<Decimal> {
        let mut sum = self.product();
        loop {
            let is_negated = self.next_is("−");
            if !is_negated && !self.next_is("+") {
                return sum;
            }
            let (before, product) = (sum, self.product());
            sum = before.zip(product).map(|(sum, product)| {
                sum.plus(&if is_negated {
                    product.negated()
                } else {
                    product
                })
            });
        }
    }

    fn product(&mut self) -> Option<Decimal> {
        let mut product = self.factor();
        while self.next_is("·") {
            let (before, factor) = (product, self.factor());
            product = before.zip(factor).map(|(a, b)| a.times(&b));
        }
        product
    }

    fn factor(&mut self) -> Option<Decimal> {
        let is_activated = self.next_is("σ");
        let factor = if self.next_is("(") {
            let sum = self.sum();
            assert!(self.next_is(")"), "{:?}", self.words);
            sum
        } else {
            Decimal::read(self.words.pop().expect("a number"))
        };
        let factor = if is_activated {
            factor.and_then(|z| activated(self.activation, z))
        } else {
            factor
        };
        if self.next_is("²") {
            return factor.map(|factor| factor.times(&factor));
        }
        factor
    }
}

/// σ of a number, where that is a decimal.
fn activated(activation: Activation, z: Decimal) -> Option<Decimal> {
    match activation {
        Activation::Relu if z.is_negative() => Decimal::read("0"),
        Activation::LeakyRelu if z.is_negative() => {
            Decimal::read("0.01").map(|leak| z.times(&leak))
        }
        Activation::Relu | Activation::LeakyRelu | Activation::Identity => Some(z),
        Activation::Tanh => z.is_zero().then_some(z),
        Activation::Sigmoid if z.is_zero() => Decimal::read("0.5"),
        Activation::Sigmoid => None,
    }
}

/// Layers in which numbers of any size meet.
fn wild_layers() -> impl Strategy<Value = Layer> {
    let number = || {
        prop_oneof![
            numbers().prop_map(|number| number % 1e200),
            (-9..=9_i32).prop_map(f64::from),
            (-99..=99_i32, -20..3_i32).prop_map(|(n, power)| f64::from(n) * 10_f64.powi(power)),
        ]
    };
    let grid = move |rows: usize, cols: usize| {
        vec(number(), rows * cols)
            .prop_map(move |cells| Grid::from_cells(Size::new(rows, cols), cells).expect("as many"))
    };
    let grids = (grid(3, 3), grid(2, 2), grid(2, 2), grid(2, 2));
    let choices = (select(&Activation::ALL), select(&Loss::ALL));
    (grids, choices, number()).prop_map(|((x, w, g, t), (activation, loss), bias)| {
        let spacing = Spacing::default();
        let mut layer = Layer::new(x, w, Some(g), spacing, bias, activation).expect("it fits");
        put(&mut layer, Operand::T, &t);
        layer.set_loss(loss);
        layer
    })
}

fn all_decimals() -> impl Strategy<Value = Decimals> {
    prop_oneof![COUNTS.prop_map(Decimals::Rounded), Just(Decimals::Full),]
}

/// In every row of every step and in the line of a forward step the sign is `=`
/// exactly where the written numbers give the written result.
#[test]
fn equal_signs_are_true() {
    let layers = prop_oneof![layers_with_a_loss(5), wild_layers()];
    for_all(
        &(layers, vec((any::<Index>(), all_decimals()), 8)),
        |(layer, looks)| {
            let activation = layer.activation();
            let mut model = Model::new(layer);
            model.is_verbose = true;
            for (step, decimals) in looks {
                model.decimals = decimals;
                model.step = step.index(model.steps().last() + 1);
                for written in equations(&page(&model)) {
                    let [computed, sign, result] = &written;
                    // A quotient may be no decimal: its dividend is compared.
                    let (computed, divisor) = computed.split_once(" / ").unwrap_or((computed, "1"));
                    let computed = Arithmetic::value(activation, computed);
                    let factors = Decimal::read(result).zip(Decimal::read(divisor));
                    let result = factors.map(|(result, divisor)| result.times(&divisor));
                    let is_true = computed
                        .zip(result)
                        .is_some_and(|(a, b)| a.plus(&b.negated()).is_zero());
                    let expected = if is_true { "=" } else { "≈" };
                    assert_eq!(sign, expected, "{written:?} at {decimals:?}");
                }
            }
        },
    );
}

/// What is worked out, the sign, what comes out.
fn equations(page: &Page) -> Vec<[String; 3]> {
    let tables = page.step.tables.iter().flat_map(|table| &table.rows);
    let rows = tables.filter_map(|row| {
        let cells: Vec<String> = row.cells.iter().map(|cell| text(cell)).collect();
        let [_, computed @ .., sign, result] = &cells[..] else {
            return None;
        };
        let is_equation = !sign.is_empty();
        is_equation.then(|| [computed.join(" "), sign.clone(), result.clone()])
    });
    let line = text(&page.step.equation);
    let line = line.split_once(" = ").and_then(|(_, line)| {
        let sign = ["=", "≈"].into_iter().find(|sign| line.contains(sign))?;
        let (computed, result) = line.split_once(&format!(" {sign} "))?;
        Some([computed, sign, result].map(str::to_owned))
    });
    rows.chain(line).collect()
}

/// Whatever is looked at: the numbers of a row are those of the step.
#[test]
fn the_numbers_of_a_row_are_those_of_the_step() {
    let layers = prop_oneof![layers_with_a_loss(5), wild_layers()];
    for_all(&(layers, any::<Index>(), COUNTS), |(layer, step, count)| {
        let mut model = Model::new(layer);
        model.decimals = Decimals::Rounded(count);
        model.step = step.index(model.steps().last() + 1);
        let terms = model.trace().contributions(model.step);
        let page = page(&model);
        // What is dropped and db have rows of another kind.
        let rows = page.step.tables.iter().flat_map(|table| &table.rows);
        let rows = rows.filter(|row| row.mark.is_none() && row.cells.len() == 6);
        let rows = rows.map(|row| [1, 3, 5].map(|column| text(&row.cells[column])));
        let rows: Vec<_> = rows
            .filter(|[_, product, _]| product.contains(" · "))
            .collect();
        let expected = terms.iter().map(|term| {
            let [before, a, b, after] = [
                term.before,
                term.factors[0].value,
                term.factors[1].value,
                term.after,
            ]
            .map(|value| text_of(value, count));
            [before, format!("{a} · {b}"), after]
        });
        assert_eq!(rows, expected.collect::<Vec<_>>());
    });
}

/// All that is written about a step.
fn texts(page: &Page) -> Vec<String> {
    let tables = page.step.tables.iter();
    let tables = tables.chain(page.provenance.as_ref().map(|look| &look.table));
    let in_tables = tables.flat_map(|table| {
        let spans = table.rows.iter().flat_map(|row| row.cells.iter().flatten());
        spans.map(|span| &span.text).chain([&table.caption])
    });
    let in_diagrams = page
        .step
        .diagrams
        .iter()
        .flat_map(|diagram| &diagram.drawing.labels);
    let in_grids = page.grids.iter().flat_map(|grid| {
        let cells = grid.cells().flat_map(|cell| {
            let marks = cell.marks;
            [Some(cell.text), marks.added, marks.should_be, marks.told]
        });
        cells.flatten()
    });
    let lines = [&page.announcement, &page.readout.text, &page.summary]
        .into_iter()
        .chain([&page.step.comparison])
        .chain(page.provenance.as_ref().map(|look| &look.summary))
        .chain(page.code.iter().map(|line| &line.comment))
        .chain(in_diagrams.map(|(_, label)| label))
        .chain(in_tables);
    let spans = [&page.step.sentence, &page.step.equation];
    let lines = lines.cloned().chain(spans.map(|spans| text(spans)));
    let in_tools = [Tool::Learning, Tool::GradientCheck].map(|tool| told(page, tool));
    lines.chain(in_grids).chain(in_tools).collect()
}

/// The words of a text that are numbers.
fn numbers_in(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !(c.is_ascii_digit() || "−.e".contains(c)));
    let words = words.map(|word| word.trim_end_matches('.').trim_start_matches('e'));
    words.filter(|word| Decimal::read(word).is_some())
}

/// In all that is said of a layer: whatever reads as 0 is written `0`, which
/// nothing but 0 is, and no minus is of another kind.
#[test]
fn nothing_reads_as_0_in_another_way() {
    let layers = prop_oneof![layers_with_a_loss(4), wild_layers()];
    let looks = (any::<Index>(), any::<Index>(), select(&BackwardView::ALL));
    for_all(
        &(layers, looks, COUNTS, any::<bool>()),
        |(layer, (step, cell, view), count, learns)| {
            let mut model = Model::new(layer);
            update(&mut model, Msg::ViewChosen(view));
            update(&mut model, Msg::DecimalsChosen(Decimals::Rounded(count)));
            if learns {
                update(&mut model, LEARN);
            }
            update(&mut model, Msg::ToolPressed(Tool::GradientCheck));
            update(&mut model, CHECK);
            let grid = *cell.get(&[GridId::Z, GridId::H, GridId::Dz, GridId::Dx, GridId::Dw]);
            update(&mut model, Msg::Picked(CellRef::new(grid, At::new(0, 0))));
            let last = model.steps().last();
            update(&mut model, Msg::Sought(step.index(last + 1)));
            for text in texts(&page(&model)) {
                for number in numbers_in(&text) {
                    let is_zero = Decimal::read(number).is_some_and(|number| number.is_zero());
                    assert!(!is_zero || number == "0", "{number} in {text}");
                }
                assert!(!text.contains("e-") && !text.contains("-0"), "{text}");
            }
        },
    );
}

fn layer_at(x: &[&[f64]], w: &[&[f64]], step: usize) -> Model {
    let layer = Layer::new(
        grid_of(x),
        grid_of(w),
        None,
        Spacing::default(),
        0.0,
        Activation::Sigmoid,
    );
    let mut model = Model::new(layer.expect("it fits"));
    update(&mut model, Msg::VerbosePressed);
    update(&mut model, Msg::Sought(step));
    model
}

const SIXTEEN: [&[f64]; 4] = [
    &[1.0, 2.0, 3.0, 4.0],
    &[5.0, 6.0, 7.0, 8.0],
    &[9.0, 10.0, 11.0, 12.0],
    &[13.0, 14.0, 15.0, 16.0],
];

/// Z is 348 and more: in f64 H is 1, and each gradient is 0 itself.
#[test]
fn a_layer_of_whole_numbers_has_gradients_0() {
    let nine: [&[f64]; 3] = [&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0], &[7.0, 8.0, 9.0]];
    let gradient = page(&layer_at(&SIXTEEN, &nine, 6));
    draws(&gradient, GridId::H, &["1 1", "1 1"]);
    assert_eq!(rows(&gradient)[0], "dZ[0,0] 1 · 1 · (1 − 1) = 0");
    let first = page(&layer_at(&SIXTEEN, &nine, 7));
    draws(&first, GridId::Dz, &["0* 0", "0 0"]);
    assert_eq!(rows(&first)[1], "dX[0,1] 0 + 2 · 0 = 0");
    draws(
        &first,
        GridId::Dw,
        &[
            "0*(+0) 0*(+0) 0*(+0)",
            "0*(+0) 0*(+0) 0*(+0)",
            "0*(+0) 0*(+0) 0*(+0)",
        ],
    );
}

/// The same with −W. Z is −348, −393, −528, −573 and H nearly eᶻ: e⁻³⁴⁸ =
/// 7.337030047740496e-152. From Python's floats and its `decimal`.
#[test]
fn a_layer_of_negative_whole_numbers_has_tiny_gradients() {
    let nine: [&[f64]; 3] = [
        &[-1.0, -2.0, -3.0],
        &[-4.0, -5.0, -6.0],
        &[-7.0, -8.0, -9.0],
    ];
    let gradient = page(&layer_at(&SIXTEEN, &nine, 6));
    draws(&gradient, GridId::H, &["7e−152 2e−171", "5e−230 1e−249"]);
    assert_eq!(
        rows(&gradient)[0],
        "dZ[0,0] 1 · 7.3e−152 · (1 − 7.3e−152) ≈ 7.3e−152"
    );
    assert_eq!(
        gradient.announcement,
        "Activation gradient, all of dZ at once. dZ[0,0] is 7.3e−152. dZ[0,1] is 2.1e−171. dZ[1,0] is 4.9e−230. dZ[1,1] is 1.4e−249."
    );
    let second = page(&layer_at(&SIXTEEN, &nine, 8));
    draws(
        &second,
        GridId::Dx,
        &[
            "−7e−152 −1e−151*(−2e−171) −2e−151*(−4e−171) −6e−171*(−6e−171)",
            "−3e−151 −4e−151*(−8e−171) −4e−151*(−1e−170) −1e−170*(−1e−170)",
            "−5e−151 −6e−151*(−1e−170) −7e−151*(−2e−170) −2e−170*(−2e−170)",
            "0 0 0 0",
        ],
    );
    let rows = rows(&second);
    assert_eq!(rows[0], "dX[0,1] −1.5e−151 + −1 · 2.1e−171 ≈ −1.5e−151");
    assert_eq!(rows[2], "dX[0,3] 0 + −3 · 2.1e−171 = −6.3e−171");
    assert_eq!(rows[9], "dW[0,0] 7.3e−152 + 2 · 2.1e−171 ≈ 7.3e−152");
    let mut comments = second.code.iter().map(|line| &line.comment[..]);
    assert!(comments.any(|comment| comment == "dZ[0, 1] ≈ 2.1e−171"));
    assert!(told(&second, Tool::Learning).contains("\nL = ΣH ≈ 7.3e−152\n"));
}

/// Z is 12, 16, 24 and 28, so that H is nearly 1 and what is left of 1 is no 0.
/// From Python's floats and its `decimal`.
#[test]
fn a_saturated_layer_never_reads_as_0() {
    let nine: [&[f64]; 3] = [&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0], &[7.0, 8.0, 9.0]];
    let ones: [&[f64]; 2] = [&[1.0, 1.0], &[1.0, 1.0]];
    let gradient = page(&layer_at(&nine, &ones, 6));
    draws(&gradient, GridId::H, &["1.0000 1.0000", "1.0000 1.0000"]);
    assert_eq!(
        rows(&gradient),
        [
            "dZ[0,0] 1 · 1.0000 · 6.1e−6 = 6.1e−6",
            "dZ[0,1] 1 · 1.0000 · 1.1e−7 = 1.1e−7",
            "dZ[1,0] 1 · 1.0000 · 3.8e−11 = 3.8e−11",
            "dZ[1,1] 1 · 1.0000 · 6.9e−13 = 6.9e−13",
        ]
    );
    let second = page(&layer_at(&nine, &ones, 8));
    assert_eq!(
        rows(&second),
        [
            "dX[0,1] 6.1e−6 + 1 · 1.1e−7 ≈ 6.3e−6",
            "dX[0,2] 0 + 1 · 1.1e−7 = 1.1e−7",
            "dX[1,1] 6.1e−6 + 1 · 1.1e−7 ≈ 6.3e−6",
            "dX[1,2] 0 + 1 · 1.1e−7 = 1.1e−7",
            "dW[0,0] 6.1e−6 + 2 · 1.1e−7 ≈ 6.4e−6",
            "dW[0,1] 1.2e−5 + 3 · 1.1e−7 ≈ 1.3e−5",
            "dW[1,0] 2.5e−5 + 5 · 1.1e−7 ≈ 2.5e−5",
            "dW[1,1] 3.1e−5 + 6 · 1.1e−7 ≈ 3.1e−5",
            "db 6.1e−6 + 1.1e−7 ≈ 6.3e−6",
        ]
    );
    draws(
        &second,
        GridId::Dw,
        &[
            "6.4e−6*(+2.3e−7) 1.3e−5*(+3.4e−7)",
            "2.5e−5*(+5.6e−7) 3.1e−5*(+6.8e−7)",
        ],
    );
    assert!(
        second
            .announcement
            .contains("dX[0,1]: 6.1e−6 plus 1 times 1.1e−7 equals about 6.3e−6. dX[0,2]: 0 plus 1 times 1.1e−7 equals 1.1e−7."),
        "{}",
        second.announcement
    );
    assert!(
        second
            .code
            .iter()
            .any(|line| line.comment == "dZ[0, 1] ≈ 1.1e−7")
    );
}

/// tanh 9 = 0.9999999695…: its square leaves 6.1e-8 of 1.
#[test]
fn the_slope_of_tanh_never_reads_as_0() {
    let mut model = layer_at(&[&[9.0]], &[&[1.0]], 0);
    update(&mut model, Msg::ActivationChosen(Activation::Tanh));
    update(&mut model, Msg::Sought(3));
    assert_eq!(rows(&page(&model)), ["dZ[0,0] 1 · 6.1e−8 = 6.1e−8"]);
}

/// G = 0 makes it 0, although 1 − 6.2e−88 has more digits than are worked out.
#[test]
fn nothing_times_a_slope_of_many_digits_equals_0() {
    let mut model = layer_at(&[&[-200.0]], &[&[1.0]], 0);
    model.layer.set(Operand::G, At::new(0, 0), 0.0);
    update(&mut model, Msg::Sought(3));
    // e⁻²⁰⁰ = 1.3838965267367376e-87
    assert_eq!(
        rows(&page(&model)),
        ["dZ[0,0] 0 · 1.4e−87 · (1 − 1.4e−87) = 0"]
    );
}

/// Z of the notebook is 0.77 and −0.07370000000000003, dZ[1,0] 0.24966…
#[test]
fn a_name_equals_the_number_itself_and_is_near_a_rounded_one() {
    let at = |step, row| {
        let mut model = model_at(step);
        let cell = CellRef::new(GridId::Z, At::new(row, 0));
        update(&mut model, Msg::Picked(cell));
        page(&model)
    };
    let caption = |page: &Page| {
        let pinned = page.provenance.as_ref();
        pinned.expect("it is pinned").table.caption.clone()
    };
    let forward = at(1, 0);
    assert!(text(&forward.step.sentence).ends_with(" on: Z[0,0] = 0.77."));
    assert_eq!(caption(&forward), "Z[0,0] = b + Σ X · W = 0.77");
    let backward = at(9, 1);
    assert!(text(&backward.step.sentence).starts_with("Add dZ[1,0] ≈ 0.2497 times W"));
    assert_eq!(caption(&backward), "Z[1,0] = b + Σ X · W ≈ −0.0737");
}
