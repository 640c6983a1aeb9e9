//! Measures convscope beside its peers and prints one table: medians, quartiles,
//! ratios, and for each target whether it is met.
//!
//! - [`core`]: the layer itself, by us and by others; [`places`] are where they run
//! - [`page`]: what a reader downloads, and when the page is ready
//! - [`steps`]: from a key to the painted frame
//! - [`browser`], [`server`]: the browser that is told what to do, and what it opens
//! - [`statistics`], [`table`], [`machine`]: what is printed
//!
//! `cargo xtask bench` builds and installs what this needs and names it in
//! `CONVSCOPE_DIST` (the release build), `CONVSCOPE_BENCH_CORE` (the module of
//! `bench/core`), `CONVSCOPE_PEERS` (a `node_modules`), `CONVSCOPE_PYTHON`,
//! `CHROMIUM` and `CHROMEDRIVER`.

mod browser;
mod core;
mod machine;
mod page;
mod places;
mod server;
mod statistics;
mod steps;
mod table;

use anyhow::Result;

use crate::{browser::Browser, places::Places};

#[tokio::main]
async fn main() -> Result<()> {
    let origin = server::start().await?;
    let browser = Browser::start().await?;
    let machine = machine::description(&browser.version().await?);
    let mut places = Places::open(browser, &origin).await?;
    let mut rows = core::measure(&mut places).await?;
    places.close().await?;
    rows.extend(page::measure(&origin).await?);
    rows.extend(steps::measure(&origin).await?);
    println!("\n{machine}\n\n{}", table::markdown(&rows));
    Ok(())
}
