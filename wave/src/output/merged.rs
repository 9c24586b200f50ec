//! One dump of the differences: scope `A` has the left values, `B` the right ones, `differs` one
//! bit per signal.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use crate::dump::value::{Net, Owned, Value, ValueKind};
use crate::escape::{clean, is_unsafe};
use crate::output::viewer::Shown;
use crate::time::Femtoseconds;

/// Scopes of the dump.
const SCOPES: [&str; 3] = ["A", "B", "differs"];

/// A signal of the dump.
pub(crate) struct Column {
    /// Names in the left and in the right file, with their scopes.
    pub(crate) names: [String; 2],
    pub(crate) net: Net,
    /// Indices of the leftmost and of the rightmost bit, where a file declares them.
    pub(crate) ranges: [Option<(i64, i64)>; 2],
    /// True if firings of an event are counted from the beginning, not from the last point.
    adds_up: bool,
    /// The values written last; none before the first point.
    last: Option<([Owned; 2], bool)>,
}

impl Column {
    pub(crate) fn new(names: [String; 2], net: Net, ranges: [Option<(i64, i64)>; 2], adds_up: bool) -> Self {
        let fits = |&(a, b): &(i64, i64)| a.abs_diff(b).checked_add(1) == Some(u64::from(net.bits));
        let default = || (net.kind == ValueKind::Bits && net.bits > 1).then(|| (i64::from(net.bits) - 1, 0));
        Self {
            names,
            net,
            ranges: ranges.map(|range| range.filter(fits).or_else(default)),
            adds_up,
            last: None,
        }
    }

    /// The three signals of the dump, as a viewer shows them.
    pub(crate) fn shown(&self) -> [Shown; 3] {
        let name = |scope: usize| {
            let path = path(&self.names[scope % 2]);
            std::iter::once(SCOPES[scope].to_string()).chain(path).collect::<Vec<_>>().join(".")
        };
        let side = |side: usize| Shown { name: name(side), bits: self.net.width(), range: self.ranges[side] };
        [side(0), side(1), Shown { name: name(2), bits: 1, range: None }]
    }
}

/// Scopes and name of a signal as words of a VCD: without blanks, which end a word, and `$`, which
/// begins a command.
fn path(name: &str) -> impl Iterator<Item = String> {
    name.split('.').map(|part| {
        let word: String =
            part.chars().map(|c| if c.is_whitespace() || is_unsafe(c) { '_' } else { c }).collect();
        if word.is_empty() || word.starts_with('$') { format!("_{word}") } else { word }
    })
}

/// Identifier code of a number.
fn code(mut number: usize) -> String {
    let mut code = String::new();
    loop {
        code.push(char::from(b'!' + (number % 94) as u8));
        number /= 94;
        if number == 0 {
            return code;
        }
    }
}

/// Number of the variable of a column in a scope. In scope `differs` names are those of the left
/// file.
fn number(column: usize, scope: usize) -> usize {
    3 * column + scope
}

/// The dump under construction.
pub(crate) struct Merged<W> {
    out: W,
    /// Femtoseconds in a unit of its time stamps.
    unit: Femtoseconds,
    columns: Vec<Column>,
    /// The last time stamp written.
    time: Option<Femtoseconds>,
}

impl<W: Write> Merged<W> {
    /// Begins a dump whose time stamps are multiples of `step`.
    pub(crate) fn begin(
        mut out: W,
        comment: &str,
        step: Femtoseconds,
        columns: Vec<Column>,
    ) -> io::Result<Self> {
        // VCD has powers of ten only.
        let unit =
            (0..=15).map(|n| 10u128.pow(n)).take_while(|unit| step.is_multiple_of(*unit)).last().unwrap_or(1);
        let (exponent, names) = (unit.ilog10() as usize, ["fs", "ps", "ns", "us", "ms", "s"]);
        let comment = clean(comment).replace('$', "_");
        writeln!(out, "$comment {comment} $end")?;
        writeln!(out, "$timescale {}{} $end", 10u32.pow(exponent as u32 % 3), names[exponent / 3])?;
        for scope in 0..SCOPES.len() {
            declare(&mut out, &columns, scope)?;
        }
        writeln!(out, "$enddefinitions $end")?;
        Ok(Self { out, unit, columns, time: None })
    }

    pub(crate) fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub(crate) fn unit(&self) -> Femtoseconds {
        self.unit
    }

