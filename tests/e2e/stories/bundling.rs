//! The page as one file, opened from a disk without a network.

use std::fs;

use fantoccini::key::Key;
use serde_json::Value;

use crate::browser::{Page, visit, wait_until};
use crate::folder::Folder;
use crate::oracle::Layer;
use crate::server::{dist, one_file};

const FILE: &str = "convscope.html";

fn open(page: &Page, end: &str) {
    page.go_to("about:blank");
    page.go_to(&[&one_file(), end].concat());
    wait_until("the page is ready", || page.is_ready());
}

/// Whatever the browser has asked for since the page began.
fn requests(page: &Page) -> Vec<String> {
    page.run(
        "return performance.getEntriesByType('resource').map(({ name }) => name)",
        &[],
    )
}

#[test]
fn one_file_does_all_that_the_page_does_and_asks_for_nothing() {
    visit(|page| {
        page.go_offline();
        open(page, "");
        let layer = Layer::notebook();
        for step in 0..=layer.steps() {
            page.state().assert_shows(&layer, step);
            page.keys(&Key::Right);
        }
        page.cell("X", 0, 0).type_over("2.5\u{e007}");
        assert_eq!(page.state().grids["X"][0][0].as_deref(), Some("2.5"));
        page.press("Undo");
        page.press("Check gradients");
        let check: String = page.run("return app.dataset.check", &[]);
        assert_eq!(check, "pass");
        let folder = Folder::new("convscope-one-file");
        page.save_files_in(&folder.0);
        page.press("Export");
        // What waits for something waits no longer: nobody is to be told of what is not late.
        page.run::<()>(
            "const wait = self.setTimeout;
             self.setTimeout = (then, time, ...more) => wait(then, Math.min(time, 50), ...more)",
            &[],
        );
        page.press("convscope-W.csv");
        let file = folder.0.join("convscope-W.csv");
        wait_until("it is saved", || {
            fs::read_to_string(&file).is_ok_and(|text| text == "0.4,-0.1\n0.23,0.61\n")
        });
        page.seek(9);

        // What is done is kept, in the address and for a reload.
        let hash = || -> String { page.run("return location.hash", &[]) };
        wait_until("the address follows", || hash() == "#v=1&step=9");
        page.reload();
        page.state().assert_shows(&layer, 9);
        // Links lead into the file.
        open(page, "#v=1&step=4");
        page.state().assert_shows(&layer, 4);
        // A long one is packed.
        page.run::<Value>("location.hash = 'v=1'", &[]);
        page.press("Layer");
        page.resize("X", (30, 30));
        page.press("Fill at random");
        wait_until("the address is packed", || hash().starts_with("#v=1&z="));
        let filled = page.state();
        let link = hash();
        page.run::<Value>("localStorage.clear(); sessionStorage.clear()", &[]);
        open(page, &link);
        assert_eq!(page.state().grids["X"], filled.grids["X"]);

        assert_eq!(requests(page), [""; 0]);
    });
}

/// Base64 has four characters for three bytes; all else is as it is.
#[test]
fn one_file_is_hardly_larger_than_its_parts() {
    let size = |name: &str| fs::metadata(dist().join(name)).expect("a file").len();
    let parts = [
        "index.html",
        "convscope.css",
        "convscope.js",
        "convscope_bg.wasm",
        "favicon.svg",
        "static/start.js",
        "static/frame.js",
        "static/export.js",
    ];
    let sum: u64 = parts.into_iter().map(size).sum();
    assert!(size(FILE) * 10 <= sum * 14, "{} of {sum}", size(FILE));
}

/// Its policy allows what stands in it and nothing else.
#[test]
fn one_file_has_a_policy_of_its_own() {
    let page = fs::read_to_string(dist().join(FILE)).expect("the file");
    let (_, policy) = page.split_once("content=\"default-src").expect("a policy");
    let (policy, _) = policy.split_once('"').expect("its end");
    let parts: Vec<&str> = policy.split("; ").map(str::trim).collect();
    assert_eq!(parts[0], "'none'");
    for (part, kind) in [(parts[1], "script-src"), (parts[2], "style-src")] {
        assert!(part.starts_with(&format!("{kind} 'sha256-")), "{part}");
    }
    assert!(
        !policy.contains("'self'") && !policy.contains("unsafe-inline"),
        "{policy}"
    );
}

#[test]
fn one_file_has_the_licences_of_what_is_in_it() {
    let read = |name: &str| fs::read_to_string(dist().join(name)).expect("the file");
    let licences = read("LICENSES.txt");
    for part in ["wasm-bindgen v", "talc v", "The standard library of Rust"] {
        assert!(licences.contains(part), "{part}");
    }
    assert!(read(FILE).contains(&licences));
}
