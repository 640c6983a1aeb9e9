//! Random scripts beside a second model of the page: each number follows from those
//! before it by loops of our own, undo leads back through a list of our own.
//!
//! Twenty thousand messages, and a million in the long run.

use std::cell::Cell;

use convscope::app::saved::{open, save};
use convscope::app::{Descent, Model, Msg, notebook, update};
use convscope::math::{BackwardView, Grid, Layer, Loss, Operand};
use convscope::trace::{GridId, Partial};
use convscope::view::{GridLook, Memo, Page, page, page_with};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::random::{assert_sound, happens, script, uses_t};
use super::saved::assert_same;
use crate::oracle;
use crate::oracle::{both, map};
use crate::support::{LEARN, Rows, bits, for_so_many, is_long, rows_of};

/// The messages of a script, a little less than on average.
const LENGTH: u32 = 27;

#[test]
fn whatever_happens_the_page_is_right() {
    let messages = if is_long() { 1_000_000 } else { 20_000 };
    let happened = Cell::new(0_u32);
    for_so_many(messages / LENGTH, &script(), |script| {
        let mut machine = Machine::default();
        for msg in script.0 {
            if happens(&msg, &machine.model.layer) {
                machine.send(&msg);
                happened.set(happened.get() + 1);
            }
        }
        machine.assert_remembers_nothing_wrong();
    });
    let happened = happened.get();
    assert!(happened >= messages, "only {happened} messages");
}

/// The scripts have every message that there is.
#[test]
fn every_message_is_tried() {
    let (_, all) = include_str!("../../../src/app/msg.rs")
        .split_once("pub enum Msg {")
        .expect("the messages");
    let (all, _) = all.split_once("\n}").expect("their end");
    let is_variant = |line: &&str| {
        let name = line.strip_prefix("    ").unwrap_or_default();
        name.starts_with(|first: char| first.is_ascii_uppercase())
    };
    let name = |text: &str| -> String {
        let text = text.trim_start().chars();
        text.take_while(char::is_ascii_alphanumeric).collect()
    };
    let mut missing: Vec<String> = all.lines().filter(is_variant).map(name).collect();
    assert!(missing.len() > 50, "{missing:?}");
    let mut runner = TestRunner::deterministic();
    for _ in 0..500 {
        let script = script().new_tree(&mut runner).expect("a script").current();
        for msg in script.0 {
            let tried = name(&format!("{msg:?}"));
            missing.retain(|one| *one != tried);
        }
    }
    assert!(missing.is_empty(), "never tried: {missing:?}");
}

/// What an undo brings back.
#[derive(Clone, PartialEq)]
struct Moment {
    layer: Layer,
    descent: Descent,
}

impl Moment {
    fn of(model: &Model) -> Self {
        Self {
            layer: model.layer.clone(),
            descent: model.tools.learning.descent.clone(),
        }
    }

    /// To the bit: −0 is not 0.
    fn is(&self, other: &Self) -> bool {
        let cells =
            |moment: &Self| Operand::ALL.map(|operand| bits(moment.layer.operand(operand).cells()));
        self == other && cells(self) == cells(other)
    }
}

/// The page, what it showed last, and the moments to which undo and redo lead.
struct Machine {
    model: Model,
    memo: Memo,
    shown: Page,
    past: Vec<Moment>,
    future: Vec<Moment>,
}

impl Default for Machine {
    fn default() -> Self {
        let model = Model::default();
        let mut memo = Memo::default();
        Self {
            shown: page_with(&model, &mut memo),
            model,
            memo,
            past: Vec::new(),
            future: Vec::new(),
        }
    }
}

impl Machine {
    fn send(&mut self, msg: &Msg) {
        let mut before = Moment::of(&self.model);
        if matches!(msg, Msg::UndoPressed | Msg::RedoPressed) {
            before = self.leave_fields(before);
        }
        let effect = update(&mut self.model, msg.clone());
        assert_sound(&self.model, effect);
        self.assert_history(msg, before);
        assert_comes_back(&self.model);

        let shown = page_with(&self.model, &mut self.memo);
        let before = std::mem::replace(&mut self.shown, shown);
        assert_redrawn(&before, &self.shown);
        assert_complete(&self.model, &self.shown);
        assert_numbers(&self.model, &self.shown);
        assert_ends_in_both_passes(&self.model);
    }

    /// One moment back, one on, or one more.
    fn assert_history(&mut self, msg: &Msg, before: Moment) {
        let now = Moment::of(&self.model);
        let (from, to) = match msg {
            Msg::UndoPressed => (&mut self.past, &mut self.future),
            Msg::RedoPressed => (&mut self.future, &mut self.past),
            _ => {
                self.record(msg, before, &now);
                return self.assert_can_go();
            }
        };
        let wanted = from.pop();
        if wanted.is_some() {
            to.push(before.clone());
        }
        assert!(now.is(&wanted.unwrap_or(before)), "{msg:?}");
        self.assert_can_go();
    }

