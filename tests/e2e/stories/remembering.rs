//! What the device keeps.

use fantoccini::key::Key;

use crate::browser::visit;
use crate::oracle::Layer;

#[test]
fn a_reload_brings_back_the_layer_the_step_and_the_settings() {
    visit(|page| {
        page.press("Layer");
        page.choose("X columns", "4");
        page.keys(&Key::Escape);
        page.cell("X", 0, 3).type_over("1/3");
        page.keys(&Key::Enter);
        page.cell("G", 1, 1).type_over("-2");
        page.keys(&Key::Enter);
        page.choose("Decimals", "6");
        page.choose("Theme", "dark");
        page.press("Last step");
        page.press("Previous step");
        let before = page.state();

        page.reload();
        page.state().assert_same(&before, "after a reload");
        assert_eq!(page.chosen("Decimals"), "6");
        assert_eq!(page.chosen("Theme"), "dark");

        page.press("Layer");
        page.choose("Example", "Notebook example");
        assert_eq!(page.state().layer(), Layer::notebook());
        page.reload();
        let state = page.state();
        state.assert_shows(&Layer::notebook(), state.step());
    });
}
