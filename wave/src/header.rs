//! The declarations of a dump: time scale, scopes, variables; and how they are read from a VCD.

use std::collections::{HashMap, HashSet};

use super::Error;
use super::scan::Scanner;
use super::time::Femtoseconds;
use super::value::{Kind, Net};

/// Wider variables are taken for damage. (Icarus' own limit is the same.)
pub(crate) const WIDEST: u32 = 1 << 20;

/// No net, where nets are given by number.
pub(crate) const NO_NET: u32 = u32::MAX;

const FORMAT: &str = "this is not a sound VCD: write it again";

/// A declared name. Several names may share a net.
#[derive(Clone, Debug)]
pub(crate) struct Signal {
    /// Scopes and name, joined by points. A bit range is no part of it.
    pub(crate) name: String,
    pub(crate) net: usize,
    /// Index of the leftmost and of the rightmost bit, if declared.
    pub(crate) range: Option<(i64, i64)>,
}

#[derive(Debug)]
pub(crate) struct Header {
    /// Length of one unit of the time stamps; 1 ns if the file does not say.
    pub(crate) unit: Femtoseconds,
    pub(crate) signals: Vec<Signal>,
    pub(crate) nets: Vec<Net>,
    pub(crate) codes: Codes,
    /// Words that all values together need.
    pub(crate) words: usize,
    pub(crate) texts: usize,
}

/// Nets by identifier code: by table for up to three characters, as nearly all dumps have, by map for more.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    short: Vec<u32>,
    long: HashMap<Box<[u8]>, u32>,
}

/// Position in the table: the code as a number with digits 1 to 94.
#[inline]
fn short_index(code: &[u8]) -> Option<usize> {
    if code.len() > 3 {
        return None;
    }
    code.iter()
        .try_fold(0, |index, byte| byte.is_ascii_graphic().then(|| index * 94 + usize::from(byte - b' ')))
}

impl Codes {
    #[inline]
    pub(crate) fn find(&self, code: &[u8]) -> Option<usize> {
        let net = match short_index(code) {
            Some(index) => self.short.get(index).copied()?,
            None => self.long.get(code).copied()?,
        };
        (net != NO_NET).then_some(net as usize)
    }

    fn add(&mut self, code: &[u8], net: u32) {
        let Some(index) = short_index(code) else {
            self.long.insert(code.into(), net);
            return;
        };
        if self.short.len() <= index {
            self.short.resize(index + 1, NO_NET);
        }
        self.short[index] = net;
    }
}

/// Reads up to and including `$enddefinitions $end`.
pub(crate) fn read(scanner: &mut Scanner) -> Result<Header, Error> {
    let mut declared = Declarations::new(1_000_000);
    let mut first = true;
    loop {
        let Some(token) = scanner.token()? else {
            let what = if first { "the file is empty" } else { "the file ends inside the header" };
            return Err(scanner.cut(what));
        };
        let keyword = scanner.bytes(token).to_vec();
        match keyword.as_slice() {
            b"$comment" | b"$date" | b"$version" | b"$attrbegin" | b"$attrend" => skip(scanner)?,
            b"$timescale" => declared.header.unit = timescale(scanner)?,
            b"$scope" => {
                let words = words(scanner)?;
                let [_, name] = words.as_slice() else {
                    return Err(scanner.malformed("`$scope` needs a kind and a name", FORMAT));
                };
                declared.open_scope(name);
            }
            b"$upscope" => {
                words(scanner)?;
                if !declared.close_scope() {
                    return Err(scanner.malformed("`$upscope` without an open scope", FORMAT));
                }
            }
            b"$var" => {
                let words = words(scanner)?;
                declare(&mut declared, scanner, &words)?;
            }
            b"$enddefinitions" => {
                words(scanner)?;
                return Ok(declared.finish());
            }
            _ if first => {
                let what = format!("this is not a VCD: it begins with {}", scanner.last());
                return Err(scanner.malformed(what, "give a VCD, FST or GHW file"));
            }
            _ => {
                let what = format!("{} is no header section", scanner.last());
                return Err(scanner.malformed(what, FORMAT));
            }
        }
        first = false;
    }
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
    let count = ["1", "10", "100"].iter().position(|&count| count == &text[..split]);
    let unit = ["fs", "ps", "ns", "us", "ms", "s"].iter().position(|&unit| unit == &text[split..]);
    match (count, unit) {
        (Some(zeros), Some(unit)) => Ok(10u128.pow(zeros as u32 + 3 * unit as u32)),
        _ => Err(scanner
            .malformed(format!("`{text}` is no time scale"), "give 1, 10 or 100 of s, ms, us, ns, ps, fs")),
    }
}

/// A name without the backslash of Verilog's escaped identifiers.
fn plain(name: &str) -> &str {
    name.strip_prefix('\\').unwrap_or(name)
}

/// The bounds of a bit range, such as `[7:0]`.
fn range(text: &str) -> Option<(i64, i64)> {
    let (high, low) = text.strip_prefix('[')?.strip_suffix(']')?.split_once(':')?;
    Some((high.parse().ok()?, low.parse().ok()?))
}

