//! From the key to the painted frame, by the size of X, and what steps leave behind.
//!
//! What is timed is the work of the page's thread: script, style, layout, paint.

use std::{array::from_fn, collections::BTreeMap};

use anyhow::Result;
use serde::Deserialize;

use crate::{
    browser::Browser,
    core::Layer,
    table::{Row, Unit, at_most, count, heading, median, row, time, times},
};

/// How often each size is measured, in turns.
const ROUNDS: usize = 3;

/// The script of a step on the large layer is compared with that on the small one.
const SMALL: Layer = Layer(8, 3);
const LARGE: Layer = Layer(64, 3);
const LARGEST: Layer = Layer(64, 7);
const LAYERS: [Layer; 4] = [SMALL, Layer(12, 3), LARGE, LARGEST];

/// Milliseconds: one frame of a 60 Hz screen.
const FRAME: f64 = 1000.0 / 60.0;

/// Milliseconds for what changes a whole picture.
const WHOLE: f64 = 250.0;

/// What is timed, by its name in `steps.mjs`, and how long it may take.
const ACTIONS: [(&str, f64); 7] = [
    ("forward step", FRAME),
    ("backward step, scatter", FRAME),
    ("backward step, gather", FRAME),
    ("backward step, matrix", FRAME),
    ("whole-array step", WHOLE),
    ("Home, End", WHOLE),
    ("scrub", WHOLE),
];

/// Milliseconds between frames from which on a held key would feel stuck.
const STUCK: f64 = 100.0;

/// How much more script a step may take on the large layer than on the small one.
const GROWTH: f64 = 1.5;

/// By layer and phase: how many steps are compared with those of a plain page,
/// which rewrites 60 texts at each, and how many times as much processor time
/// they may take.
const COMPARED: [(Layer, &str, usize, f64); 3] = [
    (Layer(3, 2), "forward", 8, 2.2),
    (SMALL, "forward", 30, 2.2),
    (SMALL, "backward", 30, 2.8),
];

/// After the first steps, and after very many more.
const FIRST_STEPS: usize = 100;
const PART: usize = 2_000; // as many as a script has time for
const PARTS: usize = 10;

/// One action.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Sample {
    /// Milliseconds of script.
    script: f64,
    /// Milliseconds until the frame is painted.
    frame: f64,
}

/// What was measured on a layer, by the name of the action.
type Samples = BTreeMap<String, Vec<Sample>>;

/// Steps on each layer, at a quarter of the speed and at full speed.
pub(crate) async fn measure(origin: &str) -> Result<Vec<Row>> {
    let browser = Browser::start().await?;
    browser.open(&format!("{origin}/page/index.html")).await?;
    let mut rows = action_rows(&browser, 4).await?;
    let longest = in_turns(&browser, "held()").await?;
    let name = "longest wait for a frame while → is held";
    rows.push(judged(name, &longest, time, STUCK));
    rows.extend(action_rows(&browser, 1).await?);
    let lost = in_turns(&browser, "dropped()").await?;
    rows.push(judged(
        "frames lost in 2 s of play at 8×",
        &lost,
        count,
        0.0,
    ));
    rows.extend(compared_rows(&browser, origin).await?);
    browser.close().await?;
    rows.extend(growth_rows(origin).await?);
    Ok(rows)
}

