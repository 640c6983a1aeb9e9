//! One layer, Z = X ⋆ W + b and H = σ(Z), with the gradients of L.
//!
//! ⋆ is *cross-correlation*: the kernel is not rotated. The field calls it
//! convolution all the same, and so do we everywhere else.

use std::fmt;

use super::activation::Activation;
use super::geometry::{Geometry, GeometryError, Spacing};
use super::grid::{At, Grid, Size};

/// The grids that a person gives; all others follow from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operand {
    /// X, the input.
    X,
    /// W, the kernel.
    W,
    /// G = ∂L/∂H, the upstream gradient.
    G,
}

impl Operand {
    /// X, W, G.
    pub const ALL: [Self; 3] = [Self::X, Self::W, Self::G];

    /// What a new cell of this grid holds: 0, and 1 in G (then L = ΣH).
    #[must_use]
    pub const fn neutral(self) -> f64 {
        match self {
            Self::X | Self::W => 0.0,
            Self::G => 1.0,
        }
    }
}

/// A convolution and an activation, with all numbers that go in. Its grids
/// always fit together.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    x: Grid,
    w: Grid,
    g: Grid,
    bias: f64,
    geometry: Geometry,
    activation: Activation,
}

/// What a forward pass yields.
#[derive(Clone, Debug, PartialEq)]
pub struct Forward {
    /// Pre-activation Z = X ⋆ W + b.
    pub z: Grid,
    /// Activation H = σ(Z).
    pub h: Grid,
}

/// What a backward pass yields.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradients {
    /// ∂L/∂Z = G ⊙ σ′(Z); the notebook calls this array `dH`.
    pub dz: Grid,
    /// The sums over all positions.
    pub sums: GradientSums,
}

/// The gradients that accumulate position by position.
#[derive(Clone, Debug, PartialEq)]
pub struct GradientSums {
    /// ∂L/∂X, of the size of X.
    pub dx: Grid,
    /// ∂L/∂W, of the size of W.
    pub dw: Grid,
    /// ∂L/∂b.
    pub db: f64,
}

impl GradientSums {
    /// Before the first position: zeros.
    #[must_use]
    pub fn zeros(geometry: &Geometry) -> Self {
        Self {
            dx: Grid::zeros(geometry.input()),
            dw: Grid::zeros(geometry.kernel()),
            db: 0.0,
        }
    }
}

impl Layer {
    /// A layer with the kernel `w` laid over the input `x`; without `g` the
    /// upstream gradient is all ones.
    ///
    /// # Errors
    /// Where the geometry is impossible or G has not the size of Z.
    pub fn new(
        x: Grid,
        w: Grid,
        g: Option<Grid>,
        spacing: Spacing,
        bias: f64,
        activation: Activation,
    ) -> Result<Self, LayerError> {
        let geometry = Geometry::new(x.size(), w.size(), spacing)?;
        let output = geometry.output();
        let g = g.unwrap_or_else(|| Grid::filled(output, Operand::G.neutral()));
        if g.size() != output {
            let got = g.size();
            return Err(LayerError::Upstream { got, output });
        }
        Ok(Self {
            x,
            w,
            g,
            bias,
            geometry,
            activation,
        })
    }

    /// One of the grids that were given.
    #[must_use]
    pub const fn operand(&self, operand: Operand) -> &Grid {
        match operand {
            Operand::X => &self.x,
            Operand::W => &self.w,
            Operand::G => &self.g,
        }
    }

    /// The input X.
    #[must_use]
    pub const fn x(&self) -> &Grid {
        &self.x
    }

    /// The kernel W.
    #[must_use]
    pub const fn w(&self) -> &Grid {
        &self.w
    }

    /// The upstream gradient G = ∂L/∂H.
    #[must_use]
    pub const fn g(&self) -> &Grid {
        &self.g
    }

    /// The bias b.
    #[must_use]
    pub const fn bias(&self) -> f64 {
        self.bias
    }

