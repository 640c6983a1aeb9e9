//! Every choice of the page: what is in force, which options are possible, and what
//! choosing one means. The words of the page's own choices stand in `index.html`.

use crate::app::{
    DILATIONS, Decimals, EXAMPLES, Language, MAX_INPUT, MAX_KERNEL, Model, Msg, Notation, PADDINGS,
    STRIDES, Speed, Theme,
};
use crate::math::{Activation, BackwardView, Loss, Operand, Size, Spacing};

use super::block::Block;

/// A list of options, one of which is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The layer: the person's own, or an example.
    Example,
    Theme,
    Decimals,
    Speed,
    Activation,
    Loss,
    View,
    Notation,
    /// The index of the first row and column.
    FirstIndex,
    Language,
    XRows,
    XColumns,
    WRows,
    WColumns,
    Stride,
    Padding,
    Dilation,
    /// The step to which the link leads.
    Link,
}

/// A choice of a tool, whose options need not all be possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceLook {
    pub choice: Choice,
    /// The place of the option in force.
    pub chosen: usize,
    /// For each option whether it can be chosen.
    pub possible: Vec<bool>,
}

impl Choice {
    /// Those that stand in `index.html`, with their options.
    pub const OF_PAGE: [Self; 9] = [
        Self::Example,
        Self::Theme,
        Self::Decimals,
        Self::Speed,
        Self::View,
        Self::Notation,
        Self::FirstIndex,
        Self::Language,
        Self::Link,
    ];

    /// Those of the tools.
    pub const OF_TOOLS: [Self; 9] = [
        Self::XRows,
        Self::XColumns,
        Self::WRows,
        Self::WColumns,
        Self::Stride,
        Self::Padding,
        Self::Dilation,
        Self::Activation,
        Self::Loss,
    ];

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let all = Self::OF_PAGE.into_iter().chain(Self::OF_TOOLS);
        all.into_iter().find(|choice| choice.name() == name)
    }

    /// Its name in the document.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Example => "example",
            Self::Theme => "theme",
            Self::Decimals => "decimals",
            Self::Speed => "speed",
            Self::Activation => "activation",
            Self::Loss => "loss",
            Self::View => "view",
            Self::Notation => "notation",
            Self::FirstIndex => "first-index",
            Self::Language => "language",
            Self::XRows => "X rows",
            Self::XColumns => "X columns",
            Self::WRows => "W rows",
            Self::WColumns => "W columns",
            Self::Stride => "stride",
            Self::Padding => "padding",
            Self::Dilation => "dilation",
            Self::Link => "link",
        }
    }

    /// The options that a tool lists: the value of each and its words.
    fn options(self) -> Vec<[String; 2]> {
        let same = |text: String| [text.clone(), text];
        let numbers =
            |values: &[usize]| values.iter().map(|value| same(value.to_string())).collect();
        let up_to = |most| {
            (1..=most)
                .map(|extent: usize| same(extent.to_string()))
                .collect()
        };
        match self {
            Self::XRows | Self::XColumns => up_to(MAX_INPUT),
            Self::WRows | Self::WColumns => up_to(MAX_KERNEL),
            Self::Stride => numbers(&STRIDES),
            Self::Padding => numbers(&PADDINGS),
            Self::Dilation => numbers(&DILATIONS),
            Self::Activation => Activation::ALL
                .map(|one| same(one.name().to_owned()))
                .into(),
            Self::Loss => Loss::ALL
                .map(|one| [one.name(), words_for(one)].map(str::to_owned))
                .into(),
            _ => Vec::new(),
        }
    }

    /// What choosing the option at this place means; `None` where there is no such
    /// option.
    #[must_use]
    pub fn message(self, model: &Model, place: usize) -> Option<Msg> {
        let geometry = model.layer.geometry();
        let (input, kernel) = (geometry.input(), geometry.kernel());
        let spacing = geometry.spacing();
        let resized =
            |operand, most, size| (place < most).then_some(Msg::SizeChosen(operand, size));
        let extent = place + 1;
        match self {
            Self::Example => {
                (place <= EXAMPLES.len()).then(|| Msg::ExampleChosen(place.wrapping_sub(1)))
            }
            Self::Theme => at(&Theme::ALL, place).map(Msg::ThemeChosen),
            Self::Decimals => at(&Decimals::ALL, place).map(Msg::DecimalsChosen),
            Self::Speed => at(&Speed::ALL, place).map(Msg::SpeedChosen),
            Self::Activation => at(&Activation::ALL, place).map(Msg::ActivationChosen),
            Self::Loss => at(&Loss::ALL, place).map(Msg::LossChosen),
            Self::View => at(&BackwardView::ALL, place).map(Msg::ViewChosen),
            Self::Notation => at(&Notation::ALL, place).map(Msg::NotationChosen),
            Self::FirstIndex => at(&[0, 1], place).map(Msg::FirstIndexChosen),
            Self::Language => at(&Language::ALL, place).map(Msg::LanguageChosen),
            Self::XRows => resized(Operand::X, MAX_INPUT, Size::new(extent, input.cols)),
            Self::XColumns => resized(Operand::X, MAX_INPUT, Size::new(input.rows, extent)),
            Self::WRows => resized(Operand::W, MAX_KERNEL, Size::new(extent, kernel.cols)),
            Self::WColumns => resized(Operand::W, MAX_KERNEL, Size::new(kernel.rows, extent)),
            Self::Stride => {
                at(&STRIDES, place).map(|stride| Msg::SpacingChosen(Spacing { stride, ..spacing }))
            }
            Self::Link => at(&[false, true], place).map(|to_start| Msg::LinkChosen { to_start }),
            Self::Padding => at(&PADDINGS, place)
                .map(|padding| Msg::SpacingChosen(Spacing { padding, ..spacing })),
            Self::Dilation => at(&DILATIONS, place).map(|dilation| {
                Msg::SpacingChosen(Spacing {
                    dilation,
                    ..spacing
                })
            }),
        }
    }

    /// The place of the option in force.
    fn chosen(self, model: &Model) -> usize {
        let layer = &model.layer;
        let geometry = layer.geometry();
        let (input, kernel) = (geometry.input(), geometry.kernel());
        let spacing = geometry.spacing();
        match self {
            // The first option is one's own layer.
            Self::Example => model.example.map_or(0, |index| index + 1),
            Self::Theme => place(&Theme::ALL, model.theme),
            Self::Decimals => place(&Decimals::ALL, model.decimals),
            Self::Speed => place(&Speed::ALL, model.speed),
            Self::Activation => place(&Activation::ALL, layer.activation()),
            Self::Loss => place(&Loss::ALL, layer.loss()),
            Self::View => place(&BackwardView::ALL, model.view),
            Self::Notation => place(&Notation::ALL, model.naming.notation),
            Self::FirstIndex => model.naming.first,
            Self::Language => place(&Language::ALL, model.language),
            Self::XRows => input.rows - 1,
            Self::XColumns => input.cols - 1,
            Self::WRows => kernel.rows - 1,
            Self::WColumns => kernel.cols - 1,
            Self::Stride => place(&STRIDES, spacing.stride),
            Self::Padding => place(&PADDINGS, spacing.padding),
            Self::Dilation => place(&DILATIONS, spacing.dilation),
            Self::Link => usize::from(model.link_to_start),
        }
    }
}

