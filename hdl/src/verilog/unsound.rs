//! A search of Verilog for forms that tools interpret differently, or that differ from Rust's
//! result.
//!
//! Rust-HDL's own checks pass all of them. The search reads the text alone: a finding is unsound or
//! at least unclear; no finding is not a proof.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::arithmetic::{Arithmetic, Scope};
use super::dataflow::{reads, statement_reads, targets, whole_targets};
use super::parser::parse;
use super::syntax::{At, Class, Declared, Expression, Item, Module, Statement};

/// An unsound form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A signed constant without a range: Yosys takes it as unsigned.
    UnrangedSignedConstant,
    /// A signed and an unsigned number under one operator: both count as unsigned.
    MixedSigns,
    /// `$signed(a * b)`: the argument is cut to the width of its operands.
    CastOfExpression,
    /// A sum, difference, product, complement or left shift keeps bits that Rust has cut.
    Widening,
    /// `a & b == c`: Rust reads `(a & b) == c`, Verilog `a & (b == c)`.
    Precedence,
    /// `>>>` of an unsigned number is a logical shift.
    UnsignedArithmeticShift,
    /// An `always @(*)` that reads nothing never runs.
    ConstantProcess,
    /// A memory without initial contents: unknown in Verilog, 0 in Rust.
    UninitialisedMemory,
    /// A register without an initial value.
    UninitialisedRegister,
    /// Processes of one module on different clocks.
    SeveralClocks,
    /// A variable that is not assigned on every way through its process.
    Latch,
    /// A name, module or port that is not declared: a const generic, for example.
    Undeclared,
    /// Text that this search does not understand.
    NotUnderstood,
}

/// An unsound form at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line, from 1.
    pub line: usize,
    /// The module; empty if the text is not understood.
    pub module: String,
    /// The form.
    pub form: Form,
    /// The finding.
    pub detail: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, module `{}`: {:?}: {}", self.line, self.module, self.form, self.detail)
    }
}

/// Searches a whole text of modules with ANSI ports, such as [`super::finish`] returns.
pub fn unsound(text: &str) -> Vec<Finding> {
    let modules = match parse(text) {
        Ok(modules) => modules,
        Err(unknown) => {
            let form = Form::NotUnderstood;
            return vec![Finding { line: unknown.line, module: String::new(), form, detail: unknown.detail }];
        }
    };
    let ports = modules.iter().map(|module| (module.name.as_str(), names_of(module))).collect();
    let mut findings: Vec<Finding> =
        modules.iter().flat_map(|module| Search::new(module, &ports).run()).collect();
    findings.sort_by_key(|finding| finding.line);
    findings
}

/// Ports and parameters of a module.
fn names_of(module: &Module) -> HashSet<&str> {
    let declared = module.items.iter().filter_map(|item| match &item.what {
        Item::Declare(declared) => Some(declared),
        _ => None,
    });
    let outward = |d: &&Declared| matches!(d.kind, Class::Port | Class::Constant);
    declared.flatten().filter(outward).map(|declared| declared.name.as_str()).collect()
}

/// All items, those in groups included.
fn flat(items: &[At<Item>]) -> Vec<&At<Item>> {
    let inner = |item| match item {
        &At { what: Item::Group(ref items), .. } => flat(items),
        _ => Vec::new(),
    };
    items.iter().flat_map(|item| std::iter::once(item).chain(inner(item))).collect()
}

struct Search<'a> {
    module: &'a Module,
    items: Vec<&'a At<Item>>,
    scope: Scope<'a>,
    ports: &'a HashMap<&'a str, HashSet<&'a str>>,
    findings: Vec<Finding>,
}

impl<'a> Search<'a> {
    fn new(module: &'a Module, ports: &'a HashMap<&'a str, HashSet<&'a str>>) -> Self {
        let items = flat(&module.items);
        let mut scope = Scope::new();
        for item in &items {
            if let Item::Declare(declared) = &item.what {
                scope.extend(declared.iter().map(|declared| (declared.name.as_str(), declared)));
            }
        }
        Self { module, items, scope, ports, findings: Vec::new() }
    }

    fn find(&mut self, line: usize, form: Form, detail: impl Into<String>) {
        let module = self.module.name.clone();
        self.findings.push(Finding { line, module, form, detail: detail.into() });
    }

    fn run(mut self) -> Vec<Finding> {
        let mut initialised: HashSet<String> = HashSet::new();
        let mut clocked: Vec<(usize, String)> = Vec::new();
        let mut clocks: Vec<&String> = Vec::new();
        for item in self.items.clone() {
            match &item.what {
                Item::Declare(declared) => {
                    for declared in declared {
                        self.declaration(item.line, declared);
                    }
                }
                Item::Assign(target, value) => self.assignment(item.line, target, value),
                Item::Always(edges, body) => {
                    self.statement(body);
                    if edges.is_empty() {
                        self.combinational(body);
                    } else {
                        clocked.extend(targets(body).into_iter().map(|name| (item.line, name)));
                    }
                    for clock in edges {
                        self.names(item.line, &Expression::Name(clock.clone(), None));
                        if !clocks.contains(&clock) {
                            clocks.push(clock);
                        }
                    }
                    if clocks.len() > 1 && !edges.is_empty() {
                        self.find(item.line, Form::SeveralClocks, format!("{clocks:?}"));
                    }
                }
                Item::Initial(body) => {
                    self.statement(body);
                    initialised.extend(targets(body));
                }
                Item::Instance(module, name, parameters, connections) => {
                    self.instance(item.line, module, name, parameters.iter().chain(connections));
                }
                Item::Group(_) => {}
            }
        }
        self.initial_values(&initialised, &clocked);
        self.findings
    }

