//! One id for all files of a build.
//!
//! A host or a browser may have some files of today and others of yesterday.
//! The page asks for each file with the id behind it (`?v=…`), and each file has
//! the id in it: static/start.js compares them before anything begins.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

/// What stands for the id in static/start.js.
const PLACEHOLDER: &str = "unstamped";

/// Writes the id of the build in `folder` into its files.
///
/// # Errors
/// Where one of the page's files is missing or cannot be written.
pub(crate) fn stamp(folder: &Path) -> Result<()> {
    let [page, module, types, wasm, start] = [
        "index.html",
        "convscope.js",
        "convscope.d.ts",
        "convscope_bg.wasm",
        "static/start.js",
    ]
    .map(|name| folder.join(name));
    let styles = styles(folder)?;
    let id = id([&page, &module, &wasm, &start].into_iter().chain(&styles))?;

    for style in &styles {
        append(
            style,
            format!(":root{{--{}-build:{id}}}", stem(style)).as_bytes(),
        )?;
    }
    append(
        &module,
        format!("export const build = \"{id}\";\n").as_bytes(),
    )?;
    append(&types, b"\n/** The id of this build, the same in all of its files. */\nexport const build: string;\n")?;
    append(&wasm, &custom_section("build", &id))?;
    replace(&start, &[(PLACEHOLDER, &id)])?;
    let asked = [&module, &wasm, &start].into_iter().chain(&styles);
    let names = asked.map(|path| file_name(path));
    let stamped: Vec<_> = names
        .map(|name| (name.clone(), format!("{name}?v={id}")))
        .collect();
    let stamped: Vec<_> = stamped
        .iter()
        .map(|(name, with_id)| (name.as_str(), with_id.as_str()))
        .collect();
    replace(&page, &stamped)
}

/// Another one for any other content.
fn id<'a>(files: impl Iterator<Item = &'a PathBuf>) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        read(file)?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// The style sheets at the top of the folder, by name.
fn styles(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("there is no {}", folder.display()))?;
    let paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    let mut styles: Vec<_> = paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|it| it == "css"))
        .collect();
    styles.sort();
    Ok(styles)
}

/// A section that every program passes over. Names and ids are short: their
/// lengths are numbers of one byte.
fn custom_section(name: &str, content: &str) -> Vec<u8> {
    let length = |text: &[u8]| u8::try_from(text.len()).unwrap_or(u8::MAX);
    let mut section = vec![length(name.as_bytes())];
    section.extend(name.bytes().chain(content.bytes()));
    [&[0, length(&section)][..], &section].concat()
}

/// Replaces texts, each of which must be there.
fn replace(file: &Path, pairs: &[(&str, &str)]) -> Result<()> {
    let mut text = String::from_utf8(read(file)?)?;
    for (from, to) in pairs {
        ensure!(text.contains(from), "{} has no {from}", file.display());
        text = text.replace(from, to);
    }
    Ok(fs::write(file, text)?)
}

fn append(file: &Path, content: &[u8]) -> Result<()> {
    let mut file = fs::OpenOptions::new().append(true).open(file)?;
    Ok(file.write_all(content)?)
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
