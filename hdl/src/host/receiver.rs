//! From a serial line to bytes (`HOST-1`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use super::divider;

/// Receiver of 8 data bits, no parity, one stop bit. It waits for a high line after power-up and
/// after a damaged byte, so that a break counts once; a start bit that is high again in its middle
/// counts as a glitch.
#[derive(LogicBlock)]
pub struct Receiver {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    /// The pin, not synchronised.
    pub line: Signal<In, Bit>,
    /// For one cycle, after its stop bit was seen: `octet` was received.
    pub valid: Signal<Out, Bit>,
    pub octet: Signal<Out, Bits<8>>,
    /// For one cycle: a byte without a stop bit was received.
    pub damaged: Signal<Out, Bit>,
    near: DFF<Bit>,
    level: DFF<Bit>,
    // The line has been high since the last byte.
    ready: DFF<Bit>,
    active: DFF<Bit>,
    first: DFF<Bit>,
    count: DFF<Bits<16>>,
    // Data bits so far, the last one highest; below them a one that falls out when all are there.
    bits: DFF<Bits<9>>,
    // What the last cycle has seen; the data bits stay for much longer.
    whole_byte: DFF<Bit>,
    broken_byte: DFF<Bit>,
    sample: Signal<Local, Bit>,
    less: Signal<Local, Bits<16>>,
    shifted: Signal<Local, Bits<9>>,
    whole: Constant<Bits<16>>,
    half: Constant<Bits<16>>,
    mask: Constant<Bits<16>>,
    one: Constant<Bits<16>>,
    zero: Constant<Bits<16>>,
    highest: Constant<Bits<9>>,
}

impl Receiver {
    /// A receiver at `divisor` cycles per bit, 4 … 65,536.
    ///
    /// # Panics
    /// If the divisor is outside of that.
    pub fn new(divisor: u64) -> Self {
        let bit = divider::Bit::new(divisor);
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            line: Signal::default(),
            valid: Signal::default(),
            octet: Signal::default(),
            damaged: Signal::default(),
            near: DFF::default(),
            level: DFF::default(),
            ready: DFF::default(),
            active: DFF::default(),
            first: DFF::default(),
            count: DFF::default(),
            bits: DFF::default(),
            whole_byte: DFF::default(),
            broken_byte: DFF::default(),
            sample: Signal::default(),
            less: Signal::default(),
            shifted: Signal::default(),
            whole: bit.whole,
            half: bit.half,
            mask: bit.mask,
            one: Constant::new(1u64.into()),
            zero: Constant::new(0u64.into()),
            highest: Constant::new(0x100u64.into()),
        }
    }
}

impl Logic for Receiver {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, near, level, ready, active, first, count, bits, whole_byte, broken_byte);
        self.near.d.next = self.line.val();
        self.level.d.next = self.near.q.val();
        self.octet.next = self.bits.q.val().get_bits::<8>(1);
        self.sample.next = self.active.q.val() & (self.count.q.val() == self.zero.val());
        self.valid.next = self.whole_byte.q.val();
        self.damaged.next = self.broken_byte.q.val();
        self.whole_byte.d.next = false;
        self.broken_byte.d.next = false;
        self.shifted.next = self.bits.q.val() >> 1;
        self.less.next = self.count.q.val() - self.one.val();
        self.count.d.next = self.less.val() & self.mask.val();
        if self.sample.val() {
            self.count.d.next = self.whole.val();
            self.first.d.next = false;
            if self.first.q.val() {
                self.bits.d.next = self.highest.val();
                self.active.d.next = !self.level.q.val();
            } else if self.bits.q.val().get_bit(0) {
                self.active.d.next = false;
                self.whole_byte.d.next = self.level.q.val();
                self.broken_byte.d.next = !self.level.q.val();
                self.ready.d.next = self.level.q.val();
            } else {
                self.bits.d.next = self.shifted.val();
                if self.level.q.val() {
                    self.bits.d.next = self.shifted.val() | self.highest.val();
                }
            }
        }
        if !self.active.q.val() {
            self.ready.d.next = self.ready.q.val() | self.level.q.val();
            if self.ready.q.val() & !self.level.q.val() {
                self.active.d.next = true;
                self.first.d.next = true;
                self.count.d.next = self.half.val();
            }
        }
        if self.reset.val() {
            self.active.d.next = false;
            self.ready.d.next = false;
        }
    }
}
