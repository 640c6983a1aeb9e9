//! All that is true after a number of steps.

use crate::math::{At, GradientSums, Grid, Layer, Size};

use super::grid_id::GridId;

/// A grid that is computed cell after cell, row-major: the cells so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Partial {
    size: Size,
    cells: Vec<f64>,
}

impl Partial {
    fn new(size: Size, cells: impl Iterator<Item = f64>) -> Self {
        Self {
            size,
            cells: cells.collect(),
        }
    }

    /// Rows × columns of the whole grid.
    #[must_use]
    pub const fn size(&self) -> Size {
        self.size
    }

    /// The computed cells, row-major from the first.
    #[must_use]
    pub fn cells(&self) -> &[f64] {
        &self.cells
    }

    /// The value of a cell, or `None` while it is not computed yet and outside
    /// of the grid.
    #[must_use]
    pub fn get(&self, at: At) -> Option<f64> {
        let index = self.size.contains(at).then(|| self.size.index_of(at))?;
        self.cells.get(index).copied()
    }
}

/// Everything the passes have computed after a step. A function of the layer
/// and the step alone, so stepping back and scrubbing show the same bits.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Z so far.
    pub z: Partial,
    /// H, once computed.
    pub h: Partial,
    /// dZ, once computed.
    pub dz: Partial,
    /// dX, dW and db so far; zeros before the first backward step.
    pub sums: GradientSums,
}

impl Frame {
    /// The frame after step `number`: the first `number` steps, done in their
    /// order from nothing. After the last step it equals [`Layer::forward`] and
    /// [`Layer::backward`] bit for bit, since each step is theirs.
    #[must_use]
    pub fn after(layer: &Layer, number: usize) -> Self {
        let geometry = layer.geometry();
        let output = geometry.output();
        let n = output.cells();
        let all_once = |done: bool| output.positions().take(if done { n } else { 0 });

        let z = Partial::new(
            output,
            output
                .positions()
                .take(number)
                .map(|at| layer.pre_activation(at)),
        );
        let h = Partial::new(
            output,
            all_once(number > n)
                .zip(&z.cells)
                .map(|(_, &z)| layer.activation().apply(z)),
        );
        let dz = Partial::new(
            output,
            all_once(number > n + 1)
                .zip(z.cells.iter().zip(&h.cells))
                .map(|(at, (&z, &h))| layer.delta(at, z, h)),
        );
        let mut sums = GradientSums::zeros(geometry);
        let contributed = number.saturating_sub(n + 2);
        for (position, &dz) in output.positions().zip(&dz.cells).take(contributed) {
            layer.contribute(position, dz, &mut sums);
        }
        Self { z, h, dz, sums }
    }

    /// What a cell of a computed grid holds; `None` while it is not computed.
    /// X, W and G are the layer's own.
    #[must_use]
    pub fn value(&self, layer: &Layer, grid: GridId, at: At) -> Option<f64> {
        let whole = |grid: &Grid| grid.get(at);
        match grid {
            GridId::X => whole(layer.x()),
            GridId::W => whole(layer.w()),
            GridId::G => whole(layer.g()),
            GridId::Z => self.z.get(at),
            GridId::H => self.h.get(at),
            GridId::Dz => self.dz.get(at),
            GridId::Dx => whole(&self.sums.dx),
            GridId::Dw => whole(&self.sums.dw),
        }
    }
}
