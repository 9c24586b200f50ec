//! The checksum of event words (`HOST-9`).

use spindle_spec::memory_map::CHECK_POLYNOMIAL;

/// The checksum after `words`, which was `start` before them.
pub fn check_sum(start: u32, words: &[u32]) -> u32 {
    words.iter().fold(start, |sum, word| {
        let carry = if sum >> 31 == 1 { CHECK_POLYNOMIAL } else { 0 };
        (sum << 1) ^ carry ^ (word & 0x3_FFFF)
    })
}

#[cfg(test)]
mod tests {
    use super::check_sum;

    #[test]
    fn one_wrong_bit_or_a_swap_shows() {
        let words: Vec<u32> = (0..200u32).map(|i| i.wrapping_mul(0x9E37_79B9) >> 14).collect();
        let right = check_sum(7, &words);
        let mut compared = 0;
        for index in 0..words.len() {
            for bit in 0..18 {
                let mut wrong = words.clone();
                wrong[index] ^= 1 << bit;
                assert_ne!(check_sum(7, &wrong), right, "bit {bit} of word {index}");
                compared += 1;
            }
        }
        for index in 1..words.len() {
            let mut wrong = words.clone();
            wrong.swap(index - 1, index);
            assert!(check_sum(7, &wrong) != right || words[index - 1] == words[index], "swap at {index}");
            compared += 1;
        }
        println!("{compared} damaged streams compared");
        assert_eq!(check_sum(check_sum(7, &words[..90]), &words[90..]), right);
    }
}
