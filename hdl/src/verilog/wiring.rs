//! From one great process to continuous assignments, small processes and direct connections.
//!
//! Rust-HDL writes a block's whole `update` as one `always @(*)`, clocks included. It runs as a
//! whole whenever anything changes, and a value that leaves it for a sub-module and comes back
//! looks like a loop. In Icarus it can be one: two such processes that pass through their defaults
//! each time they run trigger each other forever.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::lexer::words;
use super::module::{Module, nesting};

fn expression(text: &str) -> Regex {
    Regex::new(text).expect("a valid expression")
}

/// An assignment: target, index or slice, value.
static ASSIGNMENT: LazyLock<Regex> = LazyLock::new(|| expression(r"^([\w$]+)(\[.*\])? = (.*);$"));
/// A name or a literal.
static PLAIN: LazyLock<Regex> = LazyLock::new(|| expression(r"^(?:[A-Za-z_][\w$]*|\d+'[bh][0-9a-f]+)$"));

/// Splits the process, connects sub-modules directly, and drops unused signals.
pub fn simplify(module: &mut Module) {
    split(module);
    connect(module);
    drop_constants(module);
    mark_unused(module);
}

/// A statement at the top level of the process, with its contents.
#[derive(Default)]
struct Statement {
    lines: Vec<String>,
    writes: HashSet<String>,
    reads: HashSet<String>,
}

fn statements(lines: &[String]) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    let mut depth = 0;
    for line in lines {
        // `else` continues the `if` before it.
        if statements.is_empty() || depth == 0 && !line.starts_with("else") {
            statements.push(Statement::default());
        }
        let statement = statements.last_mut().expect("one was pushed");
        let read = match ASSIGNMENT.captures(line) {
            Some(captures) => {
                statement.writes.insert(captures[1].to_owned());
                format!("{} {}", captures.get(2).map_or("", |index| index.as_str()), &captures[3])
            }
            None => line.clone(),
        };
        statement.reads.extend(words(&read).map(str::to_owned));
        statement.lines.push(line.clone());
        depth += nesting(line);
    }
    statements
}

/// Splits the process into groups of statements that need each other's order.
///
/// Statements that write the same variable belong together; so do a reader and the writers of a
/// variable that is not yet final when it is read. The remaining statements read only nets and
/// final values, so they may run on their own, whenever these change. A group of one plain
/// assignment becomes a continuous assignment.
fn split(module: &mut Module) {
    let statements = statements(&module.process.concat());
    let mut writers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, statement) in statements.iter().enumerate() {
        for name in &statement.writes {
            writers.entry(name).or_default().push(index);
        }
    }
    let mut group: Vec<usize> = (0..statements.len()).collect();
    let mut join = |one: usize, other: usize| {
        let (from, to) = (group[one].max(group[other]), group[one].min(group[other]));
        group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
    };
    for indices in writers.values() {
        indices.windows(2).for_each(|pair| join(pair[0], pair[1]));
    }
    for (index, statement) in statements.iter().enumerate() {
        for indices in statement.reads.iter().filter_map(|name| writers.get(name.as_str())) {
            if indices.last().is_some_and(|last| *last >= index) {
                join(index, indices[0]);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<&Statement>> = BTreeMap::new();
    for (statement, group) in statements.iter().zip(&group) {
        groups.entry(*group).or_default().push(statement);
    }
    let mut processes = Vec::new();
    for group in groups.values() {
        let lines: Vec<String> = group.iter().flat_map(|statement| statement.lines.iter().cloned()).collect();
        match ASSIGNMENT.captures(&lines[0]).filter(|captures| lines.len() == 1 && captures.get(2).is_none())
        {
            Some(captures) => {
                let ports = module.ports.iter_mut().map(|(_, port)| port);
                let targets = ports.chain(&mut module.signals).filter(|d| d.name == captures[1]);
                targets.for_each(|d| d.variable = false);
                module.assignments.push((captures[1].to_owned(), captures[3].to_owned()));
            }
            None => processes.push(lines),
        }
    }
    module.process = processes;
}

/// Number of uses of each word where it is read or connected.
fn uses(module: &Module) -> HashMap<String, usize> {
    let expressions = module.assignments.iter().map(|(_, expression)| expression);
    let connections = module.instances.iter().flat_map(|i| i.connections.iter().map(|(_, net)| net));
    let texts = expressions.chain(connections).chain(module.process.iter().flatten()).chain(&module.code);
    let mut uses = HashMap::new();
    for word in texts.flat_map(|text| words(text)) {
        *uses.entry(word.to_owned()).or_default() += 1;
    }
    uses
}

/// Connects a sub-module's input directly to the net or literal that it would be assigned.
fn connect(module: &mut Module) {
    let uses = uses(module);
    let ports: HashSet<&str> = module.ports.iter().map(|(_, port)| port.name.as_str()).collect();
    // Used once: by that connection, if it is one at all.
    let direct: HashMap<String, String> = module
        .assignments
        .iter()
        .filter(|(name, text)| {
            PLAIN.is_match(text) && uses.get(name) == Some(&1) && !ports.contains(name.as_str())
        })
        .cloned()
        .collect();
    let mut replaced: HashSet<String> = HashSet::new();
    for (_, net) in module.instances.iter_mut().flat_map(|instance| &mut instance.connections) {
        if let Some(source) = direct.get(net) {
            replaced.insert(std::mem::replace(net, source.clone()));
        }
    }
    module.assignments.retain(|(name, _)| !replaced.contains(name));
    module.signals.retain(|signal| !replaced.contains(&signal.name));
}

/// Drops constants that nothing uses; Rust-HDL repeats the values of an enumeration wherever a
/// signal has it.
fn drop_constants(module: &mut Module) {
    let uses = uses(module);
    module.constants.retain(|(constant, _)| uses.contains_key(&constant.name));
}

/// Says in the name of a sub-module's output that it goes nowhere; linters know that word.
fn mark_unused(module: &mut Module) {
    let uses = uses(module);
    let driven: HashSet<&str> = module.assignments.iter().map(|(name, _)| name.as_str()).collect();
    let unused: HashSet<String> = module
        .signals
        .iter()
        .filter(|s| !s.variable && !driven.contains(s.name.as_str()) && uses.get(&s.name) == Some(&1))
        .map(|signal| signal.name.clone())
        .collect();
    let connections = module.instances.iter_mut().flat_map(|i| i.connections.iter_mut().map(|(_, net)| net));
    let names = module.signals.iter_mut().map(|signal| &mut signal.name).chain(connections);
    names.filter(|name| unused.contains(*name)).for_each(|name| *name = format!("unused_{name}"));
}
