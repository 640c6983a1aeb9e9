//! What the page allows and is allowed: its policy, a sandbox, files of one build.

use std::fs;

use serde_json::Value;

use crate::browser::{Page, Visit, wait_until};
use crate::server::{EMBEDDABLE, ISOLATED_PAGE, MIXED, PAGE, SANDBOXED_PAGE, build, dist};

/// The policy that the page asks the browser to keep.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    require-trusted-types-for 'script'";

/// That the browser refuses nothing, every story tells: it would be an error in
/// the console.
#[test]
fn the_page_asks_for_a_strict_policy_and_needs_no_exception() {
    let page = fs::read_to_string(dist().join("index.html")).expect("a page");
    assert!(page.contains(POLICY), "{page}");
    for (part, what) in [
        ("<style", "styles"),
        (" style=", "styles"),
        ("javascript:", "a script"),
    ] {
        assert!(!page.contains(part), "{what} in the page");
    }
    for script in page.split("<script").skip(1) {
        let (tag, content) = script.split_once('>').expect("a tag");
        assert!(tag.contains(" src="), "<script{tag}>");
        assert!(content.starts_with("</script>"), "a script in the page");
    }
    let handlers = page.split(" on").skip(1).filter(|rest| {
        let name = rest.chars().take_while(char::is_ascii_lowercase).count();
        name > 2 && rest[name..].starts_with('=')
    });
    assert_eq!(handlers.count(), 0, "scripts in attributes");
}

#[test]
fn everything_works_in_a_sandboxed_frame_of_another_origin() {
    Visit::at_a_desk().to(SANDBOXED_PAGE).live(|page| {
        page.enter_foreign(PAGE);
        let is_styled: bool = page.run(
            "const shade = (...cell) => getComputedStyle(cellOf(...cell)).backgroundColor;
             return shade('X', 0, 2) !== shade('X', 0, 0) && getComputedStyle(app).display === 'grid'",
            &[],
        );
        assert!(is_styled);
        page.press_by_script("next");
        assert_eq!(page.state().step(), 1);
        page.run::<Value>(
            "const field = cellOf('X', 0, 0).querySelector('input');
             field.value = '0.75';
             for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));",
            &[],
        );
        assert_eq!(page.state().grids["X"][0][0].as_deref(), Some("0.75"));
        page.press_by_script("measure");
        let check: String = page.run("return app.dataset.check", &[]);
        assert_eq!(check, "pass");
    });
}

/// With the two headers of docs/hosting.md.
#[test]
fn an_isolated_page_can_frame_it() {
    Visit::at_a_desk().to(ISOLATED_PAGE).live(|page| {
        page.enter_foreign(EMBEDDABLE);
        page.press_by_script("next");
        assert_eq!(page.state().step(), 1);
    });
}

#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
fn what_needs_a_permission_or_stops_in_a_sandbox_is_said() {
    Visit::at_a_desk()
        .to(SANDBOXED_PAGE)
        .with_errors()
        .live(|page| {
            page.enter_foreign(PAGE);
            page.press_by_script("copy");
            wait_until("the program is offered", || {
                page.run(
                    "return isVisible(app.querySelector('[data-slot=program]'))",
                    &[],
                )
            });
            page.run::<Value>(
                "const wasm = await (await program()).default();
                 new Uint8Array(wasm.memory.buffer).fill(255)",
                &[],
            );
            page.press_by_script("next");
            let said: String = page.run("return app.querySelector('[role=alert]').innerText", &[]);
            assert!(said.contains("stopped"), "{said}");
        });
}

/// What somebody might send to have it run.
const HOSTILE: [&str; 7] = [
    "<img src=x onerror=ran=1>",
    "\"><script>ran=1</script>",
    "</textarea><svg onload=ran=1>",
    "javascript:ran=1",
    "${ran=1}{{ran=1}}",
    "__proto__",
    "\u{202e}<a href=javascript:ran=1>\u{0}",
];

