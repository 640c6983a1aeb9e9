//! What goes wrong inside the program is said, and nothing goes on as if it had not.

use serde_json::{Value, json};

use crate::browser::{Page, Visit, wait_until};
use crate::oracle::Layer;
use crate::server::WITHOUT_WASM;

/// Bodies of a function: one traps, one calls itself for ever.
const UNREACHABLE: &[u8] = &[0x00];
const ENDLESS: &[u8] = &[0x10, 0x00];

/// The next look at the slider, amid a step, runs such a function.
fn trap_amid_a_step(page: &Page, body: &[u8]) {
    page.run::<Value>(
        "const body = [0, ...arguments[0], 0x0b];
         const module = new WebAssembly.Module(Uint8Array.of(
             0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 0x66, 0, 0,
             10, body.length + 2, 1, body.length, ...body));
         const { f } = new WebAssembly.Instance(module).exports;
         Object.defineProperty(app.querySelector('input[type=range]'), 'max', { get: f });",
        &[body.into()],
    );
}

/// What can be pressed, and what the alert says.
fn outcome(page: &Page) -> (String, Vec<String>) {
    page.run(
        "const alert = app.querySelector('[role=alert]');
         const usable = [...document.querySelectorAll('button')].filter(button => isVisible(button) && !button.closest('[inert]'));
         return [isVisible(alert) ? alert.innerText : '', usable.map(button => button.innerText)]",
        &[],
    )
}

/// A trap leaves the program amid its work; so does what passes through it.
#[test]
fn a_trap_is_said_and_the_layer_kept() {
    for body in [UNREACHABLE, ENDLESS] {
        Visit::at_a_desk().with_errors().live(|page| {
            page.cell("X", 0, 0).type_over("0.75\u{e007}");
            page.seek(3);
            trap_amid_a_step(page, body);
            page.press("Next step");
            page.run::<Value>("app.querySelector('[data-press=next]').click()", &[]);
            let (text, usable) = outcome(page);
            assert!(
                text.contains("stopped") && text.contains("is kept"),
                "{text}"
            );
            assert_eq!(usable, ["Reload"]);
            page.press("Reload");
            wait_until("the page is ready again", || page.is_ready());
            let state = page.state();
            assert_eq!(state.grids["X"][0][0].as_deref(), Some("0.75"));
            assert_eq!(state.step(), 3);
        });
    }
}

/// A layer with which the program cannot begin must not lock its owner out.
#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn where_it_stops_as_it_begins_one_can_start_over() {
    Visit::at_a_desk().with_errors().live(|page| {
        page.cell("X", 0, 0).type_over("0.75\u{e007}");
        page.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({"source": "
                const trap = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0,
                    7, 5, 1, 1, 0x66, 0, 0, 10, 5, 1, 3, 0, 0, 0x0b);
                if (sessionStorage.getItem('convscope.state')) {
                    const { f } = new WebAssembly.Instance(new WebAssembly.Module(trap)).exports;
                    Object.defineProperty(HTMLInputElement.prototype, 'max', { get: f });
                }"}),
        );
        page.run::<Value>("location.reload()", &[]);
        wait_until("it says so", || outcome(page).1 == ["Reload", "Start over"]);
        let said = outcome(page).0;
        assert!(said.contains("as convscope began"), "{said}");
        assert!(said.contains("convscope.state.set-aside"), "where it is: {said}");
        // A full storage: there is room only once something was removed.
        page.run::<Value>(
            "const setItem = Storage.prototype.setItem;
             Storage.prototype.setItem = function (key, value) {
                 if (this.getItem(key.replace('.set-aside', '')) !== null) throw new DOMException('full', 'QuotaExceededError');
                 setItem.call(this, key, value);
             }",
            &[],
        );
        page.press("Start over");
        wait_until("the page is ready", || page.is_ready());
        page.state().assert_shows(&Layer::notebook(), 0);
        let aside: String = page.run(
            "return localStorage.getItem('convscope.state.set-aside')",
            &[],
        );
        assert!(aside.contains("0.75"), "{aside}");
    });
}

/// Half a picture would be worse than none.
#[test]
fn what_the_document_refuses_is_said_too() {
    Visit::at_a_desk().with_errors().live(|page| {
        page.run::<Value>(
            "Element.prototype.setAttribute = Document.prototype.createElement;
             app.querySelector('[data-press=next]').click()",
            &[],
        );
        let (text, usable) = outcome(page);
        assert!(text.contains("stopped"), "{text}");
        assert_eq!(usable, ["Reload"]);
    });
}

/// Whatever was thrown: what did not come to its end has stopped there.
#[test]
fn anything_that_is_thrown_amid_a_message_stops_the_page() {
    for thrown in [
        "throw new Error('theirs')",
        "throw 'a text'",
        "throw new DOMException('theirs')",
        "throw undefined",
        "Error.stackTraceLimit = 0; null.nothing",
    ] {
        Visit::at_a_desk().with_errors().live(|page| {
            page.run::<Value>(
                &format!("Object.defineProperty(app.querySelector('input[type=range]'), 'max', {{ get() {{ {thrown} }} }})"),
                &[],
            );
            page.press("Next step");
            wait_until(&format!("it stops at {thrown}"), || {
                outcome(page).1 == ["Reload"]
            });
            assert!(outcome(page).0.contains("stopped"));
        });
    }
}

