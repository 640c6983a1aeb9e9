//! Anything in any order: the page shows what the oracle has, and stays whole.
//!
//! An act is a line of JavaScript. Where a script of acts fails it is made shorter, run
//! again and printed: as an argument of [`play`] it is a story.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use fastrand::Rng;
use serde::Deserialize;

use crate::browser::{Page, visit};
use crate::state::State;

/// What acts are made of; each does nothing where it is impossible. `seen` is called
/// after each act.
const ACTS: &str = r#"
    const press = (name) => app.querySelector(`[data-press="${name}"]:enabled`)?.click();
    const button = (name) => [...app.querySelectorAll("[data-tool] button:enabled")].find(({ textContent }) => textContent === name)?.click();
    const key = (key, more) => (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
    const choose = (name, value) => {
      const select = app.querySelector(`[data-choice="${name}"]`);
      const option = [...(select?.options ?? [])].find((option) => option.value === value && !option.disabled);
      if (!option) return;
      select.value = value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const field = (...cell) => cellOf(...cell)?.querySelector("input:not([readonly])");
    const type = (grid, row, col, text, end) => {
      const input = field(grid, row, col);
      if (!input) return;
      input.focus();
      input.value = text;
      input.dispatchEvent(new InputEvent("input", { bubbles: true, data: text }));
      if (end) key(end);
      else input.blur();
    };
    const paste = (grid, row, col, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      field(grid, row, col)?.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    };
    const click = (...cell) => cellOf(...cell)?.click();
    const doubleClick = (...cell) => cellOf(...cell)?.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
    const focus = (...cell) => (cellOf(...cell)?.querySelector("input") ?? cellOf(...cell))?.focus();
    const open = async (link) => {
      if (location.hash === `#${link}`) return;
      const heard = new Promise((resolve) => addEventListener("hashchange", () => setTimeout(resolve), { once: true }));
      location.hash = link;
      await Promise.race([heard, new Promise((resolve) => setTimeout(resolve, 2000))]);
    };

    // What is wrong with the page whatever it shows.
    const faults = () => {
      const all = [];
      const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
      if (new Set(ids).size < ids.length) all.push(`an id is there twice: ${ids}`);
      for (const grid of app.querySelectorAll("[data-grid]")) {
        const stops = grid.querySelectorAll("[tabindex='0']").length;
        if (stops !== 1) all.push(`${grid.dataset.grid} has ${stops} tab stops`);
      }
      if (!app.hasAttribute("data-ready")) all.push("the page has stopped");
      if (/NaN|undefined/.test(app.innerText)) all.push("NaN or undefined is on the page");
      return all;
    };
    // The oracle knows no other settings.
    const isPlain = () =>
      /stride 1 · padding 0 · dilation 1 .* · sigmoid/.test(app.querySelector("[data-slot=summary]").textContent) && app.dataset.view === "scatter" &&
      !app.querySelector("[data-grid=T]") && app.querySelector("[aria-controls=tool-bug]").getAttribute("aria-expanded") !== "true";
    // With a target G is computed, and shown from its step on.
    const layer = () => {
      const { X, W, b, G, T } = state().grids;
      return JSON.stringify([X, W, b, T ?? G]);
    };
    const seen = () => ({ isPlain: isPlain(), faults: faults(), state: state() });
"#;

/// What the page shows after an act.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Seen {
    is_plain: bool,
    faults: Vec<String>,
    state: State,
}

/// The acts of a visit: a script that fails is short.
const LENGTH: usize = 500;
/// The acts between two windows.
const BATCH: usize = 50;
/// How often a script that fails is tried without a part of it.
const TRIES: usize = 60;

#[test]
fn whatever_one_does_the_page_is_right() {
    let count = if std::env::var_os("CONVSCOPE_LONG").is_some() {
        100_000
    } else {
        2_000
    };
    let mut all_known = 0;
    for seed in 0..count / LENGTH {
        let mut random = Rng::with_seed(seed as u64);
        let acts: Vec<String> = (0..LENGTH).map(|_| act(&mut random)).collect();
        all_known += outcome(&acts).unwrap_or_else(|failure| {
            let line = |act: String| format!("    r#\"{act}\"#,\n");
            let lines: String = shortened(acts).into_iter().map(line).collect();
            panic!("{failure}\nplay(page, &[\n{lines}]);")
        });
    }
    assert!(
        all_known > count / 5,
        "the oracle knew {all_known} of {count}"
    );
}

/// Does all of it on a page that was just opened.
fn outcome(acts: &[String]) -> Result<usize, String> {
    let mut known = 0;
    let told = |failure: Box<dyn Any + Send>| {
        let text = failure.downcast_ref::<String>().cloned();
        text.unwrap_or_else(|| "it failed".to_owned())
    };
    let visited = catch_unwind(AssertUnwindSafe(|| {
        visit(|page| known = play(page, acts));
    }));
    visited.map(|()| known).map_err(told)
}

/// The same script without the parts that its failure does not need: halves first, then
/// smaller ones.
fn shortened(mut acts: Vec<String>) -> Vec<String> {
    let mut tries = 0;
    let mut size = acts.len() / 2;
    while size > 0 {
        let mut start = 0;
        while start < acts.len() && tries < TRIES {
            tries += 1;
            let mut fewer = acts.clone();
            fewer.drain(start..(start + size).min(fewer.len()));
            if outcome(&fewer).is_err() {
                acts = fewer;
            } else {
                start += size;
            }
        }
        size /= 2;
    }
    acts
}

/// Carries on the acts, in windows of several sizes, and reloads the page now and then.
/// Returns after how many of them the oracle knew what is shown.
#[track_caller]
fn play<Act: AsRef<str>>(page: &Page, acts: &[Act]) -> usize {
    let mut plain = 0;
    for (index, batch) in acts.chunks(BATCH).enumerate() {
        let acts: Vec<String> = batch
            .iter()
            .map(|act| format!("{}; all.push(seen());", act.as_ref()))
            .collect();
        let all: Vec<Seen> = page.run(
            &format!("{ACTS} const all = []; {} return all", acts.concat()),
            &[],
        );
        for (act, seen) in batch.iter().zip(&all) {
            let act = act.as_ref();
            assert!(seen.faults.is_empty(), "{:?} after {act}", seen.faults);
            if seen.is_plain {
                plain += 1;
                let (layer, step) = (seen.state.layer(), seen.state.step());
                seen.state.assert_shows(&layer, step);
            }
        }
        let [before, undone]: [String; 2] = page.run(
            &format!(
                "{ACTS} document.activeElement.blur(); // What is being typed is an edit.
                 const before = layer();
                 if (!app.querySelector('[data-press=undo]').matches(':disabled, [aria-disabled=true]')) {{ press('undo'); press('redo'); }}
                 return [before, layer()]"
            ),
            &[],
        );
        assert_eq!(before, undone, "undone and redone");
        let [width, height] = [[1280, 720], [360, 740], [1, 1], [800, 400]][index % 4];
        page.in_window_of(width, height);
        if index % 4 == 3 {
            // A mistake that is looked for is not kept, and a step goes on by itself.
            page.run::<()>(
                &format!("{ACTS} choose('view', 'gather'); choose('view', 'scatter'); press('first'); press('next');"),
                &[],
            );
            let before = page.state();
            page.reload();
            page.state().assert_same(&before, "after a reload");
        }
    }
    plain
}

/// What the oracle does not know.
const SETTINGS: [&str; 8] = [
    "choose('stride', '2')",
    "choose('padding', '1')",
    "choose('dilation', '2')",
    "choose('activation', 'relu')",
    "choose('loss', 'squared-error')",
    "choose('view', 'gather')",
    "choose('view', 'matrix')",
    "choose('example', '3')",
];

/// What leads back to what it knows.
const BACK: [&str; 3] = [
    "for (const name of ['stride', 'dilation']) choose(name, '1'); choose('padding', '0')",
    "choose('activation', 'sigmoid'); choose('loss', 'sum'); choose('view', 'scatter')",
    "await open('v=1&x=1,2,3;4,5,6&w=1,-1')",
];

/// What changes how things look.
const LOOKS: [&str; 11] = [
    "choose('decimals', '2')",
    "choose('decimals', 'full')",
    "choose('notation', 'cs231n')",
    "choose('notation', 'ours')",
    "choose('first-index', '1')",
    "choose('language', 'PyTorch')",
    "choose('theme', 'dark')",
    "choose('speed', '8')",
    "press('scale')",
    "press('unfold')",
    "press('unpin')",
];

/// Links that one follows.
const LINKS: [&str; 3] = [
    "await open('v=1&x=1,2;3,4&w=5&step=2')",
    "await open('v=1&step=3&stride=many')",
    "await open('v=1')",
];

/// One act. Settings that the oracle does not know are taken back soon.
fn act(random: &mut Rng) -> String {
    let mut one = |of: &[&str]| of[random.usize(..of.len())].to_owned();
    let texts = [
        "1", "-2", "0.25", "1/3", "−1e-3", "3,5", "", "abc", "1e999", "0", "12.5",
    ];
    let kind = one(&[
        "step", "step", "step", "seek", "seek", "type", "type", "type", "size", "size", "setting",
        "back", "back", "tool", "button", "history", "history", "look", "paste", "cell", "cell",
        "key", "link",
    ]);
    let mut below = |most: usize| random.usize(..most);
    let (row, col) = (below(4), below(4));
    let (rows, seek) = (below(8) + 1, below(60));
    let mut one = |of: &[&str]| of[random.usize(..of.len())].to_owned();
    let given = one(&["X", "W", "G", "b", "T"]);
    let any = one(&["X", "W", "G", "b", "T", "Z", "H", "dZ", "dX", "dW", "db"]);
    match &kind[..] {
        "step" => format!(
            "press('{}')",
            one(&["next", "next", "previous", "last", "first", "play"])
        ),
        "seek" => format!("seek({seek})"),
        "type" => format!(
            "type('{given}', {row}, {col}, '{}', '{}')",
            one(&texts),
            one(&["Enter", "", "Tab", "ArrowDown", "Escape"])
        ),
        "size" => format!(
            "choose('{}', '{rows}')",
            one(&["X rows", "X columns", "W rows", "W columns"])
        ),
        "setting" => one(&SETTINGS),
        "back" => one(&BACK),
        "tool" => format!(
            "press('{}')",
            one(&[
                "layer", "loss", "measure", "notation", "bug", "share", "export", "help"
            ])
        ),
        "button" => format!(
            "button('{}')",
            one(&[
                "Zeros", "Random", "Step", "Reset", "Keep b", "Another", "Same", "Close"
            ])
        ),
        "history" => one(&[
            "press('undo')",
            "press('undo')",
            "press('redo')",
            "key('z', { ctrlKey: true })",
        ]),
        "look" => one(&LOOKS),
        "paste" => format!(
            "paste('{given}', {row}, {col}, '{}')",
            one(&[
                "1\\t2\\n3\\t4",
                "[[1, 2, 3]]",
                "1;2;3;4;5;6;7;8;9",
                "x y",
                "7",
                "1\\n2\\n3\\n4\\n5"
            ])
        ),
        "cell" => format!(
            "{}('{any}', {row}, {col})",
            one(&["click", "doubleClick", "focus"])
        ),
        "key" => format!(
            "key('{}')",
            one(&[
                "ArrowRight",
                "ArrowLeft",
                "ArrowDown",
                "Enter",
                "Escape",
                "Home",
                "End",
                "PageDown",
                "Tab",
                "?",
                " "
            ])
        ),
        _ => one(&LINKS),
    }
}
