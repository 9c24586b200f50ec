//! From spikes to rows: pairs each spike with the table entries it walks (`CLK-3` to `CLK-5`).
//!
//! ```text
//!  neuron spikes ─┐   A: spike, entry   B: table read   C: row number, applies?   D: row offset
//!  input events ──┴─►  ───────────────►  ────────────►  ───────────────────────►  ───────────► streamer
//! ```
//! Each register passes its content on when the next is empty or passes on too, so that rows follow
//! each other without a bubble.

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use super::projection_table::ProjectionTable;
use super::rules::predictive::table::PredictiveTable;
use super::streamer::address_mask;
use crate::clocked::Settled;
use crate::primitives::Multiply;
use spindle_spec::geometry::Geometry;

/// Stages A to D.
#[derive(LogicBlock)]
pub struct Fetch {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    /// The core is in the event state and no bus request is pending.
    pub enable: Signal<In, Bit>,
    /// Input queue.
    pub head_valid: Signal<In, Bit>,
    pub head: Signal<In, Bits<18>>,
    pub take_head: Signal<Out, Bit>,
    /// The head taken in this cycle is a spike.
    pub took_spike: Signal<Out, Bit>,
    /// The head taken in this cycle is a target.
    pub took_target: Signal<Out, Bit>,
    /// The spike that the last update's queues offer, as a source address, and whether they are all
    /// empty.
    pub neuron_valid: Signal<In, Bit>,
    pub neuron: Signal<In, Bits<16>>,
    pub neurons_drained: Signal<In, Bit>,
    pub take_neuron: Signal<Out, Bit>,
    /// Registers: entries walked by inputs, and entries in all; whether there are any of the first,
    /// and more of the second; whether there is one of the first, and one more of the second.
    pub input_entries: Signal<In, Bits<5>>,
    pub entries: Signal<In, Bits<5>>,
    pub inputs_walk: Signal<In, Bit>,
    pub neurons_walk: Signal<In, Bit>,
    pub inputs_single: Signal<In, Bit>,
    pub neurons_single: Signal<In, Bit>,
    /// Table writes.
    pub table_write: Signal<In, Bit>,
    pub table_entry: Signal<In, Bits<4>>,
    pub table_field: Signal<In, Bits<2>>,
    pub table_data: Signal<In, Bits<32>>,
    /// A to D hold nothing.
    pub vacant: Signal<Out, Bit>,
    /// The row in D.
    pub row_valid: Signal<Out, Bit>,
    pub row_take: Signal<In, Bit>,
    pub row_offset: Signal<Out, Bits<16>>,
    pub row_weight_base: Signal<Out, Bits<16>>,
    pub row_post: Signal<Out, Bits<16>>,
    pub row_words: Signal<Out, Bits<16>>,
    pub row_shift: Signal<Out, Bits<4>>,
    pub row_learn: Signal<Out, Bit>,
    pub row_modulatory: Signal<Out, Bit>,
    pub row_entry: Signal<Out, Bits<5>>,
    pub row_source: Signal<Out, Bits<16>>,
    /// The row is a mark (PRE-5); only in a core with a predictive unit.
    pub row_mark: Vec<Signal<Out, Bit>>,

    projections: ProjectionTable,
    rules: Vec<PredictiveTable>,
    c_mark: Vec<DFF<Bit>>,
    d_mark: Vec<DFF<Bit>>,
    offset: Multiply,
    a_valid: DFF<Bit>,
    a_source: DFF<Bits<16>>,
    a_entry: DFF<Bits<5>>,
    a_end: DFF<Bits<5>>,
    a_last: DFF<Bit>,
    b_valid: DFF<Bit>,
    b_source: DFF<Bits<16>>,
    b_entry: DFF<Bits<5>>,
    c_valid: DFF<Bit>,
    c_row: DFF<Bits<16>>,
    c_weight_base: DFF<Bits<16>>,
    c_post: DFF<Bits<16>>,
    c_words: DFF<Bits<16>>,
    c_shift: DFF<Bits<4>>,
    c_learn: DFF<Bit>,
    c_modulatory: DFF<Bit>,
    c_entry: DFF<Bits<5>>,
    c_source: DFF<Bits<16>>,
    d_valid: DFF<Bit>,
    d_offset: DFF<Bits<16>>,
    d_weight_base: DFF<Bits<16>>,
    d_post: DFF<Bits<16>>,
    d_words: DFF<Bits<16>>,
    d_shift: DFF<Bits<4>>,
    d_learn: DFF<Bit>,
    d_modulatory: DFF<Bit>,
    d_entry: DFF<Bits<5>>,
    d_source: DFF<Bits<16>>,

