//! Values of signals: a digit of four bits for each bit of a vector, 16 digits a word, least
//! significant word first.
//!
//! Digits are those of nine-valued logic (IEEE 1164), of which Verilog has the first four. Bit 1 of
//! a digit says that it is neither high nor low; the lower two bits are the four-valued digit that
//! it is read as by tools without strengths. A real number is one word, a text is kept as it is
//! written, an event is a count of the time stamps at which it fired.

/// Kind of a signal's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum ValueKind {
    Bits,
    Real,
    /// Enumerations of rust-hdl (declared with 0 bits) and `string` variables.
    Text,
    /// A Verilog `event`: it fires, it holds no value.
    Event,
}

impl ValueKind {
    /// Display name of the kind.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bits => "bits",
            Self::Real => "real",
            Self::Text => "string",
            Self::Event => "event",
        }
    }
}

/// Digits in a word.
pub(crate) const DIGITS_A_WORD: usize = 16;

/// Meaning of one identifier code, and the position of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Net {
    pub(crate) kind: ValueKind,
    pub(crate) bits: u32,
    /// Words of a value.
    pub(crate) words: u32,
}

impl Net {
    /// Words that a value of this kind and width takes.
    pub(crate) fn words_of(kind: ValueKind, bits: u32) -> u32 {
        match kind {
            ValueKind::Bits => bits.div_ceil(DIGITS_A_WORD as u32),
            ValueKind::Real | ValueKind::Event => 1,
            ValueKind::Text => 0,
        }
    }

    /// Display width: 0 for non-vectors.
    pub(crate) fn width(&self) -> u32 {
        if matches!(self.kind, ValueKind::Bits | ValueKind::Event) { self.bits } else { 0 }
    }
}

/// Bit 1 of every digit.
const UNKNOWN: u64 = 0x2222_2222_2222_2222;
/// The four-valued part of every digit.
const FOUR_VALUED: u64 = 0x3333_3333_3333_3333;

pub(crate) const ZERO: u64 = 0;
pub(crate) const ONE: u64 = 1;
pub(crate) const X: u64 = 2;
/// Every digit x.
pub(crate) const ALL_X: u64 = UNKNOWN;

/// When two values count as the same.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// True if values are equal only if all their digits are.
    is_exact: bool,
    /// The bits of digits that count: all, or the four-valued ones.
    counted: u64,
    /// True for a file, left and right, whose unknown digits equal everything.
    ignores: [bool; 2],
}

impl Rule {
    pub(crate) fn new(ignores: [bool; 2], is_four_valued: bool) -> Self {
        Self {
            is_exact: ignores == [false, false] && !is_four_valued,
            counted: if is_four_valued { FOUR_VALUED } else { u64::MAX },
            ignores,
        }
    }

    /// True if unknown digits of a side equal everything.
    pub(crate) fn ignores(self, side: usize) -> bool {
        self.ignores[side]
    }

    /// True if some part of two values counts: a digit, or the whole value if it has none.
    pub(crate) fn compares(self, [left, right]: [Value; 2], bits: u32) -> bool {
        match (left, right) {
            (Value::Bits(left), Value::Bits(right)) => {
                (0..).zip(left.iter().zip(right)).any(|(n, (left, right))| {
                    let unknown = (if self.ignores[0] { *left } else { 0 })
                        | (if self.ignores[1] { *right } else { 0 });
                    !unknown & UNKNOWN & mask(bits, n) != 0
                })
            }
            _ => [left, right]
                .into_iter()
                .zip(self.ignores)
                .all(|(value, ignores)| !ignores || value.is_known(bits)),
        }
    }

    fn same_words(self, left: &[u64], right: &[u64]) -> bool {
        left.len() == right.len()
            && left.iter().zip(right).all(|(&left, &right)| {
                let unknown = |side: usize, word: u64| if self.ignores[side] { word & UNKNOWN } else { 0 };
                let unknown = unknown(0, left) | unknown(1, right);
                // The whole digit where its bit 1 is set.
                let ignored = (unknown >> 1).wrapping_mul(0xf);
                (left ^ right) & self.counted & !ignored == 0
            })
    }
}

