//! Width and sign of expressions by Verilog's rules, and where they differ from Rust's.

use std::collections::HashMap;

use super::syntax::{Class, Declared, Expression, Select, literal};
use super::unsound::Form;

/// Width and sign of an expression by itself.
#[derive(Clone, Copy, Debug)]
struct Type {
    /// Width, if it is known.
    bits: Option<usize>,
    /// Sign; `None` for a plain decimal number, which takes the sign of its neighbour without harm.
    signed: Option<bool>,
}

const BIT: Type = Type { bits: Some(1), signed: Some(false) };

/// Declarations of a module by name.
pub type Scope<'a> = HashMap<&'a str, &'a Declared>;

/// Finds the unsound forms of one expression, which is assigned to `target` if there is one.
pub struct Arithmetic<'a> {
    scope: &'a Scope<'a>,
    found: Vec<(Form, String)>,
}

impl<'a> Arithmetic<'a> {
    /// Looks at an expression by itself.
    pub fn alone(scope: &'a Scope<'a>, expression: &Expression) -> Vec<(Form, String)> {
        Self::within(scope, expression, None)
    }

    /// Looks at an expression that is assigned to `target`.
    pub fn assigned(
        scope: &'a Scope<'a>,
        target: &Expression,
        expression: &Expression,
    ) -> Vec<(Form, String)> {
        let reader = Self { scope, found: Vec::new() };
        let bits = reader.kind(target).bits;
        Self::within(scope, expression, bits)
    }

    fn within(scope: &'a Scope<'a>, expression: &Expression, bits: Option<usize>) -> Vec<(Form, String)> {
        let mut reader = Self { scope, found: Vec::new() };
        let context = wider(bits, reader.kind(expression).bits);
        reader.visit(expression, context);
        reader.found
    }

    /// Width of an expression by itself.
    pub fn width(scope: &'a Scope<'a>, expression: &Expression) -> Option<usize> {
        Self { scope, found: Vec::new() }.kind(expression).bits
    }

    fn kind(&self, expression: &Expression) -> Type {
        match expression {
            Expression::Name(name, select) => self.named(name, select.as_deref()),
            Expression::Number { bits: None, .. } => Type { bits: Some(32), signed: None },
            Expression::Number { bits, signed, .. } => Type { bits: *bits, signed: Some(*signed) },
            Expression::Text => Type { bits: None, signed: Some(false) },
            Expression::Call(name, arguments) => match (name.as_str(), arguments.first()) {
                ("$signed" | "$unsigned", Some(argument)) => {
                    Type { bits: self.kind(argument).bits, signed: Some(name == "$signed") }
                }
                _ => Type { bits: None, signed: Some(false) },
            },
            Expression::Unary(operator, inner) => match operator.as_str() {
                "~" | "-" | "+" => self.kind(inner),
                _ => BIT,
            },
            Expression::Binary(operator, left, right) => match class(operator) {
                Operator::Comparison | Operator::Logical => BIT,
                Operator::Shift => self.kind(left),
                Operator::Growing | Operator::Plain => both(self.kind(left), self.kind(right)),
            },
            Expression::Choice(_, then, otherwise) => both(self.kind(then), self.kind(otherwise)),
            Expression::Concatenation(parts) => {
                let bits = parts.iter().map(|part| self.kind(part).bits).sum();
                Type { bits, signed: Some(false) }
            }
            Expression::Replication(count, inner) => {
                let bits =
                    literal(count).zip(self.kind(inner).bits).map(|(count, bits)| count as usize * bits);
                Type { bits, signed: Some(false) }
            }
            Expression::Parentheses(inner) => self.kind(inner),
        }
    }

    fn named(&self, name: &str, select: Option<&Select>) -> Type {
        let Some(declared) = self.scope.get(name) else { return Type { bits: None, signed: Some(false) } };
        let whole = Type { bits: declared.bits, signed: Some(declared.signed) };
        match select {
            None if declared.kind == Class::Counter => Type { signed: None, ..whole },
            None => whole,
            Some(Select::Index(_)) if declared.kind == Class::Memory => whole,
            Some(Select::Index(_)) => BIT,
            Some(Select::Slice { second, indexed: true, .. }) => {
                Type { bits: literal(second).map(|bits| bits as usize), signed: Some(false) }
            }
            Some(Select::Slice { first, second, .. }) => {
                let bits = literal(first)
                    .zip(literal(second))
                    .map(|(last, first)| last.abs_diff(first) as usize + 1);
                Type { bits, signed: Some(false) }
            }
        }
    }

