//! A visit to the page in a real browser, in the words of the person who makes it.
//!
//! Each visit has a driver, a browser and a folder for their files of its own, and
//! all end with it, also when the story fails: the session is closed, the driver
//! killed, the folder removed. Chromium hangs on its driver by a pipe
//! (`--remote-debugging-pipe`), so Ctrl-C ends both.
//!
//! With the feature `firefox` the browser is Firefox. It leaves out the stories that need
//! what is Chromium's own: a phone, [`Page::devtools`].

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use browsers::{Browser, Driver, Request};
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::server::{OTHER_ORIGIN, PAGE, RUNTIME, one_file, origin};
use crate::state::State;

const HELPERS: &str = include_str!("page.js");
/// The protocol's name for «this is an element».
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// At least as high as what Firefox has above a page.
const FIREFOX_BARS: u32 = 150;
const PATIENCE: Duration = Duration::from_secs(30);

/// Who comes, and where to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visit {
    path: &'static str,
    phone: bool,
    errors_expected: bool,
}

/// A page that is open in a browser.
#[derive(Debug)]
pub(crate) struct Page {
    client: Client,
    driver: Driver,
}

/// A cell of one of the eight grids.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell<'a> {
    page: &'a Page,
    grid: &'a str,
    row: usize,
    col: usize,
}

/// Where a cell is, as the page says it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(crate) struct Place {
    /// The grid.
    pub(crate) grid: String,
    /// The row in it.
    pub(crate) row: usize,
    /// The column in it.
    pub(crate) col: usize,
    /// What a lit cell is.
    #[serde(default)]
    pub(crate) role: Option<String>,
}

impl Place {
    /// A place without a role.
    pub(crate) fn new(grid: &str, row: usize, col: usize) -> Self {
        Self {
            grid: grid.to_owned(),
            row,
            col,
            role: None,
        }
    }
}

/// Opens the page at a desk and lets a person act; see [`Visit::live`].
#[track_caller]
pub(crate) fn visit(story: impl FnOnce(&Page)) {
    Visit::at_a_desk().live(story);
}

/// Waits for something that takes its time.
#[track_caller]
pub(crate) fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(30));
    }
}

impl Visit {
    /// A window of 1280×720.
    pub(crate) const fn at_a_desk() -> Self {
        Self {
            path: PAGE,
            phone: false,
            errors_expected: false,
        }
    }

    /// A touch screen of 360×740.
    pub(crate) const fn on_a_phone() -> Self {
        Self {
            phone: true,
            ..Self::at_a_desk()
        }
    }

    /// To another path of the server, where the page may not come up.
    pub(crate) const fn to(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    /// Something goes wrong, and the console tells of it.
    pub(crate) const fn with_errors(self) -> Self {
        Self {
            errors_expected: true,
            ..self
        }
    }

    /// Opens the page, lets the story happen and leaves. Fails where the story
    /// fails, on an error in the console and on a request to any other host.
    #[track_caller]
    pub(crate) fn live(self, story: impl FnOnce(&Page)) {
        let url = format!("{}{}", origin(), self.path);
        let page = Page::open(self);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            page.go_to(&url);
            if self.path == PAGE {
                wait_until("the page is ready", || page.is_ready());
            }
            story(&page);
        }));
        if outcome.is_err() {
            let name = thread::current()
                .name()
                .unwrap_or("story")
                .replace("::", "-");
            page.keep_picture(&format!("failed-{name}"));
        }
        let complaints = page.complaints();
        page.close();
        if let Err(failure) = outcome {
            eprintln!("the browser said: {complaints:#?}");
            resume_unwind(failure);
        }
        let strangers = complaints.requests_elsewhere;
        assert!(
            strangers.is_empty(),
            "requests to other hosts: {strangers:#?}"
        );
        let errors = complaints.console_errors;
        assert!(
            self.errors_expected || errors.is_empty(),
            "errors in the console: {errors:#?}"
        );
    }
}

// What a person does and sees.
impl Page {
    /// Presses the button of that name.
    #[track_caller]
    pub(crate) fn press(&self, button: &str) {
        let element = self.named(button, "button");
        self.click(&element);
    }

    /// Presses a control by its `data-press`, by script: a driver cannot press what is in a
    /// frame of another origin.
    #[track_caller]
    pub(crate) fn press_by_script(&self, name: &str) {
        let press = format!("app.querySelector('[data-press={name}]').click()");
        self.run::<Value>(&press, &[]);
    }