/// A value, wherever it is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    Bits(&'a [u64]),
    /// [`real_word`].
    Real(u64),
    /// Empty: no value yet; otherwise a mark, and the text.
    Text(&'a [u8]),
    /// The number of time stamps at which an event fired, since an earlier point.
    Fired(u64),
}

impl PartialEq for Value<'_> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            // The usual width, without the call that compares ranges of any length.
            (Value::Bits([left]), Value::Bits([right])) => left == right,
            (Value::Bits(left), Value::Bits(right)) => left == right,
            (Value::Text(left), Value::Text(right)) => left == right,
            (Value::Real(left), Value::Real(right)) | (Value::Fired(left), Value::Fired(right)) => {
                left == right
            }
            _ => false,
        }
    }
}

impl Eq for Value<'_> {}

impl Value<'_> {
    /// True if two values of one kind and width are equal under the rule.
    #[inline]
    pub(crate) fn same(self, other: Self, rule: Rule) -> bool {
        if self == other {
            return true;
        }
        if rule.is_exact {
            return false;
        }
        match (self, other) {
            (Value::Bits(left), Value::Bits(right)) => rule.same_words(left, right),
            _ => (rule.ignores[0] && !self.is_known(0)) || (rule.ignores[1] && !other.is_known(0)),
        }
    }

    /// True if two real numbers differ by at most `tolerance` times the larger one.
    pub(crate) fn is_near(self, other: Self, tolerance: f64) -> bool {
        let (Value::Real(left), Value::Real(right)) = (self, other) else { return false };
        let (left, right) = (f64::from_bits(left), f64::from_bits(right));
        left.is_finite()
            && right.is_finite()
            && (left - right).abs() <= tolerance * left.abs().max(right.abs())
    }

    /// One bit of a vector, as a value of its own.
    #[inline]
    pub(crate) fn bit(self, bit: u32) -> Value<'static> {
        static DIGITS: [[u64; 1]; 16] =
            [[0], [1], [2], [3], [4], [5], [6], [7], [8], [9], [10], [11], [12], [13], [14], [15]];
        let Value::Bits(words) = self else { return Value::Bits(&DIGITS[X as usize]) };
        Value::Bits(&DIGITS[digit_of(words, bit) as usize])
    }

    /// True if any of `bits` digits is high or low, or a number or text has a value.
    pub(crate) fn is_known(self, bits: u32) -> bool {
        match self {
            Value::Bits(words) => (0..).zip(words).any(|(n, word)| !word & UNKNOWN & mask(bits, n) != 0),
            Value::Real(word) => word != NO_NUMBER,
            Value::Text(text) => !text.is_empty(),
            Value::Fired(_) => true,
        }
    }

    /// True if this is anything other than x in every bit.
    pub(crate) fn is_set(self, net: &Net) -> bool {
        match self {
            Value::Bits(words) => (0..).zip(words).any(|(n, &word)| word != ALL_X & mask(net.bits, n)),
            _ => self.is_known(net.bits),
        }
    }

    /// The value as VCD writes it, at full width. A real has a point or an exponent, so it is never
    /// mistaken for bits.
    pub(crate) fn text(self, net: &Net) -> String {
        match self {
            Value::Text([_, text @ ..]) => String::from_utf8_lossy(text).into_owned(),
            Value::Text([]) | Value::Real(NO_NUMBER) => "x".into(),
            Value::Real(word) => format!("{:?}", f64::from_bits(word)),
            Value::Fired(0) => "silent".into(),
            Value::Fired(1) => "fires".into(),
            Value::Fired(count) => format!("fires {count}x"),
            Value::Bits(words) => {
                let letter = |bit| char::from(LETTERS[digit_of(words, bit) as usize]);
                (0..net.bits).rev().map(letter).collect()
            }
        }
    }
}

/// A value by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Owned {
    Bits(Vec<u64>),
    Real(u64),
    Text(Vec<u8>),
    Fired(u64),
}

