//! From the key to the painted frame, by the size of X.
//!
//! What is timed is the work of the page's thread: script, style, layout, paint.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;

use crate::{
    browser::Browser,
    places::Layer,
    statistics::Summary,
    table::{Goal, Quantity, Row, Unit},
};

/// How often each size is measured, in turns.
const ROUNDS: usize = 3;

/// How many times as slow the processor is.
const THROTTLE: u32 = 4;

/// The script of a step on the large one is compared with that on the small one.
const SMALL: Layer = Layer::new(8, 3);
const LARGE: Layer = Layer::new(64, 3);

/// Those with an X that the page does not offer are left out.
const LAYERS: [Layer; 4] = [SMALL, Layer::new(12, 3), LARGE, Layer::new(64, 7)];

/// Milliseconds: one frame of a 60 Hz screen.
const FRAME: f64 = 1000.0 / 60.0;

/// Milliseconds for what changes a whole picture.
const WHOLE: f64 = 250.0;

/// Milliseconds between frames from which on a held key would feel stuck.
const STUCK: f64 = 100.0;

/// How much more script a step may take on the large layer than on the small one.
const GROWTH: f64 = 1.5;

/// Its name in `steps.mjs`, and what it is.
const SINGLE: [(&str, &str); 4] = [
    ("forward", "forward step"),
    ("scatter", "backward step, scatter"),
    ("gather", "backward step, gather"),
    ("matrix", "backward step, matrix"),
];
const WHOLES: [(&str, &str); 3] = [
    ("whole", "whole-array step"),
    ("jump", "Home, End"),
    ("scrub", "scrub"),
];

/// One action.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Sample {
    /// Milliseconds of script.
    script: f64,
    /// Milliseconds until the frame is painted.
    frame: f64,
}

type Samples = BTreeMap<String, Vec<Sample>>;

/// What was measured on one layer.
#[derive(Debug)]
struct Measured {
    layer: Layer,
    samples: Samples,
}

impl Measured {
    fn summary(&self, action: &str, part: impl Fn(&Sample) -> f64) -> Option<Summary> {
        let samples: Vec<f64> = self.samples.get(action)?.iter().map(part).collect();
        Summary::of(&samples)
    }

    fn is_large(&self) -> bool {
        self.layer.extent == LARGE.extent
    }
}

/// Steps on each layer, at a quarter of the speed and at full speed.
pub(crate) async fn measure(origin: &str) -> Result<Vec<Row>> {
    let browser = Browser::start().await?;
    browser.open(&format!("{origin}/page/index.html")).await?;
    let sizes: Vec<u32> = call(&browser, "sizes()").await?;
    let offered = LAYERS
        .into_iter()
        .filter(|layer| sizes.contains(&layer.extent));
    let layers: Vec<Layer> = offered.collect();
    let largest = layers.last().copied().unwrap_or(SMALL);

    let mut rows = vec![heading(THROTTLE)];
    let slow = in_rounds(&browser, &layers, THROTTLE).await?;
    rows.extend(single_rows(&slow));
    rows.extend(whole_rows(&slow));
    rows.push(hold(&browser, largest).await?);
    rows.push(heading(1));
    let fast = in_rounds(&browser, &layers, 1).await?;
    rows.extend(single_rows(&fast));
    rows.push(play(&browser, largest).await?);
    browser.close().await?;
    Ok(rows)
}

fn heading(throttle: u32) -> Row {
    Row::heading(format!("A step, key to painted frame, {throttle}× slower"))
}

/// The actions on each layer, with a processor that is so many times as slow.
async fn in_rounds(browser: &Browser, layers: &[Layer], throttle: u32) -> Result<Vec<Measured>> {
    browser.throttle(throttle).await?;
    let mut all: Vec<Measured> = layers
        .iter()
        .map(|&layer| Measured {
            layer,
            samples: Samples::new(),
        })
        .collect();
    for round in 1..=ROUNDS {
        eprintln!("the steps, {throttle}× slower, round {round} of {ROUNDS}");
        for measured in &mut all {
            measure_once(browser, measured, throttle).await?;
        }
    }
    Ok(all)
}

