//! Where the bytes of the program are, by module.
//!
//! What is read is the page's module between wasm-bindgen and wasm-opt, while its
//! functions have names; wasm-opt hardly changes the sum.

use std::{cmp::Reverse, collections::BTreeMap, fs};

use anyhow::Result;
use rustc_demangle::demangle;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};
use xtask::place;

use crate::table::share;

/// The columns of the table.
pub(crate) const COLUMNS: [&str; 3] = ["where the bytes are", "bytes", "share"];

/// What is not ours, by how a function's path begins; the first that fits.
#[rustfmt::skip]
const OTHERS: [(&str, &str); 7] = [
    ("std: numbers to text and back", "core::num:: core::fmt::float core::str::traits::FromStr"),
    ("std: `core::fmt`", "core::fmt alloc::fmt"),
    ("std: iterators, closures, vectors, as ours need them", "core::iter core::ops core::array core::option alloc::vec"),
    ("std: strings, collections, memory, panics", "core:: alloc:: std:: hashbrown dlmalloc __r"),
    ("std: `exp`, `tanh` and the like", "compiler_builtins tanh"),
    ("wasm-bindgen, js-sys, web-sys", "wasm_bindgen js_sys web_sys __wbindgen __externref"),
    ("small crates and exports", ""),
];

/// A file or folder in a layer has a row of its own from this share on.
const LARGE: f64 = 0.01;

/// The rows: the largest module first, and in it the largest file.
pub(crate) fn measure() -> Result<Vec<[String; 3]>> {
    let wasm = fs::read(place::bench().join("convscope_bg.wasm"))?;
    let (functions, data) = contents(&wasm)?;
    let total = data + functions.iter().map(|(_, size)| size).sum::<u64>();
    let mut sums = BTreeMap::from([("constants (the data section)".to_owned(), data)]);
    for (function, size) in functions {
        let place = place_of(&function);
        if let Some((module, _)) = place.split_once('/') {
            *sums.entry(module.to_owned()).or_default() += size;
        }
        *sums.entry(place).or_default() += size;
    }
    let share_of = |size: u64| size as f64 / total as f64;
    let mut shown: Vec<_> = sums.iter().collect();
    shown.retain(|(place, size)| !place.contains('/') || share_of(**size) >= LARGE);
    shown.sort_by_key(|(place, size)| {
        let module = place.split('/').next().unwrap_or_default();
        (Reverse(sums[module]), module, Reverse(*size))
    });
    let row =
        |(place, &size): (&String, &u64)| [place.clone(), size.to_string(), share(share_of(size))];
    let all = row((&"**all of it**".to_owned(), &total));
    Ok([all]
        .into_iter()
        .chain(shown.into_iter().map(row))
        .collect())
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
                if let KnownCustom::Name(lists) = section.as_known() {
                    for list in lists {
                        let Name::Function(list) = list? else {
                            continue;
                        };
                        for function in list {
                            let function = function?;
                            names.insert(function.index, format!("{:#}", demangle(function.name)));
                        }
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

/// Where a function belongs: `layer/file`, or what is not ours.
fn place_of(function: &str) -> String {
    let path = path(function);
    let mut parts = path.split("::");
    match (parts.next(), parts.next(), parts.next()) {
        (Some("convscope"), Some(layer), file) => format!("{layer}/{}", file.unwrap_or_default()),
        (Some("simd"), ..) => "simd".to_owned(),
        _ => {
            let fits = |starts: &str| starts.split(' ').any(|start| path.starts_with(start));
            let title = OTHERS.iter().find(|(_, starts)| fits(starts));
            title.map_or("", |(title, _)| title).to_owned()
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
        let [text, fmt, iterators, memory, .., rest] = OTHERS.map(|(title, _)| title);
        for (function, place) in [
            ("convscope::view::page::page", "view/page"),
            (
                "<convscope::math::grid::Size as core::fmt::Display>::fmt",
                "math/grid",
            ),
            (
                "convscope::math::fast::<impl convscope::math::layer::Layer>::run",
                "math/fast",
            ),
            ("simd::sum", "simd"),
            ("<f64 as core::str::traits::FromStr>::from_str", text),
            (
                "core::fmt::float::float_to_decimal_common_exact::<f64>",
                text,
            ),
            ("<&T as core::fmt::Debug>::fmt", fmt),
            (
                "<core::iter::adapters::map::Map<I,F> as core::iter::Iterator>::next",
                iterators,
            ),
            ("<dyn core::any::Any>::type_id", memory),
            ("forwardF64", rest),
        ] {
            assert_eq!(place_of(function), place, "{function}");
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
