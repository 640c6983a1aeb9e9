//! The commands, each a list of steps.

use std::{
    env, fs,
    net::{Ipv4Addr, TcpListener},
    num::NonZeroU16,
    path::PathBuf,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, anyhow};

use crate::{
    bundle,
    cli::{Kind, Selection},
    fuzz, package,
    page::{PageBuilder, ReleaseBuilder},
    process::{become_command, run, run_reading, run_within, say},
    report::{Counts, Report},
    setup::{
        DOWNLOAD_LIMIT,
        browser::Browser,
        ensure,
        toolchain::Toolchain,
        tools::{AXE, CLIPPY, DENY, NODE, PYTHON, RUSTFMT, SHEAR, TYPESCRIPT, VITE, WEBPACK},
    },
};
use xtask::{
    place::{self, WASM},
    sizes,
};

/// Serves the release page and rebuilds it as its sources change.
pub(crate) fn serve(port: NonZeroU16, open: bool) -> Result<ExitCode> {
    // Asked now: trunk would find out only after the build.
    TcpListener::bind((Ipv4Addr::LOCALHOST, port.get()))
        .with_context(|| format!("cannot listen on port {port}; choose another with --port"))?;
    let mut trunk = PageBuilder::prepare(true)?.trunk("serve", true);
    trunk.args(["--address", "127.0.0.1", "--port", &port.to_string()]);
    // Else trunk lists every name this machine has for itself.
    trunk.arg("--disable-address-lookup");
    // It would be a script in the page, which the page's policy refuses.
    trunk.args(["--no-autoreload", "true"]);
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
    if release {
        ReleaseBuilder::prepare()?.build()?;
    } else {
        PageBuilder::prepare(false)?.build()?;
    }
    println!("\n{}", sizes::table(&place::dist())?);
    Ok(ExitCode::SUCCESS)
}

/// Builds the page, and all of it into one file.
pub(crate) fn bundle() -> Result<ExitCode> {
    let builder = ReleaseBuilder::prepare()?;
    builder.build()?;
    let file = bundle::bundle(&builder.esbuild)?;
    println!("\n{}", sizes::table(&place::dist())?);
    println!("\n{} is the whole page", file.display());
    Ok(ExitCode::SUCCESS)
}

/// Builds the page, and the module as an npm package.
pub(crate) fn package() -> Result<ExitCode> {
    ReleaseBuilder::prepare()?.build()?;
    let folder = package::package(&place::dist(), place::root())?;
    println!("\n{}", sizes::table(&folder)?);
    println!("\n{} is the package", folder.display());
    Ok(ExitCode::SUCCESS)
}

/// What the tests need besides the page itself.
fn build_all(builder: &ReleaseBuilder) -> Result<()> {
    builder.build()?;
    bundle::bundle(&builder.esbuild)?;
    package::package(&place::dist(), place::root())?;
    Ok(())
}

