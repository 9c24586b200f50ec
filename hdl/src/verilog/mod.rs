//! From Rust-HDL's output to the generated Verilog, and a search of that for unsound forms.

mod arithmetic;
mod dataflow;
pub(crate) mod fields;
mod indices;
mod lexer;
mod merge;
mod module;
mod parser;
mod print;
mod rename;
mod syntax;
mod unsound;
mod width;
mod wiring;

pub use unsound::{Finding, Form, unsound};

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
}

/// Finishes the output of `generate_verilog`; its top module gets the name `top`.
///
/// The meaning stays. Changes: one process per module becomes continuous assignments and direct
/// connections where that is the same; literals have the width of their context; constants have
/// ranges (some tools take an unranged signed one as unsigned); equal modules are merged, their
/// memory files becoming parameters; names have no `$`; and the text has a header, ANSI ports and
/// even indentation.
///
/// # Errors
/// If the text is not Rust-HDL's output, or two names would become one.
pub fn finish(raw: &str, top: &str) -> Result<String, Error> {
    finish_without(raw, top, &[])
}

/// [`finish`], without the outputs `hidden` of the top module, which nothing in it may read, and
/// their unconditional assignments.
///
/// # Errors
/// As [`finish`].
pub fn finish_without(raw: &str, top: &str, hidden: &[&str]) -> Result<String, Error> {
    let mut modules = module::read(&fields::resolve(raw))?;
    for module in modules.iter_mut().filter(|module| module.name == "top") {
        module.ports.retain(|(_, port)| !hidden.contains(&port.name.as_str()));
        module.assignments.retain(|(target, _)| !hidden.contains(&target.as_str()));
        module.process.iter_mut().for_each(|lines| {
            lines.retain(|line| {
                !hidden.iter().any(|name| line.trim_start().starts_with(&format!("{name} =")))
            });
        });
    }
    for module in &mut modules {
        indices::flatten(module);
        width::size_literals(module);
        wiring::simplify(module);
    }
    let mut modules = merge::merge(modules, top)?;
    for module in &mut modules {
        rename::rename(module)?;
    }
    Ok(print::file(&modules, top))
}