    /// Clicks on the one element that a selector finds.
    #[track_caller]
    pub(crate) fn click_on(&self, selector: &str) {
        let element: Value = self.run("return app.querySelector(arguments[0])", &[selector.into()]);
        self.click(&element);
    }

    /// Whether there is a button of that name to be seen.
    pub(crate) fn has_button(&self, button: &str) -> bool {
        self.all_named(button, "button").len() == 1
    }

    /// Chooses a file in the field of that name.
    #[track_caller]
    pub(crate) fn choose_file(&self, field: &str, file: &Path) {
        let field = self.named(field, "input[type=file]");
        let path = format!("element/{}/value", id(&field));
        self.send(&path, Some(json!({"text": file})));
    }

    /// Opens another window and goes on there; the one before.
    #[track_caller]
    pub(crate) fn open_window(&self) -> Value {
        let before = self.send("window", None);
        let opened = self.send("window/new", Some(json!({"type": "window"})));
        self.go_to_window(&opened["handle"]);
        before
    }

    /// Goes on in another window.
    #[track_caller]
    pub(crate) fn go_to_window(&self, window: &Value) {
        self.send("window", Some(json!({"handle": window})));
    }

    /// Chooses an option, by its value or its text.
    #[track_caller]
    pub(crate) fn choose(&self, select: &str, option: &str) {
        let select = self.named(select, "select");
        let option: Value = self.run(
            "const [select, wanted] = arguments;
             const option = [...select.options].find(({value, text}) => value === wanted || text.trim() === wanted);
             if (!option || option.disabled) throw new Error(`one cannot choose «${wanted}» of ${[...select.options].map(({value, text}) => `${value}: ${text}`)}`);
             return option;",
            &[select, option.into()],
        );
        self.click(&option);
    }

    /// The value of a select.
    #[track_caller]
    pub(crate) fn chosen(&self, select: &str) -> String {
        let select = self.named(select, "select");
        self.run("return arguments[0].value", &[select])
    }

    /// Chooses the size of X or W in the open Layer tool.
    #[track_caller]
    pub(crate) fn resize(&self, grid: &str, (rows, cols): (usize, usize)) {
        self.choose(&format!("{grid} rows"), &rows.to_string());
        self.choose(&format!("{grid} columns"), &cols.to_string());
    }

    /// Presses and releases keys one after the other, wherever the focus is.
    /// Mixes with [`Key`]s: `format!("2.5{}", Key::Tab)`.
    #[track_caller]
    pub(crate) fn keys(&self, keys: &str) {
        let strokes = keys
            .chars()
            .flat_map(|key| [("keyDown", key), ("keyUp", key)]);
        self.strike(strokes);
    }

    /// Presses one key while others are held.
    #[track_caller]
    pub(crate) fn chord(&self, held: &[Key], key: char) {
        let held: Vec<char> = held.iter().flat_map(|key| key.chars()).collect();
        let down = held.iter().map(|&key| ("keyDown", key));
        let up = held.iter().rev().map(|&key| ("keyUp", key));
        self.strike(down.chain([("keyDown", key), ("keyUp", key)]).chain(up));
    }

    /// Presses Tab until the focus is where the story wants it, and fails after
    /// a round through the whole page.
    #[track_caller]
    pub(crate) fn tab_to(&self, place: &str, is_there: impl Fn() -> bool) {
        for _ in 0..200 {
            self.keys(&Key::Tab);
            if is_there() {
                return;
            }
        }
        panic!("no number of Tabs leads to {place}");
    }

    /// Puts the focus on the top of the page, also where Tab has led into the bars of Firefox.
    #[track_caller]
    pub(crate) fn focus_top(&self) {
        if BROWSER == Browser::Firefox {
            self.tell_firefox("window.gBrowser.selectedBrowser.focus()", &[]);
        }
        self.run::<()>("app.focus()", &[]);
    }

    /// Moves the pointer away from all cells.
    #[track_caller]
    pub(crate) fn move_pointer_away(&self) {
        self.point(&json!([{"type": "pointerMove", "x": 1, "y": 1}]));
    }

    /// Loads the page again.
    #[track_caller]
    pub(crate) fn reload(&self) {
        RUNTIME.block_on(self.client.refresh()).expect("a reload");
        wait_until("the page is ready again", || self.is_ready());
    }

    /// From now on the story happens in the first frame of the page.
    #[track_caller]
    pub(crate) fn enter_frame(&self) {
        self.send("frame", Some(json!({"id": 0})));
    }

