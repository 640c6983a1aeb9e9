//! The page as one file, for a stick or a folder without a server: `dist/convscope.html`.
//!
//! All files of the release build stand in it. A browser runs no module from a disk
//! but those that stand in a page, so the program is one such module, and the wasm a
//! text in it; the page's policy allows just that script and just those styles, by
//! their hashes.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use crate::licences;

/// Writes the file into a folder with a release build, and returns where it is.
///
/// # Errors
/// Where a file of the build is missing or is not as it is expected to be.
pub(crate) fn bundle(folder: &Path) -> Result<PathBuf> {
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let text = |name: &str| -> Result<String> {
        let text = String::from_utf8(read(name)?)?;
        Ok(text.trim_start_matches('\u{feff}').to_owned())
    };
    let styles = text("convscope.css")?;
    let script = [
        text("convscope.js")?,
        text("static/frame.js")?,
        parts(&BASE64_STANDARD.encode(read("convscope_bg.wasm")?)),
        text("static/start.js")?,
    ]
    .join("\n");
    for (inlined, end) in [(&styles, "</style"), (&script, "</script")] {
        ensure!(!inlined.contains(end), "{end} would end what is inlined");
    }

    let mut page = text("index.html")?;
    for (part, other) in [
        ("script-src 'self'", format!("script-src {}", hash(&script))),
        ("style-src 'self'", format!("style-src {}", hash(&styles))),
        ("img-src 'self' ", "img-src ".to_owned()),
        ("connect-src 'self'; ", String::new()),
    ] {
        ensure!(page.contains(part), "the page's policy has no {part}");
        page = page.replacen(part, &other, 1);
    }
    let icon = BASE64_STANDARD.encode(read("favicon.svg")?);
    let icon = format!("<link rel=icon href=\"data:image/svg+xml;base64,{icon}\">");
    for (asked_for, tag, end, inlined) in [
        ("favicon.svg", "<link", ">", icon),
        (
            "convscope.css",
            "<link",
            ">",
            format!("<style>{styles}</style>"),
        ),
        ("convscope.js", "<link", ">", String::new()),
        ("convscope_bg.wasm", "<link", ">", String::new()),
        // Last: the others are named in it.
        (
            "static/start.js",
            "<script",
            "</script>",
            format!("<script type=module>{script}</script>"),
        ),
    ] {
        page = replace_tag(&page, asked_for, [tag, end], &inlined)?;
    }
    let path = folder.join("convscope.html");
    let licences = text(licences::FILE)?;
    ensure!(!licences.contains("-->"), "--> would end the comment");
    fs::write(&path, format!("\u{feff}{page}<!--\n{licences}-->\n"))?;
    Ok(path)
}

/// What static/start.js finds in place of files.
fn parts(wasm: &str) -> String {
    format!(
        "self.convscopeParts = {{ program: {{ default: __wbg_init, getState, setState, goToStep, onStep, build }}, connect, \
         wasm: Uint8Array.from(atob(\"{wasm}\"), (byte) => byte.charCodeAt(0)) }};"
    )
}

/// As a policy names what stands in the page.
fn hash(text: &str) -> String {
    let hash = BASE64_STANDARD.encode(Sha256::digest(text));
    format!("'sha256-{hash}'")
}

/// Puts something else in place of the element that asks for a file.
fn replace_tag(page: &str, file: &str, [start, end]: [&str; 2], other: &str) -> Result<String> {
    let missing = || format!("the page asks for no {file}");
    let place = page.find(file).with_context(missing)?;
    let from = page[..place].rfind(start).with_context(missing)?;
    let to = place + page[place..].find(end).with_context(missing)? + end.len();
    Ok([&page[..from], other, &page[to..]].concat())
}
