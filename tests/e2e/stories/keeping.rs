//! «My examples»: what is kept under a name, on the device and in a file.

use std::fs;

use fantoccini::key::Key;
use serde_json::Value;

use crate::browser::{Page, visit, wait_until};
use crate::folder::Folder;
use crate::oracle::Layer;
use crate::server::{PAGE, origin};

/// The names in the open tool.
fn names(page: &Page) -> Vec<String> {
    page.run(
        "return [...app.querySelectorAll('[data-slot=kept] input')].map(({ value }) => value)",
        &[],
    )
}

/// What the tool says was done.
fn said(page: &Page) -> String {
    page.run(
        "return app.querySelector('[data-slot=kept-said]').innerText",
        &[],
    )
}

/// What the device has.
fn on_device(page: &Page) -> String {
    page.run(
        "return localStorage.getItem('convscope.examples') ?? ''",
        &[],
    )
}

/// The name of what has the focus.
fn focused(page: &Page) -> String {
    page.run(
        "const { ariaLabel, innerText } = document.activeElement; return ariaLabel ?? innerText",
        &[],
    )
}

/// Writes over the field that has the focus.
fn type_over(page: &Page, text: &str) {
    page.chord(&[Key::Control], 'a');
    page.keys(text);
}

fn keep(page: &Page, name: &str) {
    page.click_on(".kept input");
    type_over(page, &format!("{name}{}", char::from(Key::Enter)));
}

#[test]
fn an_example_is_kept_opened_renamed_deleted_and_put_back() {
    visit(|page| {
        page.cell("X", 0, 0).type_over("7\u{e007}");
        page.seek(9);
        let seven = page.state();
        page.press("Share");
        // By keyboard alone.
        page.tab_to("the name", || {
            page.run("return document.activeElement.matches('.kept input')", &[])
        });
        page.keys(&format!("Seven{}", char::from(Key::Enter)));
        assert_eq!(said(page), "Kept “Seven”.");
        page.press("Undo");
        page.seek(3);
        keep(page, "Notebook");
        page.press("Keep");
        assert_eq!(names(page), ["Seven", "Notebook"]);

        page.reload();
        page.press("Share");
        assert_eq!(names(page), ["Seven", "Notebook"]);
        page.press("Open “Seven”");
        page.state().assert_same(&seven, "opened");
        assert_eq!(focused(page), "Open “Seven”");
        page.press("Undo");
        assert_eq!(page.state().layer(), Layer::notebook());

        // In place: Escape restores, Enter and leaving the field commit.
        page.click_on("[data-index='1'] input");
        type_over(page, &format!("Oops{}", char::from(Key::Escape)));
        assert_eq!(names(page), ["Seven", "Notebook"]);
        type_over(page, &format!("Step three{}", char::from(Key::Enter)));
        assert_eq!(said(page), "Renamed to “Step three”.");
        page.click_on("[data-index='0'] input");
        type_over(page, &format!("Step three{}", char::from(Key::Tab)));
        assert_eq!(names(page), ["Step three (2)", "Step three"]);
        assert_eq!(focused(page), "Open “Step three (2)”");
        page.click_on("[data-index='0'] input");
        type_over(page, &format!(" {}", char::from(Key::Enter)));
        assert_eq!(said(page), "An example needs a name.");
        assert_eq!(names(page), ["Step three (2)", "Step three"]);
        let kept = on_device(page);
        assert_eq!(
            kept,
            "Step three (2)\tv=1&x=7,0.2,1.3;0.37,1.09,1.02;0.12,-0.23,-0.45&step=9\nStep three\tv=1&step=3\n"
        );

        page.press("Delete “Step three (2)”");
        assert_eq!(said(page), "Deleted “Step three (2)”.");
        assert_eq!(names(page), ["Step three"]);
        assert_eq!(focused(page), "Put back");
        page.keys(&Key::Enter);
        assert_eq!(on_device(page), kept);
        assert!(!page.has_button("Put back"));
        assert_eq!(focused(page), "It is back.");

        // A name that is there stands for another state now.
        keep(page, "Step three (2)");
        assert_eq!(said(page), "Replaced “Step three (2)”.");
        assert_ne!(on_device(page), kept);
        page.press("Put back");
        assert_eq!(on_device(page), kept);
        // Escape clears the name before it closes the tool.
        page.click_on(".kept input");
        page.keys(&Key::Escape);
        assert!(page.has_button("Copy link"));
        page.keys(&Key::Escape);
        assert!(!page.has_button("Copy link"));
    });
}

#[test]
fn windows_see_the_examples_of_each_other() {
    visit(|page| {
        page.press("Share");
        keep(page, "a");
        let first = page.open_window();
        page.go_to(&format!("{}{PAGE}", origin()));
        wait_until("the page is ready", || page.is_ready());
        page.press("Share");
        assert_eq!(names(page), ["a"]);
        keep(page, "b");
        page.go_to_window(&first);
        wait_until("it is there", || names(page) == ["a", "b"]);
        keep(page, "c");
        assert_eq!(on_device(page), "a\tv=1\nb\tv=1\nc\tv=1\n");
    });
}

#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox names a field for files after its button"
)]
fn the_list_leaves_as_a_file_and_comes_back() {
    let folder = Folder::new("convscope-examples");
    let saved = folder.0.join("convscope-examples.txt");
    visit(|page| {
        page.save_files_in(&folder.0);
        page.press("Share");
        page.seek(4);
        keep(page, "Größe");
        page.press("Save as a file");
        wait_until("it is saved", || saved.exists());
        let text = "Größe\tv=1&step=4\n";
        wait_until("it is whole", || {
            fs::read_to_string(&saved).is_ok_and(|saved| saved == text)
        });

        page.press("Delete “Größe”");
        page.choose_file("Read a file", &saved);
        wait_until("it is read", || said(page) == "Added: 1.");
        assert_eq!(on_device(page), text);
        // The same file once more, and one that an editor has written.
        page.choose_file("Read a file", &saved);
        wait_until("it is known", || said(page) == "There already: 1.");
        let other = folder.0.join("other.txt");
        fs::write(&other, "\u{feff}Größe\tv=1&step=5\r\n\r\nno example\r\n").expect("a file");
        page.choose_file("Read a file", &other);
        wait_until("it is read", || {
            said(page) == "Added: 1. Lines not read: 1."
        });
        assert_eq!(names(page), ["Größe", "Größe (2)"]);
        page.press("Open “Größe (2)”");
        assert_eq!(page.state().step(), 5);
    });
}

/// The storage is full, or switched off.
#[test]
fn a_list_that_the_device_refuses_lives_in_its_tab() {
    visit(|page| {
        page.press("Share");
        keep(page, "a");
        page.run::<Value>(
            "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }",
            &[],
        );
        keep(page, "b");
        let told = said(page);
        assert!(
            told.starts_with("Kept “b”. This browser does not keep it"),
            "{told}"
        );
        // What the device has takes nothing away.
        page.run::<Value>("dispatchEvent(new StorageEvent('storage'))", &[]);
        keep(page, "c");
        assert_eq!(names(page), ["a", "b", "c"]);
        let file: String = page.run(
            "const saved = new Promise((resolve) => { URL.createObjectURL = (blob) => { resolve(blob.text()); return '#' } });
             [...app.querySelectorAll('button')].find(({ innerText }) => innerText === 'Save as a file').click();
             return saved",
            &[],
        );
        assert_eq!(file, "a\tv=1\nb\tv=1\nc\tv=1\n");
    });
}
