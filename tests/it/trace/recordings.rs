//! A run that is played once shows the frames of one that is played to the step.

use convscope::math::{At, Bug};
use convscope::trace::{Frame, GridId, Recording, Trace};

use super::{steps, traces};
use crate::oracle;
use crate::support::{assert_agree, bits, for_all, layers_with_a_loss};

#[track_caller]
fn assert_same(trace: Trace<'_>, recording: &Recording, number: usize) {
    let (shown, expected) = (recording.frame(number), trace.frame(number));
    for id in GridId::ALL {
        let [shown, expected] = [&shown, &expected].map(|frame| frame.grid(id));
        assert_eq!(
            (shown.size(), bits(shown.cells())),
            (expected.size(), bits(expected.cells())),
            "{id:?} after step {number} of {trace:?}"
        );
    }
    let db = |frame: &Frame| frame.db.get(At::ORIGIN).map(f64::to_bits);
    assert_eq!(db(&shown), db(&expected), "db after step {number}");
    assert_eq!(
        recording.contributions(number),
        trace.contributions(number),
        "step {number}"
    );
}

#[test]
fn every_frame_of_every_view_is_the_same_to_the_last_bit() {
    for_all(&layers_with_a_loss(5), |layer| {
        for trace in traces(&layer) {
            let recording = Recording::of(trace);
            // Backward, so that nothing is left over from the step before.
            for (number, _) in steps(trace).into_iter().rev() {
                assert_same(trace, &recording, number);
            }
            assert_eq!(recording.last(), &trace.frame(trace.steps().last()));
        }
    });
}

#[test]
fn so_it_is_with_every_mistake() {
    for_all(&layers_with_a_loss(4), |layer| {
        for bug in Bug::ALL {
            let trace = Trace::of(&layer).with(Some(bug));
            let recording = Recording::of(trace);
            for (number, _) in steps(trace) {
                assert_same(trace, &recording, number);
            }
        }
    });
}

#[test]
fn it_belongs_to_its_own_layer_view_and_mistake() {
    for_all(&layers_with_a_loss(4), |layer| {
        let [scatter, gather, _] = traces(&layer);
        let recording = Recording::of(scatter);
        assert!(recording.is_of(scatter));
        assert!(!recording.is_of(gather));
        assert!(!recording.is_of(scatter.with(Some(Bug::NoSlope))));
        let mut other = layer.clone();
        other.set_bias(layer.bias() + 1.0);
        assert!(!recording.is_of(Trace::of(&other)));
    });
}

#[test]
fn it_knows_l_and_the_largest_magnitudes() {
    for_all(&layers_with_a_loss(4), |layer| {
        let recording = Recording::of(Trace::of(&layer));
        let (_, h) = oracle::forward(&layer);
        assert_agree("L", recording.loss(), oracle::loss(&layer, &h));
        for id in GridId::ALL {
            let cells = recording.last().grid(id).cells().to_vec();
            let largest = recording.largest(id);
            assert!(cells.iter().all(|value| value.abs() <= largest));
            assert!(cells.iter().any(|value| value.abs() == largest));
        }
    });
}
