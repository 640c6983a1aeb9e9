//! Where the bytes of the program are, by module.
//!
//! What is read is the wasm as cargo links it, with the names of its functions.
//! wasm-bindgen and wasm-opt leave about three quarters of it.

use std::{cmp::Reverse, collections::BTreeMap, fs};

use anyhow::Result;
use rustc_demangle::demangle;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};
use xtask::place;

use crate::table::share;

/// The columns of the table.
pub(crate) const COLUMNS: [&str; 3] = ["where the bytes are", "bytes", "share"];

/// What is not ours, by the beginning of a function's path; the first that fits.
const OTHERS: [(&str, &[&str]); 9] = [
    (
        "numbers to text and back (std)",
        &[
            "core::num::",
            "core::fmt::float",
            "core::str::traits::FromStr",
        ],
    ),
    ("`core::fmt` (std)", &["core::fmt"]),
    (
        "iterators and closures (std, made for ours)",
        &[
            "core::iter",
            "core::ops",
            "core::array",
            "alloc::vec::into_iter",
            "core::option",
            "core::ptr",
        ],
    ),
    (
        "collections, strings, memory (std)",
        &["alloc::", "core::", "std::", "hashbrown", "dlmalloc", "__r"],
    ),
    ("litemap, fastrand", &["litemap", "fastrand"]),
    ("serde, serde-wasm-bindgen", &["serde"]),
    (
        "wasm-bindgen, js-sys, web-sys",
        &[
            "wasm_bindgen",
            "js_sys",
            "web_sys",
            "__wbindgen",
            "__externref",
        ],
    ),
    ("`exp`, `tanh` and the like", &["compiler_builtins"]),
    ("all else", &[""]),
];

/// A file of a layer has a row of its own from this share on.
const LARGE: f64 = 0.01;

/// The rows, the largest module first.
pub(crate) fn measure() -> Result<Vec<[String; 3]>> {
    let wasm = fs::read(place::linked("convscope"))?;
    let (functions, data) = contents(&wasm)?;
    let mut modules: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    modules
        .entry("constants (the data section)".to_owned())
        .or_default()
        .insert(String::new(), data);
    for (name, size) in functions {
        let (module, file) = place_of(&name);
        *modules.entry(module).or_default().entry(file).or_default() += size;
    }
    let total = modules.values().flat_map(BTreeMap::values).sum::<u64>();
    let row = |name: String, size: u64| [name, size.to_string(), share(size as f64 / total as f64)];
    let mut rows = vec![row("**all of it**".to_owned(), total)];
    for (module, files) in largest_first(modules, |files| files.values().sum()) {
        rows.push(row(module.clone(), files.values().sum()));
        let large = largest_first(files, |&size| size)
            .into_iter()
            .filter(|(file, size)| !file.is_empty() && *size as f64 >= LARGE * total as f64);
        rows.extend(large.map(|(file, size)| row(format!("– {module}/{file}"), size)));
    }
    Ok(rows)
}

fn largest_first<T>(entries: BTreeMap<String, T>, size: impl Fn(&T) -> u64) -> Vec<(String, T)> {
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_by_key(|(_, entry)| Reverse(size(entry)));
    entries
}

/// Each function's name with its size, and the size of the data section.
fn contents(wasm: &[u8]) -> Result<(Vec<(String, u64)>, u64)> {
    let (mut imported, mut sizes, mut names, mut data) = (0, Vec::new(), BTreeMap::new(), 0);
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => sizes.push(body.range().end - body.range().start),
            Payload::DataSection(section) => data = section.range().end - section.range().start,
            Payload::CustomSection(section) => {
                let KnownCustom::Name(subsections) = section.as_known() else {
                    continue;
                };
                for subsection in subsections {
                    let Name::Function(functions) = subsection? else {
                        continue;
                    };
                    for function in functions {
                        let function = function?;
                        names.insert(function.index, format!("{:#}", demangle(function.name)));
                    }
                }
            }
            _ => {}
        }
    }
    // Imported functions are counted first.
    let functions = (imported..).zip(sizes);
    let functions = functions.map(|(index, size)| (names.remove(&index).unwrap_or_default(), size));
    Ok((functions.collect(), data))
}

/// The module and, in a layer of ours, the file or folder of a function.
fn place_of(function: &str) -> (String, String) {
    let path = path(function);
    let mut parts = path.split("::");
    match (parts.next(), parts.next(), parts.next()) {
        (Some("convscope"), Some(layer), file) => {
            (layer.to_owned(), file.unwrap_or_default().to_owned())
        }
        (Some("kernels"), ..) => ("kernels".to_owned(), String::new()),
        _ => {
            let fits =
                |(_, starts): &&(&str, &[&str])| starts.iter().any(|start| path.starts_with(start));
            let title = OTHERS.iter().find(fits).map_or("", |(title, _)| title);
            (title.to_owned(), String::new())
        }
    }
}

/// The path in front: of a function, or of the type or trait that it belongs to.
fn path(function: &str) -> &str {
    let first = |text| -> &str {
        str::split(text, [' ', '<', '>', ','])
            .next()
            .unwrap_or_default()
    };
    let path = first(
        function
            .trim_start_matches(['<', '&', '*'])
            .trim_start_matches("mut ")
            .trim_start_matches("dyn "),
    );
    match function.split_once(" as ") {
        // A type without a module of its own, such as `T` or `f64`: then the trait says where.
        Some((_, of_trait)) if !path.contains("::") => first(of_trait),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_where_its_path_says() {
        for (function, module, file) in [
            ("convscope::view::page::page", "view", "page"),
            (
                "<convscope::math::geometry::GeometryError as core::fmt::Display>::fmt",
                "math",
                "geometry",
            ),
            (
                "convscope::math::fast::<impl convscope::math::layer::Layer>::forward_fast",
                "math",
                "fast",
            ),
            ("kernels::sum", "kernels", ""),
            (
                "<f64 as core::str::traits::FromStr>::from_str",
                OTHERS[0].0,
                "",
            ),
            (
                "core::fmt::float::float_to_decimal_common_exact::<f64>",
                OTHERS[0].0,
                "",
            ),
            ("<&T as core::fmt::Debug>::fmt", OTHERS[1].0, ""),
            (
                "<core::iter::adapters::map::Map<I,F> as core::iter::traits::iterator::Iterator>::next",
                OTHERS[2].0,
                "",
            ),
            ("<dyn core::any::Any>::type_id", OTHERS[3].0, ""),
            ("main", OTHERS[8].0, ""),
        ] {
            assert_eq!(
                place_of(function),
                (module.to_owned(), file.to_owned()),
                "{function}"
            );
        }
    }

    #[test]
    fn sizes_and_names_are_read_past_the_imports() {
        let wasm = wat::parse_str(
            r#"(module (import "a" "b" (func)) (memory 1) (data (i32.const 0) "1234")
                 (func $one nop) (func $convscope::math::two nop nop))"#,
        );
        let (functions, data) = contents(&wasm.unwrap()).unwrap();
        assert_eq!(
            functions,
            [
                ("one".to_owned(), 3),
                ("convscope::math::two".to_owned(), 4)
            ]
        );
        assert!(data > 4, "{data}");
    }
}
