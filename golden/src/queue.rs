//! When words pass the queues (`CLK-1`, `CLK-2`): input, neuron spike and output queue.

use std::collections::VecDeque;
use std::iter::{Chain as Then, Cycle, Take};
use std::slice::Iter;

use spindle_spec::memory_map::Event;
use spindle_spec::stimulus::{Stimulus, Timed};

/// A cycle that never comes.
const NEVER: u64 = u64::MAX;

/// The input queue, and the host that fills it (`RUN-2`). Its store is at least two words deep
/// (`GEO-2`).
#[derive(Clone, Debug)]
pub struct InputQueue<'a> {
    depth: usize,
    offers: Then<Iter<'a, Timed>, Take<Cycle<Iter<'a, Timed>>>>,
    /// First cycle in which the next word can be offered, its gap apart.
    offered: u64,
    /// From this cycle on none is offered (`RUN-3`).
    until: u64,
    /// Cycles and words accepted but not yet moved into the head.
    store: VecDeque<(u64, u32)>,
    /// The word in the head, and since when.
    head: Option<(u64, Event)>,
    full: bool,
    /// Cycle in which a full FIFO has space again.
    drains: Option<u64>,
}

impl<'a> InputQueue<'a> {
    /// An empty queue with a FIFO memory of `depth` words, and a host that offers words from cycle
    /// `start` until cycle `until`, exclusively.
    pub fn new(depth: usize, stimulus: &'a Stimulus, start: u64, until: u64) -> Self {
        let store = VecDeque::with_capacity(depth);
        let events = &stimulus.events;
        let rounds = events.iter().cycle().take(events.len() * (1 + stimulus.repeats as usize));
        let offers = stimulus.lead.iter().chain(rounds);
        let (head, full, drains) = (None, false, None);
        let mut queue = Self { depth, offers, offered: start, until, store, head, full, drains };
        for _ in 0..depth {
            queue.accept(0);
        }
        queue.fill_head(0);
        queue
    }

    /// Accepts the next word, on `earliest` or when it is offered.
    fn accept(&mut self, earliest: u64) {
        if let Some(timed) = self.offers.next() {
            let accepted = (self.offered + u64::from(timed.gap)).max(earliest);
            self.offered = accepted + 1;
            if accepted < self.until {
                self.store.push_back((accepted, timed.word));
            }
        }
    }

    /// Moves the oldest word into the head, which is free in cycle `free`.
    fn fill_head(&mut self, free: u64) {
        self.head = self.store.pop_front().map(|(accepted, word)| {
            let moved = free.max(accepted + 1);
            self.drains = self.full.then_some(moved + 1);
            self.accept(moved + 1);
            (moved + 1, Event::decode(word))
        });
    }

    /// The head, and the first cycle in which it is there.
    pub fn head(&self) -> Option<(u64, Event)> {
        self.head
    }

    /// Takes the head in cycle `cycle`. The changes of `event_ready` up to this cycle have been
    /// applied.
    pub fn take(&mut self, cycle: u64) {
        self.fill_head(cycle);
    }

    /// The cycle of the next change of `event_ready`, provided that the head is not taken before it
    /// (`OUT-3`).
    pub fn next_change(&self) -> Option<u64> {
        if self.full {
            return self.drains;
        }
        // The word accepted last is the one that fills the memory; it counts from the cycle after.
        (self.store.len() == self.depth).then(|| self.store[self.depth - 1].0 + 1)
    }

    /// Applies the next change; returns the new level of `event_ready`.
    pub fn change(&mut self) -> bool {
        self.full = !self.full;
        self.drains = None;
        !self.full
    }
}

/// Head and expander: cycles in which the last entry left them.
#[derive(Clone, Copy, Debug, Default)]
struct Chain {
    loaded: u64,
    emptied: u64,
}

impl Chain {
    /// An entry pushed in cycle `pushed`: the cycle in which it leaves the memory, and the one from
    /// which its first lane is offered. The one before must have been given to [`Chain::empty`].
    fn enter(&mut self, pushed: u64) -> (u64, u64) {
        let moved = self.loaded.max(pushed + 1);
        self.loaded = self.emptied.max(moved.saturating_add(1));
        (moved, self.loaded.saturating_add(1))
    }

    /// The last lane of the entry is taken in cycle `cycle`.
    fn empty(&mut self, cycle: u64) {
        self.emptied = cycle;
    }
}

/// Some lanes of a neuron word, and their cycle.
#[derive(Clone, Copy, Debug)]
struct Entry {
    cycle: u64,
    /// Number of the neuron in lane 0.
    base: u16,
    lanes: u16,
}

impl Entry {
    fn neuron(&self) -> u16 {
        self.base + self.lanes.trailing_zeros() as u16
    }

