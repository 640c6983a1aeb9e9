//! Nobody is kept out: the rules of WCAG 2.2 AA that a program can check.

use std::fs;

use fantoccini::key::Key;
use serde_json::{Value, json};

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

/// What makes the page say more.
const VERBOSE: &str = "Screen readers hear the arithmetic too";

/// Breaks of the rules, each with its element.
fn breaks(page: &Page) -> Vec<String> {
    let is_there: bool = page.run("return 'axe' in window", &[]);
    if !is_there {
        let file = std::env::var_os("CONVSCOPE_AXE").expect("`cargo xtask test` names axe-core");
        let axe = fs::read_to_string(file).expect("axe.min.js");
        page.run::<()>(&axe, &[]);
    }
    page.run(
        "// What lies half under a bar that stays in sight is scrolled out from under it.
         const sheet = new CSSStyleSheet();
         sheet.replaceSync('.side, .stepbar { position: static !important }');
         document.adoptedStyleSheets = [sheet];
         const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
         const { passes, violations } = await axe.run(document, { runOnly, resultTypes: ['violations'] });
         document.adoptedStyleSheets = [];
         if (![...passes, ...violations].some(({ id }) => id === 'target-size')) throw new Error('sizes of targets were not checked');
         return violations.flatMap(({ id, nodes }) => nodes.map(({ target, any, all, none }) =>
             `${id}: ${target.join(' ')}: ${[...any, ...all, ...none].map(({ message }) => message).join(' ')}`))",
        &[],
    )
}

