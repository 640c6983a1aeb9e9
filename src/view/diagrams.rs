//! The grids that a view of the backward pass adds to the picture: what is
//! correlated with what, and the matrices C and P.

use litemap::LiteMap;

use crate::math::{At, BackwardView, FullCorrelation, Geometry, Size, Spacing, Tap};
use crate::trace::{CellRef, GridId, Role, Step, largest_magnitude};

use super::drawing::{Lit, is_large, shade};
use super::scene::Scene;
use super::writer::Writer;

/// Diagrams with more columns than this have no room for numbers.
const MOST_LABELLED: usize = 9;

/// A grid drawn small.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagram {
    pub caption: String,
    pub size: Size,
    /// The cells that hold a number, by their shade, −100 … 100. All others are
    /// zeros that only fill up.
    pub shades: Vec<(i32, Vec<At>)>,
    /// The numbers, where there is room for them.
    pub labels: Vec<(At, String)>,
    /// The cells that the step is about.
    pub lit: Vec<Lit>,
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
    let step = scene.step;
    if is_large(drawer.geometry) {
        return drawer.lenses(writer.view, step);
    }
    match (writer.view, step) {
        (BackwardView::Gather, Step::Gradient(cell)) if cell.grid == GridId::Dw => {
            drawer.valid_correlation(cell.at)
        }
        (BackwardView::Gather, Step::Gradient(cell)) => drawer.full_correlation(cell.at),
        (BackwardView::Matrix, Step::Gradient(cell)) if cell.grid == GridId::Dw => {
            vec![drawer.patches(cell.at)]
        }
        (BackwardView::Matrix, Step::Gradient(cell)) => {
            let column = drawer.geometry.input().index_of(cell.at);
            vec![drawer.matrix(drawer.column(column, Role::Accumulated))]
        }
        (BackwardView::Matrix, Step::Forward(at)) => {
            let row = Lit {
                at: At::new(drawer.geometry.output().index_of(at), 0),
                size: Size::new(1, drawer.geometry.input().cells()),
                role: Role::Output,
            };
            vec![drawer.matrix(row)]
        }
        _ => Vec::new(),
    }
}

struct Drawer<'a> {
    scene: &'a Scene<'a>,
    writer: &'a Writer<'a>,
    geometry: &'a Geometry,
}