    /// Shapes and index arithmetic.
    #[must_use]
    pub const fn geometry(&self) -> &Geometry {
        &self.geometry
    }

    /// The activation σ.
    #[must_use]
    pub const fn activation(&self) -> Activation {
        self.activation
    }

    /// Puts a value into a cell of X, W or G.
    ///
    /// # Panics
    /// Outside of the grid.
    pub fn set(&mut self, operand: Operand, at: At, value: f64) {
        let grid = match operand {
            Operand::X => &mut self.x,
            Operand::W => &mut self.w,
            Operand::G => &mut self.g,
        };
        grid[at] = value;
    }

    /// The same layer with X and W of other sizes: what still fits is kept,
    /// new cells are [neutral](Operand::neutral).
    ///
    /// # Errors
    /// Where the geometry is impossible.
    pub fn resized(&self, input: Size, kernel: Size) -> Result<Self, GeometryError> {
        let geometry = Geometry::new(input, kernel, self.geometry.spacing())?;
        Ok(Self {
            x: self.x.resized(input, Operand::X.neutral()),
            w: self.w.resized(kernel, Operand::W.neutral()),
            g: self.g.resized(geometry.output(), Operand::G.neutral()),
            geometry,
            ..*self
        })
    }

    /// Z at one position: b, then the products row-major over the kernel.
    ///
    /// `Z[h,w] = b + Σᵢⱼ W[i,j] · X[h·s + i·d − p, w·s + j·d − p]`
    #[must_use]
    pub fn pre_activation(&self, position: At) -> f64 {
        self.geometry.taps(position).fold(self.bias, |sum, tap| {
            sum + self.x[tap.input] * self.w[tap.kernel]
        })
    }

    /// `dZ[h,w] = G[h,w] · σ′(Z[h,w])` at one position.
    #[must_use]
    pub fn delta(&self, position: At, z: f64, h: f64) -> f64 {
        self.g[position] * self.activation.derivative(z, h)
    }

    /// Adds what one position contributes to the gradients: W · dZ spread
    /// over its receptive field of dX, its receptive field of X times dZ to
    /// dW, and dZ itself to db.
    pub fn contribute(&self, position: At, dz: f64, sums: &mut GradientSums) {
        for tap in self.geometry.taps(position) {
            sums.dx[tap.input] += self.w[tap.kernel] * dz;
            sums.dw[tap.kernel] += self.x[tap.input] * dz;
        }
        sums.db += dz;
    }

    /// Z and H.
    #[must_use]
    pub fn forward(&self) -> Forward {
        let z = Grid::from_fn(self.geometry.output(), |at| self.pre_activation(at));
        let h = Grid::from_fn(self.geometry.output(), |at| self.activation.apply(z[at]));
        Forward { z, h }
    }

    /// dZ, dX, dW and db of a forward pass.
    #[must_use]
    pub fn backward(&self, Forward { z, h }: &Forward) -> Gradients {
        let output = self.geometry.output();
        let dz = Grid::from_fn(output, |at| self.delta(at, z[at], h[at]));
        let mut sums = GradientSums::zeros(&self.geometry);
        for position in output.positions() {
            self.contribute(position, dz[position], &mut sums);
        }
        Gradients { dz, sums }
    }
}

/// Why a layer is impossible; `Display` is the sentence for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerError {
    /// The kernel does not fit, or something is too large.
    Geometry(GeometryError),
    /// G has another size than Z.
    Upstream {
        /// Size of G.
        got: Size,
        /// Size of Z.
        output: Size,
    },
}

impl From<GeometryError> for LayerError {
    fn from(error: GeometryError) -> Self {
        Self::Geometry(error)
    }
}

impl fmt::Display for LayerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Geometry(error) => error.fmt(f),
            Self::Upstream { got, output } => {
                write!(f, "g is {got}; it needs the size of Z, which is {output}")
            }
        }
    }
}
