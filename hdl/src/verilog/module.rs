//! The modules that Rust-HDL writes, read back.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::Error;
use super::description::Block;
use super::statement::Statement;

/// A port, net, variable or constant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Declaration {
    /// Its name.
    pub name: String,
    /// Its width, bits.
    pub bits: usize,
    /// True if it is signed.
    pub signed: bool,
    /// True if it is assigned in a process (a `reg`) rather than driven (a `wire`).
    pub variable: bool,
    /// Its value at power-up, if it is a flip-flop.
    pub initial: Option<String>,
    /// Its comment in the description.
    pub comment: &'static [&'static str],
}

/// Direction of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Driven from outside.
    Input,
    /// Driven from inside.
    Output,
}

/// A string that differs between otherwise equal modules, such as a memory's file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// The string, quotes included.
    pub value: String,
}

/// A part of the behaviour of a module, beside its sub-modules.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// A continuous assignment: what, and its expression.
    Assign(String, String),
    /// An `always @(*)`.
    Combinational(Vec<Statement>),
    /// An `always @(posedge …)` with its clock.
    Clocked(String, Vec<Statement>),
}

/// An action, under a stage comment: an index of [`Module::stages`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// The comment.
    pub stage: Option<usize>,
    /// The action.
    pub action: Action,
}

/// A sub-module.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Instance {
    /// Name of its module.
    pub module: String,
    /// Its own name.
    pub name: String,
    /// Parameter, and the string or parameter given for it.
    pub parameters: Vec<(String, String)>,
    /// Port and connection.
    pub connections: Vec<(String, String)>,
    /// The stage comment under which it is connected, if no action stands under that.
    pub stage: Option<usize>,
}

/// A module in the order of its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Module {
    /// Its name.
    pub name: String,
    /// Its name in the hand-written code.
    pub title: Option<String>,
    /// The block that it describes.
    pub block: Option<&'static Block>,
    /// Strings given from outside.
    pub parameters: Vec<Parameter>,
    /// Ports.
    pub ports: Vec<(Direction, Declaration)>,
    /// Constants and their values.
    pub constants: Vec<(Declaration, String)>,
    /// Nets and variables.
    pub signals: Vec<Declaration>,
    /// Sub-modules.
    pub instances: Vec<Instance>,
    /// The lines of the one `always @(*)` that Rust-HDL writes, without its `begin` and `end`; none
    /// when it is taken apart.
    pub process: Vec<String>,
    /// Stage comments, by line.
    pub stages: Vec<Vec<String>>,
    /// Parts of the process, in the order in which it is written.
    pub items: Vec<Item>,
    /// The lines of its hand-written code.
    pub code: Vec<String>,
}

impl Module {
    /// Ports, constants, nets and variables by name.
    pub fn declarations(&self) -> HashMap<String, Declaration> {
        let ports = self.ports.iter().map(|(_, port)| port);
        let constants = self.constants.iter().map(|(constant, _)| constant);
        ports.chain(constants).chain(&self.signals).map(|d| (d.name.clone(), d.clone())).collect()
    }
}

fn expression(text: &str) -> Regex {
    Regex::new(text).expect("a valid expression")
}

static MODULE: LazyLock<Regex> = LazyLock::new(|| expression(r"^module ([\w$]+)\(.*\);$"));
static DECLARATION: LazyLock<Regex> = LazyLock::new(|| {
    expression(r"^(input wire|output reg|output wire|reg|wire)\s+(signed\s+)?(?:\[(\d+):0\]\s+)?([\w$]+);$")
});
static CONSTANT: LazyLock<Regex> =
    LazyLock::new(|| expression(r"^localparam\s+(signed\s+)?([\w$]+) = (?:(\d+)')?([\w]+);$"));
static INSTANCE: LazyLock<Regex> = LazyLock::new(|| expression(r"^([\w$]+) ([\w$]+)\($"));
static CONNECTION: LazyLock<Regex> = LazyLock::new(|| expression(r"^\.([\w$]+)\(([\w$]+)\),?$"));
static LINK: LazyLock<Regex> = LazyLock::new(|| expression(r"^always @\(\*\) ([\w$]+ = [\w$]+;)$"));

/// Which part of a module a line belongs to.
#[derive(PartialEq, Eq)]
enum Part {
    Outside,
    Declarations,
    Connections,
    Process,
    Code,
}

