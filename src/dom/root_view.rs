//! The whole page: every part that is written to.

use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlInputElement};

use crate::app::{Effect, Panel};
use crate::math::Size;
use crate::trace::GridId;
use crate::view::{Page, Root, Timeline};

use super::choices::Choices;
use super::grid_view::GridView;
use super::node::{TextSlot, document, find, set_attribute, slot};
use super::step_view::{CodeView, StepView};

/// With more rows or columns than this, cells have room for their number alone.
const LAST_ROOMY: usize = 7;

/// Handles to all that changes on the page, and what it shows.
#[derive(Debug)]
pub(super) struct RootView {
    root: HtmlElement,
    summary: TextSlot,
    grids: Vec<GridView>,
    extents: Option<[Size; 3]>,
    readout: TextSlot,
    step: StepView,
    code: CodeView,
    timeline: TimelineView,
    choices: Rc<Choices>,
    play: Element,
    undo: Element,
    redo: Element,
    panels: Vec<PanelView>,
    size_reason: TextSlot,
    seed: TextSlot,
    announcement: TextSlot,
}

impl RootView {
    /// Finds every part in the skeleton.
    pub(super) fn find(root: &Element, choices: Rc<Choices>) -> Result<Self, JsValue> {
        let grids = GridId::ALL.into_iter().map(|id| GridView::find(root, id));
        let panels = Panel::ALL
            .into_iter()
            .map(|panel| PanelView::find(root, panel));
        let button = |name: &str| find(root, &format!("[data-press={name}]"));
        Ok(Self {
            root: root.clone().dyn_into()?,
            summary: TextSlot::find(root, "summary")?,
            grids: grids.collect::<Result<_, _>>()?,
            extents: None,
            readout: TextSlot::find(root, "readout")?,
            step: StepView::find(root)?,
            code: CodeView::find(root)?,
            timeline: TimelineView::find(root)?,
            choices,
            play: button("play")?,
            undo: button("undo")?,
            redo: button("redo")?,
            panels: panels.collect::<Result<_, _>>()?,
            size_reason: TextSlot::find(root, "size-reason")?,
            seed: TextSlot::find(root, "seed")?,
            announcement: TextSlot::find(root, "announcement")?,
        })
    }

    /// Writes what differs from what is shown.
    pub(super) fn render(&mut self, page: &Page) -> Result<(), JsValue> {
        self.summary.write(&page.summary);
        self.render_extents(page)?;
        for (view, look) in self.grids.iter_mut().zip(&page.grids) {
            view.render(look)?;
        }
        // After all writes: it measures, and each measuring after a write costs a layout.
        for (view, look) in self.grids.iter_mut().zip(&page.grids) {
            view.follow(look.follow);
        }
        self.readout.write(&page.readout);
        self.step.render(&page.panel)?;
        self.code.render(&page.code)?;
        self.timeline.render(&page.timeline, &page.panel.title)?;
        self.choices.render(page)?;
        self.render_buttons(page)?;
        for panel in &self.panels {
            panel.render(page.open)?;
        }
        self.size_reason.write(&page.size_reason);
        self.seed.write(&page.seed);
        self.announcement.write(&page.announcement);
        self.render_root(&page.root)
    }

    /// Does what a message asked for besides showing the model.
    pub(super) fn perform(&self, effect: Effect) -> Result<(), JsValue> {
        match effect {
            Effect::Focus(cell) => {
                let index = GridId::ALL.iter().position(|&id| id == cell.grid);
                index.map_or(Ok(()), |index| self.grids[index].focus(cell.at))
            }
            Effect::FocusPanel(opened) => self
                .panel(opened)
                .map_or(Ok(()), |view| view.element.focus()),
            Effect::FocusPanelButton(closed) => {
                self.panel(closed).map_or(Ok(()), PanelView::return_focus)
            }
        }
    }

    fn panel(&self, panel: Panel) -> Option<&PanelView> {
        self.panels.iter().find(|view| view.panel == panel)
    }

    /// The published attributes, last: whoever watches them finds the rest done.
    fn render_root(&self, root: &Root) -> Result<(), JsValue> {
        let position = root.position;
        let write = |name, value: Option<String>| set_attribute(&self.root, name, value.as_deref());
        write("data-step", Some(root.step.to_string()))?;
        write("data-steps", Some(root.steps.to_string()))?;
        write("data-phase", Some(root.phase.to_owned()))?;
        write("data-row", position.map(|at| at.row.to_string()))?;
        write("data-col", position.map(|at| at.col.to_string()))
    }

