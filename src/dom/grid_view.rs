//! One of the grids.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlInputElement};

use crate::app::Naming;
use crate::math::{At, Size};
use crate::trace::{CellRef, GridId, Role};
use crate::view::{CellLook, GridLook, Marks};

use super::map_view::MapView;
use super::node::{TextSlot, append, document, find, set_attribute, set_number};

/// The name of a role in the document.
pub(super) const fn role_name(role: Role) -> &'static str {
    match role {
        Role::ReceptiveField => "receptive-field",
        Role::Kernel => "kernel",
        Role::Output => "output",
        Role::Accumulated => "accumulated",
    }
}

/// Marks the field of a cell whose text is not in force.
pub(super) const DRAFT: &str = "data-draft";

/// Grids with no more rows and columns than this always fit.
const NEVER_SCROLLS: usize = 4;

/// A table of cells. Its nodes are made when the size changes, never when a
/// value does.
#[derive(Debug)]
pub(super) struct GridView {
    id: GridId,
    table: HtmlElement,
    name: TextSlot,
    what: TextSlot,
    shape: TextSlot,
    note: TextSlot,
    refusal: Option<TextSlot>,
    skeleton: Option<Skeleton>,
    shown: Option<GridLook>,
    longest: usize,
    followed: Option<At>,
    cells: Vec<CellView>,
    ghosts: Vec<Ghost>,
    map: Option<MapView>,
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
    pub(super) fn find(root: &Element, id: GridId) -> Result<Self, JsValue> {
        let name = id.name();
        Ok(Self {
            id,
            table: find(root, &format!("[data-grid={name}]"))?,
            name: TextSlot::find(root, &format!("name-{name}"))?,
            what: TextSlot::find(root, &format!("what-{name}"))?,
            note: TextSlot::find(root, &format!("note-{name}"))?,
            shape: TextSlot::find(root, &format!("shape-{name}"))?,
            refusal: match id.operand() {
                Some(_) => Some(TextSlot::find(root, &format!("refusal-{name}"))?),
                None => None,
            },
            skeleton: None,
            shown: None,
            longest: 0,
            followed: None,
            cells: Vec::new(),
            ghosts: Vec::new(),
            map: None,
        })
    }

    pub(super) fn render(&mut self, look: &GridLook) -> Result<(), JsValue> {
        self.render_skeleton(look)?;
        let before = self.shown.take();
        let changes = match &before {
            Some(before) => look.changes(before),
            None => look.size.positions().collect(),
        };
        for &at in &changes {
            let shown = before.as_ref().map(|before| before.cell(at));
            self.cells[look.size.index_of(at)].render(&look.cell(at), shown.as_ref())?;
        }
        if !changes.is_empty() {
            self.fit_text(look)?;
            if let Some(map) = &mut self.map {
                map.draw(look)?;
            }
        }
        if before.as_ref().map(|before| before.editable) != Some(look.editable) {
            self.render_editable(look.editable);
        }
        self.render_ghosts(look, before.as_ref())?;
        self.what.write(&look.what);
        self.note.write(&look.note);
        if let Some(refusal) = &mut self.refusal {
            refusal.write(&look.errors.join(" "));
        }
        self.shown = Some(look.clone());
        Ok(())
    }

    /// Where the cell of the step is, if it is another than before. Small grids
    /// never scroll; they are not measured.
    pub(super) fn follow(&mut self, at: Option<At>) -> Option<Followed> {
        let moved = at.filter(|_| at != self.followed);
        self.followed = at.or(self.followed);
        let (at, size) = (moved?, self.size()?);
        if size.rows.max(size.cols) <= NEVER_SCROLLS {
            return None;
        }
        let cell = self.cells.get(size.index_of(at))?;
        let view = self.table.parent_element()?;
        let rect = cell.element.get_bounding_client_rect();
        let middle =
            rect.left() - self.table.get_bounding_client_rect().left() + rect.width() / 2.0;
        let lit = self.shown.as_ref().and_then(|look| look.marks.get(&at));
        let lit = lit.is_some_and(|marks| marks.role.is_some());
        Some(Followed {
            left: middle - f64::from(view.client_width()) / 2.0,
            lit: lit.then(|| (rect.top(), rect.bottom())),
            view,
        })
    }

    /// Moves the focus to a cell; a field's text is selected, to be typed over.
    pub(super) fn focus(&self, at: At) -> Result<(), JsValue> {
        let Some(cell) = self
            .size()
            .and_then(|size| self.cells.get(size.index_of(at)))
        else {
            return Ok(());
        };
        match &cell.content {
            Content::Field(input) => {
                input.focus()?;
                input.select();
                Ok(())
            }
            Content::Number { .. } | Content::Shade => cell.element.focus(),
        }
    }