impl Drawer<'_> {
    /// In a large layer the grids show no numbers: the diagrams of a step have
    /// those under the kernel.
    fn lenses(&self, view: BackwardView, step: Step) -> Vec<Diagram> {
        match (view, step) {
            (_, Step::Forward(at)) => vec![self.lens(GridId::X, at)],
            (_, Step::Backward(at)) => vec![self.lens(GridId::X, at), self.lens(GridId::Dx, at)],
            (
                BackwardView::Gather,
                Step::Gradient(CellRef {
                    grid: GridId::Dx,
                    at,
                }),
            ) => {
                vec![self.under_rotated(at), self.rotated(at)]
            }
            _ => Vec::new(),
        }
    }

    /// The cells of X or dX under the kernel at a position.
    fn lens(&self, grid: GridId, position: At) -> Diagram {
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
        self.diagram(grid, caption, geometry.span(), &value)
    }

    fn name(&self, grid: GridId) -> &'static str {
        self.writer.naming.grid(grid)
    }

    /// dZ, spread and padded, and W, rotated.
    fn full_correlation(&self, target: At) -> Vec<Diagram> {
        let geometry = self.geometry;
        let Spacing {
            stride, dilation, ..
        } = geometry.spacing();
        let full = FullCorrelation::of(geometry);
        let under = geometry.kernel().positions().map(|at| {
            At::new(
                target.row + at.row * dilation,
                target.col + at.col * dilation,
            )
        });
        let lit = under.filter(|&at| self.spread_dz(at).is_some());
        let window = Lit {
            at: target,
            size: geometry.span(),
            role: Role::Kernel,
        };
        let mut lights = vec![window];
        lights.extend(lit.map(|at| single(at, Role::Output)));
        let spread = Diagram {
            lit: lights,
            ..self.diagram(
                GridId::Dz,
                format!(
                    "{}{}{}{}",
                    self.name(GridId::Dz),
                    spread_by(stride),
                    surrounded(full.padding),
                    unreached(self.unreached(&full))
                ),
                full.size,
                &|at| {
                    self.spread_dz(at)
                        .or_else(|| full.is_between(geometry, at).then_some(0.0))
                },
            )
        };
        vec![spread, self.rotated(target)]
    }

    /// The number at a place of dZ, once that is spread by the stride and padded.
    fn spread_dz(&self, at: At) -> Option<f64> {
        let position = FullCorrelation::of(self.geometry).position(self.geometry, at)?;
        self.writer.frame.dz.get(position)
    }

    /// W rotated by 180°. Lit are its cells that meet dZ in the sum of a cell of
    /// dX.
    fn rotated(&self, target: At) -> Diagram {
        let geometry = self.geometry;
        let dilation = geometry.spacing().dilation;
        let kernel = geometry.kernel();
        let rotated = |at: At| {
            let at = undilated(at, dilation)?;
            let at = At::new(kernel.rows - 1 - at.row, kernel.cols - 1 - at.col);
            self.writer.layer.w().get(at)
        };
        let places = kernel
            .positions()
            .map(|at| At::new(at.row * dilation, at.col * dilation));
        let meets = |at: &At| {
            let under = At::new(target.row + at.row, target.col + at.col);
            self.spread_dz(under).is_some()
        };
        Diagram {
            lit: places
                .filter(meets)
                .map(|at| single(at, Role::Kernel))
                .collect(),
            turned: true,
            ..self.diagram(
                GridId::W,
                format!(
                    "{} rotated by 180°{}",
                    self.name(GridId::W),
                    dilated_by(dilation)
                ),
                geometry.span(),
                &rotated,
            )
        }
    }

    /// What the rotated kernel lies on in the sum of a cell of dX.
    fn under_rotated(&self, target: At) -> Diagram {
        let Spacing {
            stride, dilation, ..
        } = self.geometry.spacing();
        let value = |at: At| {
            undilated(at, dilation)?;
            self.spread_dz(At::new(target.row + at.row, target.col + at.col))
        };
        let caption = format!("{}{} under it", self.name(GridId::Dz), spread_by(stride));
        self.diagram(GridId::Dz, caption, self.geometry.span(), &value)
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

    /// X, padded, and dZ, spread.
    fn valid_correlation(&self, target: At) -> Vec<Diagram> {
        let geometry = self.geometry;
        let Spacing {
            stride,
            padding,
            dilation,
        } = geometry.spacing();
        let output = geometry.output();
        let x = |at: At| {
            let row = at.row.checked_sub(padding)?;
            let col = at.col.checked_sub(padding)?;
            self.writer.layer.x().get(At::new(row, col))
        };
        let under = |at: At| {
            At::new(
                target.row * dilation + at.row * stride,
                target.col * dilation + at.col * stride,
            )
        };
        let lit = output
            .positions()
            .map(|at| single(under(at), Role::ReceptiveField));
        let size = Size::new(
            (output.rows - 1) * stride + 1,
            (output.cols - 1) * stride + 1,
        );
        let window = Lit {
            at: At::new(target.row * dilation, target.col * dilation),
            size,
            role: Role::Output,
        };
        let mut lights = vec![window];
        lights.extend(lit);
        let padded = Diagram {
            lit: lights,
            ..self.diagram(
                GridId::X,
                format!(
                    "{}{}",
                    self.name(GridId::X),
                    surrounded([padding.cast_signed(); 2])
                ),
                geometry.padded(),
                &x,
            )
        };
        // What lies between its cells are zeros.
        let dz = |at| match undilated(at, stride) {
            Some(at) => self.writer.frame.dz.get(at),
            None => Some(0.0),
        };
        let spread = |at: At| At::new(at.row * stride, at.col * stride);
        let lit = output
            .positions()
            .map(|at| single(spread(at), Role::Output));
        let caption = format!("{}{}", self.name(GridId::Dz), spread_by(stride));
        let spread = Diagram {
            lit: lit.collect(),
            ..self.diagram(GridId::Dz, caption, size, &dz)
        };
        vec![padded, spread]
    }

    /// C, a row for each position and a column for each cell of X.
    fn matrix(&self, lit: Lit) -> Diagram {
        let input = self.geometry.input();
        let w = self.writer.layer.w();
        self.rows_of_positions("C", [GridId::X, GridId::W], input, lit, &|tap| {
            (input.index_of(tap.input), w[tap.kernel])
        })
    }

    /// P, a row for each position and a column for each cell of W.
    fn patches(&self, target: At) -> Diagram {
        let kernel = self.geometry.kernel();
        let x = self.writer.layer.x();
        let lit = self.column(kernel.index_of(target), Role::Accumulated);
        self.rows_of_positions("P", [GridId::W, GridId::X], kernel, lit, &|tap| {
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
        lit: Lit,
        entry: &dyn Fn(Tap) -> (usize, f64),
    ) -> Diagram {
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
        Diagram {
            lit: vec![lit],
            ..self.drawn(
                entries,
                caption,
                Size::new(output.cells(), of.cells()),
                &cells,
            )
        }
    }

    /// A column of C or P.
    fn column(&self, index: usize, role: Role) -> Lit {
        Lit {
            at: At::new(0, index),
            size: Size::new(self.geometry.output().cells(), 1),
            role,
        }
    }

    /// Cells of a grid at other places than in the grid.
    fn diagram(
        &self,
        grid: GridId,
        caption: String,
        size: Size,
        value: &dyn Fn(At) -> Option<f64>,
    ) -> Diagram {
        let cells = size.positions().filter_map(|at| Some((at, value(at)?)));
        self.drawn(grid, caption, size, &cells.collect::<Vec<_>>())
    }

    fn drawn(&self, grid: GridId, caption: String, size: Size, cells: &[(At, f64)]) -> Diagram {
        let largest = largest_magnitude(cells.iter().map(|&(_, value)| value));
        let largest = self.scene.shared_largest(grid).unwrap_or(largest);
        let mut shades: LiteMap<i32, Vec<At>> = LiteMap::new();
        for &(at, value) in cells {
            shades.entry(shade(value, largest)).or_default().push(at);
        }
        let labelled = size.cols <= MOST_LABELLED;
        let label = |&(at, value): &(At, f64)| (at, self.writer.number(value));
        Diagram {
            caption,
            size,
            shades: shades.into_iter().collect(),
            labels: cells.iter().filter(|_| labelled).map(label).collect(),
            lit: Vec::new(),
            turned: false,
        }
    }
}

const fn single(at: At, role: Role) -> Lit {
    Lit {
        at,
        size: Size::new(1, 1),
        role,
    }
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
