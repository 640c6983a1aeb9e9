//! Nobody is kept out: the rules of WCAG 2.2 AA that a program can check.

use std::fs;

use fantoccini::key::Key;
use serde_json::Value;

use crate::browser::{Page, Visit, visit, wait_until};
use crate::server::WITHOUT_WASM;

/// All states of the layer and of what is shown of it, as links.
const STATES: [&str; 11] = [
    "v=1",
    "v=1&step=2",
    "v=1&step=5",
    "v=1&step=6",
    "v=1&step=9",
    "v=1&view=gather&step=9",
    "v=1&view=matrix&step=9",
    "v=1&step=9&pin=dX,1,1",
    "v=1&step=9&notation=pytorch",
    "v=1&step=9&hide=code,arithmetic,timeline,legend,tools",
    "v=1&step=9&padding=1&dilation=2&loss=squared-error",
];

/// Breaks of the rules, each with its element.
fn breaks(page: &Page) -> Vec<String> {
    let is_there: bool = page.run("return 'axe' in window", &[]);
    if !is_there {
        let file = std::env::var_os("CONVSCOPE_AXE").expect("`cargo xtask test` names axe-core");
        let axe = fs::read_to_string(file).expect("axe.min.js");
        page.run::<()>(&axe, &[]);
    }
    page.run(
        "const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
         const { passes, violations } = await axe.run(document, { runOnly, resultTypes: ['violations'], elementRef: true });
         if (![...passes, ...violations].some(({ id }) => id === 'target-size')) throw new Error('sizes of targets were not checked');
         // What lies half under a bar that stays in sight is scrolled out from under it.
         const bars = [...app.querySelectorAll('.side, .stepbar')].filter(bar => getComputedStyle(bar).position === 'sticky');
         const isUnderBar = (element) => bars.some(bar => !bar.contains(element) && bar.getBoundingClientRect().top < element.getBoundingClientRect().bottom);
         return violations.flatMap(({ id, nodes }) => nodes.filter(({ element }) => id !== 'target-size' || !isUnderBar(element)).map(({ target, any, all, none }) =>
             `${id}: ${target.join(' ')}: ${[...any, ...all, ...none].map(({ message }) => message).join(' ')}`))",
        &[],
    )
}

#[track_caller]
fn keeps_the_rules(page: &Page, what: &str) {
    let breaks = breaks(page);
    if std::env::var_os("ALL").is_some() {
        eprintln!("{what}: {breaks:#?}");
        return;
    }
    assert!(breaks.is_empty(), "{what}: {breaks:#?}");
}

/// A layer of ones.
fn ones(x: usize) -> String {
    let rows = vec![vec!["1"; x].join(","); x].join(";");
    format!("v=1&x={rows}&w=1,1,1;1,1,1;1,1,1&step=40")
}

#[test]
fn each_state_keeps_the_rules() {
    visit(|page| {
        for state in STATES {
            page.open_state(state);
            keeps_the_rules(page, state);
        }
        page.open_state(&ones(12));
        keeps_the_rules(page, "12×12");
        // axe would take minutes for 30,000 cells: of each map three rows stay.
        page.open_state(&ones(64));
        page.run::<()>(
            "for (const row of document.querySelectorAll('.map + table tr:nth-child(n + 4)')) row.remove()",
            &[],
        );
        keeps_the_rules(page, "64×64");
    });
}

#[test]
fn each_tool_keeps_the_rules() {
    visit(|page| {
        page.seek(10);
        for tool in [
            "Layer",
            "Loss and learning",
            "Check gradients",
            "Notation",
            "Export",
            "Help",
        ] {
            page.press(tool);
            keeps_the_rules(page, tool);
        }
        page.press("Share");
        page.click_on("[data-tool=share] [data-name]");
        page.keys("Edges");
        page.press("Keep");
        page.press("Embed");
        keeps_the_rules(page, "Share with an example");
        page.press("Spot the bug");
        keeps_the_rules(page, "a mistake is looked for");
        for guess in ["= instead of +=", "kernel flipped where it must not be"] {
            page.press(guess);
            keeps_the_rules(page, guess);
        }
    });
}

