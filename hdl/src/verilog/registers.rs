//! Flip-flops of Rust-HDL's library, written into the module that owns them.
//!
//! Rust-HDL makes a module of each: `top$fetch$row word(.d(word$d), .q(word$q),
//! .clock(word$clock))`. Here `word` becomes a variable, and what the process assigns to `word$d`
//! is assigned to it at the clock's edge.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::lexer::{literal, value};
use super::module::{Declaration, Module};
use super::statement::{Statement, Step};

/// A flip-flop's width and value at power-up.
#[derive(Clone, Debug)]
pub struct Register {
    bits: usize,
    signed: bool,
    initial: String,
}

static CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^initial begin q = (\d+'h[0-9a-f]+); end always @\(posedge clock\) begin q <= d; end$")
        .expect("a valid expression")
});

/// The modules that are flip-flops and nothing else, by name.
pub fn find(modules: &[Module]) -> HashMap<String, Register> {
    let register = |module: &Module| {
        let code = module.code.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
        let initial = CODE.captures(&code)?[1].to_owned();
        let (_, q) = module.ports.iter().find(|(_, port)| port.name == "q")?;
        let initial =
            value(&initial).filter(|_| q.bits <= 64).map_or(initial, |value| literal(q.bits, value));
        (module.ports.len() == 3).then_some(Register { bits: q.bits, signed: q.signed, initial })
    };
    modules.iter().filter_map(|module| Some((module.name.clone(), register(module)?))).collect()
}

/// Replaces the flip-flops among the instances of a module by variables. Takes their assignments
/// from `steps`, which are left with the combinational ones, and returns those, to be done at the
/// clock's edge.
pub fn inline(
    module: &mut Module,
    steps: &mut Vec<Step>,
    registers: &HashMap<String, Register>,
) -> Vec<Step> {
    let mut found: HashMap<String, Register> = HashMap::new();
    module.instances.retain(|instance| {
        let Some(register) = registers.get(&instance.module) else { return true };
        found.insert(instance.name.clone(), register.clone());
        false
    });
    if found.is_empty() {
        return Vec::new();
    }
    // Rust-HDL gives each its own name for the clock.
    steps.retain(|step| match &step.statement {
        Statement::Assign { target, .. } => {
            target.strip_suffix("$clock").is_none_or(|name| !found.contains_key(name))
        }
        _ => true,
    });
    let register_of = |name: &str, port: &str| {
        name.strip_suffix(port).filter(|register| found.contains_key(*register)).map(str::to_owned)
    };
    let apart = computed_apart(steps, &|name| register_of(name, "$d"));
    let rename = |name: &str| match (register_of(name, "$d"), register_of(name, "$q")) {
        (Some(register), _) if apart.contains(&register) => format!("{register}$next"),
        (Some(register), _) | (_, Some(register)) => register,
        _ => name.to_owned(),
    };
    for step in steps.iter_mut() {
        step.statement.rewrite(&rename);
    }
    module.signals.retain_mut(|signal| {
        let kept = match (register_of(&signal.name, "$d"), register_of(&signal.name, "$clock")) {
            (Some(register), _) => apart.contains(&register),
            (_, clock) => clock.is_none(),
        };
        if let Some(register) = register_of(&signal.name, "$q") {
            signal.variable = true;
            signal.initial = Some(found[&register].initial.clone());
            (signal.bits, signal.signed) = (found[&register].bits, found[&register].signed);
        }
        signal.name = rename(&signal.name);
        kept
    });
    let clocked = |name: &str| found.contains_key(name) && !apart.contains(name);
    let mut at_the_edge = take(steps, &clocked);
    let mut apart: Vec<String> = apart.into_iter().collect();
    apart.sort();
    at_the_edge.extend(apart.into_iter().map(|register| Step {
        stage: None,
        statement: Statement::Assign {
            value: format!("{register}$next"),
            target: register,
            select: String::new(),
        },
    }));
    drop_holds(&mut at_the_edge);
    drop_unread(module, steps, &mut at_the_edge, &found);
    at_the_edge
}

/// The registers whose next value is read, or depends on a variable that is not final when it is
/// read: the process must calculate them in its order.
fn computed_apart(steps: &[Step], register: &dyn Fn(&str) -> Option<String>) -> HashSet<String> {
    let mut last_write: HashMap<&str, usize> = HashMap::new();
    for (index, step) in steps.iter().enumerate() {
        last_write.extend(step.statement.targets().into_iter().map(|target| (target, index)));
    }
    let mut apart = HashSet::new();
    for (index, step) in steps.iter().enumerate() {
        apart.extend(step.statement.reads().into_iter().filter_map(register));
        for target in step.statement.targets() {
            let (Some(register), Some(own)) = (register(target), step.statement.only(&|name| name == target))
            else {
                continue;
            };
            if own.reads().iter().any(|name| last_write.get(name).is_some_and(|last| *last >= index)) {
                apart.insert(register);
            }
        }
    }
    apart
}

/// Takes the assignments to some variables out of the steps.
fn take(steps: &mut Vec<Step>, taken: &dyn Fn(&str) -> bool) -> Vec<Step> {
    let mut out = Vec::new();
    let mut left = Vec::new();
    for step in steps.drain(..) {
        let part =
            |statement: Option<Statement>| statement.map(|statement| Step { stage: step.stage, statement });
        out.extend(part(step.statement.only(taken)));
        left.extend(part(step.statement.only(&|name| !taken(name))));
    }
    *steps = left;
    out
}

/// Drops the first assignment of a variable if it is to itself: without one it keeps its value as
/// well.
fn drop_holds(steps: &mut Vec<Step>) {
    let mut assigned: HashSet<String> = HashSet::new();
    steps.retain(|step| {
        let first = match &step.statement {
            Statement::Assign { target, value, .. } => value == target && !assigned.contains(target),
            _ => false,
        };
        assigned.extend(step.statement.targets().into_iter().map(str::to_owned));
        !first
    });
}

/// Drops the registers that nothing reads but themselves.
fn drop_unread(
    module: &mut Module,
    steps: &mut Vec<Step>,
    at_the_edge: &mut Vec<Step>,
    registers: &HashMap<String, Register>,
) {
    loop {
        let mut read: HashSet<String> = HashSet::new();
        for step in steps.iter().chain(at_the_edge.iter()) {
            for target in step.statement.targets() {
                let own = step.statement.only(&|name| name == target);
                let reads =
                    own.iter().flat_map(|own| own.reads().into_iter().map(str::to_owned)).collect::<Vec<_>>();
                read.extend(reads.into_iter().filter(|name| name != target));
            }
        }
        let unread: HashSet<&str> =
            registers.keys().map(String::as_str).filter(|name| !read.contains(*name)).collect();
        let gone = |name: &str| {
            unread.contains(name)
                || name.strip_suffix("$next").is_some_and(|register| unread.contains(register))
        };
        let before = module.signals.len();
        module.signals.retain(|signal: &Declaration| !gone(&signal.name));
        if module.signals.len() == before {
            return;
        }
        take(steps, &gone);
        take(at_the_edge, &gone);
    }
}
