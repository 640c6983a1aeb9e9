//! Layers and their gradients by PyTorch's autograd in f64.

use convscope::math::{Activation, Gradients, Layer};
use serde::Deserialize;

use crate::support::{Rows, assert_agree, assert_grids_agree, grid_of, spacing};

/// The files, each with the number of its layers: random ones, and every
/// stride, padding and dilation on a 7×7 X with a 3×3 W.
const FILES: &[(&str, usize)] = &[
    (include_str!("../golden/conv2d.json"), 48),
    (include_str!("../golden/settings.json"), 36),
];

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

/// A layer, and what PyTorch makes of it.
#[derive(Deserialize)]
pub(crate) struct Case {
    stride: usize,
    padding: usize,
    dilation: usize,
    bias: f64,
    activation: String,
    x: Rows,
    w: Rows,
    g: Rows,
    z: Rows,
    h: Rows,
    dz: Rows,
    dx: Rows,
    dw: Rows,
    db: f64,
}

impl Case {
    pub(crate) fn layer(&self) -> Layer {
        let spacing = spacing([self.stride, self.padding, self.dilation]);
        let [x, w, g] = [&self.x, &self.w, &self.g].map(|rows| grid_of(rows));
        let activation = Activation::named(&self.activation).expect("a known activation");
        Layer::new(x, w, Some(g), spacing, self.bias, activation).expect("a valid layer")
    }

    #[track_caller]
    pub(crate) fn assert_gradients(&self, Gradients { dz, sums }: &Gradients) {
        assert_grids_agree("dZ", dz, &self.dz);
        assert_grids_agree("dX", &sums.dx, &self.dx);
        assert_grids_agree("dW", &sums.dw, &self.dw);
        assert_agree("db", sums.db, self.db);
    }
}

/// The layers of every file.
pub(crate) fn cases() -> Vec<Case> {
    let read = |&(text, count): &(&str, usize)| {
        let golden: Golden = serde_json::from_str(text).expect("the golden layers");
        assert_eq!(golden.cases.len(), count);
        golden.cases
    };
    FILES.iter().flat_map(read).collect()
}

#[test]
fn every_golden_layer_agrees_with_pytorch() {
    for case in cases() {
        let layer = case.layer();
        let forward = layer.forward();
        assert_grids_agree("Z", &forward.z, &case.z);
        assert_grids_agree("H", &forward.h, &case.h);
        case.assert_gradients(&layer.backward(&forward));
    }
}
