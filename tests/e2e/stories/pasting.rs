//! Blocks from the clipboard and from files.

use fantoccini::key::Key;
use serde_json::Value;

use crate::browser::{Page, visit, wait_until};

fn values(page: &Page, grid: &str) -> Vec<Vec<Option<String>>> {
    page.state().grids[grid].clone()
}

fn texts(rows: &[&[&str]]) -> Vec<Vec<Option<String>>> {
    let row = |row: &&[&str]| row.iter().map(|text| Some((*text).to_owned())).collect();
    rows.iter().map(row).collect()
}

/// Puts a text on the clipboard as people do: typed somewhere, selected and copied.
fn copy(page: &Page, text: &str) {
    page.run::<Value>(
        "const area = document.body.appendChild(document.createElement('textarea'));
         area.id = 'elsewhere';
         area.value = arguments[0];
         area.focus();
         area.select()",
        &[text.into()],
    );
    page.chord(&[Key::Control], 'c');
    page.run::<Value>("document.getElementById('elsewhere').remove()", &[]);
}

#[test]
fn a_block_from_the_clipboard_fills_a_grid() {
    visit(|page| {
        copy(
            page,
            "array([[1.5, 2. ],\n       [3. , 4. ]], dtype=float32)",
        );
        page.cell("X", 1, 1).click();
        page.chord(&[Key::Control], 'v');
        assert_eq!(
            values(page, "X"),
            texts(&[
                &["0.1", "0.2", "1.3"],
                &["0.37", "1.5", "2"],
                &["0.12", "3", "4"]
            ])
        );
        // A homework sheet that is larger than W: Enter makes room.
        copy(page, "1\t0\t-1\n2\t0\t-2\n1\t0\t-1\n");
        page.cell("W", 0, 0).click();
        page.chord(&[Key::Control], 'v');
        let status: String = page.run(
            "return app.querySelector('[data-slot=refusal-W]').innerText",
            &[],
        );
        assert!(
            status.starts_with("3×3 block into W, which becomes 3×3"),
            "{status}"
        );
        page.keys(&Key::Enter);
        assert_eq!(
            values(page, "W"),
            texts(&[&["1", "0", "-1"], &["2", "0", "-2"], &["1", "0", "-1"]])
        );
        page.chord(&[Key::Control], 'z');
        page.chord(&[Key::Control], 'z');
        assert_eq!(values(page, "X")[1][1].as_deref(), Some("1.09"));
        // One number is pasted as it is typed.
        copy(page, "0,25");
        page.cell("W", 0, 1).click();
        page.chord(&[Key::Control], 'v');
        page.keys(&Key::Enter);
        assert_eq!(values(page, "W")[0][1].as_deref(), Some("0.25"));
    });
}

#[test]
fn a_file_is_dropped_on_a_grid() {
    visit(|page| {
        page.run::<Value>(
            "const dataTransfer = new DataTransfer();
             dataTransfer.items.add(new File(['\\ufeff5;6,5\\r\\n8;9\\r\\n'], 'numbers.csv'));
             const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
             cellOf('X', 1, 1).dispatchEvent(event)",
            &[],
        );
        wait_until("the file is read", || {
            values(page, "X")
                == texts(&[
                    &["0.1", "0.2", "1.3"],
                    &["0.37", "5", "6.5"],
                    &["0.12", "8", "9"],
                ])
        });
    });
}
