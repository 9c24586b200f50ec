//! Reads and writes of expressions and statements.

use std::collections::HashSet;

use super::syntax::{At, Expression, Select, Statement};

/// The names in an expression.
pub fn reads(expression: &Expression) -> Vec<&str> {
    let mut names = Vec::new();
    expression_reads(expression, &mut names);
    names
}

fn expression_reads<'a>(expression: &'a Expression, names: &mut Vec<&'a str>) {
    match expression {
        Expression::Name(name, select) => {
            names.push(name);
            match select.as_deref() {
                Some(Select::Index(index)) => expression_reads(index, names),
                Some(Select::Slice { first, second, .. }) => {
                    expression_reads(first, names);
                    expression_reads(second, names);
                }
                None => {}
            }
        }
        Expression::Number { .. } | Expression::Text => {}
        Expression::Call(_, parts) | Expression::Concatenation(parts) => {
            for part in parts {
                expression_reads(part, names);
            }
        }
        Expression::Unary(_, inner) | Expression::Parentheses(inner) => expression_reads(inner, names),
        Expression::Binary(_, left, right) | Expression::Replication(left, right) => {
            expression_reads(left, names);
            expression_reads(right, names);
        }
        Expression::Choice(condition, then, otherwise) => {
            for part in [condition, then, otherwise] {
                expression_reads(part, names);
            }
        }
    }
}

/// Names that a statement reads: values, conditions, selectors, indices.
pub fn statement_reads<'a>(statement: &'a At<Statement>, names: &mut Vec<&'a str>) {
    match &statement.what {
        Statement::Block(statements) => {
            for statement in statements {
                statement_reads(statement, names);
            }
        }
        Statement::If(condition, then, otherwise) => {
            expression_reads(condition, names);
            statement_reads(then, names);
            if let Some(statement) = otherwise {
                statement_reads(statement, names);
            }
        }
        Statement::Case(selector, branches) => {
            expression_reads(selector, names);
            for (_, statement) in branches {
                statement_reads(statement, names);
            }
        }
        Statement::Assign(target, value) => {
            expression_reads(value, names);
            if let Expression::Name(_, Some(_)) = target {
                names.extend(reads(target).into_iter().skip(1));
            }
        }
        Statement::For(first, condition, step, body) => {
            expression_reads(condition, names);
            for statement in [first, step, body] {
                statement_reads(statement, names);
            }
        }
        Statement::Call(_, arguments) => {
            for argument in arguments {
                expression_reads(argument, names);
            }
        }
    }
}

/// Names that a statement assigns, in whole or in part; a memory that a task loads counts.
pub fn targets(statement: &At<Statement>) -> HashSet<String> {
    match &statement.what {
        Statement::Block(statements) => statements.iter().flat_map(targets).collect(),
        Statement::If(_, then, otherwise) => targets(then)
            .into_iter()
            .chain(otherwise.iter().flat_map(|statement| targets(statement)))
            .collect(),
        Statement::Case(_, branches) => {
            branches.iter().flat_map(|(_, statement)| targets(statement)).collect()
        }
        Statement::Assign(target, _) => match target {
            Expression::Name(name, _) => HashSet::from([name.clone()]),
            other => reads(other).into_iter().map(str::to_owned).collect(),
        },
        Statement::For(_, _, _, body) => targets(body),
        Statement::Call(name, arguments) if name.starts_with("$readmem") => {
            arguments.iter().skip(1).flat_map(reads).map(str::to_owned).collect()
        }
        Statement::Call(..) => HashSet::new(),
    }
}

/// The variables that an assignment to this target sets as a whole.
pub fn whole_targets(target: &Expression) -> Vec<String> {
    match target {
        Expression::Name(name, None) => vec![name.clone()],
        Expression::Concatenation(parts) => parts.iter().flat_map(whole_targets).collect(),
        _ => Vec::new(),
    }
}
