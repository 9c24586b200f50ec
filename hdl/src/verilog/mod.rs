//! From Rust-HDL's output to the generated Verilog, and a search of that for unsound forms.

mod arithmetic;
mod dataflow;
mod dead;
mod description;
pub(crate) mod fields;
mod indices;
mod lexer;
mod merge;
mod module;
mod parser;
mod print;
mod registers;
mod rename;
mod reset;
mod statement;
mod syntax;
mod unsound;
mod width;
mod wiring;

use std::collections::{HashMap, HashSet};

use description::Block;
use module::Module;
pub use unsound::{Finding, Form, unsound};

use spindle_spec::geometry::Reset;
use spindle_spec::signals::PREFIX;

/// Why Verilog could not be finished.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A line of a form that is not known.
    #[error(
        "line {line} of the generated Verilog is not understood: `{text}`; use forms that Rust-HDL generates without `inout` and black boxes"
    )]
    Unexpected {
        /// Its number, from 1.
        line: usize,
        /// The line.
        text: String,
    },
    /// The process of a module does not end, or does not begin as expected.
    #[error("the process of module `{module}` is not one `always @(*) begin … end`")]
    Process {
        /// The module.
        module: String,
    },
    /// A sub-module that is not defined.
    #[error("module `{module}` is used and not defined; the top module must be called `top`")]
    Missing {
        /// The module.
        module: String,
    },
    /// Two names that differ in `$` and `_` only.
    #[error("in module `{module}`, `{}` and `{}` would both become one name: rename a field", names[0], names[1])]
    Collision {
        /// The module.
        module: String,
        /// The two names.
        names: [String; 2],
    },
    /// A name that nothing declares, where simulators disagree on what it is.
    #[error(
        "in module `{module}`, {name} is not declared: use no constant generics, and no loop index as the second of two indices"
    )]
    Undeclared {
        /// The module.
        module: String,
        /// The name.
        name: String,
    },
}

/// Names of the output, and the ports that are left out.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Name of the top module.
    pub top: &'a str,
    /// Start of the names of all other modules.
    pub prefix: &'a str,
    /// Start of the names of memory images, in place of [`spindle_spec::signals::PREFIX`].
    pub images: &'a str,
    /// The block that the top module describes, such as `Core`; of one that is not of this crate,
    /// nothing.
    pub block: &'a str,
    /// Outputs of [`Options::hidden_of`] that are left out with what is assigned to them; nothing
    /// in it may read them.
    pub hidden: &'a [&'a str],
    /// A block.
    pub hidden_of: &'a str,
    /// Registers that have a reset.
    pub reset: Reset,
}

/// A module and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// From its comment to its `endmodule`.
    pub text: String,
}

/// Finishes the output of `generate_verilog`; its top module gets the name `top`, which all other
/// names begin with.
///
/// # Errors
/// As [`finish_as`].
pub fn finish(raw: &str, top: &str) -> Result<String, Error> {
    let options = Options {
        top,
        prefix: top,
        images: PREFIX,
        block: "",
        hidden: &[],
        hidden_of: "",
        reset: Reset::Control,
    };
    Ok(file(&finish_as(raw, &options)?, &format!("`{top}`")))
}

/// Finishes the output of `generate_verilog`: its modules, parents before their children.
///
/// The meaning stays; what changes: flip-flops are variables of the module that owns them; the one
/// process per module becomes continuous assignments, small processes and direct connections where
/// that is the same; literals have the width of what they meet; constants have ranges (some tools
/// take an unranged signed one as unsigned); equal modules are merged, their memory files becoming
/// parameters; modules are named by their blocks and carry their comments; names have no `$`; and
/// the text has ANSI ports and even indentation.
///
/// # Errors
/// If the text is not what Rust-HDL writes, two names would become one, or one is not declared.
pub fn finish_as(raw: &str, options: &Options) -> Result<Vec<Source>, Error> {
    let mut modules = module::read(&fields::resolve(raw))?;
    let blocks = description::blocks(&modules, merge::RAW_TOP, options.block);
    hide(&mut modules, &blocks, options);
    let registers = registers::find(&modules);
    for module in &mut modules {
        indices::flatten(module);
        width::size_literals(module);
        wiring::simplify(module, &registers)?;
    }
    let mut modules = merge::merge(modules, &blocks, options)?;
    for module in &mut modules {
        rename::rename(module)?;
    }
    let mut texts: Vec<String> =
        modules.iter().map(|module| print::module(module, module.name == options.top)).collect();
    if options.reset == Reset::All {
        reset::reset_all(&mut texts);
    }
    let undeclared = |finding: &Finding| finding.form == Form::Undeclared;
    if let Some(finding) = unsound(&texts.concat()).into_iter().find(undeclared) {
        return Err(Error::Undeclared { module: finding.module, name: finding.detail });
    }
    let named = modules.into_iter().zip(texts);
    Ok(named.map(|(module, text)| Source { name: module.name, text }).collect())
}

/// The text of a file with these modules; `title` states its subject.
pub fn file(sources: &[Source], title: &str) -> String {
    print::file(sources, title)
}

/// Leaves out the hidden outputs.
fn hide(modules: &mut [Module], blocks: &HashMap<String, &'static Block>, options: &Options) {
    let hides = |module: &str| blocks.get(module).is_some_and(|block| block.name == options.hidden_of);
    let is_hidden = |name: &str| options.hidden.contains(&name);
    for module in modules {
        if hides(&module.name) {
            module.ports.retain(|(_, port)| !is_hidden(&port.name));
            let assigned = |line: &str| line.split_once(" = ").is_some_and(|(name, _)| is_hidden(name));
            module.process.retain(|line| !assigned(line));
        }
        let mut open: HashSet<String> = HashSet::new();
        for instance in module.instances.iter_mut().filter(|instance| hides(&instance.module)) {
            let (gone, kept) = std::mem::take(&mut instance.connections)
                .into_iter()
                .partition::<Vec<_>, _>(|(port, _)| is_hidden(port));
            instance.connections = kept;
            open.extend(gone.into_iter().map(|(_, net)| net));
        }
        module.signals.retain(|signal| !open.contains(&signal.name));
    }
}
