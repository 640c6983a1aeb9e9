//! The laws of the steps: their order, the frame after each, the products
//! they add and the cells they light.

use std::collections::{BTreeMap, BTreeSet};

use convscope::math::{At, Geometry, Gradients, Layer};
use convscope::trace::{
    CellRef, Contribution, Frame, GridId, Highlight, Phase, Role, Step, Steps, contributions,
};

use crate::oracle;
use crate::support::{assert_agree, assert_grids_agree, bits, cells_of, for_all, layers};

#[test]
fn each_pass_visits_every_position_once_row_by_row() {
    for_all(&layers(6), |layer| {
        let positions = positions(&layer);
        let n = positions.len();
        let steps = Steps::of(layer.geometry());
        assert_eq!((steps.positions(), steps.last()), (n, 2 * n + 2));

        let mut expected = vec![Step::Start];
        expected.extend(positions.iter().copied().map(Step::Forward));
        expected.extend([Step::Activation, Step::ActivationGradient]);
        expected.extend(positions.iter().copied().map(Step::Backward));
        let order: Vec<Step> = (0..=2 * n + 2).map(|number| steps.step(number)).collect();
        assert_eq!(order, expected);

        for (number, &step) in expected.iter().enumerate() {
            match step {
                Step::Forward(at) => assert_eq!(steps.forward(at), number),
                Step::Backward(at) => assert_eq!(steps.backward(at), number),
                _ => assert_eq!(step.position(), None),
            }
        }
    });
}

#[test]
fn phases_have_their_published_names() {
    let names = [
        (Step::Start, "start"),
        (Step::Forward(At::new(0, 0)), "forward"),
        (Step::Activation, "activation"),
        (Step::ActivationGradient, "activation-gradient"),
        (Step::Backward(At::new(0, 0)), "backward"),
    ];
    for (step, name) in names {
        assert_eq!(step.phase().name(), name);
    }
}

#[test]
fn the_last_frame_is_the_whole_computation_bit_for_bit() {
    for_all(&layers(7), |layer| {
        let last = Frame::after(&layer, Steps::of(layer.geometry()).last());
        let forward = layer.forward();
        let Gradients { dz, sums } = layer.backward(&forward);
        for (name, shown, whole) in [
            ("Z", last.z.cells(), forward.z.cells()),
            ("H", last.h.cells(), forward.h.cells()),
            ("dZ", last.dz.cells(), dz.cells()),
            ("dX", last.sums.dx.cells(), sums.dx.cells()),
            ("dW", last.sums.dw.cells(), sums.dw.cells()),
            ("db", &[last.sums.db], &[sums.db]),
        ] {
            assert_eq!(bits(shown), bits(whole), "{name}");
        }
    });
}

/// The table of steps in DESIGN.md: how many cells of Z, H and dZ are known.
#[test]
fn each_phase_makes_its_numbers_known() {
    for_all(&layers(5), |layer| {
        let n = positions(&layer).len();
        for number in 0..=2 * n + 2 {
            let frame = Frame::after(&layer, number);
            let known = [frame.z, frame.h, frame.dz].map(|grid| grid.cells().len());
            let expected = match number {
                0 => [0, 0, 0],
                z if z <= n => [z, 0, 0],
                h if h == n + 1 => [n, n, 0],
                _ => [n, n, n],
            };
            assert_eq!(known, expected, "after step {number}");
        }
    });
}

/// Each frame is computed from nothing, so every way to a step shows the same.
#[test]
fn a_step_changes_its_own_cells_and_no_others() {
    for_all(&layers(5), |layer| {
        let mut before = picture(&layer, 0);
        for number in 1..=last(&layer) {
            let after = picture(&layer, number);
            let changed = |cell: &&CellRef| before[*cell] != after[*cell];
            let own = cells_of_change(&layer, number);
            for cell in after.keys().filter(changed) {
                assert!(own.contains(cell), "step {number} changes {cell}");
            }
            before = after;
        }
    });
}

/// Where a cell has the bits it had, or `None` while it is not computed.
type Picture = BTreeMap<CellRef, Option<u64>>;

