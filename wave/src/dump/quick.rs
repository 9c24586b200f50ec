//! Fast path for the usual change of a VCD: a bit that is 0 or 1, or a vector of at most a word of
//! such bits, with a code of at most four characters, in a line of its own. Anything else is left
//! to [`crate::vcd`].

use crate::dump::state::State;
use crate::dump::value::{DIGITS_A_WORD, packed};

/// Bytes that may be read: those of the longest such change, and of a code cut off by the end of a
/// word.
const AHEAD: usize = 1 + DIGITS_A_WORD + 1 + 8;

/// Applies the complete usual changes at the beginning of `text`; returns their length in bytes.
pub(crate) fn changes(text: &[u8], state: &mut State) -> usize {
    let mut at = usize::from(text.first() == Some(&b'\n'));
    while let Some(line) = text.get(at..).and_then(<[u8]>::first_chunk)
        && let Some(length) = change(line, state)
    {
        at += length;
    }
    at
}

#[inline]
fn change(line: &[u8; AHEAD], state: &mut State) -> Option<usize> {
    let (word, digits, start) = match line[0] {
        bit @ (b'0' | b'1') => (u64::from(bit & 1), 1, 1),
        b'b' => {
            let (word, digits) = digits(line.first_chunk()?)?;
            (line[1 + digits] == b' ').then_some((word, digits, digits + 2))?
        }
        _ => return None,
    };
    let eight = u64::from_le_bytes(*line.get(start..)?.first_chunk()?);
    // The first byte below `!` ends the code.
    let ends = eight.wrapping_sub(0x2121_2121_2121_2121) & !eight & 0x8080_8080_8080_8080;
    let length = ends.trailing_zeros() as usize / 8;
    if !(1..=4).contains(&length) || line[start + length] != b'\n' {
        return None;
    }
    let code = eight & ((1 << (8 * length)) - 1);
    let net = state.header.codes.find_word(code as u32)?;
    state.set_digits(net, word, digits).then_some(start + length + 1)
}

/// The digits 0 and 1 after the first letter as a word, and their number, up to one word.
#[inline]
fn digits(letters: &[u8; 1 + DIGITS_A_WORD]) -> Option<(u64, usize)> {
    let eight = |at: usize| {
        let word = u64::from_be_bytes(*letters.get(at..)?.first_chunk()?);
        let other = (word ^ 0x3030_3030_3030_3030) & 0xfefe_fefe_fefe_fefe;
        let count = other.leading_zeros() as usize / 8;
        Some((packed(word.checked_shr(64 - 8 * count as u32).unwrap_or(0)), count))
    };
    let (high, count) = eight(1)?;
    if count < 8 {
        return (count > 0).then_some((high, count));
    }
    let (low, more) = eight(9)?;
    Some((high << (4 * more) | low, 8 + more))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dump::header::{Declarations, Var};
    use crate::dump::state::When;
    use crate::dump::value::ValueKind;

    /// Nets of the given widths, with one code each. (That of `!!` as a number would be that of a
    /// byte above `~`.)
    const NETS: [(u32, &str); 6] = [(1, "!"), (16, "\"~"), (8, "abc"), (17, "~!~"), (1, "!!!!"), (1, "!!")];

    fn state() -> State {
        let mut declared = Declarations::new(1);
        for (bits, code) in NETS {
            let net = declared.net(None, Var { kind: ValueKind::Bits, bits, is_parameter: false }).unwrap();
            declared.header.codes.add(code.as_bytes(), net as u32);
        }
        let real = declared.net(None, Var { kind: ValueKind::Real, bits: 64, is_parameter: false }).unwrap();
        declared.header.codes.add(b"r", real as u32);
        State::new(declared.finish())
    }

    /// Result of reading a text: its length, and the values of the nets.
    fn read(text: &str) -> (usize, Vec<String>) {
        let mut state = state();
        let length = changes(format!("{text}{}", "#1\n".repeat(10)).as_bytes(), &mut state);
        let value = |net: usize| state.value(net, When::Now).text(&state.header.nets[net]);
        (length, (0..NETS.len()).map(value).collect())
    }

    #[test]
    fn usual_changes_are_read_whole() {
        let text = "\n1!\nb1011001110001111 \"~\nb101 abc\n0!!!!\n";
        let expected = ["1", "1011001110001111", "00000101", &"x".repeat(17), "0", "x"];
        assert_eq!(read(text), (text.len(), expected.map(String::from).to_vec()));
        for digits in
            ["0", "1", "10", "1010101", "11010011", "110100111", "001011001110001", "0010110011100011"]
        {
            let text = format!("b{digits} \"~\n0!\n");
            assert_eq!(read(&text), (text.len(), read(&text).1));
            assert_eq!(read(&text).1[1], format!("{digits:0>16}"));
        }
    }

    #[test]
    fn all_others_are_left() {
        for text in [
            "x!\n",
            "b1x \"~\n",
            "bx \"~\n",
            "b \"~\n",
            "b11111111111111111 \"~\n",
            "b1  \"~\n",
            "1 !\n",
            "1!  \n",
            "1!\r\n",
            "1?\n",
            "1\n",
            "1\u{7f}\n",
            "1\u{e9}\n",
            "1!!!!!\n",
            "b111111111 abc\n",
            "b1 ~!~\n",
            "1r\n",
            "b1 r\n",
            "#5\n",
            "$end\n",
            "r1 r\n",
            "B1 !\n",
            "b2 !\n",
            "1! 1!\n",
            "\n\n1!\n",
            "b1\t!\n",
        ] {
            let before = usize::from(text.starts_with('\n'));
            let (length, values) = read(text);
            assert_eq!(length, before, "{text:?}");
            assert_eq!(values, read("").1, "{text:?}");
            // Behind one that is usual, too.
            assert_eq!(read(&format!("1!\n{text}")).0, 3, "{text:?}");
        }
    }

    #[test]
    fn what_may_not_be_whole_is_left() {
        let mut state = state();
        let text = "b1011001110001111 \"~\n";
        for length in 0..AHEAD {
            assert_eq!(changes(&text.as_bytes()[..length.min(text.len())], &mut state), 0);
        }
    }
}
