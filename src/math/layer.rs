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
    /// b, the bias: one cell.
    B,
    /// G = ∂L/∂H, the upstream gradient.
    G,
    /// T, what H should be; in use where the loss [has a target](Loss::has_target).
    T,
}

impl Operand {
    /// X, W, b, G, T.
    pub const ALL: [Self; 5] = [Self::X, Self::W, Self::B, Self::G, Self::T];

    /// What a new cell of this grid holds: 0, and 1 in G (then L = ΣH).
    #[must_use]
    pub const fn neutral(self) -> f64 {
        match self {
            Self::X | Self::W | Self::B | Self::T => 0.0,
            Self::G => 1.0,
        }
    }
}

/// What L is.
///
/// ```
/// use convscope::app::notebook;
/// use convscope::math::{At, Loss};
///
/// let mut layer = notebook();
/// let h = layer.forward().h;
/// assert!((layer.loss_of(&h) - 2.36160581).abs() <= 5e-9); // ΣH
///
/// layer.set_loss(Loss::SquaredError); // T is all zeros, so G = H
/// assert_eq!(layer.upstream(At::ORIGIN, 0.5), 0.5);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loss {
    /// L = ΣH, so G is all ones.
    #[default]
    Sum,
    /// L = ½ Σ (H − T)², so G = H − T.
    SquaredError,
    /// L = Σ (H − T)² / N over the N cells of H, so G = 2 (H − T) / N.
    MeanSquaredError,
    /// L = ΣG ⊙ H with any G.
    ByHand,
}

impl Loss {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [
        Self::Sum,
        Self::SquaredError,
        Self::MeanSquaredError,
        Self::ByHand,
    ];

    /// The name by which it is chosen and kept.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::SquaredError => "squared-error",
            Self::MeanSquaredError => "mean-squared-error",
            Self::ByHand => "by-hand",
        }
    }

    /// Whether it compares H with T. Then G follows from both.
    #[must_use]
    pub const fn has_target(self) -> bool {
        match self {
            Self::SquaredError | Self::MeanSquaredError => true,
            Self::Sum | Self::ByHand => false,
        }
    }
}

