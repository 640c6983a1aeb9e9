//! Forward, sigmoid and backward, by us and by others, on the same layers.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::{
    places::{Answer, Layer, Place, Places},
    statistics::Summary,
    table::{Goal, Quantity, Row, Unit},
};

/// How often everything is measured, in turns: what disturbs the machine for a
/// while then disturbs all alike.
const ROUNDS: usize = 7;

/// What took so long in all on one layer has been measured often enough.
const ENOUGH: Duration = Duration::from_secs(5);

/// The first cells of dW agree to this part of ours: f32 sums up a quarter of a
/// million products.
const AGREEMENT: f64 = 1e-2;

const TINY: Layer = Layer::new(3, 2);
const MEDIUM: Layer = Layer::new(256, 5);
const LARGE: Layer = Layer::new(512, 3);
const HUGE: Layer = Layer::new(1024, 7);
const LAYERS: [Layer; 4] = [LARGE, MEDIUM, HUGE, TINY];

/// A program and where it runs.
#[derive(Debug, PartialEq, Eq)]
struct Candidate {
    name: &'static str,
    place: Place,
    program: &'static str,
}

const RESIDENT: Candidate =
    Candidate::new("convscope, inputs resident", Place::Chromium, "resident");
const ARRAYS: Candidate = Candidate::new("convscope `layerF64`", Place::Chromium, "layerF64");
const ARRAYS_IN_NODE: Candidate =
    Candidate::new("convscope `layerF64`, Node", Place::Node, "layerF64");

/// Ours first: the others are compared with them.
const CANDIDATES: [Candidate; 10] = [
    RESIDENT,
    ARRAYS,
    ARRAYS_IN_NODE,
    Candidate::new("plain JavaScript", Place::Chromium, "plain"),
    Candidate::new("plain JavaScript, Node", Place::Node, "plain"),
    Candidate::new("tfjs wasm, f32", Place::Chromium, "tfjs-wasm"),
    Candidate::new("tfjs cpu, f32", Place::Chromium, "tfjs-cpu"),
    Candidate::new("NumPy, vectorised", Place::Python, "numpy"),
    Candidate::new("PyTorch, one thread", Place::Python, "pytorch"),
    Candidate::new("the notebook's loops", Place::Python, "notebook"),
];

impl Candidate {
    const fn new(name: &'static str, place: Place, program: &'static str) -> Self {
        Self {
            name,
            place,
            program,
        }
    }

    /// Ours that it is compared with: as its caller would call it.
    fn baseline(&self, layer: Layer) -> Option<(&'static Self, &'static str)> {
        match self.program {
            "resident" | "layerF64" => None,
            "plain" if self.place == Place::Node => Some((&ARRAYS_IN_NODE, "`layerF64`")),
            "plain" => Some((&ARRAYS, "`layerF64`")),
            // A call costs more than what is computed.
            _ if layer == TINY => Some((&ARRAYS, "`layerF64`")),
            _ => Some((&RESIDENT, "resident")),
        }
    }

    /// How many times as long as ours it should at least take.
    fn goal(&self, layer: Layer) -> Option<f64> {
        match (self.program, layer) {
            ("tfjs-wasm", LARGE | MEDIUM) => Some(8.0),
            ("pytorch", LARGE | MEDIUM) => Some(5.0),
            ("notebook", LARGE) => Some(1000.0),
            ("notebook", MEDIUM) => Some(600.0),
            ("notebook", TINY) => Some(100.0),
            ("plain", LARGE) => Some(4.0),
            _ => None,
        }
    }

    /// Why it is not measured on a layer at all.
    fn excuse(&self, layer: Layer) -> Option<&'static str> {
        (self.program == "notebook" && layer == HUGE).then_some("too slow: some ten seconds a pass")
    }
}

/// What is known of one candidate on one layer.
#[derive(Debug)]
struct Entry {
    candidate: &'static Candidate,
    layer: Layer,
    milliseconds: Vec<f64>,
    spent: Duration,
    absent: Option<String>,
}

impl Entry {
    fn new(candidate: &'static Candidate, layer: Layer) -> Self {
        Self {
            candidate,
            layer,
            milliseconds: Vec::new(),
            spent: Duration::ZERO,
            absent: candidate.excuse(layer).map(str::to_owned),
        }
    }

