//! The grids that a view of the backward pass adds to the picture: what is
//! correlated with what, and the matrices C and P.

use std::rc::Rc;

use litemap::LiteMap;

use crate::math::{At, BackwardView, FullCorrelation, Geometry, Size, Spacing, Tap};
use crate::trace::{CellRef, GridId, Role, Step, largest_magnitude};

use super::drawing::{Lit, is_large, shade};
use super::scene::Scene;
use super::writer::Writer;

/// Diagrams with more columns than this have no room for numbers.
const MOST_LABELLED: usize = 9;

/// A drawing and the cells of it that the step is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagram {
    pub drawing: Rc<Drawing>,
    pub lit: Vec<Lit>,
}

/// A grid drawn small.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    pub caption: String,
    pub size: Size,
    /// The cells that hold a number, by their shade, −100 … 100. All others are
    /// zeros that only fill up.
    pub shades: Vec<(i32, Vec<At>)>,
    /// The numbers, where there is room for them.
    pub labels: Vec<(At, String)>,
    /// Whether it is a grid of the page rotated by 180°.
    pub turned: bool,
}

/// The diagrams of a step: in gather the two grids that are correlated, in
/// matrix C or P.
pub(super) fn diagrams(scene: &Scene<'_>, writer: &Writer<'_>) -> Vec<Diagram> {
    let drawer = Drawer {
        scene,
        writer,
        geometry: writer.layer.geometry(),
    };
    if is_large(drawer.geometry) {
        return drawer.lenses(scene.step);
    }
    let grid = match (writer.view, scene.step) {
        (BackwardView::Gather | BackwardView::Matrix, Step::Gradient(cell)) => cell.grid,
        // The forward pass is a product with C too.
        (BackwardView::Matrix, Step::Forward(_)) => GridId::Dx,
        _ => return Vec::new(),
    };
    let drawings = scene.backdrop.drawings(grid, &|| drawer.drawings(grid));
    let drawings = drawings.iter().map(Rc::clone);
    let lit = drawer.lit(scene.step);
    let lit = drawings.zip(lit);
    lit.map(|(drawing, lit)| Diagram { drawing, lit }).collect()
}

struct Drawer<'a> {
    scene: &'a Scene<'a>,
    writer: &'a Writer<'a>,
    geometry: &'a Geometry,
}