/// Adds the variable of one `$var kind bits code name [range]`.
fn declare(declared: &mut Declarations, scanner: &Scanner, words: &[String]) -> Result<(), Error> {
    let [kind, bits, code, name, index @ ..] = words else {
        return Err(scanner.malformed("`$var` needs kind, width, code and name", FORMAT));
    };
    let Some(bits) = bits.parse::<u32>().ok().filter(|&bits| bits <= WIDEST) else {
        return Err(scanner.malformed(format!("`{bits}` is no width of a variable"), FORMAT));
    };
    let (kind, bits) = match kind.as_str() {
        "real" | "realtime" | "shortreal" => (Kind::Real, 64),
        "event" => (Kind::Event, 1),
        "string" => (Kind::Text, 0),
        _ if bits == 0 => (Kind::Text, 0),
        _ => (Kind::Bits, bits),
    };
    let header = &declared.header;
    let net = match header.codes.find(code.as_bytes()) {
        Some(net) if header.nets[net].kind == kind && header.nets[net].bits == bits => net,
        Some(_) => {
            let what = format!("`{name}` shares code `{code}` with a variable of another width or kind");
            return Err(scanner.malformed(what, FORMAT));
        }
        None => {
            let net = declared.add_net(kind, bits);
            declared.header.codes.add(code.as_bytes(), net as u32);
            net
        }
    };
    declared.add_signal(name, index.iter().map(String::as_str), net);
    Ok(())
}

/// A header under construction.
pub(crate) struct Declarations {
    pub(crate) header: Header,
    scopes: Vec<String>,
    /// Signals by name, each with the number of its scopes, and whether its name is an escaped one.
    names: HashMap<String, Vec<(usize, usize, bool)>>,
}

impl Declarations {
    pub(crate) fn new(unit: Femtoseconds) -> Self {
        let header = Header {
            unit,
            signals: Vec::new(),
            nets: Vec::new(),
            codes: Codes::default(),
            words: 0,
            texts: 0,
        };
        Self { header, scopes: Vec::new(), names: HashMap::new() }
    }

    pub(crate) fn open_scope(&mut self, name: &str) {
        self.scopes.push(plain(name).into());
    }

    /// False if none is open.
    pub(crate) fn close_scope(&mut self) -> bool {
        self.scopes.pop().is_some()
    }

    /// Adds a name in the open scopes for a net. The index, whether behind the name or in words of its own, is a bit
    /// range, or part of the name.
    pub(crate) fn add_signal<'a>(&mut self, name: &str, index: impl Iterator<Item = &'a str>, net: usize) {
        // An escaped name may only look as if it ended in a range: then the width is another.
        let is_escaped = name.starts_with('\\');
        let mut name = plain(name).to_string();
        let mut bounds = None;
        for part in index {
            match range(part) {
                Some(found) => bounds = Some(found),
                None => name.push_str(part),
            }
        }
        let Net { kind, bits, .. } = self.header.nets[net];
        let fits =
            |(a, b): (i64, i64)| kind != Kind::Bits || a.abs_diff(b).checked_add(1) == Some(bits.into());
        if let Some(at) = name.rfind('[').filter(|&at| at > 0 && bounds.is_none())
            && let Some(found) = range(&name[at..]).filter(|found| fits(*found))
        {
            bounds = Some(found);
            name.truncate(at);
        }
        let scopes = self.scopes.iter().map(String::as_str);
        let name = scopes.chain([name.as_str()]).collect::<Vec<_>>().join(".");
        // One name may be declared twice: as the same net, which says nothing new, or as another.
        let signals = &mut self.header.signals;
        let alike = self.names.entry(name.clone()).or_default();
        if alike.iter().all(|&(other, ..)| signals[other].net != net) {
            alike.push((signals.len(), self.scopes.len(), is_escaped));
            signals.push(Signal { name, net, range: bounds });
        }
    }

    /// The header, every signal with a name of its own: of several nets of one name those with ranges are told by them, the
    /// others numbered, the ones in the most scopes first. So the order of the declarations hardly plays a part.
    pub(crate) fn finish(self) -> Header {
        let Self { mut header, names, .. } = self;
        let mut several: Vec<_> = names.iter().filter(|(_, alike)| alike.len() > 1).collect();
        several.sort_unstable();
        let mut taken = HashSet::new();
        for (name, alike) in several {
            let range = |signal: usize| header.signals[signal].range;
            let mut order = alike.clone();
            order.sort_by_key(|&(signal, scopes, is_escaped)| {
                (std::cmp::Reverse(scopes), is_escaped, range(signal), signal)
            });
            let ranges: HashSet<_> = order.iter().filter_map(|&(signal, ..)| range(signal)).collect();
            let are_told = ranges.len() == order.len();
            for (number, (signal, ..)) in order.into_iter().enumerate() {
                let mut own = match header.signals[signal].range.filter(|_| are_told) {
                    Some((high, low)) => format!("{name}[{high}:{low}]"),
                    None if number == 0 => continue,
                    None => format!("{name}~{}", number + 1),
                };
                while names.contains_key(&own) || !taken.insert(own.clone()) {
                    own.push('~');
                }
                header.signals[signal].name = own;
            }
        }
        header
    }

    pub(crate) fn add_net(&mut self, kind: Kind, bits: u32) -> usize {
        let header = &mut self.header;
        let words = Net::words_of(kind, bits);
        let offset = if kind == Kind::Text { header.texts } else { header.words };
        header.texts += usize::from(kind == Kind::Text);
        header.words += 2 * words as usize;
        header.nets.push(Net { kind, bits, words, offset });
        header.nets.len() - 1
    }
}
