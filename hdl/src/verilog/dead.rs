//! Assignments that are overwritten before anything reads them.

use super::statement::{Statement, Step};

/// Time at which assignments take effect.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// At once (`=`): a later statement reads the new value.
    Blocking,
    /// At the end of the process (`<=`): no statement reads the new value.
    AtTheEdge,
}

/// Removes from a process the assignments that every way through the later statements overwrites.
pub fn remove(steps: &mut Vec<Step>, effect: Effect) {
    for step in steps.iter_mut() {
        inside(&mut step.statement, effect);
    }
    let statements: Vec<&Statement> = steps.iter().map(|step| &step.statement).collect();
    let mut dead = dead(&statements, effect).into_iter();
    steps.retain(|_| !dead.next().unwrap_or_default());
}

fn inside(statement: &mut Statement, effect: Effect) {
    let block = |statements: &mut Vec<Statement>| {
        for statement in statements.iter_mut() {
            inside(statement, effect);
        }
        let all: Vec<&Statement> = statements.iter().collect();
        let mut dead = dead(&all, effect).into_iter();
        statements.retain(|_| !dead.next().unwrap_or_default());
    };
    match statement {
        Statement::Assign { .. } => {}
        Statement::If { then, otherwise, .. } => [then, otherwise].into_iter().for_each(block),
        Statement::Case { branches, .. } => branches.iter_mut().map(|(_, inner)| inner).for_each(block),
    }
}

fn dead(statements: &[&Statement], effect: Effect) -> Vec<bool> {
    (0..statements.len()).map(|index| is_dead(statements, index, effect)).collect()
}

fn is_dead(statements: &[&Statement], index: usize, effect: Effect) -> bool {
    let Statement::Assign { target, .. } = statements[index] else { return false };
    for later in &statements[index + 1..] {
        if effect == Effect::Blocking && later.reads().contains(target.as_str()) {
            return false;
        }
        if later.always_assigns(target) {
            return true;
        }
    }
    false
}
