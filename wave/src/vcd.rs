//! Reads a VCD time stamp by time stamp.

use std::path::Path;

use super::Error;
use super::header::{self, Header};
use super::scan::Scanner;
use super::state::State;
use super::value::{
    DIGITS_A_WORD, Kind, NO_NUMBER, Net, X, decode, decode_wide, digit, extension, real_word,
};

const FORMAT: &str = "this is not a sound VCD: write it again";

/// A VCD behind its header.
pub(crate) struct Vcd {
    scanner: Scanner,
    /// Whether `$dumpoff` is in force: values are not recorded.
    pub(crate) off: bool,
    /// The section that is open, such as `$dumpvars`.
    section: Option<&'static str>,
    wide: Vec<u64>,
}

impl Vcd {
    /// Reads the header and finds the first time stamp.
    pub(crate) fn open(path: &Path) -> Result<(Self, Header, u64), Error> {
        let mut scanner = Scanner::open(path)?;
        let header = header::read(&mut scanner)?;
        let mut vcd = Self { scanner, off: false, section: None, wide: Vec::new() };
        // Values before the first time stamp belong to time 0.
        let Some(token) = vcd.scanner.token()? else {
            return Err(vcd.scanner.cut("the file ends behind its header: it holds no values"));
        };
        if vcd.scanner.bytes(token)[0] == b'#' {
            let first = vcd.stamp()?;
            Ok((vcd, header, first))
        } else {
            vcd.scanner.unread();
            Ok((vcd, header, 0))
        }
    }

    /// Reads the changes of time stamp `time`; gives the time stamp that follows, or none at the end.
    pub(crate) fn step(&mut self, state: &mut State, time: u64) -> Result<Option<u64>, Error> {
        loop {
            let Some(token) = self.scanner.token()? else {
                return match self.section {
                    Some(section) => Err(self.scanner.cut(&format!("the file ends inside `{section}`"))),
                    None => Ok(None),
                };
            };
            let bytes = self.scanner.bytes(token.clone());
            match bytes[0] {
                b'#' => match self.stamp()? {
                    stamp if stamp > time => {
                        return Ok(Some(stamp));
                    }
                    stamp if stamp < time => {
                        let what = format!("time goes back from #{time} to #{stamp}");
                        return Err(self.scanner.malformed(what, FORMAT));
                    }
                    _ => {}
                },
                b'$' => self.section()?,
                b'b' | b'B' => self.vector(state, token)?,
                b'r' | b'R' => self.real(state, token)?,
                b's' | b'S' => {
                    let text = bytes[1..].to_vec();
                    let net = self.code(state)?;
                    if state.header.nets[net].kind != Kind::Text {
                        return Err(self.misfit());
                    }
                    state.set_text(net, &text);
                }
                first => {
                    let Some(value) = digit(first) else {
                        let what = format!("{} is no value change", self.scanner.last());
                        return Err(self.scanner.malformed(what, FORMAT));
                    };
                    let Some(net) = state.header.codes.find(&bytes[1..]) else {
                        return Err(self.undeclared());
                    };
                    let Net { kind, bits, offset, .. } = state.header.nets[net];
                    if kind == Kind::Bits && bits == 1 {
                        state.set_word(net, offset, value);
                    } else {
                        self.wide_vector(state, net, &[first])?;
                    }
                }
            }
        }
    }

    /// The net whose code is the next token.
    #[inline]
    fn code(&mut self, state: &State) -> Result<usize, Error> {
        let token = self.scanner.expect("the identifier code of a value change")?;
        match state.header.codes.find(self.scanner.bytes(token)) {
            Some(net) => Ok(net),
            None => Err(self.undeclared()),
        }
    }

    #[inline]
    fn vector(&mut self, state: &mut State, token: std::ops::Range<usize>) -> Result<(), Error> {
        let digits = &self.scanner.bytes(token)[1..];
        if digits.len() > DIGITS_A_WORD {
            let digits = digits.to_vec();
            let net = self.code(state)?;
            return self.wide_vector(state, net, &digits);
        }
        let count = digits.len();
        let mut letters = [0; DIGITS_A_WORD];
        letters[..count].copy_from_slice(digits);
        let (Some(word), Some(leftmost)) = (decode(digits), digits.first().and_then(|&first| digit(first)))
        else {
            let what = format!("{} is no binary value", self.scanner.last());
            return Err(self.scanner.malformed(what, FORMAT));
        };
        let net = self.code(state)?;
        let Net { kind, bits, offset, words } = state.header.nets[net];
        let extends = extension(leftmost) != 0 && count < bits as usize;
        if kind == Kind::Bits && words == 1 && count <= bits as usize && !extends {
            state.set_word(net, offset, word);
            return Ok(());
        }
        self.wide_vector(state, net, &letters[..count])
    }

    /// A vector in general: of many words, extended with x or z, or given for a text.
    fn wide_vector(&mut self, state: &mut State, net: usize, digits: &[u8]) -> Result<(), Error> {
        let Net { kind, bits, offset, .. } = state.header.nets[net];
        match kind {
            Kind::Text => state.set_text(net, digits),
            Kind::Event => state.fire(net),
            Kind::Real if digits.iter().all(|&byte| digit(byte).is_some_and(|digit| digit & X != 0)) => {
                state.set_word(net, offset, NO_NUMBER);
            }
            Kind::Real => return Err(self.misfit()),
            Kind::Bits => {
                if decode_wide(digits, bits, &mut self.wide).is_none() {
                    return Err(self.misfit());
                }
                state.set_words(net, &self.wide);
            }
        }
        Ok(())
    }

    fn real(&mut self, state: &mut State, token: std::ops::Range<usize>) -> Result<(), Error> {
        let number = std::str::from_utf8(&self.scanner.bytes(token)[1..]).ok();
        let Some(number) = number.and_then(|text| text.parse::<f64>().ok()) else {
            let what = format!("{} is no real number", self.scanner.last());
            return Err(self.scanner.malformed(what, FORMAT));
        };
        let net = self.code(state)?;
        let Net { kind, offset, .. } = state.header.nets[net];
        if kind != Kind::Real {
            return Err(self.misfit());
        }
        state.set_word(net, offset, real_word(number));
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
