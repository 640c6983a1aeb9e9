//! The whole page as data.

use std::rc::Rc;

use crate::app::saved::{save, save_start};
use crate::app::{Clip, Copied, Decimals, KeptList, Model, Theme, Tool, needs_room};
use crate::math::At;
use crate::text::shortest;
use crate::trace::{GridId, Highlight, Trace};

use super::announcement::announcement;
use super::backdrop::Backdrop;
use super::block::Block;
use super::choices::{Choice, chosen_of_page};
use super::code::{CodeLine, Moment, comment_mark};
use super::fit::Fit;
use super::grids::{GridLook, grids};
use super::readout::{Readout, hint, readout, status};
use super::scene::Scene;
use super::step::{StepLook, step_look};
use super::timeline::{Timeline, timeline};
use super::tools::{ProvenanceLook, check_state, provenance, tools};
use super::writer::Writer;

#[expect(clippy::struct_excessive_bools, reason = "none depends on another")]
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub root: Root,
    /// The layer in one line.
    pub summary: String,
    /// `None` until it is known what room numbers have.
    pub fit: Option<Fit>,
    /// The grids in use, in the order of [`GridId::ALL`].
    pub grids: Vec<GridLook>,
    pub readout: Readout,
    /// What one can do next, where nothing else is told.
    pub hint: String,
    /// What was just done, in words; empty where nothing was.
    pub status: String,
    pub step: StepLook,
    pub code: Vec<CodeLine>,
    pub comment_mark: &'static str,
    pub timeline: Timeline,
    pub playing: bool,
    pub decimals: Decimals,
    pub theme: Theme,
    /// Whether dX, dW and dZ have one scale of shades.
    pub one_scale: bool,
    /// The label of the switch for that.
    pub scale_name: String,
    /// Whether a screen reader is told the arithmetic of each step.
    pub is_verbose: bool,
    /// The place of the option in force, for each of [`Choice::OF_PAGE`].
    pub chosen: [usize; Choice::OF_PAGE.len()],
    /// The open tool; in the first page all of them, so that their controls are in the
    /// document from the start.
    pub tools: Vec<(Tool, Vec<Block>)>,
    pub provenance: Option<ProvenanceLook>,
    /// How copying the program went.
    pub copied: Option<Copied>,
    /// While its tool is open.
    pub share: Option<ShareLook>,
    pub can_undo: bool,
    pub can_redo: bool,
    /// Whether a pasted block waits for a grid to grow.
    pub needs_room: bool,
    /// Whether a narrow screen shows the whole explanation.
    pub unfolded: bool,
    pub open: Option<Tool>,
    /// What a screen reader is told.
    pub announcement: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareLook {
    pub state: String,
    pub copied: Option<Copied>,
    pub kept: KeptList,
}

/// The published attributes of the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    pub step: usize,
    /// The last step.
    pub steps: usize,
    pub phase: &'static str,
    /// The output position of a forward or backward step, or the cell of dX
    /// or dW that the step computes.
    pub position: Option<At>,
    /// The grid of that cell of dX or dW.
    pub target: Option<GridId>,
    pub view: &'static str,
    /// L as the shortest decimal that reads back.
    pub loss: String,
    /// How the gradient check went: `none`, `pass` or `fail`.
    pub check: &'static str,
    /// The names of the parts that are not shown, divided by blanks.
    pub hidden: String,
}

/// What is kept from one page to the next.
#[derive(Debug, Default)]
pub struct Memo {
    backdrop: Option<Backdrop>,
    /// Whether all tools were drawn once: closed ones need not be drawn again.
    has_tools: bool,
}

/// The picture of a model: all that is to be seen, as data.
///
/// ```
/// use convscope::app::saved;
/// use convscope::view::page;
///
/// let (model, _) = saved::open("v=1&step=9");
/// let page = page(&model);
/// assert_eq!((page.root.step, page.root.steps), (9, 10));
/// assert!(page.code.iter().any(|line| line.lit)); // what that step ran
/// ```
#[must_use]
pub fn page(model: &Model) -> Page {
    page_with(model, &mut Memo::default())
}

