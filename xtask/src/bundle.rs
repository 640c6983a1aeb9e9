//! The page as one file, for a stick or a folder without a server: `dist/convscope.html`.
//!
//! All files of the release build stand in it. A browser runs no module from a disk
//! but those that stand in a page, so the program is one such module (bundle.js), and
//! the wasm a text in it; the page's policy allows just that script and just those
//! styles, by their hashes.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use xtask::place;

use crate::{esbuild::Esbuild, licences};

/// Writes the file beside a release build, and returns where it is.
///
/// # Errors
/// Where a file of the build is missing or is not as it is expected to be.
pub(crate) fn bundle(esbuild: &Esbuild) -> Result<PathBuf> {
    let folder = place::dist();
    let parts = folder.join("parts.js");
    esbuild.bundle(&place::root().join("xtask/src/bundle.js"), &parts)?;
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let text = |name: &str| -> Result<String> {
        let text = String::from_utf8(read(name)?)?;
        Ok(text.trim_start_matches('\u{feff}').to_owned())
    };
    let styles = text("convscope.css")?;
    let script = [text("parts.js")?, text("static/start.js")?].concat();
    fs::remove_file(parts)?;
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
