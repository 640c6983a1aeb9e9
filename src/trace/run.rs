//! A layer's two passes as they are run: what is true after each step.

use crate::math::{At, BackwardView, Bug, GradientSums, Gradients, Layer, Operand, Size, Tap};

use super::frame::{Frame, Partial};
use super::grid_id::{CellRef, GridId};
use super::step::Steps;

/// A layer, and how its backward pass is run.
///
/// ```
/// use convscope::app::notebook;
/// use convscope::trace::Trace;
///
/// let layer = notebook();
/// let trace = Trace::of(&layer);
/// // Four cells of Z, H, dZ, and four positions back.
/// let last = trace.steps().last();
/// assert_eq!(last, 10);
///
/// // At the end it is what the passes compute, to the last bit.
/// let forward = layer.forward();
/// assert_eq!(trace.frame(last).z.grid(), Some(forward.z.clone()));
/// assert_eq!(trace.frame(last).gradients(), Some(layer.backward(&forward)));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Trace<'a> {
    layer: &'a Layer,
    view: BackwardView,
    bug: Option<Bug>,
}

impl<'a> Trace<'a> {
    /// The passes of a layer as its functions compute them.
    #[must_use]
    pub const fn of(layer: &'a Layer) -> Self {
        Self {
            layer,
            view: BackwardView::Scatter,
            bug: None,
        }
    }

    /// The same, with another view of the backward pass.
    #[must_use]
    pub const fn seen(self, view: BackwardView) -> Self {
        Self { view, ..self }
    }

    /// The same, with a mistake in the scatter loop of the backward pass.
    #[must_use]
    pub const fn with(self, bug: Option<Bug>) -> Self {
        Self { bug, ..self }
    }

    /// The layer.
    #[must_use]
    pub const fn layer(self) -> &'a Layer {
        self.layer
    }

    /// How the backward pass is told.
    #[must_use]
    pub const fn view(self) -> BackwardView {
        self.view
    }

    /// The mistake in it.
    #[must_use]
    pub const fn bug(self) -> Option<Bug> {
        self.bug
    }

    /// The sequence of steps.
    #[must_use]
    pub const fn steps(self) -> Steps {
        Steps::of(self.layer.geometry(), self.view)
    }

    /// The frame after step `number`: the first `number` steps, done in their
    /// order from nothing. After the last one it equals [`Layer::forward`] and
    /// [`Layer::backward`] bit for bit: in scatter each step is theirs, and the
    /// other views add up the same products in the same order.
    #[must_use]
    pub fn frame(self, number: usize) -> Frame {
        let layer = self.layer;
        let output = layer.geometry().output();
        let n = output.cells();
        let all_once = |done: bool| output.positions().take(if done { n } else { 0 });

        let z = output.positions().take(number);
        let z = Partial::new(output, z.map(|at| layer.pre_activation(at)));
        let h = all_once(number > n).zip(z.cells());
        let h = Partial::new(output, h.map(|(_, &z)| layer.activation().apply(z)));
        let g = if layer.loss().has_target() {
            let computed = output.positions().zip(h.cells());
            Partial::new(output, computed.map(|(at, &h)| layer.upstream(at, h)))
        } else {
            Partial::whole(layer.g())
        };
        let inputs = z.cells().iter().zip(h.cells());
        let dz = all_once(number > n + 1).zip(inputs);
        let dz = Partial::new(output, dz.map(|(at, (&z, &h))| self.delta(at, z, h)));
        let done = number.saturating_sub(n + 2);
        let [dx, dw, db] = match self.view {
            BackwardView::Scatter => self.scattered(&dz, done),
            BackwardView::Gather | BackwardView::Matrix => self.summed(&dz, done),
        };
        Frame {
            x: Partial::whole(layer.x()),
            w: Partial::whole(layer.w()),
            b: Partial::whole(layer.operand(Operand::B)),
            z,
            h,
            g,
            dz,
            dx,
            dw,
            db,
            t: Partial::whole(layer.t()),
        }
    }

    /// The gradients at the end of the run, mistake included.
    #[must_use]
    pub fn gradients(self) -> Gradients {
        let last = self.steps().last();
        let finished = self.frame(last).gradients();
        finished.unwrap_or_else(|| self.layer.backward(&self.layer.forward()))
    }

    /// The sum of the products that make a cell of dX or dW.
    #[must_use]
    pub fn sum(self, cell: CellRef, dz: &Partial) -> f64 {
        let products = self.taps_into(cell).into_iter();
        products.fold(0.0, |sum, tap| sum + self.product(cell.grid, tap, dz))
    }

    /// The products that make a cell of dX or dW, in the order of their sum.
    #[must_use]
    pub fn taps_into(self, CellRef { grid, at }: CellRef) -> Vec<Tap> {
        let geometry = self.layer.geometry();
        match grid {
            GridId::Dw => self.view.taps_into_dw(geometry, at),
            _ => self.view.taps_into_dx(geometry, at),
        }
    }

    fn product(self, grid: GridId, tap: Tap, dz: &Partial) -> f64 {
        let dz = dz.get(tap.position).unwrap_or(f64::NAN);
        match grid {
            GridId::Dw => self.layer.x()[tap.input] * dz,
            _ => self.layer.w()[tap.kernel] * dz,
        }
    }

    fn delta(self, at: At, z: f64, h: f64) -> f64 {
        match self.bug {
            Some(bug) => bug.delta(self.layer, at, z, h),
            None => self.layer.delta(at, z, h),
        }
    }

    /// dX, dW and db after some positions.
    fn scattered(self, dz: &Partial, positions: usize) -> [Partial; 3] {
        let mut sums = self.start();
        let all = dz.size().positions().zip(dz.cells());
        for (position, &dz) in all.take(positions) {
            self.contribute(position, dz, &mut sums);
        }
        Partial::of_sums(&sums)
    }

    /// dX, dW and db before the first position.
    pub(super) fn start(self) -> GradientSums {
        match self.bug {
            Some(bug) => bug.start(self.layer),
            None => GradientSums::zeros(self.layer.geometry()),
        }
    }

    /// Adds what a position contributes to dX, dW and db.
    pub(super) fn contribute(self, position: At, dz: f64, sums: &mut GradientSums) {
        match self.bug {
            Some(bug) => bug.contribute(self.layer, position, dz, sums),
            None => self.layer.contribute(position, dz, sums),
        }
    }

    /// dX and dW after some of their cells; db with the last of them.
    fn summed(self, dz: &Partial, cells: usize) -> [Partial; 3] {
        let geometry = self.layer.geometry();
        let (input, kernel) = (geometry.input(), geometry.kernel());
        let sums = |grid, size: Size, cells| {
            let cells = size.positions().take(cells);
            Partial::new(size, cells.map(|at| self.sum(CellRef::new(grid, at), dz)))
        };
        let is_last = cells >= input.cells() + kernel.cells();
        let db = || dz.cells().iter().fold(0.0, |sum, dz| sum + dz);
        [
            sums(GridId::Dx, input, cells),
            sums(GridId::Dw, kernel, cells.saturating_sub(input.cells())),
            Partial::new(Size::ONE, is_last.then(db).into_iter()),
        ]
    }
}