impl Drawer<'_> {
    /// In a large layer the grids show no numbers: the diagrams of a step have
    /// those under the kernel.
    fn lenses(&self, step: Step) -> Vec<Diagram> {
        let of = |drawing, lit| Diagram {
            drawing: Rc::new(drawing),
            lit,
        };
        match step {
            Step::Forward(at) => vec![of(self.lens(GridId::X, at), Vec::new())],
            Step::Backward(at) => [GridId::X, GridId::Dx]
                .map(|grid| of(self.lens(grid, at), Vec::new()))
                .into(),
            Step::Gradient(CellRef {
                grid: GridId::Dx,
                at,
            }) if self.writer.view == BackwardView::Gather => vec![
                of(self.under_rotated(at), Vec::new()),
                of(self.rotated(), self.lit_rotated(at)),
            ],
            _ => Vec::new(),
        }
    }

    /// The cells of X or dX under the kernel at a position.
    fn lens(&self, grid: GridId, position: At) -> Drawing {
        let geometry = self.geometry;
        let dilation = geometry.spacing().dilation;
        let [rows, cols] = geometry.field(position);
        let value = |at: At| {
            undilated(at, dilation)?;
            let row = usize::try_from(rows.start + at.row.cast_signed()).ok()?;
            let col = usize::try_from(cols.start + at.col.cast_signed()).ok()?;
            self.writer.frame.value(grid, At::new(row, col))
        };
        let caption = self.writer.window(grid, position);
        self.drawing(grid, caption, geometry.span(), &value)
    }

    fn name(&self, grid: GridId) -> &'static str {
        self.writer.naming.grid(grid)
    }

    /// What is drawn while dX, or dW, is computed cell by cell.
    fn drawings(&self, grid: GridId) -> Vec<Drawing> {
        match (self.writer.view, grid) {
            (BackwardView::Matrix, GridId::Dw) => vec![self.patches()],
            (BackwardView::Matrix, _) => vec![self.matrix()],
            (_, GridId::Dw) => vec![self.padded_x(), self.spread_dz()],
            _ => vec![self.full_dz(), self.rotated()],
        }
    }

    /// The cells of these drawings that a step is about.
    fn lit(&self, step: Step) -> Vec<Vec<Lit>> {
        let geometry = self.geometry;
        match (self.writer.view, step) {
            (_, Step::Forward(at)) => vec![vec![Lit {
                at: At::new(geometry.output().index_of(at), 0),
                size: Size::new(1, geometry.input().cells()),
                role: Role::Output,
            }]],
            (BackwardView::Matrix, Step::Gradient(CellRef { grid, at })) => {
                let column = grid.size(geometry).index_of(at);
                vec![vec![Lit {
                    at: At::new(0, column),
                    size: Size::new(geometry.output().cells(), 1),
                    role: Role::Accumulated,
                }]]
            }
            (_, Step::Gradient(cell)) if cell.grid == GridId::Dw => {
                // All cells of dZ are in the sum of each cell of dW.
                let dz = self.spread_from(At::ORIGIN);
                vec![self.lit_x(cell.at), light(None, dz, Role::Output)]
            }
            (_, Step::Gradient(cell)) => vec![self.lit_dz(cell.at), self.lit_rotated(cell.at)],
            _ => Vec::new(),
        }
    }

    /// dZ, spread by the stride and padded: W, rotated, is moved over it.
    fn full_dz(&self) -> Drawing {
        let geometry = self.geometry;
        let full = FullCorrelation::of(geometry);
        let caption = [
            self.name(GridId::Dz),
            &spread_by(geometry.spacing().stride),
            &surrounded(full.padding),
            &unreached(self.unreached(&full)),
        ];
        self.drawing(GridId::Dz, caption.concat(), full.size, &|at| {
            self.dz_at(at)
                .or_else(|| full.is_between(geometry, at).then_some(0.0))
        })
    }

    /// The cells of W, rotated, that meet dZ in the sum of a cell of dX, and where
    /// on dZ they do.
    fn meeting(&self, target: At) -> Vec<[At; 2]> {
        let dilation = self.geometry.spacing().dilation;
        let places = self.geometry.kernel().positions().map(|at| {
            let at = At::new(at.row * dilation, at.col * dilation);
            [at, At::new(target.row + at.row, target.col + at.col)]
        });
        let meeting = places.filter(|&[_, under]| self.dz_at(under).is_some());
        meeting.collect()
    }

    fn lit_dz(&self, target: At) -> Vec<Lit> {
        let window = Lit {
            at: target,
            size: self.geometry.span(),
            role: Role::Kernel,
        };
        let under = self.meeting(target).into_iter().map(|[_, under]| under);
        light(Some(window), under.collect(), Role::Output)
    }

    /// The number at a place of dZ, once that is spread by the stride and padded.
    fn dz_at(&self, at: At) -> Option<f64> {
        let position = FullCorrelation::of(self.geometry).position(self.geometry, at)?;
        self.writer.frame.dz.get(position)
    }

    /// W rotated by 180°.
    fn rotated(&self) -> Drawing {
        let kernel = self.geometry.kernel();
        let dilation = self.geometry.spacing().dilation;
        let value = |at: At| {
            let at = undilated(at, dilation)?;
            let at = At::new(kernel.rows - 1 - at.row, kernel.cols - 1 - at.col);
            self.writer.layer.w().get(at)
        };
        let caption = [
            self.name(GridId::W),
            " rotated by 180°",
            &dilated_by(dilation),
        ];
        Drawing {
            turned: true,
            ..self.drawing(GridId::W, caption.concat(), self.geometry.span(), &value)
        }
    }

    fn lit_rotated(&self, target: At) -> Vec<Lit> {
        let cells = self.meeting(target).into_iter().map(|[at, _]| at);
        light(None, cells.collect(), Role::Kernel)
    }

    /// What the rotated kernel lies on in the sum of a cell of dX.
    fn under_rotated(&self, target: At) -> Drawing {
        let Spacing {
            stride, dilation, ..
        } = self.geometry.spacing();
        let value = |at: At| {
            undilated(at, dilation)?;
            self.dz_at(At::new(target.row + at.row, target.col + at.col))
        };
        let caption = [self.name(GridId::Dz), &spread_by(stride), " under it"];
        self.drawing(GridId::Dz, caption.concat(), self.geometry.span(), &value)
    }

    /// The rows and columns of zeros after the padding: X has them, but the stride
    /// never reached them.
    fn unreached(&self, full: &FullCorrelation) -> [isize; 2] {
        let (output, stride) = (self.geometry.output(), self.geometry.spacing().stride);
        let [above, before] = full.padding;
        let rest = |size: usize, output: usize, padding: isize| {
            size.cast_signed() - ((output - 1) * stride + 1).cast_signed() - 2 * padding
        };
        [
            rest(full.size.rows, output.rows, above),
            rest(full.size.cols, output.cols, before),
        ]
    }

    /// X, padded: dZ, spread, is moved over it.
    fn padded_x(&self) -> Drawing {
        let padding = self.geometry.spacing().padding;
        let value = |at: At| {
            let row = at.row.checked_sub(padding)?;
            let col = at.col.checked_sub(padding)?;
            self.writer.layer.x().get(At::new(row, col))
        };
        let caption = [
            self.name(GridId::X),
            &surrounded([padding.cast_signed(); 2]),
        ];
        self.drawing(GridId::X, caption.concat(), self.geometry.padded(), &value)
    }

    /// The cells of X in the sum of a cell of dW.
    fn lit_x(&self, target: At) -> Vec<Lit> {
        let dilation = self.geometry.spacing().dilation;
        let corner = At::new(target.row * dilation, target.col * dilation);
        let window = Lit {
            at: corner,
            size: self.spread_size(),
            role: Role::Output,
        };
        light(Some(window), self.spread_from(corner), Role::ReceptiveField)
    }

    /// The cells of dZ, spread by the stride, where its first lies on `corner`.
    fn spread_from(&self, corner: At) -> Vec<At> {
        let stride = self.geometry.spacing().stride;
        let positions = self.geometry.output().positions();
        positions
            .map(|at| At::new(corner.row + at.row * stride, corner.col + at.col * stride))
            .collect()
    }

    /// dZ, spread by the stride. What lies between its cells are zeros.
    fn spread_dz(&self) -> Drawing {
        let stride = self.geometry.spacing().stride;
        let value = |at| match undilated(at, stride) {
            Some(at) => self.writer.frame.dz.get(at),
            None => Some(0.0),
        };
        let caption = [self.name(GridId::Dz), &spread_by(stride)];
        self.drawing(GridId::Dz, caption.concat(), self.spread_size(), &value)
    }

    fn spread_size(&self) -> Size {
        let (output, stride) = (self.geometry.output(), self.geometry.spacing().stride);
        Size::new(
            (output.rows - 1) * stride + 1,
            (output.cols - 1) * stride + 1,
        )
    }

    /// C, a row for each position and a column for each cell of X.
    fn matrix(&self) -> Drawing {
        let input = self.geometry.input();
        let w = self.writer.layer.w();
        self.rows_of_positions("C", [GridId::X, GridId::W], input, &|tap| {
            (input.index_of(tap.input), w[tap.kernel])
        })
    }

    /// P, a row for each position and a column for each cell of W.
    fn patches(&self) -> Drawing {
        let kernel = self.geometry.kernel();
        let x = self.writer.layer.x();
        self.rows_of_positions("P", [GridId::W, GridId::X], kernel, &|tap| {
            (kernel.index_of(tap.kernel), x[tap.input])
        })
    }

    /// Each product of the forward pass is one entry: its column, and what stands
    /// there.
    fn rows_of_positions(
        &self,
        name: &str,
        [columns, entries]: [GridId; 2],
        of: Size,
        entry: &dyn Fn(Tap) -> (usize, f64),
    ) -> Drawing {
        let output = self.geometry.output();
        let caption = format!(
            "{name}: a row for each position, a column for each cell of {}, entries of {}",
            self.name(columns),
            self.name(entries)
        );
        let mut cells = Vec::new();
        for (row, position) in output.positions().enumerate() {
            for tap in self.geometry.taps(position) {
                let (column, value) = entry(tap);
                cells.push((At::new(row, column), value));
            }
        }
        self.drawn(
            entries,
            caption,
            Size::new(output.cells(), of.cells()),
            &cells,
        )
    }

    /// Cells of a grid at other places than in the grid.
    fn drawing(
        &self,
        grid: GridId,
        caption: String,
        size: Size,
        value: &dyn Fn(At) -> Option<f64>,
    ) -> Drawing {
        let cells = size.positions().filter_map(|at| Some((at, value(at)?)));
        self.drawn(grid, caption, size, &cells.collect::<Vec<_>>())
    }

    fn drawn(&self, grid: GridId, caption: String, size: Size, cells: &[(At, f64)]) -> Drawing {
        let largest = largest_magnitude(cells.iter().map(|&(_, value)| value));
        let largest = self.scene.shared_largest(grid).unwrap_or(largest);
        let mut shades: LiteMap<i32, Vec<At>> = LiteMap::new();
        for &(at, value) in cells {
            shades.entry(shade(value, largest)).or_default().push(at);
        }
        let labelled = size.cols <= MOST_LABELLED;
        let label = |&(at, value): &(At, f64)| (at, self.writer.number(value));
        Drawing {
            caption,
            size,
            shades: shades.into_iter().collect(),
            labels: cells.iter().filter(|_| labelled).map(label).collect(),
            turned: false,
        }
    }
}

