//! One lane of the predictive pass (`PRE-7` to `PRE-9`, `PRE-11`).
//!
//! ```text
//!  cycle   t+1        t+3      t+4          t+5                  t+6             t+7       t+8        t+9      t+10
//!  first   w ──► ω ─► v·ω ──►  2x - vω = ε  ε·ω ───────────────► E + ..
//!  second  w ──► ω ─► v·ω ──►  ε            v·ε, E·p ──────────► g ────────────► g·m ────► change ──► w' ────► write
//!                                                                                f·x ──┘
//!          t+12       t+13
//!          ω'·x ────► D + ..                                      after the last row: A·v + D - s·θ ──► membrane
//! ```

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::clocked::Settled;
use crate::primitives::{
    Delay, Gradient, Held, Memory, PredictedMembrane, PredictionError, SaturatingAdd, ScaledProduct,
    WeightChange, WeightValue,
};
use spindle_spec::{Image, image_name};

/// Data path of the predictive pass, with its retire registers and its state per neuron. Membrane,
/// threshold, feedback and reset due are those of one neuron word throughout its passes.
#[derive(LogicBlock)]
pub struct PredictiveLane {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    pub leak: Signal<In, Bits<16>>,
    pub membrane: Signal<In, Bits<24>>,
    pub threshold: Signal<In, Bits<23>>,
    pub feedback: Signal<In, Bits<16>>,
    pub random: Signal<In, Bits<16>>,
    // Each in its cycle after the issue of a row.
    pub weight_1: Signal<In, Bits<16>>,
    pub logarithmic_1: Signal<In, Bit>,
    pub trace_4: Signal<In, Bits<16>>,
    pub eligibility_5: Signal<In, Bits<24>>,
    pub sums_6: Signal<In, Bit>,
    pub trace_7: Signal<In, Bits<16>>,
    pub rate_7: Signal<In, Bits<8>>,
    pub prediction_shift_8: Signal<In, Bits<4>>,
    pub feedback_shift_8: Signal<In, Bits<4>>,
    pub predicts_8: Signal<In, Bit>,
    pub feeds_8: Signal<In, Bit>,
    pub active_9: Signal<In, Bit>,
    pub bounded_9: Signal<In, Bit>,
    pub logarithmic_10: Signal<In, Bit>,
    pub trace_12: Signal<In, Bits<16>>,
    pub drives_13: Signal<In, Bit>,
    /// The last cycle of the neuron word.
    pub finish: Signal<In, Bit>,
    /// No row is in flight.
    pub rest: Signal<In, Bit>,
    // Neuron memories.
    pub parameter_address: Signal<In, Bits<16>>,
    pub state_address: Signal<In, Bits<16>>,
    pub neuron_write: Signal<In, Bit>,
    pub neuron_clear: Signal<In, Bit>,
    pub spike: Signal<In, Bit>,
    pub bus_address: Signal<In, Bits<16>>,
    pub bus_late: Signal<In, Bits<1>>,
    pub bus_write: Signal<In, Bit>,
    /// The weight to write, on `t + 10`.
    pub weight_write: Signal<Out, Bits<16>>,
    /// The membrane to write, in the last cycle.
    pub membrane_write: Signal<Out, Bits<24>>,
    /// The neuron of the addressed parameters has late reset.
    pub late_reset: Signal<Out, Bit>,
    // Retire ports.
    pub out_weight_before: Signal<Out, Bits<16>>,
    pub out_weight_after: Signal<Out, Bits<16>>,
    pub out_error: Signal<Out, Bits<18>>,
    pub out_gradient: Signal<Out, Bits<24>>,
    pub out_sum: Signal<Out, Bits<24>>,
    pub out_drive: Signal<Out, Bits<24>>,
    pub out_membrane_before: Signal<Out, Bits<24>>,
    pub out_membrane_after: Signal<Out, Bits<24>>,

