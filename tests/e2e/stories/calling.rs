//! What a caller's values do while they are read: they throw, lie and change,
//! and the module goes on working.

use std::collections::BTreeMap;

use crate::browser::{Page, visit};

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
    const lying = () => { let looks = 0; return new Proxy([1], { get: (row, key) => key === 'length' ? 2 ** (looks++ * 32) : row[key] }); };
    const nothings = new Proxy([], { get: (_, key) => key === 'length' ? 2 ** 32 : [] });
    const growing = () => { const row = [1, 2]; return Object.defineProperty(row, 0, { get: () => { row.length = 4e9; return 1; } }); };
    const spawning = () => { const rows = [[1], [2]]; return Object.defineProperty(rows, 0, { get: () => { rows.push([3]); return [1]; } }); };
    const wavering = () => { let looks = 0; return Object.defineProperty([], 0, { get: () => looks++ ? thrower() : undefined }); };
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
        '2³² rows of nothing': () => program.forward(nothings, [[1]]),
        'a row that grows': () => program.forward([growing()], [[1]]),
        'a length that grows': () => program.forward([lying()], [[1]]),
        'rows that become more': () => program.forward(spawning(), [[1]]),
        'a row that is undefined and then throws': () => program.forward(wavering(), [[1]]),
        'a number that is undefined and then throws': () => program.forward([wavering()], [[1]]),
        'a detached row': () => program.forward([detached()], [[1]]),
        'a row of big integers': () => program.forward([BigInt64Array.of(1n)], [[1]]),
        'a row that is a view': () => program.forward([new DataView(new ArrayBuffer(8))], [[1]]),
        'a row of f32 that are not finite': () => program.forward([Float32Array.of(1, NaN)], [[1]]),
        'an array of f32': () => flat(Float32Array.of(1, 2, 3, 4)),
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
        'a getter that calls itself without end': () => program.forward([[1]], [[1]], { get stride() { return this.stride; } }),
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
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
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
struct Endurance<'a> {
    page: &'a Page,
    working: String,
}

impl<'a> Endurance<'a> {
    fn of(page: &'a Page) -> Self {
        let working: String = page.run(&script("return works()"), &[]);
        assert!(working.starts_with("[[[0.77,0.8229],"), "{working}");
        Self { page, working }
    }

    /// Does it, and then often: what the program holds, bytes of memory and places
    /// of the table of values, is the same, and it goes on working.
    #[track_caller]
    fn assert_level(&self, what: &str, (first, most): (usize, usize), action: &str) {
        let held = |from: usize, to: usize| -> [f64; 2] {
            let mut next = from;
            loop {
                // In parts of some seconds: a script has half a minute, however busy the machine.
                let body = format!(
                    "let i = {next};
                     for (const end = performance.now() + 3_000; i < {to} && performance.now() < end; i++) {{ {action} }}
                     return program.default().then(({{ memory, __wbindgen_externrefs: table }}) =>
                         [i, [memory.buffer.byteLength, table.length], works()])"
                );
                let (done, held, working): (usize, [f64; 2], String) =
                    self.page.run(&script(&body), &[]);
                assert_eq!(working, self.working, "{what}");
                next = done;
                if next == to {
                    return held;
                }
            }
        };
        assert_eq!(held(0, first), held(first, first + most), "{what}");
    }
}

#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
fn ten_thousand_refusals_of_each_kind_leave_nothing_behind() {
    visit(|page| {
        let endurance = Endurance::of(page);
        let kinds: Vec<String> = page.run(&script("return Object.keys(kinds)"), &[]);
        for kind in kinds {
            let action = format!("refusal(kinds[{kind:?}])");
            endurance.assert_level(&kind, (100, 10_000), &action);
        }
    });
}

