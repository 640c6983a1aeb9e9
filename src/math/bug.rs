//! Published mistakes in the backward pass of a convolution, each as a person
//! would have written it.

use super::geometry::Tap;
use super::grid::{At, Grid};
use super::layer::{GradientSums, Layer};

/// One mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// `=` where `+=` is needed: where windows overlap, the last one wins.
    Assigned,
    /// dX, dW and db still hold what an earlier pass left in them.
    NotZeroed,
    /// dZ = G: the slope of the activation is left out.
    NoSlope,
    /// The scatter loop spreads the kernel rotated by 180°.
    FlippedKernel,
    /// The backward loop moves its window by one cell, whatever the stride.
    StrideForgotten,
    /// dW is dZ correlated with X, not X with dZ: it comes out rotated.
    SwappedCorrelation,
    /// dW and db are divided by the number of positions.
    Divided,
    /// dW is multiplied by W once more, cell by cell.
    TimesKernel,
}

impl Bug {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 8] = [
        Self::Assigned,
        Self::NotZeroed,
        Self::NoSlope,
        Self::FlippedKernel,
        Self::StrideForgotten,
        Self::SwappedCorrelation,
        Self::Divided,
        Self::TimesKernel,
    ];

    /// The gradients before the first position.
    #[must_use]
    pub fn start(self, layer: &Layer) -> GradientSums {
        match self {
            Self::NotZeroed => layer.backward(&layer.forward()).sums,
            _ => GradientSums::zeros(layer.geometry()),
        }
    }

    /// dZ at one position.
    #[must_use]
    pub fn delta(self, layer: &Layer, position: At, z: f64, h: f64) -> f64 {
        match self {
            Self::NoSlope => layer.upstream(position, h),
            _ => layer.delta(position, z, h),
        }
    }

    /// Adds what one position contributes, with the mistake.
    pub fn contribute(self, layer: &Layer, position: At, dz: f64, sums: &mut GradientSums) {
        for tap in self.taps(layer, position) {
            let rotated = rotated(layer.w(), tap.kernel);
            let w = match self {
                Self::FlippedKernel => layer.w()[rotated],
                _ => layer.w()[tap.kernel],
            };
            let target = match self {
                Self::SwappedCorrelation => rotated,
                _ => tap.kernel,
            };
            self.add(&mut sums.dx[tap.input], w * dz);
            let product = layer.x()[tap.input] * dz;
            let product = match self {
                Self::TimesKernel => product * w,
                _ => product,
            };
            self.add(&mut sums.dw[target], self.share(layer, product));
        }
        self.add(&mut sums.db, self.share(layer, dz));
    }

    /// Whether it changes any number of this layer's backward pass.
    #[must_use]
    pub fn shows_in(self, layer: &Layer) -> bool {
        let forward = layer.forward();
        let right = layer.backward(&forward);
        let output = layer.geometry().output();
        let delta = |at| self.delta(layer, at, forward.z[at], forward.h[at]);
        let dz = Grid::from_fn(output, delta);
        let mut sums = self.start(layer);
        for position in output.positions() {
            self.contribute(layer, position, dz[position], &mut sums);
        }
        dz != right.dz || sums != right.sums
    }

    fn taps(self, layer: &Layer, position: At) -> Vec<Tap> {
        let geometry = layer.geometry();
        match self {
            Self::StrideForgotten => geometry.with_stride_one().taps(position).collect(),
            _ => geometry.taps(position).collect(),
        }
    }

    fn add(self, sum: &mut f64, product: f64) {
        *sum = match self {
            Self::Assigned => product,
            _ => *sum + product,
        };
    }

    fn share(self, layer: &Layer, product: f64) -> f64 {
        match self {
            Self::Divided => product / layer.geometry().output().cells() as f64,
            _ => product,
        }
    }
}

/// Where a cell of the kernel comes to lie when it is rotated by 180°.
const fn rotated(w: &Grid, at: At) -> At {
    let size = w.size();
    At::new(size.rows - 1 - at.row, size.cols - 1 - at.col)
}
