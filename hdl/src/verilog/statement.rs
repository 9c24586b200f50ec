//! The statements of a process as a tree, with expressions as text.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::lexer::{replace_words, words};

/// A statement of a process.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Statement {
    /// Variable, index or slice with its brackets (or nothing), and value.
    Assign {
        /// The variable.
        target: String,
        /// The index or slice, brackets included; empty for the whole.
        select: String,
        /// The value.
        value: String,
    },
    /// Condition, then, else.
    If {
        /// The condition, without parentheses.
        condition: String,
        /// Statements if it holds.
        then: Vec<Statement>,
        /// Statements if not.
        otherwise: Vec<Statement>,
    },
    /// Selector, labels with their statements.
    Case {
        /// The selector, without parentheses.
        selector: String,
        /// Label (or `default`) and statements.
        branches: Vec<(String, Vec<Statement>)>,
    },
}

/// A statement at the top level of a process, and the stage comment that it stands under.
#[derive(Clone, Debug)]
pub struct Step {
    /// Index of the comment in the module's [`super::module::Module::stages`].
    pub stage: Option<usize>,
    /// The statement.
    pub statement: Statement,
}

static ASSIGN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^([\w$]+)(\[.*\])? = (.*);$").expect("a valid expression"));

/// Reads the lines of a process, without its `begin` and `end`: its statements and its stage
/// comments, one string each.
///
/// `None` if a line is not of a form that Rust-HDL writes.
pub fn parse(lines: &[String]) -> Option<(Vec<Step>, Vec<Vec<String>>)> {
    let mut reader = Reader { lines, next: 0 };
    let (mut steps, mut stages) = (Vec::new(), Vec::<Vec<String>>::new());
    let mut in_comment = false;
    while let Some(line) = reader.lines.get(reader.next) {
        if let Some(comment) = line.strip_prefix("// ") {
            if !in_comment {
                stages.push(Vec::new());
            }
            stages.last_mut()?.push(comment.to_owned());
            reader.next += 1;
            in_comment = true;
        } else {
            in_comment = false;
            steps.push(Step { stage: stages.len().checked_sub(1), statement: reader.statement()? });
        }
    }
    Some((steps, stages))
}

struct Reader<'a> {
    lines: &'a [String],
    next: usize,
}

impl Reader<'_> {
    fn take(&mut self) -> Option<String> {
        let line = self.lines.get(self.next)?;
        self.next += 1;
        Some(line.clone())
    }

    /// Statements up to one of `ends`, which is taken.
    fn block(&mut self) -> Option<Vec<Statement>> {
        let mut statements = Vec::new();
        loop {
            let line = self.lines.get(self.next)?;
            if line == "end" {
                self.next += 1;
                return Some(statements);
            }
            if line.starts_with("//") {
                self.next += 1;
                continue;
            }
            statements.push(self.statement()?);
        }
    }

    fn statement(&mut self) -> Option<Statement> {
        let line = self.take()?;
        if let Some(condition) = line.strip_prefix("if (").and_then(|rest| rest.strip_suffix(") begin")) {
            return self.choice(condition);
        }
        if let Some(selector) = line.strip_prefix("case (").and_then(|rest| rest.strip_suffix(')')) {
            let mut branches = Vec::new();
            loop {
                let label = self.take()?;
                if label == "endcase" {
                    return Some(Statement::Case { selector: selector.to_owned(), branches });
                }
                (self.take()? == "begin").then_some(())?;
                branches.push((label.strip_suffix(':')?.to_owned(), self.block()?));
            }
        }
        let captures = ASSIGN.captures(&line)?;
        Some(Statement::Assign {
            target: captures[1].to_owned(),
            select: captures.get(2).map_or("", |select| select.as_str()).to_owned(),
            value: captures[3].to_owned(),
        })
    }

    fn choice(&mut self, condition: &str) -> Option<Statement> {
        let then = self.block()?;
        let mut otherwise = Vec::new();
        if let Some(rest) = self.lines.get(self.next).and_then(|line| line.strip_prefix("else ")) {
            self.next += 1;
            otherwise = match rest.strip_prefix("if (").and_then(|rest| rest.strip_suffix(") begin")) {
                Some(condition) => vec![self.choice(condition)?],
                None => (rest == "begin").then(|| self.block())??,
            };
        }
        Some(Statement::If { condition: condition.to_owned(), then, otherwise })
    }
}

