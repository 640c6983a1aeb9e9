//! One of the grids.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::app::Naming;
use crate::math::{At, Size};
use crate::trace::{CellRef, GridId, Role};
use crate::view::{CellLook, GridLook};

use super::cell_view::{CellView, dress, make_cell};
use super::frame::Frame;
use super::map_view::{MapView, Palette};
use super::node::{
    OrStop, TextSlot, append, append_child, closest, create, document, find, put_attribute, query,
    remove_attribute, set_attribute, write_attribute,
};

/// A table of cells. Its nodes are made when the size changes, never when a
/// value does.
#[derive(Debug)]
pub(super) struct GridView {
    id: GridId,
    table: HtmlElement,
    name: TextSlot,
    /// b and db stand in a caption and have none of their own.
    what: Option<TextSlot>,
    shape: Option<TextSlot>,
    refusal: Option<TextSlot>,
    skeleton: Option<Skeleton>,
    shown: Option<GridLook>,
    cells: Vec<CellView>,
    ghosts: Vec<Ghost>,
    map: Option<MapView>,
    frame: Option<Frame>,
}

/// What the nodes of a grid are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Skeleton {
    size: Size,
    padding: usize,
    naming: Naming,
    has_numbers: bool,
}

/// An absent cell of the padding, by row and column counted from the first
/// cell that is there.
#[derive(Debug)]
struct Ghost {
    place: [isize; 2],
    element: Element,
}

impl GridView {
    pub(super) fn find(root: &Element, id: GridId) -> Self {
        let name = id.name();
        let slot = |what| {
            let found = query(root, &["[data-slot=", what, "-", name, "]"].concat());
            found.map(TextSlot::new)
        };
        Self {
            id,
            table: find(root, &["[data-grid=", name, "]"].concat()),
            name: TextSlot::find(root, &format!("name-{name}")),
            what: slot("what"),
            shape: slot("shape"),
            refusal: slot("refusal"),
            skeleton: None,
            shown: None,
            cells: Vec::new(),
            ghosts: Vec::new(),
            map: None,
            frame: None,
        }
    }

    /// Writes what differs. A map is drawn if its colours are known.
    pub(super) fn render(&mut self, look: &GridLook, palette: Option<Palette>) {
        self.render_skeleton(look, palette);
        let before = self.shown.take();
        let changes = match &before {
            Some(before) => look.changes(before),
            None => look.size.positions().collect(),
        };
        let mut is_reshaded = false;
        for &at in &changes {
            let shown = before.as_ref().map(|before| before.cell(at));
            let cell = look.cell(at);
            self.cells[look.size.index_of(at)].render(&cell, shown.as_ref());
            let shade = |cell: &CellLook| (cell.value.is_some(), cell.shade);
            is_reshaded |= shown
                .as_ref()
                .is_none_or(|shown| shade(shown) != shade(&cell));
        }
        if let Some(map) = self.map.as_ref().filter(|_| is_reshaded) {
            map.draw(look);
        }
        self.render_frame(look);
        if before.as_ref().map(|before| before.editable) != Some(look.editable) {
            // G can be read only while it is computed.
            set_attribute(&self.table, "data-editable", look.editable.then_some(""));
            let fixed = (!look.editable).then_some("true");
            set_attribute(&self.table, "aria-readonly", fixed);
            for cell in &self.cells {
                cell.set_editable(look.editable);
            }
        }
        self.render_ghosts(look, before.as_ref());
        write(&mut self.what, &in_two_parts(&look.caption));
        write(&mut self.refusal, &look.refusal);
        self.shown = Some(look.clone());
    }

    fn render_frame(&mut self, look: &GridLook) {
        if look.lit.is_some() || self.frame.is_some() {
            let frame = self.frame.get_or_insert_with(|| Frame::over(&self.table));
            frame.render(look);
        }
    }

    pub(super) fn first_cell(&self) -> Option<&Element> {
        self.cells.first().map(CellView::element)
    }

    pub(super) fn focus(&self, at: At) {
        let size = self.size();
        let cell = size.and_then(|size| self.cells.get(size.index_of(at)));
        if let Some(cell) = cell {
            cell.focus();
        }
    }

