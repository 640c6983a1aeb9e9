//! What the page's module does not export: the fast path with its inputs and
//! results in wasm memory, with nothing copied in or out.

use convscope::math::{Activation, Forward, Gradients, Grid, Layer, Size, Spacing};
use wasm_bindgen::prelude::*;

/// A layer that lives in wasm memory, with the results of its last pass.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Resident {
    layer: Layer,
    results: Option<(Forward, Gradients)>,
}

#[wasm_bindgen]
impl Resident {
    /// Copies a square X and a square W, row-major; stride 1, no padding, bias 0.
    ///
    /// # Errors
    /// Where the arrays have other lengths, or W is larger than X.
    #[wasm_bindgen(constructor)]
    pub fn new(
        x: Vec<f64>,
        extent: usize,
        w: Vec<f64>,
        kernel_extent: usize,
    ) -> Result<Self, JsError> {
        let square = |cells, extent| {
            Grid::from_cells(Size::new(extent, extent), cells)
                .ok_or_else(|| JsError::new("an array of another length"))
        };
        let layer = Layer::new(
            square(x, extent)?,
            square(w, kernel_extent)?,
            None,
            Spacing::default(),
            0.0,
            Activation::Sigmoid,
        );
        Ok(Self {
            layer: layer.map_err(|error| JsError::new(&error.to_string()))?,
            results: None,
        })
    }

    /// Forward, sigmoid and backward; the results stay in wasm memory. The answer
    /// is the first cell of dW.
    pub fn run(&mut self) -> f64 {
        self.results = None;
        let forward = self.layer.forward_fast();
        let gradients = self.layer.backward_fast(&forward);
        let first_dw = gradients.sums.dw.cells()[0];
        self.results = Some((forward, gradients));
        first_dw
    }
}
