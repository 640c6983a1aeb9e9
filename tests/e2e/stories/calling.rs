//! What a caller's values do while they are read: they throw, lie and change,
//! and the module goes on working.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::browser::visit;

/// Values that are refused, each by an expression; a value that can be used up
/// is made anew each time. They stand in place of x, of a row of x, or of an
/// array of numbers.
const KINDS: &str = "
    const thrower = () => { throw new TypeError('mine'); };
    const throwing = new Proxy([[1, 2], [3, 4]], { get: thrower, has: thrower, ownKeys: thrower, getPrototypeOf: thrower });
    const revoked = () => { const { proxy, revoke } = Proxy.revocable([[1]], {}); revoke(); return proxy; };
    const row = new Proxy([1, 2], { get: (row, key) => key === '1' ? thrower() : row[key] });
    const endless = (length) => new Proxy([], { get: (_, key) => key === 'length' ? length : undefined });
    const sparse = []; sparse.length = 1e9;
    const detached = () => { const array = Float64Array.of(1, 2, 3, 4); structuredClone(array, { transfer: [array.buffer] }); return array; };
    const resized = () => {
        const buffer = new ArrayBuffer(32, { maxByteLength: 64 });
        const array = new Float64Array(buffer);
        buffer.resize(16);
        return array;
    };
    const within = () => ({ get stride() { program.forward([[1]], [[1]], within()); return 1; } });
    const getter = Object.defineProperty([[1, 2], [3, 4]], 1, { get: thrower });
    const flat = (array) => program.layerF64(array, 2, 2, Float64Array.of(1), 1, 1);
    const kinds = {
        'a getter in x': () => program.forward(getter, [[1]]),
        'a getter in w': () => program.forward([[1, 2], [3, 4]], getter),
        'a getter in g': () => program.backward([[1, 2], [3, 4]], [[1]], getter),
        'a getter in the options': () => program.forward([[1]], [[1]], { get stride() { return thrower(); } }),
        'a proxy that throws': () => program.backward(throwing, [[1]]),
        'a proxy of options that throws': () => program.forward([[1]], [[1]], throwing),
        'a proxy of a row that throws': () => program.frame([row, [1, 2]], [[1]], 0),
        'a proxy that was revoked': () => program.loss(revoked(), [[1]]),
        'options that were revoked': () => program.loss([[1]], [[1]], undefined, revoked()),
        'a length of 1e9': () => program.forward(endless(1e9), [[1]]),
        'a row of length 1e9': () => program.forward([endless(1e9)], [[1]]),
        'a length that is no number': () => program.forward(endless({ valueOf: thrower }), [[1]]),
        'a sparse array': () => program.forward([sparse], [[1]]),
        'a detached array': () => flat(detached()),
        'an array that shrank': () => flat(resized()),
        'a number that throws': () => program.forward([[{ valueOf: thrower }]], [[1]]),
        'a symbol': () => program.forward([[Symbol('x')]], [[1]]),
        'a big integer': () => program.forward([[1n]], [[1]]),
        'a function as options': () => program.forward([[1]], [[1]], thrower),
        'a ragged grid': () => program.checkGradients([[1, 2], [3]], [[1]]),
        'no number': () => program.contributions([[NaN]], [[1]], 'Z', 0, 0),
        'an unknown option': () => program.forward([[1]], [[1]], { strides: 1 }),
        'a call within a call without end': () => program.forward([[1]], [[1]], within()),
    };
    const refusal = (call) => { try { call(); return 'no refusal'; } catch (error) { return `${error}`; } };
    const works = () => JSON.stringify([program.forward(x, w).z, program.backward(x, w).dw, program.frame(x, w, 10).db]);
    const x = [[0.1, 0.2, 1.3], [0.37, 1.09, 1.02], [0.12, -0.23, -0.45]], w = [[0.4, -0.1], [0.23, 0.61]];
";

/// A script with the values above and the page's own module as `program`.
fn script(body: &str) -> String {
    format!("return program().then((program) => {{ {KINDS} {body} }})")
}

#[test]
fn what_a_caller_s_values_throw_becomes_a_refusal() {
    visit(|page| {
        let refusals: BTreeMap<String, String> = page.run(
            &script("return Object.fromEntries(Object.entries(kinds).map(([kind, call]) => [kind, refusal(call)]))"),
            &[],
        );
        assert!(refusals.len() > 20);
        for (kind, refusal) in refusals {
            let says_why = refusal.starts_with("Error: ") && refusal.contains("need")
                || refusal.contains("known are")
                || refusal.contains("at most");
            assert!(says_why && !refusal.contains("mine"), "{kind}: {refusal}");
        }
    });
}

/// What is left of a call that did not end well is small, and there are many.
#[derive(Debug, Deserialize)]
struct Endurance {
    before: f64,
    after: f64,
    working: String,
}

#[test]
fn ten_thousand_refusals_of_each_kind_leave_nothing_behind() {
    visit(|page| {
        let kinds: Vec<String> = page.run(&script("return Object.keys(kinds)"), &[]);
        let working: String = page.run(&script("return works()"), &[]);
        assert!(working.starts_with("[[[0.77,0.8229],"), "{working}");
        for kind in kinds {
            let endurance: Endurance = page.run(
                &script(
                    "const call = kinds[arguments[0]];
                     return program.default().then(({ memory }) => {
                         for (let count = 0; count < 100; count++) refusal(call);
                         const before = memory.buffer.byteLength;
                         for (let count = 0; count < 10_000; count++) refusal(call);
                         return { before, after: memory.buffer.byteLength, working: works() };
                     })",
                )
                .replace(
                    "return program()",
                    "const args = arguments; return program()",
                )
                .replace("arguments[0]", "args[0]"),
                &[kind.clone().into()],
            );
            assert_eq!(endurance.before, endurance.after, "{kind}");
            assert_eq!(endurance.working, working, "{kind}");
        }
    });
}

/// X is nearly lost among the padding; all other positions have the bias alone.
#[test]
fn a_wide_padding_is_answered() {
    visit(|page| {
        let (extent, corner, middle, sum): (usize, f64, f64, f64) = page.run(
            &script(
                "const { z } = program.forward(x, w, { padding: 2000, bias: 0.25, activation: 'identity' });
                 return [z.length, z[0][0], z[2000][2000], z.flat().reduce((sum, cell) => sum + cell - 0.25, 0)]",
            ),
            &[],
        );
        assert_eq!((extent, corner), (4002, 0.25));
        assert!((middle - (0.77 + 0.25)).abs() < 1e-12);
        // Each cell of X meets each cell of W once: ΣX · ΣW.
        assert!((sum - 3.52 * 1.14).abs() < 1e-9, "{sum}");
    });
}
