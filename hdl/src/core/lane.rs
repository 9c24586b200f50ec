//! One lane: its memories, and the synapse, neuron and controller pipelines between them.

use rust_hdl::prelude::*;

use super::controller::Controller;
use super::neuron::Neuron;
use super::synapse::Synapse;
use crate::configuration::{Image, image_name};
use crate::geometry::Geometry;
use crate::primitives::{Memory, Random};

/// A lane of `W`-bit weights and `M`-bit membranes (`T = M - 1`). Addresses, strobes and forwarding come from
/// [`super::timing::Timing`]; the clock of each is stated there.
#[derive(LogicBlock)]
pub struct Lane<const W: usize, const M: usize, const T: usize> {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    // Synapse pass.
    pub feedback_read_address: Signal<In, Bits<16>>,
    pub random_advance: Signal<In, Bit>,
    pub mask_shift: Signal<In, Bits<4>>,
    pub delta_shift: Signal<In, Bits<4>>,
    pub weight_read_address: Signal<In, Bits<16>>,
    pub weight_write_address: Signal<In, Bits<16>>,
    pub weight_learn: Signal<In, Bit>,
    pub weight_far: Signal<In, Bit>,
    pub weight_near: Signal<In, Bit>,
    pub membrane_read_address: Signal<In, Bits<16>>,
    pub membrane_write_address: Signal<In, Bits<16>>,
    pub membrane_write: Signal<In, Bit>,
    pub membrane_far: Signal<In, Bit>,
    pub membrane_near: Signal<In, Bit>,
    pub plain: Signal<In, Bit>,
    pub negate: Signal<In, Bit>,
    pub modulator_read_address: Signal<In, Bits<16>>,
    pub modulator_write_address: Signal<In, Bits<16>>,
    pub modulator_write: Signal<In, Bit>,
    pub modulator_clear: Signal<In, Bit>,
    pub pair_read_address: Signal<In, Bits<16>>,
    // Update and control.
    pub neuron_write: Signal<In, Bit>,
    pub neuron_clear: Signal<In, Bit>,
    pub behaviour_read_address: Signal<In, Bits<16>>,
    pub threshold_read_address: Signal<In, Bits<16>>,
    pub controller_read_address: Signal<In, Bits<16>>,
    pub controlling: Signal<In, Bit>,
    pub phase_write_address: Signal<In, Bits<16>>,
    pub error_write_address: Signal<In, Bits<16>>,
    pub error_clear: Signal<In, Bit>,
    pub drive_write_address: Signal<In, Bits<16>>,
    pub drive_clear: Signal<In, Bit>,
    pub trace_write_address: Signal<In, Bits<16>>,
    pub trace_clear: Signal<In, Bit>,
    pub feedback_write_address: Signal<In, Bits<16>>,
    pub feedback_clear: Signal<In, Bit>,
    // Controller registers.
    pub error_leak: Signal<In, Bits<4>>,
    pub proportional_leak: Signal<In, Bits<4>>,
    pub integral_leak: Signal<In, Bits<4>>,
    pub modulatory_leak: Signal<In, Bits<4>>,
    pub error_gain: Signal<In, Bits<16>>,
    pub proportional_gain: Signal<In, Bits<16>>,
    pub integral_gain: Signal<In, Bits<16>>,
    // Host: target rates, and bus writes.
    pub rate_write: Signal<In, Bit>,
    pub rate_address: Signal<In, Bits<16>>,
    pub rate: Signal<In, Bits<8>>,
    pub bus_address: Signal<In, Bits<16>>,
    pub bus_data: Signal<In, Bits<32>>,
    pub bus_weight: Signal<In, Bit>,
    pub bus_threshold: Signal<In, Bit>,
    pub bus_behaviour: Signal<In, Bit>,
    pub bus_controller: Signal<In, Bit>,
    pub bus_random: Signal<In, Bit>,
    pub initial_random: Signal<In, Bits<31>>,
    // What the predictive pass takes from the lane and writes into it; only in a core with such a unit.
    pub weight_now: Vec<Signal<Out, Bits<16>>>,
    pub membrane_now: Vec<Signal<Out, Bits<24>>>,
    pub threshold_now: Vec<Signal<Out, Bits<23>>>,
    pub feedback_now: Vec<Signal<Out, Bits<16>>>,
    pub random_now: Vec<Signal<Out, Bits<16>>>,
    pub random_taken: Vec<Signal<In, Bit>>,
    pub late_reset: Vec<Signal<In, Bit>>,
    pub predictive_weight: Vec<Signal<In, Bits<16>>>,
    pub predictive_weight_write: Vec<Signal<In, Bit>>,
    pub predictive_membrane: Vec<Signal<In, Bits<24>>>,
    pub predictive_membrane_write: Vec<Signal<In, Bit>>,
    /// The weight read two stages after issue, or by the bus.
    pub weight_read: Signal<Out, Bits<W>>,
    /// The neuron fired, on `τ + 7`.
    pub spike: Signal<Out, Bit>,
    /// Its pair of controller neurons, on `τ + 10`.
    pub positive: Signal<Out, Bit>,
    pub negative: Signal<Out, Bit>,
    // Retire port, before its registers.
    pub weight_before: Signal<Out, Bits<W>>,
    pub weight_after: Signal<Out, Bits<W>>,
    pub membrane_before: Signal<Out, Bits<M>>,
    pub membrane_after: Signal<Out, Bits<M>>,
    pub neuron_before: Signal<Out, Bits<M>>,
    pub neuron_after: Signal<Out, Bits<M>>,
    pub control_error: Signal<Out, Bits<16>>,
    pub control_drive: Signal<Out, Bits<16>>,
    pub control_positive: Signal<Out, Bit>,
    pub control_negative: Signal<Out, Bit>,
    pub control_feedback: Signal<Out, Bits<16>>,

