//! What a reader of the page downloads, and how soon it can be used.

use std::{fs, io::Write as _, path::Path};

use anyhow::Result;
use flate2::{Compression, write::GzEncoder};

use crate::{
    browser::Browser,
    server,
    statistics::Summary,
    table::{Goal, Quantity, Row, Unit},
};

/// Gzipped bytes of the lightest peer, all of it (the CS231n demo).
const BUDGET: f64 = 58_027.0;

/// Visits to each page at each speed.
const VISITS: usize = 9;

/// Of the time that the bare page takes.
const WANTED_START: f64 = 1.4;

/// Notes when the page says it is ready, in milliseconds since its navigation
/// began; `ready` is a promise of that.
const WATCH: &str = "
    self.ready = new Promise((resolve) => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector('[data-ready]')) return;
        observer.disconnect();
        resolve(performance.now());
      }).observe(document, { subtree: true, childList: true, attributeFilter: ['data-ready'] });
    });
";

/// Sizes, and the start at full and at a quarter of the speed.
pub(crate) async fn measure(origin: &str) -> Result<Vec<Row>> {
    let mut rows = vec![Row::heading("The first load")];
    rows.extend(sizes()?);
    for rate in [1, 4] {
        rows.extend(start(origin, rate).await?);
    }
    Ok(rows)
}

/// Each file at the top of the release build; what is below is loaded on demand.
fn sizes() -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let (mut now, mut later) = (0, 0);
    for entry in fs::read_dir(server::folder("CONVSCOPE_DIST")?)? {
        let path = entry?.path();
        if path.is_dir() {
            for entry in fs::read_dir(path)? {
                later += gzipped(&entry?.path())?;
            }
        } else if ["html", "css", "js", "wasm"].iter().any(|kind| path.extension().is_some_and(|is| is == *kind)) {
            now += gzipped(&path)?;
        }
    }
    let _ = later;
    rows.push(Row::measured("x", Summary::exact(now as f64), Unit::Bytes).judged(now as f64, Goal::AtMost(Quantity(BUDGET, Unit::Bytes))));
    Ok(rows)
}
