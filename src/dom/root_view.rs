//! The whole page: every part that is written to.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTemplateElement};

use crate::app::{Decimals, Effect, Theme, Tool, ToolMsg};
use crate::math::Size;
use crate::text::fixed;
use crate::trace::GridId;
use crate::view::{Choice, Fit, Page, Readout, Root, Timeline};

use super::choices::ChoiceView;
use super::grid_view::GridView;
use super::map_view::Palette;
use super::node::{
    OrStop, TextSlot, append_child, document, find, focus, lacks, root_element, set_attribute,
    set_number, set_property, slot, truth, write_attribute, write_value,
};
use super::share_view::ShareView;
use super::step_view::{CodeView, StepView};
use super::tool_view::{ProvenanceView, ToolView};

/// With more columns than this in a row of grids there is little room beside them.
const MANY_COLUMNS: usize = 15;

/// With more columns than this in two grids a phone shows one below the other.
const LONG_ROWS: usize = 9;

#[derive(Debug)]
pub(super) struct RootView {
    root: HtmlElement,
    summary: TextSlot,
    grids: Vec<GridView>,
    palette: Option<Palette>,
    target: Target,
    extents: Option<Extents>,
    /// The published attributes, and what the styles of the whole document depend on, as
    /// they were written last.
    attributes: [Option<String>; 10],
    document: Option<(bool, bool, Theme)>,
    buttons: Option<[bool; 7]>,
    fit: Option<Fit>,
    readout: ReadoutView,
    hint: TextSlot,
    status: TextSlot,
    step: StepView,
    code: CodeView,
    timeline: TimelineView,
    choices: Vec<ChoiceView>,
    play: Element,
    unfold: Element,
    scale: Element,
    verbose: Element,
    steps: HtmlElement,
    scale_name: TextSlot,
    undo: Element,
    redo: Element,
    room: Element,
    tools: Vec<ToolView>,
    provenance: ProvenanceView,
    share: ShareView,
    announcement: TextSlot,
}

/// How many cells share the width and the height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Extents {
    x: Size,
    w: Size,
    z: Size,
    padding: usize,
    dilation: usize,
    has_target: bool,
}

/// The figure of T: in the document only while it is in use.
#[derive(Debug)]
struct Target {
    parent: Element,
    figure: Element,
}

impl RootView {
    pub(super) fn find(root: &Element) -> Self {
        let target = Target::find(root);
        let grids = GridId::ALL.into_iter().map(|id| match id {
            GridId::T => GridView::find(&target.figure, id),
            _ => GridView::find(root, id),
        });
        let tools = Tool::ALL
            .iter()
            .map(|(tool, name)| ToolView::find(root, *tool, name));
        let button = |name: &str| find(root, &["[data-press=", name, "]"].concat());
        Self {
            root: root.clone().unchecked_into(),
            summary: TextSlot::find(root, "summary"),
            grids: grids.collect(),
            palette: None,
            target,
            extents: None,
            attributes: Default::default(),
            document: None,
            buttons: None,
            fit: None,
            readout: ReadoutView::find(root),
            hint: TextSlot::find(root, "hint"),
            status: TextSlot::find(root, "status"),
            step: StepView::find(root),
            code: CodeView::find(root),
            timeline: TimelineView::find(root),
            choices: Choice::OF_PAGE
                .map(|choice| ChoiceView::find(root, choice))
                .into(),
            play: button("play"),
            unfold: button("unfold"),
            scale_name: TextSlot::new(button("scale")),
            scale: button("scale"),
            verbose: button("verbose"),
            steps: find(root, ".stepbar .buttons"),
            undo: button("undo"),
            redo: button("redo"),
            room: button("room"),
            tools: tools.collect(),
            provenance: ProvenanceView::find(root),
            share: ShareView::find(root),
            announcement: TextSlot::find(root, "announcement"),
        }
    }

