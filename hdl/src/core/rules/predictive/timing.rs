//! Schedule of the predictive lanes' stages, rows and cycles, shared by all lanes.
//!
//! For a row issued in cycle `t`: weight and traces read on `t`, their data on `t + 1`; error on
//! `t + 4`; error sum added on `t + 6` (first pass); gradient on `t + 6`, change of the weight on
//! `t + 8`, weight written on `t + 10`, drive added on `t + 13` (second pass).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::clocked::Settled;
use crate::primitives::Delay;

/// Delay lines from the sequencer and the traces to the lanes; each output is named for its cycle
/// after issue.
#[derive(LogicBlock, Default)]
pub struct PredictiveTiming {
    pub clock: Signal<In, Clock>,
    /// Modes.
    pub feedback: Signal<In, Bit>,
    pub learning: Signal<In, Bit>,
    /// The row issued in this cycle.
    pub issue: Signal<In, Bit>,
    pub second: Signal<In, Bit>,
    pub weight_address: Signal<In, Bits<16>>,
    pub trace_address: Signal<In, Bits<16>>,
    pub entry: Signal<In, Bits<5>>,
    pub logarithmic: Signal<In, Bit>,
    pub bounded: Signal<In, Bit>,
    pub learns_prediction: Signal<In, Bit>,
    pub learns_feedback: Signal<In, Bit>,
    pub rate: Signal<In, Bits<8>>,
    pub prediction_shift: Signal<In, Bits<4>>,
    pub feedback_shift: Signal<In, Bits<4>>,
    pub last_word: Signal<In, Bit>,
    /// Of the row issued one cycle ago.
    pub trace_1: Signal<In, Bits<16>>,
    pub eligibility_1: Signal<In, Bits<24>>,

    pub logarithmic_1: Signal<Out, Bit>,
    pub advance_2: Signal<Out, Bit>,
    pub trace_address_2: Signal<Out, Bits<16>>,
    pub trace_4: Signal<Out, Bits<16>>,
    pub eligibility_5: Signal<Out, Bits<24>>,
    pub sums_6: Signal<Out, Bit>,
    pub trace_7: Signal<Out, Bits<16>>,
    pub rate_7: Signal<Out, Bits<8>>,
    pub prediction_shift_8: Signal<Out, Bits<4>>,
    pub feedback_shift_8: Signal<Out, Bits<4>>,
    pub predicts_8: Signal<Out, Bit>,
    pub feeds_8: Signal<Out, Bit>,
    pub active_8: Signal<Out, Bit>,
    pub active_9: Signal<Out, Bit>,
    pub bounded_9: Signal<Out, Bit>,
    pub logarithmic_10: Signal<Out, Bit>,
    pub write_10: Signal<Out, Bit>,
    pub weight_address_10: Signal<Out, Bits<16>>,
    pub trace_12: Signal<Out, Bits<16>>,
    pub drives_13: Signal<Out, Bit>,
    pub trace_13: Signal<Out, Bits<16>>,
    pub eligibility_13: Signal<Out, Bits<24>>,
    pub trace_address_13: Signal<Out, Bits<16>>,
    pub entry_13: Signal<Out, Bits<5>>,

    logarithmic_early: Delay<Bit, 1>,
    logarithmic_late: Delay<Bit, 9>,
    advance: Delay<Bit, 2>,
    trace_address_early: Delay<Bits<16>, 2>,
    trace_address_late: Delay<Bits<16>, 11>,
    trace_to_4: Delay<Bits<16>, 3>,
    trace_to_7: Delay<Bits<16>, 3>,
    trace_to_12: Delay<Bits<16>, 5>,
    trace_to_13: Delay<Bits<16>, 1>,
    eligibility_to_5: Delay<Bits<24>, 4>,
    eligibility_to_13: Delay<Bits<24>, 8>,
    sums: Delay<Bit, 6>,
    rates: Delay<Bits<8>, 7>,
    prediction_shifts: Delay<Bits<4>, 8>,
    feedback_shifts: Delay<Bits<4>, 8>,
    predicts: Delay<Bit, 8>,
    feeds: Delay<Bit, 8>,
    active_to_9: Delay<Bit, 1>,
    active_to_10: Delay<Bit, 1>,
    bound: Delay<Bit, 9>,
    weight_addresses: Delay<Bits<16>, 10>,
    drives: Delay<Bit, 13>,
    entries: Delay<Bits<5>, 13>,
    learns: Signal<Local, Bit>,
    _settled: Settled,
}

