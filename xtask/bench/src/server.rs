//! The web site with everything that is measured in the browser.

use std::path::PathBuf;

use anyhow::Result;
use axum::{
    Router,
    http::{HeaderValue, header},
    response::{Html, IntoResponse},
    routing::get,
};
use tokio::net::TcpListener;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};
use xtask::place;

/// The loop that measures how much V8 can multiply and add.
const PEAK: &str = include_str!("../programs/peak.wat");

/// Serves until the program ends; where is the answer, without a slash at the end.
pub(crate) async fn start() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let origin = format!("http://{}", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, site()?).into_future());
    Ok(origin)
}

/// The folder of the programs that are not in Rust.
pub(crate) fn programs() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("programs")
}

fn site() -> Result<Router> {
    let peak = wat::parse_str(PEAK)?;
    let peak =
        move || async { ([(header::CONTENT_TYPE, "application/wasm")], peak).into_response() };
    // Each visit is a first one, for the page as for what it is compared with.
    let no_cache = SetResponseHeaderLayer::overriding(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-store"),
    );
    Ok(Router::new()
        .nest_service("/page", ServeDir::new(place::dist()))
        .nest_service("/bench", ServeDir::new(place::bench()))
        .nest_service("/programs", ServeDir::new(programs()))
        .route("/peak.wasm", get(peak))
        .route("/empty", get(Html("<!doctype html><title>Nothing</title>")))
        .layer(no_cache))
}