    fn declaration(&mut self, line: usize, declared: &Declared) {
        if declared.kind == Class::Constant && declared.signed && !declared.ranged {
            self.find(line, Form::UnrangedSignedConstant, format!("`{}`", declared.name));
        }
        if let Some(value) = &declared.value {
            self.assignment(line, &Expression::Name(declared.name.clone(), None), value);
        }
    }

    fn assignment(&mut self, line: usize, target: &Expression, value: &Expression) {
        self.names(line, target);
        self.names(line, value);
        let found = Arithmetic::assigned(&self.scope, target, value);
        for (form, detail) in found {
            self.find(line, form, detail);
        }
    }

    /// An expression that is not assigned: a condition, a selector, a connection.
    fn expression(&mut self, line: usize, expression: &Expression) {
        self.names(line, expression);
        let found = Arithmetic::alone(&self.scope, expression);
        for (form, detail) in found {
            self.find(line, form, detail);
        }
    }

    fn names(&mut self, line: usize, expression: &Expression) {
        for name in reads(expression) {
            if !self.scope.contains_key(name) {
                self.find(line, Form::Undeclared, format!("`{name}`"));
            }
        }
    }

    fn instance<'b>(
        &mut self,
        line: usize,
        module: &str,
        name: &str,
        connections: impl Iterator<Item = &'b (String, Option<Expression>)>,
    ) {
        let ports = self.ports.get(module);
        if ports.is_none() {
            self.find(line, Form::Undeclared, format!("module `{module}` of `{name}`"));
        }
        for (port, net) in connections {
            if ports.is_some_and(|ports| !ports.contains(port.as_str())) {
                self.find(line, Form::Undeclared, format!("port `{port}` of `{module}`"));
            }
            if let Some(net) = net {
                self.expression(line, net);
            }
        }
    }

    fn statement(&mut self, statement: &At<Statement>) {
        let line = statement.line;
        match &statement.what {
            Statement::Block(statements) => {
                for statement in statements {
                    self.statement(statement);
                }
            }
            Statement::If(condition, then, otherwise) => {
                self.expression(line, condition);
                self.statement(then);
                if let Some(statement) = otherwise {
                    self.statement(statement);
                }
            }
            Statement::Case(selector, branches) => {
                self.expression(line, selector);
                for (labels, statement) in branches {
                    for label in labels {
                        self.expression(statement.line, label);
                    }
                    self.statement(statement);
                }
            }
            Statement::Assign(target, value) => self.assignment(line, target, value),
            Statement::For(first, condition, step, body) => {
                self.statement(first);
                self.expression(line, condition);
                self.statement(step);
                self.statement(body);
            }
            Statement::Call(_, arguments) => {
                for argument in arguments {
                    self.names(line, argument);
                }
            }
        }
    }

    fn combinational(&mut self, body: &At<Statement>) {
        let written = targets(body);
        let mut all_reads = Vec::new();
        statement_reads(body, &mut all_reads);
        let varies = |name: &&str| {
            !written.contains(*name) && self.scope.get(*name).is_none_or(|d| d.kind != Class::Constant)
        };
        if !all_reads.iter().any(varies) {
            self.find(body.line, Form::ConstantProcess, "it reads no signal");
        }
        let mut certain = HashSet::new();
        self.flow(body, &mut certain);
        let mut latches: Vec<&String> = written.difference(&certain).collect();
        latches.sort();
        for name in latches {
            self.find(body.line, Form::Latch, format!("`{name}` is not assigned on every way"));
        }
    }

    /// Adds to `certain` the names that the statement assigns on every path.
    fn flow(&self, statement: &At<Statement>, certain: &mut HashSet<String>) {
        let branch = |statement: &At<Statement>| {
            let mut assigned = HashSet::new();
            self.flow(statement, &mut assigned);
            assigned
        };
        match &statement.what {
            Statement::Block(statements) => {
                for statement in statements {
                    self.flow(statement, certain);
                }
            }
            Statement::Assign(target, _) => certain.extend(whole_targets(target)),
            Statement::If(_, then, Some(otherwise)) => {
                certain.extend(branch(then).intersection(&branch(otherwise)).cloned());
            }
            Statement::Case(selector, branches) => {
                let labels: HashSet<String> = branches
                    .iter()
                    .flat_map(|(labels, _)| labels)
                    .map(|label| format!("{label:?}"))
                    .collect();
                let all =
                    Arithmetic::width(&self.scope, selector).and_then(|bits| 1usize.checked_shl(bits as u32));
                let complete =
                    branches.iter().any(|(labels, _)| labels.is_empty()) || all == Some(labels.len());
                let ways = branches.iter().map(|(_, statement)| branch(statement));
                if let Some(common) = ways.reduce(|one, other| &one & &other)
                    && complete
                {
                    certain.extend(common);
                }
            }
            Statement::If(_, _, None) | Statement::For(..) | Statement::Call(..) => {}
        }
    }

    fn initial_values(&mut self, initialised: &HashSet<String>, clocked: &[(usize, String)]) {
        for item in self.items.clone() {
            let Item::Declare(declared) = &item.what else { continue };
            for memory in
                declared.iter().filter(|d| d.kind == Class::Memory && !initialised.contains(&d.name))
            {
                self.find(item.line, Form::UninitialisedMemory, format!("`{}`", memory.name));
            }
        }
        for (line, name) in clocked {
            let declared = self.scope.get(name.as_str());
            if declared.is_some_and(|d| d.kind != Class::Memory && d.value.is_none())
                && !initialised.contains(name)
            {
                self.find(*line, Form::UninitialisedRegister, format!("`{name}`"));
            }
        }
    }
}
