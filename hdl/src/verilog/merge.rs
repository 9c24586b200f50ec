//! Modules with the same content become one module; differing strings become parameters.
//!
//! Rust-HDL writes one module per instance. Merged from the leaves up, equal registers, primitives
//! and whole lanes are written once, and a lane's memory files are parameters of the lane.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::Error;
use super::lexer::{replace_strings, value};
use super::module::{Module, Parameter};

/// Name of the top module in Rust-HDL's output.
const RAW_TOP: &str = "top";

/// Merges the modules below `top`, and gives the top module that name. Parents come before their
/// children.
///
/// # Errors
/// [`Error::Missing`] for a sub-module that is not there.
pub fn merge(modules: Vec<Module>, top: &str) -> Result<Vec<Module>, Error> {
    let raw = modules.into_iter().map(|module| (module.name.clone(), module)).collect();
    let mut library = Library { raw, classes: HashMap::new(), modules: Vec::new() };
    let (class, _) = library.class(RAW_TOP)?;
    let mut names =
        Names { top: top.to_owned(), of: HashMap::new(), taken: HashSet::new(), order: Vec::new() };
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

struct Library {
    raw: HashMap<String, Module>,
    classes: HashMap<Module, usize>,
    modules: Vec<Module>,
}

impl Library {
    /// The class of a raw module, and its own strings.
    fn class(&mut self, name: &str) -> Result<(usize, Vec<Parameter>), Error> {
        let mut module =
            self.raw.get(name).ok_or_else(|| Error::Missing { module: name.to_owned() })?.clone();
        module.name.clear();
        title_register(&mut module);
        lift_strings(&mut module);
        for index in 0..module.instances.len() {
            let (class, strings) = self.class(&module.instances[index].module)?;
            let instance = &mut module.instances[index];
            instance.module = class.to_string();
            for Parameter { name: inner, value } in strings {
                if name == RAW_TOP {
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

/// Makes each file name of a module's own code a parameter.
fn lift_strings(module: &mut Module) {
    for line in module.code.iter_mut().filter(|line| line.contains("$readmemh")) {
        let parameters = &mut module.parameters;
        *line = replace_strings(line, |string| {
            let name = match parameters.len() {
                0 => "IMAGE".to_owned(),
                before => format!("IMAGE_{}", before + 1),
            };
            parameters.push(Parameter { name: name.clone(), value: string.to_owned() });
            name
        });
    }
}

static INITIAL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^initial begin q = (\d+'h[0-9a-f]+); end$").expect("a valid expression"));

/// Rewrites and names the plain register of Rust-HDL's library.
fn title_register(module: &mut Module) {
    let line = module.code.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    let Some((initial, "begin q <= d; end")) = line.split_once(" always @(posedge clock) ") else { return };
    let zero = INITIAL.captures(initial).is_some_and(|captures| value(&captures[1]) == Some(0));
    let Some((_, q)) = module.ports.iter().find(|(_, port)| port.name == "q") else { return };
    if zero && module.ports.len() == 3 && !q.signed {
        module.title = Some(format!("register_{}", q.bits));
        module.code =
            vec![format!("initial q = {}'d0;", q.bits), "always @(posedge clock) q <= d;".to_owned()];
    }
}

struct Names {
    top: String,
    of: HashMap<usize, String>,
    taken: HashSet<String>,
    order: Vec<usize>,
}

impl Names {
    /// Names a class and those below: by its title, or by the path of its first instance without
    /// numbers.
    fn visit(&mut self, modules: &[Module], class: usize, path: &[&str]) {
        if self.of.contains_key(&class) {
            return;
        }
        let parts =
            path.iter().flat_map(|name| name.split('$')).filter(|part| part.parse::<usize>().is_err());
        let by_path = std::iter::once(self.top.as_str()).chain(parts).collect::<Vec<_>>().join("_");
        let wanted = modules[class].title.clone().unwrap_or(by_path);
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