    weight: Memory<W>,
    membrane: Memory<M>,
    modulator: Memory<M>,
    threshold: Memory<T>,
    behaviour: Memory<16>,
    pair_threshold: Memory<15>,
    refractory: Memory<4>,
    target_rate: Memory<8>,
    target_phase: Memory<8>,
    error: Memory<16>,
    drive: Memory<16>,
    proportional: Memory<16>,
    integral: Memory<16>,
    feedback: Memory<16>,
    noise: Random,
    synapse: Synapse<W, M>,
    neuron: Neuron<M, T>,
    controller: Controller<M>,
    nothing: Constant<Bits<16>>,
    at_rest: Constant<Bits<M>>,
    membrane_sign: Constant<Bits<M>>,
    not_refractory: Constant<Bits<4>>,
}

impl<const W: usize, const M: usize, const T: usize> Lane<W, M, T> {
    /// Lane `index` of a core of this geometry, its memories loaded from `images`.
    pub fn new(geometry: &Geometry, index: usize, images: &[Image]) -> Self {
        let words = geometry.neuron_words();
        let predictive = geometry.predictive_sources > 0;
        let contents = |name: &str| {
            images.iter().find(|image| image.name == name).map_or(&[][..], |image| &image.words[..])
        };
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            feedback_read_address: Signal::default(),
            random_advance: Signal::default(),
            mask_shift: Signal::default(),
            delta_shift: Signal::default(),
            weight_read_address: Signal::default(),
            weight_write_address: Signal::default(),
            weight_learn: Signal::default(),
            weight_far: Signal::default(),
            weight_near: Signal::default(),
            membrane_read_address: Signal::default(),
            membrane_write_address: Signal::default(),
            membrane_write: Signal::default(),
            membrane_far: Signal::default(),
            membrane_near: Signal::default(),
            plain: Signal::default(),
            negate: Signal::default(),
            modulator_read_address: Signal::default(),
            modulator_write_address: Signal::default(),
            modulator_write: Signal::default(),
            modulator_clear: Signal::default(),
            pair_read_address: Signal::default(),
            neuron_write: Signal::default(),
            neuron_clear: Signal::default(),
            behaviour_read_address: Signal::default(),
            threshold_read_address: Signal::default(),
            controller_read_address: Signal::default(),
            controlling: Signal::default(),
            phase_write_address: Signal::default(),
            error_write_address: Signal::default(),
            error_clear: Signal::default(),
            drive_write_address: Signal::default(),
            drive_clear: Signal::default(),
            trace_write_address: Signal::default(),
            trace_clear: Signal::default(),
            feedback_write_address: Signal::default(),
            feedback_clear: Signal::default(),
            error_leak: Signal::default(),
            proportional_leak: Signal::default(),
            integral_leak: Signal::default(),
            modulatory_leak: Signal::default(),
            error_gain: Signal::default(),
            proportional_gain: Signal::default(),
            integral_gain: Signal::default(),
            rate_write: Signal::default(),
            rate_address: Signal::default(),
            rate: Signal::default(),
            bus_address: Signal::default(),
            bus_data: Signal::default(),
            bus_weight: Signal::default(),
            bus_threshold: Signal::default(),
            bus_behaviour: Signal::default(),
            bus_controller: Signal::default(),
            bus_random: Signal::default(),
            initial_random: Signal::default(),
            weight_now: super::optional(predictive),
            membrane_now: super::optional(predictive),
            threshold_now: super::optional(predictive),
            feedback_now: super::optional(predictive),
            random_now: super::optional(predictive),
            random_taken: super::optional(predictive),
            late_reset: super::optional(predictive),
            predictive_weight: super::optional(predictive),
            predictive_weight_write: super::optional(predictive),
            predictive_membrane: super::optional(predictive),
            predictive_membrane_write: super::optional(predictive),
            weight_read: Signal::default(),
            spike: Signal::default(),
            positive: Signal::default(),
            negative: Signal::default(),
            weight_before: Signal::default(),
            weight_after: Signal::default(),
            membrane_before: Signal::default(),
            membrane_after: Signal::default(),
            neuron_before: Signal::default(),
            neuron_after: Signal::default(),
            control_error: Signal::default(),
            control_drive: Signal::default(),
            control_positive: Signal::default(),
            control_negative: Signal::default(),
            control_feedback: Signal::default(),
            weight: {
                let file = image_name(index, "weight");
                Memory::new(geometry.weight_words, Some(file.clone()), contents(&file)).in_block_memory()
            },
            membrane: Memory::new(words, None, &[]),
            modulator: Memory::new(words, None, &[]),
            threshold: {
                let file = image_name(index, "threshold");
                Memory::new(words, Some(file.clone()), contents(&file))
            },
            behaviour: {
                let file = image_name(index, "behaviour");
                Memory::new(words, Some(file.clone()), contents(&file))
            },
            pair_threshold: {
                let file = image_name(index, "controller");
                Memory::new(words, Some(file.clone()), contents(&file))
            },
            refractory: Memory::new(words, None, &[]),
            target_rate: Memory::new(words, None, &[]),
            target_phase: Memory::new(words, None, &[]),
            error: Memory::new(words, None, &[]),
            drive: Memory::new(words, None, &[]),
            proportional: Memory::new(words, None, &[]),
            integral: Memory::new(words, None, &[]),
            feedback: Memory::new(words, None, &[]),
            noise: Random::default(),
            synapse: Synapse::new(geometry.weight_scale),
            neuron: Neuron::new(predictive),
            controller: Controller::default(),
            nothing: Constant::new(0u64.into()),
            at_rest: Constant::new(0u64.into()),
            membrane_sign: Constant::new((1u64 << (M - 1)).into()),
            not_refractory: Constant::new(0u64.into()),
        }
    }
}