fn picture(layer: &Layer, number: usize) -> Picture {
    let frame = Frame::after(layer, number);
    let bits = |cell: CellRef| frame.value(layer, cell.grid, cell.at).map(f64::to_bits);
    all_cells(layer)
        .into_iter()
        .map(|cell| (cell, bits(cell)))
        .collect()
}

/// What the table of steps lets a step change.
fn cells_of_change(layer: &Layer, number: usize) -> BTreeSet<CellRef> {
    let whole = |grid| grid_cells(layer, grid).into_iter().collect();
    match Steps::of(layer.geometry()).step(number) {
        Step::Start => BTreeSet::new(),
        Step::Forward(at) => BTreeSet::from([CellRef::new(GridId::Z, at)]),
        Step::Activation => whole(GridId::H),
        Step::ActivationGradient => whole(GridId::Dz),
        Step::Backward(at) => meetings(layer)
            .iter()
            .filter(|meeting| meeting.position == at)
            .flat_map(|meeting| [meeting.cell(GridId::Dx), meeting.cell(GridId::Dw)])
            .collect(),
    }
}

/// After m backward steps the sums are those of a dZ that is 0 at every later
/// position.
#[test]
fn sums_so_far_are_the_gradients_of_the_positions_so_far() {
    for_all(&layers(4), |layer| {
        let (z, _) = oracle::forward(&layer);
        let whole = oracle::delta(&layer, &z);
        let positions = positions(&layer);
        for done in 0..=positions.len() {
            let mut dz = whole.clone();
            for at in &positions[done..] {
                dz[at.row][at.col] = 0.0;
            }
            let (dx, dw, db) = oracle::backward(&layer, &dz);
            let sums = Frame::after(&layer, positions.len() + 2 + done).sums;
            assert_grids_agree(&format!("dX after {done}"), &sums.dx, &dx);
            assert_grids_agree(&format!("dW after {done}"), &sums.dw, &dw);
            assert_agree(&format!("db after {done}"), sums.db, db);
        }
    });
}

#[test]
fn a_frame_past_the_end_is_the_last() {
    for_all(&layers(4), |layer| {
        let last = Steps::of(layer.geometry()).last();
        for number in [last + 1, usize::MAX] {
            assert_eq!(picture(&layer, number), picture(&layer, last));
        }
    });
}

/// Before the first product Z holds the bias; dX and dW hold what the frame
/// before the step holds. Each product is added where the last one left off,
/// and where the last one leaves off is the frame after the step.
#[test]
fn contributions_lead_from_each_frame_to_the_next() {
    for_all(&layers(5), |layer| {
        let mut before = picture(&layer, 0);
        for number in 1..=last(&layer) {
            let after = picture(&layer, number);
            let mut running = before.clone();
            if let Step::Forward(at) = Steps::of(layer.geometry()).step(number) {
                running.insert(CellRef::new(GridId::Z, at), Some(layer.bias().to_bits()));
            }
            for contribution in contributions(&layer, number) {
                accumulate(&mut running, &before, contribution);
            }
            if !matches!(
                step(&layer, number).phase(),
                Phase::Activation | Phase::ActivationGradient
            ) {
                assert_eq!(running, after, "step {number}");
            }
            before = after;
        }
    });
}

/// Adds a contribution whose factors are what `known` shows in their cells.
fn accumulate(running: &mut Picture, known: &Picture, contribution: Contribution) {
    let Contribution {
        target,
        before,
        factors: [a, b],
        after,
    } = contribution;
    for factor in [a, b] {
        let shown = known[&factor.cell];
        assert_eq!(Some(factor.value.to_bits()), shown, "{}", factor.cell);
    }
    assert_eq!(Some(before.to_bits()), running[&target], "{target} before");
    let sum = before + a.value * b.value;
    assert_eq!(after.to_bits(), sum.to_bits(), "{target} after");
    assert_eq!(
        contribution.product().to_bits(),
        (a.value * b.value).to_bits()
    );
    running.insert(target, Some(after.to_bits()));
}

/// A forward step multiplies X and W into Z; a backward step W and dZ into dX,
/// then X and dZ into dW; each row-major over the kernel, without the padding.
#[test]
fn contributions_come_in_the_published_order() {
    for_all(&layers(5), |layer| {
        for number in 0..=last(&layer) {
            let got: Vec<[CellRef; 3]> = contributions(&layer, number)
                .iter()
                .map(|it| [it.target, it.factors[0].cell, it.factors[1].cell])
                .collect();
            assert_eq!(got, expected_contributions(&layer, number), "step {number}");
        }
    });
}

