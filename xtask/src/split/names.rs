//! Short names for what the program imports.

use anyhow::Result;
use walrus::ModuleConfig;

/// Gives each import of the program a short name, and the same in the JavaScript
/// that provides it. wasm-bindgen's names end in a hash, which no compression
/// makes smaller.
pub(super) fn shorten(program: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let mut module = ModuleConfig::new()
        .generate_producers_section(false)
        .parse(program)?;
    let mut glue = glue.to_owned();
    for (number, import) in module.imports.iter_mut().enumerate() {
        let name = format!("i{number}");
        glue = glue.replace(&import.name, &name);
        import.name = name;
    }
    Ok((module.emit_wasm(), glue))
}

#[cfg(test)]
mod tests {
    use walrus::{FunctionBuilder, Module};

    use super::*;

    #[test]
    fn the_program_and_its_javascript_agree_on_names() {
        let mut module = Module::default();
        let ty = module.types.add(&[], &[]);
        let names = ["__wbg_get_0123456789abcdef", "__wbg_set_fedcba9876543210"];
        for name in names {
            let (import, _) = module.add_import_func("./glue.js", name, ty);
            let mut caller = FunctionBuilder::new(&mut module.types, &[], &[]);
            caller.func_body().call(import);
            let caller = caller.finish(Vec::new(), &mut module.funcs);
            module.exports.add(&format!("call {name}"), caller);
        }
        let glue = format!("{{ {}() {{}}, {}: 1 }}", names[1], names[0]);
        let (program, glue) = shorten(&module.emit_wasm(), &glue).unwrap();
        let program = Module::from_buffer(&program).unwrap();
        let imports: Vec<&str> = program
            .imports
            .iter()
            .map(|import| import.name.as_str())
            .collect();
        assert_eq!(imports, ["i0", "i1"]);
        assert_eq!(glue, "{ i1() {}, i0: 1 }");
    }
}
