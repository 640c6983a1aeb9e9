//! One of the grids.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlInputElement};

use crate::app::Naming;
use crate::math::{At, Size};
use crate::trace::{CellRef, GridId, Role};
use crate::view::{CellLook, GridLook};

use super::node::{TextSlot, append, document, find, set_attribute};

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
    shown: Option<Skeleton>,
    editable: Option<bool>,
    longest: usize,
    followed: Option<At>,
    cells: Vec<CellView>,
    ghosts: Vec<Ghost>,
}

/// What the nodes of a grid are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Skeleton {
    size: Size,
    padding: usize,
    naming: Naming,
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
            shown: None,
            editable: None,
            longest: 0,
            followed: None,
            cells: Vec::new(),
            ghosts: Vec::new(),
        })
    }

    pub(super) fn render(&mut self, look: &GridLook) -> Result<(), JsValue> {
        self.render_skeleton(look)?;
        self.render_editable(look.editable);
        for (cell, cell_look) in self.cells.iter_mut().zip(&look.cells) {
            cell.render(cell_look)?;
        }
        self.render_ghosts(look)?;
        self.what.write(&look.what);
        self.note.write(&look.note);
        if let Some(refusal) = &mut self.refusal {
            refusal.write(&look.errors.join(" "));
        }
        self.fit_text(look)
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
        let lit = cell.shown.as_ref().is_some_and(|look| look.role.is_some());
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
            Content::Number { .. } => cell.element.unchecked_ref::<HtmlElement>().focus(),
        }
    }

    /// All numbers of a grid have one size, so that the longest fits. A text
    /// that is being typed scrolls in its field instead.
    fn fit_text(&mut self, look: &GridLook) -> Result<(), JsValue> {
        let settled = look.cells.iter().filter(|cell| !cell.being_typed);
        let longest = settled
            .map(|cell| cell.text.chars().count())
            .max()
            .unwrap_or(0);
        if longest != self.longest {
            self.longest = longest;
            self.table
                .style()
                .set_property("--longest", &longest.to_string())?;
        }
        Ok(())
    }

    /// G can be read only while it is computed.
    fn render_editable(&mut self, editable: bool) {
        if self.editable == Some(editable) {
            return;
        }
        self.editable = Some(editable);
        for cell in &self.cells {
            if let Content::Field(input) = &cell.content {
                input.set_read_only(!editable);
            }
        }
    }

    fn size(&self) -> Option<Size> {
        self.shown.map(|shown| shown.size)
    }

    /// New nodes for a new shape, new words for new names.
    fn render_skeleton(&mut self, look: &GridLook) -> Result<(), JsValue> {
        let wanted = Skeleton {
            size: look.size,
            padding: look.padding,
            naming: look.naming,
        };
        if self.shown == Some(wanted) {
            return Ok(());
        }
        let name = wanted.naming.grid(self.id);
        let first_words = look.what.split(" · ").next().unwrap_or_default();
        self.table
            .set_attribute("aria-label", &format!("{name}, {first_words}"))?;
        self.name.write(name);
        let same_shape = self
            .shown
            .is_some_and(|shown| (shown.size, shown.padding) == (wanted.size, wanted.padding));
        if same_shape
            && self
                .shown
                .is_some_and(|shown| shown.naming.first == wanted.naming.first)
        {
            self.shown = Some(wanted);
            return self
                .cells
                .iter()
                .try_for_each(|cell| cell.label(wanted.naming));
        }
        self.shown = Some(wanted);
        self.rebuild(wanted)
    }

    fn rebuild(&mut self, skeleton: Skeleton) -> Result<(), JsValue> {
        let Skeleton {
            size,
            padding,
            naming,
        } = skeleton;
        let focused = self.focused();
        self.table.set_text_content(None);
        self.cells.clear();
        self.ghosts.clear();
        let (rows, cols) = (size.rows.cast_signed(), size.cols.cast_signed());
        let ring = padding.cast_signed();
        let head = append(&append(&self.table, "thead")?, "tr")?;
        append(&head, "td")?.set_attribute("aria-hidden", "true")?;
        for col in -ring..cols + ring {
            header(
                &head,
                "col",
                (0..cols).contains(&col).then_some(col),
                naming,
            )?;
        }
        let body = append(&self.table, "tbody")?;
        for row in -ring..rows + ring {
            let line = append(&body, "tr")?;
            header(
                &line,
                "row",
                (0..rows).contains(&row).then_some(row),
                naming,
            )?;
            for col in -ring..cols + ring {
                match (usize::try_from(row), usize::try_from(col)) {
                    (Ok(row), Ok(col)) if size.contains(At::new(row, col)) => {
                        let cell = CellRef::new(self.id, At::new(row, col));
                        let cell = CellView::new(&line, cell)?;
                        cell.label(naming)?;
                        self.cells.push(cell);
                    }
                    _ => self.ghosts.push(Ghost {
                        place: [row, col],
                        element: ghost(&line)?,
                    }),
                }
            }
        }
        self.followed = None;
        self.editable = None;
        self.shape.write(&size.to_string());
        // The nodes are new, but the person is where they were, or near it.
        match focused {
            Some(At { row, col }) => {
                self.focus(At::new(row.min(size.rows - 1), col.min(size.cols - 1)))
            }
            None => Ok(()),
        }
    }

    /// The padding under the kernel; what would fall on it in dX is dropped.
    fn render_ghosts(&self, look: &GridLook) -> Result<(), JsValue> {
        for Ghost { place, element } in &self.ghosts {
            let lit = look.lit_padding.contains(place);
            let role = (lit && !look.drops).then(|| role_name(Role::on(self.id)));
            set_attribute(element, "data-role", role)?;
            set_attribute(element, "data-dropped", (lit && look.drops).then_some(""))?;
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

/// The index of a row or column; none beside the padding.
fn header(
    line: &Element,
    scope: &str,
    index: Option<isize>,
    naming: Naming,
) -> Result<(), JsValue> {
    let Some(index) = index else {
        let corner = append(line, "td")?;
        corner.set_attribute("class", "edge")?;
        return corner.set_attribute("aria-hidden", "true");
    };
    let header = append(line, "th")?;
    header.set_attribute("scope", scope)?;
    let index = index + naming.first.cast_signed();
    header.set_text_content(Some(&index.to_string()));
    Ok(())
}

/// A cell of the padding: 0 for whoever sees it.
fn ghost(line: &Element) -> Result<Element, JsValue> {
    let ghost = append(line, "td")?;
    ghost.set_attribute("class", "ghost")?;
    ghost.set_attribute("aria-hidden", "true")?;
    Ok(ghost)
}

/// One cell and what it shows.
#[derive(Debug)]
struct CellView {
    cell: CellRef,
    element: HtmlElement,
    content: Content,
    shown: Option<CellLook>,
}

#[derive(Debug)]
enum Content {
    /// A cell of X, W or G.
    Field(HtmlInputElement),
    /// A computed cell: its number, and below it what the step added, which
    /// is drawn by the style: the text of a cell is its number alone.
    Number { number: TextSlot, added: Element },
}

impl CellView {
    fn new(line: &Element, cell: CellRef) -> Result<Self, JsValue> {
        let element = append(line, "td")?;
        element.set_attribute("data-row", &cell.at.row.to_string())?;
        element.set_attribute("data-col", &cell.at.col.to_string())?;
        let content = if cell.grid.operand().is_some() {
            Content::Field(field(&element)?)
        } else {
            Content::Number {
                number: TextSlot::new(append(&element, "span")?),
                added: append(&element, "small")?,
            }
        };
        Ok(Self {
            cell,
            element: element.unchecked_into(),
            content,
            shown: None,
        })
    }

    /// Names the field for whoever does not see where it stands.
    fn label(&self, naming: Naming) -> Result<(), JsValue> {
        match &self.content {
            Content::Field(input) => input.set_attribute("aria-label", &naming.cell(self.cell)),
            Content::Number { .. } => Ok(()),
        }
    }

    fn render(&mut self, look: &CellLook) -> Result<(), JsValue> {
        let shown = self.shown.as_ref();
        if shown == Some(look) {
            return Ok(());
        }
        let element = &self.element;
        if shown.is_none_or(|shown| shown.value != look.value) {
            set_attribute(element, "data-value", look.value.as_deref())?;
        }
        if shown.is_none_or(|shown| shown.shade != look.shade) {
            element
                .style()
                .set_property("--shade", &look.shade.to_string())?;
        }
        if shown.is_none_or(|shown| shown.role != look.role) {
            set_attribute(element, "data-role", look.role.map(role_name))?;
        }
        if shown.is_none_or(|shown| (shown.role, &shown.should_be) != (look.role, &look.should_be))
        {
            set_attribute(element, "data-should-be", look.should_be.as_deref())?;
            set_attribute(element, "aria-description", description(look).as_deref())?;
        }
        if shown.is_none_or(|shown| shown.hole != look.hole) {
            set_attribute(element, "data-hole", look.hole.then_some(""))?;
        }
        if shown.is_none_or(|shown| shown.pinned != look.pinned) {
            set_attribute(element, "data-pinned", look.pinned.then_some(""))?;
            set_attribute(element, "aria-selected", look.pinned.then_some("true"))?;
        }
        match &mut self.content {
            Content::Field(input) => {
                // The field of a draft has this text already; writing it
                // again would move the caret.
                if input.value() != look.text {
                    input.set_value(&look.text);
                    // Writing loses the selection with which one enters a field.
                    if document()?.active_element().as_ref() == Some(input.as_ref()) {
                        input.select();
                    }
                }
                set_attribute(input, DRAFT, look.draft.then_some(""))?;
                let invalid = look.invalid.then_some("true");
                set_attribute(element, "aria-invalid", invalid)?;
                set_attribute(input, "aria-invalid", invalid)?;
                let refusal = format!("refusal-{}", self.cell.grid.name());
                let refusal = look.invalid.then_some(refusal.as_str());
                set_attribute(input, "aria-describedby", refusal)?;
            }
            Content::Number { number, added } => {
                number.write(&look.text);
                let should_be = look.should_be.as_ref().map(|right| format!("✓ {right}"));
                let below = should_be.or_else(|| look.added.clone());
                set_attribute(added, "data-added", below.as_deref())?;
                let unknown = look.value.is_none().then_some("not computed yet");
                set_attribute(element, "aria-label", unknown)?;
                if shown.is_none_or(|shown| shown.tab_stop != look.tab_stop) {
                    element.set_tab_index(if look.tab_stop { 0 } else { -1 });
                }
            }
        }
        self.shown = Some(look.clone());
        Ok(())
    }
}

/// What outlines and marks say, in words.
fn description(look: &CellLook) -> Option<String> {
    let role = look.role.map(|role| role_name(role).replace('-', " "));
    match (role, &look.should_be) {
        (role, None) => role,
        (None, Some(right)) => Some(format!("should be {right}")),
        (Some(role), Some(right)) => Some(format!("{role}, should be {right}")),
    }
}

fn field(parent: &Element) -> Result<HtmlInputElement, JsValue> {
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
    Ok(input.unchecked_into())
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
