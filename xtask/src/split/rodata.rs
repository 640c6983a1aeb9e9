//! Constants in memory: which of them only some functions read.
//!
//! The linker knows, if told to tell (`--emit-relocs`): each constant is a
//! symbol, and each place that has an address is a relocation to one. The
//! section `linking` and those named `reloc.…` pass through wasm-bindgen, which
//! moves no constant, so that an address can be known by its value.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use anyhow::Result;
use walrus::{
    ConstExpr, Data, DataKind, GlobalKind, MemoryId, Module, RawCustomSection, ir::Value,
};
use wasmparser::{
    BinaryReader, Linking, LinkingSectionReader, RelocSectionReader, RelocationType, SymbolInfo,
};

/// The names of the segments that no function writes to begin with this.
const READ_ONLY: &str = ".rodata";

/// The sections that the linker leaves.
const LINKING: &str = "linking";
const RELOCATIONS: [&str; 2] = ["reloc.CODE", "reloc.DATA"];

/// The constants of a module and who refers to them.
#[derive(Debug, Default)]
pub(super) struct Rodata {
    /// The addresses of each symbol; none where it is no data.
    symbols: Vec<Option<Range<u32>>>,
    /// The symbols that an address is meant to belong to. It may lie outside of
    /// them: a compiler counts from where it likes.
    meant: BTreeMap<u32, BTreeSet<usize>>,
}

/// Some bytes of a data segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The index of the segment.
    segment: usize,
    range: Range<usize>,
    address: u32,
    bytes: Vec<u8>,
}

impl Piece {
    /// Writes zeros over it.
    pub(super) fn clear(&self, module: &mut Module) {
        let id = module.data.iter().nth(self.segment).map(Data::id);
        if let Some(id) = id {
            module.data.get_mut(id).value[self.range.clone()].fill(0);
        }
    }

    /// Has a module write it where it was.
    pub(super) fn add(&self, module: &mut Module, memory: MemoryId) {
        let offset = ConstExpr::Value(Value::I32(self.address.cast_signed()));
        let kind = DataKind::Active { memory, offset };
        let id = module.data.add(kind, self.bytes.clone());
        module.memories.get_mut(memory).data_segments.insert(id);
    }
}

impl Rodata {
    /// Reads what the linker left: nothing, where it was not told to.
    pub(super) fn read(module: &Module) -> Result<Self> {
        let mut rodata = Self::default();
        rodata.read_symbols(module)?;
        for name in RELOCATIONS {
            rodata.read_relocations(module, name)?;
        }
        Ok(rodata)
    }

    /// Removes what the linker left, which is of no use once code has moved.
    pub(super) fn remove(module: &mut Module) {
        for name in RELOCATIONS.into_iter().chain([LINKING]) {
            module.customs.remove_raw(name);
        }
    }

    fn read_symbols(&mut self, module: &Module) -> Result<()> {
        let Some(section) = raw_section(module, LINKING) else {
            return Ok(());
        };
        let starts: Vec<Option<u32>> = module.data.iter().map(start).collect();
        let reader = LinkingSectionReader::new(BinaryReader::new(section, 0))?;
        for subsection in reader.subsections() {
            if let Linking::SymbolTable(symbols) = subsection? {
                for symbol in symbols {
                    self.symbols.push(addresses(&symbol?, &starts));
                }
            }
        }
        Ok(())
    }

    fn read_relocations(&mut self, module: &Module, name: &str) -> Result<()> {
        let Some(section) = raw_section(module, name) else {
            return Ok(());
        };
        for entry in RelocSectionReader::new(BinaryReader::new(section, 0))?.entries() {
            let entry = entry?;
            if !is_address(entry.ty) {
                continue;
            }
            let symbol = entry.index as usize;
            if let Some(Some(addresses)) = self.symbols.get(symbol) {
                let address = i64::from(addresses.start) + entry.addend;
                let address = u32::try_from(address)?;
                self.meant.entry(address).or_default().insert(symbol);
            }
        }
        Ok(())
    }

