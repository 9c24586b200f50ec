//! The projection table: which sources reach which neurons, written at run time (`MAP-4`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use spindle_spec::register_map::fields;

use super::streamer::address_mask;
use crate::clocked::Settled;
use crate::primitives::Memory;

/// Three memories, one per word of an entry, read together.
#[derive(LogicBlock)]
pub struct ProjectionTable {
    pub clock: Signal<In, Clock>,
    pub read_enable: Signal<In, Bit>,
    pub read_entry: Signal<In, Bits<5>>,
    pub source_base: Signal<Out, Bits<16>>,
    pub source_count: Signal<Out, Bits<16>>,
    pub weight_base: Signal<Out, Bits<16>>,
    pub post_base: Signal<Out, Bits<16>>,
    pub row_words: Signal<Out, Bits<16>>,
    pub rate_shift: Signal<Out, Bits<4>>,
    pub learn: Signal<Out, Bit>,
    pub modulatory: Signal<Out, Bit>,
    pub write_enable: Signal<In, Bit>,
    pub write_entry: Signal<In, Bits<4>>,
    pub write_field: Signal<In, Bits<2>>,
    pub write_data: Signal<In, Bits<32>>,
    sources: Memory<32>,
    places: Memory<28>,
    rows: Memory<22>,
    read_address: Signal<Local, Bits<16>>,
    write_address: Signal<Local, Bits<16>>,
    weight_bits: Constant<Bits<16>>,
    post_bits: Constant<Bits<16>>,
    row_bits: Constant<Bits<16>>,
    field_sources: Constant<Bits<2>>,
    field_places: Constant<Bits<2>>,
    field_rows: Constant<Bits<2>>,
    _settled: Settled,
}

impl ProjectionTable {
    /// A table of `entries` entries, 1 … 16. Addresses and counts are cut to the widths of
    /// `weight_words` and `neuron_words`: larger values are a configuration error (SYN-2).
    pub fn new(entries: usize, weight_words: usize, neuron_words: usize) -> Self {
        Self {
            clock: Signal::default(),
            read_enable: Signal::default(),
            read_entry: Signal::default(),
            source_base: Signal::default(),
            source_count: Signal::default(),
            weight_base: Signal::default(),
            post_base: Signal::default(),
            row_words: Signal::default(),
            rate_shift: Signal::default(),
            learn: Signal::default(),
            modulatory: Signal::default(),
            write_enable: Signal::default(),
            write_entry: Signal::default(),
            write_field: Signal::default(),
            write_data: Signal::default(),
            sources: Memory::new(entries, None, &[]),
            places: Memory::new(entries, None, &[]),
            rows: Memory::new(entries, None, &[]),
            read_address: Signal::default(),
            write_address: Signal::default(),
            weight_bits: Constant::new(address_mask(weight_words)),
            post_bits: Constant::new(address_mask(neuron_words)),
            row_bits: Constant::new(address_mask(neuron_words + 1)),
            field_sources: Constant::new(0u64.into()),
            field_places: Constant::new(1u64.into()),
            field_rows: Constant::new(2u64.into()),
            _settled: Settled::default(),
        }
    }
}

impl Logic for ProjectionTable {
    #[hdl_gen]
    fn update(&mut self) {
        self.sources.clock.next = self.clock.val();
        self.places.clock.next = self.clock.val();
        self.rows.clock.next = self.clock.val();

        self.read_address.next = bit_cast::<16, 5>(self.read_entry.val());
        self.sources.read_address.next = self.read_address.val();
        self.places.read_address.next = self.read_address.val();
        self.rows.read_address.next = self.read_address.val();
        self.sources.read_enable.next = self.read_enable.val();
        self.places.read_enable.next = self.read_enable.val();
        self.rows.read_enable.next = self.read_enable.val();
        self.source_base.next =
            self.sources.read_data.val().get_bits::<{ fields::SOURCE_BASE.bits }>(fields::SOURCE_BASE.low);
        self.source_count.next =
            self.sources.read_data.val().get_bits::<{ fields::SOURCE_COUNT.bits }>(fields::SOURCE_COUNT.low);
        self.weight_base.next =
            self.places.read_data.val().get_bits::<{ fields::FIRST_WEIGHT.bits }>(fields::FIRST_WEIGHT.low)
                & self.weight_bits.val();
        self.post_base.next = bit_cast::<16, 12>(
            self.places.read_data.val().get_bits::<{ fields::POST_BASE.bits }>(fields::POST_BASE.low),
        ) & self.post_bits.val();
        self.row_words.next = bit_cast::<16, 13>(
            self.rows.read_data.val().get_bits::<{ fields::ROW_WORDS.bits }>(fields::ROW_WORDS.low),
        ) & self.row_bits.val();
        self.rate_shift.next =
            self.rows.read_data.val().get_bits::<{ fields::RATE_SHIFT.bits }>(fields::RATE_SHIFT.low);
        self.learn.next = self.rows.read_data.val().get_bit(fields::LEARNS.low)
            & !self.rows.read_data.val().get_bit(fields::MODULATORY.low);
        self.modulatory.next = self.rows.read_data.val().get_bit(fields::MODULATORY.low);

        self.write_address.next = bit_cast::<16, 4>(self.write_entry.val());
        self.sources.write_address.next = self.write_address.val();
        self.places.write_address.next = self.write_address.val();
        self.rows.write_address.next = self.write_address.val();
        self.sources.write_data.next = self.write_data.val();
        self.places.write_data.next = self.write_data.val().get_bits::<28>(0);
        self.rows.write_data.next = self.write_data.val().get_bits::<22>(0);
        self.sources.write_enable.next =
            self.write_enable.val() & (self.write_field.val() == self.field_sources.val());
        self.places.write_enable.next =
            self.write_enable.val() & (self.write_field.val() == self.field_places.val());
        self.rows.write_enable.next =
            self.write_enable.val() & (self.write_field.val() == self.field_rows.val());
    }
}
