//! Reads a VCD time stamp by time stamp.

use std::ops::Range;

use crate::Error;
use crate::dump::header::Header;
use crate::dump::ports;
use crate::dump::quick;
use crate::dump::scan::Scanner;
use crate::dump::source::{ReadOptions, Source};
use crate::dump::state::State;
use crate::dump::value::{
    DIGITS_A_WORD, NO_NUMBER, Net, ValueKind, X, decode, decode_wide, digit, extension, real_word,
};
use crate::dump::vcd_header;

const FORMAT: &str = "this is not a sound VCD: write it again";

/// The section that ends an extended VCD, with the last time.
const CLOSE: &str = "$vcdclose";

/// A VCD after its header.
pub(crate) struct Vcd {
    scanner: Scanner,
    /// True while `$dumpoff` is in force: values are not recorded.
    pub(crate) off: bool,
    /// The section that is open, such as `$dumpvars`.
    section: Option<&'static str>,
    wide: Vec<u64>,
}

impl Vcd {
    /// Reads the header and finds the first time stamp.
    pub(crate) fn open(source: &Source, options: &ReadOptions) -> Result<(Self, Header, u64), Error> {
        let mut scanner = Scanner::open(source, options.strict)?;
        let header = vcd_header::read(&mut scanner, options.strength)?;
        let mut vcd = Self { scanner, off: false, section: None, wide: Vec::new() };
        // Values before the first time stamp belong to time 0.
        let Some(token) = vcd.scanner.token()? else {
            return Err(vcd.scanner.cut("the file ends after its header: it holds no values"));
        };
        if vcd.scanner.bytes(token)[0] == b'#' {
            let first = vcd.stamp()?;
            Ok((vcd, header, first))
        } else {
            vcd.scanner.unread();
            Ok((vcd, header, 0))
        }
    }

