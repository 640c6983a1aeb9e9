//! The trace: what each step does to each cell that it touches.

use crate::math::At;
use crate::trace::{CellRef, Frame, GridId, Recording, Step};

use super::{json_number, number};

const COLUMNS: [&str; 10] = [
    "step",
    "phase",
    "row",
    "col",
    "grid",
    "cell_row",
    "cell_col",
    "before",
    "contribution",
    "after",
];

/// A cell at a step. What a step computes at once has no sum before.
struct Touch {
    step: usize,
    phase: &'static str,
    /// The position of the step, or the cell that it computes.
    at: Option<At>,
    cell: CellRef,
    added: Option<[f64; 2]>,
    after: f64,
}

/// As CSV, with a line of names.
pub(super) fn table(run: &Recording) -> String {
    let mut text = COLUMNS.join(",");
    for touch in touches(run) {
        text.push('\n');
        text += &touch
            .fields(number)
            .map(Option::unwrap_or_default)
            .join(",");
    }
    text + "\n"
}

/// As a list of JSON objects, one a line.
pub(super) fn list(run: &Recording) -> String {
    let objects = touches(run).into_iter().map(|touch| {
        let fields = touch.fields(json_number).into_iter().zip(COLUMNS);
        let entries = fields.map(|(field, name)| {
            let value = match (name, field) {
                (_, None) => "null".to_owned(),
                ("phase" | "grid", Some(name)) => ["\"", &name, "\""].concat(),
                (_, Some(number)) => number,
            };
            ["\"", name, "\":", &value].concat()
        });
        ["{", &entries.collect::<Vec<_>>().join(","), "}"].concat()
    });
    ["[\n", &objects.collect::<Vec<_>>().join(",\n"), "\n]\n"].concat()
}

impl Touch {
    /// In the order of [`COLUMNS`]; nothing where there is nothing to tell.
    fn fields(&self, number: fn(f64) -> String) -> [Option<String>; 10] {
        let count = |count: usize| Some(count.to_string());
        let name = |name: &str| Some(name.to_owned());
        let CellRef { grid, at } = self.cell;
        let [before, contribution] = match self.added {
            Some(added) => added.map(|value| Some(number(value))),
            None => [None, None],
        };
        [
            count(self.step),
            name(self.phase),
            self.at.and_then(|at| count(at.row)),
            self.at.and_then(|at| count(at.col)),
            name(grid.name()),
            count(at.row),
            count(at.col),
            before,
            contribution,
            Some(number(self.after)),
        ]
    }
}

/// All of a run, in the order in which it happens.
fn touches(run: &Recording) -> Vec<Touch> {
    let steps = run.trace().steps();
    let last = run.last();
    let follows = run.trace().layer().loss().has_target();
    let mut all = Vec::new();
    let mut db = 0.0;
    for number in 1..=steps.last() {
        let step = steps.step(number);
        let target = step.target().map(|cell| cell.at);
        let touch = |cell, added, after| Touch {
            step: number,
            phase: step.phase().name(),
            at: step.position().or(target),
            cell,
            added,
            after,
        };
        match step {
            Step::Start => {}
            Step::Forward(at) => {
                let z = last.z.get(at).unwrap_or(f64::NAN);
                all.push(touch(CellRef::new(GridId::Z, at), None, z));
            }
            Step::Activation => {
                for id in [GridId::H, GridId::G] {
                    // G is known from the start where it does not follow from T.
                    if id == GridId::H || follows {
                        all.extend(cells(last, id).map(|(cell, value)| touch(cell, None, value)));
                    }
                }
            }
            Step::ActivationGradient => {
                let cells = cells(last, GridId::Dz);
                all.extend(cells.map(|(cell, value)| touch(cell, None, value)));
            }
            Step::Backward(_) | Step::Gradient(_) => {
                for one in run.contributions(number) {
                    let added = Some([one.before, one.product()]);
                    all.push(touch(one.target, added, one.after));
                }
                let dz = match step {
                    Step::Backward(at) => last.dz.get(at).into_iter().collect(),
                    // db comes with the last cell.
                    _ if number == steps.last() => last.dz.cells().to_vec(),
                    _ => Vec::new(),
                };
                for dz in dz {
                    let before = db;
                    db += dz;
                    let cell = CellRef::new(GridId::Db, At::ORIGIN);
                    all.push(touch(cell, Some([before, dz]), db));
                }
            }
        }
    }
    all
}

fn cells(frame: &Frame, id: GridId) -> impl Iterator<Item = (CellRef, f64)> {
    let grid = frame.grid(id);
    let positions = grid.size().positions().zip(grid.cells());
    positions.map(move |(at, &value)| (CellRef::new(id, at), value))
}
