//! What keeps the program from starting is said as it is, and what does not keeps it from nothing.

use serde_json::{Value, json};

use crate::browser::{Page, Visit, visit, wait_until};
use crate::oracle::Layer;
use crate::server::{
    CUT_OFF, FORBIDDEN_WASM, FOREIGN_STYLE, LATIN_1, OTHER_ORIGIN, PAGE, PAGE_FOR_WASM,
    PLAIN_SCRIPTS, SANDBOXED_PAGE, SLOW, WITHOUT_CORS, WITHOUT_WASM, origin,
};

/// What the alert says; empty where it is not seen.
fn said(page: &Page) -> String {
    page.run(
        "const alert = document.querySelector('[data-slot=alert]');
         return alert && isVisible(alert) ? alert.innerText : ''",
        &[],
    )
}

#[track_caller]
fn assert_says(page: &Page, words: &[&str]) {
    wait_until(&format!("it says {words:?}"), || !said(page).is_empty());
    let said = said(page);
    assert!(words.iter().all(|word| said.contains(word)), "{said}");
    assert!(!page.is_ready());
    assert!(!said.contains("is kept"), "nothing was entered: {said}");
}

#[test]
fn the_cause_that_is_named_is_the_cause() {
    for (path, words) in [
        (WITHOUT_WASM, ["convscope_bg.wasm is missing", "404"]),
        (PLAIN_SCRIPTS, ["convscope.js", "text/plain"]),
        (
            FORBIDDEN_WASM,
            ["Content-Security-Policy", "wasm-unsafe-eval"],
        ),
        (PAGE_FOR_WASM, ["a page of HTML", "convscope_bg.wasm"]),
        (CUT_OFF, ["did not load completely", "reload"]),
    ] {
        let visitor = Visit::at_a_desk().to(path).with_errors();
        visitor.live(|page| assert_says(page, &words));
    }
}

#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
fn a_sandbox_that_may_not_read_the_files_is_told_of() {
    let visitor = Visit::at_a_desk().to(SANDBOXED_PAGE).with_errors();
    visitor.live(|page| {
        page.run::<Value>(
            "document.querySelector('iframe').src = arguments[0]",
            &[format!("{}{WITHOUT_CORS}", *OTHER_ORIGIN).into()],
        );
        page.enter_frame();
        assert_says(page, &["sandbox", "Access-Control-Allow-Origin: *"]);
    });
}

#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn what_a_browser_lacks_is_said() {
    for (lack, words) in [
        (
            "delete self.WebAssembly",
            ["WebAssembly is switched off", "Switch it on"],
        ),
        ("WebAssembly.validate = () => false", ["SIMD", "Safari"]),
        ("delete self.CSSPropertyRule", ["too old", "Firefox"]),
    ] {
        Visit::at_a_desk().with_errors().live(|page| {
            page.devtools(
                "Page.addScriptToEvaluateOnNewDocument",
                &json!({ "source": lack }),
            );
            page.run::<Value>("location.reload()", &[]);
            wait_until("it is another page", || !page.is_ready());
            assert_says(page, &words);
        });
    }
}