impl<const W: usize, const M: usize, const T: usize> Logic for Lane<W, M, T> {
    #[hdl_gen]
    fn update(&mut self) {
        self.weight.clock.next = self.clock.val();
        self.membrane.clock.next = self.clock.val();
        self.modulator.clock.next = self.clock.val();
        self.pair_threshold.clock.next = self.clock.val();
        self.threshold.clock.next = self.clock.val();
        self.behaviour.clock.next = self.clock.val();
        self.refractory.clock.next = self.clock.val();
        self.target_rate.clock.next = self.clock.val();
        self.target_phase.clock.next = self.clock.val();
        self.error.clock.next = self.clock.val();
        self.drive.clock.next = self.clock.val();
        self.proportional.clock.next = self.clock.val();
        self.integral.clock.next = self.clock.val();
        self.feedback.clock.next = self.clock.val();
        self.noise.clock.next = self.clock.val();
        self.synapse.clock.next = self.clock.val();
        self.neuron.clock.next = self.clock.val();
        self.controller.clock.next = self.clock.val();

        self.noise.reset.next = self.reset.val();
        self.noise.initial_state.next = self.initial_random.val();
        self.noise.advance.next = self.random_advance.val();
        self.noise.load.next = self.bus_random.val();
        self.noise.seed.next = self.bus_data.val().get_bits::<31>(0);

        // Synapse pass: feedback current, weight, membrane.
        self.feedback.read_address.next = self.feedback_read_address.val();
        self.feedback.read_enable.next = true;
        self.synapse.feedback.next = self.feedback.read_data.val();
        self.synapse.random.next = self.noise.random.val().get_bits::<16>(0);
        self.synapse.mask_shift.next = self.mask_shift.val();
        self.synapse.delta_shift.next = self.delta_shift.val();
        self.weight.read_address.next = self.weight_read_address.val();
        self.weight.read_enable.next = true;
        self.weight_read.next = self.weight.read_data.val();
        self.synapse.weight_read.next = self.weight.read_data.val();
        self.synapse.weight_far.next = self.weight_far.val();
        self.synapse.weight_near.next = self.weight_near.val();
        self.synapse.learn.next = self.weight_learn.val();
        self.weight.write_address.next = self.weight_write_address.val();
        self.weight.write_data.next = self.synapse.weight_write.val();
        self.weight.write_enable.next = self.weight_learn.val() | self.bus_weight.val();
        if self.bus_weight.val() {
            self.weight.write_data.next = self.bus_data.val().get_bits::<W>(0);
        }
        self.membrane.read_address.next = self.membrane_read_address.val();
        self.membrane.read_enable.next = true;
        self.synapse.membrane_read.next = self.membrane.read_data.val();
        if self.plain.val() {
            self.synapse.membrane_read.next = self.modulator.read_data.val();
        }
        self.synapse.plain.next = self.plain.val();
        self.synapse.negate.next = self.negate.val();
        self.modulator.read_address.next = self.modulator_read_address.val();
        self.modulator.read_enable.next = true;
        self.modulator.write_address.next = self.modulator_write_address.val();
        self.modulator.write_enable.next =
            self.modulator_write.val() | self.modulator_clear.val() | self.controller.modulator_used.val();
        self.modulator.write_data.next = self.at_rest.val();
        if self.modulator_write.val() {
            self.modulator.write_data.next = self.synapse.membrane_write.val();
        }
        self.synapse.membrane_far.next = self.membrane_far.val();
        self.synapse.membrane_near.next = self.membrane_near.val();
        self.membrane.write_address.next = self.membrane_write_address.val();
        self.membrane.write_enable.next = self.membrane_write.val();
        self.membrane.write_data.next = self.synapse.membrane_write.val();
        if self.neuron_write.val() {
            self.membrane.write_data.next = self.neuron.membrane_after.val();
        }
        if self.neuron_clear.val() {
            self.membrane.write_data.next = self.at_rest.val();
        }

        // Neuron parameters and refractory counter.
        self.behaviour.read_address.next = self.behaviour_read_address.val();
        self.behaviour.read_enable.next = true;
        self.behaviour.write_address.next = self.bus_address.val();
        self.behaviour.write_data.next = self.bus_data.val().get_bits::<16>(0);
        self.behaviour.write_enable.next = self.bus_behaviour.val();
        self.pair_threshold.read_address.next = self.pair_read_address.val();
        self.pair_threshold.read_enable.next = true;
        self.pair_threshold.write_address.next = self.bus_address.val();
        self.pair_threshold.write_data.next = self.bus_data.val().get_bits::<15>(0);
        self.pair_threshold.write_enable.next = self.bus_controller.val();
        self.threshold.read_address.next = self.threshold_read_address.val();
        self.threshold.read_enable.next = true;
        self.threshold.write_address.next = self.bus_address.val();
        self.threshold.write_data.next = self.bus_data.val().get_bits::<T>(0);
        self.threshold.write_enable.next = self.bus_threshold.val();
        self.refractory.read_address.next = self.threshold_read_address.val();
        self.refractory.read_enable.next = true;
        self.refractory.write_address.next = self.membrane_write_address.val();
        self.refractory.write_enable.next = self.neuron_write.val();
        self.refractory.write_data.next = self.neuron.refractory_after.val();
        if self.neuron_clear.val() {
            self.refractory.write_data.next = self.not_refractory.val();
        }
        self.neuron.membrane_read.next = self.membrane.read_data.val();
        self.neuron.behaviour.next = self.behaviour.read_data.val();
        self.neuron.feedback.next = self.feedback.read_data.val();
        self.neuron.controlling.next = self.controlling.val();
        self.neuron.threshold.next = self.threshold.read_data.val();
        self.neuron.refractory_read.next = self.refractory.read_data.val();
        self.spike.next = self.neuron.spike.val();

        // Controller: registers, state, and what it writes when.
        self.controller.error_leak.next = self.error_leak.val();
        self.controller.proportional_leak.next = self.proportional_leak.val();
        self.controller.integral_leak.next = self.integral_leak.val();
        self.controller.error_gain.next = self.error_gain.val();
        self.controller.modulatory_leak.next = self.modulatory_leak.val();
        self.controller.nothing.next = self.nothing.val();
        self.controller.modulated.next = self.neuron.modulated.val();
        self.controller.controller_threshold.next = bit_cast::<16, 15>(self.pair_threshold.read_data.val());
        self.controller.modulator.next = self.modulator.read_data.val();
        self.controller.far_from_firing.next =
            (self.neuron.membrane_after.val() & self.membrane_sign.val()) != self.at_rest.val();
        self.positive.next = self.controller.fired_positive.val();
        self.negative.next = self.controller.fired_negative.val();
        self.controller.proportional_gain.next = self.proportional_gain.val();
        self.controller.integral_gain.next = self.integral_gain.val();
        self.controller.active.next = self.neuron.active.val();
        self.controller.spike.next = self.neuron.spike.val();
        self.target_rate.read_address.next = self.controller_read_address.val();
        self.target_rate.read_enable.next = true;
        self.target_rate.write_address.next = self.rate_address.val();
        self.target_rate.write_data.next = self.rate.val();
        self.target_rate.write_enable.next = self.rate_write.val();
        self.controller.rate.next = self.target_rate.read_data.val();
        self.target_phase.read_address.next = self.controller_read_address.val();
        self.target_phase.read_enable.next = true;
        self.target_phase.write_address.next = self.phase_write_address.val();
        self.target_phase.write_data.next = self.controller.phase_after.val();
        self.target_phase.write_enable.next = self.controller.phase_write.val();
        self.controller.phase.next = self.target_phase.read_data.val();
        self.error.read_address.next = self.controller_read_address.val();
        self.error.read_enable.next = true;
        self.error.write_address.next = self.error_write_address.val();
        self.error.write_data.next = self.controller.error_after.val();
        self.error.write_enable.next = self.controller.error_write.val() | self.error_clear.val();
        if self.error_clear.val() {
            self.error.write_data.next = self.nothing.val();
        }
        self.controller.error.next = self.error.read_data.val();
        self.drive.read_address.next = self.controller_read_address.val();
        self.drive.read_enable.next = true;
        self.drive.write_address.next = self.drive_write_address.val();
        self.drive.write_data.next = self.controller.drive_after.val();
        self.drive.write_enable.next = self.controller.drive_write.val() | self.drive_clear.val();
        if self.drive_clear.val() {
            self.drive.write_data.next = self.nothing.val();
        }
        self.controller.drive.next = self.drive.read_data.val();
        self.proportional.read_address.next = self.controller_read_address.val();
        self.proportional.read_enable.next = true;
        self.proportional.write_address.next = self.trace_write_address.val();
        self.proportional.write_data.next = self.controller.proportional_after.val();
        self.proportional.write_enable.next =
            self.controller.proportional_write.val() | self.trace_clear.val();
        self.integral.read_address.next = self.controller_read_address.val();
        self.integral.read_enable.next = true;
        self.integral.write_address.next = self.trace_write_address.val();
        self.integral.write_data.next = self.controller.integral_after.val();
        self.integral.write_enable.next = self.controller.integral_write.val() | self.trace_clear.val();
        if self.trace_clear.val() {
            self.proportional.write_data.next = self.nothing.val();
            self.integral.write_data.next = self.nothing.val();
        }
        self.controller.proportional.next = self.proportional.read_data.val();
        self.controller.integral.next = self.integral.read_data.val();
        self.controller.feedback.next = self.feedback.read_data.val();
        self.feedback.write_address.next = self.feedback_write_address.val();
        self.feedback.write_data.next = self.controller.feedback_after.val();
        self.feedback.write_enable.next = self.controller.feedback_write.val() | self.feedback_clear.val();
        if self.feedback_clear.val() {
            self.feedback.write_data.next = self.nothing.val();
        }

        // Predictive pass.
        for i in 0..self.late_reset.len() {
            self.weight_now[i].next = bit_cast::<16, W>(self.weight.read_data.val());
            self.membrane_now[i].next = bit_cast::<24, M>(self.membrane.read_data.val());
            self.threshold_now[i].next = bit_cast::<23, T>(self.threshold.read_data.val());
            self.feedback_now[i].next = self.feedback.read_data.val();
            self.random_now[i].next = self.noise.random.val().get_bits::<16>(0);
            self.neuron.late[i].next = self.late_reset[i].val();
            if self.random_taken[i].val() {
                self.noise.advance.next = true;
            }
            if self.predictive_weight_write[i].val() {
                self.weight.write_enable.next = true;
                self.weight.write_data.next = self.predictive_weight[i].val().get_bits::<W>(0);
            }
            if self.predictive_membrane_write[i].val() {
                self.membrane.write_enable.next = true;
                self.membrane.write_data.next = self.predictive_membrane[i].val().get_bits::<M>(0);
            }
        }

        self.weight_before.next = self.synapse.weight_before.val();
        self.weight_after.next = self.synapse.weight_after.val();
        self.membrane_before.next = self.synapse.membrane_before.val();
        self.membrane_after.next = self.synapse.membrane_after.val();
        self.neuron_before.next = self.neuron.membrane_before.val();
        self.neuron_after.next = self.neuron.membrane_after.val();
        self.control_error.next = self.controller.error_retire.val();
        self.control_drive.next = self.controller.drive_retire.val();
        self.control_positive.next = self.controller.positive_retire.val();
        self.control_negative.next = self.controller.negative_retire.val();
        self.control_feedback.next = self.controller.feedback_after.val();
    }
}