async fn measure_once(browser: &Browser, measured: &mut Measured, throttle: u32) -> Result<()> {
    let Layer { extent, kernel } = measured.layer;
    call::<()>(browser, &format!("use({extent}, {kernel})")).await?;
    let mut news: Samples = call(browser, "single()").await?;
    // What changes a whole picture has a target at a quarter of the speed alone.
    if measured.is_large() && throttle == THROTTLE {
        news.extend(call::<Samples>(browser, "large()").await?);
    }
    for (action, samples) in news {
        measured.samples.entry(action).or_default().extend(samples);
    }
    Ok(())
}

/// What a function of `steps.mjs` answers.
async fn call<T: DeserializeOwned>(browser: &Browser, call: &str) -> Result<T> {
    let script = format!("return import(arguments[0]).then((steps) => steps.{call})");
    browser.run(&script, &[json!("/programs/steps.mjs")]).await
}

/// Each kind of step on each layer, and how its script grows.
fn single_rows(layers: &[Measured]) -> Vec<Row> {
    let of_action = |(action, name): (&str, &'static str)| {
        let frames = frame_rows(layers.iter(), action, name, FRAME);
        let growth = growth_row(layers, action, name);
        frames.into_iter().chain(growth).collect::<Vec<_>>()
    };
    SINGLE.into_iter().flat_map(of_action).collect()
}

/// What changes a whole picture, on the large layers.
fn whole_rows(layers: &[Measured]) -> Vec<Row> {
    let large = || layers.iter().filter(|measured| measured.is_large());
    let of_action = |(action, name)| frame_rows(large(), action, name, WHOLE);
    WHOLES.into_iter().flat_map(of_action).collect()
}

fn frame_rows<'a>(
    layers: impl Iterator<Item = &'a Measured>,
    action: &str,
    name: &str,
    limit: f64,
) -> Vec<Row> {
    let goal = Goal::AtMost(Quantity(limit, Unit::Time));
    let row = |measured: &Measured| {
        let time = measured.summary(action, |sample| sample.frame)?;
        let row = Row::measured(format!("{name}, {}", measured.layer), time, Unit::Time);
        Some(row.judged(time.median, goal))
    };
    layers.filter_map(row).collect()
}

/// The script of a step on the large layer against that on the small one.
fn growth_row(layers: &[Measured], action: &str, name: &str) -> Option<Row> {
    let script = |layer| {
        let measured = layers.iter().find(|measured| measured.layer == layer)?;
        measured.summary(action, |sample| sample.script)
    };
    let (small, large) = (script(SMALL)?, script(LARGE)?);
    let growth = large.median / small.median;
    let row = Row::measured(format!("{name}, {LARGE}: script alone"), large, Unit::Time);
    let row = row.compared(Quantity(growth, Unit::Times), format!("{SMALL}"));
    Some(row.judged(growth, Goal::AtMost(Quantity(GROWTH, Unit::Times))))
}

/// The longest time between two frames while → is held.
async fn hold(browser: &Browser, layer: Layer) -> Result<Row> {
    let longest = in_turns(browser, layer, "held()").await?;
    let name = format!("longest wait for a frame while → is held, {layer}");
    Ok(judged(name, &longest, Unit::Time, STUCK))
}

/// How many frames are lost while it plays.
async fn play(browser: &Browser, layer: Layer) -> Result<Row> {
    let lost = in_turns(browser, layer, "dropped()").await?;
    let name = format!("frames lost in 2 s of play at 8×, {layer}");
    Ok(judged(name, &lost, Unit::Frames, 0.0))
}

/// What a function of `steps.mjs` answers on a layer, each round.
async fn in_turns(browser: &Browser, layer: Layer, function: &str) -> Result<Vec<f64>> {
    let Layer { extent, kernel } = layer;
    call::<()>(browser, &format!("use({extent}, {kernel})")).await?;
    let mut answers = Vec::new();
    for _ in 0..ROUNDS {
        answers.push(call(browser, function).await?);
    }
    Ok(answers)
}

fn judged(name: String, samples: &[f64], unit: Unit, limit: f64) -> Row {
    match Summary::of(samples) {
        Some(summary) => Row::measured(name, summary, unit)
            .judged(summary.median, Goal::AtMost(Quantity(limit, unit))),
        None => Row::absent(name, "not measured"),
    }
}
