//! What is loaded, how much that is, and that all of it works at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use serde_json::json;

use crate::browser::visit;
use crate::server::dist;

/// What the first load weighs at most, after `gzip -9`.
const BUDGET: usize = 195_800;

/// The bytes of a file after `gzip -9`.
fn zipped(name: &str) -> usize {
    let content = fs::read(dist().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&content).expect("memory");
    encoder.finish().expect("memory").len()
}

/// All that the page fetches by itself, also once it is idle.
#[test]
fn the_first_load_keeps_to_its_budget() {
    visit(|page| {
        let fetched: BTreeSet<String> = page.run(
            "return new Promise(resolve => requestIdleCallback(() => resolve(
                 performance.getEntriesByType('resource').map(({ name }) =>
                     new URL(name).pathname.replace(new URL('.', location).pathname, '')))))",
            &[],
        );
        for part in ["convscope_bg.wasm", "static/start.js", "convscope.css"] {
            assert!(fetched.contains(part), "{fetched:?}");
        }
        // The browser does not tell of these two.
        let all = fetched.iter().map(String::as_str);
        let all = all.chain(["index.html", "favicon.svg"]);
        let files: BTreeMap<&str, usize> = all.map(|name| (name, zipped(name))).collect();
        let sum: usize = files.values().sum();
        assert!(sum <= BUDGET, "{sum} bytes, {BUDGET} allowed: {files:#?}");
    });
}

/// At X 8×8, W 3×3 in scatter, once the steps before have made all nodes.
#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn a_step_calls_javascript_at_most_400_times() {
    /// Counts the calls of every function that the module imports.
    const COUNTING: &str = "
        self.calls = 0;
        for (const name of ['instantiate', 'instantiateStreaming']) {
            const real = WebAssembly[name];
            WebAssembly[name] = (source, imports) => {
                for (const functions of Object.values(imports))
                    for (const [key, real] of Object.entries(functions))
                        if (typeof real === 'function')
                            functions[key] = (...args) => { self.calls += 1; return real(...args); };
                return real.call(WebAssembly, source, imports);
            };
        }";
    visit(|page| {
        page.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({"source": COUNTING}),
        );
        page.reload();
        // From −0.9 to 0.9: no σ is saturated.
        let number = |k: usize| format!("{:.2}", (k * 37 % 181) as f64 / 100.0 - 0.9);
        let row = |from: usize, length: usize| {
            let numbers: Vec<String> = (from..from + length).map(number).collect();
            numbers.join(",")
        };
        let grid = |extent: usize| {
            let rows = (0..extent).map(|index| row(index * extent, extent));
            rows.collect::<Vec<_>>().join(";")
        };
        page.open_state(&format!("v=1&x={}&w={}&step=44", grid(8), grid(3)));
        for step in 45..=48 {
            let calls: usize = page.run(
                "calls = 0;
                 app.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
                 return calls",
                &[],
            );
            assert_eq!(page.state().step, step.to_string());
            assert!((100..=400).contains(&calls), "{calls} calls at {step}");
        }
    });
}

#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
fn the_functions_answer_or_refuse_whatever_they_are_given() {
    visit(|page| {
        let outcomes: Vec<Vec<String>> = page.run(
            "const { forward, backward, frame, loss, squaredError, meanSquaredError, checkGradients, contributions,
                     forwardF64, backwardF64, layerF64 } = await program();
             const x = [[1, 2], [3, 4]], w = [[0.5]], t = [[1, 2], [3, 4]];
             const flat = [Float64Array.of(1, 2, 3, 4), 2, 2, Float64Array.of(0.5), 1, 1];
             const options = { stride: 1, padding: 1, dilation: 1, bias: 1e-30, activation: 'tanh' };
             const calls = {
                 forward: [forward, x, w], backward: [backward, x, w, undefined, options],
                 frame: [frame, x, w, 3], loss: [loss, x, w], squaredError: [squaredError, x, w, t],
                 meanSquaredError: [meanSquaredError, x, w, t],
                 checkGradients: [checkGradients, x, w], contributions: [contributions, x, w, 'dX', 0, 0],
                 forwardF64: [forwardF64, ...flat], backwardF64: [backwardF64, ...flat],
                 layerF64: [layerF64, ...flat, undefined, { stride: 2 }],
             };
             const outcome = (call, ...args) => { try { return typeof call(...args); } catch (error) { return `${error}`; } };
             const wrong = [[[1], [2, 3]], [[NaN]], 'text', 1e300, -0.5, {}, [], null, [['a\"b\\n']], { stride: 0 }, { bug: 1 }];
             return Object.values(calls).map(([call, ...args]) => [
                 outcome(call, ...args),
                 ...args.flatMap((_, place) => wrong.map(value => outcome(call, ...args.with(place, value)))),
                 ...wrong.map(value => outcome(call, ...args, ...Array(Math.max(0, call.length - args.length - 1)).fill(undefined), value)),
             ])",
            &[],
        );
        for outcomes in outcomes {
            assert!(
                ["object", "number"].contains(&outcomes[0].as_str()),
                "{outcomes:?}"
            );
            for outcome in &outcomes[1..] {
                let is_refusal = outcome.starts_with("Error: ")
                    && (outcome.contains("need") || outcome.contains("known"));
                assert!(
                    is_refusal || ["object", "number"].contains(&outcome.as_str()),
                    "{outcome}"
                );
            }
        }
    });
}

/// Each is there when the event that asked for it returns.
#[test]
fn what_opens_is_there_at_once() {
    let is_hidden = |tool: &str| format!("return app.querySelector('[data-tool={tool}]').hidden");
    let presses = [
        ("Layer", is_hidden("layer")),
        ("Loss and learning", is_hidden("loss")),
        (
            "Check gradients",
            "return app.dataset.check !== 'pass'".to_owned(),
        ),
        ("Notation", is_hidden("notation")),
        (
            "Spot the bug",
            "return app.querySelectorAll('.answers button').length !== 8".to_owned(),
        ),
        ("Help", is_hidden("help")),
        (
            "Fill at random",
            "return app.querySelector('[data-row]').dataset.value === '0.1'".to_owned(),
        ),
        (
            "Copy",
            "return app.querySelector('[data-slot=program]').value === ''".to_owned(),
        ),
    ];
    visit(|page| {
        for (press, is_missing) in presses {
            page.reload();
            let missing: bool = page.run(
                &format!(
                    "const name = button => button.ariaLabel ?? button.textContent;
                     [...app.querySelectorAll('button')].find(button => name(button) === '{press}').click();
                     {is_missing}"
                ),
                &[],
            );
            assert!(!missing, "{press}");
        }
    });
}

#[test]
fn other_views_are_there_at_once() {
    visit(|page| {
        for (view, figures) in [("gather", 2), ("matrix", 1)] {
            page.reload();
            page.seek(7);
            page.choose("View of dX", view);
            let shown: usize = page.run("return app.querySelectorAll('.mini').length", &[]);
            assert_eq!(shown, figures, "{view}");
        }
    });
}

/// What a device has kept is shown before anything else is.
#[test]
fn what_was_kept_is_there_when_the_page_is_ready() {
    visit(|page| {
        page.reload();
        page.cell("X", 0, 0).type_over("0.75\u{e007}");
        page.reload();
        assert_eq!(page.state().grids["X"][0][0].as_deref(), Some("0.75"));
    });
}
