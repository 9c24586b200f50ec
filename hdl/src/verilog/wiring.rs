//! From one great process to continuous assignments, small processes and direct connections.
//!
//! Rust-HDL writes a block's whole `update` as one `always @(*)`, clocks included. It runs as a
//! whole whenever anything changes, and a value that leaves it for a sub-module and comes back
//! looks like a loop. In Icarus it can be one: two such processes that pass through their defaults
//! each time they run trigger each other forever.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::Error;
use super::dead::{self, Effect};
use super::lexer::words;
use super::module::{Action, Item, Module};
use super::registers::{self, Register};
use super::statement::{self, Statement, Step};

/// A name or a literal.
static PLAIN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:[A-Za-z_][\w$]*|\d+'[bh][0-9a-f]+)$").expect("a valid expression"));
/// A name.
static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[A-Za-z_][\w$]*$").expect("a valid expression"));

/// The only clock of a module with flip-flops.
const CLOCK: &str = "clock";

/// Splits the process, writes flip-flops into it, connects sub-modules directly, and drops what
/// nothing uses.
///
/// # Errors
/// The process has lines that Rust-HDL does not write.
pub fn simplify(module: &mut Module, registers: &HashMap<String, Register>) -> Result<(), Error> {
    let (mut steps, stages) = statement::parse(&std::mem::take(&mut module.process))
        .ok_or_else(|| Error::Process { module: module.name.clone() })?;
    module.stages = stages;
    let mut at_the_edge = registers::inline(module, &mut steps, registers);
    dead::remove(&mut steps, Effect::Blocking);
    dead::remove(&mut at_the_edge, Effect::AtTheEdge);
    split(module, &steps, &at_the_edge);
    connect_inputs(module);
    connect_outputs(module);
    drop_constants(module);
    mark_unused(module);
    Ok(())
}

/// Groups of steps that write the same variables or, where a later step writes what an earlier one
/// reads, need each other's order. Each is the indices of its steps.
fn groups(steps: &[Step], blocking: bool) -> Vec<Vec<usize>> {
    let mut writers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, step) in steps.iter().enumerate() {
        for name in step.statement.targets() {
            writers.entry(name).or_default().push(index);
        }
    }
    let mut group: Vec<usize> = (0..steps.len()).collect();
    let mut join = |one: usize, other: usize| {
        let (from, to) = (group[one].max(group[other]), group[one].min(group[other]));
        group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
    };
    for indices in writers.values() {
        indices.windows(2).for_each(|pair| join(pair[0], pair[1]));
    }
    for (index, step) in steps.iter().enumerate().filter(|_| blocking) {
        for indices in step.statement.reads().into_iter().filter_map(|name| writers.get(name)) {
            if indices.last().is_some_and(|last| *last >= index) {
                join(index, indices[0]);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, group) in group.into_iter().enumerate() {
        groups.entry(group).or_default().push(index);
    }
    groups.into_values().collect()
}

/// Splits the process into groups of statements that need each other's order.
///
/// Of the combinational steps, what is left apart reads nets and final values only, so it may as
/// well run by itself, whenever they change. A group of one plain assignment becomes a continuous
/// assignment. Steps at the edge need no order among each other; those of one stage that have no
/// condition share a process.
fn split(module: &mut Module, steps: &[Step], at_the_edge: &[Step]) {
    let mut items: Vec<Item> = Vec::new();
    let statements = |steps: &[Step], group: &[usize]| -> Vec<Statement> {
        group.iter().map(|index| steps[*index].statement.clone()).collect()
    };
    for group in groups(steps, true) {
        let action = match &steps[group[0]].statement {
            Statement::Assign { target, select, value } if group.len() == 1 && select.is_empty() => {
                let ports = module.ports.iter_mut().map(|(_, port)| port);
                let targets = ports.chain(&mut module.signals).filter(|d| d.name == *target);
                targets.for_each(|d| d.variable = false);
                Action::Assign(target.clone(), value.clone())
            }
            _ => Action::Combinational(statements(steps, &group)),
        };
        items.push(Item { stage: stage(steps, &group), action });
    }
    let mut plain: BTreeMap<Option<usize>, Vec<Statement>> = BTreeMap::new();
    for group in groups(at_the_edge, false) {
        let stage = stage(at_the_edge, &group);
        let statements = statements(at_the_edge, &group);
        if statements.iter().all(|statement| matches!(statement, Statement::Assign { .. })) {
            plain.entry(stage).or_default().extend(statements);
        } else {
            items.push(Item { stage, action: Action::Clocked(CLOCK.into(), statements) });
        }
    }
    items.extend(
        plain.into_iter().map(|(stage, all)| Item { stage, action: Action::Clocked(CLOCK.into(), all) }),
    );
    items.sort_by_key(|item| item.stage);
    module.items = declared_before_use(module, items);
}

/// The stage of a group: of the first step that does more than give a default, or of the first.
fn stage(steps: &[Step], group: &[usize]) -> Option<usize> {
    let deciding = group.iter().find(|index| !matches!(steps[**index].statement, Statement::Assign { .. }));
    steps[*deciding.unwrap_or(&group[0])].stage
}

/// Moves items behind the continuous assignments that declare what they read.
fn declared_before_use(module: &Module, items: Vec<Item>) -> Vec<Item> {
    let ports: HashSet<&str> = module.ports.iter().map(|(_, port)| port.name.as_str()).collect();
    let mut missing: HashSet<String> = items
        .iter()
        .filter_map(|item| match &item.action {
            Action::Assign(name, _) if !ports.contains(name.as_str()) => Some(name.clone()),
            _ => None,
        })
        .collect();
    let mut waiting = items;
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        // Each round takes the first that can stand next; if none can, which would be a loop, the
        // first.
        let free = |item: &Item| !reads(&item.action).iter().any(|name| missing.contains(name));
        let next = waiting.iter().position(free).unwrap_or_default();
        let item = waiting.remove(next);
        if let Action::Assign(name, _) = &item.action {
            missing.remove(name);
        }
        ordered.push(item);
    }
    ordered
}

