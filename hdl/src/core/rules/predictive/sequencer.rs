//! The order of the predictive pass: words, passes, table entries, rows (`CLK-14`, `CLK-15`,
//! `CLK-17`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use super::table::PredictiveTable;
use crate::clocked::Settled;
use crate::core::projection_table::ProjectionTable;
use crate::core::streamer::address_mask;

/// State of the sequencer.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum Walk {
    /// Events or update.
    Idle,
    /// A table entry is read, or the pass ends.
    Read,
    /// It is seen whether the entry covers the neuron word.
    Check,
    /// Rows are issued, one per cycle.
    Rows,
    /// Words in flight are finished.
    Drain,
    /// Traces are cleared, one per cycle.
    Sweep,
}

/// Walks the table twice for each neuron word.
#[derive(LogicBlock)]
pub struct Sequencer {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    /// A step or a clear is taken in this cycle.
    pub step: Signal<In, Bit>,
    pub clear: Signal<In, Bit>,
    pub entries: Signal<In, Bits<5>>,
    pub neuron_words: Signal<In, Bits<16>>,
    pub table_write: Signal<In, Bit>,
    pub table_entry: Signal<In, Bits<4>>,
    pub table_field: Signal<In, Bits<2>>,
    pub table_data: Signal<In, Bits<32>>,
    /// The update has to wait.
    pub busy: Signal<Out, Bit>,
    /// The neuron word of the pass.
    pub word: Signal<Out, Bits<16>>,
    /// A row is issued in this cycle; whether by a second pass.
    pub issue: Signal<Out, Bit>,
    pub second: Signal<Out, Bit>,
    pub weight_address: Signal<Out, Bits<16>>,
    pub trace_address: Signal<Out, Bits<16>>,
    /// Of its table entry.
    pub entry: Signal<Out, Bits<5>>,
    pub logarithmic: Signal<Out, Bit>,
    pub bounded: Signal<Out, Bit>,
    pub learns_prediction: Signal<Out, Bit>,
    pub learns_feedback: Signal<Out, Bit>,
    pub rate: Signal<Out, Bits<8>>,
    pub prediction_shift: Signal<Out, Bits<4>>,
    pub feedback_shift: Signal<Out, Bits<4>>,
    /// The neuron word is the last of its entry.
    pub last_word: Signal<Out, Bit>,
    /// The last cycle of a neuron word.
    pub finish: Signal<Out, Bit>,
    /// A trace is cleared in this cycle.
    pub sweep: Signal<Out, Bit>,
    pub sweep_address: Signal<Out, Bits<16>>,

    places: ProjectionTable,
    rules: PredictiveTable,
    state: DFF<Walk>,
    current: DFF<Bits<16>>,
    next_entry: DFF<Bits<5>>,
    in_second: DFF<Bit>,
    covered: DFF<Bit>,
    address: DFF<Bits<16>>,
    trace: DFF<Bits<16>>,
    left: DFF<Bits<16>>,
    ends: DFF<Bit>,
    drained: DFF<Bits<4>>,
    swept: DFF<Bits<16>>,
    following: Signal<Local, Bits<16>>,
    after_entry: Signal<Local, Bits<5>>,
    offset: Signal<Local, Bits<16>>,
    next_offset: Signal<Local, Bits<16>>,
    covers: Signal<Local, Bit>,
    pass_ends: Signal<Local, Bit>,
    word_ends: Signal<Local, Bit>,
    zero: Constant<Bits<16>>,
    one: Constant<Bits<16>>,
    no_entry: Constant<Bits<5>>,
    one_entry: Constant<Bits<5>>,
    start: Constant<Bits<4>>,
    tick: Constant<Bits<4>>,
    drain: Constant<Bits<4>>,
    last_trace: Constant<Bits<16>>,
    weight_mask: Constant<Bits<16>>,
    word_mask: Constant<Bits<16>>,
    _settled: Settled,
}

impl Sequencer {
    /// A sequencer over a table of `entries`, `weight_words`, `neuron_words` and `sources` traces.
    pub fn new(entries: usize, weight_words: usize, neuron_words: usize, sources: usize) -> Self {
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            step: Signal::default(),
            clear: Signal::default(),
            entries: Signal::default(),
            neuron_words: Signal::default(),
            table_write: Signal::default(),
            table_entry: Signal::default(),
            table_field: Signal::default(),
            table_data: Signal::default(),
            busy: Signal::default(),
            word: Signal::default(),
            issue: Signal::default(),
            second: Signal::default(),
            weight_address: Signal::default(),
            trace_address: Signal::default(),
            entry: Signal::default(),
            logarithmic: Signal::default(),
            bounded: Signal::default(),
            learns_prediction: Signal::default(),
            learns_feedback: Signal::default(),
            rate: Signal::default(),
            prediction_shift: Signal::default(),
            feedback_shift: Signal::default(),
            last_word: Signal::default(),
            finish: Signal::default(),
            sweep: Signal::default(),
            sweep_address: Signal::default(),
            places: ProjectionTable::new(entries, weight_words, neuron_words),
            rules: PredictiveTable::new(entries),
            state: DFF::default(),
            current: DFF::default(),
            next_entry: DFF::default(),
            in_second: DFF::default(),
            covered: DFF::default(),
            address: DFF::default(),
            trace: DFF::default(),
            left: DFF::default(),
            ends: DFF::default(),
            drained: DFF::default(),
            swept: DFF::default(),
            following: Signal::default(),
            after_entry: Signal::default(),
            offset: Signal::default(),
            next_offset: Signal::default(),
            covers: Signal::default(),
            pass_ends: Signal::default(),
            word_ends: Signal::default(),
            zero: Constant::new(0u64.into()),
            one: Constant::new(1u64.into()),
            no_entry: Constant::new(0u64.into()),
            one_entry: Constant::new(1u64.into()),
            start: Constant::new(0u64.into()),
            tick: Constant::new(1u64.into()),
            drain: Constant::new(12u64.into()),
            last_trace: Constant::new((sources as u64 - 1).into()),
            weight_mask: Constant::new(address_mask(weight_words)),
            word_mask: Constant::new(address_mask(neuron_words)),
            _settled: Settled::default(),
        }
    }
}