    pub(super) fn render(&mut self, page: &Page) {
        self.read_palette(page);
        self.summary.write(&page.summary);
        self.target.render(page.grids.len() == self.grids.len());
        self.render_extents(page);
        self.render_fit(page.fit);
        for (view, look) in self.grids.iter_mut().zip(&page.grids) {
            view.render(look, self.palette);
        }
        self.readout.render(&page.readout);
        self.hint.write(&page.hint);
        self.status.write(&page.status);
        self.step.render(&page.step);
        self.code.render(page);
        self.timeline.render(&page.timeline, &page.step.place);
        for (view, &chosen) in self.choices.iter().zip(&page.chosen) {
            view.choose(chosen);
        }
        self.render_document(page);
        self.render_buttons(page);
        for tool in &mut self.tools {
            tool.render(page.open, &page.tools);
        }
        self.provenance.render(page.provenance.as_ref());
        self.share.render(page.share.as_ref());
        self.scale_name.write(&page.scale_name);
        self.announcement.write(&page.announcement);
        self.render_root(&page.root);
    }

    /// Reads the colours of maps when the first map is to be drawn. It does so
    /// before all writes: after them reading would cost a layout.
    fn read_palette(&mut self, page: &Page) {
        if self.palette.is_none() && page.grids.iter().any(|grid| !grid.has_numbers) {
            self.palette = Some(Palette::read());
        }
    }

    pub(super) fn perform(&self, effect: Effect) {
        match effect {
            Effect::Focus(cell) | Effect::FocusIfLost(cell) => {
                self.grids[cell.grid.index()].focus(cell.at);
            }
            Effect::FocusPage => focus(&self.root),
            Effect::FocusSteps => focus(&self.steps),
            Effect::SelectText => {
                if let Some(field) = focused_field() {
                    field.select();
                }
            }
            Effect::PlaceCaret => {
                if let Some(field) = focused_field() {
                    // A place beyond the end counts as the end.
                    field.set_selection_range(u32::MAX, u32::MAX).or_stop();
                }
            }
            Effect::FocusTool(opened) => self.tool(opened, ToolView::take_focus),
            Effect::FocusToolButton(closed) => self.tool(closed, ToolView::return_focus),
            Effect::KeepExamples { refocus: true } => self.share.focus_kept(),
            // The app handles these, outside of the page.
            Effect::Copy(_)
            | Effect::KeepExamples { .. }
            | Effect::SaveExamples
            | Effect::Save(_) => {}
        }
    }

    pub(super) fn link(&self) -> String {
        self.share.link()
    }

    /// Shows the frame for another page, and gives its text.
    pub(super) fn offer_embed(&self) -> String {
        self.share.offer_embed()
    }

    pub(super) fn offer_program(&self, program: &str) {
        self.code.offer(program);
    }

    /// What pressing a button of a tool means; `None` where it is none of these.
    pub(super) fn message(&self, button: &Element) -> Option<ToolMsg> {
        let of_tool = self.tools.iter().find_map(|view| view.message(button));
        of_tool.or_else(|| self.provenance.message(button))
    }

    fn tool(&self, tool: Tool, act: fn(&ToolView)) {
        let found = self.tools.iter().find(|view| view.is_of(tool));
        if let Some(view) = found {
            act(view);
        }
    }

    /// The published attributes. They come last: a script that watches them finds
    /// the rest done.
    fn render_root(&mut self, root: &Root) {
        let position = root.position;
        let mut shown = self.attributes.iter_mut();
        let mut write = |name, value: Option<String>| {
            if let Some(shown) = shown.next().filter(|shown| **shown != value) {
                write_attribute(&self.root, name, value.as_deref());
                *shown = value;
            }
        };
        write("data-step", Some(root.step.to_string()));
        write("data-steps", Some(root.steps.to_string()));
        write("data-phase", Some(root.phase.to_owned()));
        write("data-row", position.map(|at| at.row.to_string()));
        write("data-col", position.map(|at| at.col.to_string()));
        write(
            "data-target",
            root.target.map(|grid| grid.name().to_owned()),
        );
        write("data-view", Some(root.view.to_owned()));
        write("data-loss", Some(root.loss.clone()));
        write("data-check", Some(root.check.to_owned()));
        let hidden = root.hidden.clone();
        write(
            "data-hidden",
            Some(hidden).filter(|names| !names.is_empty()),
        );
    }

