//! What the page must show: a reference written from DESIGN.md's words alone.
//!
//! It *gathers* where convscope scatters: each cell of a gradient is the sum
//! over the positions done so far, in their order, of what that position adds
//! to it. Stride 1, no padding, dilation 1, bias 0 and sigmoid are all that the
//! page can set.

use std::collections::BTreeMap;

use fastrand::Rng;

/// Rows of numbers.
pub(crate) type Matrix = Vec<Vec<f64>>;

/// Rows of cells; `None` is not computed yet.
pub(crate) type Cells = Vec<Vec<Option<f64>>>;

/// The numbers that a person gives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Layer {
    /// The input.
    pub(crate) x: Matrix,
    /// The kernel.
    pub(crate) w: Matrix,
    /// b.
    pub(crate) bias: f64,
    /// ∂L/∂H.
    pub(crate) g: Matrix,
}

/// How a step arrives at one number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Equation {
    /// As the page names it: `dX[1,0]`.
    pub(crate) cell: String,
    /// What goes in, in order, and last what comes out.
    pub(crate) numbers: Vec<f64>,
}

/// The picture after a step.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Frame {
    /// The number of the step.
    pub(crate) step: usize,
    /// The number of the last step.
    pub(crate) steps: usize,
    /// The phase of the step.
    pub(crate) phase: &'static str,
    /// The output position of a forward or backward step.
    pub(crate) position: Option<(usize, usize)>,
    /// All ten grids, by name.
    pub(crate) grids: BTreeMap<&'static str, Cells>,
    /// ∂L/∂b so far.
    pub(crate) db: f64,
    /// What the step computes.
    pub(crate) equations: Vec<Equation>,
}

impl Layer {
    /// The layer of the notebook, as the wireframe shows it.
    pub(crate) fn notebook() -> Self {
        Self {
            x: vec![
                vec![0.1, 0.2, 1.3],
                vec![0.37, 1.09, 1.02],
                vec![0.12, -0.23, -0.45],
            ],
            w: vec![vec![0.4, -0.1], vec![0.23, 0.61]],
            bias: 0.0,
            g: vec![vec![1.0; 2]; 2],
        }
    }

    /// A layer of numbers that a person might type: small ones with up to two
    /// decimals, zeros, now and then a large or a tiny one.
    pub(crate) fn random(random: &mut Rng, x: (usize, usize), w: (usize, usize)) -> Self {
        let mut matrix = |(rows, cols)| -> Matrix {
            let mut number = || match random.u8(..10) {
                0 => 0.0,
                1 => f64::from(random.i32(-9..=9)) * 100.0,
                2 => f64::from(random.i32(-9..=9)) / 1_000_000.0,
                _ => f64::from(random.i32(-300..=300)) / 100.0,
            };
            (0..rows)
                .map(|_| (0..cols).map(|_| number()).collect())
                .collect()
        };
        Self {
            x: matrix(x),
            w: matrix(w),
            bias: 0.0,
            g: matrix((x.0 - w.0 + 1, x.1 - w.1 + 1)),
        }
    }

    /// 2N + 2.
    pub(crate) fn steps(&self) -> usize {
        let (rows, cols) = size(&self.g);
        2 * rows * cols + 2
    }

    /// The picture after a step.
    pub(crate) fn frame(&self, step: usize) -> Frame {
        let positions: Vec<_> = cells(&self.g).collect();
        let n = positions.len();
        let done = step.saturating_sub(n + 2);
        let (phase, position) = match step {
            0 => ("start", None),
            _ if step <= n => ("forward", Some(positions[step - 1])),
            _ if step == n + 1 => ("activation", None),
            _ if step == n + 2 => ("activation-gradient", None),
            _ => ("backward", Some(positions[done - 1])),
        };

        let z = map(&self.g, |at, _| self.pre_activation(at));
        let h = map(&z, |_, z| sigmoid(z));
        let dz = map(&h, |(row, col), h| self.g[row][col] * (h * (1.0 - h)));
        let dx_after = |n: usize| map(&self.x, |at, _| self.dx(at, &dz, &positions[..n]));
        let dw_after = |n: usize| map(&self.w, |at, _| self.dw(at, &dz, &positions[..n]));
        let known = |grid: &Matrix, is_known: &dyn Fn(usize) -> bool| -> Cells {
            let cols = grid[0].len();
            let cell = |row: usize, col: usize| {
                Some(grid[row][col]).filter(|_| is_known(row * cols + col))
            };
            (0..grid.len())
                .map(|row| (0..cols).map(|col| cell(row, col)).collect())
                .collect()
        };
        let always = |_| true;
        let done_dz = positions[..done].iter().map(|&(row, col)| dz[row][col]);
        let db = done_dz.fold(0.0, |sum, dz| sum + dz);
        Frame {
            step,
            steps: self.steps(),
            phase,
            position,
            db,
            equations: match (phase, position) {
                ("forward", Some(at)) => vec![self.forward(at, z[at.0][at.1])],
                ("activation", _) => cells(&z)
                    .map(|(row, col)| equation("H", row, col, vec![z[row][col], h[row][col]]))
                    .collect(),
                ("activation-gradient", _) => cells(&z)
                    .map(|(row, col)| {
                        let (g, h, dz) = (self.g[row][col], h[row][col], dz[row][col]);
                        equation("dZ", row, col, vec![g, h, dz])
                    })
                    .collect(),
                ("backward", Some(at)) => {
                    let before = (dx_after(done - 1), dw_after(done - 1));
                    let after = (dx_after(done), dw_after(done));
                    self.backward(at, dz[at.0][at.1], &before, &after)
                }
                _ => Vec::new(),
            },
            grids: BTreeMap::from([
                ("X", known(&self.x, &always)),
                ("W", known(&self.w, &always)),
                ("b", vec![vec![Some(self.bias)]]),
                ("db", vec![vec![Some(db)]]),
                ("Z", known(&z, &|index| index < step)),
                ("H", known(&h, &|_| step > n)),
                ("dX", known(&dx_after(done), &always)),
                ("dW", known(&dw_after(done), &always)),
                ("dZ", known(&dz, &|_| step > n + 1)),
                ("G", known(&self.g, &always)),
            ]),
        }
    }

