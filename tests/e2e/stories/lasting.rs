//! A page that stays open all day: nothing grows beyond the first hundreds.

use serde::Deserialize;
use serde_json::json;

use crate::browser::{Page, visit};

/// What a page holds.
#[derive(Debug, Deserialize)]
struct Holdings {
    nodes: f64,
    listeners: f64,
    heap: f64,
    wasm: f64,
}

fn holdings(page: &Page) -> Holdings {
    page.devtools("Performance.enable", &json!({}));
    for _ in 0..3 {
        page.devtools("HeapProfiler.collectGarbage", &json!({}));
    }
    let answer = page.devtools("Performance.getMetrics", &json!({}));
    let metric = |name: &str| {
        let metrics = answer["metrics"].as_array().expect("a list of metrics");
        let found = metrics.iter().find(|metric| metric["name"] == name);
        found
            .and_then(|metric| metric["value"].as_f64())
            .unwrap_or_else(|| panic!("no {name}"))
    };
    Holdings {
        nodes: metric("Nodes"),
        listeners: metric("JSEventListeners"),
        heap: metric("JSHeapUsedSize"),
        wasm: page.run(
            "const { default: init } = await program();
             return (await init()).memory.buffer.byteLength",
            &[],
        ),
    }
}

/// Does something three hundred times, until undo has all the states that it keeps,
/// and then very often, and compares what the page holds.
fn assert_lasting(prepare: &str, times: usize, action: &str) {
    visit(|page| {
        page.run::<()>(prepare, &[]);
        let act = |from: usize, to: usize| {
            let mut next = from;
            while next < to {
                // In parts of some seconds: a script has half a minute, however busy the machine.
                next = page.run(
                    &format!(
                        "{SHORT}
                         let i = arguments[0];
                         for (const end = performance.now() + 3_000; i < arguments[1] && performance.now() < end; i++) {{ {action} }}
                         return new Promise(resolve => requestAnimationFrame(() => setTimeout(() => resolve(i))))"
                    ),
                    &[next.into(), to.into()],
                );
            }
        };
        act(0, 300);
        let before = holdings(page);
        act(300, 300 + times);
        let after = holdings(page);
        let told = format!("{action}\nbefore: {before:?}\nafter {times}: {after:?}");
        assert!(after.nodes <= before.nodes, "nodes: {told}");
        assert!(after.listeners <= before.listeners, "listeners: {told}");
        // The allocator may need one more for states of other sizes.
        assert!(after.wasm <= before.wasm + PAGE, "wasm memory: {told}");
        // What the browser compiles and caches differs by some kilobytes.
        assert!(after.heap <= 1.1 * before.heap + 2e5, "heap: {told}");
    });
}

/// In what wasm memory is counted.
const PAGE: f64 = 65_536.0;

/// What the actions have in common.
const SHORT: &str = "
    const key = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    const set = (name, value) => {
        const select = app.querySelector(`[data-choice='${name}']`);
        select.value = value;
        select.dispatchEvent(new Event('change', { bubbles: true }));
    };";

#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn ten_thousand_steps_leave_nothing_behind() {
    assert_lasting("", 10_000, "key(i % 20 < 10 ? 'ArrowRight' : 'ArrowLeft');");
}

#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn ten_thousand_steps_in_the_other_views_leave_nothing_behind() {
    assert_lasting(
        "seek(8);",
        10_000,
        "if (i % 20 === 0) { set('view', ['scatter', 'gather', 'matrix', 'gather'][(i / 20) % 4]); seek(7); }
         key(i % 20 < 10 ? 'ArrowRight' : 'ArrowLeft');",
    );
}

#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn a_thousand_sizes_leave_nothing_behind() {
    assert_lasting(
        "",
        1_000,
        "const sizes = [3, 8, 5, 12, 16]; set(i % 2 ? 'X rows' : 'X columns', sizes[(i >> 1) % 5]);
         seek(20);",
    );
}

#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn a_thousand_settings_leave_nothing_behind() {
    assert_lasting(
        "",
        1_000,
        "const all = { stride: [2, 1], padding: [2, 0], dilation: [2, 1], activation: ['tanh', 'sigmoid'],
                       decimals: ['full', '4'], notation: ['cs231n', 'ours'], 'first-index': [1, 0],
                       theme: ['dark', 'system'], language: ['PyTorch', 'NumPy'], loss: ['squared-error', 'sum'] };
         const names = Object.keys(all); const name = names[i % names.length];
         set(name, all[name][Math.floor(i / names.length) % 2]); seek(9);",
    );
}

/// Whoever frames the page may send it anything.
#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn a_thousand_hostile_states_leave_nothing_behind() {
    assert_lasting(
        "self.send = (await program()).setState;
         self.hostile = [
             'v=1&x=' + '9,'.repeat(5_000), 'v=1&x=' + '1;'.repeat(5_000), '&'.repeat(10_000),
             'v=1&' + 'a=b&'.repeat(2_000), 'v=1&z=AAAA', '<img src=x onerror=ran=1>', '%'.repeat(10_000),
             'v=1&x=1,2;3,4&w=5&b=' + '9'.repeat(10_000), 'v=1&step=1e999&pin=dX,9e9,-1',
         ];",
        1_000,
        "send(hostile[i % hostile.length]);",
    );
}
