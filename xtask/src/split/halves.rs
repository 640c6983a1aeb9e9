//! One module made into two that act as one.
//!
//! The first has a table with one slot for each function of the second that it
//! may call, and in place of that function a stub, which fills the table when it
//! is empty and calls through its slot. The second has everything else from the
//! first: its exports are called by numbers.

use anyhow::Result;
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind,
    GlobalId, GlobalKind, ImportedFunction, MemoryId, Module, ModuleConfig, RefType, TableId,
    ValType, ir::Value, passes::gc,
};

use super::{
    later::{exported, in_tables, later},
    rodata::{Piece, Rodata},
    uses::Uses,
};

/// The export of the program that gets the second module and instantiates it.
const LOADER: &str = "load_later";

/// The table of slots, as the first exports it and the second imports it.
const SLOTS: &str = "slots";

/// The module that the second imports from: the exports of the first.
const FIRST: &str = "first";

/// What was one module.
#[derive(Debug)]
pub(super) struct Halves {
    /// Exports and imports all that the whole did.
    pub(super) first: Vec<u8>,
    /// Imports from the module `first` the exports of the first.
    pub(super) second: Vec<u8>,
}

impl Halves {
    /// Splits a module with names; the functions of these paths come later.
    ///
    /// # Errors
    /// For bytes that are no module, a module without a loader, a path that is
    /// nobody's.
    pub(super) fn of(whole: &[u8], paths: &[&str], never: &[&str]) -> Result<Self> {
        // The same bytes twice: what has an index in one has it in the other.
        let (first, second) = (parse(whole)?, parse(whole)?);
        let plan = Plan::of(&first, paths, never)?;
        Ok(Self {
            first: plan.first(first)?,
            second: plan.second(second),
        })
    }
}

fn parse(bytes: &[u8]) -> Result<Module> {
    ModuleConfig::new()
        .generate_producers_section(false)
        .parse(bytes)
}

/// A part of the first module that the second uses, by its index.
#[derive(Debug, Clone, Copy)]
enum Shared {
    Function(usize),
    Global(usize),
    Memory(usize),
    Table(usize),
}

/// What goes where.
#[derive(Debug)]
struct Plan {
    /// Those of them that the first calls, by slot.
    entries: Vec<usize>,
    /// The place of each here is its name between the modules.
    shared: Vec<Shared>,
    /// The constants that only the second reads.
    pieces: Vec<Piece>,
}

impl Plan {
    fn of(whole: &Module, paths: &[&str], never: &[&str]) -> Result<Self> {
        let later = later(whole, paths, never);
        let of_half = |moves: bool| {
            let functions = whole.funcs.iter_local();
            let half = functions.filter(|(id, _)| later.contains(id) == moves);
            Uses::of(half.map(|(_, function)| function))
        };
        let (first, second) = (of_half(false), of_half(true));

        let mut called = first.functions;
        called.extend(exported(whole).chain(in_tables(whole)));
        let functions = second.functions.difference(&later);
        let shared = (functions.map(|id| Shared::Function(id.index())))
            .chain(second.globals.iter().map(|id| Shared::Global(id.index())))
            .chain(
                whole
                    .memories
                    .iter()
                    .map(|memory| Shared::Memory(memory.id().index())),
            )
            .chain(second.tables.iter().map(|id| Shared::Table(id.index())));
        Ok(Self {
            entries: called.intersection(&later).map(FunctionId::index).collect(),
            shared: shared.collect(),
            pieces: Rodata::read(whole)?.unused(whole, &first.constants),
        })
    }

    /// Makes the first module of the whole.
    fn first(&self, mut module: Module) -> Result<Vec<u8>> {
        let ids = Ids::of(&module);
        let loader = module.exports.get_func(LOADER)?;
        module.exports.remove(LOADER)?;
        let slots = self.slots(&mut module);
        let filled = filled(&mut module, slots, loader);
        for (slot, entry) in self.entries.iter().enumerate() {
            put_stub(
                &mut module,
                ids.functions[*entry],
                slots,
                i32::try_from(slot)?,
                filled,
            );
        }
        module.exports.add(SLOTS, slots);
        for (name, part) in self.shared.iter().enumerate() {
            let item: ExportItem = match *part {
                Shared::Function(index) => ids.functions[index].into(),
                Shared::Global(index) => ids.globals[index].into(),
                Shared::Memory(index) => ids.memories[index].into(),
                Shared::Table(index) => ids.tables[index].into(),
            };
            module.exports.add(&name.to_string(), item);
        }
        for piece in &self.pieces {
            piece.clear(&mut module);
        }
        Ok(finished(module))
    }

