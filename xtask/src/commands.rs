//! The commands, each a list of steps.

use std::{
    env, fs,
    net::{Ipv4Addr, TcpListener},
    num::NonZeroU16,
    path::PathBuf,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::stamp::stamp;
use crate::{
    place,
    process::{become_command, run, run_reading, say},
    report::{Counts, Report},
    setup::{self, Browser, PageBuilder, Python, Toolchain, WASM, WASM_OPT},
};
use xtask::sizes;

/// Serves the release page and rebuilds it as its sources change.
pub(crate) fn serve(port: NonZeroU16, open: bool) -> Result<ExitCode> {
    // Asked now: trunk would find out only after the build.
    TcpListener::bind((Ipv4Addr::LOCALHOST, port.get()))
        .with_context(|| format!("cannot listen on port {port}; choose another with --port"))?;
    let mut trunk = PageBuilder::prepare(true)?.release_trunk("serve");
    trunk.args(["--address", "127.0.0.1", "--port", &port.to_string()]);
    // Else trunk lists every name this machine has for itself.
    trunk.arg("--disable-address-lookup");
    if open && has_display() {
        trunk.arg("--open");
    } else if open {
        say("there is no display here, so no browser is opened");
    }
    say(&format!(
        "once built, the page is at http://127.0.0.1:{port}/ until you press Ctrl+C"
    ));
    become_command(&mut trunk)?;
    Ok(ExitCode::SUCCESS)
}

/// Builds the page into `dist/` and prints what a reader downloads.
pub(crate) fn build(release: bool) -> Result<ExitCode> {
    let builder = PageBuilder::prepare(release)?;
    let mut trunk = if release {
        builder.release_trunk("build")
    } else {
        builder.trunk("build")
    };
    run(&mut trunk)?;
    if release {
        stamp(&place::dist())?;
    }
    println!("\n{}", sizes::table(&place::dist())?);
    Ok(ExitCode::SUCCESS)
}

/// Runs every test; a layer that fails does not keep the next from running.
pub(crate) fn test() -> Result<ExitCode> {
    // All set-up comes first: what is missing is told before the long part.
    let builder = PageBuilder::prepare(true)?;
    let browser = Browser::prepare()?;
    let python = Python::prepare()?;

    let mut report = Report::default();
    report.add("host", counted(&mut host_tests()));
    report.add("programs", counted(&mut program_tests(&python)));
    report.add("browser", counted(&mut browser_tests(&builder, &browser)?));
    report.add(
        "end to end",
        match run(&mut builder.release_trunk("build")).and_then(|()| stamp(&place::dist())) {
            Ok(()) => counted(&mut end_to_end_tests(&browser)),
            Err(error) => (Counts::default(), Err(error)),
        },
    );
    println!("\n{}", report.summary());
    Ok(if report.is_green() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Measures the core and the page beside their peers and prints one table.
pub(crate) fn bench(torch: bool) -> Result<ExitCode> {
    let builder = PageBuilder::prepare(true)?;
    let browser = Browser::prepare()?;
    let python = Python::prepare()?;
    let peers = setup::prepare_peers()?;
    if torch && let Err(error) = python.install_torch() {
        say(&format!("{error:#}; PyTorch is not measured"));
    }

    run(&mut builder.release_trunk("build"))?;
    stamp(&place::dist())?;
    let core = build_bench_core(&builder)?;
    let mut bench = cargo();
    bench
        .args(["run", "--quiet", "--package", "bench"])
        .env("CONVSCOPE_DIST", place::dist())
        .env("CONVSCOPE_BENCH_CORE", core)
        .env("CONVSCOPE_PEERS", peers)
        .env("CHROMEDRIVER", &browser.driver)
        .env("CHROMIUM", &browser.program);
    python.provide(&mut bench);
    run(&mut bench)?;
    Ok(ExitCode::SUCCESS)
}

/// What wasm-opt does, as index.html tells trunk.
const SMALLER: [&str; 2] = ["-O2", "--one-caller-inline-max-function-size=0"];

/// Builds the module of `xtask/bench/core` as trunk builds the page's; where it is.
fn build_bench_core(builder: &PageBuilder) -> Result<PathBuf> {
    let target = place::root().join("target");
    let built = target.join(WASM).join("release").join("bench_core.wasm");
    let folder = target.join("bench-core");

    let mut build = builder.toolchain().command("cargo");
    build.args(["build", "--release", "--package", "bench-core"]);
    // Here, wherever the person has it: we must find the module.
    build
        .args(["--target", WASM])
        .arg("--target-dir")
        .arg(&target);
    run(&mut build)?;
    let mut bind = builder.toolchain().command("wasm-bindgen");
    bind.args(["--target", "web", "--no-typescript", "--out-dir"]);
    run(bind.args([&folder, &built]))?;
    if let Some(wasm_opt) = WASM_OPT.find()? {
        let module = folder.join("bench_core_bg.wasm");
        let mut optimise = Command::new(wasm_opt);
        run(optimise
            .args(SMALLER)
            .arg("--output")
            .args([&module, &module]))?;
    }
    Ok(folder)
}

/// Checks the format, then lints and documents for the host and for the web.
pub(crate) fn lint() -> Result<ExitCode> {
    setup::prepare_rust_components()?;
    let toolchain = Toolchain::prepare()?;
    let for_web = ["--package", "convscope", "--target", WASM];

    run(cargo().args(["fmt", "--all", "--check"]))?;

    let clippy = |mut cargo: Command, packages: &[&str]| {
        cargo.args(["clippy", "--all-targets"]).args(packages);
        run(cargo.args(["--", "-D", "warnings"]))
    };
    clippy(cargo(), &["--workspace"])?;
    clippy(toolchain.command("cargo"), &for_web)?;

    let doc = |mut cargo: Command, packages: &[&str]| {
        cargo.args(["doc", "--no-deps", "--document-private-items"]);
        run(cargo.args(packages).env("RUSTDOCFLAGS", "-D warnings"))
    };
    doc(cargo(), &["--workspace"])?;
    // The modules that touch the page exist for the web alone.
    doc(toolchain.command("cargo"), &for_web)?;
    Ok(ExitCode::SUCCESS)
}

/// Cargo for the host, at work on the whole project.
fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(place::root());
    cargo
}

/// Runs the tests and counts them.
fn counted(tests: &mut Command) -> (Counts, Result<()>) {
    let mut counts = Counts::default();
    let outcome = run_reading(tests, |line| counts.read(line));
    (counts, outcome)
}

/// The library, its laws, the doc examples and these chores.
fn host_tests() -> Command {
    let mut tests = cargo();
    tests.args(["test", "--no-fail-fast", "--workspace"]);
    tests.args(["--exclude", "e2e", "--exclude", "programs"]);
    tests
}

/// What the page gives its reader to copy, run by the languages it is in.
fn program_tests(python: &Python) -> Command {
    let mut tests = cargo();
    tests.args(["test", "--no-fail-fast", "--package", "programs"]);
    python.provide(&mut tests);
    tests
}

/// What needs a page, in a headless browser. Doc examples run on the host.
fn browser_tests(builder: &PageBuilder, browser: &Browser) -> Result<Command> {
    let settings = place::root().join("target").join("webdriver.json");
    fs::create_dir_all(place::root().join("target"))?;
    fs::write(&settings, browser.capabilities())?;

    let mut tests = builder.toolchain().command("cargo");
    tests
        .args(["test", "--no-fail-fast", "--package", "convscope"])
        .args(["--target", WASM, "--lib", "--test", "web"])
        // By its path: rustup may put another one first on PATH.
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            setup::test_runner()?,
        )
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", settings)
        .env("CHROMEDRIVER", &browser.driver)
        // Seconds. A busy machine starts a browser slowly, yet no test may hang.
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    Ok(tests)
}

/// The release page as a reader meets it, from `dist/`.
fn end_to_end_tests(browser: &Browser) -> Command {
    let mut tests = cargo();
    tests
        .args(["test", "--no-fail-fast", "--package", "e2e"])
        .env("CONVSCOPE_DIST", place::dist())
        .env("CHROMEDRIVER", &browser.driver)
        .env("CHROMIUM", &browser.program);
    tests
}

/// Whether a browser window can be opened; without one, a text browser might
/// take over the terminal.
fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || env::var_os("DISPLAY").is_some()
        || env::var_os("WAYLAND_DISPLAY").is_some()
}
