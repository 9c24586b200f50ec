//! A parser of the Verilog that this project writes.

use super::lexer::{Token, TokenKind, size, tokens, value};
use super::syntax::{At, Class, Declared, Expression, Item, Module, Select, Statement, literal};

/// A place where the text is not understood.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// The line, from 1.
    pub line: usize,
    /// The token found, and the expected one.
    pub detail: String,
}

/// Infix operators, from the loosest.
const PRECEDENCE: [&[&str]; 10] = [
    &["||"],
    &["&&"],
    &["|"],
    &["^", "~^"],
    &["&"],
    &["==", "!=", "===", "!=="],
    &["<", "<=", ">", ">="],
    &["<<", ">>", "<<<", ">>>"],
    &["+", "-"],
    &["*", "/", "%"],
];

type Parsed<T> = Result<T, Unknown>;

/// Reads the modules of a text.
pub fn parse(text: &str) -> Parsed<Vec<Module>> {
    let mut parser = Parser { tokens: tokens(text), position: 0 };
    let mut modules = Vec::new();
    while parser.position < parser.tokens.len() {
        modules.push(parser.module()?);
    }
    Ok(modules)
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    position: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> &'a str {
        self.tokens.get(self.position).map_or("", |token| token.text)
    }
    fn kind(&self) -> Option<TokenKind> {
        self.tokens.get(self.position).map(|token| token.kind)
    }
    fn line(&self) -> usize {
        self.tokens.get(self.position).or(self.tokens.last()).map_or(0, |token| token.line)
    }
    fn unknown<T>(&self, wanted: &str) -> Parsed<T> {
        Err(Unknown { line: self.line(), detail: format!("`{}` where {wanted} was expected", self.peek()) })
    }
    fn take(&mut self, text: &str) -> bool {
        let found = self.peek() == text && self.kind() != Some(TokenKind::Text);
        self.position += usize::from(found);
        found
    }
    fn expect(&mut self, text: &str) -> Parsed<()> {
        if self.take(text) { Ok(()) } else { self.unknown(&format!("`{text}`")) }
    }
    fn word(&mut self) -> Parsed<String> {
        match self.kind() {
            Some(TokenKind::Word) => {
                self.position += 1;
                Ok(self.tokens[self.position - 1].text.to_owned())
            }
            _ => self.unknown("a name"),
        }
    }
    /// Entries between commas, up to `end`.
    fn list<T>(&mut self, end: &str, mut entry: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut entries = Vec::new();
        while !self.take(end) {
            if !entries.is_empty() {
                self.expect(",")?;
            }
            entries.push(entry(self)?);
        }
        Ok(entries)
    }

    fn module(&mut self) -> Parsed<Module> {
        self.expect("module")?;
        let name = self.word()?;
        let mut items = Vec::new();
        let line = self.line();
        if self.take("#") {
            self.expect("(")?;
            let parameters = self.list(")", |p| {
                p.expect("parameter")?;
                p.declared(Class::Constant)
            })?;
            items.push(At { line, what: Item::Declare(parameters) });
        }
        self.expect("(")?;
        let ports = self.list(")", |p| {
            if !(p.take("input") || p.take("output")) {
                return p.unknown("`input` or `output`");
            }
            let _ = p.take("wire") || p.take("reg");
            p.declared(Class::Port)
        })?;
        items.push(At { line, what: Item::Declare(ports) });
        self.expect(";")?;
        while !self.take("endmodule") {
            items.push(self.item()?);
        }
        Ok(Module { name, items })
    }

    /// `signed [7:0] name [0:99] = value`
    fn declared(&mut self, kind: Class) -> Parsed<Declared> {
        let signed = self.take("signed") || kind == Class::Counter;
        let mut bits = if kind == Class::Counter { Some(32) } else { Some(1) };
        let ranged = self.take("[");
        if ranged {
            bits = self.range()?;
        } else if kind == Class::Constant {
            bits = None;
        }
        let name = self.word()?;
        let mut kind = kind;
        if self.take("[") {
            self.range()?;
            kind = Class::Memory;
        }
        let value = if self.take("=") { Some(self.expression()?) } else { None };
        if kind == Class::Constant && bits.is_none() {
            bits = value.as_ref().and_then(|value| match value {
                Expression::Number { bits, .. } => *bits,
                _ => None,
            });
        }
        Ok(Declared { name, kind, bits, ranged, signed, value })
    }

    fn range(&mut self) -> Parsed<Option<usize>> {
        let last = self.expression()?;
        self.expect(":")?;
        let first = self.expression()?;
        self.expect("]")?;
        Ok(literal(&last).zip(literal(&first)).map(|(last, first)| last.abs_diff(first) as usize + 1))
    }

    fn item(&mut self) -> Parsed<At<Item>> {
        let line = self.line();
        let class = match self.peek() {
            "wire" | "reg" => Some(Class::Signal),
            "localparam" => Some(Class::Constant),
            "integer" | "genvar" => Some(Class::Counter),
            _ => None,
        };
        let what = if let Some(class) = class {
            self.position += 1;
            Item::Declare(self.list(";", |p| p.declared(class))?)
        } else if self.take("assign") {
            let target = self.primary()?;
            self.expect("=")?;
            let value = self.expression()?;
            self.expect(";")?;
            Item::Assign(target, value)
        } else if self.take("always") {
            let clocks = if self.take("@*") { Vec::new() } else { self.edges()? };
            Item::Always(clocks, self.statement()?)
        } else if self.take("initial") {
            Item::Initial(self.statement()?)
        } else if self.take("generate") {
            let mut items = Vec::new();
            while !self.take("endgenerate") {
                items.push(self.item()?);
            }
            Item::Group(items)
        } else if self.take("for") {
            self.loop_head()?;
            self.expect("begin")?;
            if self.take(":") {
                self.word()?;
            }
            let mut items = Vec::new();
            while !self.take("end") {
                items.push(self.item()?);
            }
            Item::Group(items)
        } else {
            let module = self.word()?;
            let parameters = if self.take("#") { self.connections()? } else { Vec::new() };
            let name = self.word()?;
            let connections = self.connections()?;
            self.expect(";")?;
            Item::Instance(module, name, parameters, connections)
        };
        Ok(At { line, what })
    }

    fn edges(&mut self) -> Parsed<Vec<String>> {
        self.expect("@")?;
        self.expect("(")?;
        let mut clocks = Vec::new();
        loop {
            if !(self.take("posedge") || self.take("negedge")) {
                return self.unknown("an edge or `*`");
            }
            clocks.push(self.word()?);
            if self.take(")") {
                return Ok(clocks);
            }
            self.expect("or")?;
        }
    }

    fn connections(&mut self) -> Parsed<Vec<(String, Option<Expression>)>> {
        self.expect("(")?;
        self.list(")", |p| {
            p.expect(".")?;
            let name = p.word()?;
            p.expect("(")?;
            let net = if p.peek() == ")" { None } else { Some(p.expression()?) };
            p.expect(")")?;
            Ok((name, net))
        })
    }

    fn loop_head(&mut self) -> Parsed<(At<Statement>, Expression, At<Statement>)> {
        self.expect("(")?;
        let first = self.assignment()?;
        self.expect(";")?;
        let condition = self.expression()?;
        self.expect(";")?;
        let step = self.assignment()?;
        self.expect(")")?;
        Ok((first, condition, step))
    }

    fn assignment(&mut self) -> Parsed<At<Statement>> {
        let line = self.line();
        let target = self.primary()?;
        if !(self.take("=") || self.take("<=")) {
            return self.unknown("an assignment");
        }
        let value = self.expression()?;
        Ok(At { line, what: Statement::Assign(target, value) })
    }

    fn statement(&mut self) -> Parsed<At<Statement>> {
        let line = self.line();
        let what = if self.take("begin") {
            let mut statements = Vec::new();
            while !self.take("end") {
                statements.push(self.statement()?);
            }
            Statement::Block(statements)
        } else if self.take("if") {
            self.expect("(")?;
            let condition = self.expression()?;
            self.expect(")")?;
            let then = Box::new(self.statement()?);
            let otherwise = if self.take("else") { Some(Box::new(self.statement()?)) } else { None };
            Statement::If(condition, then, otherwise)
        } else if self.take("case") {
            self.case()?
        } else if self.take("for") {
            let (first, condition, step) = self.loop_head()?;
            Statement::For(Box::new(first), condition, Box::new(step), Box::new(self.statement()?))
        } else if self.kind() == Some(TokenKind::System) {
            let name = self.peek().to_owned();
            self.position += 1;
            let arguments = if self.take("(") { self.list(")", Self::expression)? } else { Vec::new() };
            self.expect(";")?;
            Statement::Call(name, arguments)
        } else {
            let assignment = self.assignment()?;
            self.expect(";")?;
            assignment.what
        };
        Ok(At { line, what })
    }

    fn case(&mut self) -> Parsed<Statement> {
        self.expect("(")?;
        let selector = self.expression()?;
        self.expect(")")?;
        let mut branches = Vec::new();
        while !self.take("endcase") {
            let labels = if self.take("default") {
                let _ = self.take(":");
                Vec::new()
            } else {
                self.list(":", Self::expression)?
            };
            branches.push((labels, self.statement()?));
        }
        Ok(Statement::Case(selector, branches))
    }

    fn expression(&mut self) -> Parsed<Expression> {
        let condition = self.infix(0)?;
        if !self.take("?") {
            return Ok(condition);
        }
        let then = self.expression()?;
        self.expect(":")?;
        let otherwise = self.expression()?;
        Ok(Expression::Choice(Box::new(condition), Box::new(then), Box::new(otherwise)))
    }

    fn infix(&mut self, level: usize) -> Parsed<Expression> {
        let Some(operators) = PRECEDENCE.get(level) else { return self.prefix() };
        let mut left = self.infix(level + 1)?;
        while operators.contains(&self.peek()) {
            let operator = self.peek().to_owned();
            self.position += 1;
            left = Expression::Binary(operator, Box::new(left), Box::new(self.infix(level + 1)?));
        }
        Ok(left)
    }

    fn prefix(&mut self) -> Parsed<Expression> {
        for operator in ["~&", "~|", "~^", "~", "!", "-", "+", "&", "|", "^"] {
            if self.take(operator) {
                return Ok(Expression::Unary(operator.to_owned(), Box::new(self.prefix()?)));
            }
        }
        self.primary()
    }

    fn primary(&mut self) -> Parsed<Expression> {
        let text = self.peek();
        match self.kind() {
            Some(TokenKind::Number) => {
                self.position += 1;
                let bits = size(text);
                let signed = bits.is_none() || text.contains("'s") || text.contains("'S");
                Ok(Expression::Number { bits, signed, value: value(text) })
            }
            Some(TokenKind::Text) => {
                self.position += 1;
                Ok(Expression::Text)
            }
            Some(TokenKind::System) => {
                self.position += 1;
                let arguments = if self.take("(") { self.list(")", Self::expression)? } else { Vec::new() };
                Ok(Expression::Call(text.to_owned(), arguments))
            }
            Some(TokenKind::Word) => {
                let name = self.word()?;
                let select = if self.take("[") { Some(Box::new(self.select()?)) } else { None };
                Ok(Expression::Name(name, select))
            }
            _ if self.take("(") => {
                let inner = self.expression()?;
                self.expect(")")?;
                Ok(Expression::Parentheses(Box::new(inner)))
            }
            _ if self.take("{") => {
                let first = self.expression()?;
                if self.take("{") {
                    let repeated = self.list("}", Self::expression)?;
                    self.expect("}")?;
                    return Ok(Expression::Replication(
                        Box::new(first),
                        Box::new(Expression::Concatenation(repeated)),
                    ));
                }
                let mut parts = vec![first];
                while self.take(",") {
                    parts.push(self.expression()?);
                }
                self.expect("}")?;
                Ok(Expression::Concatenation(parts))
            }
            _ => self.unknown("an expression"),
        }
    }

    fn select(&mut self) -> Parsed<Select> {
        let first = self.expression()?;
        if self.take("]") {
            return Ok(Select::Index(first));
        }
        let indexed = self.take("+:");
        if !indexed {
            self.expect(":")?;
        }
        let second = self.expression()?;
        self.expect("]")?;
        Ok(Select::Slice { first, second, indexed })
    }
}
