//! What a reader of the page downloads, and how soon it can be used.

use anyhow::Result;
use xtask::sizes;

use crate::{
    browser::Browser,
    server,
    statistics::Summary,
    table::{Goal, Quantity, Row, Unit},
};

/// Gzipped bytes of the lightest peer, all of it: the conv demo of Stanford's course.
const BUDGET: f64 = 58_027.0;

/// Visits to each page at each speed.
const VISITS: usize = 9;

/// How many times as slow the processor is.
const THROTTLES: [u32; 2] = [1, 4];

/// How many times as long as the bare page ours may take.
const WANTED_START: f64 = 1.4;

/// The page, and a bare one with a wasm of the same size.
const PAGES: [&str; 2] = ["page/index.html", "programs/bare.html"];

/// `ready` is a promise of when the page says that it is: milliseconds since its
/// navigation began.
const WATCH: &str = "
    self.ready = new Promise((resolve) => {
      new MutationObserver(() => resolve(performance.now()))
        .observe(document, { subtree: true, attributeFilter: ['data-ready'] });
    });
";

/// Sizes, and the start at full and at a quarter of the speed.
pub(crate) async fn measure(origin: &str) -> Result<Vec<Row>> {
    let mut rows = vec![Row::heading("The first load, `gzip -9` file by file")];
    rows.extend(sizes()?);
    rows.push(Row::heading("From navigation to a page that can be used"));
    rows.extend(starts(origin).await?);
    Ok(rows)
}

/// Each file of the first load and their sum, then all that is loaded on demand.
fn sizes() -> Result<Vec<Row>> {
    let files = sizes::of(&server::folder("CONVSCOPE_DIST")?)?;
    let bytes =
        |name: &str, count: usize| Row::measured(name, Summary::exact(count as f64), Unit::Bytes);
    let first = || files.iter().filter(|file| file.is_first_load());
    let sum = first().map(|file| file.zipped).sum();
    let on_demand = files.iter().filter(|file| file.is_on_demand());
    let on_demand = on_demand.map(|file| file.zipped).sum();

    let mut rows: Vec<Row> = first()
        .map(|file| bytes(&file.path.display().to_string(), file.zipped))
        .collect();
    let budget = Goal::AtMost(Quantity(BUDGET, Unit::Bytes));
    rows.push(bytes("sum", sum).judged(sum as f64, budget));
    rows.push(bytes("loaded on demand", on_demand));
    Ok(rows)
}

/// Visits to both pages in turns.
async fn starts(origin: &str) -> Result<Vec<Row>> {
    let browser = Browser::start().await?;
    browser.run_first(WATCH).await?;
    let mut rows = Vec::new();
    for throttle in THROTTLES {
        let mut times = PAGES.map(|_| Vec::new());
        eprintln!("the start, {throttle}× slower");
        // The first visit starts the browser's own parts: it does not count.
        for visit in 0..=VISITS {
            for (times, page) in times.iter_mut().zip(PAGES) {
                browser.throttle(throttle).await?;
                browser.open(&format!("{origin}/{page}")).await?;
                let time: f64 = browser.run("return ready", &[]).await?;
                if visit > 0 {
                    times.push(time);
                }
            }
        }
        if let [Some(ours), Some(bare)] = times.map(|times| Summary::of(&times)) {
            rows.extend(start_rows(throttle, ours, bare));
        }
    }
    browser.close().await?;
    Ok(rows)
}

fn start_rows(throttle: u32, ours: Summary, bare: Summary) -> [Row; 2] {
    let ratio = ours.median / bare.median;
    let name = |page| format!("{page}, {throttle}× slower");
    let ours = Row::measured(name("convscope"), ours, Unit::Time);
    [
        ours.compared(Quantity(ratio, Unit::Times), "bare")
            .judged(ratio, Goal::AtMost(Quantity(WANTED_START, Unit::Times))),
        Row::measured(name("a bare page with the same wasm"), bare, Unit::Time),
    ]
}