    /// Has the frame show the page at that path of another origin, and enters it.
    #[track_caller]
    pub(crate) fn enter_foreign(&self, path: &str) {
        let inner = format!("{}{path}", *OTHER_ORIGIN);
        self.run::<Value>(
            "document.querySelector('iframe').src = arguments[0]",
            &[inner.into()],
        );
        self.enter_frame();
        wait_until("the page in the frame is ready", || self.is_ready());
    }

    /// And from now on in the page around it.
    #[track_caller]
    pub(crate) fn leave_frame(&self) {
        self.send("frame/parent", Some(json!({})));
    }

    /// A cell of a grid.
    pub(crate) const fn cell<'a>(&'a self, grid: &'a str, row: usize, col: usize) -> Cell<'a> {
        Cell {
            page: self,
            grid,
            row,
            col,
        }
    }

    /// The cell that has the focus.
    #[track_caller]
    pub(crate) fn focused_cell(&self) -> Option<Place> {
        self.run("return focusedCell()", &[])
    }

    /// The role and the name that the browser gives to what has the focus.
    #[track_caller]
    pub(crate) fn focused(&self) -> [String; 2] {
        self.told_of(&self.send("element/active", None))
    }

    /// The same of the first element that a selector matches.
    #[track_caller]
    pub(crate) fn role_and_name(&self, selector: &str) -> [String; 2] {
        let find = json!({"using": "css selector", "value": selector});
        self.told_of(&self.send("element", Some(find)))
    }

    #[track_caller]
    fn told_of(&self, element: &Value) -> [String; 2] {
        ["computedrole", "computedlabel"].map(|what| {
            let told = self.send(&format!("element/{}/{what}", id(element)), None);
            told.as_str().unwrap_or_default().to_owned()
        })
    }

    /// The cells that are lit, in order.
    #[track_caller]
    pub(crate) fn lit(&self) -> Vec<Place> {
        let mut lit: Vec<Place> = self.run("return lit()", &[]);
        lit.sort();
        lit
    }

    /// The lit cells of one grid.
    #[track_caller]
    pub(crate) fn lit_on(&self, grid: &str) -> Vec<(usize, usize)> {
        let places = self.lit().into_iter().filter(|place| place.grid == grid);
        places.map(|place| (place.row, place.col)).collect()
    }

    /// How wide the page is, and the window.
    #[track_caller]
    pub(crate) fn widths(&self) -> [i32; 2] {
        self.run(
            "return [document.documentElement.scrollWidth, innerWidth]",
            &[],
        )
    }

    /// All attributes of the contract.
    #[track_caller]
    pub(crate) fn state(&self) -> State {
        self.run("return state()", &[])
    }

    /// Moves the slider by an input event; the state is read before any frame.
    #[track_caller]
    pub(crate) fn seek(&self, step: usize) -> State {
        self.run(
            "return stateAfter(() => seek(arguments[0]))",
            &[step.into()],
        )
    }

    /// Gives the page a window of another size, as it is told to a page: zooming in
    /// makes it smaller.
    pub(crate) fn in_window_of(&self, width: u32, height: u32) {
        self.set_window(width, height);
        self.next_frame();
    }

    fn set_window(&self, width: u32, height: u32) {
        if BROWSER == Browser::Chromium {
            let window = browsers::window(width, height);
            self.devtools("Emulation.setDeviceMetricsOverride", &window);
            return;
        }
        // A window of its own is never as narrow as a phone. What is around the page need
        // not be as large: the page has the size that is set here.
        let rect = json!({"width": width, "height": height + FIREFOX_BARS});
        self.send("window/rect", Some(rect));
        self.tell_firefox(
            "const [width, height] = arguments;
             const { style } = window.gBrowser.selectedBrowser;
             style.cssText = `flex: none; align-self: start; min-width: 0; min-height: 0; width: ${width}px; height: ${height}px`",
            &[width.into(), height.into()],
        );
        wait_until("the page has that size", || {
            self.run::<[u32; 2]>("return [innerWidth, innerHeight]", &[]) == [width, height]
        });
    }

    /// From now on the browser saves files in this folder.
    #[track_caller]
    pub(crate) fn save_files_in(&self, folder: &Path) {
        if BROWSER == Browser::Firefox {
            return self.tell_firefox(
                "Services.prefs.setIntPref('browser.download.folderList', 2);
                 Services.prefs.setStringPref('browser.download.dir', arguments[0]);",
                &[json!(folder)],
            );
        }
        let behaviour = json!({"behavior": "allow", "downloadPath": folder});
        self.devtools("Browser.setDownloadBehavior", &behaviour);
    }

