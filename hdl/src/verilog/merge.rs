//! Modules with the same content become one module; differing strings become parameters.
//!
//! Rust-HDL writes one module per instance. Merged from the leaves up, equal primitives and whole
//! lanes are written once, and a lane's memory files are parameters of the lane. A module is named
//! by its block, not by its first instance.

use std::collections::{HashMap, HashSet};

use super::description::{Block, CORE};
use super::lexer::replace_strings;
use super::module::{Module, Parameter};
use super::{Error, Options};
use spindle_spec::signals::PREFIX;

/// Name of the top module in what Rust-HDL writes.
pub const RAW_TOP: &str = "top";
/// Parameter of a core and of what is around it: where its memory images are.
pub const IMAGES: &str = "IMAGES";

/// Merges the modules below the top module and names all. Parents come before their children.
///
/// # Errors
/// [`Error::Missing`] for a sub-module that is not there.
pub fn merge(
    modules: Vec<Module>,
    blocks: &HashMap<String, &'static Block>,
    options: &Options,
) -> Result<Vec<Module>, Error> {
    let raw = modules.into_iter().map(|module| (module.name.clone(), module)).collect();
    let mut library = Library { raw, blocks, options, classes: HashMap::new(), modules: Vec::new() };
    let (class, _) = library.class(RAW_TOP)?;
    let mut names = Names { options, of: HashMap::new(), taken: HashSet::new(), order: Vec::new() };
    names.visit(&library.modules, class, &[]);
    let mut merged = Vec::new();
    for class in &names.order {
        let mut module = library.modules[*class].clone();
        module.name.clone_from(&names.of[class]);
        for instance in &mut module.instances {
            instance.module.clone_from(&names.of[&class_of(&instance.module)]);
        }
        merged.push(module);
    }
    Ok(merged)
}

/// Until they are named, merged modules are called by their class number.
fn class_of(module: &str) -> usize {
    module.parse().expect("a class number")
}

struct Library<'a> {
    raw: HashMap<String, Module>,
    blocks: &'a HashMap<String, &'static Block>,
    options: &'a Options<'a>,
    classes: HashMap<Module, usize>,
    modules: Vec<Module>,
}

impl Library<'_> {
    /// The class of a raw module, and its own strings.
    fn class(&mut self, name: &str) -> Result<(usize, Vec<Parameter>), Error> {
        let mut module =
            self.raw.get(name).ok_or_else(|| Error::Missing { module: name.to_owned() })?.clone();
        module.name.clear();
        module.block = self.blocks.get(name).copied();
        describe_ports(&mut module);
        lift_strings(&mut module, self.options.images);
        // The core, or what has no block, is where the images are named.
        let names_images = module.block.map_or(name == RAW_TOP, |block| block.name == CORE);
        for index in 0..module.instances.len() {
            let (class, strings) = self.class(&module.instances[index].module)?;
            let instance = &mut module.instances[index];
            instance.module = class.to_string();
            for Parameter { name: inner, value } in strings {
                if inner == IMAGES {
                    instance.parameters.push((inner.clone(), inner.clone()));
                    if module.parameters.is_empty() {
                        module.parameters.push(Parameter { name: inner, value });
                    }
                } else if names_images {
                    let start = format!("\"{}_", self.options.images);
                    let value = match value.strip_prefix(&start) {
                        Some(rest) => {
                            if module.parameters.is_empty() {
                                let value = format!("{start}\"");
                                module.parameters.push(Parameter { name: IMAGES.to_owned(), value });
                            }
                            format!("{{{IMAGES}, \"{rest}}}")
                        }
                        None => value,
                    };
                    instance.parameters.push((inner, value));
                } else {
                    let outer = format!("{}_{inner}", instance.name.to_uppercase());
                    instance.parameters.push((inner, outer.clone()));
                    module.parameters.push(Parameter { name: outer, value });
                }
            }
        }
        let strings = module.parameters.clone();
        let mut key = module.clone();
        key.parameters.iter_mut().for_each(|parameter| parameter.value.clear());
        let next = self.modules.len();
        let class = *self.classes.entry(key).or_insert(next);
        if class == next {
            self.modules.push(module);
        }
        Ok((class, strings))
    }
}

/// Gives each port its comment.
fn describe_ports(module: &mut Module) {
    let Some(block) = module.block else { return };
    for (_, port) in &mut module.ports {
        port.comment = block.field(&port.name).map_or(&[], |field| field.comment);
    }
}

/// Makes each file name of a module's own code a parameter.
fn lift_strings(module: &mut Module, images: &str) {
    for line in module.code.iter_mut().filter(|line| line.contains("$readmemh")) {
        let parameters = &mut module.parameters;
        *line = replace_strings(line, |string| {
            let name = match parameters.len() {
                0 => "IMAGE".to_owned(),
                before => format!("IMAGE_{}", before + 1),
            };
            let value = string.replacen(&format!("\"{PREFIX}_"), &format!("\"{images}_"), 1);
            parameters.push(Parameter { name: name.clone(), value });
            name
        });
    }
}

struct Names<'a> {
    options: &'a Options<'a>,
    of: HashMap<usize, String>,
    taken: HashSet<String>,
    order: Vec<usize>,
}

impl Names<'_> {
    /// Names a class and those below: the top module by the given name, others by [`wanted`], with
    /// a number if that is taken.
    fn visit(&mut self, modules: &[Module], class: usize, path: &[&str]) {
        if self.of.contains_key(&class) {
            return;
        }
        let wanted = match path {
            [] => self.options.top.to_owned(),
            _ => format!("{}_{}", self.options.prefix, wanted(modules, class, path)),
        };
        let mut name = wanted.clone();
        let mut number = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{wanted}_{number}");
            number += 1;
        }
        self.of.insert(class, name);
        self.order.push(class);
        for instance in &modules[class].instances {
            let path: Vec<&str> = path.iter().copied().chain([instance.name.as_str()]).collect();
            self.visit(modules, class_of(&instance.module), &path);
        }
    }
}

/// The name for a class, without prefix: its title; or its block's name, and its size if that block
/// has several roles; or the path of its first instance without numbers.
fn wanted(modules: &[Module], class: usize, path: &[&str]) -> String {
    let module = &modules[class];
    if let Some(title) = &module.title {
        return title.clone();
    }
    let Some(block) = module.block else {
        let parts = path.iter().flat_map(|name| name.split('$'));
        return parts.filter(|part| part.parse::<usize>().is_err()).collect::<Vec<_>>().join("_");
    };
    match size(modules, class).filter(|_| block.has_roles()) {
        Some(size) => format!("{}_{size}", block.module_name()),
        None => block.module_name(),
    }
}

/// The size of the first memory of a class, as its title states it: `64x18`.
fn size(modules: &[Module], class: usize) -> Option<&str> {
    let own = modules[class].title.as_deref().and_then(|title| title.strip_prefix("memory_"));
    own.or_else(|| {
        modules[class].instances.iter().find_map(|instance| size(modules, class_of(&instance.module)))
    })
}
