//! Which functions can wait.

use std::collections::BTreeSet;

use walrus::{ElementItems, Export, ExportItem, FunctionId, FunctionKind, Module};

use super::uses::Uses;
use crate::process::say;

/// The export that mounts the page; nobody calls it in a module without one.
const MOUNT: &str = "start";

/// The functions of `module` whose names begin with one of `paths`, unless a
/// JavaScript function uses them, or with one of `never`, and those that only
/// they use. What is exported, and what a table holds, is used.
pub(super) fn later(module: &Module, paths: &[&str], never: &[&str]) -> BTreeSet<FunctionId> {
    let never = named(module, never);
    let published = reached(module, published(module), &never);
    let mut named = named(module, paths);
    named.retain(|id| !published.contains(id));
    named.extend(never);

    let roots = exported(module)
        .chain(module.start)
        .chain(in_tables(module));
    let needed = reached(module, roots, &named);
    let locals = module.funcs.iter_local().map(|(id, _)| id);
    locals.filter(|id| !needed.contains(id)).collect()
}

/// The functions that these call, and those that those call, up to `others`.
fn reached(
    module: &Module,
    functions: impl Iterator<Item = FunctionId>,
    others: &BTreeSet<FunctionId>,
) -> BTreeSet<FunctionId> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<FunctionId> = functions.collect();
    while let Some(id) = waiting.pop() {
        if others.contains(&id) || !reached.insert(id) {
            continue;
        }
        if let FunctionKind::Local(function) = &module.funcs.get(id).kind {
            waiting.extend(Uses::of([function]).functions);
        }
    }
    reached
}

fn named(module: &Module, paths: &[&str]) -> BTreeSet<FunctionId> {
    let mut named = BTreeSet::new();
    for path in paths {
        let before = named.len();
        for (id, _) in module.funcs.iter_local() {
            let name = module.funcs.get(id).name.as_deref();
            if name.is_some_and(|name| is_below(name, path)) {
                named.insert(id);
            }
        }
        if named.len() == before {
            say(&format!(
                "no function of the program is named {path}…: it was inlined or is gone"
            ));
        }
    }
    named
}

/// The functions that are exported.
pub(super) fn exported(module: &Module) -> impl Iterator<Item = FunctionId> {
    module.exports.iter().filter_map(function)
}

/// The JavaScript functions, whose module may be used without the page. Their
/// names have no underscore, while those of wasm-bindgen's own have.
fn published(module: &Module) -> impl Iterator<Item = FunctionId> {
    let published = |export: &&Export| !export.name.contains('_') && export.name != MOUNT;
    module.exports.iter().filter(published).filter_map(function)
}

const fn function(export: &Export) -> Option<FunctionId> {
    match export.item {
        ExportItem::Function(id) => Some(id),
        _ => None,
    }
}

/// The functions that tables hold.
pub(super) fn in_tables(module: &Module) -> impl Iterator<Item = FunctionId> {
    module
        .elements
        .iter()
        .flat_map(|element| match &element.items {
            ElementItems::Functions(functions) => functions.clone(),
            ElementItems::Expressions(..) => Vec::new(),
        })
}

/// Whether a path begins the name of a function. Around it a compiler writes the
/// hash of a crate in `[…]`, the type of a method in `<…>` and, for a method in
/// another module than its type, `impl`.
fn is_below(name: &str, path: &str) -> bool {
    let mut plain = String::new();
    let mut depth = 0_u32;
    for letter in name.chars() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '<' | '>' => {}
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    plain.split("impl ").any(|part| part.starts_with(path))
}
