//! Every choice of the page: its options, which of them are possible, and
//! what choosing one means.

use crate::app::{
    DILATIONS, Decimals, Language, MAX_INPUT, MAX_KERNEL, Model, Msg, Notation, PADDINGS, STRIDES,
    Speed, Theme,
};
use crate::math::{Activation, BackwardView, Loss, Operand, Size, Spacing};

/// One choice.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceLook {
    /// Its name in the document.
    pub name: &'static str,
    /// What can be chosen.
    pub options: Vec<OptionLook>,
    /// The place of what is in force.
    pub chosen: usize,
}

/// One option.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionLook {
    /// Its value in the document.
    pub value: String,
    /// What it says.
    pub label: String,
    /// Whether it can be chosen.
    pub possible: bool,
    /// What choosing it means.
    pub msg: Msg,
}

impl OptionLook {
    fn new(value: impl Into<String>, label: impl Into<String>, msg: Msg) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            possible: true,
            msg,
        }
    }
}

/// All choices.
pub(super) fn choices(model: &Model) -> Vec<ChoiceLook> {
    let layer = &model.layer;
    let mut all = vec![
        choice("theme", &Theme::ALL, model.theme, |theme| {
            OptionLook::new(theme.name(), theme_label(theme), Msg::ThemeChosen(theme))
        }),
        choice("decimals", &Decimals::ALL, model.decimals, |decimals| {
            let name = decimals_name(decimals);
            OptionLook::new(name.clone(), name, Msg::DecimalsChosen(decimals))
        }),
        choice("speed", &Speed::ALL, model.speed, |speed| {
            let value = 1000.0 / f64::from(speed.interval());
            OptionLook::new(value.to_string(), speed.label(), Msg::SpeedChosen(speed))
        }),
        choice("activation", &Activation::ALL, layer.activation(), |one| {
            OptionLook::new(one.name(), one.name(), Msg::ActivationChosen(one))
        }),
        choice("loss", &Loss::ALL, layer.loss(), |loss| {
            OptionLook::new(loss.name(), loss_label(loss), Msg::LossChosen(loss))
        }),
        choice("view", &BackwardView::ALL, model.view, |view| {
            OptionLook::new(view.name(), view.name(), Msg::ViewChosen(view))
        }),
        choice("notation", &Notation::ALL, model.naming.notation, |one| {
            OptionLook::new(one.name(), notation_label(one), Msg::NotationChosen(one))
        }),
        choice("first-index", &[0, 1], model.naming.first, |first| {
            let label = format!("from {first}");
            OptionLook::new(first.to_string(), label, Msg::FirstIndexChosen(first))
        }),
        choice("language", &Language::ALL, model.language, |language| {
            let name = language.name();
            OptionLook::new(name, name, Msg::LanguageChosen(language))
        }),
    ];
    all.extend(sizes(model));
    all.extend(spacings(model));
    all
}

fn choice<T: Copy + PartialEq>(
    name: &'static str,
    values: &[T],
    chosen: T,
    option: impl Fn(T) -> OptionLook,
) -> ChoiceLook {
    ChoiceLook {
        name,
        options: values.iter().map(|&value| option(value)).collect(),
        chosen: values
            .iter()
            .position(|&value| value == chosen)
            .unwrap_or_default(),
    }
}

/// Rows and columns of X and W.
fn sizes(model: &Model) -> [ChoiceLook; 4] {
    let rows = |size: Size, extent| Size::new(extent, size.cols);
    let cols = |size: Size, extent| Size::new(size.rows, extent);
    let size = |name, operand, most, with: fn(Size, usize) -> Size| {
        let size = model.layer.operand(operand).size();
        let extents: Vec<usize> = (1..=most).collect();
        let chosen = extents
            .iter()
            .position(|&extent| with(size, extent) == size);
        let option = |&extent: &usize| {
            let size = with(size, extent);
            let label = extent.to_string();
            OptionLook {
                possible: model.sizes_with(operand, size).is_some(),
                ..OptionLook::new(label.clone(), label, Msg::SizeChosen(operand, size))
            }
        };
        ChoiceLook {
            name,
            options: extents.iter().map(option).collect(),
            chosen: chosen.unwrap_or_default(),
        }
    };
    [
        size("X rows", Operand::X, MAX_INPUT, rows),
        size("X columns", Operand::X, MAX_INPUT, cols),
        size("W rows", Operand::W, MAX_KERNEL, rows),
        size("W columns", Operand::W, MAX_KERNEL, cols),
    ]
}

/// Stride, padding, dilation: what does not fit cannot be chosen.
fn spacings(model: &Model) -> [ChoiceLook; 3] {
    let spacing = model.layer.geometry().spacing();
    let option = |value: usize, spacing| OptionLook {
        possible: model.spacing_fits(spacing).is_ok(),
        ..OptionLook::new(
            value.to_string(),
            value.to_string(),
            Msg::SpacingChosen(spacing),
        )
    };
    [
        choice("stride", &STRIDES, spacing.stride, |stride| {
            option(stride, Spacing { stride, ..spacing })
        }),
        choice("padding", &PADDINGS, spacing.padding, |padding| {
            option(padding, Spacing { padding, ..spacing })
        }),
        choice("dilation", &DILATIONS, spacing.dilation, |dilation| {
            option(
                dilation,
                Spacing {
                    dilation,
                    ..spacing
                },
            )
        }),
    ]
}

const fn theme_label(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "System",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    }
}

fn decimals_name(decimals: Decimals) -> String {
    match decimals {
        Decimals::Rounded(count) => count.to_string(),
        Decimals::Full => "full".to_owned(),
    }
}

const fn loss_label(loss: Loss) -> &'static str {
    match loss {
        Loss::Sum => "ΣH",
        Loss::SquaredError => "½Σ(H − T)²",
        Loss::ByHand => "G by hand",
    }
}

const fn notation_label(notation: Notation) -> &'static str {
    match notation {
        Notation::Ours => "Ours: X, W, Z, dZ",
        Notation::Notebook => "The notebook: dH is ∂L/∂Z",
        Notation::Cs231n => "CS231n: x, w, b, out, dout",
        Notation::DeepLearningAi => "deeplearning.ai: A_prev, W, Z, dZ",
        Notation::DeepLearningBook => "Deep Learning book: V, K, Z, G",
        Notation::PyTorch => "PyTorch: input, weight, grad_output",
    }
}
