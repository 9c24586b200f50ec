//! Names of signals: how simulators write one and the same, and patterns that choose them.

use std::cell::Cell;

use regex::Regex;
use wildmatch::WildMatch;

use crate::Error;

/// Ways of writing one name that count as the same.
#[allow(clippy::struct_excessive_bools, reason = "each rule is chosen by itself")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameRules {
    /// Indices of arrays and of generated scopes: `m[0]`, `m(0)`, `m<0>`, `m.[0]`, and `m.m[0]` of
    /// an array that is a scope.
    pub arrays: bool,
    /// Verilator's spelling of characters that C++ lacks: `__BRA__`, `__KET__`, `__DOT__`, `__02F`.
    pub verilator: bool,
    /// Escaped identifiers with a path in them: `\u0/a` is `u0.a`.
    pub escapes: bool,
    /// Upper and lower case: VHDL has one, and simulators write either.
    pub case: bool,
}

impl NameRules {
    /// All rules.
    pub const ALL: Self = Self { arrays: true, verilator: true, escapes: true, case: true };
    /// No rule: only the same names are the same.
    pub const EXACT: Self = Self { arrays: false, verilator: false, escapes: false, case: false };

    /// Reads `auto` (all rules), `exact` (none), or some of `arrays`, `verilator`, `escapes`,
    /// `case`, joined by commas.
    ///
    /// # Errors
    /// An unknown word.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "auto" => return Ok(Self::ALL),
            "exact" => return Ok(Self::EXACT),
            _ => {}
        }
        let mut rules = Self::EXACT;
        for word in text.split(',') {
            match word {
                "arrays" => rules.arrays = true,
                "verilator" => rules.verilator = true,
                "escapes" => rules.escapes = true,
                "case" => rules.case = true,
                _ => {
                    return Err(
                        "give `auto`, `exact`, or some of arrays,verilator,escapes,case, joined by commas"
                            .into(),
                    );
                }
            }
        }
        Ok(rules)
    }

    /// The one way of writing for all names that are the same by these rules.
    pub(crate) fn canonical(self, name: &str) -> String {
        let mut text = name.to_string();
        if self.verilator && text.contains("__") {
            text = without_verilator(&text);
        }
        if self.escapes && text.contains(['\\', '/']) {
            text = text.replace('\\', "").replace('/', ".");
        }
        if self.arrays && text.contains(['(', '<', '[']) {
            text = bracketed(&text);
        }
        if self.case {
            text.make_ascii_lowercase();
        }
        text
    }
}

/// A name without Verilator's codes for characters.
fn without_verilator(name: &str) -> String {
    let name =
        name.replace("__DOT__", ".").replace("__BRA__", "[").replace("__KET__", "]").replace("__PVT__", "");
    let mut out = String::with_capacity(name.len());
    let mut rest = name.as_str();
    while let Some(at) = rest.find("__0") {
        let code = rest.get(at + 3..at + 5).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let end = if let Some(code) = code.filter(u8::is_ascii_graphic) {
            out.push_str(&rest[..at]);
            out.push(char::from(code));
            at + 5
        } else {
            out.push_str(&rest[..at + 3]);
            at + 3
        };
        rest = &rest[end..];
    }
    out + rest
}

/// True if this is an index, or several joined by commas.
fn is_index(text: &str) -> bool {
    text.split(',').all(|part| part.trim().parse::<i64>().is_ok())
}

/// A name with all indices in brackets, directly after the indexed name.
fn bracketed(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find(['(', '<']) {
        let close = if rest.as_bytes()[at] == b'(' { ')' } else { '>' };
        let end = rest[at + 1..].find(close).map(|end| at + 1 + end);
        out.push_str(&rest[..at]);
        let taken = if let Some(end) = end.filter(|&end| is_index(&rest[at + 1..end])) {
            out.push('[');
            out.push_str(&rest[at + 1..end]);
            out.push(']');
            end
        } else {
            out.push_str(&rest[at..=at]);
            at
        };
        rest = &rest[taken + 1..];
    }
    out.push_str(rest);
    let mut parts: Vec<String> = Vec::new();
    for part in out.split('.') {
        // An index that is a scope or a name of its own, or an array in a scope of the same name.
        let is_own = |last: &String| {
            part.starts_with('[')
                || part.strip_prefix(last.as_str()).is_some_and(|rest| rest.starts_with('['))
        };
        match parts.last_mut().filter(|last| !last.is_empty() && is_own(last)) {
            Some(last) => last.push_str(&part[part.find('[').unwrap_or(0)..]),
            None => parts.push(part.into()),
        }
    }
    parts.join(".")
}