/// Reads the output of `generate_verilog`.
///
/// # Errors
/// A line of a form that Rust-HDL does not write, or that this project does not use (an `inout`,
/// for example).
pub fn read(raw: &str) -> Result<Vec<Module>, Error> {
    let mut modules = Vec::new();
    let mut module = Module::default();
    let mut process = Vec::new();
    let mut part = Part::Outside;
    for (index, whole) in raw.lines().enumerate() {
        let line = whole.trim();
        let unexpected = || Error::Unexpected { line: index + 1, text: line.to_owned() };
        match line {
            "// Update code" => part = Part::Process,
            "// Update code (custom)" | "// Update code (wrapper)" => part = Part::Code,
            _ if line.starts_with("endmodule") && part != Part::Outside => {
                unwrap_process(&mut module, std::mem::take(&mut process))?;
                module.code.retain(|line| !line.is_empty());
                modules.push(std::mem::take(&mut module));
                part = Part::Outside;
            }
            "" if part != Part::Code => {}
            _ if line.starts_with("//") && !matches!(part, Part::Code | Part::Process) => {}
            _ => match part {
                Part::Outside => {
                    MODULE.captures(line).ok_or_else(unexpected)?[1].clone_into(&mut module.name);
                    part = Part::Declarations;
                }
                Part::Declarations if line.starts_with("localparam") => {
                    constant(&mut module, line).ok_or_else(unexpected)?;
                }
                Part::Declarations => match INSTANCE.captures(line) {
                    Some(captures) => {
                        module.instances.push(Instance {
                            module: captures[1].to_owned(),
                            name: captures[2].to_owned(),
                            parameters: Vec::new(),
                            connections: Vec::new(),
                            stage: None,
                        });
                        part = Part::Connections;
                    }
                    None => declaration(&mut module, line).ok_or_else(unexpected)?,
                },
                Part::Connections if line == ");" => part = Part::Declarations,
                Part::Connections => {
                    let captures = CONNECTION.captures(line).ok_or_else(unexpected)?;
                    let instance = module.instances.last_mut().ok_or_else(unexpected)?;
                    instance.connections.push((captures[1].to_owned(), captures[2].to_owned()));
                }
                Part::Process => match LINK.captures(line) {
                    Some(captures) => process.push(captures[1].to_owned()),
                    None if line.starts_with("assign") => return Err(unexpected()),
                    None => process.push(line.to_owned()),
                },
                Part::Code => match line.strip_prefix("// module: ") {
                    Some(title) => module.title = Some(title.to_owned()),
                    // Rust-HDL indents by four.
                    None => {
                        module.code.push(whole.strip_prefix("    ").unwrap_or(line).trim_end().to_owned());
                    }
                },
            },
        }
    }
    Ok(modules)
}

fn declaration(module: &mut Module, line: &str) -> Option<()> {
    let captures = DECLARATION.captures(line)?;
    let declaration = Declaration {
        name: captures[4].to_owned(),
        bits: captures
            .get(3)
            .map_or(Some(1), |last| last.as_str().parse().map(|last: usize| last + 1).ok())?,
        signed: captures.get(2).is_some(),
        variable: captures[1].ends_with("reg"),
        initial: None,
        comment: &[],
    };
    match &captures[1] {
        "input wire" => module.ports.push((Direction::Input, declaration)),
        "output reg" | "output wire" => module.ports.push((Direction::Output, declaration)),
        _ => module.signals.push(declaration),
    }
    Some(())
}

/// A constant has the width of its literal; the values of an enumeration are unsized, and get
/// theirs later.
fn constant(module: &mut Module, line: &str) -> Option<()> {
    let captures = CONSTANT.captures(line)?;
    let bits = captures.get(3).map_or(Some(0), |bits| bits.as_str().parse().ok())?;
    let value = match bits {
        0 => captures[4].to_owned(),
        _ => format!("{bits}'{}", &captures[4]),
    };
    let signed = captures.get(1).is_some();
    module.constants.push((
        Declaration {
            name: captures[2].to_owned(),
            bits,
            signed,
            variable: false,
            initial: None,
            comment: &[],
        },
        value,
    ));
    Some(())
}

/// Takes `always @(*) begin` and its `end` off the process; lines of links may follow.
fn unwrap_process(module: &mut Module, mut lines: Vec<String>) -> Result<(), Error> {
    if lines.is_empty() {
        return Ok(());
    }
    let mut depth = 0;
    let end = lines.iter().position(|line| {
        depth += nesting(line);
        depth == 0
    });
    match end {
        Some(end) if lines[0] == "always @(*) begin" => {
            lines.remove(end);
            lines.remove(0);
            module.process = lines;
            Ok(())
        }
        _ => Err(Error::Process { module: module.name.clone() }),
    }
}

/// By how much a line changes the depth of blocks.
fn nesting(line: &str) -> i32 {
    super::lexer::words(line)
        .map(|word| match word {
            "begin" | "case" => 1,
            "end" | "endcase" => -1,
            _ => 0,
        })
        .sum()
}
