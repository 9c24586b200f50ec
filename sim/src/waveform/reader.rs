//! Reads a VCD time stamp by time stamp.

use std::path::Path;

use super::Error;
use super::header::{self, Header};
use super::scan::Scanner;
use super::time::Femtoseconds;
use super::value::{Kind, Net, Value, decode, decode_wide, digit, mask};

const FORMAT: &str = "this is not a sound VCD: write it again";

/// Which value of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// At the end of the current time stamp.
    Now,
    /// At the end of the time stamp before it.
    Before,
}

/// A dump, read up to the end of the current time stamp.
pub(super) struct Reader {
    scanner: Scanner,
    pub(super) header: Header,
    /// The current time, in units of the file; none before the first time stamp.
    time: Option<u64>,
    /// The time stamp that follows.
    next: Option<u64>,
    now: Vec<u64>,
    before: Vec<u64>,
    text_now: Vec<Vec<u8>>,
    text_before: Vec<Vec<u8>>,
    /// Nets written to in the current time stamp, once each.
    written: Vec<u32>,
    is_written: Vec<bool>,
    /// Whether `$dumpoff` is in force: values are not recorded.
    pub(super) off: bool,
    /// The section that is open, such as `$dumpvars`.
    section: Option<&'static str>,
    wide: Vec<u64>,
}