impl Owned {
    pub(crate) fn of(value: Value) -> Self {
        match value {
            Value::Bits(words) => Self::Bits(words.to_vec()),
            Value::Real(word) => Self::Real(word),
            Value::Text(text) => Self::Text(text.to_vec()),
            Value::Fired(count) => Self::Fired(count),
        }
    }

    pub(crate) fn value(&self) -> Value<'_> {
        match self {
            Self::Bits(words) => Value::Bits(words),
            Self::Real(word) => Value::Real(*word),
            Self::Text(text) => Value::Text(text),
            Self::Fired(count) => Value::Fired(*count),
        }
    }
}

#[inline]
fn digit_of(words: &[u64], bit: u32) -> u64 {
    let (word, place) = (bit as usize / DIGITS_A_WORD, bit as usize % DIGITS_A_WORD);
    words.get(word).map_or(X, |word| word >> (4 * place) & 0xf)
}

/// The digits of word `n` that a signal of `bits` bits has.
pub(crate) fn mask(bits: u32, n: usize) -> u64 {
    let left = (bits as usize).saturating_sub(n * DIGITS_A_WORD);
    if left >= DIGITS_A_WORD { u64::MAX } else { (1 << (4 * left)) - 1 }
}

/// Word of a real number without a value.
pub(crate) const NO_NUMBER: u64 = 0x7ff8_0000_0000_0000;

/// The word of a real number. NaN has no value; -0 is 0.
pub(crate) fn real_word(number: f64) -> u64 {
    if number.is_nan() { NO_NUMBER } else { (number + 0.0).to_bits() }
}

/// Letters of digits: weak low and high, uninitialised, weak unknown, do not care are those of
/// VHDL.
const LETTERS: &[u8; 16] = b"01xzLHW???U???-?";
const BAD: u8 = 0xff;
const DIGITS: [u8; 256] = {
    let mut table = [BAD; 256];
    let digits = [
        (b'0', b'0', 0),
        (b'1', b'1', 1),
        (b'x', b'X', 2),
        (b'z', b'Z', 3),
        (b'l', b'L', 4),
        (b'h', b'H', 5),
        (b'w', b'W', 6),
        (b'u', b'U', 10),
        (b'-', b'-', 14),
    ];
    let mut n = 0;
    while n < digits.len() {
        let (lower, upper, digit) = digits[n];
        (table[lower as usize], table[upper as usize]) = (digit, digit);
        n += 1;
    }
    table
};

/// The digit of a letter.
#[inline]
pub(crate) fn digit(letter: u8) -> Option<u64> {
    let digit = DIGITS[letter as usize];
    (digit != BAD).then_some(u64::from(digit))
}

/// Digit that extends a vector to the left, given its leftmost digit: x, z and similar digits
/// extend with themselves.
#[inline]
pub(crate) fn extension(leftmost: u64) -> u64 {
    if leftmost & X == 0 { ZERO } else { leftmost }
}

/// The word of at most 16 digits, right-aligned.
#[inline]
pub(crate) fn decode(digits: &[u8]) -> Option<u64> {
    let mut padded = [b'0'; DIGITS_A_WORD];
    padded.get_mut(DIGITS_A_WORD.checked_sub(digits.len())?..)?.copy_from_slice(digits);
    let (eights, _) = padded.as_chunks::<8>();
    Some(eight(eights[0])? << 32 | eight(eights[1])?)
}

/// Eight digits.
#[inline]
fn eight(letters: [u8; 8]) -> Option<u64> {
    let word = u64::from_be_bytes(letters);
    if word & 0xfefe_fefe_fefe_fefe != 0x3030_3030_3030_3030 {
        return letters.iter().try_fold(0, |word, &letter| Some(word << 4 | digit(letter)?));
    }
    Some(packed(word))
}

/// The word of eight letters 0 and 1, the leftmost in the highest byte; a byte of 0 is a digit 0.
#[inline]
pub(crate) fn packed(letters: u64) -> u64 {
    // Bytes move together to four bits each.
    let word = letters & 0x0101_0101_0101_0101;
    let word = (word | word >> 4) & 0x00ff_00ff_00ff_00ff;
    let word = (word | word >> 8) & 0x0000_ffff_0000_ffff;
    (word | word >> 16) & 0xffff_ffff
}

