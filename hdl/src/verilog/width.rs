//! Literals and casts in the width of their context, without a change of meaning.
//!
//! Rust-HDL writes most numbers in 32 bits and casts as masks; both are right, and both hide real
//! width errors among the remarks of a linter.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::lexer::{literal, size, value};
use super::module::{Declaration, Module};

fn expression(text: &str) -> Regex {
    Regex::new(text).expect("a valid expression")
}

static SLICE: LazyLock<Regex> = LazyLock::new(|| expression(r"\[\(32'h([0-9a-f]+)\)\+:\((\d+)\)\]"));
static BIT: LazyLock<Regex> = LazyLock::new(|| expression(r"\[32'h([0-9a-f]+)\]"));
static CAST: LazyLock<Regex> =
    LazyLock::new(|| expression(r"\(\(([\w$]+)(\[\d+(?::\d+)?\])?\) & (\d+'h[0-9a-f]+)\)"));
static ASSIGNED: LazyLock<Regex> = LazyLock::new(|| expression(r"^([\w$]+) = (\d+'[bh][0-9a-f]+);$"));
static COMPARED: LazyLock<Regex> = LazyLock::new(|| {
    expression(r"(\(|= |&& |\|\| )([\w$]+) (==|!=|<=|>=|<|>) (\d+(?:'[bh][0-9a-f]+)?)(\)|;| &&| \|\|)")
});
static COMBINED: LazyLock<Regex> =
    LazyLock::new(|| expression(r"^([\w$]+) = ([\w$]+) (\+|-|&|\||\^) (\d+'[bh][0-9a-f]+);$"));

/// Sizes the literals of a module.
pub fn size_literals(module: &mut Module) {
    let declarations = module.declarations();
    for line in &mut module.process {
        *line = sized(line, &declarations);
    }
    size_enumerations(module);
}

fn sized(line: &str, declarations: &HashMap<String, Declaration>) -> String {
    let hexadecimal = |digits: &str| usize::from_str_radix(digits, 16).expect("hexadecimal digits");
    let line = SLICE.replace_all(line, |c: &Captures| {
        let (first, bits) = (hexadecimal(&c[1]), c[2].parse::<usize>().expect("digits"));
        if bits == 1 { format!("[{first}]") } else { format!("[{}:{first}]", first + bits - 1) }
    });
    let line = BIT.replace_all(&line, |c: &Captures| format!("[{}]", hexadecimal(&c[1])));
    let line = CAST.replace_all(&line, |c: &Captures| cast(&line, c, declarations));
    let unsigned = |name: &str| declarations.get(name).filter(|d| !d.signed).map(|d| d.bits);
    let fitting = |text: &str, bits: usize| {
        value(text).filter(|v| bits <= 64 && v.checked_shr(bits as u32).unwrap_or(0) == 0)
    };

    let line = ASSIGNED.replace(&line, |c: &Captures| match (declarations.get(&c[1]), value(&c[2])) {
        (Some(d), Some(v)) if d.bits <= 64 => {
            format!("{} = {};", &c[1], literal(d.bits, v & (u64::MAX >> (64 - d.bits))))
        }
        _ => c[0].to_owned(),
    });
    let line = COMBINED.replace(&line, |c: &Captures| match (unsigned(&c[1]), unsigned(&c[2])) {
        (Some(bits), Some(other)) if bits == other => match fitting(&c[4], bits) {
            Some(v) => format!("{} = {} {} {};", &c[1], &c[2], &c[3], literal(bits, v)),
            None => c[0].to_owned(),
        },
        _ => c[0].to_owned(),
    });
    // Twice, because neighbouring comparisons share an operand.
    let once = |line: &str| {
        COMPARED
            .replace_all(line, |c: &Captures| {
                match unsigned(&c[2]).and_then(|bits| Some((bits, fitting(&c[4], bits)?))) {
                    Some((bits, v)) => format!("{}{} {} {}{}", &c[1], &c[2], &c[3], literal(bits, v), &c[5]),
                    None => c[0].to_owned(),
                }
            })
            .into_owned()
    };
    once(&once(&line))
}

/// A cast, written as a mask: to a greater width as a concatenation, to a smaller one (which is
/// only the same in an assignment by itself) as a slice.
fn cast(line: &str, c: &Captures, declarations: &HashMap<String, Declaration>) -> String {
    let unchanged = c[0].to_owned();
    let (Some(target), Some(mask)) = (size(&c[3]), value(&c[3])) else { return unchanged };
    let Some(source) = declarations.get(&c[1]).filter(|d| !d.signed) else { return unchanged };
    if !(1..=64).contains(&target) || mask != u64::MAX >> (64 - target) {
        return unchanged;
    }
    let select = c.get(2).map_or("", |select| select.as_str());
    let bits = match select.trim_matches(['[', ']']).split_once(':') {
        Some((last, first)) => {
            last.parse::<usize>().expect("digits") - first.parse::<usize>().expect("digits") + 1
        }
        None if select.is_empty() => source.bits,
        None => 1,
    };
    let name = &c[1];
    if bits < target {
        format!("{{{}'d0, {name}{select}}}", target - bits)
    } else if bits == target {
        format!("{name}{select}")
    } else if select.is_empty() && line.ends_with(&format!(" = {};", &c[0])) {
        if target == 1 { format!("{name}[0]") } else { format!("{name}[{}:0]", target - 1) }
    } else {
        unchanged
    }
}

/// Values of an enumeration get the width of its signals: enough for its number of values.
fn size_enumerations(module: &mut Module) {
    let kind = |name: &str| name.split('$').next().unwrap_or_default().to_owned();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (constant, _) in module.constants.iter().filter(|(constant, _)| constant.bits == 0) {
        *counts.entry(kind(&constant.name)).or_default() += 1;
    }
    for (constant, text) in module.constants.iter_mut().filter(|(constant, _)| constant.bits == 0) {
        constant.bits = (counts[&kind(&constant.name)].next_power_of_two().trailing_zeros() as usize).max(1);
        *text = literal(constant.bits, value(text).unwrap_or_default());
    }
}
