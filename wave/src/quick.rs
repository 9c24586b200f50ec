//! The usual change of a VCD, read without a step between: a bit that is 0 or 1, or a vector of at most a word of such bits, with
//! a code of at most four characters, in a line of its own. Anything else is left to [`crate::vcd`].

use super::state::State;
use super::value::{DIGITS_A_WORD, packed};

/// Bytes that may be looked at: those of the longest such change, and of a code cut off by the end of a word.
const AHEAD: usize = 1 + DIGITS_A_WORD + 1 + 8;

/// Makes as many usual changes as stand at the beginning of `text`, each whole; gives their length in bytes.
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

/// The word of the digits 0 and 1 behind the first letter, and how many they are, up to a word.
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
