//! Values of signals: two bit planes, 64 bits a word, least significant word first.
//!
//! `0` is (value 0, unknown 0), `1` is (1, 0), `x` is (0, 1), `z` is (1, 1). A real number is one word of value and one
//! of unknown; a text is kept as it is written.

/// What a signal's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bits,
    Real,
    /// Enumerations of rust-hdl (declared with 0 bits) and `string` variables.
    Text,
    /// A Verilog `event`: it happens, it holds no value.
    Event,
}

/// What one identifier code stands for, and where its values are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Net {
    pub(crate) kind: Kind,
    pub(crate) bits: u32,
    /// Index into the words of [`crate::state::State`], or into its texts.
    pub(crate) offset: usize,
    /// Words per plane.
    pub(crate) words: usize,
}

impl Net {
    /// Width for people: 0 for what is no vector of bits.
    pub(crate) fn width(&self) -> u32 {
        if matches!(self.kind, Kind::Bits | Kind::Event) { self.bits } else { 0 }
    }
}

/// When two values count as the same.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// Whether nothing is ignored.
    exact: bool,
    /// Whether x and z of the left, of the right file equal everything.
    ignores: [bool; 2],
}

impl Rule {
    pub(crate) fn new(ignores: [bool; 2]) -> Self {
        Self { exact: ignores == [false, false], ignores }
    }

    pub(crate) fn is_exact(self) -> bool {
        self.exact
    }
}

/// Whether two real numbers are at most `tolerance` times the larger one apart.
pub(crate) fn near(left: Value, right: Value, tolerance: f64) -> bool {
    let (Value::Planes(&[left, 0]), Value::Planes(&[right, 0])) = (left, right) else { return false };
    let (left, right) = (f64::from_bits(left), f64::from_bits(right));
    left.is_finite() && right.is_finite() && (left - right).abs() <= tolerance * left.abs().max(right.abs())
}

/// A value, wherever it is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    /// The value plane, then the unknown plane.
    Planes(&'a [u64]),
    /// Empty: no value yet; otherwise a mark, and the text.
    Text(&'a [u8]),
}

impl PartialEq for Value<'_> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            // The usual width, without the call that compares ranges of any length.
            (Value::Planes([value, unknown]), Value::Planes([value_too, unknown_too])) => {
                (value, unknown) == (value_too, unknown_too)
            }
            (Value::Planes(left), Value::Planes(right)) => left == right,
            (Value::Text(left), Value::Text(right)) => left == right,
            _ => false,
        }
    }
}

impl Eq for Value<'_> {}

impl Value<'_> {
    /// Whether two values of one kind and width are the same, by the rule.
    #[inline]
    pub(crate) fn same(self, other: Self, rule: Rule) -> bool {
        if rule.exact || self == other {
            return self == other;
        }
        match (self, other) {
            (Value::Planes(left), Value::Planes(right)) => {
                let words = left.len() / 2;
                let ignored = |n: usize| {
                    let left = if rule.ignores[0] { left[words + n] } else { 0 };
                    left | if rule.ignores[1] { right[words + n] } else { 0 }
                };
                (0..words).all(|n| {
                    let differ = (left[n] ^ right[n]) | (left[words + n] ^ right[words + n]);
                    differ & !ignored(n) == 0
                })
            }
            (Value::Text(left), Value::Text(right)) => {
                (rule.ignores[0] && left.is_empty()) || (rule.ignores[1] && right.is_empty())
            }
            _ => false,
        }
    }

    /// One bit of a vector, as a value of its own.
    #[inline]
    pub(crate) fn bit(self, bit: u32) -> Value<'static> {
        static BITS: [[u64; 2]; 4] = [[0, 0], [1, 0], [0, 1], [1, 1]];
        let Value::Planes(planes) = self else { return Value::Planes(&BITS[2]) };
        let (word, shift) = (bit as usize / 64, bit % 64);
        let (value, unknown) = (planes[word] >> shift & 1, planes[planes.len() / 2 + word] >> shift & 1);
        Value::Planes(&BITS[(unknown * 2 + value) as usize])
    }

    /// Whether this is anything else than x in every bit.
    pub(crate) fn is_set(self, net: &Net) -> bool {
        match self {
            Value::Planes(planes) => {
                let (value, unknown) = planes.split_at(net.words);
                (0..net.words).any(|n| value[n] != 0 || unknown[n] != mask(net.bits, n))
            }
            Value::Text(text) => !text.is_empty(),
        }
    }

    /// The value as VCD writes it, at full width. A real has a point or an exponent, so it never looks like bits.
    pub(crate) fn text(self, net: &Net) -> String {
        match (self, net.kind) {
            (Value::Text([_, text @ ..]), _) => String::from_utf8_lossy(text).into_owned(),
            (Value::Planes([bits, 0]), Kind::Real) => format!("{:?}", f64::from_bits(*bits)),
            (Value::Text([]), _) | (Value::Planes(_), Kind::Real) => "x".into(),
            (Value::Planes(planes), _) => {
                let (value, unknown) = planes.split_at(net.words);
                let digit = |bit: u32| {
                    let (word, shift) = (bit as usize / 64, bit % 64);
                    match (unknown[word] >> shift & 1, value[word] >> shift & 1) {
                        (0, 0) => '0',
                        (0, _) => '1',
                        (_, 0) => 'x',
                        _ => 'z',
                    }
                };
                (0..net.bits).rev().map(digit).collect()
            }
        }
    }
}

