//! What opens on demand: where a number comes from, the loss, the gradient
//! check, the search for a mistake.

use web_sys::Element;

use crate::view::{CheckLook, GuessLook, HuntLook, LossLook, ProvenanceLook};

use super::node::{TextSlot, append, find, put_attribute, set_attribute, slot, truth};
use super::table_view::TableList;

/// The terms of the pinned cell.
#[derive(Debug)]
pub(super) struct ProvenanceView {
    element: Element,
    title: TextSlot,
    summary: TextSlot,
    table: TableList,
}

impl ProvenanceView {
    pub(super) fn find(root: &Element) -> Self {
        Self {
            element: find(root, "[data-provenance]"),
            title: TextSlot::find(root, "provenance-title"),
            summary: TextSlot::find(root, "provenance-summary"),
            table: TableList::new(slot(root, "provenance-terms")),
        }
    }

    pub(super) fn render(&mut self, look: Option<&ProvenanceLook>) {
        set_attribute(&self.element, "hidden", look.is_none().then_some(""));
        let text = |text: fn(&ProvenanceLook) -> &String| look.map_or("", |look| text(look));
        self.title.write(text(|look| &look.title));
        self.summary.write(text(|look| &look.summary));
        self.table.render(look.iter().map(|look| &look.table));
    }
}

/// L and learning.
#[derive(Debug)]
pub(super) struct LossView {
    line: TextSlot,
    message: TextSlot,
    reset: Element,
    chart: Element,
    course: Element,
}

impl LossView {
    pub(super) fn find(root: &Element) -> Self {
        Self {
            line: TextSlot::find(root, "loss-line"),
            message: TextSlot::find(root, "loss-message"),
            reset: find(root, "[data-press=unlearn]"),
            chart: slot(root, "chart"),
            course: slot(root, "course"),
        }
    }

    pub(super) fn render(&mut self, look: &LossLook) {
        self.line.write(&look.line);
        self.message.write(&look.message);
        let disabled = (!look.can_reset).then_some("true");
        set_attribute(&self.reset, "aria-disabled", disabled);
        let empty = look.chart.points.is_empty();
        set_attribute(&self.chart, "hidden", empty.then_some(""));
        set_attribute(&self.chart, "aria-label", Some(&look.chart.description));
        set_attribute(&self.course, "points", Some(&look.chart.points));
    }
}

/// The gradients measured.
#[derive(Debug)]
pub(super) struct CheckView {
    verdict: TextSlot,
    experiment: TextSlot,
    table: TableList,
}

impl CheckView {
    pub(super) fn find(root: &Element) -> Self {
        Self {
            verdict: TextSlot::find(root, "verdict"),
            experiment: TextSlot::find(root, "experiment"),
            table: TableList::new(slot(root, "checked")),
        }
    }

    pub(super) fn render(&mut self, look: &CheckLook) {
        self.verdict.write(&look.verdict);
        self.experiment.write(&look.experiment.join("\n"));
        self.table.render(look.table.iter());
    }
}

/// The search for a mistake.
#[derive(Debug)]
pub(super) struct HuntView {
    message: TextSlot,
    verdict: TextSlot,
    explanation: TextSlot,
    parent: Element,
    guesses: Vec<(Element, GuessLook)>,
}

impl HuntView {
    pub(super) fn find(root: &Element) -> Self {
        Self {
            message: TextSlot::find(root, "hunt-message"),
            verdict: TextSlot::find(root, "hunt-verdict"),
            explanation: TextSlot::find(root, "explanation"),
            parent: slot(root, "guesses"),
            guesses: Vec::new(),
        }
    }

    pub(super) fn render(&mut self, look: &HuntLook, check: &CheckLook) {
        self.message.write(&look.message);
        let searching = !look.guesses.is_empty();
        self.verdict
            .write(if searching { &check.verdict } else { "" });
        self.explanation.write(&look.explanation.join("\n"));
        for (node, _) in self
            .guesses
            .drain(look.guesses.len().min(self.guesses.len())..)
        {
            node.remove();
        }
        for (index, &guess) in look.guesses.iter().enumerate() {
            if self.guesses.get(index).is_none() {
                let node = append(&self.parent, "button");
                put_attribute(&node, "type", "button");
                put_attribute(&node, "data-press", "guess");
                put_attribute(&node, "data-index", &index.to_string());
                node.set_text_content(Some(guess.label));
                self.guesses.push((node, guess));
            }
            let (node, _) = &self.guesses[index];
            set_attribute(node, "aria-pressed", Some(truth(guess.chosen)));
            let outcome = guess
                .chosen
                .then_some(if guess.found { "found" } else { "missed" });
            set_attribute(node, "data-outcome", outcome);
        }
    }
}
