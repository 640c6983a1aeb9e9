//! Serves the release build the way a course's web site would: from a folder
//! below the root, so that a path that begins with `/` finds nothing.

use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tower_http::services::ServeDir;

/// The page itself.
pub(crate) const PAGE: &str = "/courses/cnn/";
/// The same files, but the wasm is not found.
pub(crate) const WITHOUT_WASM: &str = "/without-wasm/";
/// The same files, but the JavaScript module is not found.
pub(crate) const WITHOUT_SCRIPT: &str = "/without-script/";
/// A page of somebody else, who uses only the module.
pub(crate) const FOREIGN_PAGE: &str = "/foreign-page/";

/// Runs the server and all talk with browsers.
pub(crate) static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime")
});

/// `http://127.0.0.1:<port>`, without a slash at the end.
pub(crate) fn origin() -> &'static str {
    static ORIGIN: OnceLock<String> = OnceLock::new();
    let dist = dist(); // to say in each test what is missing
    ORIGIN.get_or_init(|| {
        let listener = RUNTIME
            .block_on(TcpListener::bind("127.0.0.1:0"))
            .expect("a free port on 127.0.0.1");
        let address = listener.local_addr().expect("a bound socket");
        RUNTIME.spawn(axum::serve(listener, site(&dist)).into_future());
        format!("http://{address}")
    })
}

/// The folder with the release build: `CONVSCOPE_DIST`, or `dist` in the workspace.
pub(crate) fn dist() -> PathBuf {
    let folder = std::env::var_os("CONVSCOPE_DIST").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist"),
        PathBuf::from,
    );
    assert!(
        folder.join("index.html").is_file(),
        "there is no release build in {}: run `cargo xtask build --release`, or name its folder in CONVSCOPE_DIST",
        folder.display()
    );
    folder
}

/// The one JavaScript module at the top of the release build.
pub(crate) fn module() -> String {
    let files = std::fs::read_dir(dist()).expect("a folder one may read");
    let modules: Vec<PathBuf> = files
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "js"))
        .collect();
    let [module] = &modules[..] else {
        panic!("there should be exactly one module at the top of dist/: {modules:?}");
    };
    let name = module.file_stem().unwrap_or_default().to_string_lossy();
    let wasm = module.with_file_name(format!("{name}_bg.wasm"));
    assert!(wasm.is_file(), "there is no {}", wasm.display());
    format!("{name}.js")
}

fn site(dist: &Path) -> Router {
    let files = || Router::new().fallback_service(ServeDir::new(dist));
    let without = |end: &'static str| {
        files().layer(from_fn(move |request: Request, next: Next| async move {
            if request.uri().path().ends_with(end) {
                StatusCode::NOT_FOUND.into_response()
            } else {
                next.run(request).await
            }
        }))
    };
    let folder = |path: &'static str| path.trim_end_matches('/');
    Router::new()
        .nest_service(folder(PAGE), files())
        .nest_service(folder(WITHOUT_WASM), without(".wasm"))
        .nest_service(folder(WITHOUT_SCRIPT), without(".js"))
        .route(FOREIGN_PAGE, get(Html(foreign_page())))
}

fn foreign_page() -> String {
    let module = module();
    format!(
        r#"<!doctype html><html lang="en"><title>Somebody else's page</title>
<link rel="icon" href="data:,">
<body><main>Nothing of convscope's here.</main>
<script type="module">
    import init from "{PAGE}{module}";
    const before = document.documentElement.outerHTML;
    await init();
    await new Promise(requestAnimationFrame);
    document.title = document.documentElement.outerHTML === before ? "untouched" : "changed";
</script></body></html>"#
    )
}
