//! The page in a frame of somebody else's page.

use serde_json::{Value, json};

use crate::browser::{Page, Visit, wait_until};
use crate::oracle::Layer;
use crate::server::{DEMO, EMBEDDABLE, ISOLATED_PAGE, OTHER_ORIGIN, PAGE, SANDBOXED_PAGE, origin};

/// Puts the page into the frame, as wide as that, and notes what it sends.
fn embed(page: &Page, address: &str, width: u32) {
    page.run::<Value>(
        "window.heard = [];
         addEventListener('message', ({ data }) => heard.push(data));
         const frame = document.querySelector('iframe');
         frame.width = arguments[1];
         frame.src = arguments[0]",
        &[address.into(), width.into()],
    );
    wait_until("it is ready", || !heard(page, "ready").is_empty());
}

/// The messages of a kind, in their order.
fn heard(page: &Page, kind: &str) -> Vec<Value> {
    page.run(
        "return heard.filter(({ type }) => type === arguments[0])",
        &[kind.into()],
    )
}

/// The answer to a message.
fn ask(page: &Page, message: &Value) -> Value {
    page.run(
        "const before = heard.length;
         const message = { convscope: 1, id: before, ...arguments[0] };
         document.querySelector('iframe').contentWindow.postMessage(message, '*');
         const answer = () => heard.slice(before).find(({ id }) => id === before);
         while (!answer()) await new Promise(requestAnimationFrame);
         const { convscope, id, ...rest } = answer();
         return rest",
        std::slice::from_ref(message),
    )
}

fn height(page: &Page) -> u64 {
    let all = heard(page, "height");
    let last = all.last().expect("a height");
    last["height"].as_u64().expect("a whole number")
}

#[test]
fn an_embed_answers_and_tells_its_steps() {
    for (outer, inner) in [(SANDBOXED_PAGE, PAGE), (ISOLATED_PAGE, EMBEDDABLE)] {
        Visit::at_a_desk().to(outer).live(|page| {
            let address = format!("{}{inner}?embed=1#v=1&step=3", *OTHER_ORIGIN);
            embed(page, &address, 320);
            assert_eq!(heard(page, "step"), [] as [Value; 0]);
            assert_eq!(
                ask(page, &json!({"type": "getState"})),
                json!({"type": "state", "state": "v=1&step=3"})
            );
            assert_eq!(
                ask(page, &json!({"type": "goToStep", "step": 5})),
                json!({"type": "state", "state": "v=1&step=5"})
            );
            let told = json!({"convscope": 1, "type": "step", "step": 5, "steps": 10, "phase": "activation", "row": null, "col": null});
            assert_eq!(heard(page, "step"), [told]);
            assert_eq!(
                ask(page, &json!({"type": "setState", "state": "v=1&step=8&colour=red"})),
                json!({"type": "state", "state": "v=1&step=8",
                       "notices": ["“colour=red” is not understood and is left out."]})
            );
            for wrong in [
                json!({"type": "goToStep", "step": 11}),
                json!({"type": "goToStep"}),
                json!({"type": "setState", "state": ["v=1"]}),
            ] {
                let answer = ask(page, &wrong);
                assert_eq!(answer["type"], "error", "{wrong}: {answer}");
                assert!(answer["message"].as_str().is_some_and(|text| text.contains("it needs to be")), "{answer}");
            }
            let state = ask(page, &json!({"type": "getState"}));
            assert_eq!(state["state"], "v=1&step=8");
        });
    }
}

/// What is no message of ours, or does not come from the window around the frame, is
/// ignored.
#[test]
fn an_embed_ignores_what_is_not_meant_for_it() {
    Visit::at_a_desk().to(SANDBOXED_PAGE).live(|page| {
        embed(page, &format!("{}{PAGE}?embed=1", *OTHER_ORIGIN), 800);
        page.run::<Value>(
            "const frame = document.querySelector('iframe').contentWindow;
             const wrong = [null, 5, 'goToStep', [], {}, { convscope: 2, type: 'goToStep', step: 5 },
               { type: 'goToStep', step: 5 }, { convscope: 1 }, { convscope: 1, type: ['goToStep'], step: 5 },
               { convscope: 1, type: 'toString' }, { convscope: 1, type: 'constructor' }];
             for (const message of wrong) frame.postMessage(message, '*');
             // A frame beside it is not the window around it.
             const other = document.body.appendChild(document.createElement('iframe'));
             const script = other.contentDocument.createElement('script');
             script.text = `parent.frames[0].postMessage({ convscope: 1, type: 'goToStep', step: 7, id: 'other' }, '*')`;
             other.contentDocument.body.append(script)",
            &[],
        );
        let state = ask(page, &json!({"type": "getState"}));
        assert_eq!(state["state"], "v=1");
        assert_eq!(heard(page, "error"), [] as [Value; 0]);
        assert_eq!(heard(page, "state").len(), 1);
    });
}

