//! Queue of event words: a store in memory and a head register (`CLK-1`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::clocked::Settled;
use crate::primitives::Memory;

/// Queue of `D`-bit words. A word pushed into an empty queue in cycle `a` is the head in cycle
/// `a + 2`; one word leaves per cycle. A push while `ready` is low is ignored: the source must
/// check `ready`, or count the loss.
#[derive(LogicBlock)]
pub struct Fifo<const D: usize> {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    /// Offer `word`.
    pub push: Signal<In, Bit>,
    pub word: Signal<In, Bits<D>>,
    /// The memory takes a word in this cycle.
    pub ready: Signal<Out, Bit>,
    pub head_valid: Signal<Out, Bit>,
    pub head: Signal<Out, Bits<D>>,
    /// Remove the head.
    pub take: Signal<In, Bit>,
    /// Neither store nor head holds a word.
    pub vacant: Signal<Out, Bit>,
    store: Memory<D>,
    count: DFF<Bits<16>>,
    read: DFF<Bits<16>>,
    write: DFF<Bits<16>>,
    head_full: DFF<Bit>,
    filled: DFF<Bit>,
    full: DFF<Bit>,
    accept: Signal<Local, Bit>,
    load: Signal<Local, Bit>,
    stored: Signal<Local, Bit>,
    last: Constant<Bits<16>>,
    wraps_early: Constant<Bits<2>>,
    pointer_bits: Constant<Bits<16>>,
    count_bits: Constant<Bits<16>>,
    zero: Constant<Bits<16>>,
    one: Constant<Bits<16>>,
    _settled: Settled,
}

impl<const D: usize> Fifo<D> {
    /// A FIFO whose memory holds `depth` words, 2 … 4096.
    pub fn new(depth: usize) -> Self {
        assert!((2..=4096).contains(&depth), "queue depth {depth} is outside 2 … 4096");
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            push: Signal::default(),
            word: Signal::default(),
            ready: Signal::default(),
            head_valid: Signal::default(),
            head: Signal::default(),
            take: Signal::default(),
            vacant: Signal::default(),
            store: Memory::new(depth, None, &[]),
            count: DFF::default(),
            read: DFF::default(),
            write: DFF::default(),
            head_full: DFF::default(),
            filled: DFF::default(),
            full: DFF::default(),
            accept: Signal::default(),
            load: Signal::default(),
            stored: Signal::default(),
            last: Constant::new((depth as u64 - 1).into()),
            wraps_early: Constant::new(u64::from(!depth.is_power_of_two()).into()),
            pointer_bits: Constant::new((depth.next_power_of_two() as u64 - 1).into()),
            count_bits: Constant::new(((depth + 1).next_power_of_two() as u64 - 1).into()),
            zero: Constant::new(0u64.into()),
            one: Constant::new(1u64.into()),
            _settled: Settled::default(),
        }
    }
}

impl<const D: usize> Logic for Fifo<D> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, count, read, write, head_full, filled, full);
        self.store.clock.next = self.clock.val();

        self.ready.next = !self.full.q.val();
        self.accept.next = self.push.val() & self.ready.val();
        self.stored.next = self.filled.q.val();
        self.load.next = self.stored.val() & (!self.head_full.q.val() | self.take.val());

        self.store.write_address.next = self.write.q.val();
        self.store.write_data.next = self.word.val();
        self.store.write_enable.next = self.accept.val();
        if self.accept.val() {
            self.write.d.next = (self.write.q.val() + self.one.val()) & self.pointer_bits.val();
            if self.wraps_early.val().get_bit(0) & (self.write.q.val() == self.last.val()) {
                self.write.d.next = self.zero.val();
            }
        }

        self.store.read_address.next = self.read.q.val();
        self.store.read_enable.next = self.load.val();
        if self.load.val() {
            self.read.d.next = (self.read.q.val() + self.one.val()) & self.pointer_bits.val();
            if self.wraps_early.val().get_bit(0) & (self.read.q.val() == self.last.val()) {
                self.read.d.next = self.zero.val();
            }
        }

        comment!("Empty and full are registers beside the count: they are needed early in a");
        comment!("cycle.");
        if self.accept.val() & !self.load.val() {
            self.filled.d.next = true;
            self.full.d.next = self.count.q.val() == self.last.val();
            self.count.d.next = (self.count.q.val() + self.one.val()) & self.count_bits.val();
        }
        if !self.accept.val() & self.load.val() {
            self.filled.d.next = self.count.q.val() != self.one.val();
            self.full.d.next = false;
            self.count.d.next = (self.count.q.val() - self.one.val()) & self.count_bits.val();
        }
        self.head_full.d.next = self.load.val() | (self.head_full.q.val() & !self.take.val());
        self.head_valid.next = self.head_full.q.val();
        self.head.next = self.store.read_data.val();
        self.vacant.next = !self.stored.val() & !self.head_full.q.val();

        if self.reset.val() {
            self.count.d.next = self.zero.val();
            self.read.d.next = self.zero.val();
            self.write.d.next = self.zero.val();
            self.head_full.d.next = false;
            self.filled.d.next = false;
            self.full.d.next = false;
        }
    }
}