/// What is wrong elsewhere is no fault of ours.
#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
fn faults_of_others_stop_nothing() {
    Visit::at_a_desk().with_errors().live(|page| {
        page.run::<Value>(
            "const { forward } = await program();
             const trap = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0,
                 7, 5, 1, 1, 0x66, 0, 0, 10, 5, 1, 3, 0, 0, 0x0b);
             const { f } = new WebAssembly.Instance(new WebAssembly.Module(trap)).exports;
             const deeper = () => { forward([[1]], [[2]]); deeper(); };
             const theirs = [f, deeper, () => { throw new Error('theirs') }];
             for (const one of theirs) setTimeout(one);
             // Amid a message of ours, which comes to its end.
             app.addEventListener('focusin', () => { throw new Error('theirs') });
             await new Promise((resolve) => setTimeout(resolve, 100));",
            &[],
        );
        page.cell("X", 0, 0).type_over("2\u{e007}");
        page.press("Next step");
        assert_eq!(page.state().step(), 1);
        assert_eq!(outcome(page).0, "");
    });
}

/// No other program begins where one has stopped.
#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
fn a_stopped_page_stays_stopped() {
    Visit::at_a_desk().with_errors().live(|page| {
        trap_amid_a_step(page, UNREACHABLE);
        page.press("Next step");
        page.run::<Value>(
            "const module = await import(document.querySelector('link[rel=modulepreload]').href.replace(/[?].*/, ''));
             await module.default();",
            &[],
        );
        assert!(!page.is_ready());
        assert_eq!(outcome(page).1, ["Reload"]);
    });
}

/// Only what was written is kept.
#[test]
fn a_layer_that_could_not_be_kept_is_not_called_kept() {
    for (storage, is_kept) in [
        ("", true),
        (
            "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }",
            false,
        ),
    ] {
        Visit::at_a_desk().with_errors().live(|page| {
            page.run::<Value>(storage, &[]);
            page.cell("X", 0, 0).type_over("0.75\u{e007}");
            trap_amid_a_step(page, UNREACHABLE);
            page.press("Next step");
            let said = outcome(page).0;
            assert_eq!(said.contains("is kept"), is_kept, "{said}");
        });
    }
}

/// All of its memory is overwritten: the program itself traps.
#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
fn a_program_that_is_damaged_stops() {
    Visit::at_a_desk().with_errors().live(|page| {
        page.run::<Value>(
            "const wasm = await (await program()).default();
             new Uint8Array(wasm.memory.buffer).fill(255)",
            &[],
        );
        page.press("Next step");
        let (text, usable) = outcome(page);
        assert!(text.contains("stopped"), "{text}");
        assert_eq!(usable, ["Reload"]);
    });
}

#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
fn after_a_trap_no_message_is_queued() {
    Visit::at_a_desk().with_errors().live(|page| {
        trap_amid_a_step(page, UNREACHABLE);
        let [before, after]: [f64; 2] = page.run(
            "const { memory } = await (await program()).default();
             const step = () => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
             step();
             const before = memory.buffer.byteLength;
             for (let index = 0; index < 100_000; index++) step();
             return [before, memory.buffer.byteLength]",
            &[],
        );
        assert_eq!(before, after);
        assert_eq!(outcome(page).1, ["Reload"]);
    });
}

/// An error of somebody else's script is none of ours.
#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox runs a driver's scripts in a world apart"
)]
fn an_error_of_another_script_stops_nothing() {
    Visit::at_a_desk().with_errors().live(|page| {
        page.run::<Value>(
            "dispatchEvent(new ErrorEvent('error', { error: new TypeError('of an extension') }));
             const { forward } = await program();
             try { forward('text') } catch (error) { dispatchEvent(new ErrorEvent('error', { error })) }",
            &[],
        );
        assert!(page.is_ready());
        page.press("Next step");
        assert_eq!(page.state().step(), 1);
    });
}

#[test]
fn what_cannot_be_used_yet_does_not_look_as_if_it_could() {
    Visit::at_a_desk().to(WITHOUT_WASM).with_errors().live(|page| {
        let ready: Vec<String> = page.run(
            "const found = [...app.querySelectorAll('header, main, footer')].flatMap(part =>
                 [...part.querySelectorAll('button, select, input')]).filter(isVisible);
             if (found.length < 15) throw new Error(`${found.length} controls`);
             const looksReady = control => {
                 const cell = control.closest('[data-row]');
                 return cell ? getComputedStyle(cell).boxShadow !== 'none' : Number(getComputedStyle(control).opacity) > 0.6;
             };
             return found.filter(control => !control.closest('[inert]') || looksReady(control)).map(describe)",
            &[],
        );
        assert!(ready.is_empty(), "{ready:?}");
    });
}