/// The bits of word `n` that a signal of `bits` bits has.
pub(crate) fn mask(bits: u32, n: usize) -> u64 {
    let left = bits as usize - n * 64;
    if left >= 64 { u64::MAX } else { (1 << left) - 1 }
}

/// Value and unknown word of a real number. Not a number is x; -0 is 0.
pub(crate) fn real_planes(number: f64) -> [u64; 2] {
    if number.is_nan() { [0, u64::MAX] } else { [(number + 0.0).to_bits(), 0] }
}

const BAD: u8 = 0xff;
const DIGITS: [u8; 256] = {
    let mut table = [BAD; 256];
    table[b'0' as usize] = 0;
    table[b'1' as usize] = 1;
    (table[b'x' as usize], table[b'X' as usize]) = (2, 2);
    (table[b'z' as usize], table[b'Z' as usize]) = (3, 3);
    // VHDL: weak values count as strong ones; uninitialised, weak unknown and don't care as unknown.
    (table[b'l' as usize], table[b'L' as usize]) = (0, 0);
    (table[b'h' as usize], table[b'H' as usize]) = (1, 1);
    (table[b'u' as usize], table[b'U' as usize]) = (2, 2);
    (table[b'w' as usize], table[b'W' as usize]) = (2, 2);
    table[b'-' as usize] = 2;
    table
};

/// Value and unknown bit of one digit.
#[inline]
pub(crate) fn digit(byte: u8) -> Option<(u64, u64)> {
    let code = DIGITS[byte as usize];
    (code != BAD).then_some((u64::from(code & 1), u64::from(code >> 1)))
}

/// Both planes of at most 64 digits, right-aligned.
#[inline]
pub(crate) fn decode(digits: &[u8]) -> Option<(u64, u64)> {
    let (mut value, mut unknown) = (0, 0);
    let (eights, rest) = digits.as_chunks::<8>();
    for eight in eights {
        let word = u64::from_be_bytes(*eight);
        if word & 0xfefe_fefe_fefe_fefe == 0x3030_3030_3030_3030 {
            // All eight are 0 or 1: one multiplication brings the low bit of each byte into the top byte.
            let bits = (word & 0x0101_0101_0101_0101).wrapping_mul(0x0102_0408_1020_4080) >> 56;
            (value, unknown) = (value << 8 | bits, unknown << 8);
        } else {
            (value, unknown) = one_by_one(eight, value, unknown)?;
        }
    }
    one_by_one(rest, value, unknown)
}

#[inline]
fn one_by_one(digits: &[u8], mut value: u64, mut unknown: u64) -> Option<(u64, u64)> {
    for &byte in digits {
        let (v, u) = digit(byte)?;
        (value, unknown) = (value << 1 | v, unknown << 1 | u);
    }
    Some((value, unknown))
}

/// Decodes `digits` into the planes of a signal of `bits` bits and extends them to the left: with the leading digit if
/// that is x or z, with 0 otherwise. `None` if a digit is none or there are more digits than bits.
pub(crate) fn decode_wide(digits: &[u8], bits: u32, planes: &mut Vec<u64>) -> Option<()> {
    let words = (bits as usize).div_ceil(64);
    let (&first, count) = (digits.first()?, digits.len());
    if count > bits as usize {
        return None;
    }
    let lead = digit(first)?;
    let fill = if lead.1 == 1 { lead } else { (0, 0) };
    planes.clear();
    planes.resize(2 * words, 0);
    for n in 0..words {
        let taken = count.saturating_sub(n * 64);
        let (value, unknown) = decode(&digits[taken.saturating_sub(64)..taken])?;
        let known = if taken >= 64 { u64::MAX } else { (1 << taken) - 1 };
        let extended = mask(bits, n) & !known;
        planes[n] = value | if fill.0 == 1 { extended } else { 0 };
        planes[words + n] = unknown | if fill.1 == 1 { extended } else { 0 };
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extended(digits: &str, bits: u32) -> Option<String> {
        let mut planes = Vec::new();
        decode_wide(digits.as_bytes(), bits, &mut planes)?;
        let net = Net { kind: Kind::Bits, bits, offset: 0, words: planes.len() / 2 };
        Some(Value::Planes(&planes).text(&net))
    }

    #[test]
    fn short_vectors_extend_to_the_left() {
        for (digits, bits, expected) in [
            ("1", 4, "0001"),
            ("x1", 4, "xxx1"),
            ("z", 4, "zzzz"),
            ("0x", 4, "000x"),
            ("1x", 4, "001x"),
            ("Z0X1", 4, "z0x1"),
            ("101100111000", 12, "101100111000"),
        ] {
            assert_eq!(extended(digits, bits).as_deref(), Some(expected));
        }
        assert_eq!(extended("10101", 4), None);
        assert_eq!(extended("2", 4), None);
        assert_eq!(extended("", 4), None);
    }

    #[test]
    fn words_beyond_the_first_are_decoded() {
        let digits: String = (0..150).map(|n| ['0', '1', '1', 'x', 'z', '0', '1'][n * n % 7]).collect();
        assert_eq!(extended(&digits, 150).as_deref(), Some(digits.as_str()));
        assert_eq!(extended(&format!("x{digits}"), 200), Some(format!("{}{digits}", "x".repeat(50))));
        assert_eq!(extended("z", 130), Some("z".repeat(130)));
        assert_eq!(extended(&"1".repeat(64), 65), Some(format!("0{}", "1".repeat(64))));
    }
}
