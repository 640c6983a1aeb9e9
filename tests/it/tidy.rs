//! Rules of the source tree that no compiler keeps: which layer may know
//! which, where the web begins, how files open.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers of `src`, each with those it may use besides itself.
const LAYERS: [(&str, &[&str]); 5] = [
    ("math", &[]),
    ("text", &[]),
    ("trace", &["math"]),
    ("app", &["math", "text", "trace"]),
    ("view", &["math", "text", "trace", "app"]),
];

/// All that stands at the top of `src`.
const MODULES: [&str; 8] = [
    "math",
    "text",
    "arguments",
    "trace",
    "app",
    "view",
    "dom",
    "api",
];

/// The crates that know a browser.
const WEB: [&str; 3] = ["web_sys", "js_sys", "wasm_bindgen"];

#[test]
fn each_layer_uses_only_those_below() {
    for (layer, below) in LAYERS {
        let files = sources(&format!("src/{layer}"));
        // A page without a view is no page, but it may be young.
        assert!(layer == "view" || !files.is_empty(), "src/{layer} is empty");
        for file in files {
            for used in modules_used(&file.code()) {
                assert!(
                    used == layer || below.contains(&used),
                    "{}: {layer} uses {used}",
                    file.name
                );
            }
        }
    }
}

#[test]
fn only_the_outermost_layers_know_the_web() {
    for file in sources("src") {
        let outermost = ["lib.rs", "dom/", "api/", "text/browser.rs"];
        if !outermost.iter().any(|start| file.name.starts_with(start)) {
            for web in WEB {
                assert!(!has_word(&file.code(), web), "{}: {web}", file.name);
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is() {
    for file in sources("src") {
        assert!(file.text.starts_with("//! "), "{}", file.name);
    }
}

#[test]
fn nothing_is_left_for_later() {
    for file in sources("src") {
        for mark in ["TODO", "FIXME", "XXX"] {
            assert!(!has_word(&file.text, mark), "{}: {mark}", file.name);
        }
    }
}

/// A panic ends the page. Where one cannot happen, the code says why.
#[test]
fn nothing_panics_without_a_reason() {
    for file in sources("src") {
        let code = file.code();
        let product = code.split("#[cfg(test)]").next().unwrap_or_default();
        for (call, lint) in [
            (".unwrap()", "clippy::unwrap_used"),
            (".expect(", "clippy::expect_used"),
        ] {
            if let Some((before, _)) = product.split_once(call) {
                assert!(before.contains(lint), "{}: {call}", file.name);
            }
        }
    }
}

#[test]
fn the_documents_name_commands_and_files_that_exist() {
    let xtask = sources("xtask/src");
    for document in ["README.md", "CONTRIBUTING.md", "docs/hosting.md"] {
        let text = fs::read_to_string(root().join(document)).expect("the document");
        for rest in text.split("cargo xtask ").skip(1) {
            let command: String = rest.chars().take_while(char::is_ascii_lowercase).collect();
            let name = format!("\"{command}\"");
            let known = xtask.iter().any(|file| file.text.contains(&name));
            assert!(command.is_empty() || known, "cargo xtask {command}");
        }
        for quoted in text.split('`').skip(1).step_by(2) {
            let path = quoted.trim_end_matches('*');
            let is_ours = ["src/", "tests/", "xtask/", "docs/", "static/", "."]
                .iter()
                .any(|start| path.starts_with(start) && path.contains('/'));
            assert!(
                !is_ours || root().join(path).exists(),
                "{document}: {quoted}"
            );
        }
    }
}

#[test]
fn the_readme_is_a_front_page() {
    let readme = fs::read_to_string(root().join("README.md")).expect("the document");
    assert!(readme.lines().count() <= 150);
}

/// The rules above are worth what this finds.
#[test]
fn uses_are_found_however_they_are_written() {
    for (code, expected) in [
        ("use crate::math::At;", &["math"][..]),
        ("use crate::{app::Model, dom};", &["app", "dom"]),
        (
            "use crate::{\n    trace::{Frame, Step},\n    view,\n};",
            &["trace", "view"],
        ),
        ("let at = crate::trace::Step::Start;", &["trace"]),
        ("use super::super::app::Model;", &["app"]),
        ("use super::view;", &["view"]),
        ("use super::model::Model; use std::fmt;", &[]),
        ("let mathematics = crates::mathematical();", &[]),
    ] {
        let mut used = modules_used(code);
        used.sort_unstable();
        assert_eq!(used, expected, "{code}");
    }
}

/// The top modules that a code names by a path from the crate or from above.
fn modules_used(code: &str) -> Vec<&'static str> {
    let paths = ["crate::", "super::"].into_iter().flat_map(|root| {
        let paths = code.split(root).skip(1);
        paths.map(|path| match path.strip_prefix('{') {
            Some(list) => first_words(list),
            None => vec![word(path)],
        })
    });
    let named: Vec<&str> = paths.flatten().collect();
    MODULES
        .into_iter()
        .filter(|module| named.contains(module))
        .collect()
}

/// The first word of each item of a list in braces, up to its closing one.
fn first_words(list: &str) -> Vec<&str> {
    let mut words = vec![word(list)];
    let mut depth = 0_usize;
    for (index, character) in list.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => words.push(word(&list[index + 1..])),
            _ => {}
        }
    }
    words
}

/// The identifier at the beginning of a text.
fn word(text: &str) -> &str {
    let text = text.trim_start();
    text.split(|character| !is_part_of_word(character))
        .next()
        .unwrap_or_default()
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|character| !is_part_of_word(character))
        .any(|it| it == word)
}

fn is_part_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// A file of Rust.
struct Source {
    /// Its path below the folder that was searched, with `/`.
    name: String,
    text: String,
}

impl Source {
    /// Without the lines that are comments.
    fn code(&self) -> String {
        let lines = self.text.lines();
        let code = lines.filter(|line| !line.trim_start().starts_with("//"));
        code.collect::<Vec<_>>().join("\n")
    }
}

/// All files below a folder, which need not be there.
fn sources(folder: &str) -> Vec<Source> {
    let folder = root().join(folder);
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files
        .into_iter()
        .map(|path| Source {
            name: name(&folder, &path),
            text: fs::read_to_string(&path).expect("a readable source file"),
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn name(folder: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(folder).expect("a path below it");
    let parts = parts.iter().map(|part| part.to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