    /// Measures once more, if that is of use; the first cell of dW is the answer.
    async fn measure(&mut self, places: &mut Places) -> Option<f64> {
        if self.absent.is_some() || self.spent > ENOUGH {
            return None;
        }
        let start = Instant::now();
        let Candidate { place, program, .. } = *self.candidate;
        let answer = places.sample(place, program, self.layer).await;
        self.spent += start.elapsed();
        match answer {
            Answer::Sample {
                milliseconds,
                first_dw,
            } => {
                self.milliseconds.push(milliseconds);
                Some(first_dw)
            }
            Answer::Absent { absent } => {
                self.absent = Some(absent);
                None
            }
        }
    }
}

/// Measures all candidates on all layers, and what V8 can do at most.
pub(crate) async fn measure(places: &mut Places) -> Result<Vec<Row>> {
    let mut entries: Vec<Vec<Entry>> = LAYERS
        .map(|layer| {
            let entries = CANDIDATES
                .iter()
                .map(|candidate| Entry::new(candidate, layer));
            entries.collect()
        })
        .into();
    let mut limits = [Vec::new(), Vec::new()];
    for round in 1..=ROUNDS {
        eprintln!("the core, round {round} of {ROUNDS}");
        for (samples, limit) in limits.iter_mut().zip(places.limits().await?) {
            samples.push(limit);
        }
        for of_layer in &mut entries {
            take_turns(of_layer, places).await?;
        }
    }
    let [peak, copy] = limits.map(|samples| Summary::of(&samples));
    let mut rows = vec![Row::heading("What V8 can do at most")];
    rows.extend(
        peak.map(|peak| {
            Row::measured("f64x2 additions and multiplications", peak, Unit::Gigaflops)
        }),
    );
    rows.extend(copy.map(|copy| Row::measured("copying a `Float64Array`", copy, Unit::Gigabytes)));
    let peak = peak.map_or(f64::NAN, |peak| peak.median);
    rows.extend(entries.iter().flat_map(|of_layer| section(of_layer, peak)));
    Ok(rows)
}

/// Measures each once and holds the results against ours.
async fn take_turns(entries: &mut [Entry], places: &mut Places) -> Result<()> {
    let mut ours = None;
    for entry in entries {
        let Some(theirs) = entry.measure(places).await else {
            continue;
        };
        let ours = *ours.get_or_insert(theirs);
        ensure!(
            (ours - theirs).abs() <= AGREEMENT * ours.abs(),
            "{} computes another layer: dW[0,0] is {theirs}, not {ours}",
            entry.candidate.name,
        );
    }
    Ok(())
}

/// The rows of one layer.
fn section(entries: &[Entry], peak: f64) -> Vec<Row> {
    let title = format!("{}: forward, sigmoid, backward", entries[0].layer);
    let rows = entries.iter().map(|entry| row(entry, entries, peak));
    [Row::heading(title)].into_iter().chain(rows).collect()
}

fn row(entry: &Entry, all: &[Entry], peak: f64) -> Row {
    let Entry {
        candidate, layer, ..
    } = entry;
    let Some(time) = Summary::of(&entry.milliseconds) else {
        return Row::absent(candidate.name, entry.absent.as_deref().unwrap_or_default());
    };
    let row = Row::measured(candidate.name, time, Unit::Time);
    if **candidate == RESIDENT {
        let speed = layer.operations() / (time.median * 1e6);
        let share = speed / peak;
        let speed = Quantity(speed, Unit::Gigaflops);
        let row = row.compared(
            Quantity(share, Unit::Share),
            format!("of the peak: {speed}"),
        );
        let half = Goal::AtLeast(Quantity(0.5, Unit::Share));
        return if *layer == HUGE {
            row.judged(share, half)
        } else {
            row
        };
    }
    let Some((baseline, name)) = candidate.baseline(*layer) else {
        return row;
    };
    let ours = all.iter().find(|entry| entry.candidate == baseline);
    let Some(ours) = ours.and_then(|ours| Summary::of(&ours.milliseconds)) else {
        return row;
    };
    let ratio = time.median / ours.median;
    let row = row.compared(Quantity(ratio, Unit::Times), name);
    match candidate.goal(*layer) {
        Some(goal) => row.judged(ratio, Goal::AtLeast(Quantity(goal, Unit::Times))),
        None => row,
    }
}
