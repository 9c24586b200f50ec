//! Kernels of blocks as constants, and Rust-HDL's syntax tree made from them.
//!
//! `#[hdl_gen]` of `spindle-hdl-macros` writes the constants. Widths and loop bounds may depend on
//! the block, so a constant names them by their index in a list that the block fills in.

use rust_hdl::prelude::Verilog;
use rust_hdl::prelude::ast::{
    VerilogBlock, VerilogBlockOrConditional, VerilogCase, VerilogConditional, VerilogExpression, VerilogLoop,
    VerilogMatch, VerilogOp, VerilogOpUnary, VerilogStatement,
};

/// A value that a kernel reads.
pub(crate) enum Expression {
    Signal(&'static str),
    Number(i32),
    Truth(bool),
    Paren(&'static Self),
    Unary(VerilogOpUnary, &'static Self),
    Binary(&'static Self, VerilogOp, &'static Self),
    /// Its width.
    Cast(&'static Self, usize),
    /// Its width, and its lowest bit.
    Slice(&'static Self, usize, &'static Self),
    Index(&'static Self, &'static Self),
}

/// A statement of a kernel.
pub(crate) enum Statement {
    Assign(&'static str, Expression),
    If(Expression, &'static [Self], Otherwise),
    Match(Expression, &'static [(&'static str, &'static [Self])]),
    /// The index, its first value and the end of its values.
    Loop(&'static str, usize, usize, &'static [Self]),
    /// A comment that the Verilog carries on.
    Comment(&'static str),
    /// The clock, and flip-flops that it drives and that keep their value.
    Registers(&'static str, &'static [&'static str]),
}

/// The other branch of a condition.
pub(crate) enum Otherwise {
    Nothing,
    Block(&'static [Statement]),
    If(&'static Statement),
}

/// The syntax tree of `kernel`, with `numbers` in it.
pub(crate) fn verilog(kernel: &[Statement], numbers: &[usize]) -> Verilog {
    Verilog::Combinatorial(Tree { numbers }.block(kernel))
}

struct Tree<'a> {
    numbers: &'a [usize],
}

impl Tree<'_> {
    fn block(&self, statements: &[Statement]) -> VerilogBlock {
        statements.iter().map(|statement| self.statement(statement)).collect()
    }

    fn statement(&self, statement: &Statement) -> VerilogStatement {
        match statement {
            Statement::Assign(target, value) => {
                VerilogStatement::Assignment(signal(target), self.value(value))
            }
            Statement::If(test, then, otherwise) => VerilogStatement::If(VerilogConditional {
                test: self.value(test),
                then: self.block(then),
                otherwise: match otherwise {
                    Otherwise::Nothing => VerilogBlockOrConditional::None,
                    Otherwise::Block(block) => VerilogBlockOrConditional::Block(self.block(block)),
                    Otherwise::If(other) => {
                        VerilogBlockOrConditional::Conditional(Box::new(self.statement(other)))
                    }
                },
            }),
            Statement::Match(value, cases) => VerilogStatement::Match(VerilogMatch {
                test: self.value(value),
                cases: cases
                    .iter()
                    .map(|(pattern, block)| VerilogCase {
                        condition: (*pattern).to_owned(),
                        block: self.block(block),
                    })
                    .collect(),
            }),
            Statement::Loop(index, from, to, block) => VerilogStatement::Loop(VerilogLoop {
                index: (*index).to_owned(),
                from: self.numbers[*from].into(),
                to: self.numbers[*to].into(),
                block: self.block(block),
            }),
            Statement::Comment(text) => VerilogStatement::Comment((*text).to_owned()),
            Statement::Registers(clock, registers) => {
                let assign = |pin: String, from: String| {
                    VerilogStatement::Assignment(
                        VerilogExpression::Signal(pin),
                        VerilogExpression::Signal(from),
                    )
                };
                let clocks =
                    registers.iter().map(|name| assign(format!("{name}$clock$next"), (*clock).to_owned()));
                let values =
                    registers.iter().map(|name| assign(format!("{name}$d$next"), format!("{name}$q")));
                VerilogStatement::Macro(clocks.chain(values).collect())
            }
        }
    }

    fn value(&self, value: &Expression) -> VerilogExpression {
        let boxed = |inner: &Expression| Box::new(self.value(inner));
        match value {
            Expression::Signal(name) => signal(name),
            Expression::Number(number) => VerilogExpression::Literal((*number).into()),
            Expression::Truth(truth) => VerilogExpression::Literal((*truth).into()),
            Expression::Paren(inner) => VerilogExpression::Paren(boxed(inner)),
            Expression::Unary(operator, inner) => VerilogExpression::Unary(operator.clone(), boxed(inner)),
            Expression::Binary(left, operator, right) => {
                VerilogExpression::Binary(boxed(left), operator.clone(), boxed(right))
            }
            Expression::Cast(inner, width) => VerilogExpression::Cast(boxed(inner), self.numbers[*width]),
            Expression::Slice(inner, width, offset) => {
                VerilogExpression::Slice(boxed(inner), self.numbers[*width], boxed(offset))
            }
            Expression::Index(inner, index) => VerilogExpression::Index(boxed(inner), boxed(index)),
        }
    }
}

fn signal(name: &str) -> VerilogExpression {
    VerilogExpression::Signal(name.to_owned())
}