/// Where the stack overflows within a call, the program would be left halfway
/// through its work. Frames of many sizes bring the end of the stack to many
/// places.
#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
fn a_caller_s_recursion_without_end_breaks_nothing() {
    visit(|page| {
        let endurance = Endurance::of(page);
        for call in [
            "program.forward(x, w)",
            "flat(Float64Array.of(1, 2, 3, 4))",
            "program.checkGradients([[1]], [[2]])",
            "program.contributions(x, w, 'dX', 1, 1)",
            "refusal(() => program.frame(x, w, -1))",
            "program.forward(x, w, { get stride() { program.loss(x, w); return 1; } })",
        ] {
            // The stack ends in a call, or in a getter's.
            let action = format!(
                "const recur = (...frame) => {{ {call}; recur(...frame); }};
                 const end = refusal(() => recur(...Array(i * 7)));
                 if (!/^RangeError|^Error: stride throws/.test(end)) throw new Error(end);"
            );
            endurance.assert_level(call, (1, 6), &action);
        }
    });
}

/// A value that is refused, or answered, has been asked once.
#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
fn each_value_is_looked_at_once() {
    visit(|page| {
        let looks: BTreeMap<String, usize> = page.run(
            &script(
                "const looks = {};
                 const look = (name, value) => { looks[name] = (looks[name] ?? 0) + 1; return value; };
                 const seen = (name, object, key, value) => Object.defineProperty(object, key, { get: () => look(name, value), enumerable: true });
                 refusal(() => program.forward(seen('undefined row', [], 0, undefined), [[1]]));
                 refusal(() => program.forward([seen('undefined number', [1], 1, undefined)], [[1]]));
                 refusal(() => program.forward([seen('text', [1], 1, '1')], [[1]]));
                 refusal(() => program.forward([[1]], [[1]], seen('null', {}, 'stride', null)));
                 program.forward([[1]], [[1]], seen('undefined', {}, 'stride', undefined));
                 program.forward(seen('row', [], 0, [1, 2]), [[1]]);
                 program.forward([seen('number', [1], 1, 2)], [[1]]);
                 return looks",
            ),
            &[],
        );
        assert_eq!(looks.len(), 7, "{looks:?}");
        assert!(looks.values().all(|&count| count == 1), "{looks:?}");
    });
}

/// An array of another page is one, and any typed array of numbers is a row.
#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
fn arrays_of_other_pages_and_rows_of_every_kind_are_read() {
    visit(|page| {
        let answers: Vec<String> = page.run(
            &script(
                "const frame = document.body.appendChild(document.createElement('iframe'));
                 const other = frame.contentWindow;
                 if (other.Float64Array === Float64Array) throw new Error('the same page');
                 const names = ['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Float32', 'Float64'];
                 const rows = names.flatMap((name) => [self, other].map((page) => page[`${name}Array`].of(1, 2)));
                 rows.push(Object.freeze([1, 2]), other.Array.of(1, 2), class extends Array {}.of(1, 2), new Proxy([1, 2], {}));
                 rows.push(Object.defineProperty(Int8Array.of(1, 2), 'length', { value: 4e9 }));
                 const passes = rows.map((row) => program.forward([row, row], [[3]], { activation: 'identity' }).z);
                 const of = (...numbers) => other.Float64Array.of(...numbers);
                 const { z, dx } = program.layerF64(of(1, 2, 1, 2), 2, 2, of(3), 1, 1, of(4, 5, 6, 7), { activation: 'identity' });
                 frame.remove();
                 return [...passes, [[...z.slice(0, 2)], [...z.slice(2)]], [...dx]].map((it) => JSON.stringify(it))",
            ),
            &[],
        );
        let (dx, passes) = answers.split_last().expect("answers");
        assert_eq!(passes.len(), 18 + 5 + 1);
        assert!(passes.iter().all(|z| z == "[[3,6],[3,6]]"), "{passes:?}");
        assert_eq!(dx, "[12,15,18,21]");
    });
}

/// X is nearly lost among the padding; all other positions have the bias alone.
#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
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