    /// The constants that are of no use to functions with these numbers in them.
    pub(super) fn unused(&self, module: &Module, numbers: &BTreeSet<u32>) -> Vec<Piece> {
        let used = self.used(module, numbers);
        let mut pieces = Vec::new();
        for (segment, data) in module.data.iter().enumerate() {
            let Some(start) = start(data).filter(|_| is_read_only(data)) else {
                continue;
            };
            // Symbols may overlap: the end of one text is another.
            let mut movable = vec![false; data.value.len()];
            for is_used in [false, true] {
                for (symbol, addresses) in self.symbols.iter().enumerate() {
                    if used.contains(&symbol) == is_used
                        && let Some(bytes) = addresses
                            .as_ref()
                            .and_then(|addresses| within(addresses, start, data))
                    {
                        movable[bytes].fill(!is_used);
                    }
                }
            }
            pieces.extend(runs(&movable).into_iter().map(|range| Piece {
                segment,
                // Memory has addresses of 32 bits.
                address: start + u32::try_from(range.start).unwrap_or(u32::MAX),
                bytes: data.value[range.clone()].to_vec(),
                range,
            }));
        }
        pieces
    }

    /// The symbols that those numbers lead to, through each other too.
    fn used(&self, module: &Module, numbers: &BTreeSet<u32>) -> BTreeSet<usize> {
        let globals = module
            .globals
            .iter()
            .filter_map(|global| match global.kind {
                GlobalKind::Local(ConstExpr::Value(Value::I32(value))) => {
                    Some(value.cast_unsigned())
                }
                _ => None,
            });
        let written = module.data.iter().filter(|data| !is_read_only(data));
        let mut waiting: Vec<u32> = numbers
            .iter()
            .copied()
            .chain(globals)
            .chain(written.flat_map(|data| words(&data.value)))
            .collect();
        let mut used = BTreeSet::new();
        while let Some(number) = waiting.pop() {
            for symbol in self.meant.get(&number).into_iter().flatten() {
                if used.insert(*symbol)
                    && let Some(addresses) = &self.symbols[*symbol]
                {
                    waiting.extend(Self::content(module, addresses));
                }
            }
        }
        used
    }

    /// The numbers in these addresses.
    fn content(module: &Module, addresses: &Range<u32>) -> Vec<u32> {
        let mut found = Vec::new();
        for data in module.data.iter() {
            let bytes = start(data).and_then(|start| within(addresses, start, data));
            found.extend(
                bytes
                    .into_iter()
                    .flat_map(|bytes| words(&data.value[bytes])),
            );
        }
        found
    }
}

fn raw_section<'a>(module: &'a Module, name: &str) -> Option<&'a [u8]> {
    let mut sections = module.customs.iter().map(|(_, section)| section);
    let section = sections.find(|section| section.name() == name)?;
    Some(&section.as_any().downcast_ref::<RawCustomSection>()?.data)
}

fn addresses(symbol: &SymbolInfo<'_>, starts: &[Option<u32>]) -> Option<Range<u32>> {
    let SymbolInfo::Data {
        symbol: Some(symbol),
        ..
    } = symbol
    else {
        return None;
    };
    let start = starts.get(symbol.index as usize).copied()?? + symbol.offset;
    Some(start..start + symbol.size)
}

/// Whether such a relocation is the address of data.
fn is_address(ty: RelocationType) -> bool {
    matches!(
        ty,
        RelocationType::MemoryAddrLeb
            | RelocationType::MemoryAddrSleb
            | RelocationType::MemoryAddrI32
    )
}

/// The address of a segment.
fn start(data: &Data) -> Option<u32> {
    match data.kind {
        DataKind::Active {
            offset: ConstExpr::Value(Value::I32(start)),
            ..
        } => Some(start.cast_unsigned()),
        _ => None,
    }
}

fn is_read_only(data: &Data) -> bool {
    data.name
        .as_deref()
        .is_some_and(|name| name.starts_with(READ_ONLY))
}

/// The bytes of a segment that have these addresses.
fn within(addresses: &Range<u32>, start: u32, data: &Data) -> Option<Range<usize>> {
    let first = addresses.start.checked_sub(start)? as usize;
    let end = first + addresses.len();
    (end <= data.value.len()).then_some(first..end)
}

/// Numbers as wasm has them in memory. What holds an address is aligned.
fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|word| u32::from_le_bytes(*word))
}

/// Where there is `true`.
fn runs(movable: &[bool]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (index, _) in movable.iter().enumerate().filter(|(_, movable)| **movable) {
        match runs.last_mut() {
            Some(last) if last.end == index => last.end += 1,
            _ => runs.push(index..index + 1),
        }
    }
    runs
}