/// The names that an action reads, each as often as it stands there.
fn reads(action: &Action) -> Vec<String> {
    match action {
        Action::Assign(_, value) => words(value).map(str::to_owned).collect(),
        Action::Combinational(statements) | Action::Clocked(_, statements) => {
            statements.iter().flat_map(|statement| statement.reads().into_iter().map(str::to_owned)).collect()
        }
    }
}

/// Number of times that each word is read or connected.
fn uses(module: &Module) -> HashMap<String, usize> {
    let mut uses: HashMap<String, usize> = HashMap::new();
    let read = module.items.iter().flat_map(|item| reads(&item.action));
    let texts =
        module.instances.iter().flat_map(|i| i.connections.iter().map(|(_, net)| net)).chain(&module.code);
    let connected = texts.flat_map(|text| words(text)).map(str::to_owned);
    for word in read.chain(connected) {
        *uses.entry(word).or_default() += 1;
    }
    uses
}

/// Connects a sub-module's input directly to the net or literal that it would be assigned.
fn connect_inputs(module: &mut Module) {
    let uses = uses(module);
    let ports: HashSet<&str> = module.ports.iter().map(|(_, port)| port.name.as_str()).collect();
    // Used once: by that connection, if it is one at all.
    let direct: HashMap<String, (Option<usize>, String)> = module
        .items
        .iter()
        .filter_map(|item| match &item.action {
            Action::Assign(name, text)
                if PLAIN.is_match(text) && uses.get(name) == Some(&1) && !ports.contains(name.as_str()) =>
            {
                Some((name.clone(), (item.stage, text.clone())))
            }
            _ => None,
        })
        .collect();
    let mut replaced: HashSet<String> = HashSet::new();
    for instance in &mut module.instances {
        for (_, net) in &mut instance.connections {
            if let Some((stage, source)) = direct.get(net) {
                replaced.insert(std::mem::replace(net, source.clone()));
                instance.stage = instance.stage.or(*stage);
            }
        }
    }
    module.items.retain(|item| !matches!(&item.action, Action::Assign(name, _) if replaced.contains(name)));
    module.signals.retain(|signal| !replaced.contains(&signal.name));
}

/// Connects a sub-module's output directly to the port or net that it alone is assigned to.
fn connect_outputs(module: &mut Module) {
    let uses = uses(module);
    let mut outputs: HashMap<String, String> = HashMap::new();
    let assigned: HashSet<&str> = module
        .items
        .iter()
        .filter_map(|item| match &item.action {
            Action::Assign(name, _) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    for item in &module.items {
        if let Action::Assign(name, source) = &item.action
            && NAME.is_match(source)
            && uses.get(source) == Some(&2)
            && !assigned.contains(source.as_str())
            && module.signals.iter().any(|signal| signal.name == *source && !signal.variable)
        {
            outputs.insert(source.clone(), name.clone());
        }
    }
    let mut replaced: HashSet<String> = HashSet::new();
    for (_, net) in module.instances.iter_mut().flat_map(|instance| &mut instance.connections) {
        if let Some(name) = outputs.get(net) {
            replaced.insert(name.clone());
            net.clone_from(name);
        }
    }
    module.items.retain(|item| !matches!(&item.action, Action::Assign(name, _) if replaced.contains(name)));
    module.signals.retain(|signal| outputs.get(&signal.name).is_none_or(|name| !replaced.contains(name)));
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
    let driven: HashSet<&str> = module
        .items
        .iter()
        .filter_map(|item| match &item.action {
            Action::Assign(name, _) => Some(name.as_str()),
            _ => None,
        })
        .collect();
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
