//! What the build adds to its files: how calls come in, and one id for all; and
//! what it takes from them, since a reader would download it for nothing.
//!
//! A host or a browser may have some files of today and others of yesterday.
//! The page asks for each file with the id behind it (`?v=…`), and each file has
//! the id in it: static/start.js compares them before anything begins.

use std::{
    collections::HashMap,
    convert::Infallible,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use wasm_encoder::{
    ImportSection,
    reencode::{Error, Reencode},
};
use wasmparser::{Import, ImportSectionReader, Parser};

/// What stands for the id in scripts.
const PLACEHOLDER: &str = "unstamped";

/// Says that a text is UTF-8, louder than a host that names another charset.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes the id of the build in `folder` into its files, and makes its scripts short
/// by `minify`.
///
/// # Errors
/// Where one of the page's files is missing or cannot be written.
pub(crate) fn stamp(folder: &Path, minify: impl Fn(&[&Path]) -> Result<()>) -> Result<()> {
    let file = |name: &str| folder.join(name);
    let [page, module, start] = ["index.html", "convscope.js", "static/start.js"].map(file);
    let [types, wasm] = ["convscope.d.ts", "convscope_bg.wasm"].map(file);
    // Asked for by start.js: in a frame, and for a file to take along.
    let [frame, export] = ["static/frame.js", "static/export.js"].map(file);
    let styles = join_styles(folder, &page)?;
    // First: the id is to be another one where these are.
    guard_calls(&module)?;
    append(&module, END_OF_MODULE.as_bytes())?;
    number_imports(&module, &wasm)?;
    minify(&[&module, &start, &frame, &export])?;
    replace_end(&types, "export type InitInput", END_OF_TYPES)?;
    let asked_for = [&module, &wasm, &start, &styles];
    let id = id(&page, &[&asked_for[..], &[&frame, &export]].concat())?;

    for file in &asked_for {
        let name = name(file);
        replace(&page, &name, &format!("{name}?v={id}"))?;
    }
    append(
        &styles,
        format!(":root{{--convscope-build:{id}}}").as_bytes(),
    )?;
    for script in [&module, &start, &export] {
        replace(script, PLACEHOLDER, &id)?;
    }
    for text in [&page, &start] {
        prepend(text, BYTE_ORDER_MARK)?;
    }
    append(&wasm, &custom_section("build", &id))
}

/// A page has its program by the name with the id. A script that imports it by
/// the name alone gets a second one, which is as ready.
const END_OF_MODULE: &str = "\
    export const build = \"unstamped\";\n\
    if (globalThis.convscopeProgram) initSync({ module: globalThis.convscopeProgram });\n";

/// Has each function of the module go through `callProgram` of src/api/call.js.
fn guard_calls(module: &Path) -> Result<()> {
    let text = String::from_utf8(read(module)?)?;
    for line in text.lines() {
        if let Some(function) = line.strip_prefix("export function ") {
            let name = function.split('(').next().unwrap_or_default();
            let [direct, guarded] = [format!("wasm.{name}("), format!("callProgram(\"{name}\", ")];
            replace(module, &direct, &guarded)?;
        }
    }
    append(module, CALL.as_bytes())
}

/// Numbers what the program imports. wasm-bindgen makes long names and ends each
/// with 16 random digits, in the script and in the wasm: no server can compress
/// those.
fn number_imports(module: &Path, wasm: &Path) -> Result<()> {
    let mut text = String::from_utf8(read(module)?)?;
    let names = text.lines().filter_map(|line| {
        let (name, _) = line.trim_start().split_once(": function(")?;
        name.starts_with("__wbg_").then(|| name.to_owned())
    });
    let names: Vec<String> = names.collect();
    let mut numbered = Renamed::default();
    for (number, name) in names.into_iter().enumerate() {
        let other = format!("_{number}");
        text = text.replace(&name, &other);
        numbered.names.insert(name, other);
    }
    let mut program = wasm_encoder::Module::new();
    numbered.parse_core_module(&mut program, Parser::new(0), &read(wasm)?)?;
    fs::write(module, text)?;
    Ok(fs::write(wasm, program.finish())?)
}

/// The names of imports, and others in their place.
#[derive(Default)]
struct Renamed {
    names: HashMap<String, String>,
}

impl Reencode for Renamed {
    type Error = Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for import in section.into_imports() {
            let Import { module, name, ty } = import?;
            let ty = self.entity_type(ty)?;
            let name = self.names.get(name).map_or(name, String::as_str);
            imports.import(module, name, ty);
        }
        Ok(())
    }
}