    /// How many cells share the width and the height, for the size of a cell.
    fn render_extents(&mut self, page: &Page) -> Result<(), JsValue> {
        let [x, w, z] = [0, 1, 2].map(|index| page.grids[index].size);
        if self.extents != Some([x, w, z]) {
            self.extents = Some([x, w, z]);
            let style = self.root.style();
            style.set_property("--all-columns", &(x.cols + w.cols + 2 * z.cols).to_string())?;
            style.set_property(
                "--pair-columns",
                &(x.cols + w.cols).max(2 * z.cols).to_string(),
            )?;
            let dense = x.rows.max(x.cols) > LAST_ROOMY;
            set_attribute(&self.root, "data-dense", dense.then_some(""))?;
            style.set_property("--most-rows", &x.rows.max(z.rows).to_string())?;
            style.set_property(
                "--most-columns",
                &x.cols.max(w.cols).max(z.cols).to_string(),
            )?;
        }
        Ok(())
    }

    fn render_buttons(&self, page: &Page) -> Result<(), JsValue> {
        let playing = page.playing;
        set_attribute(
            &self.play,
            "aria-label",
            Some(if playing { "Pause" } else { "Play" }),
        )?;
        set_attribute(
            &self.undo,
            "aria-disabled",
            (!page.can_undo).then_some("true"),
        )?;
        set_attribute(
            &self.redo,
            "aria-disabled",
            (!page.can_redo).then_some("true"),
        )
    }
}

/// The bar of steps.
#[derive(Debug)]
struct TimelineView {
    range: HtmlInputElement,
    segments: Vec<(HtmlElement, TextSlot)>,
    shown: Option<Timeline>,
}

impl TimelineView {
    fn find(root: &Element) -> Result<Self, JsValue> {
        let parent: Element = slot(root, "segments")?;
        let segment = |number: usize| {
            let segment = format!(":scope > :nth-child({number})");
            let label = TextSlot::new(find(&parent, &format!("{segment} span"))?);
            Ok::<_, JsValue>((find(&parent, &segment)?, label))
        };
        Ok(Self {
            range: slot(root, "range")?,
            segments: (1..=4).map(segment).collect::<Result<_, _>>()?,
            shown: None,
        })
    }

    fn render(&mut self, timeline: &Timeline, title: &str) -> Result<(), JsValue> {
        let (step, steps) = (timeline.step.to_string(), timeline.steps.to_string());
        // The person may have moved it in the meantime: compare with the node.
        if self.range.max() != steps {
            self.range.set_max(&steps);
        }
        if self.range.value() != step {
            self.range.set_value(&step);
        }
        let text = format!("{step} of {steps}: {title}");
        set_attribute(&self.range, "aria-valuetext", Some(&text))?;
        if self.shown.as_ref() == Some(timeline) {
            return Ok(());
        }
        for ((node, label), segment) in self.segments.iter_mut().zip(&timeline.segments) {
            label.write(&segment.label);
            let style = node.style();
            style.set_property("--steps", &segment.steps.to_string())?;
            style.set_property("--done", &segment.done.to_string())?;
        }
        self.shown = Some(timeline.clone());
        Ok(())
    }
}

/// A part that opens on demand, and its button.
#[derive(Debug)]
struct PanelView {
    panel: Panel,
    element: HtmlElement,
    button: HtmlElement,
}

impl PanelView {
    fn find(root: &Element, panel: Panel) -> Result<Self, JsValue> {
        let name = match panel {
            Panel::Layer => "layer",
            Panel::Help => "help",
        };
        Ok(Self {
            panel,
            element: find(root, &format!("[data-panel={name}]"))?,
            button: find(root, &format!("[data-press={name}]"))?,
        })
    }

    fn render(&self, open: Option<Panel>) -> Result<(), JsValue> {
        let open = open == Some(self.panel);
        if self.element.has_attribute("hidden") == open {
            set_attribute(&self.element, "hidden", (!open).then_some(""))?;
            self.button
                .set_attribute("aria-expanded", if open { "true" } else { "false" })?;
        }
        Ok(())
    }

    /// Where the focus was in the closed panel, it goes to the button.
    fn return_focus(&self) -> Result<(), JsValue> {
        let active = document()?.active_element();
        let lost = active.is_none_or(|active| {
            active.tag_name() == "BODY" || self.element.contains(Some(&active))
        });
        if lost { self.button.focus() } else { Ok(()) }
    }
}
