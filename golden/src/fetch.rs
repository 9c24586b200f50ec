//! When (spike, table entry) pairs pass the registers A → B → C → D → S (`CLK-3`, `CLK-5`,
//! `CLK-6`).

/// The cycles in which the last content of each register passed, or will pass.
///
/// A register is free for new content in the cycle in which it passes its old one, so each
/// recurrence is a maximum of "arrived" and "the next one was free".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fetch {
    a: u64,
    b: u64,
    c: u64,
    d: u64,
    s: u64,
}

impl Fetch {
    /// The first cycle in which a new spike can be taken into A: it passes its last table entry
    /// (`CLK-4`).
    pub fn free_from(&self) -> u64 {
        self.a
    }

    /// The first cycle in which A, B, C, D and S are empty and S was empty in the cycle before
    /// (`CLK-8`).
    pub fn empty_from(&self) -> u64 {
        (self.b + 1).max(self.s + 2)
    }

    /// The cycle after that of the last word issued; 0 if there was none.
    pub fn streamed_until(&self) -> u64 {
        if self.s == 0 { 0 } else { self.s + 1 }
    }

    /// Sends the next pair of a spike taken in cycle `taken`. `words` is the length of its row,
    /// `None` if the entry does not apply. Returns the cycle in which the row's first word is
    /// issued.
    pub fn pair(&mut self, taken: u64, words: Option<usize>) -> Option<u64> {
        // In A from the cycle after the take, or after the pair before it.
        let arrived = self.a.max(taken) + 1;
        self.a = arrived.max(self.b);
        self.b = (self.a + 1).max(self.c);
        let words = words?;
        self.c = (self.b + 1).max(self.d);
        self.d = (self.c + 1).max(self.s);
        let first = self.d + 1;
        self.s = self.d + words as u64;
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clk_3_one_row_takes_five_clocks_to_s() {
        // Taken on 10: A 11, B 12, C 13, D 14, S 15 to 17.
        let mut fetch = Fetch::default();
        assert_eq!(fetch.pair(10, Some(3)), Some(15));
        assert_eq!((fetch.free_from(), fetch.empty_from()), (11, 19));
    }

    #[test]
    fn clk_6_rows_follow_without_a_bubble() {
        // Takes on 10, 11 and 12: rows of 3 and 4 words on 15 to 17 and 18 to 21, then 22.
        let mut fetch = Fetch::default();
        assert_eq!(fetch.pair(10, Some(3)), Some(15));
        assert_eq!(fetch.pair(11, Some(4)), Some(18));
        assert_eq!(fetch.pair(12, Some(1)), Some(22));
        // Third pair: A 13, B 14, C 15 waits for D, which passes on 17; A is free on 13
        // immediately.
        assert_eq!(fetch.free_from(), 13);
        // A fourth waits in B until 17 (C passes), a fifth in A until 17.
        assert_eq!(fetch.pair(13, Some(1)), Some(23));
        assert_eq!(fetch.free_from(), 14);
        assert_eq!(fetch.pair(14, Some(1)), Some(24));
        assert_eq!(fetch.free_from(), 17);
    }

    #[test]
    fn clk_5_an_entry_that_does_not_apply_leaves_a_bubble_unless_a_row_hides_it() {
        // Alone: entries 0 (no), 1 (yes): A 11, 12; B 12, 13; C 14; D 15; S 16.
        let mut fetch = Fetch::default();
        assert_eq!(fetch.pair(10, None), None);
        assert_eq!(fetch.empty_from(), 13);
        assert_eq!(fetch.pair(10, Some(1)), Some(16));
        // Behind a row of 4 words (S 15 to 18) it costs nothing.
        let mut fetch = Fetch::default();
        assert_eq!(fetch.pair(10, Some(4)), Some(15));
        assert_eq!(fetch.pair(11, None), None);
        assert_eq!(fetch.pair(11, Some(2)), Some(19));
    }
}