/// The actions on each layer, with a processor that is so many times as slow.
async fn action_rows(browser: &Browser, throttle: u32) -> Result<Vec<Row>> {
    browser.throttle(throttle).await?;
    let mut all: [Samples; LAYERS.len()] = Default::default();
    for round in 1..=ROUNDS {
        eprintln!("the steps, {throttle}× slower, round {round} of {ROUNDS}");
        for (Layer(extent, kernel), samples) in LAYERS.into_iter().zip(&mut all) {
            let call = format!("measure({extent}, {kernel})");
            let news: Samples = browser.call("steps.mjs", &call).await?;
            for (action, news) in news {
                samples.entry(action).or_default().extend(news);
            }
        }
    }
    let mut rows = vec![heading(format!(
        "A step, key to painted frame, {throttle}× slower"
    ))];
    for (action, limit) in ACTIONS {
        let part = |of: fn(&Sample) -> f64| -> [Vec<f64>; LAYERS.len()] {
            from_fn(|layer| {
                all[layer]
                    .get(action)
                    .into_iter()
                    .flatten()
                    .map(of)
                    .collect()
            })
        };
        for (layer, frames) in LAYERS.iter().zip(part(|sample| sample.frame)) {
            if !frames.is_empty() {
                rows.push(judged(&format!("{action}, {layer}"), &frames, time, limit));
            }
        }
        if limit == FRAME {
            let [small, _, large, _] = part(|sample| sample.script);
            let growth = median(&large) / median(&small);
            let mut row = row(format!("{action}, {LARGE}: script alone"), &large, time);
            row[3] = format!("{} {SMALL}", times(growth));
            rows.push(at_most(row, growth, GROWTH, times));
        }
    }
    Ok(rows)
}

/// What a function of `steps.mjs` answers on the largest layer, each round.
async fn in_turns(browser: &Browser, call: &str) -> Result<Vec<f64>> {
    let mut answers = Vec::new();
    for _ in 0..ROUNDS {
        answers.push(browser.call("steps.mjs", call).await?);
    }
    Ok(answers)
}

/// The processor time of a step beside that of a plain page, in turns: a machine
/// that is busy makes both as slow.
async fn compared_rows(browser: &Browser, origin: &str) -> Result<Vec<Row>> {
    browser.throttle(1).await?;
    browser.count_time().await?;
    let mut rows = vec![heading("Processor time of the page's thread, of one step")];
    for (layer, phase, steps, limit) in COMPARED {
        let Layer(extent, kernel) = layer;
        let [mut ours, mut plain] = [Vec::new(), Vec::new()];
        for _ in 0..2 * ROUNDS {
            browser.open(&format!("{origin}/page/index.html")).await?;
            let stand = format!("stand({extent}, {kernel}, '{phase}')");
            let _: Option<()> = browser.call("steps.mjs", &stand).await?;
            ours.push(time_of_step(browser, steps).await?);
            browser
                .open(&format!("{origin}/programs/plain.html"))
                .await?;
            let _: Option<()> = browser.call("steps.mjs", "stepOn(2)").await?;
            plain.push(time_of_step(browser, steps).await?);
        }
        let ratio = median(&ours) / median(&plain);
        let mut row_of_ours = row(format!("{phase}, {layer}"), &ours, time);
        row_of_ours[3] = format!("{} plain", times(ratio));
        rows.push(at_most(row_of_ours, ratio, limit, times));
        rows.push(row("a plain page that rewrites 60 texts", &plain, time));
    }
    Ok(rows)
}

async fn time_of_step(browser: &Browser, steps: usize) -> Result<f64> {
    let before = browser.counted_time().await?;
    let _: Option<()> = browser
        .call("steps.mjs", &format!("stepOn({steps})"))
        .await?;
    let after = browser.counted_time().await?;
    Ok((after - before) * 1000.0 / steps as f64)
}

/// Wasm memory after the first steps of the notebook's layer and after many more.
async fn growth_rows(origin: &str) -> Result<Vec<Row>> {
    let total = PART * PARTS;
    eprintln!("what {total} steps leave behind");
    let browser = Browser::start().await?;
    browser.open(&format!("{origin}/page/index.html")).await?;
    let walk =
        async |steps| -> Result<f64> { browser.call("steps.mjs", &format!("walk({steps})")).await };
    let before = walk(FIRST_STEPS).await?;
    let mut after = before;
    for _ in 0..PARTS {
        after = walk(PART).await?;
    }
    browser.close().await?;
    Ok(vec![
        heading("Wasm memory, in pages of 64 KiB"),
        row(format!("after {FIRST_STEPS} steps"), &[before], count),
        judged(&format!("after {total} more"), &[after], count, before),
    ])
}

fn judged(name: &str, samples: &[f64], unit: Unit, limit: f64) -> Row {
    at_most(row(name, samples, unit), median(samples), limit, unit)
}
