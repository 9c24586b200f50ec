//! Reads the declarations of a VCD.

use crate::Error;
use crate::dump::header::{Declarations, Header, Var, WIDEST, range};
use crate::dump::scan::Scanner;
use crate::dump::value::ValueKind;
use crate::time::Femtoseconds;

const FORMAT: &str = "this is not a sound VCD: write it again";

/// The longest unit of time stamps: times of 64 bits in it are far from the end of what
/// [`Femtoseconds`] hold.
const LONGEST_UNIT: Femtoseconds = 1_000_000_000_000_000_000;

/// Reads up to and including `$enddefinitions $end`. With `strength`, each port has a signal for
/// its strengths.
pub(crate) fn read(scanner: &mut Scanner, strength: bool) -> Result<Header, Error> {
    let mut declared = Declarations::new(1_000_000);
    let (mut first, mut has_unit) = (true, false);
    loop {
        let Some(token) = scanner.token()? else {
            let what = if first { "the file is empty" } else { "the file ends inside the header" };
            return Err(scanner.cut(what));
        };
        let keyword = scanner.bytes(token).to_vec();
        match keyword.as_slice() {
            b"$comment" | b"$date" | b"$version" | b"$attrbegin" | b"$attrend" => skip(scanner)?,
            b"$timescale" => {
                declared.header.unit = timescale(scanner)?;
                has_unit = true;
            }
            b"$scope" => scope(&mut declared, scanner)?,
            b"$upscope" => {
                words(scanner)?;
                if !declared.close_scope() {
                    return Err(scanner.malformed("`$upscope` without an open scope", FORMAT));
                }
            }
            b"$var" => {
                let words = words(scanner)?;
                declare(&mut declared, scanner, &words, strength)?;
            }
            b"$enddefinitions" => {
                words(scanner)?;
                break;
            }
            _ if first => {
                let what = format!("this is not a VCD: it begins with {}", scanner.last());
                return Err(scanner.malformed(what, "give a VCD, FST or GHW file"));
            }
            [b'#', ..] | b"$dumpvars" | b"$dumpall" | b"$dumpports" => {
                scanner.warn("what follows is read as values", |scanner| {
                    format!("no `$enddefinitions` before {}", scanner.last())
                })?;
                scanner.unread();
                break;
            }
            _ => {
                let what = format!("{} is not a header section", scanner.last());
                return Err(scanner.malformed(what, FORMAT));
            }
        }
        first = false;
    }
    if !has_unit {
        scanner
            .warn("its unit of time is assumed to be 1 ns", |_| "the header has no `$timescale`".into())?;
    }
    Ok(declared.finish())
}

/// Skips to the `$end` of a section.
pub(crate) fn skip(scanner: &mut Scanner) -> Result<(), Error> {
    loop {
        let token = scanner.expect("`$end`")?;
        // Comments may end without a space before `$end`.
        if scanner.bytes(token).ends_with(b"$end") {
            return Ok(());
        }
    }
}

/// The words of a section, up to its `$end`.
fn words(scanner: &mut Scanner) -> Result<Vec<String>, Error> {
    let mut words = Vec::new();
    loop {
        let token = scanner.expect("`$end`")?;
        let bytes = scanner.bytes(token);
        if bytes == b"$end" {
            return Ok(words);
        }
        match std::str::from_utf8(bytes) {
            Ok(word) if words.len() < 16 => words.push(word.to_string()),
            Ok(_) => return Err(scanner.malformed("a section of the header has no `$end`", FORMAT)),
            Err(_) => return Err(scanner.malformed("a name is not UTF-8", FORMAT)),
        }
    }
}

fn timescale(scanner: &mut Scanner) -> Result<Femtoseconds, Error> {
    let text = words(scanner)?.concat();
    let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let count = text[..split].parse::<u32>().ok().filter(|&count| count > 0);
    let unit = ["fs", "ps", "ns", "us", "ms", "s"].iter().position(|&unit| unit == &text[split..]);
    let length = count.zip(unit).map(|(count, unit)| Femtoseconds::from(count) * 1000u128.pow(unit as u32));
    let Some(length) = length.filter(|&length| length <= LONGEST_UNIT) else {
        return Err(scanner.malformed(
            format!("`{text}` is not a time scale"),
            "give a whole number of s, ms, us, ns, ps, fs, of 1000 s at most",
        ));
    };
    if ![1, 10, 100].contains(&count.unwrap_or(0)) {
        scanner.warn("times count in it", |_| {
            format!("the time scale `{text}` is not 1, 10 or 100 of a unit")
        })?;
    }
    Ok(length)
}

fn scope(declared: &mut Declarations, scanner: &mut Scanner) -> Result<(), Error> {
    let words = words(scanner)?;
    let name = words.get(1..).unwrap_or_default().join(" ");
    if words.len() < 2 {
        scanner.warn("it adds nothing to the names in it", |_| "a scope has no name".into())?;
    } else if words.len() > 2 {
        scanner.warn("all of it is taken", |_| format!("the name of scope `{name}` has spaces"))?;
    }
    declared.open_scope(&name);
    Ok(())
}

/// Adds the variable of one `$var kind bits code name [range]`.
fn declare(
    declared: &mut Declarations,
    scanner: &mut Scanner,
    words: &[String],
    strength: bool,
) -> Result<(), Error> {
    let [kind, width, code, name, index @ ..] = words else {
        return Err(scanner.malformed("`$var` needs kind, width, code and name", FORMAT));
    };
    let is_port = kind == "port";
    // Ports are declared with a range in the place of the width.
    let port_range = if is_port { range(width).or_else(|| single(width)) } else { None };
    let bits = match port_range {
        Some((left, right)) => left.abs_diff(right).checked_add(1),
        None => width.parse::<u64>().ok(),
    };
    let Some(bits) = bits.and_then(|bits| u32::try_from(bits).ok()).filter(|&bits| bits <= WIDEST) else {
        return Err(scanner.malformed(format!("`{width}` is not the width of a variable"), FORMAT));
    };
    let (kind, bits) = match kind.as_str() {
        "real" | "realtime" | "shortreal" | "real_parameter" => (ValueKind::Real, 64),
        "event" => (ValueKind::Event, 1),
        "string" => (ValueKind::Text, 0),
        _ if bits == 0 => (ValueKind::Text, 0),
        _ => (ValueKind::Bits, bits),
    };
    let var = Var { kind, bits, is_parameter: words[0] == "parameter" };
    let known = declared.header.codes.find(code.as_bytes());
    let Some(net) = declared.net(known, var) else {
        let what = format!("`{name}` shares code `{code}` with a variable of another width or kind");
        return Err(scanner.malformed(what, FORMAT));
    };
    declared.header.codes.add(code.as_bytes(), net as u32);
    let range = port_range.filter(|_| width.contains(':')).map(|_| width.as_str());
    declared.add_signal(name, range.into_iter().chain(index.iter().map(String::as_str)), net);
    if is_port && strength && kind == ValueKind::Bits {
        let strengths = declared.strengths(net);
        declared.add_signal(&format!("{name}$strength"), std::iter::empty(), strengths);
    }
    Ok(())
}

/// The bounds of a range of one index, such as `[3]`.
fn single(text: &str) -> Option<(i64, i64)> {
    let index = text.strip_prefix('[')?.strip_suffix(']')?.parse().ok()?;
    Some((index, index))
}