    /// Makes the second module of the whole.
    fn second(&self, mut module: Module) -> Vec<u8> {
        let ids = Ids::of(&module);
        empty(&mut module);
        for (name, part) in self.shared.iter().enumerate() {
            import(&mut module, &ids, *part, &name.to_string());
        }
        let slots = self.slots(&mut module);
        let import = module.imports.add(FIRST, SLOTS, slots);
        module.tables.get_mut(slots).import = Some(import);
        let entries = self.entries.iter().map(|entry| ids.functions[*entry]);
        let segment = module.elements.add(
            ElementKind::Active {
                table: slots,
                offset: ConstExpr::Value(Value::I32(0)),
            },
            ElementItems::Functions(entries.collect()),
        );
        module.tables.get_mut(slots).elem_segments.insert(segment);
        for piece in &self.pieces {
            piece.add(&mut module, ids.memories[0]);
        }
        finished(module)
    }

    fn slots(&self, module: &mut Module) -> TableId {
        let size = self.entries.len() as u64;
        module
            .tables
            .add_local(false, size, Some(size), RefType::FUNCREF)
    }
}

/// The parts of a module by their indices.
struct Ids {
    functions: Vec<FunctionId>,
    globals: Vec<GlobalId>,
    memories: Vec<MemoryId>,
    tables: Vec<TableId>,
}

impl Ids {
    fn of(module: &Module) -> Self {
        Self {
            functions: module.funcs.iter().map(walrus::Function::id).collect(),
            globals: module.globals.iter().map(walrus::Global::id).collect(),
            memories: module.memories.iter().map(walrus::Memory::id).collect(),
            tables: module.tables.iter().map(walrus::Table::id).collect(),
        }
    }
}

/// A function that takes the number of a slot and returns it once the slot is
/// filled.
fn filled(module: &mut Module, slots: TableId, loader: FunctionId) -> FunctionId {
    let slot = module.locals.add(ValType::I32);
    let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
    builder
        .func_body()
        .local_get(slot)
        .table_get(slots)
        .ref_is_null()
        .if_else(
            None,
            |then| {
                then.call(loader);
            },
            |_| {},
        )
        .local_get(slot);
    builder.finish(vec![slot], &mut module.funcs)
}

/// Has a function call what its slot holds, with the same arguments.
fn put_stub(module: &mut Module, id: FunctionId, slots: TableId, slot: i32, filled: FunctionId) {
    let ty = module.funcs.get(id).ty();
    let (params, results) = module.types.params_results(ty);
    let (params, results) = (params.to_vec(), results.to_vec());
    let arguments: Vec<_> = params
        .iter()
        .map(|param| module.locals.add(*param))
        .collect();
    let mut builder = FunctionBuilder::new(&mut module.types, &params, &results);
    let mut body = builder.func_body();
    for argument in &arguments {
        body.local_get(*argument);
    }
    body.i32_const(slot).call(filled).call_indirect(ty, slots);
    module.funcs.get_mut(id).kind = FunctionKind::Local(builder.local_func(arguments));
}

/// Leaves of a module what is called, for others to call it.
fn empty(module: &mut Module) {
    module.start = None;
    for id in ids(module.exports.iter().map(walrus::Export::id)) {
        module.exports.delete(id);
    }
    for id in ids(module.elements.iter().map(walrus::Element::id)) {
        module.elements.delete(id);
    }
    for id in ids(module.data.iter().map(walrus::Data::id)) {
        module.data.delete(id);
    }
    for table in module.tables.iter_mut() {
        table.elem_segments.clear();
    }
    for memory in module.memories.iter_mut() {
        memory.data_segments.clear();
    }
}

