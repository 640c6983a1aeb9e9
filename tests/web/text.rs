//! Numbers as text: the browser writes and reads them as the standard library
//! does.

use convscope::text::{self, host};
use wasm_bindgen_test::wasm_bindgen_test;

/// How many numbers there are.
const COUNT: usize = 100_000;

/// Numbers as they come: of any size, around 1, with few digits, and halves of
/// their last decimal, which are exact ties.
fn numbers() -> impl Iterator<Item = f64> {
    let mut rng = fastrand::Rng::with_seed(11);
    let any = move |kind: usize| match kind % 4 {
        0 => f64::from_bits(rng.u64(..)),
        1 => rng.f64() * 4.0 - 2.0,
        2 => f64::from(rng.i32(-100_000..100_000)) / 1000.0,
        _ => f64::from(rng.i32(-100_000..100_000)) / f64::from(1 << rng.u8(0..10)),
    };
    let edges = [
        0.0,
        -0.0,
        5e-324,
        f64::MAX,
        1e21,
        1e-6,
        9.999e-7,
        0.125,
        -0.375,
    ];
    let beyond = [f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    edges.into_iter().chain(beyond).chain((0..COUNT).map(any))
}

#[wasm_bindgen_test]
fn the_browser_writes_numbers_as_the_standard_library_does() {
    for number in numbers() {
        assert_eq!(text::shortest(number), host::shortest(number));
        for decimals in [0, 1, 2, 4, 8] {
            if number.abs() < 1e21 || !number.is_finite() {
                let [ours, theirs] =
                    [text::fixed, host::fixed].map(|fixed| fixed(number, decimals));
                assert_eq!(ours, theirs, "{number:e} with {decimals} decimals");
            }
            let [ours, theirs] =
                [text::exponential, host::exponential].map(|it| it(number, decimals));
            assert_eq!(ours, theirs, "{number:e} with {decimals} decimals");
        }
    }
}

#[wasm_bindgen_test]
fn the_browser_reads_numbers_as_the_standard_library_does() {
    let check = |text: &str| {
        let [ours, theirs] = [text::read, host::read].map(|read| read(text).map(f64::to_bits));
        assert_eq!(ours, theirs, "{text}");
    };
    for number in numbers().filter(|number| number.is_finite()) {
        check(&host::shortest(number));
        check(&format!("{number:.17e}"));
        check(&format!("{:.3}", number % 1e9));
    }
    for text in [
        ".5", "5.", "+3", "-0", "1e-999", "1e999", "00012", "1E3", ".", "-", "+", "e5", "1e",
        "1.2.3", "--1", "+-1", "1e5.5", "1-2", "1e+5", ".e1",
    ] {
        check(text);
    }
}