    /// Z at a position: products row-major over the kernel.
    fn pre_activation(&self, (row, col): (usize, usize)) -> f64 {
        let mut sum = self.bias;
        for (a, weights) in self.w.iter().enumerate() {
            for (b, weight) in weights.iter().enumerate() {
                sum += self.x[row + a][col + b] * weight;
            }
        }
        sum
    }

    /// One cell of dX: all positions whose window covers it, in their order.
    fn dx(&self, (row, col): (usize, usize), dz: &Matrix, done: &[(usize, usize)]) -> f64 {
        done.iter().fold(0.0, |sum, &(i, j)| {
            let tap = row.checked_sub(i).zip(col.checked_sub(j));
            let weight = tap.and_then(|(a, b)| self.w.get(a)?.get(b));
            weight.map_or(sum, |weight| sum + weight * dz[i][j])
        })
    }

    /// One cell of dW: all positions, in their order.
    fn dw(&self, (a, b): (usize, usize), dz: &Matrix, done: &[(usize, usize)]) -> f64 {
        done.iter()
            .fold(0.0, |sum, &(i, j)| sum + self.x[i + a][j + b] * dz[i][j])
    }

    /// Z at a position: all products, and their sum.
    fn forward(&self, (row, col): (usize, usize), z: f64) -> Equation {
        let factors = cells(&self.w).flat_map(|(a, b)| [self.x[row + a][col + b], self.w[a][b]]);
        equation("Z", row, col, factors.chain([z]).collect())
    }

    /// Each cell of dX and dW that a position touches: the number before, two
    /// factors, the number after.
    fn backward(
        &self,
        (row, col): (usize, usize),
        dz: f64,
        (dx_before, dw_before): &(Matrix, Matrix),
        (dx_after, dw_after): &(Matrix, Matrix),
    ) -> Vec<Equation> {
        let dx = cells(&self.w).map(|(a, b)| {
            let (i, j) = (row + a, col + b);
            let numbers = vec![dx_before[i][j], self.w[a][b], dz, dx_after[i][j]];
            equation("dX", i, j, numbers)
        });
        let dw = cells(&self.w).map(|(a, b)| {
            let x = self.x[row + a][col + b];
            equation("dW", a, b, vec![dw_before[a][b], x, dz, dw_after[a][b]])
        });
        dx.chain(dw).collect()
    }
}

/// Equal but for the last bits of `exp`, which host and browser may have
/// different: |a − b| ≤ 1e-12 · max(1, |a|, |b|).
pub(crate) fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * 1f64.max(a.abs()).max(b.abs())
}

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

fn size(matrix: &Matrix) -> (usize, usize) {
    (matrix.len(), matrix[0].len())
}

fn equation(grid: &str, row: usize, col: usize, numbers: Vec<f64>) -> Equation {
    Equation {
        cell: format!("{grid}[{row},{col}]"),
        numbers,
    }
}

/// All places in a matrix, row-major.
fn cells(matrix: &Matrix) -> impl Iterator<Item = (usize, usize)> + use<> {
    let (rows, cols) = size(matrix);
    (0..rows).flat_map(move |row| (0..cols).map(move |col| (row, col)))
}

fn map(matrix: &Matrix, f: impl Fn((usize, usize), f64) -> f64) -> Matrix {
    let row = |(i, row): (usize, &Vec<f64>)| {
        let cells = row.iter().enumerate();
        cells.map(|(j, &value)| f((i, j), value)).collect()
    };
    matrix.iter().enumerate().map(row).collect()
}
