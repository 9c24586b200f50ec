//! Counters since reset (`MAP-3`, `UPD-7`, `OUT-1`); the scheduler counts steps.

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::clocked::Settled;

/// Counters of 32 bits, which wrap.
#[derive(LogicBlock)]
pub struct Counters {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    pub took_spike: Signal<In, Bit>,
    pub streamed: Signal<In, Bit>,
    /// Neurons that fired; counted one cycle later.
    pub fired: Signal<In, Bits<5>>,
    pub lost: Signal<In, Bit>,
    pub spikes_in: Signal<Out, Bits<32>>,
    pub words: Signal<Out, Bits<32>>,
    pub spikes: Signal<Out, Bits<32>>,
    pub dropped: Signal<Out, Bits<32>>,
    pub overflow: Signal<Out, Bit>,
    taken: DFF<Bits<32>>,
    passed: DFF<Bits<32>>,
    firing: DFF<Bits<5>>,
    spiked: DFF<Bits<32>>,
    lose: DFF<Bit>,
    lost_words: DFF<Bits<32>>,
    overflowed: DFF<Bit>,
    zero: Constant<Bits<32>>,
    one: Constant<Bits<32>>,
    none: Constant<Bits<5>>,
    _settled: Settled,
}

impl Default for Counters {
    fn default() -> Self {
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            took_spike: Signal::default(),
            streamed: Signal::default(),
            fired: Signal::default(),
            lost: Signal::default(),
            spikes_in: Signal::default(),
            words: Signal::default(),
            spikes: Signal::default(),
            dropped: Signal::default(),
            overflow: Signal::default(),
            taken: DFF::default(),
            passed: DFF::default(),
            firing: DFF::default(),
            spiked: DFF::default(),
            lose: DFF::default(),
            lost_words: DFF::default(),
            overflowed: DFF::default(),
            zero: Constant::new(0u64.into()),
            one: Constant::new(1u64.into()),
            none: Constant::new(0u64.into()),
            _settled: Settled::default(),
        }
    }
}

impl Logic for Counters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, taken, passed, firing, spiked, lose, lost_words, overflowed);
        if self.took_spike.val() {
            self.taken.d.next = self.taken.q.val() + self.one.val();
        }
        if self.streamed.val() {
            self.passed.d.next = self.passed.q.val() + self.one.val();
        }
        self.firing.d.next = self.fired.val();
        self.spiked.d.next = self.spiked.q.val() + bit_cast::<32, 5>(self.firing.q.val());
        self.lose.d.next = self.lost.val();
        if self.lost.val() {
            self.overflowed.d.next = true;
        }
        if self.lose.q.val() {
            self.lost_words.d.next = self.lost_words.q.val() + self.one.val();
        }
        self.spikes_in.next = self.taken.q.val();
        self.words.next = self.passed.q.val();
        self.spikes.next = self.spiked.q.val();
        self.dropped.next = self.lost_words.q.val();
        self.overflow.next = self.overflowed.q.val();
        if self.reset.val() {
            self.taken.d.next = self.zero.val();
            self.passed.d.next = self.zero.val();
            self.firing.d.next = self.none.val();
            self.spiked.d.next = self.zero.val();
            self.lose.d.next = false;
            self.lost_words.d.next = self.zero.val();
            self.overflowed.d.next = false;
        }
    }
}