    late: Memory<1>,
    due: Memory<1>,
    late_neuron: Delay<Bit, 1>,
    present_value: WeightValue,
    value_3: DFF<Bits<18>>,
    value_5: Delay<Bits<18>, 2>,
    predicted: ScaledProduct<24, 18, 26>,
    difference: PredictionError,
    error_5: DFF<Bits<18>>,
    explained: ScaledProduct<18, 18, 20>,
    more: SaturatingAdd<24, 20>,
    sum: DFF<Bits<24>>,
    descent: Gradient,
    gradient_7: DFF<Bits<24>>,
    scaled: ScaledProduct<24, 9, 32>,
    fed: ScaledProduct<16, 17, 16>,
    rounding: WeightChange,
    change_9: DFF<Bits<18>>,
    weight_9: Delay<Bits<16>, 8>,
    plasticity: SaturatingAdd<16, 18>,
    learned: Signal<Local, Bits<16>>,
    learned_10: DFF<Bits<16>>,
    new_value: WeightValue,
    value_12: DFF<Bits<18>>,
    current: ScaledProduct<18, 17, 20>,
    driven: SaturatingAdd<24, 20>,
    drive: DFF<Bits<24>>,
    leaked: ScaledProduct<24, 17, 24>,
    membrane_after: PredictedMembrane,
    weight_before: Delay<Bits<16>, 4>,
    weight_after: Delay<Bits<16>, 3>,
    error_late: Delay<Bits<18>, 8>,
    gradient_late: Delay<Bits<24>, 6>,
    held_weight_before: Held<Bits<16>>,
    held_weight_after: Held<Bits<16>>,
    held_error: Held<Bits<18>>,
    held_gradient: Held<Bits<24>>,
    held_sum: Held<Bits<24>>,
    held_drive: Held<Bits<24>>,
    held_membrane_before: Held<Bits<24>>,
    held_membrane_after: Held<Bits<24>>,
    none: Constant<Bits<24>>,
    no_weight: Constant<Bits<16>>,
    not_due: Constant<Bits<1>>,
    is_due: Constant<Bits<1>>,
    _settled: Settled,
}

impl PredictiveLane {
    /// Lane `index`, of `words` neurons, its memories loaded from `images`.
    pub fn new(words: usize, index: usize, images: &[Image]) -> Self {
        let late = image_name(index, "late");
        let bits = images.iter().find(|image| image.name == late);
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            leak: Signal::default(),
            membrane: Signal::default(),
            threshold: Signal::default(),
            feedback: Signal::default(),
            random: Signal::default(),
            weight_1: Signal::default(),
            logarithmic_1: Signal::default(),
            trace_4: Signal::default(),
            eligibility_5: Signal::default(),
            sums_6: Signal::default(),
            trace_7: Signal::default(),
            rate_7: Signal::default(),
            prediction_shift_8: Signal::default(),
            feedback_shift_8: Signal::default(),
            predicts_8: Signal::default(),
            feeds_8: Signal::default(),
            active_9: Signal::default(),
            bounded_9: Signal::default(),
            logarithmic_10: Signal::default(),
            trace_12: Signal::default(),
            drives_13: Signal::default(),
            finish: Signal::default(),
            rest: Signal::default(),
            parameter_address: Signal::default(),
            state_address: Signal::default(),
            neuron_write: Signal::default(),
            neuron_clear: Signal::default(),
            spike: Signal::default(),
            bus_address: Signal::default(),
            bus_late: Signal::default(),
            bus_write: Signal::default(),
            weight_write: Signal::default(),
            membrane_write: Signal::default(),
            late_reset: Signal::default(),
            out_weight_before: Signal::default(),
            out_weight_after: Signal::default(),
            out_error: Signal::default(),
            out_gradient: Signal::default(),
            out_sum: Signal::default(),
            out_drive: Signal::default(),
            out_membrane_before: Signal::default(),
            out_membrane_after: Signal::default(),
            late: Memory::new(words, Some(late), bits.map_or(&[][..], |image| &image.words)),
            due: Memory::loaded(words, images, &image_name(index, "due")),
            late_neuron: Delay::default(),
            present_value: WeightValue::default(),
            value_3: DFF::default(),
            value_5: Delay::default(),
            predicted: ScaledProduct::rounded(16),
            difference: PredictionError::default(),
            error_5: DFF::default(),
            explained: ScaledProduct::rounded(16),
            more: SaturatingAdd::default(),
            sum: DFF::default(),
            descent: Gradient::default(),
            gradient_7: DFF::default(),
            scaled: ScaledProduct::floored(0),
            fed: ScaledProduct::rounded(15),
            rounding: WeightChange::default(),
            change_9: DFF::default(),
            weight_9: Delay::default(),
            plasticity: SaturatingAdd::default(),
            learned: Signal::default(),
            learned_10: DFF::default(),
            new_value: WeightValue::default(),
            value_12: DFF::default(),
            current: ScaledProduct::rounded(15),
            driven: SaturatingAdd::default(),
            drive: DFF::default(),
            leaked: ScaledProduct::rounded(16),
            membrane_after: PredictedMembrane::default(),
            weight_before: Delay::default(),
            weight_after: Delay::default(),
            error_late: Delay::default(),
            gradient_late: Delay::default(),
            held_weight_before: Held::default(),
            held_weight_after: Held::default(),
            held_error: Held::default(),
            held_gradient: Held::default(),
            held_sum: Held::default(),
            held_drive: Held::default(),
            held_membrane_before: Held::default(),
            held_membrane_after: Held::default(),
            none: Constant::new(0u64.into()),
            no_weight: Constant::new(0u64.into()),
            not_due: Constant::new(0u64.into()),
            is_due: Constant::new(1u64.into()),
            _settled: Settled::default(),
        }
    }
}