/// A window and single cells.
fn light(window: Option<Lit>, cells: Vec<At>, role: Role) -> Vec<Lit> {
    let mut lit: Vec<Lit> = window.into_iter().collect();
    for at in cells {
        let size = Size::new(1, 1);
        lit.push(Lit { at, size, role });
    }
    lit
}

/// The cell at a place, once the cells lie `apart`; `None` between two cells.
fn undilated(at: At, apart: usize) -> Option<At> {
    let whole = |place: usize| place.is_multiple_of(apart).then(|| place / apart);
    Some(At::new(whole(at.row)?, whole(at.col)?))
}

fn spread_by(stride: usize) -> String {
    match stride {
        1 => String::new(),
        _ => format!(" spread by the stride {stride}"),
    }
}

fn dilated_by(dilation: usize) -> String {
    match dilation {
        1 => String::new(),
        _ => format!(", dilation {dilation}"),
    }
}

/// The zeros added around a grid, or the rows and columns cropped from it.
fn surrounded([above, before]: [isize; 2]) -> String {
    let one = |padding: isize| {
        let count = padding.unsigned_abs();
        if padding < 0 {
            format!("cropped by {count}")
        } else {
            format!("padded by {count}")
        }
    };
    match (above, before) {
        (0, 0) => String::new(),
        _ if above == before => format!(", {}", one(above)),
        _ => format!(", rows {}, columns {}", one(above), one(before)),
    }
}

