//! Files to take along, as they arrive in the folder of downloads.

use std::fs;

use serde_json::Value;

use crate::browser::{Page, Visit, visit, wait_until};
use crate::folder::Folder;
use crate::server::{EXPORTER_LATER, MIXED_EXPORTER, build};

/// X of the notebook's layer.
const X: &str = "0.1,0.2,1.3\n0.37,1.09,1.02\n0.12,-0.23,-0.45\n";

/// The file that a press on its name saves.
fn saved(page: &Page, folder: &Folder, name: &str) -> String {
    page.press(name);
    let path = folder.0.join(name);
    wait_until("it is saved", || {
        fs::read_to_string(&path).is_ok_and(|text| text.ends_with('\n'))
    });
    fs::read_to_string(&path).expect("the file")
}

#[test]
fn each_file_is_saved_and_the_list_stays_open() {
    let folder = Folder::new("convscope-exports");
    visit(|page| {
        page.save_files_in(&folder.0);
        page.press("Export");
        let saved = |name: &str| saved(page, &folder, name);
        assert_eq!(saved("convscope-X.csv"), X);
        // The numbers that the page shows, at step 0 too.
        let dx = saved("convscope-dX.csv");
        let everything: Value =
            serde_json::from_str(&saved("convscope.json")).expect("a JSON object");
        assert!(saved("convscope.py").contains("import numpy as np"));
        assert!(saved("convscope-pytorch.py").contains("import torch"));
        assert!(saved("convscope.rs").contains("fn main()"));
        assert!(saved("convscope.tex").contains("\\begin{bmatrix}"));
        assert!(saved("convscope-trace.csv").starts_with("step,phase,row,col,grid,"));
        let trace: Value =
            serde_json::from_str(&saved("convscope-trace.json")).expect("a JSON list");
        // Four cells of Z, H and dZ each, and four times four of dX, four of dW, one of db.
        assert_eq!(trace.as_array().map(Vec::len), Some(3 * 4 + 4 * 9));
        let shown = page.seek(10);
        let cells = shown.grids["dX"].iter().map(|row| {
            let cells = row.iter().map(|cell| cell.clone().expect("a number"));
            cells.collect::<Vec<_>>().join(",") + "\n"
        });
        assert_eq!(dx, cells.collect::<String>());
        let number = |cell: &Option<String>| -> f64 {
            cell.as_ref()
                .and_then(|cell| cell.parse().ok())
                .expect("a number")
        };
        assert_eq!(
            everything["dw"][1][0].as_f64(),
            Some(number(&shown.grids["dW"][1][0]))
        );
    });
}

#[test]
fn what_writes_the_files_comes_with_the_first_of_them() {
    let folder = Folder::new("convscope-exporter");
    visit(|page| {
        page.save_files_in(&folder.0);
        let asked = || -> Vec<String> {
            page.run(
                "const names = performance.getEntriesByType('resource').map(({ name }) => name);
                 return names.filter((name) => name.includes('export')).map((name) => name.split('/').pop())",
                &[],
            )
        };
        page.press("Export");
        // A program is the page's own.
        saved(page, &folder, "convscope.py");
        assert_eq!(asked(), [""; 0]);
        for name in ["convscope-X.csv", "convscope.tex", "convscope-trace.csv"] {
            saved(page, &folder, name);
            assert_eq!(asked(), [format!("export.js?v={}", build())], "{name}");
        }
    });
}

/// Presses for X, and waits until the page says that it is not saved.
#[track_caller]
fn assert_is_refused(page: &Page, folder: &Folder) {
    let said = || -> String {
        page.run(
            "const status = app.querySelector('[data-slot=status]');
             return isVisible(status) ? status.innerText : ''",
            &[],
        )
    };
    // Another step takes back what was said before.
    page.press("Next step");
    assert_eq!(said(), "");
    let before = page.state();
    page.press("convscope-X.csv");
    wait_until("it says so", || {
        said().contains("convscope-X.csv is not saved")
    });
    assert!(said().contains("Press again"), "{}", said());
    assert_eq!(page.state(), before);
    assert!(!folder.0.join("convscope-X.csv").exists());
}

#[test]
fn where_what_writes_them_is_missing_or_late_it_is_said_and_can_be_had_later() {
    let folder = Folder::new("convscope-exporter-later");
    let visitor = Visit::at_a_desk().to(EXPORTER_LATER).with_errors();
    visitor.live(|page| {
        wait_until("the page is ready", || page.is_ready());
        page.save_files_in(&folder.0);
        page.press("Export");
        assert_is_refused(page, &folder);
        assert_is_refused(page, &folder);
        assert_eq!(saved(page, &folder, "convscope-X.csv"), X);
        assert!(saved(page, &folder, "convscope.tex").contains("% step 2\n"));
    });
}

/// A host may have been renewed while the page was open.
#[test]
fn what_writes_them_has_to_be_of_the_page_s_build() {
    let folder = Folder::new("convscope-exporter-mixed");
    Visit::at_a_desk().to(MIXED_EXPORTER).live(|page| {
        wait_until("the page is ready", || page.is_ready());
        page.save_files_in(&folder.0);
        page.press("Export");
        assert_is_refused(page, &folder);
        assert!(saved(page, &folder, "convscope.py").contains("import numpy as np"));
        assert_is_refused(page, &folder);
    });
}