const CALL: &str = include_str!("../../src/api/call.js");

/// What wasm-bindgen says of how the program starts names types of the DOM.
const END_OF_TYPES: &str = include_str!("../../src/api/init.d.ts");

/// Another one for any other content.
fn id(page: &Path, files: &[&PathBuf]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    read(page)?.hash(&mut hasher);
    for file in files {
        read(file)?.hash(&mut hasher);
    }
    // A letter first: older browsers write a number in a style in a way of their own.
    Ok(format!("b{:015x}", hasher.finish() >> 4))
}

/// Puts all style sheets of the page into one, in its order: they are fetched and
/// compressed better together.
fn join_styles(folder: &Path, page: &Path) -> Result<PathBuf> {
    let mut text = String::from_utf8(read(page)?)?;
    let joined = folder.join("convscope.css");
    let mut sheets: Vec<(usize, PathBuf)> = Vec::new();
    for sheet in style_sheets(folder)? {
        sheets.extend(text.find(&name(&sheet)).map(|place| (place, sheet)));
    }
    sheets.sort();
    let mut styles = Vec::new();
    for (_, sheet) in sheets {
        let link = |text: &str| {
            let place = text.find(&name(&sheet))?;
            let end = place + text[place..].find('>')? + 1;
            Some(text[..place].rfind("<link")?..end)
        };
        if styles.is_empty() {
            text = text.replace(&name(&sheet), &name(&joined));
        } else if let Some(link) = link(&text) {
            text.replace_range(link, "");
        }
        styles.extend(read(&sheet)?);
        fs::remove_file(sheet)?;
    }
    fs::write(&joined, styles)?;
    fs::write(page, text)?;
    Ok(joined)
}

/// Those at the top of the folder.
fn style_sheets(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut sheets = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "css") {
            sheets.push(path);
        }
    }
    Ok(sheets)
}

/// A section of a wasm that whoever runs it passes over. Name and content are
/// short: their lengths are numbers of one byte.
fn custom_section(name: &str, content: &str) -> Vec<u8> {
    let length = |text: &[u8]| u8::try_from(text.len()).unwrap_or(u8::MAX);
    let mut section = vec![length(name.as_bytes())];
    section.extend(name.bytes().chain(content.bytes()));
    [&[0, length(&section)], section.as_slice()].concat()
}

/// Replaces a text that must be there.
fn replace(file: &Path, from: &str, to: &str) -> Result<()> {
    let text = String::from_utf8(read(file)?)?;
    ensure!(text.contains(from), "{} has no {from}", file.display());
    Ok(fs::write(file, text.replace(from, to))?)
}

/// Replaces a text that must be there, and all after it.
fn replace_end(file: &Path, from: &str, end: &str) -> Result<()> {
    let text = String::from_utf8(read(file)?)?;
    let start = text.find(from);
    let start = start.with_context(|| format!("{} has no {from}", file.display()))?;
    Ok(fs::write(file, [&text[..start], end].concat())?)
}

fn prepend(file: &Path, content: &[u8]) -> Result<()> {
    let all = [content, &read(file)?].concat();
    Ok(fs::write(file, all)?)
}