    /// Visits an expression whose surroundings are `context` bits wide.
    fn visit(&mut self, expression: &Expression, context: Option<usize>) {
        match expression {
            Expression::Name(_, Some(select)) => match select.as_ref() {
                Select::Index(index) => self.by_itself(index),
                Select::Slice { first, second, .. } => {
                    self.by_itself(first);
                    self.by_itself(second);
                }
            },
            Expression::Name(_, None) | Expression::Number { .. } | Expression::Text => {}
            Expression::Call(name, arguments) => {
                if matches!(name.as_str(), "$signed" | "$unsigned") && !arguments.iter().all(has_own_width) {
                    self.found.push((Form::CastOfExpression, format!("argument of {name}")));
                }
                for argument in arguments {
                    self.by_itself(argument);
                }
            }
            Expression::Unary(operator, inner) => match operator.as_str() {
                "~" | "-" => {
                    self.refuse_growth(operator, self.kind(inner).bits, context);
                    self.visit(inner, context);
                }
                "+" => self.visit(inner, context),
                _ => self.by_itself(inner),
            },
            Expression::Binary(operator, left, right) => self.visit_binary(operator, left, right, context),
            Expression::Choice(condition, then, otherwise) => {
                self.refuse_mixture("?:", then, otherwise);
                self.by_itself(condition);
                self.visit(then, context);
                self.visit(otherwise, context);
            }
            Expression::Concatenation(parts) => {
                for part in parts {
                    self.by_itself(part);
                }
            }
            Expression::Replication(count, inner) => {
                self.by_itself(count);
                self.by_itself(inner);
            }
            Expression::Parentheses(inner) => self.visit(inner, context),
        }
    }

    fn visit_binary(
        &mut self,
        operator: &str,
        left: &Expression,
        right: &Expression,
        context: Option<usize>,
    ) {
        let (l, r) = (self.kind(left), self.kind(right));
        let class = class(operator);
        let is_comparison = |side: &Expression| matches!(side, Expression::Binary(inner, ..) if self::class(inner) == Operator::Comparison);
        if matches!(operator, "&" | "|" | "^" | "~^") && (is_comparison(left) || is_comparison(right)) {
            self.found
                .push((Form::Precedence, format!("`{operator}` beside a comparison without parentheses")));
        }
        match class {
            Operator::Logical => {
                self.by_itself(left);
                self.by_itself(right);
            }
            Operator::Shift => {
                if operator == ">>>" && l.signed == Some(false) {
                    self.found
                        .push((Form::UnsignedArithmeticShift, "`>>>` of an unsigned number".to_owned()));
                }
                if operator.starts_with("<<") {
                    self.refuse_growth(operator, l.bits, context);
                }
                self.visit(left, context);
                self.by_itself(right);
            }
            Operator::Comparison => {
                self.refuse_mixture(operator, left, right);
                let context = wider(l.bits, r.bits);
                self.visit(left, context);
                self.visit(right, context);
            }
            Operator::Growing | Operator::Plain => {
                self.refuse_mixture(operator, left, right);
                if class == Operator::Growing {
                    self.refuse_growth(operator, both(l, r).bits, context);
                }
                self.visit(left, context);
                self.visit(right, context);
            }
        }
    }

    fn by_itself(&mut self, expression: &Expression) {
        let context = self.kind(expression).bits;
        self.visit(expression, context);
    }

    fn refuse_growth(&mut self, operator: &str, own: Option<usize>, context: Option<usize>) {
        if let (Some(own), Some(context)) = (own, context)
            && own < context
        {
            self.found
                .push((Form::Widening, format!("`{operator}` of {own} bits is computed with {context}")));
        }
    }

    fn refuse_mixture(&mut self, operator: &str, left: &Expression, right: &Expression) {
        if let (Some(l), Some(r)) = (self.kind(left).signed, self.kind(right).signed)
            && l != r
        {
            self.found.push((Form::MixedSigns, format!("`{operator}` of a signed and an unsigned number")));
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    /// The result may need more bits than the operands.
    Growing,
    Plain,
    Shift,
    Comparison,
    Logical,
}

fn class(operator: &str) -> Operator {
    match operator {
        "+" | "-" | "*" => Operator::Growing,
        "<<" | ">>" | "<<<" | ">>>" => Operator::Shift,
        "<" | "<=" | ">" | ">=" | "==" | "!=" | "===" | "!==" => Operator::Comparison,
        "&&" | "||" => Operator::Logical,
        _ => Operator::Plain,
    }
}

fn wider(one: Option<usize>, other: Option<usize>) -> Option<usize> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    }
}

fn both(left: Type, right: Type) -> Type {
    let signed = match (left.signed, right.signed) {
        (Some(l), Some(r)) => Some(l && r),
        (l, r) => l.or(r),
    };
    Type { bits: left.bits.zip(right.bits).map(|(l, r)| l.max(r)), signed }
}

/// True if an expression is self-determined in width.
fn has_own_width(expression: &Expression) -> bool {
    match expression {
        Expression::Name(..)
        | Expression::Number { .. }
        | Expression::Concatenation(_)
        | Expression::Replication(..)
        | Expression::Call(..) => true,
        Expression::Parentheses(inner) => has_own_width(inner),
        _ => false,
    }
}
