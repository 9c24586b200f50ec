//! Values of ports in an extended VCD (`$dumpports`, IEEE 1800 section 21.7.4): one letter per bit
//! gives its drivers and value.

/// Letters of states: driven from outside, from inside, from both.
const STATES: &[u8; 23] = b"DUNZduLHXTlh01?FAaBbCcf";
/// Digit of each letter. It is x where both sides drive different values.
const DIGITS: &[u8; 23] = b"01xz0101xz0101xzxxxxxxz";

/// The digits of states; none if a letter is not a state.
pub(crate) fn digits(states: &[u8]) -> Option<Vec<u8>> {
    let digit = |state| STATES.iter().position(|letter| letter == state).map(|at| DIGITS[at]);
    if states.is_empty() { None } else { states.iter().map(digit).collect() }
}

/// True if this is one strength per bit: 0 (high impedance) to 7 (supply).
pub(crate) fn are_strengths(strengths: &[u8], bits: usize) -> bool {
    strengths.len() == bits && strengths.iter().all(|strength| (b'0'..=b'7').contains(strength))
}

#[cfg(test)]
mod tests {
    use super::{are_strengths, digits};

    #[test]
    fn states_are_digits() {
        let digits =
            |states: &str| digits(states.as_bytes()).map(|digits| String::from_utf8(digits).unwrap());
        assert_eq!(digits("DUNZ").as_deref(), Some("01xz"));
        assert_eq!(digits("LHXT").as_deref(), Some("01xz"));
        assert_eq!(digits("01?F").as_deref(), Some("01xz"));
        assert_eq!(digits("dulh").as_deref(), Some("0101"));
        assert_eq!(digits("AaBbCcf").as_deref(), Some("xxxxxxz"));
        assert_eq!(digits("DG"), None);
        assert_eq!(digits(""), None);
    }

    #[test]
    fn strengths_are_a_digit_a_bit() {
        assert!(are_strengths(b"067", 3));
        assert!(!are_strengths(b"067", 2));
        assert!(!are_strengths(b"068", 3));
    }
}
