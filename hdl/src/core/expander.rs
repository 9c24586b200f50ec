//! Turns (neuron word, fired lanes) into neuron numbers, one per cycle (`CLK-2`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use super::streamer::address_mask;
use crate::clocked::Settled;
use crate::primitives::FirstSet;

/// Holds one entry and offers its set lanes, lowest first.
#[derive(LogicBlock)]
pub struct Expander {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    pub entry_valid: Signal<In, Bit>,
    /// Neuron word in bits 27:16, fired lanes, not 0, in bits 15:0.
    pub entry: Signal<In, Bits<28>>,
    /// The entry is loaded in this cycle: remove it from its queue.
    pub load: Signal<Out, Bit>,
    pub valid: Signal<Out, Bit>,
    /// Neuron number, `word · L + lane`; 0 when not valid.
    pub neuron: Signal<Out, Bits<16>>,
    /// Remove the offered neuron.
    pub take: Signal<In, Bit>,
    mask: DFF<Bits<16>>,
    word: DFF<Bits<16>>,
    holds: DFF<Bit>,
    first: FirstSet,
    shifted: Signal<Local, Bits<16>>,
    ending: Signal<Local, Bit>,
    lane_bits: Constant<Bits<4>>,
    lanes: Constant<Bits<16>>,
    words: Constant<Bits<16>>,
    zero: Constant<Bits<16>>,
    _settled: Settled,
}

impl Expander {
    /// An expander for `words` words of `lanes` neurons.
    pub fn new(lanes: usize, words: usize) -> Self {
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            entry_valid: Signal::default(),
            entry: Signal::default(),
            load: Signal::default(),
            valid: Signal::default(),
            neuron: Signal::default(),
            take: Signal::default(),
            mask: DFF::default(),
            word: DFF::default(),
            holds: DFF::default(),
            first: FirstSet::default(),
            shifted: Signal::default(),
            ending: Signal::default(),
            lane_bits: Constant::new(u64::from(lanes.ilog2()).into()),
            lanes: Constant::new(((1u64 << lanes) - 1).into()),
            words: Constant::new(address_mask(words)),
            zero: Constant::new(0u64.into()),
            _settled: Settled::default(),
        }
    }
}

impl Logic for Expander {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, mask, word, holds);
        self.first.mask.next = self.mask.q.val();
        self.valid.next = self.holds.q.val();
        self.shifted.next = self.word.q.val() << self.lane_bits.val();
        self.neuron.next = self.zero.val();
        if self.holds.q.val() {
            self.neuron.next = self.shifted.val() | bit_cast::<16, 4>(self.first.index.val());
        }
        self.ending.next = !self.holds.q.val() | (self.take.val() & self.first.last.val());
        self.load.next = self.entry_valid.val() & self.ending.val();
        if self.take.val() {
            self.mask.d.next = self.first.rest.val() & self.lanes.val();
            if self.first.last.val() {
                self.holds.d.next = false;
            }
        }
        if self.load.val() {
            self.holds.d.next = true;
            self.mask.d.next = self.entry.val().get_bits::<16>(0) & self.lanes.val();
            self.word.d.next = bit_cast::<16, 12>(self.entry.val().get_bits::<12>(16)) & self.words.val();
        }
        if self.reset.val() {
            self.mask.d.next = self.zero.val();
            self.holds.d.next = false;
        }
    }
}