/// How many elements there are that load, run or lead somewhere, and whether any ran.
fn elements(page: &Page) -> [usize; 3] {
    page.run(
        "const run = document.querySelectorAll('script, img, svg, iframe, object, embed, style');
         const links = [...document.links].filter(({ href }) => !/^https?:/.test(href));
         return [run.length, links.length, Number('ran' in self || 'ran' in {})]",
        &[],
    )
}

/// Links, typed texts, blocks and one's own gradient: they are shown as what they are.
#[test]
fn what_somebody_sends_is_text() {
    Visit::at_a_desk().live(|page| {
        page.press("Check gradients");
        let before = elements(page);
        for text in HOSTILE {
            for state in [
                text.to_owned(),
                format!("v=1&{text}=1"),
                format!("v=1&x={text}&w={text}&activation={text}&pin={text}&hide={text}&z={text}"),
            ] {
                page.open_state(&state);
                let told: String = page.run("return app.innerText", &[]);
                assert!(!told.contains("stopped"), "{state}");
            }
            page.run::<()>(
                "const put = (field, text) => {
                     field.focus();
                     field.value = text;
                     for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
                 };
                 const paste = (field, text) => {
                     const clipboardData = new DataTransfer();
                     clipboardData.setData('text/plain', text);
                     clipboardData.setData('text/html', text);
                     field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
                 };
                 const field = () => cellOf('X', 0, 0).querySelector('input');
                 put(field(), arguments[0]);
                 paste(field(), `${arguments[0]}\t1\n2\t${arguments[0]}`);
                 put(app.querySelector('[data-tool=check] textarea'), arguments[0])",
                &[text.into()],
            );
            page.next_frame();
            assert_eq!(elements(page), before, "{text}");
        }
    });
}

/// What the device has may be of anybody who could write to it.
#[test]
fn what_somebody_stored_is_text() {
    for text in HOSTILE {
        Visit::at_a_desk().live(|page| {
            let before = elements(page);
            page.run::<()>(
                "const examples = `${arguments[0]}\tv=1&x=1,2;3,4&w=5\n`;
                 for (const store of [localStorage, sessionStorage])
                     for (const [key, value] of Object.entries({
                         'convscope.examples': examples, 'convscope.device': arguments[0],
                         'convscope.state': `v=1&x=${arguments[0]}`, 'convscope.hash': arguments[0],
                     })) store.setItem(key, value)",
                &[text.into()],
            );
            page.reload();
            page.press("Share");
            let kept: Vec<String> = page.run(
                "return [...app.querySelectorAll('[data-slot=kept] input')].map(({ value }) => value)",
                &[],
            );
            // A name is on one line.
            assert_eq!(kept, [text.trim_end_matches('\u{0}')], "as it is");
            assert_eq!(elements(page), before, "{text}");
            page.press("Next step");
            assert_eq!(page.state().step(), 1);
        });
    }
}

#[test]
fn the_files_are_asked_for_with_the_id_of_their_build() {
    Visit::at_a_desk().live(|page| {
        let asked: Vec<String> = page.run(
            "return performance.getEntriesByType('resource').map(({ name }) => name)",
            &[],
        );
        let id = format!("?v={}", build());
        for file in [
            "convscope.js",
            "convscope_bg.wasm",
            "start.js",
            "convscope.css",
        ] {
            let urls: Vec<&String> = asked.iter().filter(|url| url.contains(file)).collect();
            assert!(!urls.is_empty(), "{file}: {asked:#?}");
            assert!(urls.iter().all(|url| url.ends_with(&id)), "{urls:?}");
        }
    });
}

/// A host renews its files one by one, and browsers keep some.
#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox asks again for all files of a reload, and the host cannot tell"
)]
fn files_of_two_builds_are_noticed_and_a_reload_helps() {
    for path in MIXED {
        Visit::at_a_desk().to(path).live(|page| {
            wait_until(&format!("{path} says so"), || {
                page.run(
                    "const alert = document.querySelector('[role=alert]');
                     return isVisible(alert) && alert.innerText.includes('one version')",
                    &[],
                )
            });
            assert!(!page.is_ready(), "{path}");
            page.press("Reload");
            wait_until("the page is ready", || page.is_ready());
            page.press("Next step");
            assert_eq!(page.state().step(), 1);
        });
    }
}