#[test]
fn what_went_wrong_keeps_the_rules() {
    visit(|page| {
        page.cell("X", 0, 0).type_over("abc\u{e004}");
        keeps_the_rules(page, "a refused text");
        page.run::<()>(
            "const clipboardData = new DataTransfer();
             clipboardData.setData('text/plain', '1 2 3\\n4 5 6\\n7 8 9');
             cellOf('W', 0, 0).firstElementChild.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))",
            &[],
        );
        assert!(page.has_button("Resize"));
        keeps_the_rules(page, "a block without room");
    });
    Visit::at_a_desk().with_errors().live(|page| {
        page.run::<Value>(
            "Object.defineProperty(app.querySelector('input[type=range]'), 'max', { get() { throw new Error('stop') } })",
            &[],
        );
        page.press("Next step");
        page.keys(&Key::Right);
        assert!(page.has_button("Reload"));
        keeps_the_rules(page, "it has stopped");
    });
    Visit::at_a_desk()
        .to(WITHOUT_WASM)
        .with_errors()
        .live(|page| {
            wait_until("it says so", || page.has_button("Reload"));
            keeps_the_rules(page, "it cannot begin");
        });
}

#[test]
fn an_embed_keeps_the_rules() {
    Visit::at_a_desk()
        .to("/courses/cnn/?embed=1#v=1&step=9")
        .live(|page| {
            wait_until("it is ready", || page.is_ready());
            keeps_the_rules(page, "an embed");
        });
}

/// In both themes, at a desk and as narrow as a phone.
#[test]
#[cfg_attr(feature = "firefox", ignore = "Firefox has no window as narrow")]
fn themes_and_windows_keep_the_rules() {
    visit(|page| {
        for (width, height) in [(1280, 720), (360, 740)] {
            page.in_window_of(width, height);
            for theme in ["light", "dark"] {
                page.choose("Theme", theme);
                for state in [
                    "v=1",
                    "v=1&step=5",
                    "v=1&step=9&pin=dX,1,1",
                    "v=1&view=matrix&step=12",
                ] {
                    page.open_state(state);
                    keeps_the_rules(page, &format!("{state}, {theme}, {width}"));
                }
                page.press("Help");
                keeps_the_rules(page, &format!("Help, {theme}, {width}"));
                page.open_state("v=1&step=10");
                page.press("Spot the bug");
                page.press("= instead of +=");
                keeps_the_rules(page, &format!("Spot the bug, {theme}, {width}"));
                page.press("Close Spot the bug");
            }
        }
    });
}

/// What WCAG 1.4.12 lets a reader set.
const SPACING: &str = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-block-end: 2em !important }";

/// Texts that their box or one around it cuts off, unless it scrolls.
const CUT_TEXTS: &str = "
    const cutTexts = () => {
        const walker = document.createTreeWalker(app, NodeFilter.SHOW_TEXT);
        const found = new Set();
        while (walker.nextNode()) {
            const { data, parentElement } = walker.currentNode;
            if (!data.trim() || !isVisible(parentElement) || parentElement.closest('option, [data-press=skip]')) continue;
            const range = document.createRange();
            range.selectNodeContents(walker.currentNode);
            const lines = [...range.getClientRects()];
            for (const text of parentElement.matches('.what') ? lines.slice(0, 1) : lines)
                for (let box = parentElement; box !== app; box = box.parentElement) {
                    const { overflowX, overflowY } = getComputedStyle(box);
                    if ([overflowX, overflowY].includes('auto')) break;
                    const { left, right, top, bottom } = box.getBoundingClientRect();
                    const isWide = overflowX !== 'visible' && (text.left < left - 1 || text.right > right + 1);
                    const isHigh = overflowY !== 'visible' && (text.top < top - 2 || text.bottom > bottom + 2);
                    if (text.width > 1 && (isWide || isHigh)) found.add(describe(parentElement));
                }
        }
        return found;
    };";

/// The second part of a caption is left out wherever it has no room.
#[test]
#[cfg_attr(feature = "firefox", ignore = "Firefox has no window as narrow")]
fn with_wide_spacing_nothing_is_cut_off() {
    visit(|page| {
        page.in_window_of(360, 740);
        page.seek(9);
        for tool in [
            "",
            "Layer",
            "Loss and learning",
            "Check gradients",
            "Notation",
            "Share",
            "Export",
            "Help",
            "Spot the bug",
        ] {
            if !tool.is_empty() {
                page.press(tool);
            }
            let cut: Vec<String> = page.run(
                &format!(
                    "{CUT_TEXTS}
                     const before = cutTexts();
                     const sheet = new CSSStyleSheet();
                     sheet.replaceSync(arguments[0]);
                     document.adoptedStyleSheets = [sheet];
                     await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
                     const cut = [...cutTexts()].filter(text => !before.has(text));
                     const wide = [...document.querySelectorAll('button')].filter(isVisible).filter(({{ scrollWidth, clientWidth }}) => scrollWidth > clientWidth + 1);
                     document.adoptedStyleSheets = [];
                     return [...cut, ...wide.map(describe)]"
                ),
                &[SPACING.into()],
            );
            assert!(cut.is_empty(), "{tool}: {cut:#?}");
        }
    });
}
