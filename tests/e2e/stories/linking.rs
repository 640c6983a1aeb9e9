//! The state in the address: what one sees can be sent, and what was sent can be seen.

use fastrand::Rng;
use serde_json::{Value, json};

use crate::browser::{Page, Visit, visit, wait_until};
use crate::oracle::Layer;
use crate::server::{PAGE, origin};

/// Opens a link as a click on one would, and waits for it.
const OPEN: &str = "
    const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
    const open = async (link) => {
        const heard = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
        const before = location.hash;
        location.hash = link;
        // A browser takes no more than some hundred in ten seconds.
        while (location.hash === before) { await pause(1000); location.hash = link; }
        await heard;
        while (!app.hasAttribute('data-ready')) await pause(1);
    };
    // Does something and waits for the page to write it.
    const written = async (act) => {
        const before = location.hash;
        act();
        for (let time = 0; location.hash === before; time += 20) {
            if (time > 10_000) throw new Error(`not written: ${act}`);
            await pause(20);
        }
        return location.hash.slice(1);
    };
    const key = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));";

/// Rows as a link has them.
fn rows(random: &mut Rng, (rows, cols): (usize, usize), all_digits: bool) -> String {
    let mut number = || {
        let hundredths = f64::from(random.i32(-199..=199)) / 100.0;
        let number = if all_digits {
            random.f64() - 0.5
        } else {
            hundredths
        };
        format!("{}", number + 0.0)
    };
    let mut row = || (0..cols).map(|_| number()).collect::<Vec<_>>().join(",");
    (0..rows).map(|_| row()).collect::<Vec<_>>().join(";")
}

/// A state, written in the published form: what is as the page starts is left out.
fn state(random: &mut Rng, (x, w): ((usize, usize), (usize, usize))) -> String {
    let all_digits = x.0 < 64 && random.bool();
    let (padding, stride) = (random.usize(..=2), random.usize(1..=2));
    let along = |x: usize, w: usize| (x + 2 * padding - w) / stride + 1;
    let z = (along(x.0, w.0), along(x.1, w.1));
    let mut text = format!("v=1&x={}", rows(random, x, all_digits));
    let mut put = |key: &str, value: &str| {
        if !value.is_empty() {
            text.extend(["&", key, "=", value]);
        }
    };
    put("w", &rows(random, w, all_digits));
    let loss = if x.0 == 64 {
        ""
    } else {
        random
            .choice(["", "squared-error", "mean-squared-error", "by-hand"])
            .unwrap_or("")
    };
    match loss {
        "by-hand" => put("g", &rows(random, z, false)),
        "squared-error" | "mean-squared-error" => put("t", &rows(random, z, true)),
        _ => {}
    }
    let or = |number: usize, default: usize| {
        if number == default {
            String::new()
        } else {
            number.to_string()
        }
    };
    put("stride", &or(stride, 1));
    put("padding", &or(padding, 0));
    put("bias", random.choice(["", "-0.25", "1e-7"]).unwrap_or(""));
    put(
        "activation",
        random
            .choice(["", "relu", "leaky_relu", "tanh", "identity"])
            .unwrap_or(""),
    );
    put("loss", loss);
    put("rate", random.choice(["", "0.5"]).unwrap_or(""));
    let view = random.choice(["", "gather", "matrix"]).unwrap_or("");
    put("view", view);
    let positions = z.0 * z.1;
    let last = match view {
        "" => 2 * positions + 2,
        _ => positions + 2 + x.0 * x.1 + w.0 * w.1,
    };
    put("step", &or(random.usize(..=last), 0));
    if random.bool() {
        put(
            "pin",
            &format!("dX,{},{}", random.usize(..x.0), random.usize(..x.1)),
        );
    }
    put(
        "notation",
        random
            .choice(["", "cs231n", "deeplearning.ai"])
            .unwrap_or(""),
    );
    put("index", random.choice(["", "1"]).unwrap_or(""));
    put("decimals", random.choice(["", "2", "full"]).unwrap_or(""));
    put(
        "language",
        random.choice(["", "pytorch", "rust"]).unwrap_or(""),
    );
    put(
        "hide",
        random
            .choice(["", "code", "arithmetic,tools"])
            .unwrap_or(""),
    );
    text
}

const SIZES: [((usize, usize), (usize, usize)); 6] = [
    ((2, 2), (1, 1)),
    ((1, 5), (1, 3)),
    ((4, 3), (2, 2)),
    ((8, 8), (3, 3)),
    ((12, 9), (5, 2)),
    ((64, 64), (3, 3)),
];

/// One in twenty is large: a browser takes a second to lay such a page out.
fn states(count: usize) -> Vec<String> {
    let mut random = Rng::with_seed(24);
    let size = |index| if index % 20 == 5 { 5 } else { index % 5 };
    (0..count)
        .map(|index| state(&mut random, SIZES[size(index)]))
        .collect()
}