/// The height follows from the width, whatever the height of the frame.
#[test]
fn an_embed_tells_its_height() {
    Visit::at_a_desk().to(SANDBOXED_PAGE).live(|page| {
        embed(page, &format!("{}{PAGE}?embed=1#v=1&step=9", *OTHER_ORIGIN), 320);
        wait_until("it tells its height", || !heard(page, "height").is_empty());
        let size = |name: &str, pixels: u64| {
            page.run::<Value>(
                "document.querySelector('iframe')[arguments[0]] = arguments[1];
                 for (let frames = 0; frames < 20; frames += 1) await new Promise(requestAnimationFrame)",
                &[name.into(), pixels.into()],
            );
        };
        for width in [320, 600, 1100] {
            size("width", width);
            let told = height(page);
            let count = heard(page, "height").len();
            for frame in [200, 2000, told] {
                size("height", frame);
                assert_eq!(heard(page, "height").len(), count, "{width} × {frame}");
            }
            page.enter_frame();
            let (overflow, header): ([i32; 4], bool) = page.run(
                "const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
                 return [[scrollWidth, clientWidth, scrollHeight, clientHeight], isVisible(app.querySelector('h1'))]",
                &[],
            );
            let [content, frame, content_height, frame_height] = overflow;
            assert!(content <= frame, "{width}: {overflow:?}");
            assert!(content_height <= frame_height, "{width}: {overflow:?}");
            assert!(!header, "an embed has no header");
            // What has a scroll bar of its own would take the wheel from the page around.
            let scrolling: Vec<String> = page.run(
                "return [...app.querySelectorAll('*')].filter((element) => isVisible(element)
                   && ['auto', 'scroll'].includes(getComputedStyle(element).overflowY)
                   && element.scrollHeight > element.clientHeight + 1).map(({ className, tagName }) => `${tagName}.${className}`)",
                &[],
            );
            assert_eq!(scrolling, [""; 0], "{width}");
            page.leave_frame();
        }
    });
}

#[test]
fn an_embed_keeps_nothing_and_a_page_that_hides_parts_lacks_them() {
    Visit::at_a_desk().live(|page| {
        page.go_to("about:blank");
        let hidden = "code,arithmetic,timeline,legend,tools";
        page.go_to(&format!("{}{PAGE}?embed=1#v=1&hide={hidden}", origin()));
        wait_until("the page is ready", || page.is_ready());
        page.run::<Value>("localStorage.clear(); sessionStorage.clear()", &[]);
        page.cell("X", 0, 0).type_over("2\u{e007}");
        page.press("Next step");
        page.run::<Value>(
            "await new Promise((resolve) => setTimeout(resolve, 1000))",
            &[],
        );
        let (kept, hash): (usize, String) = page.run(
            "return [localStorage.length + sessionStorage.length, location.hash]",
            &[],
        );
        assert_eq!((kept, hash), (0, format!("#v=1&hide={hidden}")));
        let visible = |selector: &str| -> bool {
            page.run(
                "return isVisible(app.querySelector(arguments[0]))",
                &[selector.into()],
            )
        };
        for part in [".code", ".work", ".timeline", ".legend", ".tools"] {
            assert!(!visible(part), "{part}");
        }
        for part in [
            "[data-slot=sentence]",
            "[data-press=next]",
            "[data-grid=dW]",
        ] {
            assert!(visible(part), "{part}");
        }
    });
}

#[test]
fn share_gives_a_frame_for_a_page() {
    Visit::at_a_desk().live(|page| {
        let layer = Layer::notebook();
        page.seek(9).assert_shows(&layer, 9);
        page.press("Share");
        page.press("Embed");
        let frame: String = page.run("return app.querySelector('[data-slot=embed]').value", &[]);
        let start = format!(
            "<iframe src=\"{}{PAGE}?embed=1#v=1&amp;step=9\" title=\"convscope: ",
            origin()
        );
        assert!(frame.starts_with(&start), "{frame}");
        assert!(frame.ends_with("></iframe>"), "{frame}");
    });
}

/// The demo: whichever embed is used, the other follows.
#[test]
fn the_embeds_of_the_demo_follow_each_other() {
    Visit::at_a_desk().to(DEMO).live(|page| {
        let steps = || -> Vec<String> {
            page.run(
                "return [...document.querySelectorAll('iframe')].map(({ contentDocument }) =>
                   contentDocument.querySelector('[data-ready]')?.dataset.step ?? '')",
                &[],
            )
        };
        wait_until("both are ready", || steps() == ["6", "6"]);
        for (leader, button, step) in [(0, "next", "7"), (1, "last", "10"), (0, "previous", "9")] {
            page.run::<Value>(
                "const frame = document.querySelectorAll('iframe')[arguments[0]];
                 frame.focus();
                 frame.contentDocument.querySelector(`[data-press=${arguments[1]}]`).click()",
                &[leader.into(), button.into()],
            );
            wait_until("both have come to the step", || steps() == [step, step]);
        }
        let whole: String = page.run(
            "const [{ contentDocument }] = document.querySelectorAll('iframe');
             const whole = contentDocument.querySelector('a[target=_blank]');
             whole.dispatchEvent(new Event('pointerdown'));
             return whole.href",
            &[],
        );
        let page_alone = format!("{}{PAGE}index.html?#v=1&x=2,3,2;", origin());
        assert!(whole.starts_with(&page_alone), "{whole}");
        assert!(whole.contains("&step=9"), "{whole}");
        let fit = "return [...document.querySelectorAll('iframe')].every(({ contentDocument: { documentElement } }) =>
               documentElement.scrollHeight <= documentElement.clientHeight)";
        wait_until("each frame is as high as what is in it", || {
            page.run(fit, &[])
        });
    });
}
