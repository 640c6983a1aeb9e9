//! The cells that a step or a cell lights.

use std::collections::BTreeSet;

use convscope::math::{At, Geometry, Layer, Size, Spacing};
use convscope::trace::{CellRef, GridId, Highlight, Role, Step};

use super::{all_cells, grid_cells, meetings, positions, steps, traces};
use crate::support::{cells_of, for_all, layers};

/// The cells that its contributions read or write, and its output: Z or dZ at
/// the step's position, H or dZ as a whole, or the one cell it computes.
#[test]
fn a_step_lights_what_it_reads_and_writes() {
    for_all(&layers(4), |layer| {
        for trace in traces(&layer) {
            for (number, step) in steps(trace) {
                let mut expected: BTreeSet<CellRef> = match step {
                    Step::Start => BTreeSet::new(),
                    Step::Forward(at) => {
                        BTreeSet::from([CellRef::new(GridId::Z, at), only(GridId::B)])
                    }
                    Step::Activation => BTreeSet::from_iter(grid_cells(&layer, GridId::H)),
                    Step::ActivationGradient => BTreeSet::from_iter(grid_cells(&layer, GridId::Dz)),
                    Step::Backward(at) => {
                        BTreeSet::from([CellRef::new(GridId::Dz, at), only(GridId::Db)])
                    }
                    Step::Gradient(cell) => BTreeSet::from([cell]),
                };
                for it in trace.contributions(number) {
                    expected.extend([it.target, it.factors[0].cell, it.factors[1].cell]);
                }
                let highlight = Highlight::of_step(layer.geometry(), step);
                assert_eq!(lit(&layer, &highlight), expected, "step {number}");
            }
        }
    });
}

/// The grids on which a cell lights others are those that stand in one formula
/// with its own: Z = X⋆W + b, H = σ(Z), G of H and T, dZ = G ⊙ σ′, dX of W and
/// dZ, dW of X and dZ; and H on X and W, whose numbers end up there. On them it
/// lights the cells that meet it under some position.
#[test]
fn a_cell_lights_what_it_takes_part_in() {
    for_all(&layers(4), |layer| {
        for cell in all_cells(&layer) {
            let highlight = Highlight::of_cell(layer.geometry(), cell);
            assert_eq!(lit(&layer, &highlight), partners(&layer, cell), "{cell}");
        }
    });
}

/// The one cell of b or db.
fn only(grid: GridId) -> CellRef {
    CellRef::new(grid, At::new(0, 0))
}

fn partners(layer: &Layer, cell: CellRef) -> BTreeSet<CellRef> {
    use GridId::{B, Db, Dw, Dx, Dz, G, H, T, W, X, Z};
    let grids: &[GridId] = match cell.grid {
        X => &[W, Z, H, Dz, Dw],
        W => &[X, Z, H, Dz, Dx],
        B => &[Z, H, Dz, Db],
        Z => &[X, W, B, H],
        H => &[X, W, B, Z],
        Dz | G | T => &[X, W, H, G, T, Dz, Dx, Dw, Db],
        Dx => &[W, Dz],
        Dw => &[X, Dz],
        Db => &[Dz],
    };
    let mut partners = BTreeSet::from([cell]);
    for meeting in meetings(layer) {
        if meeting.cell(cell.grid) == cell {
            partners.extend(grids.iter().map(|&grid| meeting.cell(grid)));
        }
    }
    // Position by position, H, dZ, G and T belong together even where the kernel
    // covers nothing but padding; so do b and db, with every position.
    let by_position = |grid: &GridId| matches!(grid, Z | H | Dz | G | T);
    let everywhere = |grid: &GridId| matches!(grid, B | Db);
    for at in positions(layer) {
        if everywhere(&cell.grid) || by_position(&cell.grid) && cell.at == at {
            let others = grids.iter().copied();
            let here = others.clone().filter(by_position);
            partners.extend(here.map(|grid| CellRef::new(grid, at)));
            partners.extend(others.filter(everywhere).map(only));
        }
    }
    partners
}

#[test]
fn lit_cells_have_the_role_of_their_grid() {
    use GridId::{B, Db, Dw, Dx, Dz, G, H, T, W, X, Z};
    for (grids, role) in [
        (&[X][..], Role::ReceptiveField),
        (&[W, B], Role::Kernel),
        (&[Z, H, Dz, G, T], Role::Output),
        (&[Dx, Dw, Db], Role::Accumulated),
    ] {
        for_all(&layers(3), |layer| {
            for cell in all_cells(&layer) {
                let highlight = Highlight::of_cell(layer.geometry(), cell);
                for lit in lit(&layer, &highlight) {
                    let has_role = role_of(&highlight, lit) == Some(role);
                    assert_eq!(has_role, grids.contains(&lit.grid), "{lit}");
                }
            }
        });
    }
}

#[test]
fn a_cell_outside_of_every_grid_is_never_lit() {
    let geometry = Geometry::new(Size::new(3, 3), Size::new(2, 2), Spacing::default());
    let geometry = geometry.expect("a valid geometry");
    let cells = |grid: GridId| {
        let inside = cells_of(grid.size(&geometry)).into_iter();
        inside.map(move |at| CellRef::new(grid, at))
    };
    for grid in GridId::ALL {
        // Row-major, its place is that of a cell in the next row.
        let outside = CellRef::new(grid, At::new(0, 3));
        let dark = |cell| role_of(&Highlight::of_cell(&geometry, cell), outside).is_none();
        assert!(dark(outside), "{outside}");
        for cell in GridId::ALL.into_iter().flat_map(cells) {
            assert!(dark(cell), "{cell} lights {outside}");
        }
    }
}

fn lit(layer: &Layer, highlight: &Highlight) -> BTreeSet<CellRef> {
    let is_lit = |&cell: &CellRef| role_of(highlight, cell).is_some();
    all_cells(layer).into_iter().filter(is_lit).collect()
}

/// The role of a cell, where it is lit.
fn role_of(highlight: &Highlight, cell: CellRef) -> Option<Role> {
    let is_lit = highlight.cells(cell.grid).contains(&cell.at);
    is_lit.then(|| Role::on(cell.grid))
}