    next_entry: Signal<Local, Bits<5>>,
    entry_after: Signal<Local, Bits<5>>,
    a_moves: Signal<Local, Bit>,
    b_moves: Signal<Local, Bit>,
    c_moves: Signal<Local, Bit>,
    b_ready: Signal<Local, Bit>,
    c_ready: Signal<Local, Bit>,
    d_ready: Signal<Local, Bit>,
    can_take: Signal<Local, Bit>,
    is_spike: Signal<Local, Bit>,
    is_target: Signal<Local, Bit>,
    takes_neuron: Signal<Local, Bit>,
    takes_spike: Signal<Local, Bit>,
    takes_target: Signal<Local, Bit>,
    kind: Signal<Local, Bits<2>>,
    source: Signal<Local, Bits<16>>,
    pair: Signal<Local, Bits<16>>,
    first: Signal<Local, Bits<5>>,
    limit: Signal<Local, Bits<5>>,
    single: Signal<Local, Bit>,
    loads: Signal<Local, Bit>,
    row: Signal<Local, Bits<16>>,
    applies: Signal<Local, Bit>,
    zero: Constant<Bits<16>>,
    no_entry: Constant<Bits<5>>,
    one_entry: Constant<Bits<5>>,
    two_entries: Constant<Bits<5>>,
    controller_mark: Constant<Bits<16>>,
    sign_mask: Constant<Bits<16>>,
    one_word: Constant<Bits<16>>,
    weight_bits: Constant<Bits<16>>,
    built: Constant<Bits<2>>,
    kind_spike: Constant<Bits<2>>,
    kind_target: Constant<Bits<2>>,
    _settled: Settled,
}

impl Fetch {
    /// The fetch chain of a core of this geometry.
    pub fn new(geometry: &Geometry) -> Self {
        let (entries, predictive) = (geometry.projections, geometry.predictive_sources > 0);
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            enable: Signal::default(),
            head_valid: Signal::default(),
            head: Signal::default(),
            take_head: Signal::default(),
            took_spike: Signal::default(),
            took_target: Signal::default(),
            neuron_valid: Signal::default(),
            neuron: Signal::default(),
            neurons_drained: Signal::default(),
            take_neuron: Signal::default(),
            input_entries: Signal::default(),
            entries: Signal::default(),
            inputs_walk: Signal::default(),
            neurons_walk: Signal::default(),
            inputs_single: Signal::default(),
            neurons_single: Signal::default(),
            table_write: Signal::default(),
            table_entry: Signal::default(),
            table_field: Signal::default(),
            table_data: Signal::default(),
            vacant: Signal::default(),
            row_valid: Signal::default(),
            row_take: Signal::default(),
            row_offset: Signal::default(),
            row_weight_base: Signal::default(),
            row_post: Signal::default(),
            row_words: Signal::default(),
            row_shift: Signal::default(),
            row_learn: Signal::default(),
            row_modulatory: Signal::default(),
            row_entry: Signal::default(),
            row_source: Signal::default(),
            row_mark: super::optional(predictive),
            projections: ProjectionTable::new(entries, geometry.weight_words, geometry.neuron_words()),
            rules: predictive.then(|| PredictiveTable::new(entries)).into_iter().collect(),
            c_mark: super::optional(predictive),
            d_mark: super::optional(predictive),
            offset: Multiply::default(),
            a_valid: DFF::default(),
            a_source: DFF::default(),
            a_entry: DFF::default(),
            a_end: DFF::default(),
            a_last: DFF::default(),
            b_valid: DFF::default(),
            b_source: DFF::default(),
            b_entry: DFF::default(),
            c_valid: DFF::default(),
            c_row: DFF::default(),
            c_weight_base: DFF::default(),
            c_post: DFF::default(),
            c_words: DFF::default(),
            c_shift: DFF::default(),
            c_learn: DFF::default(),
            c_modulatory: DFF::default(),
            c_entry: DFF::default(),
            c_source: DFF::default(),
            d_valid: DFF::default(),
            d_offset: DFF::default(),
            d_weight_base: DFF::default(),
            d_post: DFF::default(),
            d_words: DFF::default(),
            d_shift: DFF::default(),
            d_learn: DFF::default(),
            d_modulatory: DFF::default(),
            d_entry: DFF::default(),
            d_source: DFF::default(),
            next_entry: Signal::default(),
            entry_after: Signal::default(),
            a_moves: Signal::default(),
            b_moves: Signal::default(),
            c_moves: Signal::default(),
            b_ready: Signal::default(),
            c_ready: Signal::default(),
            d_ready: Signal::default(),
            can_take: Signal::default(),
            is_spike: Signal::default(),
            is_target: Signal::default(),
            takes_neuron: Signal::default(),
            takes_spike: Signal::default(),
            takes_target: Signal::default(),
            kind: Signal::default(),
            source: Signal::default(),
            pair: Signal::default(),
            first: Signal::default(),
            limit: Signal::default(),
            single: Signal::default(),
            loads: Signal::default(),
            row: Signal::default(),
            applies: Signal::default(),
            zero: Constant::new(0u64.into()),
            no_entry: Constant::new(0u64.into()),
            one_entry: Constant::new(1u64.into()),
            two_entries: Constant::new(2u64.into()),
            controller_mark: Constant::new(0xC000u64.into()),
            sign_mask: Constant::new(0xDFFFu64.into()),
            one_word: Constant::new(1u64.into()),
            weight_bits: Constant::new(address_mask(geometry.weight_words)),
            built: Constant::new(
                (u64::from(geometry.learning) | (u64::from(geometry.modulators) << 1)).into(),
            ),
            kind_spike: Constant::new(0u64.into()),
            kind_target: Constant::new(1u64.into()),
            _settled: Settled::default(),
        }
    }
}

