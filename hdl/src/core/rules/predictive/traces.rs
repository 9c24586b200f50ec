//! Source traces, shared by all lanes: input and eligibility of each source (`PRE-5`, `PRE-10`).
//!
//! ```text
//!  cycle   t            t+1                     t+2
//!          address ──►  x, p ──► (lanes)        B·x, A·p + x ──► memory, in the last word of an entry
//! ```

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::clocked::Settled;
use crate::primitives::{Delay, Memory, SaturatingAdd, ScaledProduct};
use spindle_spec::Image;
use spindle_spec::rules::predictive::{ELIGIBILITY, INPUT};

/// Two memories of one word a source.
#[derive(LogicBlock)]
pub struct SourceTraces {
    pub clock: Signal<In, Clock>,
    /// Factors of `2^-16` that eligibilities and inputs keep.
    pub leak: Signal<In, Bits<16>>,
    pub decay: Signal<In, Bits<16>>,
    /// On `t`: the trace to read.
    pub read_address: Signal<In, Bits<16>>,
    /// On `t + 1`.
    pub trace: Signal<Out, Bits<16>>,
    pub eligibility: Signal<Out, Bits<24>>,
    /// On `t + 2`: whether the trace advances, and which it is.
    pub advance: Signal<In, Bit>,
    pub advance_address: Signal<In, Bits<16>>,
    /// A spike sets a trace.
    pub mark: Signal<In, Bit>,
    pub mark_address: Signal<In, Bits<16>>,
    /// A trace is cleared.
    pub clear: Signal<In, Bit>,
    pub clear_address: Signal<In, Bits<16>>,

    inputs: Memory<16>,
    eligibilities: Memory<24>,
    late: Delay<Bits<16>, 1>,
    decayed: ScaledProduct<17, 17, 16>,
    leaked: ScaledProduct<24, 17, 24>,
    grown: SaturatingAdd<24, 17>,
    one: Constant<Bits<16>>,
    no_input: Constant<Bits<16>>,
    no_eligibility: Constant<Bits<24>>,
    _settled: Settled,
}

impl SourceTraces {
    /// Traces of `sources` sources, all at rest unless `images` has them.
    pub fn new(sources: usize, images: &[Image]) -> Self {
        Self {
            clock: Signal::default(),
            leak: Signal::default(),
            decay: Signal::default(),
            read_address: Signal::default(),
            trace: Signal::default(),
            eligibility: Signal::default(),
            advance: Signal::default(),
            advance_address: Signal::default(),
            mark: Signal::default(),
            mark_address: Signal::default(),
            clear: Signal::default(),
            clear_address: Signal::default(),
            inputs: Memory::loaded(sources, images, INPUT.image),
            eligibilities: Memory::loaded(sources, images, ELIGIBILITY.image),
            late: Delay::default(),
            decayed: ScaledProduct::floored(16),
            leaked: ScaledProduct::floored(16),
            grown: SaturatingAdd::default(),
            one: Constant::new(0x8000u64.into()),
            no_input: Constant::new(0u64.into()),
            no_eligibility: Constant::new(0u64.into()),
            _settled: Settled::default(),
        }
    }
}

impl Logic for SourceTraces {
    #[hdl_gen]
    fn update(&mut self) {
        self.inputs.clock.next = self.clock.val();
        self.eligibilities.clock.next = self.clock.val();
        self.late.clock.next = self.clock.val();
        self.decayed.clock.next = self.clock.val();
        self.leaked.clock.next = self.clock.val();

        self.inputs.read_address.next = self.read_address.val();
        self.inputs.read_enable.next = true;
        self.eligibilities.read_address.next = self.read_address.val();
        self.eligibilities.read_enable.next = true;
        self.trace.next = self.inputs.read_data.val();
        self.eligibility.next = self.eligibilities.read_data.val();

        self.decayed.a.next = bit_cast::<17, 16>(self.inputs.read_data.val());
        self.decayed.b.next = bit_cast::<17, 16>(self.decay.val());
        self.leaked.a.next = self.eligibilities.read_data.val();
        self.leaked.b.next = bit_cast::<17, 16>(self.leak.val());
        self.late.value.next = self.inputs.read_data.val();
        self.grown.a.next = self.leaked.product.val();
        self.grown.b.next = bit_cast::<17, 16>(self.late.delayed.val());

        self.inputs.write_enable.next = self.advance.val() | self.mark.val() | self.clear.val();
        self.inputs.write_address.next = self.advance_address.val();
        self.inputs.write_data.next = self.decayed.product.val();
        self.eligibilities.write_enable.next = self.advance.val() | self.clear.val();
        self.eligibilities.write_address.next = self.advance_address.val();
        self.eligibilities.write_data.next = self.grown.sum.val();
        if self.mark.val() {
            self.inputs.write_address.next = self.mark_address.val();
            self.inputs.write_data.next = self.one.val();
        }
        if self.clear.val() {
            self.inputs.write_address.next = self.clear_address.val();
            self.inputs.write_data.next = self.no_input.val();
            self.eligibilities.write_address.next = self.clear_address.val();
            self.eligibilities.write_data.next = self.no_eligibility.val();
        }
    }
}
