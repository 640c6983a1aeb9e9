//! Forward, sigmoid and backward, by us and by others, on the same layers.

use std::{
    collections::BTreeMap,
    env,
    fmt::{self, Display, Formatter},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use tokio::{process::Command, time::timeout};
use xtask::place;

use crate::{
    browser::Browser,
    server,
    table::{self, Row, at_least, gigaflops, heading, median, row, share, time},
};

/// How often everything is measured, in turns: what disturbs the machine for a
/// while then disturbs all alike.
const ROUNDS: usize = 5;

/// How long a program may take: nothing may hang.
const LIMIT: Duration = Duration::from_mins(2);

/// The first cells of dW agree to this part of ours.
const AGREEMENT: f64 = 1e-9;

/// The share of the peak that is wanted on the largest layer.
const PEAK_SHARE: f64 = 0.5;

/// A square layer: the rows of X and of W, and as many columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layer(pub(crate) u32, pub(crate) u32);

const LAYERS: [Layer; 3] = [Layer(512, 3), Layer(256, 5), Layer(1024, 7)];

/// Where programs run that compute the layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Chromium,
    Node,
    Python,
}

/// How many times as long as ours a program should at least take on each layer.
type Goals = [Option<f64>; LAYERS.len()];

/// What to call a program, where it runs, its name there, which of ours it is
/// compared with, and what is wanted.
#[derive(Debug)]
struct Candidate(&'static str, Place, &'static str, Option<usize>, Goals);

const RESIDENT: usize = 0;
const IN_CHROMIUM: usize = 1;
const IN_NODE: usize = 2;

const CANDIDATES: [Candidate; 7] = {
    use Place::{Chromium, Node, Python};
    const NONE: Goals = [None; LAYERS.len()];
    const PLAIN: Goals = [Some(4.0), None, None];
    const LOOPS: Goals = [Some(1000.0), Some(600.0), None];
    [
        Candidate(
            "convscope, inputs resident",
            Chromium,
            "resident",
            None,
            NONE,
        ),
        Candidate("convscope `layerF64`", Chromium, "layerF64", None, NONE),
        Candidate("convscope `layerF64`, Node", Node, "layerF64", None, NONE),
        Candidate(
            "plain JavaScript",
            Chromium,
            "plain",
            Some(IN_CHROMIUM),
            PLAIN,
        ),
        Candidate(
            "plain JavaScript, Node",
            Node,
            "plain",
            Some(IN_NODE),
            PLAIN,
        ),
        Candidate("NumPy, vectorised", Python, "numpy", Some(RESIDENT), NONE),
        Candidate(
            "the notebook's loops",
            Python,
            "notebook",
            Some(RESIDENT),
            LOOPS,
        ),
    ]
};

/// What a program measured of itself.
#[derive(Debug, Deserialize)]
struct Sample {
    /// Of one call.
    milliseconds: f64,
    /// The first cell of dW, the same whoever computes it.
    first_dw: f64,
}

/// The milliseconds of each candidate on one layer.
type Times = [Vec<f64>; CANDIDATES.len()];

/// Measures all candidates on all layers, and what V8 can do at most.
pub(crate) async fn measure(browser: &Browser, origin: &str) -> Result<Vec<Row>> {
    browser.open(&format!("{origin}/empty")).await?;
    let mut limits = [Vec::new(), Vec::new()];
    let mut all: [Times; LAYERS.len()] = Default::default();
    for round in 1..=ROUNDS {
        eprintln!("the core, round {round} of {ROUNDS}");
        let news: [f64; 2] = browser.call("chromium.mjs", "limits()").await?;
        for (samples, limit) in limits.iter_mut().zip(news) {
            samples.push(limit);
        }
        for (layer, times) in LAYERS.into_iter().zip(&mut all) {
            take_turns(browser, layer, times).await?;
        }
    }
    let [peak, copy] = limits;
    // The fastest round: a busy machine must not flatter our share of it.
    let most = peak.iter().copied().fold(f64::NAN, f64::max);
    let mut rows = vec![
        heading("What V8 can do at most"),
        row("f64x2 additions and multiplications", &peak, gigaflops),
        row("copying a `Float64Array`", &copy, |value| {
            format!("{} GB/s", table::three_digits(value))
        }),
    ];
    for (index, layer) in LAYERS.into_iter().enumerate() {
        rows.push(heading(format!("{layer}: forward, sigmoid, backward")));
        let row = |candidate| candidate_row(candidate, index, &all[index], most);
        rows.extend((0..CANDIDATES.len()).map(row));
    }
    Ok(rows)
}