impl Logic for PredictiveLane {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, value_3, error_5, sum, gradient_7, change_9, learned_10, value_12, drive);
        self.late.clock.next = self.clock.val();
        self.due.clock.next = self.clock.val();
        self.late_neuron.clock.next = self.clock.val();
        self.present_value.clock.next = self.clock.val();
        self.value_5.clock.next = self.clock.val();
        self.predicted.clock.next = self.clock.val();
        self.explained.clock.next = self.clock.val();
        self.descent.clock.next = self.clock.val();
        self.scaled.clock.next = self.clock.val();
        self.fed.clock.next = self.clock.val();
        self.weight_9.clock.next = self.clock.val();
        self.new_value.clock.next = self.clock.val();
        self.current.clock.next = self.clock.val();
        self.leaked.clock.next = self.clock.val();
        self.weight_before.clock.next = self.clock.val();
        self.weight_after.clock.next = self.clock.val();
        self.error_late.clock.next = self.clock.val();
        self.gradient_late.clock.next = self.clock.val();

        comment!("Late reset, and whether it is due (PRE-11): the update reads the bit one");
        comment!("cycle before it writes.");
        self.late.read_address.next = self.parameter_address.val();
        self.late.read_enable.next = true;
        self.late.write_address.next = self.bus_address.val();
        self.late.write_data.next = self.bus_late.val();
        self.late.write_enable.next = self.bus_write.val();
        self.late_reset.next = self.late.read_data.val().any();
        self.late_neuron.value.next = self.late.read_data.val().any();
        self.due.read_address.next = self.parameter_address.val();
        self.due.read_enable.next = true;
        self.due.write_address.next = self.state_address.val();
        self.due.write_data.next = self.not_due.val();
        if self.spike.val() & self.late_neuron.delayed.val() & !self.neuron_clear.val() {
            self.due.write_data.next = self.is_due.val();
        }
        self.due.write_enable.next = self.neuron_write.val();

        comment!("t + 1 to t + 5: weight value, prediction, error (PRE-3, PRE-7).");
        self.present_value.stored.next = self.weight_1.val();
        self.present_value.logarithmic.next = self.logarithmic_1.val();
        self.value_3.d.next = self.present_value.value.val();
        self.value_5.value.next = self.value_3.q.val();
        self.predicted.a.next = self.membrane.val();
        self.predicted.b.next = self.value_3.q.val();
        self.difference.trace.next = self.trace_4.val();
        self.difference.predicted.next = self.predicted.product.val();
        self.error_5.d.next = self.difference.error.val();

        comment!("t + 5, t + 6: the error sum, in the first pass.");
        self.explained.a.next = self.error_5.q.val();
        self.explained.b.next = self.value_5.delayed.val();
        self.more.a.next = self.sum.q.val();
        self.more.b.next = self.explained.product.val();
        if self.sums_6.val() {
            self.sum.d.next = self.more.sum.val();
        }

        comment!("t + 5 to t + 7: the gradient (PRE-8).");
        self.descent.membrane.next = self.membrane.val();
        self.descent.error.next = self.error_5.q.val();
        self.descent.sum.next = self.sum.q.val();
        self.descent.eligibility.next = self.eligibility_5.val();
        self.gradient_7.d.next = self.descent.gradient.val();

        comment!("t + 7 to t + 9: the change of the weight, by both rules (PRE-9).");
        self.scaled.a.next = self.gradient_7.q.val();
        self.scaled.b.next = bit_cast::<9, 8>(self.rate_7.val());
        self.fed.a.next = self.feedback.val();
        self.fed.b.next = bit_cast::<17, 16>(self.trace_7.val());
        self.rounding.scaled.next = self.scaled.product.val();
        self.rounding.prediction_shift.next = self.prediction_shift_8.val();
        self.rounding.predicts.next = self.predicts_8.val();
        self.rounding.product.next = self.fed.product.val();
        self.rounding.feedback_shift.next = self.feedback_shift_8.val();
        self.rounding.feeds.next = self.feeds_8.val();
        self.rounding.random.next = self.random.val();
        self.change_9.d.next = self.rounding.change.val();

        comment!("t + 9, t + 10: the weight.");
        self.weight_9.value.next = self.weight_1.val();
        self.plasticity.a.next = self.weight_9.delayed.val();
        self.plasticity.b.next = self.change_9.q.val();
        self.learned.next = self.weight_9.delayed.val();
        if self.active_9.val() {
            self.learned.next = self.plasticity.sum.val();
            if self.bounded_9.val() & self.plasticity.sum.val().get_bit(15) {
                self.learned.next = self.no_weight.val();
            }
        }
        self.learned_10.d.next = self.learned.val();
        self.weight_write.next = self.learned_10.q.val();

        comment!("t + 10 to t + 13: the drive.");
        self.new_value.stored.next = self.learned_10.q.val();
        self.new_value.logarithmic.next = self.logarithmic_10.val();
        self.value_12.d.next = self.new_value.value.val();
        self.current.a.next = self.value_12.q.val();
        self.current.b.next = bit_cast::<17, 16>(self.trace_12.val());
        self.driven.a.next = self.drive.q.val();
        self.driven.b.next = self.current.product.val();
        if self.drives_13.val() {
            self.drive.d.next = self.driven.sum.val();
        }

        comment!("After the last row: the membrane.");
        self.leaked.a.next = self.membrane.val();
        self.leaked.b.next = bit_cast::<17, 16>(self.leak.val());
        self.membrane_after.leaked.next = self.leaked.product.val();
        self.membrane_after.drive.next = self.drive.q.val();
        self.membrane_after.threshold.next = self.threshold.val();
        self.membrane_after.due.next = self.due.read_data.val().any();
        self.membrane_write.next = self.membrane_after.after.val();

        comment!("Retire ports.");
        self.weight_before.value.next = self.weight_9.delayed.val();
        self.weight_after.value.next = self.learned_10.q.val();
        self.error_late.value.next = self.error_5.q.val();
        self.gradient_late.value.next = self.gradient_7.q.val();
        self.held_weight_before.clock.next = self.clock.val();
        self.held_weight_before.reset.next = self.reset.val();
        self.held_weight_before.load.next = self.drives_13.val();
        self.held_weight_after.clock.next = self.clock.val();
        self.held_weight_after.reset.next = self.reset.val();
        self.held_weight_after.load.next = self.drives_13.val();
        self.held_error.clock.next = self.clock.val();
        self.held_error.reset.next = self.reset.val();
        self.held_error.load.next = self.drives_13.val();
        self.held_gradient.clock.next = self.clock.val();
        self.held_gradient.reset.next = self.reset.val();
        self.held_gradient.load.next = self.drives_13.val();
        self.held_sum.clock.next = self.clock.val();
        self.held_sum.reset.next = self.reset.val();
        self.held_sum.load.next = self.finish.val();
        self.held_drive.clock.next = self.clock.val();
        self.held_drive.reset.next = self.reset.val();
        self.held_drive.load.next = self.finish.val();
        self.held_membrane_before.clock.next = self.clock.val();
        self.held_membrane_before.reset.next = self.reset.val();
        self.held_membrane_before.load.next = self.finish.val();
        self.held_membrane_after.clock.next = self.clock.val();
        self.held_membrane_after.reset.next = self.reset.val();
        self.held_membrane_after.load.next = self.finish.val();
        self.held_weight_before.value.next = self.weight_before.delayed.val();
        self.held_weight_after.value.next = self.weight_after.delayed.val();
        self.held_error.value.next = self.error_late.delayed.val();
        self.held_gradient.value.next = self.gradient_late.delayed.val();
        self.held_sum.value.next = self.sum.q.val();
        self.held_drive.value.next = self.drive.q.val();
        self.held_membrane_before.value.next = self.membrane.val();
        self.held_membrane_after.value.next = self.membrane_after.after.val();
        if self.rest.val() | self.finish.val() {
            self.sum.d.next = self.none.val();
            self.drive.d.next = self.none.val();
        }
        self.out_weight_before.next = self.held_weight_before.held.val();
        self.out_weight_after.next = self.held_weight_after.held.val();
        self.out_error.next = self.held_error.held.val();
        self.out_gradient.next = self.held_gradient.held.val();
        self.out_sum.next = self.held_sum.held.val();
        self.out_drive.next = self.held_drive.held.val();
        self.out_membrane_before.next = self.held_membrane_before.held.val();
        self.out_membrane_after.next = self.held_membrane_after.held.val();
    }
}
