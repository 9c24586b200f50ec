//! The declarations of a dump: time scale, scopes, variables.

use std::collections::HashMap;

use crate::dump::codes::Codes;
use crate::dump::signal::Signal;
use crate::dump::unique::{self, Origin};
use crate::dump::value::{Net, ValueKind};
use crate::time::Femtoseconds;

/// Wider variables count as damage. (Icarus' own limit is the same.)
pub(crate) const WIDEST: u32 = 1 << 20;

#[derive(Debug)]
pub(crate) struct Header {
    /// Length of one unit of the time stamps; 1 ns if the file does not say.
    pub(crate) unit: Femtoseconds,
    pub(crate) signals: Vec<Signal>,
    pub(crate) nets: Vec<Net>,
    pub(crate) codes: Codes,
    /// The net of the strengths of a port, where they are wanted.
    pub(crate) strengths: HashMap<usize, usize>,
}

/// A variable as it is declared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Var {
    pub(crate) kind: ValueKind,
    pub(crate) bits: u32,
    /// True if it takes the kind of the variable with which it shares its values.
    pub(crate) is_parameter: bool,
}

/// A name without the backslash of Verilog's escaped identifiers.
fn plain(name: &str) -> &str {
    name.strip_prefix('\\').unwrap_or(name)
}

/// The bounds of a bit range, such as `[7:0]`.
pub(crate) fn range(text: &str) -> Option<(i64, i64)> {
    let (high, low) = text.strip_prefix('[')?.strip_suffix(']')?.split_once(':')?;
    Some((high.parse().ok()?, low.parse().ok()?))
}

/// A header under construction.
pub(crate) struct Declarations {
    pub(crate) header: Header,
    /// Length of the prefix without each open scope.
    scopes: Vec<usize>,
    /// For each net, whether parameters alone are declared for it.
    are_parameters: Vec<bool>,
    /// The open scopes, with a dot after each that has a name.
    prefix: String,
    /// For each signal, how it was declared.
    origins: Vec<Origin>,
}

impl Declarations {
    pub(crate) fn new(unit: Femtoseconds) -> Self {
        let header = Header {
            unit,
            signals: Vec::new(),
            nets: Vec::new(),
            codes: Codes::default(),
            strengths: HashMap::new(),
        };
        Self {
            header,
            scopes: Vec::new(),
            are_parameters: Vec::new(),
            prefix: String::new(),
            origins: Vec::new(),
        }
    }

    pub(crate) fn open_scope(&mut self, name: &str) {
        self.scopes.push(self.prefix.len());
        // A scope without a name adds nothing to the path.
        if !plain(name).is_empty() {
            self.prefix += plain(name);
            self.prefix.push('.');
        }
    }

    /// False if none is open.
    pub(crate) fn close_scope(&mut self) -> bool {
        let Some(length) = self.scopes.pop() else { return false };
        self.prefix.truncate(length);
        true
    }

    /// Adds a name in the open scopes for a net. The index, directly after the name or as separate
    /// words, is a bit range or part of the name.
    pub(crate) fn add_signal<'a>(&mut self, name: &str, index: impl Iterator<Item = &'a str>, net: usize) {
        // An escaped name may only appear to end in a range: the width then disagrees.
        let is_escaped = name.starts_with('\\');
        let mut own = String::with_capacity(self.prefix.len() + name.len());
        own += &self.prefix;
        own += plain(name);
        let mut bounds = None;
        for part in index {
            match range(part) {
                Some(found) => bounds = Some(found),
                None => own += part,
            }
        }
        let Net { kind, bits, .. } = self.header.nets[net];
        let fits =
            |(a, b): (i64, i64)| kind != ValueKind::Bits || a.abs_diff(b).checked_add(1) == Some(bits.into());
        let name = &own[self.prefix.len()..];
        if let Some(at) = name.rfind('[').filter(|&at| at > 0 && bounds.is_none())
            && let Some(found) = range(&name[at..]).filter(|found| fits(*found))
        {
            bounds = Some(found);
            own.truncate(self.prefix.len() + at);
        }
        self.header.signals.push(Signal { name: own, net, range: bounds });
        self.origins.push(Origin { scopes: self.scopes.len(), is_escaped });
    }

    /// The header, every signal with a name of its own.
    pub(crate) fn finish(self) -> Header {
        let Self { mut header, origins, .. } = self;
        unique::name(&mut header.signals, &origins);
        header
    }

    /// The net of a variable: a new one, or one that is declared already. None if that is of
    /// another kind or width.
    pub(crate) fn net(&mut self, known: Option<usize>, var: Var) -> Option<usize> {
        let Var { kind, bits, is_parameter } = var;
        let Some(net) = known else {
            self.header.nets.push(Net { kind, bits, words: Net::words_of(kind, bits) });
            self.are_parameters.push(is_parameter);
            return Some(self.header.nets.len() - 1);
        };
        let before = &mut self.header.nets[net];
        if (before.kind, before.bits) != (kind, bits) {
            if self.are_parameters[net] && kind == ValueKind::Real {
                *before = Net { kind, bits, words: Net::words_of(kind, bits) };
            } else if !is_parameter || before.kind != ValueKind::Real {
                return None;
            }
        }
        self.are_parameters[net] &= is_parameter;
        Some(net)
    }

    /// The net of the strengths of a port.
    pub(crate) fn strengths(&mut self, port: usize) -> usize {
        if let Some(&known) = self.header.strengths.get(&port) {
            return known;
        }
        let text = Net { kind: ValueKind::Text, bits: 0, words: 0 };
        self.header.nets.push(text);
        self.are_parameters.push(false);
        let net = self.header.nets.len() - 1;
        self.header.strengths.insert(port, net);
        net
    }
}
