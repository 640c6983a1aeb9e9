//! Serves the release build the way a course's web site would: from a folder
//! below the root, so that a path that begins with `/` finds nothing.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path as UrlPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, map_response};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use futures_util::{StreamExt, stream};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tower_http::services::ServeDir;

/// The page itself.
pub(crate) const PAGE: &str = "/courses/cnn/";
/// The course page that comes with it.
pub(crate) const DEMO: &str = "/courses/cnn/embed.html";
/// The same files, but the wasm is not found.
pub(crate) const WITHOUT_WASM: &str = "/without-wasm/";
/// The same files, but the JavaScript module is not found.
pub(crate) const WITHOUT_SCRIPT: &str = "/without-script/";
/// A page of somebody else, who uses only the module.
pub(crate) const FOREIGN_PAGE: &str = "/foreign-page/";
/// A page of somebody else with the page in a sandboxed frame of another origin.
pub(crate) const SANDBOXED_PAGE: &str = "/sandboxed-page/";
/// The same page of somebody else, cross-origin isolated.
pub(crate) const ISOLATED_PAGE: &str = "/isolated-page/";
/// The same files, as docs/hosting.md has them for such a page.
pub(crate) const EMBEDDABLE: &str = "/embeddable/";
/// The same files, but one of them is of another build.
pub(crate) const MIXED: [&str; 5] = [
    "/mixed/index.html/",
    "/mixed/start.js/",
    "/mixed/convscope.js/",
    "/mixed/convscope_bg.wasm/",
    "/mixed/convscope.css/",
];
/// And here it is one that comes later.
pub(crate) const MIXED_EXPORTER: &str = "/mixed/export.js/";

/// The same files, each of these folders answered by a host with a fault of its own.
pub(crate) const PLAIN_SCRIPTS: &str = "/altered/plain-scripts/";
pub(crate) const FORBIDDEN_WASM: &str = "/altered/forbidden-wasm/";
pub(crate) const PAGE_FOR_WASM: &str = "/altered/page-for-wasm/";
pub(crate) const CUT_OFF: &str = "/altered/cut-off/";
/// And each of these by one with a fault in one file: `/altered/half:start.js/`.
pub(crate) const FAULTS: [&str; 6] = ["missing", "half", "empty", "page", "plain", "late"];
/// And by one with a habit that does no harm.
pub(crate) const LATIN_1: &str = "/altered/latin-1/";
pub(crate) const FOREIGN_STYLE: &str = "/altered/my.css/";
/// The same files, which no other origin may read.
pub(crate) const WITHOUT_CORS: &str = "/without-cors/";
/// The same files, but what writes the files to take along is not found when it is
/// asked for first, and comes after a minute when it is asked for again.
pub(crate) const EXPORTER_LATER: &str = "/exporter-later/";
/// What is asked for here is answered after a minute.
pub(crate) const SLOW: &str = "/slow/";

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
    ORIGIN.get_or_init(|| serve(&dist))
}

/// The same site at another port.
pub(crate) static OTHER_ORIGIN: LazyLock<String> = LazyLock::new(|| serve(&dist()));

fn serve(dist: &Path) -> String {
    let listener = RUNTIME
        .block_on(TcpListener::bind("127.0.0.1:0"))
        .expect("a free port on 127.0.0.1");
    let address = listener.local_addr().expect("a bound socket");
    RUNTIME.spawn(axum::serve(listener, site(dist)).into_future());
    format!("http://{address}")
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

/// The page as one file, on the disk.
pub(crate) fn one_file() -> String {
    let file = dist().join("convscope.html").canonicalize();
    format!("file://{}", file.expect("the file").display())
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
    let embeddable = files().layer(map_response(async |response: Response| {
        ([EMBEDDER, RESOURCE], response)
    }));
    let exporter_later = files().layer(from_fn(exporter_later));
    let folder = |path: &'static str| path.trim_end_matches('/');
    Router::new()
        .nest_service(folder(PAGE), files())
        .nest_service(folder(WITHOUT_WASM), without(".wasm"))
        .nest_service(folder(WITHOUT_SCRIPT), without(".js"))
        .nest_service(folder(EXPORTER_LATER), exporter_later)
        .route(FOREIGN_PAGE, get(Html(foreign_page())))
        .route(SANDBOXED_PAGE, get(Html(SANDBOXING)))
        .route("/altered/{how}/", get(altered))
        .route("/altered/{how}/{*file}", get(altered))
        .route(
            SLOW,
            get(async || tokio::time::sleep(Duration::from_mins(1)).await),
        )
        .route(ISOLATED_PAGE, get(([EMBEDDER], Html(SANDBOXING))))
        .nest_service(folder(EMBEDDABLE), embeddable)
        .route("/mixed/{other}/", get(mixed))
        .route("/mixed/{other}/{*file}", get(mixed))
        // As GitHub Pages has it: a sandboxed frame asks from no origin at all.
        .layer(map_response(async |mut response: Response| {
            let anybody = HeaderValue::from_static("*");
            response
                .headers_mut()
                .insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anybody);
            response
        }))
        .nest_service(folder(WITHOUT_CORS), files())
}