    fn drop_lowest(&mut self) {
        self.lanes &= self.lanes - 1;
    }
}

/// A neuron or controller spike queue and its expander.
#[derive(Clone, Debug)]
pub struct SpikeQueue {
    /// Source address of neuron 0, or of its controller neuron.
    mark: u16,
    chain: Chain,
    waiting: VecDeque<Entry>,
    offer: Option<Entry>,
}

impl SpikeQueue {
    /// An empty queue whose source addresses are neuron numbers plus the bits `mark` (`EVT-2`).
    pub fn new(mark: u16) -> Self {
        Self { mark, chain: Chain::default(), waiting: VecDeque::new(), offer: None }
    }

    /// Pushes the fired `lanes` (not 0) of the word whose first neuron is `base`, in cycle `cycle`.
    pub fn push(&mut self, cycle: u64, base: u16, lanes: u16) {
        self.waiting.push_back(Entry { cycle, base, lanes });
        if self.offer.is_none() {
            self.load();
        }
    }

    fn load(&mut self) {
        self.offer =
            self.waiting.pop_front().map(|entry| Entry { cycle: self.chain.enter(entry.cycle).1, ..entry });
    }

    /// The source address that comes next, and the first cycle in which it is offered; `None` if
    /// the queue is empty.
    pub fn offer(&self) -> Option<(u64, u16)> {
        self.offer.map(|entry| (entry.cycle, self.mark + entry.neuron()))
    }

    /// Takes the offered spike in cycle `cycle`.
    pub fn take(&mut self, cycle: u64) {
        let Some(offer) = &mut self.offer else { return };
        offer.drop_lowest();
        offer.cycle = cycle + 1;
        if offer.lanes == 0 {
            self.chain.empty(cycle);
            self.load();
        }
    }
}

/// The output queue, its expander and its pins (`OUT-1`, `OUT-2`).
#[derive(Clone, Debug)]
pub struct OutputQueue {
    depth: usize,
    ready: bool,
    chain: Chain,
    /// When the last `depth` entries left the store.
    moved: VecDeque<u64>,
    sending: VecDeque<Entry>,
    idle: Option<u64>,
    dropped: u64,
    overflow: Option<u64>,
}

impl OutputQueue {
    /// An empty queue with a store of `depth` entries; `ready` is the level of `spike_ready`
    /// (`RUN-3`).
    pub fn new(depth: usize, ready: bool) -> Self {
        Self {
            depth,
            ready,
            chain: Chain::default(),
            moved: VecDeque::with_capacity(depth + 1),
            sending: VecDeque::new(),
            idle: None,
            dropped: 0,
            overflow: None,
        }
    }

    /// Pushes the fired `lanes` (not 0) of the word whose first neuron is `base`, in cycle `cycle`.
    pub fn push(&mut self, cycle: u64, base: u16, lanes: u16) {
        if self.moved.len() == self.depth {
            // The memory holds `depth` words unless the oldest of them left before this cycle.
            if self.moved[0] >= cycle {
                if self.dropped == 0 {
                    self.overflow = Some(cycle + 1);
                }
                self.dropped += 1;
                return;
            }
            self.moved.pop_front();
        }
        let (moved, offered) = self.chain.enter(cycle);
        self.moved.push_back(moved);
        let last = offered.saturating_add(u64::from(lanes.count_ones()) - 1);
        self.chain.empty(if self.ready { last } else { NEVER });
        if offered < NEVER {
            self.sending.push_back(Entry { cycle: offered, base, lanes });
        }
    }

    /// Entries dropped.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// The cycle from which the pin `overflow` is 1, once.
    pub fn overflow(&self) -> Option<u64> {
        self.overflow
    }

    /// Clears the cycle of [`OutputQueue::overflow`]: the pin is set.
    pub fn overflowed(&mut self) {
        self.overflow = None;
    }

    /// The cycle of the next change of `spike_valid` or `spike_address`.
    pub fn next_change(&self) -> Option<u64> {
        let offer = self.sending.front().map(|entry| entry.cycle);
        offer.into_iter().chain(self.idle).min()
    }