/// The options in force, in the order of [`Choice::OF_PAGE`].
pub(super) fn chosen_of_page(model: &Model) -> [usize; Choice::OF_PAGE.len()] {
    Choice::OF_PAGE.map(|choice| choice.chosen(model))
}

pub(super) fn choice(model: &Model, choice: Choice, label: &'static str) -> Block {
    let messages = (0..).map_while(|place| choice.message(model, place));
    Block::Choice {
        label,
        look: ChoiceLook {
            choice,
            chosen: choice.chosen(model),
            possible: messages.map(|msg| fits(model, &msg)).collect(),
        },
        options: choice.options(),
    }
}

const fn words_for(loss: Loss) -> &'static str {
    match loss {
        Loss::Sum => "ΣH",
        Loss::SquaredError => "½Σ(H − T)²",
        Loss::MeanSquaredError => "Σ(H − T)²/N, the mean",
        Loss::ByHand => "G by hand",
    }
}

/// Whether X and W fit together once this is chosen.
fn fits(model: &Model, msg: &Msg) -> bool {
    match *msg {
        Msg::SizeChosen(operand, size) => model.sizes_with(operand, size).is_some(),
        Msg::SpacingChosen(spacing) => model.spacing_fits(spacing).is_ok(),
        _ => true,
    }
}

fn at<T: Copy>(values: &[T], place: usize) -> Option<T> {
    values.get(place).copied()
}

fn place<T: Copy + PartialEq>(values: &[T], chosen: T) -> usize {
    let place = values.iter().position(|value| *value == chosen);
    place.unwrap_or_default()
}