async fn exporter_later(request: Request, next: Next) -> Response {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    if request.uri().path().ends_with("export.js") {
        match ASKED.fetch_add(1, Ordering::Relaxed) {
            // Some hosts let a browser keep this answer.
            0 => {
                let kept = [(header::CACHE_CONTROL, "max-age=600")];
                return (StatusCode::NOT_FOUND, kept).into_response();
            }
            1 => tokio::time::sleep(Duration::from_mins(1)).await,
            _ => {}
        }
    }
    next.run(request).await
}

/// A file of the build, as another host would answer it.
async fn altered(
    UrlPath(path): UrlPath<Vec<(String, String)>>,
) -> Result<(HeaderMap, Vec<u8>), StatusCode> {
    let part = |name: &str| {
        let part = path.iter().find(|(it, _)| it == name);
        part.map(|(_, value)| value.as_str())
    };
    let how = part("how").unwrap_or_default();
    let mut file = part("file").unwrap_or("index.html");
    if how == "page-for-wasm" && kind_of(file) == "application/wasm" {
        file = "index.html";
    }
    let mut content = std::fs::read(dist().join(file)).map_err(|_| StatusCode::NOT_FOUND)?;
    let mut kind = kind_of(file);
    let mut headers = HeaderMap::new();
    let fault = how.split_once(':').filter(|(_, of)| file.ends_with(of));
    match fault.map(|(fault, _)| fault) {
        Some("missing") => return Err(StatusCode::NOT_FOUND),
        Some("half") => content.truncate(content.len() / 2),
        Some("empty") => content.clear(),
        Some("page") => (content, kind) = (b"<!doctype html><p>Not here".into(), "text/html"),
        Some("plain") => kind = "text/plain",
        Some("late") => tokio::time::sleep(Duration::from_secs(2)).await,
        _ => {}
    }
    match (how, kind) {
        ("plain-scripts", "text/javascript") => kind = "text/plain",
        ("latin-1", "text/html") => kind = "text/html; charset=iso-8859-1",
        ("forbidden-wasm", "text/html") => {
            let policy = HeaderValue::from_static("script-src 'self'");
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        ("cut-off", "text/html") => content.truncate(content.len() * 3 / 4),
        ("my.css", "text/html") => {
            let page = String::from_utf8_lossy(&content);
            let theirs = "<link rel=stylesheet href=/theirs.css></head>";
            content = page.replace("</head>", theirs).into_bytes();
        }
        _ => {}
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    Ok((headers, content))
}

fn kind_of(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        _ => "image/svg+xml",
    }
}

/// A file of the build, fresh for ten minutes; the other one, and what it asks
/// for, with another id. Past the caches all are of one build, and half of a file
/// comes a while after its head.
async fn mixed(
    UrlPath(path): UrlPath<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, StatusCode> {
    let part = |name: &str| {
        path.iter()
            .find(|(it, _)| it == name)
            .map(|(_, value)| value.as_str())
    };
    let (other, file) = (
        part("other").unwrap_or_default(),
        part("file").unwrap_or("index.html"),
    );
    let mut content = std::fs::read(dist().join(file)).map_err(|_| StatusCode::NOT_FOUND)?;
    let is_past_caches = headers.contains_key(header::CACHE_CONTROL);
    if file.ends_with(other) && !is_past_caches {
        let ours = build().as_bytes();
        for start in 0..=content.len().saturating_sub(ours.len()) {
            if content[start..].starts_with(ours) {
                content[start..start + ours.len()].copy_from_slice(b"0123456789abcdef");
            }
        }
    }
    let kind = kind_of(file);
    let headers: [(HeaderName, &str); 2] = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "max-age=600"),
    ];
    let pause = Duration::from_millis(if is_past_caches { 300 } else { 0 });
    let rest = content.split_off(content.len() / 2);
    let halves = stream::iter([(content, Duration::ZERO), (rest, pause)]);
    let body = halves.then(async |(half, pause)| {
        tokio::time::sleep(pause).await;
        Ok::<_, Infallible>(half)
    });
    Ok((headers, Body::from_stream(body)))
}

/// The id of the build: what index.html asks for each file with.
pub(crate) fn build() -> &'static str {
    static BUILD: LazyLock<String> = LazyLock::new(|| {
        let page = std::fs::read_to_string(dist().join("index.html")).expect("a page");
        let (_, id) = page.split_once("start.js?v=").expect("a build with an id");
        id.chars().take_while(char::is_ascii_hexdigit).collect()
    });
    &BUILD
}

const EMBEDDER: (&str, &str) = ("cross-origin-embedder-policy", "require-corp");
const RESOURCE: (&str, &str) = ("cross-origin-resource-policy", "cross-origin");

/// Which page is in the frame, the story says.
const SANDBOXING: &str = r#"<!doctype html><html lang="en"><title>Somebody else's page</title>
<link rel="icon" href="data:,">
<body><iframe title="convscope" sandbox="allow-scripts" width="1200" height="700"></iframe></body></html>"#;

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
