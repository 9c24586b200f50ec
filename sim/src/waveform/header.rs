//! The declarations of a VCD: time scale, scopes, variables.

use std::collections::HashMap;

use super::Error;
use super::scan::Scanner;
use super::time::Femtoseconds;
use super::value::{Kind, Net};

/// Wider variables are taken for damage. (Icarus' own limit is the same.)
const WIDEST: u32 = 1 << 20;

const FORMAT: &str = "this is not a sound VCD: write it again";

/// A declared name. Several names may share a net.
#[derive(Clone, Debug)]
pub(super) struct Signal {
    /// Scopes and name, joined by points. A bit range is no part of it.
    pub(super) name: String,
    pub(super) net: usize,
}

#[derive(Debug)]
pub(super) struct Header {
    /// Length of one unit of the time stamps; 1 ns if the file does not say.
    pub(super) unit: Femtoseconds,
    pub(super) signals: Vec<Signal>,
    pub(super) nets: Vec<Net>,
    pub(super) codes: Codes,
    /// Words that all values together need.
    pub(super) words: usize,
    pub(super) texts: usize,
}

/// Nets by identifier code: by table for up to three characters, as nearly all dumps have, by map for more.
#[derive(Debug, Default)]
pub(super) struct Codes {
    short: Vec<u32>,
    long: HashMap<Box<[u8]>, u32>,
}

const NONE: u32 = u32::MAX;

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
    pub(super) fn find(&self, code: &[u8]) -> Option<usize> {
        let net = match short_index(code) {
            Some(index) => self.short.get(index).copied()?,
            None => self.long.get(code).copied()?,
        };
        (net != NONE).then_some(net as usize)
    }

    fn add(&mut self, code: &[u8], net: u32) {
        let Some(index) = short_index(code) else {
            self.long.insert(code.into(), net);
            return;
        };
        if self.short.len() <= index {
            self.short.resize(index + 1, NONE);
        }
        self.short[index] = net;
    }
}

/// Reads up to and including `$enddefinitions $end`.
pub(super) fn read(scanner: &mut Scanner) -> Result<Header, Error> {
    let mut header = Header {
        unit: 1_000_000,
        signals: Vec::new(),
        nets: Vec::new(),
        codes: Codes::default(),
        words: 0,
        texts: 0,
    };
    let mut scopes: Vec<String> = Vec::new();
    let mut names: HashMap<String, Vec<usize>> = HashMap::new();
    let mut first = true;
    loop {
        let Some(token) = scanner.token()? else {
            let what = if first { "the file is empty" } else { "the file ends inside the header" };
            return Err(scanner.cut(what));
        };
        let keyword = scanner.bytes(token).to_vec();
        match keyword.as_slice() {
            b"$comment" | b"$date" | b"$version" | b"$attrbegin" | b"$attrend" => skip(scanner)?,
            b"$timescale" => header.unit = timescale(scanner)?,
            b"$scope" => {
                let words = words(scanner)?;
                let [_, name] = words.as_slice() else {
                    return Err(scanner.malformed("`$scope` needs a kind and a name", FORMAT));
                };
                scopes.push(plain(name).into());
            }
            b"$upscope" => {
                words(scanner)?;
                if scopes.pop().is_none() {
                    return Err(scanner.malformed("`$upscope` without an open scope", FORMAT));
                }
            }
            b"$var" => {
                let words = words(scanner)?;
                header.declare(scanner, &words, &scopes, &mut names)?;
            }
            b"$enddefinitions" => {
                words(scanner)?;
                return Ok(header);
            }
            _ if first => {
                let what = format!("this is not a VCD: it begins with {}", scanner.last());
                return Err(scanner.malformed(what, "give a VCD file (`fst2vcd` makes one from an FST)"));
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
pub(super) fn skip(scanner: &mut Scanner) -> Result<(), Error> {
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

/// Whether this is a bit range, such as `[7:0]`.
fn is_range(text: &str) -> bool {
    text.strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .and_then(|text| text.split_once(':'))
        .is_some_and(|(high, low)| high.parse::<i64>().is_ok() && low.parse::<i64>().is_ok())
}

impl Header {
    /// Adds the variable of one `$var kind bits code name [range]`.
    fn declare(
        &mut self,
        scanner: &Scanner,
        words: &[String],
        scopes: &[String],
        names: &mut HashMap<String, Vec<usize>>,
    ) -> Result<(), Error> {
        let [kind, bits, code, name, index @ ..] = words else {
            return Err(scanner.malformed("`$var` needs kind, width, code and name", FORMAT));
        };
        let Some(bits) = bits.parse::<u32>().ok().filter(|&bits| bits <= WIDEST) else {
            return Err(scanner.malformed(format!("`{bits}` is no width of a variable"), FORMAT));
        };
        let (kind, bits) = match kind.as_str() {
            "real" | "realtime" => (Kind::Real, 64),
            "event" => (Kind::Event, 1),
            "string" => (Kind::Text, 0),
            _ if bits == 0 => (Kind::Text, 0),
            _ => (Kind::Bits, bits),
        };
        let net = match self.codes.find(code.as_bytes()) {
            Some(net) if self.nets[net].kind == kind && self.nets[net].bits == bits => net,
            Some(_) => {
                let what = format!("`{name}` shares code `{code}` with a variable of another width or kind");
                return Err(scanner.malformed(what, FORMAT));
            }
            None => self.add_net(code, kind, bits),
        };
        let mut name = plain(name).to_string();
        for part in index.iter().filter(|part| !is_range(part)) {
            name.push_str(part);
        }
        if let Some(at) = name.rfind('[').filter(|&at| at > 0 && is_range(&name[at..])) {
            name.truncate(at);
        }
        let mut name = scopes.iter().map(String::as_str).chain([name.as_str()]).collect::<Vec<_>>().join(".");
        // One name may be declared twice: as the same net, which says nothing new, or as another.
        let nets = names.entry(name.clone()).or_default();
        if nets.contains(&net) {
            return Ok(());
        }
        nets.push(net);
        if nets.len() > 1 {
            name = format!("{name}~{}", nets.len());
        }
        self.signals.push(Signal { name, net });
        Ok(())
    }

    fn add_net(&mut self, code: &str, kind: Kind, bits: u32) -> usize {
        let words = (bits as usize).div_ceil(64);
        let offset = if kind == Kind::Text { self.texts } else { self.words };
        if kind == Kind::Text {
            self.texts += 1;
        } else {
            self.words += 2 * words;
        }
        self.codes.add(code.as_bytes(), self.nets.len() as u32);
        self.nets.push(Net { kind, bits, offset, words });
        self.nets.len() - 1
    }
}