    /// Applies the change of cycle `cycle`: the address that is offered from then on, if any.
    pub fn change(&mut self, cycle: u64) -> Option<u16> {
        let Some(entry) = self.sending.front_mut().filter(|entry| entry.cycle == cycle) else {
            self.idle = None;
            return None;
        };
        let address = entry.neuron();
        entry.drop_lowest();
        entry.cycle += 1;
        let done = entry.lanes == 0 || !self.ready;
        if done {
            self.sending.pop_front();
        }
        self.idle = self.ready.then_some(cycle + 1);
        Some(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spikes(gaps: &[u32]) -> Vec<Timed> {
        gaps.iter().enumerate().map(|(word, gap)| Timed { gap: *gap, word: word as u32 }).collect()
    }

    #[test]
    fn clk_1_a_word_pushed_on_a_is_the_head_on_a_plus_2() {
        let stimulus = Stimulus { events: spikes(&[3, 0]), ..Stimulus::default() };
        let mut queue = InputQueue::new(2, &stimulus, 8, NEVER);
        // Accepted on 11, head on 13; the second accepted on 12, moves when the first is taken.
        assert_eq!(queue.head(), Some((13, Event::Spike(0))));
        queue.take(20);
        assert_eq!(queue.head(), Some((21, Event::Spike(1))));
        queue.take(21);
        assert_eq!(queue.head(), None);
    }

    #[test]
    fn clk_1_out_3_a_store_of_two_pushes_back() {
        let stimulus = Stimulus { events: spikes(&[0, 0, 0, 0, 0]), ..Stimulus::default() };
        let mut queue = InputQueue::new(2, &stimulus, 0, NEVER);
        // Word 0 accepted on 0, moves on 1. Word 1 on 1. Word 2: the memory counts 1 in cycle 2
        // (word 1), accepted on 2. Memory full (words 1, 2) from cycle 3 until word 1 moves, in the
        // cycle of the take, 10.
        assert_eq!(queue.head(), Some((2, Event::Spike(0))));
        assert_eq!(queue.next_change(), Some(3));
        assert!(!queue.change());
        assert_eq!(queue.next_change(), None);
        queue.take(10);
        // Not full on 11; word 3 accepted on 11; full again from 12 until the next take.
        assert_eq!(queue.next_change(), Some(11));
        assert!(queue.change());
        assert_eq!(queue.next_change(), Some(12));
        assert!(!queue.change());
        queue.take(20);
        assert_eq!(queue.head(), Some((21, Event::Spike(2))));
        assert_eq!((queue.next_change(), queue.change(), queue.next_change()), (Some(21), true, Some(22)));
        // Taken before 22: the memory never fills again, and no word is left.
        queue.take(21);
        assert_eq!(queue.next_change(), None);
    }

    #[test]
    fn clk_2_expander_gives_lanes_lowest_first_and_reloads_on_the_last() {
        let mut queue = SpikeQueue::new(0x8000);
        queue.push(10, 0, 0b101);
        queue.push(11, 4, 0b010);
        // Pushed on 10: head on 12, loaded on 12, offered from 13.
        assert_eq!(queue.offer(), Some((13, 0x8000)));
        queue.take(20);
        assert_eq!(queue.offer(), Some((21, 0x8002)));
        queue.take(21);
        // The next entry waits in the head, is loaded on 21 and offered from 22.
        assert_eq!(queue.offer(), Some((22, 0x8005)));
        queue.take(22);
        assert_eq!(queue.offer(), None);
    }

    #[test]
    fn out_2_sends_one_lane_a_clock_then_goes_idle() {
        let mut queue = OutputQueue::new(2, true);
        queue.push(10, 8, 0b11);
        queue.push(11, 12, 0b1000);
        let mut seen = Vec::new();
        while let Some(cycle) = queue.next_change() {
            seen.push((cycle, queue.change(cycle)));
        }
        assert_eq!(seen, [(13, Some(8)), (14, Some(9)), (15, Some(15)), (16, None)]);
    }

    #[test]
    fn out_1_a_queue_that_is_not_read_holds_depth_plus_two_and_drops_the_rest() {
        let mut queue = OutputQueue::new(2, false);
        for n in 0..6 {
            queue.push(10 + n, n as u16, 1);
        }
        // Entry 0 ends in the expander, 1 in the head, 2 and 3 in the memory; 4 (cycle 14) and 5
        // are dropped.
        assert_eq!((queue.dropped(), queue.overflow()), (2, Some(15)));
        assert_eq!((queue.next_change(), queue.change(13), queue.next_change()), (Some(13), Some(0), None));
    }

    #[test]
    fn out_1_a_push_meets_a_full_store_while_the_queue_is_read() {
        // One lane per cycle leaves, two come per cycle: memory of 2, entries of two lanes on 10,
        // 11, 12, 13, 14. Offered: 0 on 13, 14; 1 moves on 12, loaded 14, offered 15, 16; 2 moves
        // on 14, loaded 16; 3 moves on 16. On 13 the store holds only 2 (moves 14); on 14 it holds
        // 2 and 3: entry 4 is dropped.
        let mut queue = OutputQueue::new(2, true);
        for n in 0..5 {
            queue.push(10 + n, 0, 0b11);
        }
        assert_eq!((queue.dropped(), queue.overflow()), (1, Some(15)));
        // On 15 entry 2 is gone.
        queue.push(15, 0, 1);
        assert_eq!(queue.dropped(), 1);
    }
}