/// A link, the page that it opens, the link that `Share` has for this page, and the page
/// that this one opens. Links are opened in tens, so that each is opened again from
/// another page. There is nothing to wait for but the browser, which packs long links
/// and takes no more than some hundred new addresses in ten seconds.
#[test]
fn a_link_leads_to_the_page_that_wrote_it() {
    visit(|page| {
        page.press("Share");
        for texts in states(200).chunks(10) {
            let visits: Vec<[Vec<String>; 2]> = page.run(
                &format!(
                    "{OPEN}
                    const field = app.querySelector('[data-slot=link]');
                    const visit = async (link) => {{
                        await open(link);
                        const seen = state();
                        while (field.value === '') await pause(1);
                        const status = app.querySelector('[data-slot=status]').textContent;
                        const x = seen.grids.X.map((row) => row.join(',')).join(';');
                        return [field.value.split('#')[1], JSON.stringify(seen), x, status];
                    }};
                    const first = [];
                    for (const text of arguments[0]) first.push(await visit(text));
                    const pairs = [];
                    for (const [link, ...rest] of first) pairs.push([[link, ...rest], await visit(link)]);
                    return pairs"
                ),
                &[json!(texts)],
            );
            assert_eq!(visits.len(), texts.len());
            for (text, [first, again]) in texts.iter().zip(visits) {
                assert_eq!(first, again, "{text}");
                let [link, _, x, status] = first.as_slice() else {
                    panic!("{first:?}");
                };
                assert_eq!(status, "", "{text}");
                let given = text.split('&').find_map(|part| part.strip_prefix("x="));
                assert_eq!(Some(x.as_str()), given, "{text}");
                if text.len() <= 2000 {
                    assert_eq!(link, text);
                } else {
                    assert!(link.starts_with("v=1&z="), "{link}");
                    assert!(link.len() < 10_000, "{} of {}", link.len(), text.len());
                }
            }
        }
    });
}

/// The address has the same link as `Share`, within half a second of a change.
#[test]
fn the_address_has_the_link_to_what_was_done() {
    visit(|page| {
        page.press("Share");
        for text in states(SIZES.len()) {
            let [address, shared]: [String; 2] = page.run(
                &format!(
                    "{OPEN} await open(arguments[0]);
                    // Something is done, and taken back: the page writes its own.
                    const [there, back] = app.dataset.step === '0' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight'];
                    await written(() => key(there));
                    const address = await written(() => key(back));
                    return [address, app.querySelector('[data-slot=link]').value.split('#')[1]]"
                ),
                &[text.as_str().into()],
            );
            assert_eq!(address, shared);
            assert!(address == text || text.len() > 2000, "{address}");
        }
    });
}

