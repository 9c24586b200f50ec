//! Fields of a table entry for the predictive pass (`MAP-10`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::clocked::Settled;
use spindle_spec::register_map::fields;

use crate::primitives::Memory;

/// Two memories, one per word of an entry that has such fields, read together.
#[derive(LogicBlock)]
pub struct PredictiveTable {
    pub clock: Signal<In, Clock>,
    pub read_enable: Signal<In, Bit>,
    pub read_entry: Signal<In, Bits<5>>,
    pub predictive: Signal<Out, Bit>,
    pub logarithmic: Signal<Out, Bit>,
    pub bounded: Signal<Out, Bit>,
    pub learn: Signal<Out, Bit>,
    pub trace_base: Signal<Out, Bits<16>>,
    pub rate: Signal<Out, Bits<8>>,
    pub rate_shift: Signal<Out, Bits<4>>,
    pub write_enable: Signal<In, Bit>,
    pub write_entry: Signal<In, Bits<4>>,
    pub write_field: Signal<In, Bits<2>>,
    pub write_data: Signal<In, Bits<32>>,
    kinds: Memory<4>,
    rates: Memory<28>,
    read_address: Signal<Local, Bits<16>>,
    write_address: Signal<Local, Bits<16>>,
    field_kinds: Constant<Bits<2>>,
    field_rates: Constant<Bits<2>>,
    _settled: Settled,
}

impl PredictiveTable {
    /// A table of `entries` entries, 1 … 16.
    pub fn new(entries: usize) -> Self {
        Self {
            clock: Signal::default(),
            read_enable: Signal::default(),
            read_entry: Signal::default(),
            predictive: Signal::default(),
            logarithmic: Signal::default(),
            bounded: Signal::default(),
            learn: Signal::default(),
            trace_base: Signal::default(),
            rate: Signal::default(),
            rate_shift: Signal::default(),
            write_enable: Signal::default(),
            write_entry: Signal::default(),
            write_field: Signal::default(),
            write_data: Signal::default(),
            kinds: Memory::new(entries, None, &[]),
            rates: Memory::new(entries, None, &[]),
            read_address: Signal::default(),
            write_address: Signal::default(),
            field_kinds: Constant::new(2u64.into()),
            field_rates: Constant::new(3u64.into()),
            _settled: Settled::default(),
        }
    }
}

impl Logic for PredictiveTable {
    #[hdl_gen]
    fn update(&mut self) {
        self.kinds.clock.next = self.clock.val();
        self.rates.clock.next = self.clock.val();
        self.read_address.next = bit_cast::<16, 5>(self.read_entry.val());
        self.kinds.read_address.next = self.read_address.val();
        self.rates.read_address.next = self.read_address.val();
        self.kinds.read_enable.next = self.read_enable.val();
        self.rates.read_enable.next = self.read_enable.val();
        // Kinds are bits 27:24 of the word: predictive, logarithmic, bounded, learn by prediction.
        self.predictive.next = self.kinds.read_data.val().get_bit(0);
        self.logarithmic.next = self.kinds.read_data.val().get_bit(1);
        self.bounded.next = self.kinds.read_data.val().get_bit(2);
        self.learn.next = self.kinds.read_data.val().get_bit(3);
        self.trace_base.next =
            self.rates.read_data.val().get_bits::<{ fields::TRACE_BASE.bits }>(fields::TRACE_BASE.low);
        self.rate.next = self
            .rates
            .read_data
            .val()
            .get_bits::<{ fields::PREDICTIVE_RATE.bits }>(fields::PREDICTIVE_RATE.low);
        self.rate_shift.next = self
            .rates
            .read_data
            .val()
            .get_bits::<{ fields::PREDICTIVE_SHIFT.bits }>(fields::PREDICTIVE_SHIFT.low);

        self.write_address.next = bit_cast::<16, 4>(self.write_entry.val());
        self.kinds.write_address.next = self.write_address.val();
        self.rates.write_address.next = self.write_address.val();
        self.kinds.write_data.next = self.write_data.val().get_bits::<4>(fields::PREDICTS.low);
        self.rates.write_data.next = self.write_data.val().get_bits::<28>(0);
        self.kinds.write_enable.next =
            self.write_enable.val() & (self.write_field.val() == self.field_kinds.val());
        self.rates.write_enable.next =
            self.write_enable.val() & (self.write_field.val() == self.field_rates.val());
    }
}