/// Target and factors of each contribution.
fn expected_contributions(layer: &Layer, number: usize) -> Vec<[CellRef; 3]> {
    use GridId::{Dw, Dx, Dz, W, X, Z};
    let products: &[[GridId; 3]] = match step(layer, number).phase() {
        Phase::Forward => &[[Z, X, W]],
        Phase::Backward => &[[Dx, W, Dz], [Dw, X, Dz]],
        Phase::Start | Phase::Activation | Phase::ActivationGradient => &[],
    };
    let mut here = meetings(layer);
    here.retain(|meeting| Some(meeting.position) == step(layer, number).position());
    let cells = |&grids: &[GridId; 3]| {
        let here = here.clone();
        here.into_iter()
            .map(move |meeting| grids.map(|grid| meeting.cell(grid)))
    };
    products.iter().flat_map(cells).collect()
}

#[test]
fn all_products_together_are_the_gradients() {
    for_all(&layers(5), |layer| {
        let mut sums: BTreeMap<CellRef, f64> = BTreeMap::new();
        let backward_steps = positions(&layer).len() + 3..=last(&layer);
        for contribution in backward_steps.flat_map(|number| contributions(&layer, number)) {
            *sums.entry(contribution.target).or_default() += contribution.product();
        }
        let gradients = layer.backward(&layer.forward()).sums;
        for (grid, whole) in [(GridId::Dx, &gradients.dx), (GridId::Dw, &gradients.dw)] {
            for cell in grid_cells(&layer, grid) {
                let sum = sums.get(&cell).copied().unwrap_or_default();
                assert_eq!(sum.to_bits(), whole[cell.at].to_bits(), "{cell}");
            }
        }
    });
}

/// The cells that its contributions read or write, and its output: Z or dZ at
/// the step's position, H or dZ as a whole.
#[test]
fn a_step_lights_what_it_reads_and_writes() {
    for_all(&layers(4), |layer| {
        for number in 0..=last(&layer) {
            let step = step(&layer, number);
            let mut expected: BTreeSet<CellRef> = match step {
                Step::Start => BTreeSet::new(),
                Step::Forward(at) => BTreeSet::from([CellRef::new(GridId::Z, at)]),
                Step::Activation => BTreeSet::from_iter(grid_cells(&layer, GridId::H)),
                Step::ActivationGradient => BTreeSet::from_iter(grid_cells(&layer, GridId::Dz)),
                Step::Backward(at) => BTreeSet::from([CellRef::new(GridId::Dz, at)]),
            };
            for it in contributions(&layer, number) {
                expected.extend([it.target, it.factors[0].cell, it.factors[1].cell]);
            }
            let highlight = Highlight::of_step(layer.geometry(), step);
            assert_eq!(lit(&layer, &highlight), expected, "step {number}");
        }
    });
}

/// The grids on which a cell lights others are those that stand in one formula
/// with its own: Z = X⋆W + b, H = σ(Z), dZ = G ⊙ σ′, dX of W and dZ, dW of X
/// and dZ. On them it lights the cells that meet it under some position.
#[test]
fn a_cell_lights_what_it_takes_part_in() {
    for_all(&layers(4), |layer| {
        for cell in all_cells(&layer) {
            let highlight = Highlight::of_cell(layer.geometry(), cell);
            assert_eq!(lit(&layer, &highlight), partners(&layer, cell), "{cell}");
        }
    });
}