fn append(file: &Path, content: &[u8]) -> Result<()> {
    let mut all = read(file)?;
    all.extend(content);
    Ok(fs::write(file, all)?)
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

fn name(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_numbered_alike_in_the_script_and_in_the_wasm() {
        let folder = std::env::temp_dir().join(format!("xtask-imports-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let [module, wasm] = ["a.js", "a.wasm"].map(|name| folder.join(name));
        let names = [
            "__wbg_new_0123456789abcdef",
            "__wbg_call_fedcba9876543210",
            "__wbindgen_generic_0000000000000001",
        ];
        fs::write(
            &module,
            names
                .map(|name| format!("  {name}: function() {{\n"))
                .concat(),
        )
        .unwrap();
        let mut imports = ImportSection::new();
        for name in names {
            imports.import("./a.js", name, wasm_encoder::EntityType::Function(0));
        }
        let mut types = wasm_encoder::TypeSection::new();
        types.ty().function([], []);
        let mut program = wasm_encoder::Module::new();
        fs::write(&wasm, program.section(&types).section(&imports).as_slice()).unwrap();
        number_imports(&module, &wasm).unwrap();
        let [module, wasm] = [module, wasm].map(|file| fs::read(file).unwrap());
        fs::remove_dir_all(&folder).unwrap();

        assert_eq!(
            String::from_utf8(module).unwrap(),
            "  _0: function() {\n  _1: function() {\n  __wbindgen_generic_0000000000000001: function() {\n"
        );
        // A module './a.js' with a name, each after its length, then a function of type 0.
        assert!(wasm.ends_with(
            b"\x02\x46\x03\x06./a.js\x02_0\0\0\x06./a.js\x02_1\0\0\x06./a.js\x23__wbindgen_generic_0000000000000001\0\0"
        ), "{wasm:?}");
    }

    #[test]
    fn all_files_of_a_build_have_its_id_and_another_build_has_another() {
        let folder = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        let build = |colour: &str| {
            fs::create_dir_all(folder.join("static")).unwrap();
            for (name, text) in [
                (
                    "index.html",
                    "<link href=./b.css><link href=./a.css><script src=./static/start.js></script>\
                     <link href=convscope.js><link href=convscope_bg.wasm>",
                ),
                ("a.css", colour),
                ("b.css", "first"),
                (
                    "static/start.js",
                    "// Starts.\n{\n  const BUILD = \"unstamped\";\n}\n",
                ),
                ("static/frame.js", "// Speaks.\nexport {};\n"),
                ("static/export.js", "const BUILD = \"unstamped\";\n"),
                (
                    "convscope.js",
                    "let wasm;\n/**\n * @param x\n */\nexport function f(x) {\n    return wasm.f(x);\n}\n",
                ),
                (
                    "convscope.d.ts",
                    "export function f(x: any): any;\nexport type InitInput = RequestInfo;\n",
                ),
                ("convscope_bg.wasm", "\0asm\x01\0\0\0"),
            ] {
                fs::write(folder.join(name), text).unwrap();
            }
            let mark = |scripts: &[&Path]| {
                let mut scripts = scripts.iter();
                scripts.try_for_each(|script| append(script, b"// short"))
            };
            stamp(&folder, mark).unwrap();
            let texts = [
                "index.html",
                "convscope.css",
                "static/start.js",
                "static/frame.js",
                "convscope.js",
                "convscope_bg.wasm",
                "convscope.d.ts",
            ];
            texts.map(|name| fs::read_to_string(folder.join(name)).unwrap())
        };
        let [page, sheet, start, frame, module, wasm, types] = build("red");
        let other = build("blue");
        fs::remove_dir_all(&folder).unwrap();

        let id = start.split('"').nth(1).unwrap();
        assert!(id.len() == 16 && id.starts_with('b'), "{start}");
        assert!(
            [page.as_str(), &start]
                .iter()
                .all(|text| text.starts_with('\u{feff}'))
        );
        assert!(page.contains("<link href=./convscope.css?v="), "{page}");
        assert!(!page.contains("a.css") && !page.contains("b.css"), "{page}");
        for name in [
            "convscope.css",
            "start.js",
            "convscope.js",
            "convscope_bg.wasm",
        ] {
            assert!(page.contains(&format!("{name}?v={id}")), "{page}");
        }
        assert_eq!(sheet, format!("firstred:root{{--convscope-build:{id}}}"));
        assert!(module.contains(&format!("build = \"{id}\"")), "{module}");
        assert_eq!(wasm, format!("\0asm\x01\0\0\0\0\x16\x05build{id}"));
        assert!(module.contains("return callProgram(\"f\", x);"), "{module}");
        assert!(module.contains("\nfunction callProgram("), "{module}");
        assert!(
            start.contains(&format!("const BUILD = \"{id}\";")),
            "{start}"
        );
        for script in [&module, &start, &frame] {
            assert!(script.ends_with("// short"), "{script}");
        }
        assert!(types.starts_with("export function f"), "{types}");
        assert!(!types.contains("RequestInfo"), "{types}");
        assert!(types.contains("export const build"), "{types}");
        assert!(other.iter().all(|text| !text.contains(id)), "{other:?}");
    }
}