    /// How many cells share the width and the height, for the size of a cell.
    fn render_extents(&mut self, page: &Page) {
        let [x, w, z] = [GridId::X, GridId::W, GridId::Z].map(|id| page.grids[id.index()].size);
        let extents = Extents {
            x,
            w,
            z,
            padding: page.grids[0].padding,
            dilation: page.grids[0].dilation,
            has_target: page.grids.len() == self.grids.len(),
        };
        if self.extents == Some(extents) {
            return;
        }
        self.extents = Some(extents);
        let others = w.rows.max(z.rows);
        // T stands below G, beside dX.
        let other_rows = if extents.has_target {
            x.rows.max(others) + 2 * z.rows
        } else {
            2 * others
        };
        let all_columns = x.cols + w.cols + 2 * z.cols;
        let (left, right) = (x.cols.max(z.cols), w.cols.max(z.cols));
        for (name, value) in [
            ("--x-columns", x.cols),
            ("--w-columns", w.cols),
            ("--z-columns", z.cols),
            ("--x-rows", x.rows),
            ("--w-rows", w.rows),
            ("--other-rows", other_rows),
            ("--padding", extents.padding),
        ] {
            set_number(&self.root, name, value);
        }
        let mapped = page.grids.iter().any(|grid| !grid.has_numbers);
        for (name, holds) in [
            ("data-mapped", mapped),
            ("data-has-target", extents.has_target),
            ("data-padded", extents.padding > 0),
            ("data-dilated", extents.dilation > 1),
            ("data-thin-kernel", w.cols == 1),
            ("data-many-columns", all_columns > MANY_COLUMNS),
            ("data-long-rows", left + right > LONG_ROWS),
        ] {
            set_attribute(&self.root, name, holds.then_some(""));
        }
    }

    fn render_fit(&mut self, fit: Option<Fit>) {
        let Some(fit) = fit.filter(|_| self.fit != fit) else {
            return;
        };
        self.fit = Some(fit);
        let size = [&fixed(fit.size, 2), "px"].concat();
        set_property(&self.root, "--digits", &size);
        set_property(&self.root, "--share", &fixed(fit.share, 4));
        for (name, holds) in [("data-dense", fit.is_dense), ("data-narrow", fit.is_narrow)] {
            set_attribute(&self.root, name, holds.then_some(""));
        }
    }

    /// The elements whose layout is watched: a cell that shows a number in every
    /// layer, and the line that just ran.
    pub(super) fn watched(&self) -> [Option<&Element>; 2] {
        [self.grids[1].first_cell(), self.code.lit_line()]
    }

    pub(super) fn follow_code(&self) {
        self.code.follow();
    }

    fn render_document(&mut self, page: &Page) {
        // Rows of many digits are laid out otherwise.
        let long_numbers = !matches!(page.decimals, Decimals::Rounded(..=6));
        let long_names = page.grids.first().is_some_and(|grid| grid.naming.is_long());
        let wanted = (long_numbers, long_names, page.theme);
        if self.document.replace(wanted) == Some(wanted) {
            return;
        }
        let root = root_element();
        write_attribute(&root, "data-long-numbers", long_numbers.then_some(""));
        write_attribute(&root, "data-long-names", long_names.then_some(""));
        let theme = Some(page.theme).filter(|&theme| theme != Theme::System);
        write_attribute(&root, "data-theme", theme.map(Theme::name));
    }

    fn render_buttons(&mut self, page: &Page) {
        let playing = page.playing;
        let wanted = [
            playing,
            page.unfolded,
            page.one_scale,
            page.is_verbose,
            page.can_undo,
            page.can_redo,
            page.needs_room,
        ];
        if self.buttons.replace(wanted) == Some(wanted) {
            return;
        }
        set_attribute(
            &self.play,
            "aria-label",
            Some(if playing { "Pause" } else { "Play" }),
        );
        for (button, name, holds) in [
            (&self.unfold, "aria-expanded", page.unfolded),
            (&self.scale, "aria-pressed", page.one_scale),
            (&self.verbose, "aria-pressed", page.is_verbose),
        ] {
            set_attribute(button, name, Some(truth(holds)));
        }
        let idle = (!page.needs_room).then_some("");
        set_attribute(&self.room, "hidden", idle);
        for (button, can) in [(&self.undo, page.can_undo), (&self.redo, page.can_redo)] {
            set_attribute(button, "aria-disabled", (!can).then_some("true"));
        }
    }
}