/// Renaming of left names for the right file: a regular expression and its replacement.
#[derive(Clone, Debug)]
pub struct NameMap {
    pattern: Regex,
    replacement: String,
}

impl NameMap {
    /// Reads `REGEX=REPLACEMENT`; the first `=` separates. Groups are `$1` or `${name}` in the
    /// replacement.
    ///
    /// # Errors
    /// Text without `=`, or no regular expression.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (pattern, replacement) = text
            .split_once('=')
            .ok_or("give REGEX=REPLACEMENT, such as `_reg$=`; a `=` inside of the expression is `\\x3d`")?;
        let pattern = Regex::new(pattern).map_err(|error| format!("no regular expression: {error}"))?;
        Ok(Self { pattern, replacement: replacement.into() })
    }

    /// Reads a file of such lines; empty lines and those that begin with `#` are skipped.
    ///
    /// # Errors
    /// The number of an invalid line, and the reason.
    pub fn parse_file(text: &str) -> Result<Vec<Self>, String> {
        let lines = (1..).zip(text.lines().map(str::trim));
        lines
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
            .map(|(number, line)| Self::parse(line).map_err(|error| format!("line {number}: {error}")))
            .collect()
    }

    /// The replacement of this name, if the expression matches.
    pub(crate) fn map(&self, name: &str) -> Option<String> {
        let is_match = self.pattern.is_match(name);
        is_match.then(|| self.pattern.replace_all(name, self.replacement.as_str()).into_owned())
    }

    /// The expression, for messages.
    pub(crate) fn pattern(&self) -> &str {
        self.pattern.as_str()
    }
}

/// True if `pattern` (`*`, `?`) matches a whole name or its end after a dot.
pub(crate) fn name_matches(pattern: &str, name: &str) -> bool {
    matches(&WildMatch::new(pattern), name)
}

fn matches(pattern: &WildMatch, name: &str) -> bool {
    let ends = name.match_indices('.').map(|(at, _)| &name[at + 1..]);
    std::iter::once(name).chain(ends).any(|end| pattern.matches(end))
}

/// A name without the index at its end, and the index: `q[3]`.
pub(crate) fn indexed(name: &str) -> Option<(&str, i64)> {
    let (base, index) = name.strip_suffix(']')?.rsplit_once('[')?;
    Some((base, index.parse().ok()?))
}

/// A name without the index at its end.
pub(crate) fn base(name: &str) -> &str {
    indexed(name).map_or(name, |(base, _)| base)
}

/// A pattern, and whether it has matched anything.
struct Pattern {
    pattern: WildMatch,
    has_matched: Cell<bool>,
}

impl Pattern {
    fn all(patterns: &[String]) -> Vec<Self> {
        let new = |text: &String| Self { pattern: WildMatch::new(text), has_matched: Cell::new(false) };
        patterns.iter().map(new).collect()
    }

    fn matches(&self, names: &[&str]) -> bool {
        let found = names.iter().any(|name| matches(&self.pattern, name));
        if found {
            self.has_matched.set(true);
        }
        found
    }
}

/// Chooses signals by `--only` and `--ignore`.
pub(crate) struct Chooser {
    only: Vec<Pattern>,
    ignore: Vec<Pattern>,
}

impl Chooser {
    pub(crate) fn new(only: &[String], ignore: &[String]) -> Self {
        Self { only: Pattern::all(only), ignore: Pattern::all(ignore) }
    }