impl Logic for Fetch {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, a_valid, a_source, a_entry, a_end, a_last, b_valid, b_source);
        dff_setup!(self, clock, b_entry);
        dff_setup!(self, clock, c_valid, c_row, c_weight_base, c_post, c_words, c_shift, c_learn);
        dff_setup!(self, clock, c_entry, c_source, d_entry, d_source, c_modulatory, d_modulatory);
        dff_setup!(self, clock, d_valid, d_offset, d_weight_base, d_post, d_words, d_shift, d_learn);
        self.projections.clock.next = self.clock.val();
        for i in 0..self.rules.len() {
            self.rules[i].clock.next = self.clock.val();
            self.c_mark[i].clock.next = self.clock.val();
            self.d_mark[i].clock.next = self.clock.val();
            self.c_mark[i].d.next = self.c_mark[i].q.val();
            self.d_mark[i].d.next = self.d_mark[i].q.val();
        }

        comment!("Stage enables, the last stage first.");
        self.d_ready.next = !self.d_valid.q.val() | self.row_take.val();
        self.c_ready.next = !self.c_valid.q.val() | self.d_ready.val();
        self.b_ready.next = !self.b_valid.q.val() | self.c_ready.val();
        self.a_moves.next = self.a_valid.q.val() & self.b_ready.val();
        self.b_moves.next = self.b_valid.q.val() & self.c_ready.val();
        self.c_moves.next = self.c_valid.q.val() & self.d_ready.val();
        self.next_entry.next = self.a_entry.q.val() + self.one_entry.val();
        self.entry_after.next = self.a_entry.q.val() + self.two_entries.val();

        comment!("Arbitration: spikes of the last update first, then events of the host (EVT-6).");
        self.can_take.next =
            self.enable.val() & (!self.a_valid.q.val() | (self.a_moves.val() & self.a_last.q.val()));
        self.kind.next = self.head.val().get_bits::<2>(16);
        self.is_spike.next = self.kind.val() == self.kind_spike.val();
        self.is_target.next = self.kind.val() == self.kind_target.val();
        self.takes_neuron.next = self.can_take.val() & !self.neurons_drained.val() & self.neuron_valid.val();
        self.takes_spike.next =
            self.can_take.val() & self.neurons_drained.val() & self.head_valid.val() & self.is_spike.val();
        self.takes_target.next =
            self.can_take.val() & self.neurons_drained.val() & self.head_valid.val() & self.is_target.val();
        self.take_neuron.next = self.takes_neuron.val();
        self.took_spike.next = self.takes_spike.val();
        self.took_target.next = self.takes_target.val();
        self.take_head.next = self.takes_spike.val() | self.takes_target.val();

        self.source.next = self.head.val().get_bits::<16>(0);
        if !self.neurons_drained.val() {
            self.source.next = self.neuron.val();
        }
        self.first.next = self.no_entry.val();
        self.limit.next = self.input_entries.val();
        self.single.next = self.inputs_single.val();
        if self.source.val().get_bit(15) {
            self.first.next = self.input_entries.val();
            self.limit.next = self.entries.val();
            self.single.next = self.neurons_single.val();
        }
        self.loads.next = (self.takes_neuron.val() & self.neurons_walk.val())
            | (self.takes_spike.val() & !self.head.val().get_bit(15) & self.inputs_walk.val())
            | (self.takes_spike.val() & self.head.val().get_bit(15) & self.neurons_walk.val());

        comment!("A");
        if self.a_moves.val() {
            self.a_entry.d.next = self.next_entry.val();
            self.a_last.d.next = self.entry_after.val() == self.a_end.q.val();
            if self.a_last.q.val() {
                self.a_valid.d.next = false;
            }
        }
        if self.loads.val() {
            self.a_valid.d.next = true;
            self.a_source.d.next = self.source.val();
            self.a_entry.d.next = self.first.val();
            self.a_end.d.next = self.limit.val();
            self.a_last.d.next = self.single.val();
        }

        comment!("B: the table's read registers hold the entry");
        self.projections.read_entry.next = self.a_entry.q.val();
        self.projections.read_enable.next = self.a_moves.val();
        self.projections.write_enable.next = self.table_write.val();
        self.projections.write_entry.next = self.table_entry.val();
        self.projections.write_field.next = self.table_field.val();
        self.projections.write_data.next = self.table_data.val();
        for i in 0..self.rules.len() {
            self.rules[i].read_entry.next = self.a_entry.q.val();
            self.rules[i].read_enable.next = self.a_moves.val();
            self.rules[i].write_enable.next = self.table_write.val();
            self.rules[i].write_entry.next = self.table_entry.val();
            self.rules[i].write_field.next = self.table_field.val();
            self.rules[i].write_data.next = self.table_data.val();
        }
        self.b_valid.d.next = self.a_moves.val() | (self.b_valid.q.val() & !self.b_moves.val());
        if self.a_moves.val() {
            self.b_source.d.next = self.a_source.q.val();
            self.b_entry.d.next = self.a_entry.q.val();
        }

        comment!("C: row number, and whether the entry applies (SYN-1)");
        self.pair.next = self.b_source.q.val();
        if self.built.val().get_bit(1)
            & ((self.b_source.q.val() & self.controller_mark.val()) == self.controller_mark.val())
        {
            self.pair.next = self.b_source.q.val() & self.sign_mask.val();
        }
        self.row.next = self.pair.val() - self.projections.source_base.val();
        self.applies.next = (self.row.val() < self.projections.source_count.val())
            & (self.projections.row_words.val() != self.zero.val())
            & (self.built.val().get_bit(1) | !self.projections.modulatory.val());
        self.c_valid.d.next =
            (self.b_moves.val() & self.applies.val()) | (self.c_valid.q.val() & !self.c_moves.val());
        if self.b_moves.val() {
            self.c_row.d.next = self.row.val() & self.weight_bits.val();
            self.c_weight_base.d.next = self.projections.weight_base.val();
            self.c_post.d.next = self.projections.post_base.val();
            self.c_words.d.next = self.projections.row_words.val();
            self.c_shift.d.next = self.projections.rate_shift.val();
            self.c_learn.d.next = self.projections.learn.val() & self.built.val().get_bit(0);
            self.c_modulatory.d.next = self.projections.modulatory.val() & self.built.val().get_bit(1);
            self.c_entry.d.next = self.b_entry.q.val();
            self.c_source.d.next = self.b_source.q.val();
            // A mark is a row of one word at its trace.
            for i in 0..self.rules.len() {
                self.c_mark[i].d.next = self.rules[i].predictive.val();
                if self.rules[i].predictive.val() {
                    self.c_words.d.next = self.one_word.val();
                    self.c_weight_base.d.next = self.rules[i].trace_base.val();
                }
            }
        }

        comment!("D: the row's offset in the projection's weights (SYN-2)");
        self.offset.a.next = self.c_row.q.val();
        self.offset.b.next = self.c_words.q.val();
        self.d_valid.d.next = self.c_moves.val() | (self.d_valid.q.val() & !self.d_ready.val());
        if self.c_moves.val() {
            self.d_offset.d.next = self.offset.product.val();
            self.d_weight_base.d.next = self.c_weight_base.q.val();
            self.d_post.d.next = self.c_post.q.val();
            self.d_words.d.next = self.c_words.q.val();
            self.d_shift.d.next = self.c_shift.q.val();
            self.d_learn.d.next = self.c_learn.q.val();
            self.d_modulatory.d.next = self.c_modulatory.q.val();
            self.d_entry.d.next = self.c_entry.q.val();
            self.d_source.d.next = self.c_source.q.val();
            for i in 0..self.rules.len() {
                self.d_mark[i].d.next = self.c_mark[i].q.val();
            }
        }
        self.row_valid.next = self.d_valid.q.val();
        self.row_offset.next = self.d_offset.q.val();
        self.row_weight_base.next = self.d_weight_base.q.val();
        self.row_post.next = self.d_post.q.val();
        self.row_words.next = self.d_words.q.val();
        self.row_shift.next = self.d_shift.q.val();
        self.row_learn.next = self.d_learn.q.val();
        self.row_modulatory.next = self.d_modulatory.q.val();
        self.row_entry.next = self.d_entry.q.val();
        self.row_source.next = self.d_source.q.val();
        for i in 0..self.rules.len() {
            self.row_mark[i].next = self.d_mark[i].q.val();
        }

        self.vacant.next =
            !self.a_valid.q.val() & !self.b_valid.q.val() & !self.c_valid.q.val() & !self.d_valid.q.val();

        if self.reset.val() {
            self.a_valid.d.next = false;
            self.b_valid.d.next = false;
            self.c_valid.d.next = false;
            self.d_valid.d.next = false;
        }
    }
}