    /// All numbers of a grid have one size, so that the longest fits. A text
    /// that is being typed scrolls in its field instead.
    fn fit_text(&mut self, look: &GridLook) -> Result<(), JsValue> {
        if !look.has_numbers {
            return Ok(());
        }
        let settled = look
            .cells()
            .filter(|cell| !cell.marks.edited && cell.marks.draft.is_none());
        let longest = settled.map(|cell| cell.text.chars().count());
        let longest = longest.max().unwrap_or(0);
        if longest != self.longest {
            self.longest = longest;
            self.table
                .style()
                .set_property("--longest", &longest.to_string())?;
        }
        Ok(())
    }

    /// G can be read only while it is computed.
    fn render_editable(&self, editable: bool) {
        for cell in &self.cells {
            if let Content::Field(input) = &cell.content {
                input.set_read_only(!editable);
            }
        }
    }

    fn size(&self) -> Option<Size> {
        self.skeleton.map(|skeleton| skeleton.size)
    }

    /// New nodes for a new shape, new words for new names.
    fn render_skeleton(&mut self, look: &GridLook) -> Result<(), JsValue> {
        let wanted = Skeleton {
            size: look.size,
            padding: look.padding,
            naming: look.naming,
            has_numbers: look.has_numbers,
        };
        let before = self.skeleton.replace(wanted);
        if before == Some(wanted) {
            return Ok(());
        }
        let name = wanted.naming.grid(self.id);
        let first_words = look.what.split(" · ").next().unwrap_or_default();
        self.table
            .set_attribute("aria-label", &format!("{name}, {first_words}"))?;
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
        self.rebuild(wanted)
    }

    fn rebuild(&mut self, skeleton: Skeleton) -> Result<(), JsValue> {
        let focused = self.focused();
        self.table.set_text_content(None);
        self.shown = None;
        self.followed = None;
        let table = Rows::fill(&self.table, self.id, skeleton)?;
        self.cells = table.cells;
        self.ghosts = table.ghosts;
        self.label_cells(skeleton.naming)?;
        let size = skeleton.size;
        if let Some(map) = self.map.take() {
            map.remove();
        }
        if !skeleton.has_numbers {
            self.map = Some(MapView::behind(&self.table, size, skeleton.padding)?);
        }
        self.shape.write(&size.to_string());
        // The nodes are new, but the person is where they were, or near it.
        match focused {
            Some(At { row, col }) => {
                self.focus(At::new(row.min(size.rows - 1), col.min(size.cols - 1)))
            }
            None => Ok(()),
        }
    }

    /// Names the fields for whoever does not see where they stand.
    fn label_cells(&self, naming: Naming) -> Result<(), JsValue> {
        for CellView { cell, content, .. } in &self.cells {
            if let Content::Field(input) = content {
                input.set_attribute("aria-label", &naming.cell(*cell))?;
            }
        }
        Ok(())
    }

    /// The padding under the kernel; what would fall on it in dX is dropped.
    fn render_ghosts(&self, look: &GridLook, before: Option<&GridLook>) -> Result<(), JsValue> {
        let lit = |look: &GridLook, place| look.lit_padding.contains(place);
        for Ghost { place, element } in &self.ghosts {
            let is_lit = lit(look, place);
            if before.is_some_and(|before| lit(before, place) == is_lit) {
                continue;
            }
            let role = (is_lit && !look.drops).then(|| role_name(Role::on(self.id)));
            set_attribute(element, "data-role", role)?;
            set_attribute(
                element,
                "data-dropped",
                (is_lit && look.drops).then_some(""),
            )?;
        }
        Ok(())
    }

    /// The cell that has the focus, if it is one of this grid.
    fn focused(&self) -> Option<At> {
        let active = document().ok()?.active_element()?;
        cell_of(&active)
            .filter(|cell| cell.grid == self.id)
            .map(|cell| cell.at)
    }
}

/// The nodes of a table.
#[derive(Default)]
struct Rows {
    cells: Vec<CellView>,
    ghosts: Vec<Ghost>,
}

