//! A syntax tree of the Verilog that this project writes: enough of the language for
//! [`super::unsound`].

/// Something at a line.
#[derive(Clone, Debug)]
pub struct At<T> {
    /// The line, from 1.
    pub line: usize,
    /// The item.
    pub what: T,
}

/// An expression.
#[derive(Clone, Debug)]
pub enum Expression {
    /// A name, perhaps with an index or a slice.
    Name(String, Option<Box<Select>>),
    /// A number: its size if it has one, whether it is signed, its value if it is known.
    Number { bits: Option<usize>, signed: bool, value: Option<u64> },
    /// A string.
    Text,
    /// A system function.
    Call(String, Vec<Expression>),
    /// A prefix operator.
    Unary(String, Box<Expression>),
    /// An infix operator.
    Binary(String, Box<Expression>, Box<Expression>),
    /// Condition, consequence, alternative.
    Choice(Box<Expression>, Box<Expression>, Box<Expression>),
    /// Parts side by side.
    Concatenation(Vec<Expression>),
    /// Count, and the repeated expression.
    Replication(Box<Expression>, Box<Expression>),
    /// Something in parentheses.
    Parentheses(Box<Expression>),
}

/// An index or a slice.
#[derive(Clone, Debug)]
pub enum Select {
    /// One element.
    Index(Expression),
    /// Both bounds; for `+:`, the base and the width.
    Slice { first: Expression, second: Expression, indexed: bool },
}

/// A statement.
#[derive(Clone, Debug)]
pub enum Statement {
    /// Statements in order.
    Block(Vec<At<Statement>>),
    /// Condition, consequence, alternative.
    If(Expression, Box<At<Statement>>, Option<Box<At<Statement>>>),
    /// Selector, labels and statements; no labels for the default.
    Case(Expression, Vec<(Vec<Expression>, At<Statement>)>),
    /// Target and value.
    Assign(Expression, Expression),
    /// Initial assignment, condition, step, body.
    For(Box<At<Statement>>, Expression, Box<At<Statement>>, Box<At<Statement>>),
    /// A system task.
    Call(String, Vec<Expression>),
}

/// A declared name.
#[derive(Clone, Debug)]
pub struct Declared {
    /// The name.
    pub name: String,
    /// Its kind.
    pub kind: Class,
    /// Its width, or that of a word, if its range is a literal one.
    pub bits: Option<usize>,
    /// True if a range is written.
    pub ranged: bool,
    /// True if it is signed.
    pub signed: bool,
    /// Its value, or its driver.
    pub value: Option<Expression>,
}

/// Classes of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A port.
    Port,
    /// A `parameter` or `localparam`.
    Constant,
    /// A `wire` or a `reg`.
    Signal,
    /// An array of words.
    Memory,
    /// An `integer` or a `genvar`.
    Counter,
}

/// An item of a module.
#[derive(Clone, Debug)]
pub enum Item {
    /// Declarations.
    Declare(Vec<Declared>),
    /// A continuous assignment.
    Assign(Expression, Expression),
    /// A process; the names of its clocks, or none for `@(*)`.
    Always(Vec<String>, At<Statement>),
    /// Executed once.
    Initial(At<Statement>),
    /// Module, name, parameters and connections.
    Instance(String, String, Vec<(String, Option<Expression>)>, Vec<(String, Option<Expression>)>),
    /// A named group of items.
    Group(Vec<At<Item>>),
}

/// A module.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its name.
    pub name: String,
    /// Its items, ports first.
    pub items: Vec<At<Item>>,
}

/// Value of a literal, perhaps in parentheses.
pub fn literal(expression: &Expression) -> Option<u64> {
    match expression {
        Expression::Number { value, .. } => *value,
        Expression::Parentheses(inner) => literal(inner),
        _ => None,
    }
}