/// The picture of a model, made with what is remembered from the page before.
#[must_use]
pub fn page_with(model: &Model, memo: &mut Memo) -> Page {
    let layer = &model.layer;
    let geometry = layer.geometry();
    let steps = model.steps();
    let step = steps.step(model.step);
    let recording = model.recording();
    let frame = recording.frame(model.step);
    let contributions = recording.contributions(model.step);
    let highlight = match (model.attention, model.pinned) {
        (Some(cell), _) => Highlight::of_cell(geometry, cell),
        (None, Some(cell)) => {
            Highlight::of_step(geometry, step).and(Highlight::of_cell(geometry, cell))
        }
        (None, None) => Highlight::of_step(geometry, step),
    };
    let hunting = model.tools.hunt.is_some();
    let right = hunting.then(|| Trace::of(layer).frame(model.step));
    let kept = memo.backdrop.take();
    let kept = kept.filter(|kept| kept.fits(model, &recording));
    let backdrop = kept.unwrap_or_else(|| Backdrop::of(model, Rc::clone(&recording)));
    let backdrop = &*memo.backdrop.insert(backdrop);
    let scene = Scene {
        model,
        step,
        recording: &recording,
        frame: &frame,
        right: right.as_ref(),
        backdrop,
        contributions: &contributions,
        highlight: &highlight,
    };
    let writer = Writer::of(model, &frame);
    let fit = model.room.map(|room| Fit::of(room, model.decimals));
    let look = step_look(&scene, &writer);
    let provenance = provenance(model);
    let loss = recording.loss();
    let had_tools = std::mem::replace(&mut memo.has_tools, true);
    Page {
        root: Root {
            step: model.step,
            steps: steps.last(),
            phase: step.phase().name(),
            position: step
                .position()
                .or_else(|| step.target().map(|target| target.at)),
            target: step.target().map(|target| target.grid),
            view: model.view.name(),
            loss: shortest(loss),
            check: check_state(model),
            hidden: hidden(model),
        },
        summary: [&backdrop.summary, " · ", &writer.loss_in_summary(loss)].concat(),
        fit,
        grids: grids(&scene, &writer, fit),
        readout: readout(&scene, &writer),
        hint: hint(model),
        status: status(model),
        announcement: announced(
            announcement(&scene, &look),
            provenance.as_ref().filter(|_| !model.playing),
        ),
        step: look,
        code: backdrop.listing.after(
            Moment {
                step,
                is_last: model.step >= steps.last(),
            },
            |cell| Some(writer.sign_and_number(frame.value(cell.grid, cell.at)?)),
        ),
        comment_mark: comment_mark(model.language),
        timeline: timeline(steps, model.step, model.naming),
        playing: model.playing,
        decimals: model.decimals,
        theme: model.theme,
        one_scale: model.one_scale,
        is_verbose: model.is_verbose,
        scale_name: model.naming.say("One scale for $dX, $dW, $dZ"),
        chosen: chosen_of_page(model),
        tools: tools(&scene, &writer, |tool| {
            !had_tools || model.open == Some(tool)
        }),
        provenance,
        copied: copied(model, Clip::Program),
        share: share(model),
        can_undo: model.history.can_undo(),
        can_redo: model.history.can_redo(),
        needs_room: needs_room(model),
        unfolded: model.unfolded,
        open: model.open,
    }
}

/// A pinned cell is announced together with the step.
fn announced(step: String, pinned: Option<&ProvenanceLook>) -> String {
    match pinned {
        Some(ProvenanceLook { title, summary, .. }) => format!("{step} {title}: {summary}"),
        None => step,
    }
}

fn hidden(model: &Model) -> String {
    let names = model.hidden.iter().map(|part| part.name());
    names.collect::<Vec<_>>().join(" ")
}

fn share(model: &Model) -> Option<ShareLook> {
    let state = if model.link_to_start {
        save_start
    } else {
        save
    };
    (model.open == Some(Tool::Share)).then(|| ShareLook {
        state: state(model),
        copied: copied(model, Clip::Link).or_else(|| copied(model, Clip::Embed)),
        kept: model.kept.clone(),
    })
}

/// How copying this went, if it was copied last.
fn copied(model: &Model, what: Clip) -> Option<Copied> {
    let (copied, how) = model.copied?;
    (copied == what).then_some(how)
}