/// Lets each place measure its programs, and holds their results against ours.
async fn take_turns(browser: &Browser, layer: Layer, times: &mut Times) -> Result<()> {
    let mut ours = None;
    for place in [Place::Chromium, Place::Node, Place::Python] {
        let samples = ask(browser, place, layer).await;
        let samples = samples.unwrap_or_else(|error| {
            eprintln!("{place:?} does not answer: {error:#}");
            BTreeMap::new()
        });
        for (Candidate(name, of_place, program, ..), times) in CANDIDATES.iter().zip(&mut *times) {
            let sample = samples.get(*program).filter(|_| *of_place == place);
            let Some(sample) = sample else { continue };
            let (theirs, ours) = (sample.first_dw, *ours.get_or_insert(sample.first_dw));
            ensure!(
                (ours - theirs).abs() <= AGREEMENT * ours.abs(),
                "{name} computes another layer: dW[0,0] is {theirs}, not {ours}",
            );
            times.push(sample.milliseconds);
        }
    }
    Ok(())
}

/// What the programs of a place measure, by their names.
async fn ask(
    browser: &Browser,
    place: Place,
    Layer(extent, kernel): Layer,
) -> Result<BTreeMap<String, Sample>> {
    let mut command = match place {
        Place::Chromium => {
            let call = format!("layer({extent}, {kernel})");
            return browser.call("chromium.mjs", &call).await;
        }
        Place::Node => {
            let mut node = Command::new("node");
            node.arg(server::programs().join("node.mjs"))
                .arg(place::dist());
            node
        }
        Place::Python => {
            let mut python = Command::new(
                env::var_os("CONVSCOPE_PYTHON").context("CONVSCOPE_PYTHON is not set")?,
            );
            python.arg(server::programs().join("layer.py"));
            // One thread, as in the browser.
            python
                .env("OMP_NUM_THREADS", "1")
                .env("OPENBLAS_NUM_THREADS", "1");
            python
        }
    };
    let output = command
        .args([extent, kernel].map(|it| it.to_string()))
        .kill_on_drop(true)
        .output();
    let output = timeout(LIMIT, output)
        .await
        .context("it takes too long")??;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn candidate_row(index: usize, layer: usize, times: &Times, peak: f64) -> Row {
    let Candidate(name, _, _, ours, goals) = &CANDIDATES[index];
    let mut row = row(*name, &times[index], time);
    if times[index].is_empty() {
        return row;
    }
    let milliseconds = median(&times[index]);
    if index == RESIDENT {
        let speed = LAYERS[layer].operations() / (milliseconds * 1e6);
        row[3] = format!("{} of the peak: {}", share(speed / peak), gigaflops(speed));
        if layer == LAYERS.len() - 1 {
            row = at_least(row, speed / peak, PEAK_SHARE, share);
        }
    }
    if let Some(ours) = *ours {
        let ratio = milliseconds / median(&times[ours]);
        row[3] = format!("{} {}", table::times(ratio), CANDIDATES[ours].2);
        if let Some(goal) = goals[layer] {
            row = at_least(row, ratio, goal, table::times);
        }
    }
    row
}

impl Layer {
    /// Multiplications and additions of both passes, those of the activation apart.
    fn operations(self) -> f64 {
        let Self(extent, kernel) = self;
        let positions = f64::from(extent - kernel + 1).powi(2);
        // Three convolutions: for Z, for dX and for dW.
        3.0 * 2.0 * positions * f64::from(kernel).powi(2)
    }
}

impl Display for Layer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(extent, kernel) = self;
        write!(f, "X {extent}×{extent}, W {kernel}×{kernel}")
    }
}
