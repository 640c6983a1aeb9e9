//! Files that do not come or come wrong, windows without room, a page that is left and
//! found again, a network that goes: the page goes on, or says why not.

use fantoccini::key::Key;
use serde_json::Value;

use crate::browser::{Page, Visit, visit, wait_until};
use crate::folder::Folder;
use crate::oracle::Layer;
use crate::server::{FAULTS, PAGE, SANDBOXED_PAGE, origin};

/// What the page cannot do without.
const FILES: [&str; 4] = [
    "start.js",
    "convscope.js",
    "convscope_bg.wasm",
    "convscope.css",
];

/// All alerts that can be read.
fn alerts(page: &Page) -> String {
    page.run(
        "const alerts = [...document.querySelectorAll('[role=alert]')].filter(isVisible);
         return alerts.map(({ innerText }) => innerText).join(' ').trim()",
        &[],
    )
}

/// The step before may have been kept.
#[track_caller]
fn assert_steps(page: &Page) {
    page.press_by_script("first");
    page.press_by_script("next");
    page.state().assert_shows(&Layer::notebook(), 1);
}

#[test]
fn a_page_with_a_fault_in_a_file_works_or_says_why_not() {
    Visit::at_a_desk().with_errors().live(|page| {
        for file in FILES {
            for fault in FAULTS {
                page.go_to(&format!("{}/altered/{fault}:{file}/", origin()));
                wait_until(&format!("{fault} {file} is told or does no harm"), || {
                    page.is_ready() || !alerts(page).is_empty()
                });
                // Browsers run a classic script, and compile wasm, whatever its type.
                let is_harmless = fault == "late"
                    || fault == "plain" && ["start.js", "convscope_bg.wasm"].contains(&file);
                if is_harmless {
                    wait_until("the page is ready", || page.is_ready());
                    assert_eq!(alerts(page), "", "{fault} {file}");
                    assert_steps(page);
                } else {
                    let said = alerts(page);
                    assert!(!page.is_ready(), "{fault} {file}");
                    assert!(
                        said.to_lowercase().contains("reload") || said.contains(file),
                        "{fault} {file}: {said}"
                    );
                }
            }
        }
    });
}

/// It speaks with the page around it, which may want nothing of it.
#[test]
fn a_framed_page_needs_no_messages() {
    for fault in ["missing", "half"] {
        Visit::at_a_desk()
            .to(SANDBOXED_PAGE)
            .with_errors()
            .live(|page| {
                page.enter_foreign(&format!("/altered/{fault}:frame.js/"));
                page.press_by_script("next");
                assert_eq!(
                    (page.state().step(), alerts(page)),
                    (1, String::new()),
                    "{fault}"
                );
            });
    }
}

#[test]
fn what_writes_files_may_come_wrong() {
    let folder = Folder::new("convscope-faults");
    Visit::at_a_desk().with_errors().live(|page| {
        for fault in ["half", "empty", "page", "plain"] {
            page.go_to(&format!("{}/altered/{fault}:export.js/", origin()));
            wait_until("the page is ready", || page.is_ready());
            page.save_files_in(&folder.0);
            page.press_by_script("export");
            page.press("convscope-X.csv");
            wait_until(&format!("{fault}: it says so"), || {
                page.run(
                    "return app.querySelector('[data-slot=status]').innerText.includes('convscope-X.csv is not saved')",
                    &[],
                )
            });
            assert!(!folder.0.join("convscope-X.csv").exists());
            assert_steps(page);
        }
    });
}

/// Once the page is there it asks for nothing but what writes files.
#[test]
fn without_a_network_all_but_saving_goes_on() {
    let folder = Folder::new("convscope-offline");
    Visit::at_a_desk().with_errors().live(|page| {
        page.save_files_in(&folder.0);
        page.go_offline();
        page.cell("X", 0, 0).type_over("0.75\u{e007}");
        page.press("Last step");
        let layer = page.state().layer();
        assert_eq!(layer.x[0][0], 0.75);
        page.state().assert_shows(&layer, 10);
        for tool in ["Layer", "Loss and learning", "Check gradients", "Spot the bug", "Share", "Help"] {
            page.press(tool);
            let is_open: bool =
                page.run("return [...app.querySelectorAll('[data-tool]')].some(isVisible)", &[]);
            assert!(is_open, "{tool}");
            page.keys(&Key::Escape);
        }
        page.press("Export");
        page.press("convscope-X.csv");
        wait_until("it says so", || {
            page.run(
                "return app.querySelector('[data-slot=status]').innerText.includes('convscope-X.csv is not saved')",
                &[],
            )
        });
        page.press("Previous step");
        page.state().assert_shows(&layer, 9);
        assert_eq!(alerts(page), "");
    });
}

/// A frame that is folded away, as in a course page, and shown again.
#[test]
fn a_window_without_room_gets_it_again() {
    Visit::at_a_desk().to(SANDBOXED_PAGE).live(|page| {
        let size = |width: u32, height: u32| {
            page.run::<()>(
                "const frame = document.querySelector('iframe');
                 [frame.width, frame.height] = arguments;
                 await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)))",
                &[width.into(), height.into()],
            );
        };
        size(0, 0);
        page.enter_foreign(PAGE);
        for (step, [width, height]) in [[0, 0], [1, 1], [1, 600], [600, 1], [1200, 700]].into_iter().enumerate() {
            page.leave_frame();
            size(width, height);
            page.enter_frame();
            page.press_by_script("next");
            page.state().assert_shows(&Layer::notebook(), step + 1);
            assert_eq!(alerts(page), "");
        }
        // The numbers have the size that they have in any such window.
        let smallest: f64 = page.run("return smallestDigits()", &[]);
        assert!(smallest >= 12.0, "{smallest}");
        let collisions: Vec<String> = page.run("return collisions()", &[]);
        assert!(collisions.is_empty(), "{collisions:#?}");
    });
}

/// A browser may keep a page that one leaves, and wake it up.
#[test]
fn a_page_that_one_comes_back_to_goes_on() {
    visit(|page| {
        page.cell("X", 0, 0).type_over("0.75\u{e007}");
        page.seek(3);
        page.press("Play");
        let layer = page.state().layer();
        // What a browser does with a page that it keeps.
        page.run::<()>(
            "for (const [name, persisted] of [['pagehide', true], ['pageshow', true]])
               dispatchEvent(new PageTransitionEvent(name, { persisted }))",
            &[],
        );
        page.press_by_script("first");
        page.press_by_script("next");
        page.state().assert_shows(&layer, 1);
        page.go_to(&format!("{}{SANDBOXED_PAGE}", origin()));
        page.run::<Value>("history.back()", &[]);
        wait_until("the page is back", || {
            page.run(
                "return document.querySelector('[data-app]')?.hasAttribute('data-ready') ?? false",
                &[],
            )
        });
        page.state().assert_shows(&layer, 1);
        page.press("Next step");
        page.state().assert_shows(&layer, 2);
    });
}
