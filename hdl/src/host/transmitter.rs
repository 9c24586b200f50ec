//! From bytes to a serial line (`HOST-1`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use super::divider;

/// Transmitter of 8 data bits, no parity, one stop bit.
#[derive(LogicBlock)]
pub struct Transmitter {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    /// Offer `octet`; it is taken in a cycle where `ready` is high too.
    pub valid: Signal<In, Bit>,
    pub octet: Signal<In, Bits<8>>,
    pub ready: Signal<Out, Bit>,
    /// The pin; high at rest, from power-up on.
    pub line: Signal<Out, Bit>,
    // What is still to be sent, inverted, so that zeros are an idle line.
    bits: DFF<Bits<9>>,
    left: DFF<Bits<4>>,
    count: DFF<Bits<16>>,
    less: Signal<Local, Bits<16>>,
    fewer: Signal<Local, Bits<4>>,
    inverted: Signal<Local, Bits<8>>,
    whole: Constant<Bits<16>>,
    mask: Constant<Bits<16>>,
    one: Constant<Bits<16>>,
    zero: Constant<Bits<16>>,
    start: Constant<Bits<9>>,
    nothing: Constant<Bits<9>>,
    all: Constant<Bits<4>>,
    none: Constant<Bits<4>>,
    single: Constant<Bits<4>>,
}

impl Transmitter {
    /// A transmitter at `divisor` cycles per bit, 4 … 65,536.
    ///
    /// # Panics
    /// If the divisor is outside of that.
    pub fn new(divisor: u64) -> Self {
        let bit = divider::Bit::new(divisor);
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            valid: Signal::default(),
            octet: Signal::default(),
            ready: Signal::default(),
            line: Signal::default(),
            bits: DFF::default(),
            left: DFF::default(),
            count: DFF::default(),
            less: Signal::default(),
            fewer: Signal::default(),
            inverted: Signal::default(),
            whole: bit.whole,
            mask: bit.mask,
            one: Constant::new(1u64.into()),
            zero: Constant::new(0u64.into()),
            start: Constant::new(1u64.into()),
            nothing: Constant::new(0u64.into()),
            all: Constant::new(10u64.into()),
            none: Constant::new(0u64.into()),
            single: Constant::new(1u64.into()),
        }
    }
}

impl Logic for Transmitter {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, bits, left, count);
        self.line.next = !self.bits.q.val().get_bit(0);
        self.ready.next = self.left.q.val() == self.none.val();
        self.less.next = self.count.q.val() - self.one.val();
        self.count.d.next = self.less.val() & self.mask.val();
        self.fewer.next = self.left.q.val() - self.single.val();
        self.inverted.next = !self.octet.val();
        if self.ready.val() {
            if self.valid.val() {
                self.bits.d.next = (bit_cast::<9, 8>(self.inverted.val()) << 1) | self.start.val();
                self.left.d.next = self.all.val();
                self.count.d.next = self.whole.val();
            }
        } else if self.count.q.val() == self.zero.val() {
            self.bits.d.next = self.bits.q.val() >> 1;
            self.left.d.next = self.fewer.val();
            self.count.d.next = self.whole.val();
        }
        if self.reset.val() {
            self.bits.d.next = self.nothing.val();
            self.left.d.next = self.none.val();
        }
    }
}
