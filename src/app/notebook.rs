//! The layer the page opens with: the data of the NumPy notebook from which
//! convscope comes.

use crate::math::{Activation, Grid, Layer, Size, Spacing};

const X: [[f64; 3]; 3] = [[0.1, 0.2, 1.3], [0.37, 1.09, 1.02], [0.12, -0.23, -0.45]];
const W: [[f64; 2]; 2] = [[0.4, -0.1], [0.23, 0.61]];

/// X is 3×3, W 2×2, the activation sigmoid, G all ones.
#[must_use]
pub fn notebook() -> Layer {
    let x = Grid::from_fn(Size::new(3, 3), |at| X[at.row][at.col]);
    let w = Grid::from_fn(Size::new(2, 2), |at| W[at.row][at.col]);
    let layer = Layer::new(x, w, None, Spacing::default(), 0.0, Activation::Sigmoid);
    // Without `expect`: it would write the error, by code that nothing else needs.
    layer.unwrap_or_else(|_| unreachable!("the notebook's layer is one"))
}