    fn size(&self) -> Option<Size> {
        self.skeleton.map(|skeleton| skeleton.size)
    }

    /// New nodes for a new shape, new words for new names.
    fn render_skeleton(&mut self, look: &GridLook, palette: Option<Palette>) {
        let wanted = Skeleton {
            size: look.size,
            padding: look.padding,
            naming: look.naming,
            has_numbers: look.has_numbers,
        };
        let before = self.skeleton.replace(wanted);
        if before == Some(wanted) {
            return;
        }
        let name = wanted.naming.grid(self.id);
        let first_words = look
            .caption
            .split('·')
            .next()
            .unwrap_or_default()
            .trim_end();
        put_attribute(&self.table, "aria-label", &format!("{name}, {first_words}"));
        self.name.write(name);
        let unnamed = |skeleton: Skeleton| Skeleton {
            naming: Naming {
                first: skeleton.naming.first,
                ..Naming::default()
            },
            ..skeleton
        };
        if before.map(unnamed) == Some(unnamed(wanted)) {
            return self.label_cells(wanted.naming);
        }
        if before.is_none()
            && let Some(cells) = cells_of_page(&self.table, self.id, wanted)
        {
            self.cells = cells;
            return self.label_cells(wanted.naming);
        }
        self.rebuild(wanted, palette);
    }

    fn rebuild(&mut self, skeleton: Skeleton, palette: Option<Palette>) {
        let focused = self.focused();
        self.table.set_text_content(None);
        self.shown = None;
        self.frame = None;
        let table = Rows::fill(&self.table, self.id, skeleton);
        self.cells = table.cells;
        self.ghosts = table.ghosts;
        self.label_cells(skeleton.naming);
        let size = skeleton.size;
        if let Some(map) = self.map.take() {
            map.remove();
        }
        if let Some(palette) = palette.filter(|_| !skeleton.has_numbers) {
            let map = MapView::behind(&self.table, size, palette);
            self.map = Some(map);
        }
        write(&mut self.shape, &size.to_string());
        // The nodes are new, but the person is where they were, or near it.
        if let Some(At { row, col }) = focused {
            self.focus(At::new(row.min(size.rows - 1), col.min(size.cols - 1)));
        }
    }

    fn label_cells(&self, naming: Naming) {
        for cell in &self.cells {
            cell.label(naming);
        }
    }

    /// The padding under the kernel. In dX what would fall on it is marked as
    /// dropped.
    fn render_ghosts(&self, look: &GridLook, before: Option<&GridLook>) {
        let marks = |look: &GridLook, place| {
            let is_lit = look.lit_padding.contains(place);
            let is_outlined = is_lit && !look.drops && look.lit.is_none();
            [is_outlined, is_lit && look.drops]
        };
        for Ghost { place, element } in &self.ghosts {
            let [is_outlined, is_dropped] = marks(look, place);
            if before.is_some_and(|before| marks(before, place) == [is_outlined, is_dropped]) {
                continue;
            }
            let role = is_outlined.then(|| Role::on(self.id).name());
            write_attribute(element, "data-role", role);
            write_attribute(element, "data-dropped", is_dropped.then_some(""));
        }
    }

    fn focused(&self) -> Option<At> {
        let active = document().active_element()?;
        cell_of(&active)
            .filter(|cell| cell.grid == self.id)
            .map(|cell| cell.at)
    }
}

fn write(slot: &mut Option<TextSlot>, text: &str) {
    if let Some(slot) = slot {
        slot.write(text);
    }
}

/// A caption may break before its dot alone. Where the second part has no room, the
/// styles leave it out.
fn in_two_parts(words: &str) -> String {
    match words.split_once('·') {
        Some((first, second)) => [first, "·", &second.replace(' ', "\u{a0}")].concat(),
        None => words.to_owned(),
    }
}