/// With what the notebook's layer leads to, in four decimals.
#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn without_scripts_the_page_says_what_it_is() {
    visit(|page| {
        let disabled = json!({"value": true});
        page.devtools("Emulation.setScriptExecutionDisabled", &disabled);
        page.go_to(&format!("{}{PAGE}?without-scripts", origin()));
        page.devtools("Accessibility.enable", &json!({}));
        let tree = page.devtools("Accessibility.getFullAXTree", &json!({}));
        let nodes = tree["nodes"].as_array().expect("a list of nodes").iter();
        let texts = nodes.filter(|node| node["role"]["value"] == "StaticText");
        let texts: Vec<&str> = texts
            .filter_map(|node| node["name"]["value"].as_str())
            .collect();
        let said = texts.join("\n");
        assert!(
            said.contains("steps one convolution layer forward and backward"),
            "{said}"
        );
        let layer = Layer::notebook();
        let last = layer.frame(layer.steps());
        for name in ["Z", "H", "dZ", "dX", "dW"] {
            let start = format!("\n{name:<2} = [[");
            let line = said
                .split(&start)
                .nth(1)
                .and_then(|rest| rest.lines().next());
            let numbers = line
                .unwrap_or_default()
                .replace(['[', ']', ' '], "")
                .replace('−', "-");
            let numbers: Vec<f64> = numbers
                .split(',')
                .filter_map(|text| text.parse().ok())
                .collect();
            let wanted: Vec<f64> = last.grids[name]
                .iter()
                .flatten()
                .flatten()
                .copied()
                .collect();
            assert_eq!(numbers.len(), wanted.len(), "{name}: {said}");
            for (number, wanted) in numbers.into_iter().zip(wanted) {
                assert!(
                    (number - wanted).abs() <= 5e-5,
                    "{name}: {number} for {wanted}"
                );
            }
        }
    });
}

/// A banner, a proxy or an extension adds styles, a folder may be called `my.css`.
#[test]
fn styles_of_others_keep_nothing_from_starting() {
    let visitor = Visit::at_a_desk().to(FOREIGN_STYLE).with_errors();
    visitor.live(|page| {
        wait_until("the page is ready", || page.is_ready());
        assert_eq!(said(page), "");
    });
}

#[test]
fn signs_stay_signs_where_the_host_names_another_charset() {
    let visitor = Visit::at_a_desk().to(LATIN_1);
    visitor.live(|page| {
        wait_until("the page is ready", || page.is_ready());
        let signs: Vec<String> = page.run(
            "return [...document.querySelectorAll('.operator')].map(({ textContent }) => textContent)",
            &[],
        );
        assert_eq!(signs, ["⋆", "=", "σ→", "←σ′"]);
    });
}

/// An extension may fail while our files are on their way.
#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn errors_of_others_are_not_told_before_the_start() {
    Visit::at_a_desk().with_errors().live(|page| {
        page.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({"source": "addEventListener('DOMContentLoaded', () => {
                for (const event of [
                    new ErrorEvent('error', { error: new Error('theirs'), filename: 'extension://theirs.js' }),
                    new PromiseRejectionEvent('unhandledrejection', { promise: Promise.resolve(), reason: 'theirs' }),
                ]) dispatchEvent(event);
                self.readyThen = document.querySelector('[data-app]').hasAttribute('data-ready');
                self.quietThen = document.querySelector('[data-slot=alert]').hidden;
            })"}),
        );
        page.reload();
        let [ready, quiet]: [bool; 2] = page.run("return [readyThen, quietThen]", &[]);
        assert!(!ready && quiet, "ready {ready}, quiet {quiet}");
        assert_eq!(said(page), "");
    });
}

/// A host that hangs must not keep a person from reloading.
#[test]
fn a_reload_waits_for_no_file_longer_than_some_seconds() {
    let visitor = Visit::at_a_desk().to(WITHOUT_WASM).with_errors();
    visitor.live(|page| {
        wait_until("it says so", || !said(page).is_empty());
        page.run::<Value>(
            "performance.getEntriesByType = () => [{ name: arguments[0] }];
             window.isBefore = true",
            &[format!("{}{SLOW}", origin()).into()],
        );
        page.press("Reload");
        assert!(page.has_button("Reloading …"), "it shows that it works");
        wait_until("it is another page", || {
            page.run("return window.isBefore !== true", &[])
        });
    });
}

/// The functions can be called only once there is a program.
#[test]
fn whoever_imports_the_module_before_it_runs_learns_what_to_do() {
    Visit::at_a_desk().to(WITHOUT_WASM).with_errors().live(|page| {
        let answer: String = page.run(
            "const { forward } = await import(arguments[0]);
             try { return JSON.stringify(forward([[1]], [[2]])); } catch (error) { return `${error}`; }",
            &[format!("{}{PAGE}convscope.js", origin()).into()],
        );
        assert!(answer.contains("call init() first"), "{answer}");
    });
}
