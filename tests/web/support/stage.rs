//! A page of its own for each test.

use std::rc::Rc;

use convscope::dom::App;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, HtmlInputElement, HtmlSelectElement};

use super::browser::{choose, type_into};

/// All grids, by name.
pub(crate) const GRIDS: [&str; 8] = ["X", "W", "Z", "H", "dX", "dW", "dZ", "G"];

/// The page's skeleton in the document, with an app on it while `app` is there.
#[derive(Debug)]
pub(crate) struct Stage {
    container: Element,
    pub(crate) root: HtmlElement,
    pub(crate) app: Option<Rc<App>>,
}

impl Stage {
    /// A page that has never been here before, in place of what a test that
    /// failed has left.
    pub(crate) fn open() -> Self {
        while let Some(left) = document().query_selector("[data-stage]").unwrap() {
            if let Some(root) = left.query_selector("[data-ready]").unwrap() {
                // It takes no more keys.
                root.remove_attribute("data-ready").unwrap();
            }
            left.remove();
        }
        forget();
        Self::reopen()
    }

    /// The same in another tab, after what was done has been kept.
    pub(crate) fn reopen_in_another_tab(self) -> Self {
        raise_on_window("pagehide");
        drop(self);
        tab().clear().unwrap();
        set_hash("");
        Self::reopen()
    }

    /// A page with what the tab and the device have kept, as after a reload.
    pub(crate) fn reopen() -> Self {
        let mut stage = Self::skeleton();
        stage.app = Some(App::mount(&stage.root));
        stage
    }

    /// A page whose program has not begun.
    pub(crate) fn skeleton() -> Self {
        let page = include_str!("../../../index.html");
        let (_, body) = page.split_once("<body>").unwrap();
        let (body, _) = body.split_once("</body>").unwrap();
        let container = document().create_element("div").unwrap();
        container.set_attribute("data-stage", "").unwrap();
        container.insert_adjacent_html("beforeend", body).unwrap();
        document().body().unwrap().append_child(&container).unwrap();
        let root = container.query_selector("[data-app=convscope]").unwrap();
        Self {
            root: root.expect("a root").unchecked_into(),
            container,
            app: None,
        }
    }

    /// The one element that a selector finds.
    pub(crate) fn find<T: JsCast>(&self, selector: &str) -> T {
        let found = self.root.query_selector_all(selector).unwrap();
        assert_eq!(found.length(), 1, "how many {selector}");
        let node = found.get(0).unwrap();
        assert!(node.has_type::<T>(), "{selector} is of another kind");
        node.unchecked_into()
    }

    /// The button of this accessible name.
    pub(crate) fn button(&self, name: &str) -> HtmlElement {
        let buttons = self.root.query_selector_all("button").unwrap();
        let buttons = (0..buttons.length()).map(|index| buttons.get(index).unwrap());
        let buttons = buttons.map(JsCast::unchecked_into::<HtmlElement>);
        let named = buttons.filter(|button| {
            let label = button.get_attribute("aria-label");
            label.or_else(|| button.text_content()).as_deref() == Some(name)
        });
        let named: Vec<HtmlElement> = named.collect();
        assert_eq!(named.len(), 1, "how many {name}");
        named[0].clone()
    }

    /// Presses the button of this accessible name, by script.
    pub(crate) fn press(&self, name: &str) {
        self.button(name).click();
    }

    /// Presses Next step so often.
    pub(crate) fn advance(&self, steps: usize) {
        for _ in 0..steps {
            self.press("Next step");
        }
    }

    pub(crate) fn cell(&self, grid: &str, row: usize, col: usize) -> HtmlElement {
        self.find(&format!(
            "[data-grid={grid}] [data-row='{row}'][data-col='{col}']"
        ))
    }

    pub(crate) fn field(&self, grid: &str, row: usize, col: usize) -> HtmlInputElement {
        let input = self.cell(grid, row, col).query_selector("input").unwrap();
        input.expect("a field").unchecked_into()
    }

    /// Types a number into a cell and leaves it.
    pub(crate) fn enter(&self, grid: &str, row: usize, col: usize, text: &str) {
        let field = self.field(grid, row, col);
        field.focus().unwrap();
        type_into(&field, text);
        field.blur().unwrap();
    }

    pub(crate) fn select(&self, selector: &str) -> HtmlSelectElement {
        self.find(selector)
    }

    /// Chooses `X rows`, `X columns`, `W rows` or `W columns`.
    pub(crate) fn resize(&self, name: &str, extent: usize) {
        let select = self.select(&format!("[data-choice='{name}']"));
        choose(&select, &extent.to_string());
    }

    /// All cells of a grid, row-major.
    pub(crate) fn cells(&self, grid: &str) -> Vec<Element> {
        let selector = format!("[data-grid={grid}] [data-row][data-col]");
        let found = self.root.query_selector_all(&selector).unwrap();
        let cell = |index| found.get(index).unwrap().unchecked_into();
        (0..found.length()).map(cell).collect()
    }

    /// The `data-value` of each cell of a grid, row-major.
    pub(crate) fn values(&self, grid: &str) -> Vec<Option<String>> {
        let value = |cell: &Element| cell.get_attribute("data-value");
        self.cells(grid).iter().map(value).collect()
    }

    /// An attribute of the root, empty where it is absent.
    pub(crate) fn state(&self, name: &str) -> String {
        self.root.get_attribute(name).unwrap_or_default()
    }

    pub(crate) fn step(&self) -> usize {
        self.state("data-step").parse().unwrap()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.app = None;
        self.container.remove();
        let page = document().document_element().unwrap();
        page.remove_attribute("data-theme").unwrap();
    }
}

pub(crate) fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// What keeps things from one visit to the next.
pub(crate) fn device() -> web_sys::Storage {
    web_sys::window().unwrap().local_storage().unwrap().unwrap()
}

/// What a tab keeps from one reload to the next.
pub(crate) fn tab() -> web_sys::Storage {
    let window = web_sys::window().unwrap();
    window.session_storage().unwrap().unwrap()
}

/// As if nobody had ever been here.
pub(crate) fn forget() {
    device().clear().unwrap();
    tab().clear().unwrap();
    set_hash("");
}

/// Puts a hash into the address; nobody is told.
pub(crate) fn set_hash(hash: &str) {
    let window = web_sys::window().unwrap();
    let page = window.location().href().unwrap();
    let url = [page.split('#').next().unwrap(), "#", hash].concat();
    let history = window.history().unwrap();
    let url = url.strip_suffix('#').unwrap_or(&url);
    history
        .replace_state_with_url(&JsValue::NULL, "", Some(url))
        .unwrap();
}

/// The hash of the address.
pub(crate) fn hash() -> String {
    web_sys::window().unwrap().location().hash().unwrap()
}

pub(crate) fn raise_on_window(kind: &str) {
    let event = web_sys::Event::new(kind).unwrap();
    web_sys::window().unwrap().dispatch_event(&event).unwrap();
}