impl Rows {
    /// One row is made, all others are copies of it: of thousands of cells most
    /// of the time would go into their attributes.
    fn fill(table: &Element, grid: GridId, skeleton: Skeleton) -> Result<Self, JsValue> {
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
        let head = append(&append(table, "thead")?, "tr")?;
        append(&head, "td")?.set_attribute("aria-hidden", "true")?;
        for col in -ring..cols + ring {
            header(&head, "col", index(col, cols))?;
        }
        let body = append(table, "tbody")?;
        let absent = document()?.create_element("tr")?;
        let present = document()?.create_element("tr")?;
        for col in -ring..cols + ring {
            ghost(&absent)?;
            if (0..cols).contains(&col) {
                cell(&present, grid, col, skeleton.has_numbers)?;
            } else {
                ghost(&present)?;
            }
        }
        let mut made = Self::default();
        for row in -ring..rows + ring {
            let within = (0..rows).contains(&row);
            let model = if within { &present } else { &absent };
            let copy: Element = model.clone_node_with_deep(true)?.unchecked_into();
            let line = append(&body, "tr")?;
            header(&line, "row", index(row, rows))?;
            for col in -ring..cols + ring {
                let Some(element) = copy.first_element_child() else {
                    break;
                };
                line.append_child(&element)?;
                match (usize::try_from(row), usize::try_from(col)) {
                    (Ok(row), Ok(col)) if size.contains(At::new(row, col)) => {
                        element.set_attribute("data-row", &row.to_string())?;
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
        Ok(made)
    }
}

/// The index of a row or column; none beside the padding.
fn header(line: &Element, scope: &str, index: Option<isize>) -> Result<(), JsValue> {
    let Some(index) = index else {
        let corner = append(line, "td")?;
        corner.set_attribute("class", "edge")?;
        return corner.set_attribute("aria-hidden", "true");
    };
    let header = append(line, "th")?;
    header.set_attribute("scope", scope)?;
    header.set_text_content(Some(&index.to_string()));
    Ok(())
}

/// A cell of the padding: 0 for whoever sees it.
fn ghost(line: &Element) -> Result<(), JsValue> {
    let ghost = append(line, "td")?;
    ghost.set_attribute("class", "ghost")?;
    ghost.set_attribute("aria-hidden", "true")
}

/// A cell: a field, or a number and below it what the step added, which is
/// drawn by the style: the text of a cell is its number alone. Where numbers
/// have no room it is empty.
fn cell(line: &Element, grid: GridId, col: isize, has_number: bool) -> Result<(), JsValue> {
    let element = append(line, "td")?;
    element.set_attribute("data-col", &col.to_string())?;
    if grid.operand().is_some() {
        return field(&element);
    }
    element.set_attribute("tabindex", "-1")?;
    if has_number {
        append(&element, "span")?;
        append(&element, "small")?;
    }
    Ok(())
}

fn field(parent: &Element) -> Result<(), JsValue> {
    let input = append(parent, "input")?;
    for (name, value) in [
        ("type", "text"),
        ("inputmode", "text"),
        ("autocomplete", "off"),
        ("autocapitalize", "off"),
        ("spellcheck", "false"),
        ("enterkeyhint", "next"),
    ] {
        input.set_attribute(name, value)?;
    }
    Ok(())
}

/// The nodes of one cell.
#[derive(Debug)]
struct CellView {
    cell: CellRef,
    element: HtmlElement,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// A cell of X, W, G or T.
    Field(HtmlInputElement),
    /// A computed cell: its number, and below it what the step added.
    Number { number: Element, added: Element },
    /// A computed cell without a number.
    Shade,
}

impl CellView {
    fn new(element: Element, cell: CellRef) -> Self {
        let first = element.first_element_child();
        let content = match (first, element.last_element_child()) {
            (Some(input), _) if cell.grid.operand().is_some() => {
                Content::Field(input.unchecked_into())
            }
            (Some(number), Some(added)) => Content::Number { number, added },
            _ => Content::Shade,
        };
        Self {
            cell,
            element: element.unchecked_into(),
            content,
        }
    }

    /// Writes what differs from what is shown; all, where nothing is.
    fn render(&self, look: &CellLook, shown: Option<&CellLook>) -> Result<(), JsValue> {
        let element = &self.element;
        let nothing = CellLook::default();
        let before = shown.unwrap_or(&nothing);
        if look.value.map(f64::to_bits) != before.value.map(f64::to_bits) {
            match look.value {
                Some(value) => set_number(element, "data-value", value),
                None => element.remove_attribute("data-value")?,
            }
        }
        let is_new = shown.is_none();
        self.render_content(look, before, is_new)?;
        if look.marks != before.marks {
            self.render_marks(&look.marks, &before.marks)?;
        }
        Ok(())
    }

    fn render_content(
        &self,
        look: &CellLook,
        before: &CellLook,
        is_new: bool,
    ) -> Result<(), JsValue> {
        let element = &self.element;
        match &self.content {
            Content::Field(input) => {
                // The field of a draft has this text already; writing it
                // again would move the caret.
                if (is_new || look.text != before.text || look.marks != before.marks)
                    && input.value() != look.text
                {
                    input.set_value(&look.text);
                    // Writing loses the selection with which one enters a field.
                    if document()?.active_element().as_ref() == Some(input.as_ref()) {
                        input.select();
                    }
                }
            }
            Content::Number { number, .. } => {
                if look.text != before.text {
                    number.set_text_content(Some(&look.text));
                }
            }
            // The map has the shade.
            Content::Shade => return Ok(()),
        }
        if is_new || look.value.is_some() != before.value.is_some() {
            let unknown = look.value.is_none();
            set_attribute(element, "data-unknown", unknown.then_some(""))?;
            let said = unknown.then_some("not computed yet");
            set_attribute(element, "aria-label", said)?;
        }
        if look.shade != before.shade {
            element
                .style()
                .set_property("--shade", &look.shade.to_string())?;
        }
        Ok(())
    }

    fn render_marks(&self, marks: &Marks, before: &Marks) -> Result<(), JsValue> {
        let element = &self.element;
        let flag = |name, on: bool| set_attribute(element, name, on.then_some(""));
        let said = |marks: &Marks| (marks.role, marks.should_be.clone());
        if said(marks) != said(before) {
            set_attribute(element, "data-role", marks.role.map(role_name))?;
            set_attribute(element, "data-should-be", marks.should_be.as_deref())?;
            set_attribute(element, "aria-description", description(marks).as_deref())?;
        }
        if marks.hole != before.hole {
            flag("data-hole", marks.hole)?;
        }
        if marks.pinned != before.pinned {
            flag("data-pinned", marks.pinned)?;
            set_attribute(element, "aria-selected", marks.pinned.then_some("true"))?;
        }
        if let Content::Number { added, .. } = &self.content {
            let right = marks.should_be.as_ref().map(|right| format!("✓ {right}"));
            let below = right.or_else(|| marks.added.clone());
            set_attribute(added, "data-added", below.as_deref())?;
        }
        match &self.content {
            Content::Field(input) => {
                set_attribute(input, DRAFT, marks.draft.is_some().then_some(""))?;
                let invalid = marks.invalid.then_some("true");
                set_attribute(element, "aria-invalid", invalid)?;
                set_attribute(input, "aria-invalid", invalid)?;
                let refusal = format!("refusal-{}", self.cell.grid.name());
                let refusal = marks.invalid.then_some(refusal.as_str());
                set_attribute(input, "aria-describedby", refusal)?;
            }
            Content::Number { .. } => {}
            Content::Shade => set_attribute(element, "aria-label", marks.told.as_deref())?,
        }
        if marks.tab_stop != before.tab_stop {
            element.set_tab_index(if marks.tab_stop { 0 } else { -1 });
        }
        Ok(())
    }
}

/// What outlines and marks say, in words.
fn description(marks: &Marks) -> Option<String> {
    let role = marks.role.map(|role| role_name(role).replace('-', " "));
    match (role, &marks.should_be) {
        (role, None) => role,
        (None, Some(right)) => Some(format!("should be {right}")),
        (Some(role), Some(right)) => Some(format!("{role}, should be {right}")),
    }
}

/// A cell that the step has moved to, as it was measured.
#[derive(Debug)]
pub(super) struct Followed {
    view: Element,
    /// How far its grid is to be scrolled for it to come to the middle.
    left: f64,
    /// Its top and bottom, where it is lit.
    lit: Option<(f64, f64)>,
}

/// Scrolls each grid inside of its box so that its cell comes to the middle,
/// and the picture up or down as little as it takes to show the lit cells and
/// what is right above and below them, the last of them first of all.
pub(super) fn scroll(picture: &Element, followed: &[Followed]) {
    // All reading before any writing: each reading after it costs a layout.
    let outer = picture.get_bounding_client_rect();
    let mut distance = 0.0;
    for (top, bottom) in followed.iter().filter_map(|cell| cell.lit) {
        let margin = 3.0 * (bottom - top);
        let above = (outer.top() + margin - (top - distance)).max(0.0);
        let below = (bottom - distance + margin - outer.bottom()).max(0.0);
        distance += below - above;
    }
    for Followed { view, left, .. } in followed {
        view.set_scroll_left(pixels(*left));
    }
    if pixels(distance) != 0 {
        picture.set_scroll_top(picture.scroll_top() + pixels(distance));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
const fn pixels(distance: f64) -> i32 {
    distance as i32
}

/// The cell that an element is or lies in.
pub(super) fn cell_of(element: &Element) -> Option<CellRef> {
    let cell = element.closest("[data-grid] [data-row][data-col]").ok()??;
    let grid = cell
        .closest("[data-grid]")
        .ok()??
        .get_attribute("data-grid")?;
    let coordinate = |name| cell.get_attribute(name)?.parse().ok();
    let at = At::new(coordinate("data-row")?, coordinate("data-col")?);
    Some(CellRef::new(GridId::named(&grid)?, at))
}