    /// What is being typed is an edit before an undo.
    fn leave_fields(&mut self, mut before: Moment) -> Moment {
        let mut model = self.model.clone();
        for (field, draft) in self.model.drafts.clone() {
            let left = Msg::Left(field, draft.text);
            update(&mut model, left.clone());
            let now = Moment::of(&model);
            self.record(&left, before, &now);
            before = now;
        }
        before
    }

    fn record(&mut self, msg: &Msg, before: Moment, now: &Moment) {
        let is_step = now.descent.losses.len() > before.descent.losses.len();
        let is_first = self.past.is_empty() && before.layer == notebook();
        let is_changed = now.layer != before.layer;
        assert!(*msg != LEARN || is_step || now.descent.diverged, "no step");
        if is_changed || is_step {
            self.past.push(before);
            self.future.clear();
            if self.past.len() > 100 {
                self.past.remove(0);
            }
        }
        // A link that is opened at first is what the page begins with.
        if is_first && matches!(msg, Msg::Opened(_)) {
            self.past.clear();
            self.future.clear();
        }
    }

    fn assert_can_go(&self) {
        let history = &self.model.history;
        let can = (history.can_undo(), history.can_redo());
        assert_eq!(can, (!self.past.is_empty(), !self.future.is_empty()));
    }

    /// A page that was drawn anew after each message is the one that is drawn at once.
    fn assert_remembers_nothing_wrong(mut self) {
        let page = page(&self.model);
        self.shown.tools.clone_from(&page.tools);
        assert_eq!(format!("{:?}", self.shown), format!("{page:?}"));
    }
}

/// The saved string leads to the same layer, step and settings.
fn assert_comes_back(model: &Model) {
    let text = save(model);
    let (opened, notices) = open(&text);
    assert_eq!(notices, [""; 0], "{text}");
    assert_same(&opened, model, &text);
    assert_eq!(save(&opened), text);
}

/// Cells that are not drawn again look the same.
fn assert_redrawn(before: &Page, after: &Page) {
    for after in &after.grids {
        let same = |before: &&GridLook| before.id == after.id && before.size == after.size;
        let Some(before) = before.grids.iter().find(same) else {
            continue;
        };
        let changed = after.changes(before);
        for at in after.size.positions().filter(|at| !changed.contains(at)) {
            let [before, after] = [before, after].map(|grid| grid.cell(at));
            // A NaN differs from itself.
            let same = before == after || format!("{before:?}") == format!("{after:?}");
            assert!(same, "{before:?} is now {after:?}");
        }
    }
}

/// Each grid is there once, with one place where Tab enters it; the step is one of the
/// page's; and nothing reads NaN where nothing is.
fn assert_complete(model: &Model, page: &Page) {
    let wanted: Vec<GridId> = GridId::ALL
        .into_iter()
        .filter(|&id| id != GridId::T || uses_t(&model.layer))
        .collect();
    let ids: Vec<GridId> = page.grids.iter().map(|grid| grid.id).collect();
    assert_eq!(ids, wanted);
    for grid in &page.grids {
        let stops = grid.marks.values().filter(|marks| marks.tab_stop);
        assert_eq!(stops.count(), 1, "{:?}", grid.id);
        assert!(grid.marks.keys().all(|&at| grid.size.contains(at)));
    }
    assert!(page.root.step == model.step && model.step <= page.root.steps);
    // Learning ends with L of the layer in force.
    if let Some(loss) = model.tools.learning.descent.losses.last() {
        assert_eq!(page.root.loss.parse(), Ok(*loss));
    }
    assert_eq!(page.provenance.is_some(), model.pinned.is_some());
    let recording = model.recording();
    let last = GridId::ALL.map(|id| recording.last().grid(id));
    let is_finite = last
        .iter()
        .all(|grid| grid.cells().iter().all(|cell| cell.is_finite()));
    if is_finite && model.tools.gradient_check.check.is_none() {
        assert!(!page.summary.contains("NaN"), "{}", page.summary);
        assert!(!format!("{page:?}").contains("NaN"));
    }
}

/// Without a mistake that is looked for, the last frame is both passes to the bit.
fn assert_ends_in_both_passes(model: &Model) {
    if model.tools.hunt.is_some() {
        return;
    }
    let forward = model.layer.forward();
    let gradients = model.layer.backward(&forward);
    let recording = model.recording();
    let last = recording.last();
    for (name, shown, whole) in [
        ("Z", &last.z, &forward.z),
        ("H", &last.h, &forward.h),
        ("dZ", &last.dz, &gradients.dz),
        ("dX", &last.dx, &gradients.sums.dx),
        ("dW", &last.dw, &gradients.sums.dw),
    ] {
        assert_eq!(bits(shown.cells()), bits(whole.cells()), "{name}");
    }
    assert_eq!(bits(last.db.cells()), bits(&[gradients.sums.db]), "db");
}