#[track_caller]
fn keeps_the_rules(page: &Page, what: &str) {
    let breaks = breaks(page);
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
        page.open_state(&ones(8));
        keeps_the_rules(page, "8×8");
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
#[cfg_attr(
    feature = "firefox",
    ignore = "Firefox lets no script paste a text of its own"
)]
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
                // The larger one is shown as maps of shades.
                for size in [8, 16] {
                    page.open_state(&ones(size));
                    keeps_the_rules(page, &format!("{size}×{size}, {theme}, {width}"));
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

/// The browser's accessibility tree: what a screen reader is given.
struct Tree(Vec<Value>);

/// A node of it.
#[derive(Debug)]
struct Node {
    role: String,
    name: String,
    properties: Vec<(String, Value)>,
}

impl Node {
    fn of(node: &Value) -> Self {
        let text = |key: &str| node[key]["value"].as_str().unwrap_or_default().to_owned();
        let properties = node["properties"].as_array().into_iter().flatten();
        Self {
            role: text("role"),
            name: text("name"),
            properties: properties
                .map(|one| {
                    (
                        one["name"].as_str().unwrap_or_default().to_owned(),
                        one["value"]["value"].clone(),
                    )
                })
                .collect(),
        }
    }

    fn is(&self, role: &str, name: &str) -> bool {
        (&*self.role, &*self.name) == (role, name)
    }

    fn property(&self, name: &str) -> Option<&Value> {
        let found = self.properties.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }
}

impl Tree {
    fn of(page: &Page) -> Self {
        let answer = page.devtools("Accessibility.getFullAXTree", &json!({}));
        Self(answer["nodes"].as_array().expect("a list of nodes").clone())
    }

    fn nodes(&self) -> impl Iterator<Item = Node> {
        let told = self.0.iter().filter(|node| node["ignored"] != true);
        told.map(Node::of)
    }

    /// The names of the cells of a grid, row-major.
    fn cells(&self, grid: &str) -> Vec<String> {
        let is_in = |node: &&Value| self.is_in(node, "grid", grid);
        let nodes = self.0.iter().filter(is_in).map(Node::of);
        nodes
            .filter(|node| node.role == "gridcell")
            .map(|node| node.name)
            .collect()
    }

    fn is_in(&self, node: &Value, role: &str, name: &str) -> bool {
        let parent = self.0.iter().find(|one| one["nodeId"] == node["parentId"]);
        parent
            .is_some_and(|parent| Node::of(parent).is(role, name) || self.is_in(parent, role, name))
    }

    #[track_caller]
    fn find(&self, role: &str, name: &str) -> Node {
        let found = self.nodes().find(|node| node.is(role, name));
        found.unwrap_or_else(|| panic!("there is no {role} «{name}»"))
    }

    /// All texts below the node of that role and name, one after the other.
    #[track_caller]
    fn text_of(&self, role: &str, name: &str) -> String {
        let top = self.0.iter().find(|node| Node::of(node).is(role, name));
        let top = top.unwrap_or_else(|| panic!("there is no {role} «{name}»"));
        self.texts(top).join(" ")
    }

    fn texts(&self, node: &Value) -> Vec<String> {
        let Node { role, name, .. } = Node::of(node);
        if role == "StaticText" {
            return vec![name];
        }
        let children = node["childIds"].as_array().into_iter().flatten();
        let children = children.filter_map(|id| self.0.iter().find(|node| node["nodeId"] == *id));
        children.flat_map(|child| self.texts(child)).collect()
    }

    /// What the polite live region says that is no status.
    #[track_caller]
    fn said(&self) -> String {
        let live = self.0.iter().find(|node| {
            let node = Node::of(node);
            node.role == "paragraph" && node.property("live") == Some(&json!("polite"))
        });
        self.texts(live.expect("a live region")).join(" ")
    }
}

/// What is said of each step of the notebook, and where the slider is.
const SAID: [[&str; 2]; 11] = [
    ["Start", "nothing computed yet"],
    ["Forward, position 1 of 4", "row 0, column 0"],
    ["Forward, position 2 of 4", "row 0, column 1"],
    ["Forward, position 3 of 4", "row 1, column 0"],
    ["Forward, position 4 of 4", "row 1, column 1"],
    ["Activation", "all of H at once"],
    ["Activation gradient", "all of dZ at once"],
    ["Backward, position 1 of 4", "row 0, column 0"],
    ["Backward, position 2 of 4", "row 0, column 1"],
    ["Backward, position 3 of 4", "row 1, column 0"],
    ["Backward, position 4 of 4", "row 1, column 1"],
];

/// Numbers by a loop in Python.
#[test]
#[cfg_attr(feature = "firefox", ignore = "Firefox gives its tree to no driver")]
fn the_tree_tells_both_passes() {
    visit(|page| {
        for (step, [place, more]) in SAID.into_iter().enumerate() {
            if step > 0 {
                page.press("Next step");
            }
            let tree = Tree::of(page);
            assert_eq!(tree.said(), format!("{place}, {more}."));
            tree.find("slider", "Step");
            // The tree of the devtools has the number alone.
            let told: String = page.run(
                "return app.querySelector('[type=range]').ariaValueText",
                &[],
            );
            assert_eq!(told, place);
            let z = tree.cells("Z, pre-activation");
            let known = ["0.77", "0.8229", "−0.0737", "0.0066"];
            let computed = |index: usize| {
                if index < step {
                    known[index]
                } else {
                    "not computed yet"
                }
            };
            assert_eq!(z, [0, 1, 2, 3].map(computed));
        }
        let tree = Tree::of(page);
        for (grid, is_fixed) in [
            ("X, input", false),
            ("Z, pre-activation", true),
            ("dX, ∂L/∂X", true),
            ("db, ∂L/∂b", true),
            ("G, ∂L/∂H", false),
        ] {
            assert_eq!(
                tree.find("grid", grid).property("readonly"),
                Some(&json!(is_fixed)),
                "{grid}"
            );
        }
        // What the last step has added stands beside the sum.
        assert_eq!(
            tree.cells("dX, ∂L/∂X"),
            [
                "0.0865",
                "0.0632",
                "−0.0212",
                "0.1496",
                "0.2558 +0.1000",
                "0.1043 −0.0250",
                "0.0574",
                "0.2098 +0.0575",
                "0.1525 +0.1525",
            ]
        );
        for name in [
            "First step",
            "Previous step",
            "Play",
            "Next step",
            "Last step",
        ] {
            tree.find("button", name);
        }
        page.press("First step");
        page.press("Play");
        assert_eq!(Tree::of(page).said(), "", "it plays");
        page.press("Pause");
        let said = Tree::of(page).said();
        assert!(
            SAID.iter()
                .any(|[place, more]| said == format!("{place}, {more}.")),
            "{said}"
        );
    });
}

/// What is dX[1,1] after the third backward step, and why? By hand: 0.61 · 0.21632008 is
/// 0.1320, with 0.23 · 0.21203286 it is 0.1807, with −0.1 · 0.24966083 it is 0.1558.
#[test]
#[cfg_attr(feature = "firefox", ignore = "Firefox gives its tree to no driver")]
fn a_person_who_sees_nothing_finds_out() {
    visit(|page| {
        let is_on = |role: &'static str, name: &'static str| move || page.focused() == [role, name];
        page.keys(&Key::Tab);
        let [_, first] = page.focused();
        assert_eq!(first, "Skip to the steps", "the first thing of all");
        page.tab_to("Help", is_on("button", "Help"));
        page.keys(&Key::Enter);
        page.tab_to("the switch", is_on("button", VERBOSE));
        page.keys(" ");
        let switch = Tree::of(page).find("button", VERBOSE);
        assert_eq!(switch.property("pressed"), Some(&json!("true")));
        page.keys(&format!("{}{}", Key::Escape, Key::Escape));
        for _ in 0..9 {
            page.keys(&Key::Right);
        }
        let said = Tree::of(page).said();
        assert!(
            said.starts_with("Backward, position 3 of 4, row 1, column 0."),
            "{said}"
        );
        let sum = "dX[1,1]: 0.1807 plus −0.1 times 0.2497 equals about 0.1558.";
        assert!(said.contains(sum), "{said}");

        page.tab_to("dX", || {
            page.focused_cell().is_some_and(|cell| cell.grid == "dX")
        });
        page.keys(&format!("{}{}", Key::Right, Key::Down));
        let [_, told] = page.focused();
        assert_eq!(told, "0.1558 −0.0250", "the sum, and what this step added");
        page.keys(&Key::Enter);
        let why = Tree::of(page).text_of("region", "Provenance");
        for part in [
            "0.61", "0.2163", "0.23", "0.2120", "−0.1", "0.2497", "0.1320", "0.1807", "0.1558",
        ] {
            assert!(why.contains(part), "{part} in {why}");
        }
    });
}

/// Role and name of each kind of control, as the browser computes them.
#[test]
fn controls_have_their_role_and_name() {
    visit(|page| {
        page.seek(9);
        for (selector, told) in [
            ("[type=range]", ["slider", "Step"]),
            ("[role=group][aria-label=Steps]", ["group", "Steps"]),
            ("[data-press=next]", ["button", "Next step"]),
            ("[data-grid=Z]", ["grid", "Z, pre-activation"]),
            ("[data-grid=dX]", ["grid", "dX, ∂L/∂X"]),
            (
                "[data-grid=Z] [data-row='1'][data-col='0']",
                ["gridcell", "−0.0737"],
            ),
            (
                "[data-grid=dX] [data-row='1'][data-col='1']",
                ["gridcell", "0.1558 −0.0250"],
            ),
            (
                "[data-grid=X] [data-row='1'][data-col='2'] input",
                ["textbox", "X[1,2]"],
            ),
            ("[data-choice=view]", ["combobox", "View of dX"]),
            ("[data-press=measure]", ["button", "Check gradients"]),
        ] {
            assert_eq!(page.role_and_name(selector), told, "{selector}");
        }
    });
}

/// Where readers have the arrows for themselves, they press buttons.
#[test]
fn a_link_skips_to_the_steps() {
    visit(|page| {
        let hidden: bool = page.run(
            "return !isVisible(app.querySelector('[data-press=skip]'))",
            &[],
        );
        assert!(hidden);
        page.keys(&Key::Tab);
        let seen: bool = page.run(
            "return isVisible(document.activeElement) && !covered([document.activeElement]).length",
            &[],
        );
        assert!(seen);
        page.keys(&Key::Enter);
        assert_eq!(page.focused(), ["group", "Steps"]);
        page.keys(&format!("{}{}", Key::Tab, Key::Tab));
        assert_eq!(page.focused(), ["button", "Previous step"]);
    });
}