    /// True if a signal with any of these `names` is compared: in either file, as a bit or by its
    /// vector's name.
    pub(crate) fn takes(&self, names: &[&str]) -> bool {
        // (Each pattern is tried, so that it is known which have matched.)
        let any = |patterns: &[Pattern]| patterns.iter().filter(|pattern| pattern.matches(names)).count() > 0;
        let (chosen, ignored) = (any(&self.only), any(&self.ignore));
        (chosen || self.only.is_empty()) && !ignored
    }

    /// That every pattern has matched something.
    pub(crate) fn check(&self) -> Result<(), Error> {
        for (option, patterns) in [("only", &self.only), ("ignore", &self.ignore)] {
            if let Some(unused) = patterns.iter().find(|pattern| !pattern.has_matched.get()) {
                return Err(Error::request(
                    format!("no signal of either file matches `--{option} {}`", unused.pattern),
                    "give a whole name with its scopes, or its end after a dot; `*` and `?` are allowed",
                ));
            }
        }
        Ok(())
    }
}

/// The part of `name` inside `scope`.
pub(crate) fn inside<'a>(scope: &str, name: &'a str) -> Option<&'a str> {
    let rest = name.strip_prefix(scope)?;
    if scope.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
}

/// True if `name` is `scope`, a bit or word of it, or inside it.
pub(crate) fn is_or_inside(scope: &str, name: &str) -> bool {
    scope.is_empty()
        || name.strip_prefix(scope).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_names_and_ends() {
        assert!(name_matches("q", "top.s.q"));
        assert!(name_matches("s.q", "top.s.q"));
        assert!(name_matches("s.*", "top.s.q"));
        assert!(name_matches("top.*", "top.s.q"));
        assert!(name_matches("synapse_*_0", "top.synapse_weight_0"));
        assert!(!name_matches("q", "top.s.eq"));
        assert!(!name_matches("to", "top.s.q"));
    }

    #[test]
    fn bits_are_distinguished_by_their_indices() {
        assert_eq!(indexed("s.q[3]"), Some(("s.q", 3)));
        assert_eq!([base("s.q[3]"), base("q[3:0]"), base("q")], ["s.q", "q[3:0]", "q"]);
    }

    #[test]
    fn names_that_simulators_write_in_several_ways_are_one() {
        for (name, expected) in [
            ("top.m(0)", "top.m[0]"),
            ("top.m<0>", "top.m[0]"),
            ("top.m.[0]", "top.m[0]"),
            ("top.m.m[1]", "top.m[1]"),
            ("top.bank.[1].m.m[1]", "top.bank[1].m[1]"),
            ("top.bank.[1].[2].x", "top.bank[1][2].x"),
            ("m(0,1)(-2)", "m[0,1][-2]"),
            ("f(x).q", "f(x).q"),
            ("a<b", "a<b"),
            ("m.mm[1]", "m.mm[1]"),
            ("gen__BRA__0__KET__.u__DOT__q", "gen[0].u.q"),
            ("u0__02Fa", "u0.a"),
            ("a__0zz__0", "a__0zz__0"),
            ("\\u0/a", "u0.a"),
            ("TOP.Clk", "top.clk"),
        ] {
            assert_eq!(NameRules::ALL.canonical(name), expected, "{name}");
            assert_eq!(NameRules::EXACT.canonical(name), name);
        }
        let arrays = NameRules::parse("arrays,case").unwrap();
        assert_eq!(arrays.canonical("A(0).x__DOT__y"), "a[0].x__dot__y");
        assert!(NameRules::parse("array").is_err());
    }

    #[test]
    fn maps_rewrite_what_they_match() {
        let map = NameMap::parse("^top\\.(.*)_reg$=core.$1").unwrap();
        assert_eq!(map.map("top.q_reg").as_deref(), Some("core.q"));
        assert_eq!(map.map("top.q"), None);
        assert!(NameMap::parse("q").is_err() && NameMap::parse("(=x").is_err());
        let file = NameMap::parse_file("# comment\n\na=b\n c=d \n").unwrap();
        assert_eq!(file.len(), 2);
        assert!(NameMap::parse_file("a=b\nx").unwrap_err().starts_with("line 2: "));
    }
}