/// As many numbers as the step knows, and each follows from those before it: Z from X, W
/// and b, H from Z, and so on.
fn assert_numbers(model: &Model, page: &Page) {
    let layer = &model.layer;
    let is_hunt = model.tools.hunt.is_some();
    let n = layer.g().cells().len();
    let after = |step, count| if model.step > step { count } else { 0 };
    let near = |id: GridId, count: usize, wanted: &Rows, sizes: &Rows| {
        let look = page.grids.iter().find(|look| look.id == id);
        let shown = look.expect("each grid is there").values.cells();
        assert_eq!(shown.len(), count, "known cells of {id:?}");
        let cells = wanted.iter().flatten().zip(sizes.iter().flatten());
        for (&got, (&wanted, &size)) in shown.iter().zip(cells) {
            assert_close(id.name(), got, wanted, size);
        }
    };
    for operand in [Operand::X, Operand::W, Operand::B] {
        let given = rows_of(layer.operand(operand));
        near(
            operand.into(),
            given.concat().len(),
            &given,
            &map(&given, |_| 0.0),
        );
    }

    let recording = model.recording();
    let last = recording.last();
    let rows = |grid: &Partial| rows_of(&grid.grid().expect("the last frame is complete"));
    let (z, h, dz) = (rows(&last.z), rows(&last.h), rows(&last.dz));
    let sizes = magnitudes(layer);
    near(
        GridId::Z,
        model.step.min(n),
        &oracle::forward(layer).0,
        &oracle::forward(&sizes).0,
    );
    near(
        GridId::H,
        after(n, n),
        &oracle::activated(layer, &z),
        &map(&z, |z| 1.0 + z.abs()),
    );

    let targets = rows_of(layer.t());
    let off = both(&h, &targets, |h, t| h.abs() + t.abs());
    let size_of_g = match layer.loss() {
        Loss::Sum | Loss::ByHand => rows_of(sizes.g()),
        Loss::SquaredError | Loss::MeanSquaredError => off.clone(),
    };
    let count = if uses_t(layer) { after(n, n) } else { n };
    near(GridId::G, count, &oracle::upstream(layer, &h), &size_of_g);
    if uses_t(layer) {
        near(GridId::T, n, &targets, &map(&targets, |_| 0.0));
    }
    let loss = page.root.loss.parse().expect("a number");
    let size = match layer.loss() {
        Loss::Sum => h.concat().iter().map(|h| h.abs()).sum(),
        Loss::ByHand => both(&h, &size_of_g, |h, g| (h * g).abs())
            .concat()
            .iter()
            .sum(),
        _ => off.concat().iter().map(|off| off * off).sum(),
    };
    assert_close("L", loss, oracle::loss(layer, &h), size);
    // What a mistake makes of them is told in tests/it/trace.
    if is_hunt {
        return;
    }
    let sizes_of_dz = map(&size_of_g, |g| 10.0 * g);
    near(
        GridId::Dz,
        after(n + 1, n),
        &oracle::delta(layer, &z),
        &sizes_of_dz,
    );

    let done = model.step.saturating_sub(n + 2);
    let (inputs, kernel) = (layer.x().cells().len(), layer.w().cells().len());
    let scatters = model.view == BackwardView::Scatter;
    let so_far = if scatters { first(&dz, done) } else { dz };
    let (dx, dw, db) = oracle::backward(layer, &so_far);
    let size = oracle::backward(&sizes, &map(&so_far, f64::abs));
    let counts = if scatters {
        [inputs, kernel, 1]
    } else {
        let is_last = usize::from(done == inputs + kernel);
        [done.min(inputs), done.saturating_sub(inputs), is_last]
    };
    near(GridId::Dx, counts[0], &dx, &size.0);
    near(GridId::Dw, counts[1], &dw, &size.1);
    near(GridId::Db, counts[2], &vec![vec![db]], &vec![vec![size.2]]);
}

/// Equal but for the order of a sum, measured by the magnitudes that it adds up. Where
/// these are beyond f64 the order decides whether a number comes out at all.
#[track_caller]
fn assert_close(what: &str, got: f64, wanted: f64, size: f64) {
    let tolerance = 1e-12 * size + f64::MIN_POSITIVE;
    let is_close = got == wanted || (got - wanted).abs() <= tolerance;
    assert!(
        is_close || !size.is_finite(),
        "{what}: {got} instead of {wanted} ± {tolerance:e}"
    );
}

/// The layer of the magnitudes.
fn magnitudes(layer: &Layer) -> Layer {
    let of = |operand| {
        let grid: &Grid = layer.operand(operand);
        Grid::from_fn(grid.size(), |at| grid[at].abs())
    };
    let [x, w, g] = [Operand::X, Operand::W, Operand::G].map(of);
    let spacing = layer.geometry().spacing();
    let sizes = Layer::new(
        x,
        w,
        Some(g),
        spacing,
        layer.bias().abs(),
        layer.activation(),
    );
    sizes.expect("a layer of the same shape")
}

/// The first cells, and zeros in place of the others.
fn first(rows: &Rows, count: usize) -> Rows {
    let cols = rows[0].len();
    let cell = |(index, &cell): (usize, &f64)| if index < count { cell } else { 0.0 };
    let cells: Vec<f64> = rows.iter().flatten().enumerate().map(cell).collect();
    cells.chunks(cols).map(<[f64]>::to_vec).collect()
}