/// What is added at the end besides the padding.
fn unreached([rows, cols]: [isize; 2]) -> String {
    let count = |count: isize, name: &str| match count {
        1 => format!("1 {name}"),
        _ => format!("{count} {name}s"),
    };
    match (rows, cols) {
        (0, 0) => String::new(),
        (rows, 0) => format!(", with {} more below", count(rows, "row")),
        (0, cols) => format!(", with {} more behind", count(cols, "column")),
        _ => format!(
            ", with {} and {} more at the end",
            count(rows, "row"),
            count(cols, "column")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_say_what_was_added_or_cropped() {
        assert_eq!(surrounded([0, 0]), "");
        assert_eq!(surrounded([1, 1]), ", padded by 1");
        assert_eq!(surrounded([-2, -2]), ", cropped by 2");
        assert_eq!(
            surrounded([0, -1]),
            ", rows padded by 0, columns cropped by 1"
        );
    }

    #[test]
    fn captions_say_what_the_stride_never_reached() {
        assert_eq!(unreached([0, 0]), "");
        assert_eq!(unreached([2, 0]), ", with 2 rows more below");
        assert_eq!(unreached([0, 1]), ", with 1 column more behind");
        assert_eq!(
            unreached([1, 2]),
            ", with 1 row and 2 columns more at the end"
        );
    }

    #[test]
    fn only_every_other_place_holds_a_cell() {
        assert_eq!(undilated(At::new(2, 4), 2), Some(At::new(1, 2)));
        assert_eq!(undilated(At::new(2, 3), 2), None);
    }
}