impl Statement {
    /// Calls `see` with each statement, this one included, parents first.
    pub fn each<'a>(&'a self, see: &mut dyn FnMut(&'a Statement)) {
        see(self);
        match self {
            Self::Assign { .. } => {}
            Self::If { then, otherwise, .. } => {
                then.iter().chain(otherwise).for_each(|inner| inner.each(see));
            }
            Self::Case { branches, .. } => {
                branches.iter().flat_map(|(_, inner)| inner).for_each(|inner| inner.each(see));
            }
        }
    }

    /// The variables that it assigns, in whole or in part.
    pub fn targets(&self) -> HashSet<&str> {
        let mut targets = HashSet::new();
        self.each(&mut |statement| {
            if let Self::Assign { target, .. } = statement {
                targets.insert(target.as_str());
            }
        });
        targets
    }

    /// The names that it reads.
    pub fn reads(&self) -> HashSet<&str> {
        let mut reads = HashSet::new();
        self.each(&mut |statement| match statement {
            Self::Assign { select, value, .. } => reads.extend(words(select).chain(words(value))),
            Self::If { condition, .. } => reads.extend(words(condition)),
            Self::Case { selector, branches } => {
                reads.extend(words(selector));
                reads.extend(branches.iter().flat_map(|(label, _)| words(label)));
            }
        });
        reads
    }

    /// True if it assigns the whole of a variable on every way through it.
    pub fn always_assigns(&self, name: &str) -> bool {
        let any = |statements: &[Statement]| statements.iter().any(|inner| inner.always_assigns(name));
        match self {
            Self::Assign { target, select, .. } => target == name && select.is_empty(),
            Self::If { then, otherwise, .. } => any(then) && any(otherwise),
            Self::Case { branches, .. } => {
                branches.iter().any(|(label, _)| label == "default")
                    && branches.iter().all(|(_, inner)| any(inner))
            }
        }
    }

    /// Rewrites every name and every expression.
    pub fn rewrite(&mut self, rewrite: &dyn Fn(&str) -> String) {
        let text = |text: &mut String| *text = replace_words(text, rewrite);
        match self {
            Self::Assign { target, select, value } => [target, select, value].into_iter().for_each(text),
            Self::If { condition, then, otherwise } => {
                text(condition);
                then.iter_mut().chain(otherwise).for_each(|inner| inner.rewrite(rewrite));
            }
            Self::Case { selector, branches } => {
                text(selector);
                for (label, inner) in branches {
                    // `default` is a word like any other.
                    text(label);
                    for inner in inner.iter_mut() {
                        inner.rewrite(rewrite);
                    }
                }
            }
        }
    }

    /// It with the assignments to some variables alone; `None` if it has none.
    pub fn only(&self, keep: &dyn Fn(&str) -> bool) -> Option<Statement> {
        let all = |statements: &[Statement]| -> Vec<Statement> {
            statements.iter().filter_map(|inner| inner.only(keep)).collect()
        };
        match self {
            Self::Assign { target, .. } => keep(target).then(|| self.clone()),
            Self::If { condition, then, otherwise } => match (all(then), all(otherwise)) {
                (then, otherwise) if then.is_empty() && otherwise.is_empty() => None,
                (then, otherwise) if then.is_empty() => Some(Statement::If {
                    condition: format!("~({condition})"),
                    then: otherwise,
                    otherwise: then,
                }),
                (then, otherwise) => Some(Statement::If { condition: condition.clone(), then, otherwise }),
            },
            Self::Case { selector, branches } => {
                let branches: Vec<_> =
                    branches.iter().map(|(label, inner)| (label.clone(), all(inner))).collect();
                let empty = branches.iter().all(|(_, inner)| inner.is_empty());
                (!empty).then(|| Statement::Case { selector: selector.clone(), branches })
            }
        }
    }
}