impl Logic for Sequencer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, current, next_entry, in_second, covered);
        dff_setup!(self, clock, address, trace, left, ends, drained, swept);
        self.places.clock.next = self.clock.val();
        self.rules.clock.next = self.clock.val();
        self.places.write_enable.next = self.table_write.val();
        self.places.write_entry.next = self.table_entry.val();
        self.places.write_field.next = self.table_field.val();
        self.places.write_data.next = self.table_data.val();
        self.rules.write_enable.next = self.table_write.val();
        self.rules.write_entry.next = self.table_entry.val();
        self.rules.write_field.next = self.table_field.val();
        self.rules.write_data.next = self.table_data.val();

        comment!("The table's read registers keep the entry while its rows are issued.");
        self.places.read_entry.next = self.next_entry.q.val();
        self.rules.read_entry.next = self.next_entry.q.val();
        self.places.read_enable.next = false;
        self.rules.read_enable.next = false;

        self.following.next = self.current.q.val() + self.one.val();
        self.after_entry.next = self.next_entry.q.val() + self.one_entry.val();
        self.offset.next = self.current.q.val() - self.places.post_base.val();
        self.next_offset.next = self.offset.val() + self.one.val();
        self.covers.next = self.rules.predictive.val()
            & (self.offset.val() < self.places.row_words.val())
            & (self.places.source_count.val() != self.zero.val());
        self.pass_ends.next = self.next_entry.q.val() == self.entries.val();
        self.word_ends.next = false;
        self.issue.next = false;
        self.sweep.next = false;

        match self.state.q.val() {
            Walk::Idle => {
                self.current.d.next = self.zero.val();
                self.next_entry.d.next = self.no_entry.val();
                self.in_second.d.next = false;
                self.covered.d.next = false;
                self.swept.d.next = self.zero.val();
                if self.step.val() {
                    self.state.d.next = Walk::Read;
                }
                if self.clear.val() {
                    self.state.d.next = Walk::Sweep;
                }
            }
            Walk::Read => {
                self.places.read_enable.next = true;
                self.rules.read_enable.next = true;
                self.state.d.next = Walk::Check;
                if self.pass_ends.val() {
                    self.state.d.next = Walk::Read;
                    self.next_entry.d.next = self.no_entry.val();
                    self.in_second.d.next = true;
                    if self.in_second.q.val() {
                        self.state.d.next = Walk::Drain;
                        self.drained.d.next = self.start.val();
                    }
                    self.word_ends.next = !self.covered.q.val();
                }
            }
            Walk::Check => {
                self.state.d.next = Walk::Read;
                self.next_entry.d.next = self.after_entry.val();
                if self.covers.val() {
                    self.state.d.next = Walk::Rows;
                    self.covered.d.next = true;
                    self.address.d.next = self.places.weight_base.val() + self.offset.val();
                    self.trace.d.next = self.rules.trace_base.val();
                    self.left.d.next = self.places.source_count.val();
                    self.ends.d.next = self.next_offset.val() == self.places.row_words.val();
                }
            }
            Walk::Rows => {
                self.issue.next = true;
                self.address.d.next = self.address.q.val() + self.places.row_words.val();
                self.trace.d.next = self.trace.q.val() + self.one.val();
                self.left.d.next = self.left.q.val() - self.one.val();
                if self.left.q.val() == self.one.val() {
                    self.state.d.next = Walk::Read;
                }
            }
            Walk::Drain => {
                self.drained.d.next = self.drained.q.val() + self.tick.val();
                self.word_ends.next = self.drained.q.val() == self.drain.val();
            }
            Walk::Sweep => {
                self.sweep.next = true;
                self.swept.d.next = self.swept.q.val() + self.one.val();
                if self.swept.q.val() == self.last_trace.val() {
                    self.state.d.next = Walk::Idle;
                }
            }
            _ => {
                self.state.d.next = Walk::Idle;
            }
        }
        if self.word_ends.val() {
            self.current.d.next = self.following.val();
            self.next_entry.d.next = self.no_entry.val();
            self.in_second.d.next = false;
            self.covered.d.next = false;
            self.state.d.next = Walk::Read;
            if self.following.val() >= self.neuron_words.val() {
                self.state.d.next = Walk::Idle;
            }
        }

        self.busy.next = self.state.q.val() != Walk::Idle;
        self.word.next = self.current.q.val() & self.word_mask.val();
        self.second.next = self.in_second.q.val();
        self.weight_address.next = self.address.q.val() & self.weight_mask.val();
        self.trace_address.next = self.trace.q.val();
        self.entry.next = self.next_entry.q.val() - self.one_entry.val();
        self.logarithmic.next = self.rules.logarithmic.val();
        self.bounded.next = self.rules.bounded.val();
        self.learns_prediction.next = self.rules.learn.val();
        self.learns_feedback.next = self.places.learn.val();
        self.rate.next = self.rules.rate.val();
        self.prediction_shift.next = self.rules.rate_shift.val();
        self.feedback_shift.next = self.places.rate_shift.val();
        self.last_word.next = self.ends.q.val();
        self.finish.next = self.word_ends.val() & self.in_second.q.val();
        self.sweep_address.next = self.swept.q.val();
        if self.reset.val() {
            self.state.d.next = Walk::Idle;
        }
    }
}