    /// Runs a script in the browser itself.
    #[track_caller]
    fn tell_firefox(&self, script: &str, arguments: &[Value]) {
        let script = json!({"script": script, "args": arguments});
        self.send("moz/context", Some(json!({"context": "chrome"})));
        self.send("execute/sync", Some(script));
        self.send("moz/context", Some(json!({"context": "content"})));
    }

    /// Takes the network away.
    pub(crate) fn go_offline(&self) {
        if BROWSER == Browser::Firefox {
            return self.tell_firefox(
                "Services.prefs.setBoolPref('network.disable-localhost-when-offline', true);
                 Services.io.offline = true;
                 Services.obs.notifyObservers(null, 'net:prune-all-connections');",
                &[],
            );
        }
        self.devtools("Network.enable", &json!({}));
        self.devtools(
            "Network.emulateNetworkConditions",
            &json!({"offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}),
        );
    }

    /// Opens a state, as a link would.
    pub(crate) fn open_state(&self, state: &str) {
        self.run::<()>(
            "const opened = new Promise(resolve => addEventListener('hashchange', () => setTimeout(resolve), { once: true }));
             location.hash = arguments[0];
             await opened",
            &[state.into()],
        );
        self.next_frame();
    }

    /// Waits until the browser has laid the page out.
    pub(crate) fn next_frame(&self) {
        self.run::<()>(
            "await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))))",
            &[],
        );
    }

    /// Lets the system say something else: `prefers-color-scheme`, `prefers-reduced-motion`.
    #[track_caller]
    pub(crate) fn emulate_media(&self, feature: &str, value: &str) {
        self.devtools(
            "Emulation.setEmulatedMedia",
            &json!({"features": [{"name": feature, "value": value}]}),
        );
    }

    /// Runs a script with the helpers of `page.js`; a promise is waited for.
    #[track_caller]
    pub(crate) fn run<T: DeserializeOwned>(&self, script: &str, args: &[Value]) -> T {
        // Firefox's driver knows no `await` but in a function.
        let script = format!(
            "return (async function () {{\n{HELPERS}\n{script}\n}}).apply(null, arguments)"
        );
        let start = Instant::now();
        loop {
            let answer = RUNTIME.block_on(self.client.execute(&script, args.to_vec()));
            let answer = answer.unwrap_or_else(|error| panic!("{error}"));
            match serde_json::from_value(answer.clone()) {
                Ok(answer) => return answer,
                // From a page that is just being left Firefox gives no answer.
                Err(_)
                    if BROWSER == Browser::Firefox
                        && answer.is_null()
                        && start.elapsed() < PATIENCE =>
                {
                    thread::sleep(Duration::from_millis(30));
                }
                Err(error) => panic!("{error} in the answer {answer}"),
            }
        }
    }

    /// Writes the whole page, or as much as the window shows, to
    /// `target/screenshots/<name>.png`.
    #[track_caller]
    pub(crate) fn photograph(&self, name: &str, whole: bool) -> Vec<u8> {
        let mut options = json!({"format": "png"});
        if BROWSER == Browser::Firefox {
            let png = RUNTIME
                .block_on(self.client.screenshot())
                .expect("a picture");
            write_picture(name, &png);
            return png;
        }
        if whole {
            let [width, height]: [u32; 2] = self.run(
                "const {scrollWidth, scrollHeight} = document.documentElement;
                 return [scrollWidth, scrollHeight]",
                &[],
            );
            options["captureBeyondViewport"] = json!(true);
            options["clip"] = json!({"x": 0, "y": 0, "width": width, "height": height, "scale": 1});
        }
        let answer = self.devtools("Page.captureScreenshot", &options);
        let data = answer["data"].as_str().expect("a picture");
        let png = BASE64_STANDARD.decode(data).expect("base64");
        write_picture(name, &png);
        png
    }
}

impl Cell<'_> {
    /// Clicks on it.
    #[track_caller]
    pub(crate) fn click(&self) {
        let element = self.element();
        self.page.click(&element);
    }

    /// Clicks on it twice.
    #[track_caller]
    pub(crate) fn double_click(&self) {
        let (down, up) = (
            json!({"type": "pointerDown", "button": 0}),
            json!({"type": "pointerUp", "button": 0}),
        );
        let over = self.over();
        self.page.run::<()>(
            "addEventListener('dblclick', () => (window.doubleClicked = true))",
            &[],
        );
        // On a slow machine two clicks may come too far apart to count as one
        // double click; an even number of them changes nothing else.
        for _ in 0..5 {
            self.page.point(&json!([over, down, up, down, up]));
            if self
                .page
                .run::<bool>("return window.doubleClicked === true", &[])
            {
                return self.page.run::<()>("window.doubleClicked = false", &[]);
            }
        }
        panic!("the browser saw no double click");
    }

    /// Moves the pointer over it.
    #[track_caller]
    pub(crate) fn hover(&self) {
        self.page.point(&json!([self.over()]));
    }

    /// Clicks on it, selects its text and types another.
    #[track_caller]
    pub(crate) fn type_over(&self, text: &str) {
        self.click();
        self.page.chord(&[Key::Control], 'a');
        if text.is_empty() {
            self.page.keys(&Key::Backspace);
        }
        self.page.keys(text);
    }

    /// The text in its input.
    #[track_caller]
    pub(crate) fn text(&self) -> String {
        self.ask("cell.querySelector('input').value")
    }

    /// Whether its input says that it is invalid.
    #[track_caller]
    pub(crate) fn is_invalid(&self) -> bool {
        self.ask("cell.querySelector('input').getAttribute('aria-invalid') === 'true'")
    }

    /// The visible sentences that its input's ARIA attributes lead to.
    #[track_caller]
    pub(crate) fn complaint(&self) -> String {
        self.ask("complaint(cell.querySelector('input'))")
    }

    #[track_caller]
    fn ask<T: DeserializeOwned>(&self, question: &str) -> T {
        let script = format!("const cell = cellOf(...arguments); return {question}");
        self.page.run(&script, &self.args())
    }

    #[track_caller]
    fn element(&self) -> Value {
        let element: Value = self.page.run("return cellOf(...arguments)", &self.args());
        assert!(!element.is_null(), "there is no cell {self:?}");
        element
    }

    #[track_caller]
    fn over(&self) -> Value {
        json!({"type": "pointerMove", "origin": self.element(), "x": 0, "y": 0})
    }

    fn args(&self) -> [Value; 3] {
        [self.grid.into(), self.row.into(), self.col.into()]
    }
}

/// What the browser noted during a visit.
#[derive(Debug)]
struct Complaints {
    console_errors: Vec<String>,
    requests_elsewhere: Vec<String>,
}

// The machinery below a visit.
impl Page {
    #[track_caller]
    fn open(visit: Visit) -> Self {
        let driver = Driver::start(BROWSER);
        let Value::Object(capabilities) = capabilities(visit.phone) else {
            unreachable!("json! of an object")
        };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let client = RUNTIME
            .block_on(builder.connect(&driver.url()))
            .unwrap_or_else(|error| panic!("the driver could not start a browser: {error}"));
        let page = Self { client, driver };
        if !visit.phone {
            page.set_window(1280, 720);
        }
        page
    }

