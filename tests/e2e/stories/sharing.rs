//! A link to what is seen, and what whoever opens it sees.

use serde_json::{Value, json};

use crate::browser::{Page, Visit, visit, wait_until};
use crate::oracle::Layer;
use crate::server::{PAGE, origin};

/// The link in the open tool, once it is there.
fn link(page: &Page) -> String {
    let read = || -> String { page.run("return app.querySelector('[data-slot=link]').value", &[]) };
    wait_until("there is a link", || !read().is_empty());
    read()
}

#[test]
fn a_link_opens_at_its_step_or_from_the_start() {
    visit(|page| {
        page.cell("X", 0, 1).type_over("-2.5\u{e007}");
        page.seek(9);
        let shown = page.state();
        page.press("Share");
        let here = link(page);
        let start = format!(
            "{}{PAGE}#v=1&x=0.1,-2.5,1.3;0.37,1.09,1.02;0.12,-0.23,-0.45",
            origin()
        );
        assert_eq!(here, format!("{start}&step=9"));
        page.choose("It opens", "from the start");
        assert_eq!(link(page), start);

        page.run::<Value>(
            "window.copied = null;
             Object.defineProperty(navigator, 'clipboard', { configurable: true, value: {
               writeText: (text) => { window.copied = text; return window.Promise.resolve() } } })",
            &[],
        );
        page.press("Copy link");
        wait_until("it says what it did", || {
            page.run(
                "return app.querySelector('[data-slot=link-copied]').innerText === 'Copied.'",
                &[],
            )
        });
        let copied: String = page.run("return window.copied", &[]);
        assert_eq!(copied, start);

        // Somebody else opens them.
        for (link, step) in [(here, 9), (start, 0)] {
            page.run::<Value>("localStorage.clear(); sessionStorage.clear()", &[]);
            page.go_to("about:blank");
            page.go_to(&link);
            wait_until("the page is ready", || page.is_ready());
            assert_eq!(page.state().step(), step);
            assert_eq!(page.state().layer(), shown.layer());
        }
    });
}

/// A large layer is packed into its link.
#[test]
fn a_link_to_a_large_layer_opens_it() {
    visit(|page| {
        page.press("Layer");
        page.resize("X", (20, 20));
        page.press("Fill at random");
        let layer = page.state().layer();
        page.press("Share");
        let link = link(page);
        assert!(link.contains("#v=1&z=") && link.len() < 10_000, "{link}");
        page.run::<Value>("localStorage.clear(); sessionStorage.clear()", &[]);
        page.go_to("about:blank");
        page.go_to(&link);
        wait_until("the page is ready", || page.is_ready());
        assert_eq!(page.state().layer(), layer);
    });
}

/// As a lecturer would: prepared as links, opened on a phone, each at its step.
#[test]
#[cfg_attr(feature = "firefox", ignore = "Firefox cannot be a phone")]
fn examples_open_on_a_phone_each_at_its_step() {
    let mut links = Vec::new();
    visit(|page| {
        for (example, step) in [("All ones", 20), ("Sobel", 16), ("Dead ReLU", 10)] {
            page.choose("Example", example);
            assert_eq!(page.state().step(), step, "{example}");
            page.press("Share");
            links.push((link(page), page.state()));
            page.press("Share");
        }
    });
    Visit::on_a_phone().live(|page| {
        for (link, state) in links {
            page.go_to("about:blank");
            page.go_to(&link);
            wait_until("the page is ready", || page.is_ready());
            page.state().assert_same(&state, &link);
        }
    });
}

/// After an edit the same example can be chosen again, and undo leads back.
#[test]
fn an_example_takes_the_place_of_the_layer_and_undo_leads_back() {
    visit(|page| {
        page.cell("X", 0, 0).type_over("7\u{e007}");
        assert_eq!(page.chosen("Example"), "Your own layer");
        let own = page.state().layer();
        page.choose("Example", "Notebook example");
        assert_eq!(page.state().layer(), Layer::notebook());
        page.press("Undo");
        assert_eq!(page.state().layer(), own);
        assert_eq!(page.chosen("Example"), "Your own layer");
        let complaint: String = page.run(
            "location.hash = 'v=1&x=1,2;3,oops&colour=red';
             return new Promise((resolve) => setTimeout(() => resolve(app.querySelector('[data-slot=status]').innerText), 300))",
            &[json!(null)],
        );
        assert!(
            complaint.contains("x=1,2;3,oops") && complaint.contains("colour=red"),
            "{complaint}"
        );
    });
}