impl Logic for PredictiveTiming {
    #[hdl_gen]
    fn update(&mut self) {
        self.logarithmic_early.clock.next = self.clock.val();
        self.logarithmic_late.clock.next = self.clock.val();
        self.advance.clock.next = self.clock.val();
        self.trace_address_early.clock.next = self.clock.val();
        self.trace_address_late.clock.next = self.clock.val();
        self.trace_to_4.clock.next = self.clock.val();
        self.trace_to_7.clock.next = self.clock.val();
        self.trace_to_12.clock.next = self.clock.val();
        self.trace_to_13.clock.next = self.clock.val();
        self.eligibility_to_5.clock.next = self.clock.val();
        self.eligibility_to_13.clock.next = self.clock.val();
        self.sums.clock.next = self.clock.val();
        self.rates.clock.next = self.clock.val();
        self.prediction_shifts.clock.next = self.clock.val();
        self.feedback_shifts.clock.next = self.clock.val();
        self.predicts.clock.next = self.clock.val();
        self.feeds.clock.next = self.clock.val();
        self.active_to_9.clock.next = self.clock.val();
        self.active_to_10.clock.next = self.clock.val();
        self.bound.clock.next = self.clock.val();
        self.weight_addresses.clock.next = self.clock.val();
        self.drives.clock.next = self.clock.val();
        self.entries.clock.next = self.clock.val();

        self.logarithmic_early.value.next = self.logarithmic.val();
        self.logarithmic_1.next = self.logarithmic_early.delayed.val();
        self.logarithmic_late.value.next = self.logarithmic_early.delayed.val();
        self.logarithmic_10.next = self.logarithmic_late.delayed.val();
        self.advance.value.next = self.issue.val() & self.second.val() & self.last_word.val();
        self.advance_2.next = self.advance.delayed.val();
        self.trace_address_early.value.next = self.trace_address.val();
        self.trace_address_2.next = self.trace_address_early.delayed.val();
        self.trace_address_late.value.next = self.trace_address_early.delayed.val();
        self.trace_address_13.next = self.trace_address_late.delayed.val();
        self.trace_to_4.value.next = self.trace_1.val();
        self.trace_4.next = self.trace_to_4.delayed.val();
        self.trace_to_7.value.next = self.trace_to_4.delayed.val();
        self.trace_7.next = self.trace_to_7.delayed.val();
        self.trace_to_12.value.next = self.trace_to_7.delayed.val();
        self.trace_12.next = self.trace_to_12.delayed.val();
        self.trace_to_13.value.next = self.trace_to_12.delayed.val();
        self.trace_13.next = self.trace_to_13.delayed.val();
        self.eligibility_to_5.value.next = self.eligibility_1.val();
        self.eligibility_5.next = self.eligibility_to_5.delayed.val();
        self.eligibility_to_13.value.next = self.eligibility_to_5.delayed.val();
        self.eligibility_13.next = self.eligibility_to_13.delayed.val();
        self.sums.value.next = self.issue.val() & !self.second.val();
        self.sums_6.next = self.sums.delayed.val();
        self.rates.value.next = self.rate.val();
        self.rate_7.next = self.rates.delayed.val();
        self.prediction_shifts.value.next = self.prediction_shift.val();
        self.prediction_shift_8.next = self.prediction_shifts.delayed.val();
        self.feedback_shifts.value.next = self.feedback_shift.val();
        self.feedback_shift_8.next = self.feedback_shifts.delayed.val();
        self.learns.next = self.issue.val() & self.second.val() & self.learning.val();
        self.predicts.value.next = self.learns.val() & self.learns_prediction.val();
        self.feeds.value.next = self.learns.val() & self.learns_feedback.val() & self.feedback.val();
        self.predicts_8.next = self.predicts.delayed.val();
        self.feeds_8.next = self.feeds.delayed.val();
        self.active_8.next = self.predicts.delayed.val() | self.feeds.delayed.val();
        self.active_to_9.value.next = self.predicts.delayed.val() | self.feeds.delayed.val();
        self.active_9.next = self.active_to_9.delayed.val();
        self.active_to_10.value.next = self.active_to_9.delayed.val();
        self.write_10.next = self.active_to_10.delayed.val();
        self.bound.value.next = self.bounded.val();
        self.bounded_9.next = self.bound.delayed.val();
        self.weight_addresses.value.next = self.weight_address.val();
        self.weight_address_10.next = self.weight_addresses.delayed.val();
        self.drives.value.next = self.issue.val() & self.second.val();
        self.drives_13.next = self.drives.delayed.val();
        self.entries.value.next = self.entry.val();
        self.entry_13.next = self.entries.delayed.val();
    }
}
