//! Which functions can wait.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use walrus::{ElementItems, ExportItem, FunctionId, FunctionKind, Module};

use super::uses::Uses;

/// The functions of `module` whose path begins with one of `paths`, and those
/// that only they use. What is exported, and what a table holds, is used.
///
/// # Errors
/// Where a path is nobody's: a list that fell behind its program is noticed.
pub(super) fn later(module: &Module, paths: &[&str]) -> Result<BTreeSet<FunctionId>> {
    let named = named(module, paths)?;
    let mut needed = BTreeSet::new();
    let mut waiting: Vec<FunctionId> = roots(module).collect();
    while let Some(id) = waiting.pop() {
        if named.contains(&id) || !needed.insert(id) {
            continue;
        }
        if let FunctionKind::Local(function) = &module.funcs.get(id).kind {
            waiting.extend(Uses::of([function]).functions);
        }
    }
    let locals = module.funcs.iter_local().map(|(id, _)| id);
    Ok(locals.filter(|id| !needed.contains(id)).collect())
}

fn named(module: &Module, paths: &[&str]) -> Result<BTreeSet<FunctionId>> {
    let mut named = BTreeSet::new();
    for path in paths {
        let before = named.len();
        for (id, _) in module.funcs.iter_local() {
            let name = module.funcs.get(id).name.as_deref().unwrap_or_default();
            if is_below(name, path) {
                named.insert(id);
            }
        }
        ensure!(
            named.len() > before,
            "no function of the program is below `{path}`, which is to be loaded later; \
             `LATER` in xtask/src/split.rs names what the program has, from #[inline(never)] on"
        );
    }
    Ok(named)
}

/// What can be called from outside of the module or through a pointer.
fn roots(module: &Module) -> impl Iterator<Item = FunctionId> {
    exported(module)
        .chain(module.start)
        .chain(in_tables(module))
}

/// The functions that are exported.
pub(super) fn exported(module: &Module) -> impl Iterator<Item = FunctionId> {
    module
        .exports
        .iter()
        .filter_map(|export| match export.item {
            ExportItem::Function(id) => Some(id),
            _ => None,
        })
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

/// Whether a function of this name is in that module, or is that function. A
/// name starts with its path, in `<…>` where it is a method; crates have hashes
/// in `[…]`.
fn is_below(name: &str, path: &str) -> bool {
    let mut plain = String::new();
    let mut depth = 0_u32;
    for letter in name.chars() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    let plain = plain.trim_start_matches(['<', '&']);
    plain
        .strip_prefix(path)
        .is_some_and(|rest| path.ends_with("::") || rest.is_empty() || !rest.starts_with(is_word))
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}
