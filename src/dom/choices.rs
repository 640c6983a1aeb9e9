//! Choices that are `<select>`s.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlOptionElement, HtmlSelectElement};

use crate::app::{Decimals, Msg, Speed, Theme};
use crate::math::{Operand, Size};
use crate::view::{Page, SizeLook};

use super::node::{append, document, find, missing, set_attribute};

/// The four size controls by name, in the order of `Page::sizes`.
const SIZES: [&str; 4] = ["X rows", "X columns", "W rows", "W columns"];

/// All selects of the page. An option's place among the others says what it is.
#[derive(Debug)]
pub(super) struct Choices {
    theme: HtmlSelectElement,
    decimals: HtmlSelectElement,
    speed: HtmlSelectElement,
    sizes: [HtmlSelectElement; 4],
}

impl Choices {
    /// Finds them in the skeleton and fills them with their options.
    pub(super) fn fill(root: &Element, page: &Page) -> Result<Self, JsValue> {
        let choice = |name: &str| find::<HtmlSelectElement>(root, &format!("[data-choice={name}]"));
        let size = |name: &str| find::<HtmlSelectElement>(root, &format!("[data-size='{name}']"));
        let [x_rows, x_cols, w_rows, w_cols] = SIZES.map(size);
        let choices = Self {
            theme: choice("theme")?,
            decimals: choice("decimals")?,
            speed: choice("speed")?,
            sizes: [x_rows?, x_cols?, w_rows?, w_cols?],
        };
        for theme in Theme::ALL {
            add_option(&choices.theme, theme.name(), theme_label(theme))?;
        }
        for decimals in Decimals::ALL {
            let name = decimals_name(decimals);
            add_option(&choices.decimals, &name, &name)?;
        }
        for speed in Speed::ALL {
            let value = 1000.0 / f64::from(speed.interval());
            add_option(&choices.speed, &value.to_string(), speed.label())?;
        }
        for (select, look) in choices.sizes.iter().zip(&page.sizes) {
            for extent in 1..=look.possible.len() {
                let extent = extent.to_string();
                add_option(select, &extent, &extent)?;
            }
        }
        Ok(choices)
    }

    pub(super) fn render(&self, page: &Page) -> Result<(), JsValue> {
        select(
            &self.theme,
            Theme::ALL.iter().position(|&theme| theme == page.theme),
        );
        select(
            &self.decimals,
            Decimals::ALL
                .iter()
                .position(|&decimals| decimals == page.decimals),
        );
        select(
            &self.speed,
            Speed::ALL.iter().position(|&speed| speed == page.speed),
        );
        for (control, look) in self.sizes.iter().zip(&page.sizes) {
            render_size(control, look)?;
        }
        // Rows of many digits are laid out otherwise.
        let long = !matches!(page.decimals, Decimals::Rounded(..=6));
        set_attribute(&root_element()?, "data-long-numbers", long.then_some(""))?;
        let theme = Some(page.theme).filter(|&theme| theme != Theme::System);
        set_attribute(&root_element()?, "data-theme", theme.map(Theme::name))
    }

    /// What the person chose in a select.
    pub(super) fn message(&self, chosen: &HtmlSelectElement) -> Option<Msg> {
        let index = selected(chosen)?;
        if chosen == &self.theme {
            return Theme::ALL.get(index).copied().map(Msg::ThemeChosen);
        }
        if chosen == &self.decimals {
            return Decimals::ALL.get(index).copied().map(Msg::DecimalsChosen);
        }
        if chosen == &self.speed {
            return Speed::ALL.get(index).copied().map(Msg::SpeedChosen);
        }
        let control = self.sizes.iter().position(|control| control == chosen)?;
        let [x_rows, x_cols, w_rows, w_cols] = &self.sizes;
        let (operand, rows, cols) = if control < 2 {
            (Operand::X, x_rows, x_cols)
        } else {
            (Operand::W, w_rows, w_cols)
        };
        let size = Size::new(selected(rows)? + 1, selected(cols)? + 1);
        Some(Msg::SizeChosen(operand, size))
    }
}

fn render_size(control: &HtmlSelectElement, look: &SizeLook) -> Result<(), JsValue> {
    select(control, Some(look.chosen - 1));
    let options = control.query_selector_all("option")?;
    for (index, &possible) in (0..).zip(&look.possible) {
        let option = options
            .get(index)
            .map(JsCast::unchecked_into::<HtmlOptionElement>);
        if let Some(option) = option.filter(|option| option.disabled() == possible) {
            option.set_disabled(!possible);
        }
    }
    Ok(())
}

fn selected(control: &HtmlSelectElement) -> Option<usize> {
    usize::try_from(control.selected_index()).ok()
}

fn select(control: &HtmlSelectElement, index: Option<usize>) {
    let index = index
        .and_then(|index| i32::try_from(index).ok())
        .unwrap_or(-1);
    if control.selected_index() != index {
        control.set_selected_index(index);
    }
}

fn add_option(select: &Element, value: &str, label: &str) -> Result<(), JsValue> {
    let option = append(select, "option")?;
    option.set_attribute("value", value)?;
    option.set_text_content(Some(label));
    Ok(())
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

fn root_element() -> Result<Element, JsValue> {
    document()?
        .document_element()
        .ok_or_else(|| missing("there is no root element"))
}