/// Runs the tests; a kind that fails does not keep the next from running.
pub(crate) fn test(selection: &Selection) -> Result<ExitCode> {
    // All set-up comes first: what is missing is told before the long part.
    let [programs, web, end_to_end] =
        [Kind::Programs, Kind::Web, Kind::EndToEnd].map(|kind| selection.has(kind));
    let page = (programs || web || end_to_end).then(ReleaseBuilder::prepare);
    let page = page.transpose()?;
    let browsers = (web || end_to_end).then(Browser::all).transpose()?;
    let interpreters = programs.then(interpreters).transpose()?;
    let axe = end_to_end.then(|| ensure(&AXE)).transpose()?;

    let fuzzed = selection.long && selection.has(Kind::Host);
    let fuzzers = fuzzed.then(|| fuzz::commands(selection.name.as_deref()));
    let fuzzers = fuzzers.transpose()?.unwrap_or_default();

    let mut report = Report::default();
    let named = |mut tests: Command| {
        tests.args(&selection.name);
        if selection.long {
            tests.env("CONVSCOPE_LONG", "1");
        }
        counted(&mut tests)
    };
    if selection.has(Kind::Host) {
        let others = ["--workspace", "--exclude", "e2e", "--exclude", "programs"];
        report.add("host", named(cargo_test(&others)));
    }
    for (target, mut fuzzer) in fuzzers {
        let outcome = run(&mut fuzzer);
        report.add(
            &format!("fuzz, {target}"),
            (Counts::of_one(&outcome), outcome),
        );
    }
    let built = match &page {
        Some(builder) if programs || end_to_end => build_all(builder),
        _ => Ok(()),
    };
    let of_the_build = |tests: Command| match &built {
        Ok(()) => named(tests),
        Err(error) => (Counts::default(), Err(anyhow!("{error:#}"))),
    };
    if let Some(interpreters) = interpreters {
        let mut programs = cargo_test(&["--package", "programs"]);
        programs.envs(interpreters);
        report.add("programs", of_the_build(programs));
    }
    if let (Some(builder), Some(browsers)) = (page, browsers) {
        for browser in browsers {
            if web {
                let tests = browser_tests(&builder.page, &browser)?;
                report.add(&format!("web, {}", browser.name()), named(tests));
            }
            if end_to_end {
                let mut stories = cargo_test(&["--package", "e2e"]);
                stories.args(browser.features());
                browser.provide(&mut stories);
                stories.envs(AXE.variable.zip(axe.as_ref()));
                report.add(&format!("e2e, {}", browser.name()), of_the_build(stories));
            }
        }
    }
    println!("\n{}", report.summary());
    Ok(if report.is_green() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What runs the programs to copy and the functions, each named by a variable.
fn interpreters() -> Result<Vec<(&'static str, PathBuf)>> {
    // Node first: npm, which brings the others, comes with it.
    let tools = [&PYTHON, &NODE, &VITE, &WEBPACK, &TYPESCRIPT];
    let found = tools.map(|tool| Ok((tool.variable.unwrap_or_default(), ensure(tool)?)));
    found.into_iter().collect()
}

/// Measures the core and the page and prints what `xtask/bench/RESULTS.md` shows.
pub(crate) fn bench() -> Result<ExitCode> {
    let builder = ReleaseBuilder::prepare()?;
    let browser = Browser::chromium()?;
    let python = ensure(&PYTHON)?;

    builder.build()?;
    build_for_bench(&builder.page)?;
    let mut bench = cargo();
    bench.args(["run", "--quiet", "--package", "bench"]);
    browser.provide(&mut bench);
    run(bench.env("CONVSCOPE_PYTHON", python))?;
    Ok(ExitCode::SUCCESS)
}

/// Builds the module of `xtask/bench/core`, and that of the page with the names of
/// its functions. Neither goes through wasm-opt, which drops the names and is
/// not felt in the speed of the core.
fn build_for_bench(builder: &PageBuilder) -> Result<()> {
    let target = place::root().join("target");
    let mut build = builder.toolchain.command("cargo");
    build.args(["build", "--release", "--target", WASM]);
    build.args(["--package", "module", "--package", "bench-core"]);
    // Here, wherever the person has it: we must find the modules.
    run(build.arg("--target-dir").arg(&target))?;
    for module in ["convscope.wasm", "bench_core.wasm"] {
        let mut bind = Command::new(&builder.wasm_bindgen);
        bind.args([
            "--target",
            "web",
            "--no-typescript",
            "--no-demangle",
            "--out-dir",
        ]);
        run(bind.args([
            place::bench(),
            target.join(WASM).join("release").join(module),
        ]))?;
    }
    Ok(())
}

/// Checks the format, then lints and documents for the host and for the web, and
/// in the long run looks at what we depend on.
pub(crate) fn lint(long: bool) -> Result<ExitCode> {
    ensure(&RUSTFMT)?;
    ensure(&CLIPPY)?;
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

    if long {
        lint_dependencies()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Checks the licences and the sources of what we depend on, that nothing is there
/// twice or for nothing, and what is known against it.
fn lint_dependencies() -> Result<()> {
    let deny = ensure(&DENY)?;
    let shear = ensure(&SHEAR)?;
    let deny = || {
        let mut deny = Command::new(&deny);
        deny.current_dir(place::root());
        deny.args(["--workspace", "--config", ".cargo/deny.toml"]);
        deny
    };
    run(Command::new(shear).current_dir(place::root()))?;
    run(deny().args(["check", "licenses", "bans", "sources"]))?;
    if let Err(error) = run_within(DOWNLOAD_LIMIT, deny().args(["fetch", "db"])) {
        say(&format!(
            "known vulnerabilities are not looked for: {error:#}"
        ));
        return Ok(());
    }
    run(deny().args(["check", "advisories"]))
}

/// Cargo for the host, at work on the whole project.
fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(place::root());
    cargo
}

fn cargo_test(packages: &[&str]) -> Command {
    let mut tests = cargo();
    tests.args(["test", "--no-fail-fast"]).args(packages);
    tests
}

/// Runs the tests and counts them.
fn counted(tests: &mut Command) -> (Counts, Result<()>) {
    let mut counts = Counts::default();
    let outcome = run_reading(tests, |line| counts.read(line));
    (counts, outcome)
}

/// What needs a page, in a headless browser. Doc examples run on the host.
fn browser_tests(builder: &PageBuilder, browser: &Browser) -> Result<Command> {
    let settings = place::root().join("target").join("webdriver.json");
    fs::create_dir_all(place::root().join("target"))?;
    fs::write(&settings, browser.capabilities())?;

    let mut tests = builder.toolchain.command("cargo");
    tests.args(["test", "--no-fail-fast", "--package", "convscope"]);
    tests.args(["--target", WASM, "--lib", "--test", "web"]);
    browser.provide(&mut tests);
    tests
        // By its path: rustup may put another one first on PATH.
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            builder
                .wasm_bindgen
                .with_file_name("wasm-bindgen-test-runner"),
        )
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", settings)
        // Seconds. A busy machine starts a browser slowly, yet no test may hang.
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    Ok(tests)
}

/// Whether a browser window can be opened; without one, a text browser might
/// take over the terminal.
fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || env::var_os("DISPLAY").is_some()
        || env::var_os("WAYLAND_DISPLAY").is_some()
}