    /// Accepted deviations from the format.
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.scanner.warnings.list()
    }

    /// Reads the changes of time stamp `time`; gives the time stamp that follows, or none at the
    /// end.
    pub(crate) fn step(&mut self, state: &mut State, time: u64) -> Result<Option<u64>, Error> {
        loop {
            let passed = quick::changes(self.scanner.ahead(), state);
            self.scanner.pass(passed);
            let Some(token) = self.scanner.token()? else {
                return match self.section {
                    Some(section) => Err(self.scanner.cut(&format!("the file ends inside `{section}`"))),
                    None => Ok(None),
                };
            };
            let bytes = self.scanner.bytes(token.clone());
            match bytes[0] {
                b'#' => match self.stamp()? {
                    stamp if stamp > time => return Ok(Some(stamp)),
                    stamp if stamp < time => {
                        let what = format!("time goes back from #{time} to #{stamp}");
                        return Err(self.scanner.malformed(what, FORMAT));
                    }
                    _ => {}
                },
                b'$' => self.section()?,
                b'b' | b'B' => self.vector(state, token)?,
                b'r' | b'R' => self.real(state, token)?,
                b's' | b'S' => self.text(state, token)?,
                b'p' | b'P' => self.port(state, token)?,
                first => {
                    let Some(value) = digit(first) else {
                        let what = format!("{} is not a value change", self.scanner.last());
                        return Err(self.scanner.malformed(what, FORMAT));
                    };
                    let Some(net) = state.header.codes.find(&bytes[1..]) else {
                        self.scalar(state, token)?;
                        continue;
                    };
                    let Net { kind, bits, .. } = state.header.nets[net];
                    if kind == ValueKind::Bits && bits == 1 {
                        state.set_words(net, &[value]);
                    } else {
                        self.wide_vector(state, net, &[first])?;
                    }
                }
            }
        }
    }

    /// A scalar of no declared code, perhaps since that is a word of its own.
    #[cold]
    fn scalar(&mut self, state: &mut State, token: Range<usize>) -> Result<(), Error> {
        if token.len() > 1 {
            return self.undeclared();
        }
        let first = self.scanner.bytes(token)[0];
        if !self.scanner.goes_on()? {
            let what = format!("no identifier code follows `{}`", first.escape_ascii());
            return Err(self.scanner.malformed(what, FORMAT));
        }
        let net = self.code(state)?;
        self.scanner.warn("it belongs to that code", |scanner| {
            format!("a blank between `{}` and the code {}", first.escape_ascii(), scanner.last())
        })?;
        net.map_or(Ok(()), |net| self.wide_vector(state, net, &[first]))
    }

    /// The net whose code is the next token; none if it is not declared.
    #[inline]
    fn code(&mut self, state: &State) -> Result<Option<usize>, Error> {
        let token = self.scanner.expect("the identifier code of a value change")?;
        let net = state.header.codes.find(self.scanner.bytes(token));
        if net.is_none() {
            self.undeclared()?;
        }
        Ok(net)
    }

    #[inline]
    fn vector(&mut self, state: &mut State, token: Range<usize>) -> Result<(), Error> {
        let digits = &self.scanner.bytes(token.clone())[1..];
        if digits.len() > DIGITS_A_WORD {
            return self.long_vector(state, token);
        }
        let count = digits.len();
        let mut letters = [0; DIGITS_A_WORD];
        letters[..count].copy_from_slice(digits);
        let (Some(word), Some(leftmost)) = (decode(digits), digits.first().and_then(|&first| digit(first)))
        else {
            return self.long_vector(state, token);
        };
        let Some(net) = self.code(state)? else { return Ok(()) };
        let extends = extension(leftmost) != 0 && count < state.header.nets[net].bits as usize;
        if !extends && state.set_digits(net, word, count) {
            return Ok(());
        }
        self.wide_vector(state, net, &letters[..count])
    }

    /// A vector of more than a word, or one that is not only digits.
    fn long_vector(&mut self, state: &mut State, token: Range<usize>) -> Result<(), Error> {
        let mut digits = self.scanner.bytes(token)[1..].to_vec();
        if digits.len() > 2 && digits[0] == b'0' && matches!(digits[1], b'b' | b'B') {
            // PyMTL writes its own number format after the `b`.
            self.scanner
                .warn("its digits follow `0b`", |scanner| format!("{} begins twice", scanner.last()))?;
            digits.drain(..2);
        }
        if digits.iter().any(|&letter| digit(letter).is_none()) {
            let what = format!("{} is not a binary value", self.scanner.last());
            return Err(self.scanner.malformed(what, FORMAT));
        }
        match self.code(state)? {
            Some(net) => self.wide_vector(state, net, &digits),
            None => Ok(()),
        }
    }

    /// A vector in general: of many words, extended with x or z, or given for a text.
    fn wide_vector(&mut self, state: &mut State, net: usize, digits: &[u8]) -> Result<(), Error> {
        let Net { kind, bits, .. } = state.header.nets[net];
        let unknown = |&byte| digit(byte).is_some_and(|digit| digit & X != 0);
        match kind {
            // Without bits, so that there are no leading zeros.
            ValueKind::Text => {
                let first = digits.iter().position(|&digit| digit != b'0').unwrap_or(digits.len());
                state.set_text(net, &digits[first..]);
            }
            // What is not recorded, or was not yet, does not fire.
            ValueKind::Event if !digits.is_empty() && digits.iter().all(unknown) => {}
            ValueKind::Event => state.fire(net),
            ValueKind::Real if !digits.is_empty() && digits.iter().all(unknown) => {
                state.set_words(net, &[NO_NUMBER]);
            }
            ValueKind::Real => return Err(self.misfit()),
            ValueKind::Bits => {
                if decode_wide(digits, bits, &mut self.wide).is_none() {
                    return Err(self.misfit());
                }
                state.set_words(net, &self.wide);
            }
        }
        Ok(())
    }

    fn real(&mut self, state: &mut State, token: Range<usize>) -> Result<(), Error> {
        let number = std::str::from_utf8(&self.scanner.bytes(token)[1..]).ok();
        let Some(number) = number.and_then(|text| text.parse::<f64>().ok()) else {
            let what = format!("{} is not a real number", self.scanner.last());
            return Err(self.scanner.malformed(what, FORMAT));
        };
        let Some(net) = self.code(state)? else { return Ok(()) };
        if state.header.nets[net].kind != ValueKind::Real {
            return Err(self.misfit());
        }
        state.set_words(net, &[real_word(number)]);
        Ok(())
    }

    fn text(&mut self, state: &mut State, token: Range<usize>) -> Result<(), Error> {
        let text = self.scanner.bytes(token)[1..].to_vec();
        let Some(net) = self.code(state)? else { return Ok(()) };
        match state.header.nets[net].kind {
            ValueKind::Text => {}
            ValueKind::Real => self.scanner.warn("its values are compared as texts", |scanner| {
                format!("{}, which is declared as a real, is given a text", scanner.last())
            })?,
            ValueKind::Bits | ValueKind::Event => return Err(self.misfit()),
        }
        state.set_text(net, &text);
        Ok(())
    }

    /// The state of a port with its strengths towards 0 and 1.
    fn port(&mut self, state: &mut State, token: Range<usize>) -> Result<(), Error> {
        let Some(digits) = ports::digits(&self.scanner.bytes(token)[1..]) else {
            let what = format!("{} is not a state of a port", self.scanner.last());
            return Err(self.scanner.malformed(what, FORMAT));
        };
        let mut strengths = Vec::new();
        for which in 0..2 {
            let token = self.scanner.expect("the strength of a port")?;
            let bytes = self.scanner.bytes(token);
            if !ports::are_strengths(bytes, digits.len()) {
                let what = format!("{} is not a strength from 0 to 7 for each bit", self.scanner.last());
                return Err(self.scanner.malformed(what, FORMAT));
            }
            strengths.extend_from_slice(if which == 0 { b"" } else { b" " });
            strengths.extend_from_slice(bytes);
        }
        let Some(net) = self.code(state)? else { return Ok(()) };
        if state.header.nets[net].kind != ValueKind::Bits
            || digits.len() != state.header.nets[net].bits as usize
        {
            return Err(self.misfit());
        }
        if let Some(&net) = state.header.strengths.get(&net) {
            state.set_text(net, &strengths);
        }
        self.wide_vector(state, net, &digits)
    }

    /// The token read last as a time stamp.
    fn stamp(&mut self) -> Result<u64, Error> {
        let text = &self.scanner.last_bytes()[1..];
        let whole = text.iter().position(|&byte| byte == b'.').unwrap_or(text.len());
        let (digits, fraction) = text.split_at(whole);
        let number = digits.iter().try_fold(0u64, |number, byte| {
            let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
            number.checked_mul(10)?.checked_add(digit)
        });
        let is_whole = fraction.iter().skip(1).all(|&byte| byte == b'0');
        let Some(number) = number.filter(|_| !digits.is_empty() && is_whole) else {
            let what = format!("{} is not a time stamp", self.scanner.last());
            return Err(self.scanner.malformed(what, FORMAT));
        };
        if !fraction.is_empty() {
            self.scanner.warn("that is the whole number", |scanner| {
                format!("the time stamp {} has a fraction, of zeros", scanner.last())
            })?;
        }
        if let Some(section) = self.section.filter(|&section| section != CLOSE) {
            self.section = None;
            self.scanner.warn("it ends there", |scanner| {
                format!("`{section}` has no `$end` before {}", scanner.last())
            })?;
        }
        Ok(number)
    }

    fn section(&mut self) -> Result<(), Error> {
        let opened = match self.scanner.last_bytes() {
            b"$dumpvars" => "$dumpvars",
            b"$dumpall" => "$dumpall",
            b"$dumpon" => "$dumpon",
            b"$dumpoff" => "$dumpoff",
            b"$dumpports" => "$dumpports",
            b"$dumpportsall" => "$dumpportsall",
            b"$dumpportson" => "$dumpportson",
            b"$dumpportsoff" => "$dumpportsoff",
            b"$vcdclose" => CLOSE,
            b"$comment" => return vcd_header::skip(&mut self.scanner),
            b"$end" => {
                if self.section.take().is_none() {
                    self.scanner.warn("it is passed over", |_| "an `$end` ends nothing".into())?;
                }
                return Ok(());
            }
            _ => {
                let what = format!("{} is out of place", self.scanner.last());
                return Err(self.scanner.malformed(what, FORMAT));
            }
        };
        if let Some(open) = self.section {
            self.scanner.warn("it ends there", |_| format!("`{open}` has no `$end` before `{opened}`"))?;
        }
        self.section = Some(opened);
        self.off = match opened {
            "$dumpoff" | "$dumpportsoff" => true,
            "$dumpon" | "$dumpportson" => false,
            _ => self.off,
        };
        Ok(())
    }

    #[cold]
    fn undeclared(&mut self) -> Result<(), Error> {
        self.scanner.warn("its values are ignored", |scanner| {
            format!("{} is not a declared identifier code", scanner.last())
        })
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