/// Decodes `digits` into the words of a signal of `bits` bits and extends them to the left
/// ([`extension`]). `None` if a letter is not a digit or there are more digits than bits.
pub(crate) fn decode_wide(digits: &[u8], bits: u32, words: &mut Vec<u64>) -> Option<()> {
    let (&first, count) = (digits.first()?, digits.len());
    if count > bits as usize {
        return None;
    }
    let fill = extension(digit(first)?) * 0x1111_1111_1111_1111;
    words.clear();
    for n in 0..(bits as usize).div_ceil(DIGITS_A_WORD) {
        let taken = count.saturating_sub(n * DIGITS_A_WORD);
        let word = decode(&digits[taken.saturating_sub(DIGITS_A_WORD)..taken])?;
        let known = if taken >= DIGITS_A_WORD { u64::MAX } else { (1 << (4 * taken)) - 1 };
        words.push(word & known | fill & mask(bits, n) & !known);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(bits: u32) -> Net {
        Net { kind: ValueKind::Bits, bits, words: Net::words_of(ValueKind::Bits, bits) }
    }

    fn words(digits: &str, bits: u32) -> Option<Vec<u64>> {
        let mut words = Vec::new();
        decode_wide(digits.as_bytes(), bits, &mut words)?;
        Some(words)
    }

    fn extended(digits: &str, bits: u32) -> Option<String> {
        Some(Value::Bits(&words(digits, bits)?).text(&net(bits)))
    }

    #[test]
    fn short_vectors_extend_to_the_left() {
        for (digits, bits, expected) in [
            ("1", 4, "0001"),
            ("x1", 4, "xxx1"),
            ("z", 4, "zzzz"),
            ("0x", 4, "000x"),
            ("1x", 4, "001x"),
            ("h", 4, "000H"),
            ("u", 4, "UUUU"),
            ("Z0X1", 4, "z0x1"),
            ("uXwLhZ-01", 9, "UxWLHz-01"),
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

    #[test]
    fn rules_say_which_digits_are_the_same() {
        let same = |left: &str, right: &str, rule| {
            let [left, right] = [left, right].map(|digits| words(digits, digits.len() as u32).unwrap());
            Value::Bits(&left).same(Value::Bits(&right), rule)
        };
        let all = "01xzLHWU-";
        let [exact, relaxed] = [false, true].map(|relaxed| Rule::new([false; 2], relaxed));
        for (n, a) in all.chars().enumerate() {
            for (m, b) in all.chars().enumerate() {
                let [a, b] = [a, b].map(|digit| digit.to_string());
                assert_eq!(same(&a, &b, exact), n == m, "{a} {b}");
                // 0 1 x z 0 1 x x x
                let folded = [0, 1, 2, 3, 0, 1, 2, 2, 2];
                assert_eq!(same(&a, &b, relaxed), folded[n] == folded[m], "{a} {b}");
                let unknown = |digit: usize| folded[digit] >= 2;
                assert_eq!(same(&a, &b, Rule::new([true, false], false)), n == m || unknown(n), "{a} {b}");
                assert_eq!(same(&a, &b, Rule::new([false, true], false)), n == m || unknown(m), "{a} {b}");
            }
        }
        // Bit by bit, and across words.
        let both = Rule::new([true, true], false);
        assert!(same(&format!("1x{}", "0".repeat(20)), &format!("11{}", "0".repeat(20)), both));
        assert!(!same(&format!("1x{}", "0".repeat(20)), &format!("01{}", "0".repeat(20)), both));
    }

    #[test]
    fn known_is_what_has_a_level() {
        let known = |digits: &str| {
            Value::Bits(&words(digits, digits.len() as u32).unwrap()).is_known(digits.len() as u32)
        };
        for (digits, expected) in [("x", false), ("xz-UW", false), ("xL", true), ("0x", true), ("H", true)] {
            assert_eq!(known(digits), expected, "{digits}");
        }
        assert!(!known(&"x".repeat(40)));
        assert!(known(&format!("{}1{}", "x".repeat(20), "x".repeat(19))));
    }
}