impl Reader {
    /// Reads the header and finds the first time stamp.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let mut scanner = Scanner::open(path)?;
        let header = header::read(&mut scanner)?;
        let mut now = Vec::with_capacity(header.words);
        for net in header.nets.iter().filter(|net| net.kind != Kind::Text) {
            now.resize(net.offset + net.words, 0);
            now.extend((0..net.words).map(|n| mask(net.bits, n)));
        }
        let mut reader = Self {
            scanner,
            time: None,
            next: None,
            before: now.clone(),
            now,
            text_now: vec![Vec::new(); header.texts],
            text_before: vec![Vec::new(); header.texts],
            written: Vec::new(),
            is_written: vec![false; header.nets.len()],
            off: false,
            section: None,
            wide: Vec::new(),
            header,
        };
        // Values before the first time stamp belong to time 0.
        let Some(token) = reader.scanner.token()? else {
            return Err(reader.scanner.cut("the file ends behind its header: it holds no values"));
        };
        if reader.scanner.bytes(token)[0] == b'#' {
            reader.next = Some(reader.stamp()?);
        } else {
            reader.scanner.unread();
            reader.next = Some(0);
        }
        Ok(reader)
    }

    pub(super) fn path(&self) -> &str {
        self.scanner.path()
    }

    /// The current time, that of the last time stamp read.
    pub(super) fn time(&self) -> Option<Femtoseconds> {
        self.time.map(|time| u128::from(time) * self.header.unit)
    }

    /// The time stamp that follows, or none at the end.
    pub(super) fn next_time(&self) -> Option<Femtoseconds> {
        self.next.map(|time| u128::from(time) * self.header.unit)
    }

    pub(super) fn value(&self, net: usize, when: When) -> Value<'_> {
        let Net { kind, offset, words, .. } = self.header.nets[net];
        match (kind, when) {
            (Kind::Text, When::Now) => Value::Text(&self.text_now[offset]),
            (Kind::Text, When::Before) => Value::Text(&self.text_before[offset]),
            (_, When::Now) => Value::Planes(&self.now[offset..offset + 2 * words]),
            (_, When::Before) => Value::Planes(&self.before[offset..offset + 2 * words]),
        }
    }

    /// Nets whose value at the end of the current time stamp is not the one before it.
    pub(super) fn changed(&self) -> impl Iterator<Item = usize> {
        let nets = self.written.iter().map(|&net| net as usize);
        nets.filter(|&net| self.value(net, When::Now) != self.value(net, When::Before))
    }

    /// Reads the next time stamp with all its changes. Nothing happens at the end.
    pub(super) fn advance(&mut self) -> Result<(), Error> {
        let Some(time) = self.next.take() else { return Ok(()) };
        for net in self.written.drain(..) {
            let Net { kind, offset, words, .. } = self.header.nets[net as usize];
            self.is_written[net as usize] = false;
            if kind == Kind::Text {
                self.text_before[offset].clone_from(&self.text_now[offset]);
            } else {
                let range = offset..offset + 2 * words;
                self.before[range.clone()].copy_from_slice(&self.now[range]);
            }
        }
        self.read_changes(time)
    }

    fn read_changes(&mut self, time: u64) -> Result<(), Error> {
        self.time = Some(time);
        loop {
            let Some(token) = self.scanner.token()? else {
                return match self.section {
                    Some(section) => Err(self.scanner.cut(&format!("the file ends inside `{section}`"))),
                    None => Ok(()),
                };
            };
            let bytes = self.scanner.bytes(token.clone());
            match bytes[0] {
                b'#' => match self.stamp()? {
                    stamp if stamp > time => {
                        self.next = Some(stamp);
                        return Ok(());
                    }
                    stamp if stamp < time => {
                        let what = format!("time goes back from #{time} to #{stamp}");
                        return Err(self.scanner.malformed(what, FORMAT));
                    }
                    _ => {}
                },
                b'$' => self.section()?,
                b'b' | b'B' => self.vector(token)?,
                b'r' | b'R' => self.real(token)?,
                b's' | b'S' => {
                    let text = bytes[1..].to_vec();
                    let net = self.code()?;
                    if self.header.nets[net].kind != Kind::Text {
                        return Err(self.misfit());
                    }
                    self.set_text(net, text);
                }
                first => {
                    let Some((value, unknown)) = digit(first) else {
                        let what = format!("{} is no value change", self.scanner.last());
                        return Err(self.scanner.malformed(what, FORMAT));
                    };
                    let Some(net) = self.header.codes.find(&bytes[1..]) else {
                        return Err(self.undeclared());
                    };
                    let Net { kind, bits, offset, .. } = self.header.nets[net];
                    if kind == Kind::Bits && bits == 1 {
                        self.set_word(net, offset, value, unknown);
                    } else {
                        self.wide_vector(net, &[first])?;
                    }
                }
            }
        }
    }

    /// The net whose code is the next token.
    #[inline]
    fn code(&mut self) -> Result<usize, Error> {
        let token = self.scanner.expect("the identifier code of a value change")?;
        match self.header.codes.find(self.scanner.bytes(token)) {
            Some(net) => Ok(net),
            None => Err(self.undeclared()),
        }
    }

    #[inline]
    fn vector(&mut self, token: std::ops::Range<usize>) -> Result<(), Error> {
        let digits = &self.scanner.bytes(token)[1..];
        if digits.len() > 64 {
            let digits = digits.to_vec();
            let net = self.code()?;
            return self.wide_vector(net, &digits);
        }
        let (count, first) = (digits.len() as u32, digits.first().copied());
        let Some((value, unknown)) = decode(digits) else {
            let what = format!("{} is no binary value", self.scanner.last());
            return Err(self.scanner.malformed(what, FORMAT));
        };
        let net = self.code()?;
        let Net { kind, bits, offset, words } = self.header.nets[net];
        let extends = !matches!(first, Some(b'0' | b'1')) && count < bits;
        if kind == Kind::Bits && words == 1 && count <= bits && !extends {
            self.set_word(net, offset, value, unknown);
            return Ok(());
        }
        let digits: Vec<u8> = (0..count)
            .rev()
            .map(|bit| b"01xz"[(unknown >> bit & 1) as usize * 2 + (value >> bit & 1) as usize])
            .collect();
        self.wide_vector(net, &digits)
    }

    /// A vector in general: of many words, extended with x or z, or given for a text.
    fn wide_vector(&mut self, net: usize, digits: &[u8]) -> Result<(), Error> {
        let Net { kind, bits, offset, words } = self.header.nets[net];
        match kind {
            Kind::Text => self.set_text(net, digits.to_vec()),
            Kind::Real if digits == b"x" => self.set_word(net, offset, 0, u64::MAX),
            Kind::Real => return Err(self.misfit()),
            Kind::Bits | Kind::Event => {
                if decode_wide(digits, bits, &mut self.wide).is_none() {
                    return Err(self.misfit());
                }
                let range = offset..offset + 2 * words;
                if self.now[range.clone()] != self.wide[..] {
                    self.now[range].copy_from_slice(&self.wide);
                    self.mark(net);
                }
            }
        }
        Ok(())
    }

    fn real(&mut self, token: std::ops::Range<usize>) -> Result<(), Error> {
        let number = std::str::from_utf8(&self.scanner.bytes(token)[1..]).ok();
        let Some(number) = number.and_then(|text| text.parse::<f64>().ok()) else {
            let what = format!("{} is no real number", self.scanner.last());
            return Err(self.scanner.malformed(what, FORMAT));
        };
        let net = self.code()?;
        let Net { kind, offset, .. } = self.header.nets[net];
        if kind != Kind::Real {
            return Err(self.misfit());
        }
        // Adding 0 makes -0 the same bits as 0.
        let (value, unknown) = if number.is_nan() { (0, u64::MAX) } else { ((number + 0.0).to_bits(), 0) };
        self.set_word(net, offset, value, unknown);
        Ok(())
    }

    /// The token read last as a time stamp.
    fn stamp(&self) -> Result<u64, Error> {
        let digits = &self.scanner.last_bytes()[1..];
        let number = digits.iter().try_fold(0u64, |number, byte| {
            let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
            number.checked_mul(10)?.checked_add(digit)
        });
        number.filter(|_| !digits.is_empty()).ok_or_else(|| {
            self.scanner.malformed(format!("{} is no time stamp", self.scanner.last()), FORMAT)
        })
    }

    fn section(&mut self) -> Result<(), Error> {
        let opened = match self.scanner.last_bytes() {
            b"$dumpvars" => "$dumpvars",
            b"$dumpall" => "$dumpall",
            b"$dumpon" => "$dumpon",
            b"$dumpoff" => "$dumpoff",
            b"$comment" => return header::skip(&mut self.scanner),
            b"$end" if self.section.is_some() => {
                self.section = None;
                return Ok(());
            }
            _ => {
                return Err(self
                    .scanner
                    .malformed(format!("{} is out of place", self.scanner.last()), FORMAT));
            }
        };
        if let Some(open) = self.section {
            return Err(self.scanner.malformed(format!("`{opened}` begins inside `{open}`"), FORMAT));
        }
        self.section = Some(opened);
        self.off = match opened {
            "$dumpoff" => true,
            "$dumpon" => false,
            _ => self.off,
        };
        Ok(())
    }

    #[inline]
    fn set_word(&mut self, net: usize, offset: usize, value: u64, unknown: u64) {
        if self.now[offset] != value || self.now[offset + 1] != unknown {
            (self.now[offset], self.now[offset + 1]) = (value, unknown);
            self.mark(net);
        }
    }

    fn set_text(&mut self, net: usize, text: Vec<u8>) {
        let offset = self.header.nets[net].offset;
        self.text_now[offset] = text;
        self.mark(net);
    }

    #[inline]
    fn mark(&mut self, net: usize) {
        if !self.is_written[net] {
            self.is_written[net] = true;
            self.written.push(net as u32);
        }
    }

    #[cold]
    fn undeclared(&self) -> Error {
        let what = format!("{} is no declared identifier code", self.scanner.last());
        self.scanner.malformed(what, FORMAT)
    }

    #[cold]
    fn misfit(&self) -> Error {
        let what = format!(
            "the value before {} does not fit the kind or width declared for it",
            self.scanner.last()
        );
        self.scanner.malformed(what, FORMAT)
    }
}
