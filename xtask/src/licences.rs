//! `LICENSES.txt`: the licences of what the program is made of.
//!
//! All of them ask to be passed on with it.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::process::probe;
use xtask::place::WASM;

/// The file's name, in `dist/` and in `pkg/`.
pub(crate) const FILE: &str = "LICENSES.txt";

const OURS: &str = include_str!("../../LICENSE-MIT");

/// The text of the file, from the packages as cargo has fetched them.
///
/// # Errors
/// Where cargo does not answer, or a package has no licence with it.
pub(crate) fn licences(cargo: impl Fn() -> Command) -> Result<String> {
    let answer = |words: &str| {
        let answer = probe(cargo().args(words.split(' ')));
        answer.with_context(|| format!("`cargo {words}` failed"))
    };
    let tree = answer(&format!(
        "tree --package module --target {WASM} --edges normal,no-proc-macro --prefix none --format {{p}}"
    ))?;
    let metadata = answer(&format!(
        "metadata --format-version 1 --filter-platform {WASM}"
    ))?;
    let metadata: Value = serde_json::from_str(&metadata)?;

    // Many have the same text.
    let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let part = |key: &str| package[key].as_str().unwrap_or_default();
        let name = format!("{} v{}", part("name"), part("version"));
        // A package of ours has its folder behind its name there.
        if tree.lines().any(|line| line == name) {
            for text in texts(Path::new(part("manifest_path")))? {
                let name = format!("{name} ({})", part("license"));
                owners.entry(text).or_default().push(name);
            }
        }
    }
    let (_, permission) = OURS.split_once("\n\nPermission").unwrap_or_default();
    let library =
        "The standard library of Rust (MIT OR Apache-2.0), (c) The Rust Project Developers";
    let mut parts = vec![
        ("convscope (MIT OR Apache-2.0)".to_owned(), OURS.to_owned()),
        (library.to_owned(), format!("Permission{permission}")),
    ];
    parts.extend(
        owners
            .into_iter()
            .map(|(text, names)| (names.join("\n"), text)),
    );
    parts[2..].sort();
    let parts = parts
        .iter()
        .map(|(names, text)| format!("{names}\n\n{}\n", text.trim_end()));
    Ok(parts.collect::<Vec<_>>().join("\n----\n\n"))
}

/// The licences that lie beside a package's manifest; one for those who may choose.
fn texts(manifest: &Path) -> Result<Vec<String>> {
    let folder = manifest.parent().unwrap_or(manifest);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("LICENSE") {
            files.push((name.into_owned(), fs::read_to_string(&path)?));
        }
    }
    if files.iter().any(|(name, _)| name.contains("MIT")) {
        files.retain(|(name, _)| !name.contains("APACHE"));
    }
    ensure!(!files.is_empty(), "no licence in {}", folder.display());
    Ok(files.into_iter().map(|(_, text)| text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_in_the_program_is_named_with_who_holds_the_copyright() {
        let text = licences(|| Command::new("cargo")).unwrap();
        for part in [
            "The standard library of Rust",
            "\nfastrand v",
            "\njs-sys v",
            "\nlitemap v",
            "\ntalc v",
            "\nwasm-bindgen v",
            "\nweb-sys v",
            "(c) 2014 Alex Crichton",
            "© 2023 Shaun Beautement",
            "UNICODE LICENSE V3",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        // It makes the program and is not in it.
        assert!(!text.contains("\nsyn v"), "{text}");
        assert!(!text.contains("-->"), "the one file has it in a comment");
    }
}
