//! The module as others use it.

use std::collections::BTreeMap;

use fastrand::Rng;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::browser::{Page, Visit, visit, wait_until};
use crate::oracle::{Cells, Layer, close};
use crate::server::{FOREIGN_PAGE, module};

/// What `frame` returns.
#[derive(Debug, Deserialize)]
struct Frame {
    step: usize,
    steps: usize,
    phase: String,
    row: Option<usize>,
    col: Option<usize>,
    db: f64,
    #[serde(flatten)]
    grids: BTreeMap<String, Cells>,
}

#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
fn the_functions_agree_with_the_oracle() {
    visit(|page| {
        let mut random = Rng::with_seed(13);
        for (x, w) in [
            ((3, 3), (2, 2)),
            ((1, 1), (1, 1)),
            ((4, 6), (3, 1)),
            ((7, 5), (7, 2)),
        ] {
            let layer = Layer::random(&mut random, x, w);
            let Layer { x, w, g, .. } = &layer;
            for step in 0..=layer.steps() {
                let frame: Frame = call(page, "frame", &json!([x, w, step, g]));
                let expected = layer.frame(step);
                assert_eq!((frame.step, frame.steps), (step, expected.steps));
                assert_eq!(frame.phase, expected.phase);
                assert_eq!(frame.row.zip(frame.col), expected.position, "step {step}");
                assert!(close(frame.db, expected.db), "db of {frame:?}");
                assert_agree(&frame.grids, &expected.grids, &["z", "h", "dz", "dx", "dw"]);
            }
            let last = layer.frame(layer.steps());
            let forward = call(page, "forward", &json!([x, w]));
            assert_agree(&forward, &last.grids, &["z", "h"]);
            let mut backward: BTreeMap<String, Value> = call(page, "backward", &json!([x, w, g]));
            let db = backward.remove("db").and_then(|db| db.as_f64());
            assert!(db.is_some_and(|db| close(db, last.db)), "db is {db:?}");
            let backward = serde_json::from_value(json!(backward)).unwrap();
            assert_agree(&backward, &last.grids, &["dz", "dx", "dw"]);
        }
    });
}

#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
fn the_functions_refuse_by_name_and_go_on_working() {
    visit(|page| {
        let (x, w) = ("[[1, 2, 3], [4, 5, 6], [7, 8, 9]]", "[[1, 2], [3, 4]]");
        for (call, name) in [
            (format!("forward([[1, 2], [3]], {w})"), "x"),
            (format!("forward([], {w})"), "x"),
            (format!("forward([[]], {w})"), "x"),
            (format!("forward([[NaN]], {w})"), "x"),
            (format!("forward('junk', {w})"), "x"),
            (format!("forward(null, {w})"), "x"),
            (format!("forward({x}, [[Infinity]])"), "w"),
            (format!("forward({x}, [['1']])"), "w"),
            (format!("forward({x})"), "w"),
            (format!("forward([[1]], {w})"), "w"),
            (format!("backward({x}, {w}, [[1]])"), "g"),
            (format!("backward({x}, {w}, [[1, 2], [3, null]])"), "g"),
            (format!("frame({x}, {w}, -1)"), "step"),
            (format!("frame({x}, {w}, 11)"), "step"),
            (format!("frame({x}, {w}, 1.5)"), "step"),
            (format!("frame({x}, {w}, NaN)"), "step"),
            (format!("frame({x}, {w}, '1')"), "step"),
            (format!("forward({x}, {w}, {{stride: 0}})"), "stride"),
            (format!("forward({x}, {w}, {{stride: 1.5}})"), "stride"),
            (format!("forward({x}, {w}, {{padding: -1}})"), "padding"),
            (format!("forward({x}, {w}, {{dilation: 0}})"), "dilation"),
            (format!("forward({x}, {w}, {{bias: Infinity}})"), "bias"),
            (
                format!("forward({x}, {w}, {{activation: 'softmax'}})"),
                "activation",
            ),
            (format!("forward({x}, {w}, {{strides: 2}})"), "strides"),
            (format!("forward({x}, {w}, {{padding: 5000}})"), "padding"),
            (format!("forward({x}, {w}, {{padding: 4e9}})"), "padding"),
            (
                "forward(square(9), square(9), {padding: 1990})".to_owned(),
                "multiplications",
            ),
        ] {
            let refusal: String = page.run(
                &format!(
                    "const square = n => Array.from({{length: n}}, () => Array(n).fill(1));
                     return import(new URL(arguments[0], document.baseURI)).then(({{forward, backward, frame}}) => {{
                         try {{ return `no refusal but ${{JSON.stringify({call})}}`.slice(0, 99); }}
                         catch (error) {{ return error instanceof Error ? error.message : `no Error but ${{error}}`; }}
                     }})"
                ),
                &[module().into()],
            );
            let words = refusal.split(|c: char| !c.is_alphanumeric());
            assert!(
                words.clone().any(|word| word == name) && !refusal.starts_with("no "),
                "{call} answers {refusal:?}, which does not name {name}"
            );
        }
        let Layer { x, w, .. } = Layer::notebook();
        let forward = call(page, "forward", &json!([x, w]));
        assert_agree(&forward, &Layer::notebook().frame(10).grids, &["z", "h"]);
    });
}

#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
fn on_somebody_elses_page_nothing_is_mounted() {
    Visit::at_a_desk().to(FOREIGN_PAGE).live(|page| {
        wait_until("the module has started and left all as it was", || {
            page.run("return document.title === 'untouched'", &[])
        });
        let Layer { x, w, .. } = Layer::notebook();
        let forward = call(page, "forward", &json!([x, w]));
        assert_agree(&forward, &Layer::notebook().frame(10).grids, &["z", "h"]);
    });
}

/// Calls a function of the page's own module.
#[track_caller]
fn call<T: serde::de::DeserializeOwned>(page: &Page, function: &str, args: &Value) -> T {
    let path = format!("{}{}", crate::server::PAGE, module());
    page.run(
        "const [path, name, args] = arguments;
         return import(new URL(path, document.baseURI)).then(module => module[name](...args))",
        &[path.into(), function.into(), args.clone()],
    )
}

/// The grids of these names, and no others, are as the oracle has them.
#[track_caller]
fn assert_agree(
    grids: &BTreeMap<String, Cells>,
    expected: &BTreeMap<&'static str, Cells>,
    names: &[&str],
) {
    assert_eq!(grids.len(), names.len(), "the grids {grids:?}");
    for (&name, cells) in expected {
        let key = name.to_lowercase();
        if !names.contains(&&*key) {
            continue;
        }
        let flat = |cells: &Cells| cells.concat();
        let widths = |cells: &Cells| cells.iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(widths(&grids[&key]), widths(cells), "the shape of {key}");
        for (&ours, theirs) in flat(&grids[&key]).iter().zip(flat(cells)) {
            let agree = match (ours, theirs) {
                (Some(a), Some(b)) => close(a, b),
                (a, b) => a == b,
            };
            assert!(agree, "{key}: {ours:?} instead of {theirs:?}");
        }
    }
}