/// The cells of the skeleton, where they are as many as wanted: to lay out new ones
/// would be most of what the start costs.
fn cells_of_page(table: &Element, grid: GridId, wanted: Skeleton) -> Option<Vec<CellView>> {
    let Size { rows, cols } = wanted.size;
    let find = |At { row, col }| {
        let [row, col] = [row, col].map(|index| index.to_string());
        query(
            table,
            &["[data-row='", &row, "'][data-col='", &col, "']"].concat(),
        )
    };
    let is_same = wanted.padding == 0
        && wanted.naming.first == 0
        && wanted.has_numbers
        && find(At::new(rows, 0)).is_none()
        && find(At::new(0, cols)).is_none();
    let mut cells = Vec::new();
    for at in wanted.size.positions() {
        let element = find(at).filter(|_| is_same)?;
        for name in ["data-value", "data-shade", "data-unknown", "aria-label"] {
            remove_attribute(&element, name);
        }
        dress(&element);
        cells.push(CellView::new(element, CellRef::new(grid, at)));
    }
    Some(cells)
}

#[derive(Default)]
struct Rows {
    cells: Vec<CellView>,
    ghosts: Vec<Ghost>,
}

impl Rows {
    /// Makes one row and copies it for all others: with thousands of cells most of
    /// the time would go into their attributes.
    fn fill(table: &Element, grid: GridId, skeleton: Skeleton) -> Self {
        let Skeleton {
            size,
            padding,
            naming,
            ..
        } = skeleton;
        let (rows, cols) = (size.rows.cast_signed(), size.cols.cast_signed());
        let ring = padding.cast_signed();
        let index = |coordinate, extent| {
            let there = (0..extent).contains(&coordinate);
            there.then_some(coordinate + naming.first.cast_signed())
        };
        let head = append(&append(table, "thead"), "tr");
        put_attribute(&append(&head, "td"), "aria-hidden", "true");
        for col in -ring..cols + ring {
            header(&head, "col", index(col, cols));
        }
        let body = append(table, "tbody");
        let absent = create(&document(), "tr");
        let present = create(&document(), "tr");
        for col in -ring..cols + ring {
            let within = (0..cols).contains(&col);
            ghost(&absent, within);
            if within {
                make_cell(&present, grid, col, skeleton.has_numbers);
            } else {
                ghost(&present, within);
            }
        }
        let mut made = Self::default();
        for row in -ring..rows + ring {
            let within = (0..rows).contains(&row);
            let model = if within { &present } else { &absent };
            let copy: Element = model.clone_node_with_deep(true).or_stop().unchecked_into();
            let line = append(&body, "tr");
            header(&line, "row", index(row, rows));
            for col in -ring..cols + ring {
                let Some(element) = copy.first_element_child() else {
                    break;
                };
                append_child(&line, &element);
                match (usize::try_from(row), usize::try_from(col)) {
                    (Ok(row), Ok(col)) if size.contains(At::new(row, col)) => {
                        put_attribute(&element, "data-row", &row.to_string());
                        let cell = CellRef::new(grid, At::new(row, col));
                        made.cells.push(CellView::new(element, cell));
                    }
                    _ => made.ghosts.push(Ghost {
                        place: [row, col],
                        element,
                    }),
                }
            }
        }
        made
    }
}

/// The index of a row or column; beside the padding there is none.
fn header(line: &Element, scope: &str, index: Option<isize>) {
    let Some(index) = index else {
        let corner = append(line, "td");
        put_attribute(&corner, "class", "edge");
        put_attribute(&corner, "aria-hidden", "true");
        return;
    };
    let header = append(line, "th");
    put_attribute(&header, "scope", scope);
    header.set_text_content(Some(&index.to_string()));
}

/// A cell of the padding, which is seen as a 0; `within` tells whether it stands
/// above or below cells.
fn ghost(line: &Element, within: bool) {
    let ghost = append(line, "td");
    let class = if within { "ghost" } else { "ghost edge" };
    put_attribute(&ghost, "class", class);
    put_attribute(&ghost, "aria-hidden", "true");
}

/// The cell that an element is, or lies in.
pub(super) fn cell_of(element: &Element) -> Option<CellRef> {
    let cell = closest(element, "[data-grid] [data-row][data-col]")?;
    let grid = cell
        .closest("[data-grid]")
        .ok()??
        .get_attribute("data-grid")?;
    let coordinate = |name| cell.get_attribute(name)?.parse().ok();
    let at = At::new(coordinate("data-row")?, coordinate("data-col")?);
    Some(CellRef::new(GridId::named(&grid)?, at))
}
