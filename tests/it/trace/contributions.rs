//! The products a step adds, and what they are added to.

use std::collections::BTreeMap;

use convscope::math::At;
use convscope::trace::{CellRef, Contribution, GridId, Phase, Step};

use super::{Meeting, Picture, grid_cells, meetings, picture, steps, traces};
use crate::support::{for_all, layers, layers_with_a_loss};

/// Before the first product Z holds the bias; dX and dW hold what the frame
/// before the step holds, or 0 where the step computes one cell of them. Each
/// product is added where the last one left off, and where the last one leaves
/// off is the frame after the step.
#[test]
fn contributions_lead_from_each_frame_to_the_next() {
    for_all(&layers_with_a_loss(5), |layer| {
        for trace in traces(&layer) {
            let mut before = picture(trace, 0);
            for (number, step) in steps(trace).into_iter().skip(1) {
                let after = picture(trace, number);
                let mut running = before.clone();
                match step {
                    Step::Forward(at) => {
                        let z = CellRef::new(GridId::Z, at);
                        running.insert(z, Some(layer.bias().to_bits()));
                    }
                    Step::Gradient(cell) => {
                        running.insert(cell, Some(0.0_f64.to_bits()));
                    }
                    _ => {}
                }
                for contribution in trace.contributions(number) {
                    accumulate(&mut running, &before, contribution);
                }
                let db = CellRef::new(GridId::Db, At::new(0, 0));
                if let Step::Backward(at) = step {
                    let dz = before[&CellRef::new(GridId::Dz, at)];
                    let [sum, dz] =
                        [before[&db], dz].map(|bits| f64::from_bits(bits.expect("it is known")));
                    running.insert(db, Some((sum + dz).to_bits()));
                } else {
                    // It comes with the last cell of the other views, from no product.
                    running.insert(db, after[&db]);
                }
                if matches!(step.phase(), Phase::Forward | Phase::Backward) {
                    assert_eq!(running, after, "step {number}, {:?}", trace.view());
                }
                before = after;
            }
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
/// A step that computes one cell goes row-major over the positions.
#[test]
fn contributions_come_in_the_published_order() {
    for_all(&layers(5), |layer| {
        let meetings = meetings(&layer);
        for trace in traces(&layer) {
            for (number, step) in steps(trace) {
                let got: Vec<[CellRef; 3]> = trace
                    .contributions(number)
                    .iter()
                    .map(|it| [it.target, it.factors[0].cell, it.factors[1].cell])
                    .collect();
                let expected = expected_contributions(&meetings, step);
                assert_eq!(got, expected, "step {number}, {:?}", trace.view());
            }
        }
    });
}

/// Target and factors of each contribution, of meetings that are row-major
/// over the positions and within each over the kernel.
fn expected_contributions(meetings: &[Meeting], step: Step) -> Vec<[CellRef; 3]> {
    use GridId::{Dw, Dx, Dz, W, X, Z};
    let (to_z, to_dx, to_dw) = ([Z, X, W], [Dx, W, Dz], [Dw, X, Dz]);
    let products = match step {
        Step::Forward(_) => vec![to_z],
        Step::Backward(_) => vec![to_dx, to_dw],
        Step::Gradient(cell) if cell.grid == Dx => vec![to_dx],
        Step::Gradient(_) => vec![to_dw],
        Step::Start | Step::Activation | Step::ActivationGradient => vec![],
    };
    let is_here = |meeting: &&Meeting| match step {
        Step::Gradient(cell) => meeting.cell(cell.grid) == cell,
        _ => step.position() == Some(meeting.position),
    };
    let cells = |grids: [GridId; 3]| {
        let here = meetings.iter().filter(is_here);
        here.map(move |meeting| grids.map(|grid| meeting.cell(grid)))
    };
    products.into_iter().flat_map(cells).collect()
}

#[test]
fn all_products_together_are_the_gradients() {
    for_all(&layers_with_a_loss(5), |layer| {
        let gradients = layer.backward(&layer.forward()).sums;
        for trace in traces(&layer) {
            let mut sums: BTreeMap<CellRef, f64> = BTreeMap::new();
            let backward = steps(trace).into_iter();
            let backward = backward.filter(|(_, step)| step.phase() == Phase::Backward);
            for contribution in backward.flat_map(|(number, _)| trace.contributions(number)) {
                *sums.entry(contribution.target).or_default() += contribution.product();
            }
            for (grid, whole) in [(GridId::Dx, &gradients.dx), (GridId::Dw, &gradients.dw)] {
                for cell in grid_cells(&layer, grid) {
                    let sum = sums.get(&cell).copied().unwrap_or_default();
                    assert_eq!(sum.to_bits(), whole[cell.at].to_bits(), "{cell}");
                }
            }
        }
    });
}