impl Target {
    fn find(root: &Element) -> Self {
        let template: HtmlTemplateElement = slot(root, "target");
        let figure = template.content().query_selector("figure").or_stop();
        Self {
            parent: template
                .parent_element()
                .unwrap_or_else(|| lacks("a place for T")),
            figure: figure.unwrap_or_else(|| lacks("T")),
        }
    }

    fn render(&self, used: bool) {
        if self.parent.contains(Some(&self.figure)) == used {
            return;
        }
        if used {
            append_child(&self.parent, &self.figure);
        } else {
            self.figure.remove();
        }
    }
}

fn focused_field() -> Option<HtmlInputElement> {
    let field: HtmlInputElement = document().active_element()?.dyn_into().ok()?;
    (field.type_() == "text").then_some(field)
}

#[derive(Debug)]
struct ReadoutView {
    element: Element,
    text: TextSlot,
    shown: Readout,
}

impl ReadoutView {
    fn find(root: &Element) -> Self {
        let element: Element = find(root, "[data-readout]");
        Self {
            text: TextSlot::new(element.clone()),
            element,
            shown: Readout::default(),
        }
    }

    fn render(&mut self, readout: &Readout) {
        if *readout == self.shown {
            return;
        }
        let write = |name, value: Option<String>| {
            set_attribute(&self.element, name, value.as_deref());
        };
        let cell = readout.cell;
        write("data-of", cell.map(|cell| cell.grid.name().to_owned()));
        write("data-row", cell.map(|cell| cell.at.row.to_string()));
        write("data-col", cell.map(|cell| cell.at.col.to_string()));
        match readout.value {
            Some(value) => write_value(&self.element, value),
            None => write("data-value", None),
        }
        self.text.write(&readout.text);
        self.shown = readout.clone();
    }
}

#[derive(Debug)]
struct TimelineView {
    element: HtmlElement,
    range: HtmlInputElement,
    segments: Vec<(HtmlElement, TextSlot)>,
    shown: Option<Timeline>,
}

impl TimelineView {
    fn find(root: &Element) -> Self {
        let parent: Element = slot(root, "segments");
        let segment = |number: usize| {
            let segment = format!(":scope > :nth-child({number})");
            let label = TextSlot::new(find(&parent, &format!("{segment} span")));
            (find(&parent, &segment), label)
        };
        Self {
            element: find(root, ".timeline"),
            range: slot(root, "range"),
            segments: (1..=4).map(segment).collect(),
            shown: None,
        }
    }

    fn render(&mut self, timeline: &Timeline, place: &str) {
        let (step, steps) = (timeline.step.to_string(), timeline.steps.to_string());
        // The person may have moved it in the meantime: compare with the node.
        if self.range.max() != steps {
            self.range.set_max(&steps);
        }
        if self.range.value() != step {
            self.range.set_value(&step);
        }
        set_attribute(&self.range, "aria-valuetext", Some(place));
        if self.shown.as_ref() == Some(timeline) {
            return;
        }
        if self.shown.as_ref().map(|shown| shown.steps) != Some(timeline.steps) {
            set_number(&self.element, "--all", timeline.steps);
        }
        for (index, segment) in timeline.segments.iter().enumerate() {
            let shown = self.shown.as_ref().map(|shown| &shown.segments[index]);
            if shown == Some(segment) {
                continue;
            }
            let (node, label) = &mut self.segments[index];
            label.write(&segment.label);
            set_number(node, "--steps", segment.steps);
            set_number(node, "--done", segment.done);
        }
        self.shown = Some(timeline.clone());
    }
}