/// A convolution and an activation, with all numbers that go in. Its grids
/// always fit together.
///
/// The layer of the notebook, with both of its passes:
///
/// ```
/// use convscope::math::{Activation, Grid, Layer, LayerError, Size, Spacing};
///
/// let x = [[0.1, 0.2, 1.3], [0.37, 1.09, 1.02], [0.12, -0.23, -0.45]];
/// let w = [[0.4, -0.1], [0.23, 0.61]];
/// let x = Grid::from_fn(Size::new(3, 3), |at| x[at.row][at.col]);
/// let w = Grid::from_fn(Size::new(2, 2), |at| w[at.row][at.col]);
/// let layer = Layer::new(x, w, None, Spacing::default(), 0.0, Activation::Sigmoid)?;
///
/// let near = |grid: &Grid, cells: &[f64]| {
///     let mut pairs = grid.cells().iter().zip(cells);
///     grid.cells().len() == cells.len() && pairs.all(|(a, b)| (a - b).abs() <= 5e-9)
/// };
/// let forward = layer.forward();
/// assert!(near(&forward.z, &[0.77, 0.8229, -0.0737, 0.0066]));
/// assert!(near(&forward.h, &[0.68352089, 0.69485158, 0.48158334, 0.50164999]));
///
/// let sums = layer.backward(&forward).sums;
/// assert!(near(&sums.dw, &[0.42891012, 0.84603426, 0.28361417, 0.28214164]));
/// assert!(near(&sums.dx, &[
///     0.08652803, 0.06318114, -0.02120329,
///     0.14961795, 0.25575564, 0.10434032,
///     0.05742199, 0.20979248, 0.15249834,
/// ]));
/// # Ok::<(), LayerError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    x: Grid,
    w: Grid,
    b: Grid,
    g: Grid,
    t: Grid,
    geometry: Geometry,
    activation: Activation,
    loss: Loss,
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
    /// Where the geometry is impossible, or the size of G is not that of Z.
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
        let loss = if g.is_some() { Loss::ByHand } else { Loss::Sum };
        let g = g.unwrap_or_else(|| Grid::filled(output, Operand::G.neutral()));
        if g.size() != output {
            let got = g.size();
            return Err(LayerError::Upstream { got, output });
        }
        Ok(Self {
            x,
            w,
            b: Grid::filled(Size::ONE, bias),
            g,
            t: Grid::filled(output, Operand::T.neutral()),
            geometry,
            activation,
            loss,
        })
    }

    /// One of the grids that were given.
    #[must_use]
    pub const fn operand(&self, operand: Operand) -> &Grid {
        match operand {
            Operand::X => &self.x,
            Operand::W => &self.w,
            Operand::B => &self.b,
            Operand::G => &self.g,
            Operand::T => &self.t,
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

    /// The upstream gradient G = ∂L/∂H as it was given. With a target another one
    /// is in force: see [`Layer::upstream`].
    #[must_use]
    pub const fn g(&self) -> &Grid {
        &self.g
    }

    /// The target T.
    #[must_use]
    pub const fn t(&self) -> &Grid {
        &self.t
    }

    /// What L is.
    #[must_use]
    pub const fn loss(&self) -> Loss {
        self.loss
    }

    /// The bias b.
    #[must_use]
    pub fn bias(&self) -> f64 {
        self.b[At::ORIGIN]
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

    /// Sets a cell of X, W, b, G or T. Where G is edited, L becomes [`Loss::ByHand`].
    ///
    /// # Panics
    /// Outside of the grid.
    pub fn set(&mut self, operand: Operand, at: At, value: f64) {
        let grid = match operand {
            Operand::X => &mut self.x,
            Operand::W => &mut self.w,
            Operand::B => &mut self.b,
            Operand::G => {
                self.loss = Loss::ByHand;
                &mut self.g
            }
            Operand::T => &mut self.t,
        };
        grid[at] = value;
    }

    /// Sets the bias.
    pub fn set_bias(&mut self, bias: f64) {
        self.b[At::ORIGIN] = bias;
    }

    /// The same layer with the magnitudes of X, W and b.
    #[must_use]
    pub fn unsigned(&self) -> Self {
        Self {
            x: magnitudes(&self.x),
            w: magnitudes(&self.w),
            b: magnitudes(&self.b),
            ..self.clone()
        }
    }

    /// The scale of each number of these right gradients: the sum of the magnitudes of
    /// the products that make it.
    #[must_use]
    pub fn scales(&self, right: &Gradients) -> Gradients {
        let unsigned = self.unsigned();
        let dz = magnitudes(&right.dz);
        let mut sums = GradientSums::zeros(&self.geometry);
        for at in self.geometry.output().positions() {
            unsigned.contribute(at, dz[at], &mut sums);
        }
        Gradients { dz, sums }
    }

    /// Sets the activation.
    pub const fn set_activation(&mut self, activation: Activation) {
        self.activation = activation;
    }

    /// Chooses what L is. With L = ΣH the upstream gradient is all ones.
    pub fn set_loss(&mut self, loss: Loss) {
        self.loss = loss;
        if loss == Loss::Sum {
            self.g = Grid::filled(self.geometry.output(), Operand::G.neutral());
        }
    }

    /// The same layer with X and W of other sizes, laid over each other with
    /// another spacing: what still fits is kept, new cells are
    /// [neutral](Operand::neutral).
    ///
    /// # Errors
    /// Where the geometry is impossible.
    pub fn reshaped(
        &self,
        input: Size,
        kernel: Size,
        spacing: Spacing,
    ) -> Result<Self, GeometryError> {
        let geometry = Geometry::new(input, kernel, spacing)?;
        let resized = |operand: Operand, size| {
            let grid = self.operand(operand);
            grid.resized(size, operand.neutral())
        };
        Ok(Self {
            x: resized(Operand::X, input),
            w: resized(Operand::W, kernel),
            g: resized(Operand::G, geometry.output()),
            t: resized(Operand::T, geometry.output()),
            b: self.b.clone(),
            geometry,
            ..*self
        })
    }

    /// Z at one position: b, then the products row-major over the kernel.
    ///
    /// `Z[h,w] = b + Σᵢⱼ W[i,j] · X[h·s + i·d − p, w·s + j·d − p]`
    #[must_use]
    pub fn pre_activation(&self, position: At) -> f64 {
        self.geometry.taps(position).fold(self.bias(), |sum, tap| {
            sum + self.x[tap.input] * self.w[tap.kernel]
        })
    }

    /// G = ∂L/∂H at one position: with a target `H − T` or `2 (H − T) / N`, else as
    /// given.
    #[must_use]
    pub fn upstream(&self, position: At, h: f64) -> f64 {
        match self.loss {
            Loss::SquaredError => h - self.t[position],
            Loss::MeanSquaredError => 2.0 * (h - self.t[position]) / self.count(),
            Loss::Sum | Loss::ByHand => self.g[position],
        }
    }

    /// `dZ[h,w] = G[h,w] · σ′(Z[h,w])` at one position.
    #[must_use]
    pub fn delta(&self, position: At, z: f64, h: f64) -> f64 {
        self.upstream(position, h) * self.activation.derivative(z, h)
    }

    /// What one position adds to L.
    #[must_use]
    pub fn loss_at(&self, position: At, h: f64) -> f64 {
        match self.loss {
            Loss::SquaredError => 0.5 * self.square(position, h),
            Loss::MeanSquaredError => self.square(position, h) / self.count(),
            Loss::Sum | Loss::ByHand => self.g[position] * h,
        }
    }

    /// (H − T)² at one position.
    fn square(&self, position: At, h: f64) -> f64 {
        let difference = h - self.t[position];
        difference * difference
    }

    /// N, the number of cells of H.
    fn count(&self) -> f64 {
        self.geometry.output().cells() as f64
    }

    /// L of an H, added up row-major.
    #[must_use]
    pub fn loss_of(&self, h: &Grid) -> f64 {
        let positions = self.geometry.output().positions();
        positions.fold(0.0, |sum, at| sum + self.loss_at(at, h[at]))
    }

    /// Adds what one position contributes to the gradients: W · dZ spread
    /// over its receptive field of dX, its receptive field of X times dZ to
    /// dW, and dZ itself to db.
    pub fn contribute(&self, position: At, dz: f64, sums: &mut GradientSums) {
        self.scatter(position, dz, sums);
        sums.db += dz;
    }

    fn scatter(&self, position: At, dz: f64, sums: &mut GradientSums) {
        for tap in self.geometry.taps(position) {
            sums.dx[tap.input] += self.w[tap.kernel] * dz;
            sums.dw[tap.kernel] += self.x[tap.input] * dz;
        }
    }

    /// Z and H.
    ///
    /// ```
    /// use convscope::app::notebook;
    /// use convscope::math::{At, Forward};
    ///
    /// let Forward { z, h } = notebook().forward();
    /// // 0.4 · 0.1 − 0.1 · 0.2 + 0.23 · 0.37 + 0.61 · 1.09
    /// assert!((z[At::new(0, 0)] - 0.77).abs() <= 5e-9);
    /// assert!((h[At::new(0, 0)] - 0.68352089).abs() <= 5e-9);
    /// ```
    #[must_use]
    pub fn forward(&self) -> Forward {
        let mut z = Grid::filled(self.geometry.output(), self.bias());
        for position in self.geometry.positions_over_x() {
            z[position] = self.pre_activation(position);
        }
        let h = Grid::from_fn(self.geometry.output(), |at| self.activation.apply(z[at]));
        Forward { z, h }
    }

    /// dZ, dX, dW and db of a forward pass.
    ///
    /// ```
    /// use convscope::app::notebook;
    /// use convscope::math::At;
    ///
    /// let layer = notebook();
    /// let gradients = layer.backward(&layer.forward());
    /// // G is all ones, so dZ = σ′(Z) = H · (1 − H).
    /// assert!((gradients.dz[At::new(0, 0)] - 0.21632008).abs() <= 5e-9);
    /// assert!((gradients.sums.dx[At::new(1, 1)] - 0.25575564).abs() <= 5e-9);
    /// // Z moves with b as it is, so db = Σ dZ.
    /// assert!((gradients.sums.db - 0.92801105).abs() <= 5e-9);
    /// ```
    #[must_use]
    pub fn backward(&self, Forward { z, h }: &Forward) -> Gradients {
        let output = self.geometry.output();
        let dz = Grid::from_fn(output, |at| self.delta(at, z[at], h[at]));
        let mut sums = GradientSums::zeros(&self.geometry);
        for position in self.geometry.positions_over_x() {
            self.scatter(position, dz[position], &mut sums);
        }
        sums.db = dz.cells().iter().fold(0.0, |sum, dz| sum + dz);
        Gradients { dz, sums }
    }
}

fn magnitudes(grid: &Grid) -> Grid {
    Grid::from_fn(grid.size(), |at| grid[at].abs())
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
