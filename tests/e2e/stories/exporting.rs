//! Files to take along, as they arrive in the folder of downloads.

use std::fs;

use serde_json::Value;

use crate::browser::{visit, wait_until};
use crate::folder::Folder;

#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn each_file_is_saved_and_the_list_stays_open() {
    let folder = Folder::new("convscope-exports");
    visit(|page| {
        folder.takes_downloads_of(page);
        page.press("Export");
        let saved = |name: &str| -> String {
            page.press(name);
            let path = folder.0.join(name);
            wait_until("it is saved", || {
                fs::read_to_string(&path).is_ok_and(|text| text.ends_with('\n'))
            });
            fs::read_to_string(&path).expect("the file")
        };
        assert_eq!(
            saved("convscope-X.csv"),
            "0.1,0.2,1.3\n0.37,1.09,1.02\n0.12,-0.23,-0.45\n"
        );
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
