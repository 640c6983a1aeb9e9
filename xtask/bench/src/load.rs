//! What a reader of the page downloads, and how soon it can be used.

use std::fs;

use anyhow::{Context, Result};
use xtask::{place, sizes::gzipped};

use crate::{
    browser::Browser,
    table::{Row, at_most, count, heading, median, row, time, times},
};

/// Gzipped bytes of the first load, as `tests/e2e/stories/loading.rs` allows.
const BUDGET: f64 = 195_800.0;

/// Visits to each page at each speed.
const VISITS: usize = 9;

/// How many times as long as the bare page ours may take.
const WANTED_START: f64 = 1.4;

/// The page, and a bare one with the same wasm.
const PAGES: [&str; 2] = ["page/index.html", "programs/bare.html"];

/// `ready` is a promise of when the page says that it is: milliseconds since its
/// navigation began.
const WATCH: &str = "
    self.ready = new Promise((resolve) => {
      new MutationObserver(() => resolve(performance.now()))
        .observe(document, { subtree: true, attributeFilter: ['data-ready'] });
    });
";

/// The paths of all that the page has fetched by itself, also once it was idle.
const FETCHED: &str = "
    await ready;
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const names = performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname);
    return [location.pathname, ...names];
";

/// Sizes, and the start at full and at a quarter of the speed.
pub(crate) async fn measure(origin: &str) -> Result<Vec<Row>> {
    let browser = Browser::start().await?;
    browser.run_first(WATCH).await?;
    let mut rows = size_rows(&browser, origin).await?;
    rows.push(heading("From navigation to a page that can be used"));
    for throttle in [1, 4] {
        rows.extend(start_rows(&browser, origin, throttle).await?);
    }
    browser.close().await?;
    Ok(rows)
}

/// Each file that the page fetches by itself, and their sum.
async fn size_rows(browser: &Browser, origin: &str) -> Result<Vec<Row>> {
    browser.open(&format!("{origin}/{}", PAGES[0])).await?;
    let mut paths: Vec<String> = browser.run(FETCHED, &[]).await?;
    paths.sort_unstable();
    paths.dedup();
    let mut rows = vec![heading(
        "The first load: bytes after `gzip -9`, file by file",
    )];
    let mut sum = 0.0;
    for path in paths {
        let file = path
            .strip_prefix("/page/")
            .context("the page fetches from elsewhere")?;
        let size = gzipped(&fs::read(place::dist().join(file))?)? as f64;
        rows.push(row(file, &[size], count));
        sum += size;
    }
    rows.push(at_most(row("sum", &[sum], count), sum, BUDGET, count));
    Ok(rows)
}

/// Visits to both pages in turns.
async fn start_rows(browser: &Browser, origin: &str, throttle: u32) -> Result<[Row; 2]> {
    eprintln!("the start, {throttle}× slower");
    let mut samples = PAGES.map(|_| Vec::new());
    // The first visit starts the browser's own parts: it does not count.
    for visit in 0..=VISITS {
        for (samples, page) in samples.iter_mut().zip(PAGES) {
            browser.throttle(throttle).await?;
            browser.open(&format!("{origin}/{page}")).await?;
            let sample: f64 = browser.run("return ready", &[]).await?;
            if visit > 0 {
                samples.push(sample);
            }
        }
    }
    let [ours, bare] = samples;
    let ratio = median(&ours) / median(&bare);
    let mut row_of_ours = row(format!("convscope, {throttle}× slower"), &ours, time);
    row_of_ours[3] = format!("{} bare", times(ratio));
    Ok([
        at_most(row_of_ours, ratio, WANTED_START, times),
        row(
            format!("a bare page with the same wasm, {throttle}× slower"),
            &bare,
            time,
        ),
    ])
}