/// Whatever a link is made of, the page stands, and steps.
#[test]
fn mutated_links_break_nothing() {
    const SIGNS: &[u8] = b"&=;,%.-+eE019vxwgtz 2dXTNaN#?/_AZ";
    visit(|page| {
        let packed: String = page.run(
            &format!(
                "{OPEN} await open(arguments[0]); key('Home'); return written(() => key('End'))"
            ),
            &[states(6)[5].as_str().into()],
        );
        assert!(packed.starts_with("v=1&z="));
        let mut all = states(5);
        all.extend([
            packed.clone(),
            packed,
            "v=1&z=".to_owned(),
            "v=2&y=1".to_owned(),
        ]);
        let mut random = Rng::with_seed(3);
        let mut mutated = || {
            let mut link = all[random.usize(..all.len())].clone().into_bytes();
            for _ in 0..=random.usize(..4) {
                let at = random.usize(..=link.len());
                match random.u8(..4) {
                    0 => link.truncate(at),
                    1 => link.insert(at, SIGNS[random.usize(..SIGNS.len())]),
                    2 if at < link.len() => link[at] = SIGNS[random.usize(..SIGNS.len())],
                    _ => drop(link.drain(at..(at + random.usize(..9)).min(link.len()))),
                }
            }
            String::from_utf8(link).expect("ASCII")
        };
        for _ in 0..20 {
            let links: Vec<String> = (0..50).map(|_| mutated()).collect();
            let steps: Vec<usize> = page.run(
                &format!("{OPEN}
                const steps = [];
                for (const link of arguments[0]) {{
                    if (`#${{link}}` === location.hash || link === '') continue;
                    await open(link);
                    key('Home');
                    key('ArrowRight');
                    steps.push(Number(app.dataset.step));
                    if (state().grids.Z.flat().filter((value) => value !== null).length !== 1) throw new Error(link);
                }}
                return steps"),
                &[json!(links)],
            );
            assert!(
                steps.len() > 40 && steps.iter().all(|&step| step == 1),
                "{steps:?}"
            );
        }
    });
}

#[test]
fn back_and_forward_walk_between_links() {
    visit(|page| {
        let long = states(6).remove(5);
        let links = ["v=1&x=1,2;3,4&w=5&step=2", "v=1&bias=2&step=3", &long];
        let seen: Vec<String> = links
            .map(|link| {
                page.run(
                    &format!("{OPEN} await open(arguments[0]); return JSON.stringify(state())"),
                    &[link.into()],
                )
            })
            .to_vec();
        page.press("Undo");
        page.press("Redo");
        page.run::<()>(
            "await new Promise((resolve) => setTimeout(resolve, 1000))",
            &[],
        );
        let now = || {
            page.run::<String>(
                "return app.hasAttribute('data-ready') ? JSON.stringify(state()) : ''",
                &[],
            )
        };
        for (way, place) in [("back", 1), ("back", 0), ("forward", 1), ("forward", 2)] {
            page.run::<Value>(&format!("history.{way}()"), &[]);
            wait_until(&format!("{way} to {place}"), || now() == seen[place]);
        }
        for _ in 0..3 {
            page.run::<Value>("history.back()", &[]);
        }
        wait_until("where it began", || page.state().step() == 0);
        page.state().assert_shows(&Layer::notebook(), 0);
        let hash: String = page.run("return location.hash", &[]);
        assert_eq!(hash, "");
    });
}

/// A long state is there after a reload too, and in the address of another visit.
#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn a_packed_link_is_opened_before_the_page_is_ready() {
    visit(|page| {
        let long = states(6).remove(5);
        let (link, seen): (String, String) = page.run(
            &format!(
                "{OPEN} await open(arguments[0]);
                 const link = await written(() => ['Home', 'End', 'ArrowLeft'].forEach(key));
                 return [link, JSON.stringify(state())]"
            ),
            &[long.as_str().into()],
        );
        assert!(link.starts_with("v=1&z="), "{link}");
        assert!(link.len() < 10_000, "{}", link.len());
        page.reload();
        let now = || page.run::<String>("return JSON.stringify(state())", &[]);
        assert_eq!(now(), seen);
        // As in another browser; ready means that it is there.
        page.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({"source": "
                localStorage.clear(); sessionStorage.clear();
                addEventListener('DOMContentLoaded', () => {
                    const root = document.querySelector('[data-app]');
                    new MutationObserver(() => { self.stepsWhenReady ??= root.hasAttribute('data-ready') ? root.dataset.step : undefined; })
                        .observe(root, { attributes: true, attributeFilter: ['data-ready'] });
                });"}),
        );
        page.reload();
        assert_eq!(now(), seen);
        assert_eq!(
            page.run::<String>("return stepsWhenReady", &[]),
            page.state().step
        );
        // One that is damaged opens as far as it is understood.
        page.run::<Value>(
            &format!("{OPEN} await open(location.hash.slice(1, 400) + '&step=2')"),
            &[],
        );
        assert_eq!(page.state().step(), 2);
        assert!(status(page).contains("“z="), "{}", status(page));
        page.press("Next step");
        page.state().assert_shows(&Layer::notebook(), 3);
    });
}

/// One that begins before the address is written goes to the one that was there.
#[test]
fn a_reload_is_no_arrival() {
    visit(|page| {
        page.run::<Value>(
            &format!(
                "{OPEN} const before = await written(() => key('ArrowRight'));
                 await written(() => key('ArrowRight'));
                 history.replaceState(null, '', `#${{before}}`)"
            ),
            &[],
        );
        page.reload();
        assert_eq!(page.state().step(), 2);
        wait_until("the address is right again", || {
            page.run::<String>("return location.hash", &[]) == "#v=1&step=2"
        });
        // Another link is one, also in the same tab.
        page.run::<Value>("location.href = 'about:blank'", &[]);
        page.go_to(&format!("{}{PAGE}#v=1&step=1", origin()));
        wait_until("the page is ready", || page.is_ready());
        assert_eq!(page.state().step(), 1);
    });
}

fn status(page: &Page) -> String {
    page.run(
        "return app.querySelector('[data-slot=status]').innerText",
        &[],
    )
}

/// In a private window, perhaps.
#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn a_link_works_where_nothing_can_be_kept() {
    let link = "/courses/cnn/#v=1&x=1,2;3,4&w=5&step=2";
    Visit::at_a_desk().to(link).live(|page| {
        page.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({"source": "for (const store of ['localStorage', 'sessionStorage'])
                Object.defineProperty(self, store, { get() { throw new DOMException('no', 'SecurityError') } });"}),
        );
        page.reload();
        assert_eq!(page.state().layer().x, [[1.0, 2.0], [3.0, 4.0]]);
        assert_eq!(page.state().step(), 2);
        page.cell("X", 0, 0).type_over("7\u{e007}");
        assert!(status(page).contains("does not keep"), "{}", status(page));
        wait_until("it is in the address", || {
            page.run::<String>("return location.hash", &[]) == "#v=1&x=7,2;3,4&w=5&step=2"
        });
        page.reload();
        assert_eq!(page.state().layer().x[0][0], 7.0);
    });
}