    /// Goes to another address.
    #[track_caller]
    pub(crate) fn go_to(&self, url: &str) {
        RUNTIME
            .block_on(self.client.goto(url))
            .unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.run("return app?.hasAttribute('data-ready') ?? false", &[])
    }

    #[track_caller]
    fn click(&self, element: &Value) {
        // As a person scrolls: out from under the step bar that stays in sight.
        self.run::<()>(
            "arguments[0].scrollIntoView({ block: 'center' })",
            std::slice::from_ref(element),
        );
        self.send(&format!("element/{}/click", id(element)), Some(json!({})));
    }

    #[track_caller]
    fn strike(&self, strokes: impl Iterator<Item = (&'static str, char)>) {
        let strokes: Vec<Value> = strokes
            .map(|(kind, key)| json!({"type": kind, "value": key}))
            .collect();
        self.act(&json!({"type": "key", "id": "keyboard", "actions": strokes}));
    }

    #[track_caller]
    fn point(&self, moves: &Value) {
        self.act(&json!({
            "type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": moves,
        }));
    }

    #[track_caller]
    fn act(&self, source: &Value) {
        self.send("actions", Some(json!({"actions": [source]})));
    }

    /// The one visible element of that accessible name.
    #[track_caller]
    fn named(&self, name: &str, selector: &str) -> Value {
        let mut found = self.all_named(name, selector);
        assert_eq!(found.len(), 1, "visible {selector}s called «{name}»");
        found.remove(0)
    }

    #[track_caller]
    fn all_named(&self, name: &str, selector: &str) -> Vec<Value> {
        let mut elements: Vec<Value> = self.run(
            "return [...document.querySelectorAll(arguments[0])].filter(isVisible)",
            &[selector.into()],
        );
        elements.retain(|element| {
            let path = format!("element/{}/computedlabel", id(element));
            self.send(&path, None) == name
        });
        elements
    }

    #[track_caller]
    pub(crate) fn devtools(&self, command: &str, params: &Value) -> Value {
        self.issue(browsers::devtools(command, params))
    }

    #[track_caller]
    fn send(&self, path: &str, body: Option<Value>) -> Value {
        self.issue(Request {
            path: path.to_owned(),
            body,
        })
    }

    #[track_caller]
    fn issue(&self, request: Request) -> Value {
        let path = request.path.clone();
        RUNTIME
            .block_on(self.client.issue_cmd(request))
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn complaints(&self) -> Complaints {
        let is_elsewhere = |url: &String| {
            let here = ["data:", "blob:", origin(), &OTHER_ORIGIN, &one_file()];
            !here.iter().any(|here| url.starts_with(here))
        };
        let (console_errors, requests) = match BROWSER {
            Browser::Chromium => (self.console_errors(), self.requests()),
            // It has no list of requests but the page's own.
            Browser::Firefox => (
                errors_of_firefox(&self.driver.said()),
                self.run(
                    "return performance.getEntriesByType('resource').map(({ name }) => name)",
                    &[],
                ),
            ),
        };
        Complaints {
            console_errors,
            requests_elsewhere: requests.into_iter().filter(is_elsewhere).collect(),
        }
    }

    fn console_errors(&self) -> Vec<String> {
        let console = self.log("browser").into_iter();
        let errors = console.filter(|entry| entry["level"] == "SEVERE");
        errors.map(|entry| entry["message"].to_string()).collect()
    }

    fn requests(&self) -> Vec<String> {
        let network = self.log("performance").into_iter();
        let urls = network.filter_map(|entry| {
            let event: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let url = event["message"]["params"]["request"]["url"].as_str()?;
            Some(url.to_owned())
        });
        urls.collect()
    }

    fn log(&self, kind: &str) -> Vec<Value> {
        let log = self.send("se/log", Some(json!({"type": kind})));
        log.as_array().cloned().expect("a list of log entries")
    }

    fn keep_picture(&self, name: &str) {
        if let Ok(png) = RUNTIME.block_on(self.client.screenshot()) {
            let path = write_picture(name, &png);
            eprintln!("the page looked like {}", path.display());
        }
    }

    fn close(self) {
        if let Err(error) = RUNTIME.block_on(self.client.close()) {
            eprintln!("the session did not end well: {error}");
        }
        drop(self.driver);
    }
}

/// Whose browser all visits are made with.
const BROWSER: Browser = if cfg!(feature = "firefox") {
    Browser::Firefox
} else {
    Browser::Chromium
};

/// What the browser must be: headless, its console and network recorded, and
/// on request a phone.
fn capabilities(phone: bool) -> Value {
    let mut capabilities = BROWSER.capabilities();
    if BROWSER == Browser::Firefox {
        assert!(!phone, "this story is of a phone, which Firefox cannot be");
        return capabilities;
    }
    capabilities["goog:loggingPrefs"] = json!({"browser": "ALL", "performance": "ALL"});
    let options = &mut capabilities["goog:chromeOptions"];
    options["perfLoggingPrefs"] = json!({"enableNetwork": true, "enablePage": false});
    if phone {
        options["mobileEmulation"] = json!({
            "deviceMetrics": {"width": 360, "height": 740, "pixelRatio": 2, "touch": true, "mobile": true},
        });
    }
    capabilities
}

/// What was thrown on a page. Firefox writes it among all else that it and its driver
/// say; whose the lines of `console.error` are, its own or a page's, cannot be told.
fn errors_of_firefox(said: &str) -> Vec<String> {
    let of_a_page = |line: &&str| {
        let page = line.strip_prefix("JavaScript error: ").unwrap_or_default();
        page.starts_with("http") || page.starts_with("file")
    };
    said.lines().filter(of_a_page).map(str::to_owned).collect()
}

fn id(element: &Value) -> &str {
    element[ELEMENT].as_str().expect("an element")
}

fn write_picture(name: &str, png: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/screenshots");
    std::fs::create_dir_all(&folder).expect("a folder for screenshots");
    let path = folder.join(format!("{name}.png"));
    std::fs::write(&path, png).expect("a file one may write");
    path
}
