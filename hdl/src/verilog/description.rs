//! Comments of the Rust-HDL description, which Verilog carries on: the build script collects them
//! from the sources.

use std::collections::HashMap;

use super::module::Module;

/// A block: a structure that derives `LogicBlock`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Block {
    /// Name of the structure.
    pub name: &'static str,
    /// Its documentation, with that of its file if it is the only block there.
    pub comment: &'static [&'static str],
    /// Its fields.
    pub fields: &'static [Field],
}

/// A field of a block: a port, or blocks inside.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// The block that it holds one or several of, or another type.
    pub of: &'static str,
    /// Its documentation.
    pub comment: &'static [&'static str],
}

include!(concat!(env!("OUT_DIR"), "/blocks.rs"));

/// The block that names the images of the memories in it.
pub const CORE: &str = "Core";

/// The block of this name.
pub fn block(name: &str) -> Option<&'static Block> {
    BLOCKS.iter().find(|block| block.name == name)
}

impl Block {
    /// The field that a name in Rust-HDL's Verilog, such as `lane$3`, comes from.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        let first = name.split('$').next().unwrap_or_default();
        self.fields.iter().find(|field| field.name == first)
    }

    /// Its name as a module's: `SpikeQueue` is `spike_queue`.
    pub fn module_name(&self) -> String {
        let mut name = String::new();
        for letter in self.name.chars() {
            if letter.is_uppercase() && !name.is_empty() {
                name.push('_');
            }
            name.extend(letter.to_lowercase());
        }
        name
    }

    /// True if blocks hold it in several fields, so that it has several roles and perhaps several
    /// sizes. A core has one, in whatever wrapper.
    pub fn has_roles(&self) -> bool {
        let holds_the_core = self.name == CORE || self.fields.iter().any(|field| field.of == CORE);
        !holds_the_core
            && BLOCKS.iter().flat_map(|block| block.fields).filter(|field| field.of == self.name).count() > 1
    }
}

/// The block of each module of Rust-HDL's Verilog, by the module's name; `root` is that of the top
/// module.
pub fn blocks(modules: &[Module], top: &str, root: &str) -> HashMap<String, &'static Block> {
    let by_name: HashMap<&str, &Module> =
        modules.iter().map(|module| (module.name.as_str(), module)).collect();
    let mut found = HashMap::new();
    let mut waiting: Vec<(String, &'static Block)> = Vec::new();
    waiting.extend(block(root).map(|block| (top.to_owned(), block)));
    while let Some((name, of)) = waiting.pop() {
        for instance in by_name.get(name.as_str()).iter().flat_map(|module| &module.instances) {
            let inner = of.field(&instance.name).and_then(|field| block(field.of));
            waiting.extend(inner.map(|inner| (instance.module.clone(), inner)));
        }
        found.insert(name, of);
    }
    found
}
