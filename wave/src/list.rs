//! Listing of a dump: scopes, signals, time range.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

use serde::Serialize;

use crate::Error;
use crate::dump::reader::Reader;
use crate::dump::source::ReadOptions;
use crate::dump::value::ValueKind;
use crate::escape::clean;
use crate::pairing::names::name_matches;
use crate::time::nanoseconds;

/// A declared name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Scopes and name, joined by points.
    pub name: String,
    /// `bits`, `real`, `string` or `event`.
    pub kind: &'static str,
    /// Width in bits; 0 for non-vectors.
    pub bits: u32,
    /// Indices of the leftmost and of the rightmost bit, if declared.
    pub range: Option<(i64, i64)>,
}

/// The declarations of a dump, and the time that it covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// Length of a unit of its time stamps in nanoseconds, decimal.
    pub unit: String,
    /// First time stamp in nanoseconds, decimal; none without a time stamp.
    pub first: Option<String>,
    /// Last time stamp in nanoseconds, decimal.
    pub last: Option<String>,
    /// Number of the names below.
    pub count: usize,
    /// Number of names that the file declares, requested or not.
    pub declared: usize,
    /// Scopes of the names below, in the order of the file; of those around all others the name is
    /// empty.
    pub scopes: Vec<String>,
    /// The requested names, in the order of the file.
    pub signals: Vec<Listed>,
    /// Accepted deviations from the format, and a note if the file ends where its run was killed.
    pub warnings: Vec<String>,
}

/// The scope of a name, and the name in it.
pub(crate) fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or(("", name))
}

/// Reads the contents of the dump at `path`: all names, or those that match one of the patterns of
/// `only` (see [`crate::Options::only`]). The whole file is read as `reading` says, for the last
/// time stamp.
///
/// # Errors
/// A file that cannot be read; a pattern that matches nothing.
pub fn list(path: &Path, only: &[String], reading: &ReadOptions) -> Result<Listing, Error> {
    let mut reader = Reader::open(path, reading)?;
    let first = reader.next_time();
    while reader.next_time().is_some() {
        reader.advance()?;
    }
    let header = reader.header();
    let chosen = header
        .signals
        .iter()
        .filter(|signal| only.is_empty() || only.iter().any(|pattern| name_matches(pattern, &signal.name)));
    let signals: Vec<Listed> = chosen
        .map(|signal| {
            let net = header.nets[signal.net];
            let bits = if net.kind == ValueKind::Bits { net.bits } else { 0 };
            Listed { name: signal.name.clone(), kind: net.kind.name(), bits, range: signal.range }
        })
        .collect();
    if let Some(pattern) =
        only.iter().find(|pattern| !header.signals.iter().any(|signal| name_matches(pattern, &signal.name)))
    {
        return Err(Error::request(
            format!("{}: no signal matches `--only {pattern}`", reader.path()),
            "give a whole name with its scopes, or its end after a dot; `*` and `?` are allowed",
        ));
    }
    Ok(Listing {
        unit: nanoseconds(header.unit),
        first: first.map(nanoseconds),
        last: reader.time().map(nanoseconds),
        count: signals.len(),
        declared: header.signals.len(),
        scopes: by_scope(&signals).into_iter().map(|(scope, _)| scope.to_string()).collect(),
        signals,
        warnings: reader.warnings().into_iter().chain(reader.cut().map(String::from)).collect(),
    })
}

/// The signals of each scope, in the order in which scopes appear.
fn by_scope(signals: &[Listed]) -> Vec<(&str, Vec<&Listed>)> {
    let mut scopes: Vec<(&str, Vec<&Listed>)> = Vec::new();
    let mut places = HashMap::new();
    for signal in signals {
        let scope = split(&signal.name).0;
        let at = *places.entry(scope).or_insert(scopes.len());
        if at == scopes.len() {
            scopes.push((scope, Vec::new()));
        }
        scopes[at].1.push(signal);
    }
    scopes
}

impl Listing {
    /// The listing as text, scope by scope; `name` is the displayed file name.
    pub fn text(&self, name: &str) -> String {
        let mut out = String::new();
        let plural =
            |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
        let of = if self.count == self.declared { String::new() } else { format!(" of {}", self.declared) };
        let time = match (&self.first, &self.last) {
            (Some(first), Some(last)) => format!("{first} ns to {last} ns"),
            _ => "no time stamp".into(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{}: {}{of} in {}; {time}, in units of {} ns",
            clean(name),
            plural(self.count, "signal"),
            plural(self.scopes.len(), "scope"),
            self.unit
        );
        for warning in &self.warnings {
            let _ = writeln!(out, "  warning: {}", clean(warning));
        }
        for (scope, signals) in by_scope(&self.signals) {
            let scope = if scope.is_empty() { "(top)".into() } else { clean(scope) };
            let _ = writeln!(out, "\n{scope}");
            let names: Vec<_> = signals.iter().map(|signal| clean(split(&signal.name).1)).collect();
            let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).min(48);
            for (signal, name) in signals.iter().zip(names) {
                let kind = match signal.kind {
                    "bits" => plural(signal.bits as usize, "bit"),
                    kind => kind.into(),
                };
                let range = signal.range.map_or(String::new(), |(high, low)| format!("  [{high}:{low}]"));
                let _ = writeln!(out, "  {name:<width$}  {kind}{range}");
            }
        }
        out
    }
}