/// All ids first: while one goes through the parts of a module none can be deleted.
fn ids<Id>(all: impl Iterator<Item = Id>) -> Vec<Id> {
    all.collect()
}

/// Has a part come from the first module.
fn import(module: &mut Module, ids: &Ids, part: Shared, name: &str) {
    match part {
        Shared::Function(index) => {
            let id = ids.functions[index];
            if let FunctionKind::Import(from_page) = &module.funcs.get(id).kind {
                module.imports.delete(from_page.import);
            }
            let import = module.imports.add(FIRST, name, id);
            let ty = module.funcs.get(id).ty();
            module.funcs.get_mut(id).kind = FunctionKind::Import(ImportedFunction { import, ty });
        }
        Shared::Global(index) => {
            let id = ids.globals[index];
            let import = module.imports.add(FIRST, name, id);
            module.globals.get_mut(id).kind = GlobalKind::Import(import);
        }
        Shared::Memory(index) => {
            let id = ids.memories[index];
            module.memories.get_mut(id).import = Some(module.imports.add(FIRST, name, id));
        }
        Shared::Table(index) => {
            let id = ids.tables[index];
            module.tables.get_mut(id).import = Some(module.imports.add(FIRST, name, id));
        }
    }
}

/// The bytes of a module without what nobody uses.
fn finished(mut module: Module) -> Vec<u8> {
    Rodata::remove(&mut module);
    gc::run(&mut module);
    module.emit_wasm()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A function that calls another, exported by this name. In what the other
    /// does stands a number that is found in the bytes.
    fn whole(export: &str) -> Vec<u8> {
        let text = format!(
            r#"(module
                (memory (export "memory") 1)
                (func (export "load_later"))
                (func $app::quick (export "{export}") (result i32) (call $app::slow))
                (func $app::slow (result i32) (call $app::shared) (i32.const 0x07654321) (i32.add))
                (func $app::shared (export "other_") (result i32) (i32.const 1)))"#
        );
        wat::parse_str(text).expect("a module")
    }

    /// Whether the number of the slow function stands in a module.
    fn is_slow(module: &[u8]) -> bool {
        const NUMBER: [u8; 5] = [0x41, 0xa1, 0x86, 0x95, 0x3b];
        module.windows(NUMBER.len()).any(|bytes| bytes == NUMBER)
    }

    fn names(module: &[u8]) -> (Vec<String>, Vec<String>) {
        let module = parse(module).expect("a module");
        let imports = module.imports.iter().map(|import| import.name.clone());
        let exports = module.exports.iter().map(|export| export.name.clone());
        (imports.collect(), exports.collect())
    }

    #[test]
    fn what_only_the_page_runs_later_moves() {
        let halves = Halves::of(&whole("start"), &["app::slow"], &[]).expect("two modules");
        assert!(is_slow(&whole("start")));
        assert!(!is_slow(&halves.first) && is_slow(&halves.second));
        let (_, exports) = names(&halves.first);
        for name in ["memory", "start", "other_", SLOTS] {
            assert!(exports.iter().any(|export| export == name), "{exports:?}");
        }
        assert!(
            !exports.iter().any(|export| export == LOADER),
            "{exports:?}"
        );
        // It needs the slots and what it calls, and gives nothing but itself.
        let (imports, exports) = names(&halves.second);
        assert!(imports.iter().any(|import| import == SLOTS), "{imports:?}");
        assert!(imports.iter().any(|import| import == "0"), "{imports:?}");
        assert!(exports.is_empty(), "{exports:?}");
    }

    #[test]
    fn what_a_javascript_function_needs_stays() {
        let halves = Halves::of(&whole("forward"), &["app::slow"], &[]).expect("two modules");
        assert!(is_slow(&halves.first) && !is_slow(&halves.second));
    }

    #[test]
    fn a_program_without_a_loader_is_refused() {
        let module = wat::parse_str("(module (func $app::slow))").expect("a module");
        assert!(Halves::of(&module, &["app::slow"], &[]).is_err());
    }
}
