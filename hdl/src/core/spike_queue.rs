//! A queue of (neuron word, fired lanes), given out as neuron numbers (`CLK-1`, `CLK-2`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use super::expander::Expander;
use super::fifo::Fifo;
use crate::clocked::Settled;

/// Store, head and expander.
#[derive(LogicBlock)]
pub struct SpikeQueue {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    /// Offer `entry`: neuron word in bits 27:16, fired lanes, not 0, in bits 15:0.
    pub push: Signal<In, Bit>,
    pub entry: Signal<In, Bits<28>>,
    /// The memory takes an entry in this cycle.
    pub ready: Signal<Out, Bit>,
    /// A neuron is offered, and its number; 0 when not valid.
    pub valid: Signal<Out, Bit>,
    pub neuron: Signal<Out, Bits<16>>,
    /// Remove the offered neuron.
    pub take: Signal<In, Bit>,
    /// Neither store, head nor expander holds anything.
    pub drained: Signal<Out, Bit>,
    store: Fifo<28>,
    expander: Expander,
    _settled: Settled,
}

impl SpikeQueue {
    /// A queue of `depth` entries, 2 … 4096, for `words` words of `lanes` neurons.
    pub fn new(depth: usize, lanes: usize, words: usize) -> Self {
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            push: Signal::default(),
            entry: Signal::default(),
            ready: Signal::default(),
            valid: Signal::default(),
            neuron: Signal::default(),
            take: Signal::default(),
            drained: Signal::default(),
            store: Fifo::new(depth),
            expander: Expander::new(lanes, words),
            _settled: Settled::default(),
        }
    }
}

impl Logic for SpikeQueue {
    #[hdl_gen]
    fn update(&mut self) {
        self.store.clock.next = self.clock.val();
        self.expander.clock.next = self.clock.val();
        self.store.reset.next = self.reset.val();
        self.expander.reset.next = self.reset.val();
        self.store.push.next = self.push.val();
        self.store.word.next = self.entry.val();
        self.ready.next = self.store.ready.val();
        self.expander.entry_valid.next = self.store.head_valid.val();
        self.expander.entry.next = self.store.head.val();
        self.store.take.next = self.expander.load.val();
        self.expander.take.next = self.take.val();
        self.valid.next = self.expander.valid.val();
        self.neuron.next = self.expander.neuron.val();
        self.drained.next = self.store.vacant.val() & !self.expander.valid.val();
    }
}