fn partners(layer: &Layer, cell: CellRef) -> BTreeSet<CellRef> {
    use GridId::{Dw, Dx, Dz, G, H, W, X, Z};
    let grids: &[GridId] = match cell.grid {
        X => &[W, Z, Dz, Dw],
        W => &[X, Z, Dz, Dx],
        Z => &[X, W, H],
        H => &[X, W, Z],
        Dz => &[X, W, H, G, Dx, Dw],
        G => &[X, W, H, Dz, Dx, Dw],
        Dx => &[W, Dz],
        Dw => &[X, Dz],
    };
    let mut partners = BTreeSet::from([cell]);
    for meeting in meetings(layer) {
        if meeting.cell(cell.grid) == cell {
            partners.extend(grids.iter().map(|&grid| meeting.cell(grid)));
        }
    }
    // Position by position, H, dZ and G belong together even where the kernel
    // covers nothing but padding.
    let by_position = |grid: &GridId| matches!(grid, Z | H | Dz | G);
    if by_position(&cell.grid) {
        let others = grids.iter().copied().filter(by_position);
        partners.extend(others.map(|grid| CellRef::new(grid, cell.at)));
    }
    partners
}

#[test]
fn lit_cells_have_the_role_of_their_grid() {
    use GridId::{Dw, Dx, Dz, G, H, W, X, Z};
    for (grids, role) in [
        (&[X][..], Role::ReceptiveField),
        (&[W], Role::Kernel),
        (&[Z, H, Dz, G], Role::Output),
        (&[Dx, Dw], Role::Accumulated),
    ] {
        for_all(&layers(3), |layer| {
            for cell in all_cells(&layer) {
                let highlight = Highlight::of_cell(layer.geometry(), cell);
                for lit in lit(&layer, &highlight) {
                    let has_role = highlight.role(lit) == Some(role);
                    assert_eq!(has_role, grids.contains(&lit.grid), "{lit}");
                }
            }
        });
    }
}

#[test]
fn a_cell_outside_of_every_grid_is_never_lit() {
    let geometry = *convscope::app::notebook().geometry();
    for grid in GridId::ALL {
        let outside = CellRef::new(grid, At::new(0, 3));
        assert_eq!(Highlight::of_cell(&geometry, outside).role(outside), None);
    }
}

fn lit(layer: &Layer, highlight: &Highlight) -> BTreeSet<CellRef> {
    let is_lit = |&cell: &CellRef| highlight.role(cell).is_some();
    all_cells(layer).into_iter().filter(is_lit).collect()
}

/// A kernel cell over a cell of X at a position.
#[derive(Clone, Copy)]
struct Meeting {
    position: At,
    kernel: At,
    input: At,
}

impl Meeting {
    /// The cell of a grid that takes part in it.
    fn cell(self, grid: GridId) -> CellRef {
        let at = match grid {
            GridId::X | GridId::Dx => self.input,
            GridId::W | GridId::Dw => self.kernel,
            GridId::Z | GridId::H | GridId::Dz | GridId::G => self.position,
        };
        CellRef::new(grid, at)
    }
}

/// All of them, by trying every combination; row-major over the kernel within
/// a position.
fn meetings(layer: &Layer) -> Vec<Meeting> {
    let spacing = layer.geometry().spacing();
    let mut all = Vec::new();
    for position in positions(layer) {
        for kernel in cells_of(layer.w().size()) {
            for input in cells_of(layer.x().size()) {
                if oracle::meet(spacing, position, kernel, input) {
                    all.push(Meeting {
                        position,
                        kernel,
                        input,
                    });
                }
            }
        }
    }
    all
}

/// The output positions, row after row, by laying the kernel on.
fn positions(layer: &Layer) -> Vec<At> {
    let spacing = layer.geometry().spacing();
    let (x, w) = (layer.x().size(), layer.w().size());
    let rows = oracle::starts(x.rows, w.rows, spacing).len();
    let cols = oracle::starts(x.cols, w.cols, spacing).len();
    cells_of(convscope::math::Size::new(rows, cols))
}

fn last(layer: &Layer) -> usize {
    2 * positions(layer).len() + 2
}

fn step(layer: &Layer, number: usize) -> Step {
    Steps::of(layer.geometry()).step(number)
}

fn all_cells(layer: &Layer) -> Vec<CellRef> {
    let cells = |grid| grid_cells(layer, grid);
    GridId::ALL.into_iter().flat_map(cells).collect()
}

fn grid_cells(layer: &Layer, grid: GridId) -> Vec<CellRef> {
    let geometry: &Geometry = layer.geometry();
    let cells = cells_of(grid.size(geometry)).into_iter();
    cells.map(|at| CellRef::new(grid, at)).collect()
}
