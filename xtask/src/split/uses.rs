//! What functions refer to.

use std::collections::BTreeSet;

use walrus::{
    FunctionId, GlobalId, LocalFunction, MemoryId, TableId,
    ir::{Const, Load, LoadSimd, MemArg, Store, Value, Visitor, dfs_in_order},
};

/// The parts of a module that some functions refer to.
#[derive(Debug, Default)]
pub(super) struct Uses {
    pub(super) functions: BTreeSet<FunctionId>,
    pub(super) globals: BTreeSet<GlobalId>,
    pub(super) memories: BTreeSet<MemoryId>,
    pub(super) tables: BTreeSet<TableId>,
    /// Every constant that may be an address.
    pub(super) constants: BTreeSet<u32>,
}

impl Uses {
    /// What the functions refer to themselves, not through each other.
    pub(super) fn of<'a>(functions: impl IntoIterator<Item = &'a LocalFunction>) -> Self {
        let mut uses = Self::default();
        for function in functions {
            dfs_in_order(&mut uses, function, function.entry_block());
        }
        uses
    }

    fn offset(&mut self, arg: MemArg) {
        self.constants.extend(u32::try_from(arg.offset));
    }
}

impl Visitor<'_> for Uses {
    fn visit_function_id(&mut self, id: &FunctionId) {
        self.functions.insert(*id);
    }

    fn visit_global_id(&mut self, id: &GlobalId) {
        self.globals.insert(*id);
    }

    fn visit_memory_id(&mut self, id: &MemoryId) {
        self.memories.insert(*id);
    }

    fn visit_table_id(&mut self, id: &TableId) {
        self.tables.insert(*id);
    }

    fn visit_const(&mut self, constant: &Const) {
        if let Value::I32(value) = constant.value {
            self.constants.insert(value.cast_unsigned());
        }
    }

    fn visit_load(&mut self, load: &Load) {
        self.offset(load.arg);
    }

    fn visit_load_simd(&mut self, load: &LoadSimd) {
        self.offset(load.arg);
    }

    fn visit_store(&mut self, store: &Store) {
        self.offset(store.arg);
    }
}