    /// Notes the values of a column at a time, not before the last one.
    pub(crate) fn set(
        &mut self,
        time: Femtoseconds,
        at: usize,
        values: [Value; 2],
        differs: bool,
    ) -> io::Result<()> {
        let last = self.columns[at].last.take();
        let is_event = self.columns[at].net.kind == ValueKind::Event;
        for (side, &value) in values.iter().enumerate() {
            let is_old = last.as_ref().is_some_and(|(last, _)| last[side].value() == value);
            // An event that fires as often as before fires again.
            let is_news = !is_old || (is_event && !self.columns[at].adds_up);
            if is_news && value != Value::Fired(0) {
                self.value(time, number(at, side), self.columns[at].net, value)?;
            }
        }
        if last.as_ref().is_none_or(|(_, old)| *old != differs) {
            self.stamp(time)?;
            writeln!(self.out, "{}{}", u8::from(differs), code(number(at, 2)))?;
        }
        // Room of the values before is used again.
        self.columns[at].last = Some((values.map(Owned::of), differs));
        Ok(())
    }

    fn value(&mut self, time: Femtoseconds, number: usize, net: Net, value: Value) -> io::Result<()> {
        let has_none = net.kind != ValueKind::Bits && !value.is_known(net.bits);
        if has_none && self.columns[number / 3].last.is_none() {
            return Ok(());
        }
        self.stamp(time)?;
        let (text, code) = (value.text(&net), code(number));
        match net.kind {
            ValueKind::Bits if net.bits == 1 => writeln!(self.out, "{text}{code}"),
            ValueKind::Bits => writeln!(self.out, "b{text} {code}"),
            ValueKind::Real if has_none => writeln!(self.out, "rnan {code}"),
            ValueKind::Real => writeln!(self.out, "r{text} {code}"),
            ValueKind::Event => writeln!(self.out, "1{code}"),
            ValueKind::Text => writeln!(self.out, "s{} {code}", word(&text)),
        }
    }

    fn stamp(&mut self, time: Femtoseconds) -> io::Result<()> {
        let time = time.max(self.time.unwrap_or(0));
        if self.time != Some(time) {
            self.time = Some(time);
            writeln!(self.out, "#{}", time / self.unit)?;
        }
        Ok(())
    }

    /// Ends the dump at a time.
    pub(crate) fn finish(mut self, end: Femtoseconds) -> io::Result<W> {
        self.stamp(end)?;
        Ok(self.out)
    }
}

/// A text as one word, other bytes in octal, as `GTKWave` writes them.
fn word(text: &str) -> String {
    let mut word = String::new();
    for byte in text.bytes() {
        match byte {
            b'\\' => word.push_str("\\\\"),
            b'!'..=b'~' => word.push(char::from(byte)),
            // Writing to a string cannot fail.
            _ => drop(write!(word, "\\{byte:03o}")),
        }
    }
    word
}

/// Declares the variables of one scope, in the scopes that their names have.
fn declare(out: &mut impl Write, columns: &[Column], scope: usize) -> io::Result<()> {
    let mut scopes: BTreeMap<Vec<String>, BTreeMap<String, usize>> = BTreeMap::new();
    for (at, column) in columns.iter().enumerate() {
        let mut path: Vec<String> = path(&column.names[scope % 2]).collect();
        let name = path.pop().unwrap_or_default();
        // One right signal may be the partner of several left ones: it is declared once.
        scopes.entry(path).or_default().entry(name).or_insert(at);
    }
    writeln!(out, "$scope module {} $end", SCOPES[scope])?;
    let mut open: Vec<String> = Vec::new();
    for (path, names) in scopes {
        let common = open.iter().zip(&path).take_while(|(a, b)| a == b).count();
        for _ in open.drain(common..) {
            writeln!(out, "$upscope $end")?;
        }
        for name in &path[common..] {
            writeln!(out, "$scope module {name} $end")?;
        }
        open = path;
        for (name, at) in names {
            let Column { net, ranges, .. } = &columns[at];
            let code = code(number(at, scope));
            let range = ranges[scope % 2].filter(|_| scope < 2);
            let range = range.map_or(String::new(), |(high, low)| format!(" [{high}:{low}]"));
            let (kind, bits) = match net.kind {
                _ if scope == 2 => ("wire", 1),
                ValueKind::Bits => ("wire", net.bits),
                ValueKind::Real => ("real", 64),
                ValueKind::Event => ("event", 1),
                ValueKind::Text => ("string", 1),
            };
            writeln!(out, "$var {kind} {bits} {code} {name}{range} $end")?;
        }
    }
    for _ in 0..=open.len() {
        writeln!(out, "$upscope $end")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct() {
        let codes: std::collections::HashSet<String> = (0..20_000).map(code).collect();
        assert_eq!(codes.len(), 20_000);
        assert!(codes.iter().all(|code| code.bytes().all(|byte| byte.is_ascii_graphic())));
    }

    #[test]
    fn names_and_texts_are_words() {
        let name = path("top.a b.$end..q").collect::<Vec<_>>();
        assert_eq!(name, ["top", "a_b", "_$end", "_", "q"]);
        assert_eq!(word("a b\\\u{1b}ü"), "a\\040b\\\\\\033\\303\\274");
    }
}
