//! One lane: weights, membranes and neuron parameters, the synapse and neuron pipelines between
//! them, and the units of plasticity and control that the core has.

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use super::control::Control;
use super::models::ModelSlot;
use super::neuron::Neuron;
use super::rules::feedback::Plasticity;
use super::synapse::Synapse;
use crate::clocked::Settled;
use crate::primitives::Memory;
use spindle_spec::geometry::Geometry;
use spindle_spec::{Image, image_name};

/// A lane of `W`-bit weights and `M`-bit membranes (`T = M - 1`). Addresses, strobes and forwarding
/// come from [`super::timing::Timing`]; the cycle of each is stated there.
#[derive(LogicBlock)]
pub struct Lane<const W: usize, const M: usize, const T: usize> {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    // Synapse pass.
    pub feedback_read_address: Signal<In, Bits<16>>,
    pub random_advance: Signal<In, Bit>,
    pub noise_mask: Signal<In, Bits<16>>,
    pub delta_shift: Signal<In, Bits<4>>,
    pub delta_mask: Signal<In, Bits<16>>,
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
    // Update and control.
    pub neuron_write: Signal<In, Bit>,
    pub behaviour_read_address: Signal<In, Bits<16>>,
    pub threshold_read_address: Signal<In, Bits<16>>,
    pub controlling: Signal<In, Bit>,
    pub clear_6: Signal<In, Bit>,
    pub clear_7: Signal<In, Bit>,
    pub word_4: Signal<In, Bits<16>>,
    pub word_6: Signal<In, Bits<16>>,
    pub word_7: Signal<In, Bits<16>>,
    pub word_8: Signal<In, Bits<16>>,
    pub word_10: Signal<In, Bits<16>>,
    pub word_11: Signal<In, Bits<16>>,
    pub word_12: Signal<In, Bits<16>>,
    // Controller registers.
    pub error_leak: Signal<In, Bits<4>>,
    pub proportional_leak: Signal<In, Bits<4>>,
    pub integral_leak: Signal<In, Bits<4>>,
    pub modulatory_leak: Signal<In, Bits<4>>,
    pub error_gain: Signal<In, Bits<16>>,
    pub proportional_gain: Signal<In, Bits<16>>,
    pub integral_gain: Signal<In, Bits<16>>,
    // Target rates, of the host or a clear, and bus writes.
    pub clear_targets: Signal<In, Bit>,
    pub rate_write: Signal<In, Bit>,
    pub rate_address: Signal<In, Bits<16>>,
    pub rate: Signal<In, Bits<8>>,
    pub bus_address: Signal<In, Bits<16>>,
    pub bus_data: Signal<In, Bits<32>>,
    pub bus_weight: Signal<In, Bit>,
    pub bus_threshold: Signal<In, Bit>,
    pub bus_behaviour: Signal<In, Bit>,
    /// Only in a core with a neuron model.
    pub bus_model: Vec<Signal<In, Bit>>,
    pub bus_controller: Signal<In, Bit>,
    pub bus_random: Signal<In, Bit>,
    pub bus_seed: Signal<In, Bits<31>>,
    pub initial_random: Signal<In, Bits<31>>,
    // What the predictive pass takes from the lane and writes into it; only in a core with such a
    // unit.
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
    /// The weight that the bus addressed two cycles before.
    pub weight_read: Signal<Out, Bits<W>>,
    /// The neuron fired, on `τ + 7`.
    pub spike: Signal<Out, Bit>,
    /// Its pair of controller neurons, on `τ + 10`.
    pub positive: Signal<Out, Bit>,
    pub negative: Signal<Out, Bit>,
    // For the retire port: weights on `t + 3`, membranes on `t + 4`; the neuron's membrane on
    // `τ + 3` and on `τ + 7`; feedback current and error on `τ + 5`, drive and new error on
    // `τ + 8`, new drive on `τ + 10`, new current on `τ + 12`.
    pub weight_before: Signal<Out, Bits<W>>,
    pub weight_after: Signal<Out, Bits<W>>,
    pub membrane_before: Signal<Out, Bits<M>>,
    pub membrane_after: Signal<Out, Bits<M>>,
    pub neuron_before: Signal<Out, Bits<M>>,
    pub neuron_after: Signal<Out, Bits<M>>,
    /// The state of the neuron model, on `τ + 7`.
    pub state_after: Vec<Signal<Out, Bits<M>>>,
    pub feedback_before: Signal<Out, Bits<16>>,
    pub error_before: Signal<Out, Bits<16>>,
    pub drive_before: Signal<Out, Bits<16>>,
    pub error_after: Signal<Out, Bits<16>>,
    pub drive_after: Signal<Out, Bits<16>>,
    pub feedback_after: Signal<Out, Bits<16>>,
    pub error_written: Signal<Out, Bit>,
    pub feedback_written: Signal<Out, Bit>,

    weight: Memory<W>,
    membrane: Memory<M>,
    threshold: Memory<T>,
    behaviour: Memory<16>,
    refractory: Memory<4>,
    synapse: Synapse<W, M>,
    neuron: Neuron<M, T>,
    model: Vec<ModelSlot<M, T>>,
    plasticity: Vec<Plasticity<W>>,
    control: Vec<Control<M>>,
    learned: Signal<Local, Bits<W>>,
    feedback: Signal<Local, Bits<16>>,
    nothing: Constant<Bits<16>>,
    at_rest: Constant<Bits<M>>,
    membrane_sign: Constant<Bits<M>>,
    _settled: Settled,
}

impl<const W: usize, const M: usize, const T: usize> Lane<W, M, T> {
    /// Lane `index` of a core of this geometry, its memories loaded from `images`.
    pub fn new(geometry: &Geometry, index: usize, images: &[Image]) -> Self {
        let words = geometry.neuron_words();
        let predictive = geometry.predictive_sources > 0;
        let modelled = !geometry.neuron_model.is_lif();
        let contents = |name: &str| {
            images.iter().find(|image| image.name == name).map_or(&[][..], |image| &image.words[..])
        };
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            feedback_read_address: Signal::default(),
            random_advance: Signal::default(),
            noise_mask: Signal::default(),
            delta_shift: Signal::default(),
            delta_mask: Signal::default(),
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
            neuron_write: Signal::default(),
            behaviour_read_address: Signal::default(),
            threshold_read_address: Signal::default(),
            controlling: Signal::default(),
            clear_6: Signal::default(),
            clear_7: Signal::default(),
            word_4: Signal::default(),
            word_6: Signal::default(),
            word_7: Signal::default(),
            word_8: Signal::default(),
            word_10: Signal::default(),
            word_11: Signal::default(),
            word_12: Signal::default(),
            error_leak: Signal::default(),
            proportional_leak: Signal::default(),
            integral_leak: Signal::default(),
            modulatory_leak: Signal::default(),
            error_gain: Signal::default(),
            proportional_gain: Signal::default(),
            integral_gain: Signal::default(),
            clear_targets: Signal::default(),
            rate_write: Signal::default(),
            rate_address: Signal::default(),
            rate: Signal::default(),
            bus_address: Signal::default(),
            bus_data: Signal::default(),
            bus_weight: Signal::default(),
            bus_threshold: Signal::default(),
            bus_behaviour: Signal::default(),
            bus_model: super::optional(modelled),
            bus_controller: Signal::default(),
            bus_random: Signal::default(),
            bus_seed: Signal::default(),
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
            state_after: super::optional(modelled),
            feedback_before: Signal::default(),
            error_before: Signal::default(),
            drive_before: Signal::default(),
            error_after: Signal::default(),
            drive_after: Signal::default(),
            feedback_after: Signal::default(),
            error_written: Signal::default(),
            feedback_written: Signal::default(),
            weight: {
                let file = image_name(index, "weight");
                Memory::new(geometry.weight_words, Some(file.clone()), contents(&file)).in_block_memory()
            },
            membrane: Memory::loaded(words, images, &image_name(index, "membrane")),
            threshold: {
                let file = image_name(index, "threshold");
                Memory::new(words, Some(file.clone()), contents(&file))
            },
            behaviour: {
                let file = image_name(index, "behaviour");
                Memory::new(words, Some(file.clone()), contents(&file))
            },
            refractory: Memory::loaded(words, images, &image_name(index, "refractory")),
            synapse: Synapse::new(geometry.weight_scale),
            neuron: Neuron::new(predictive, modelled),
            model: modelled.then(|| ModelSlot::new(geometry, index, images)).into_iter().collect(),
            plasticity: super::optional(geometry.learning),
            control: (geometry.controllers)
                .then(|| Control::new(geometry, index, images))
                .into_iter()
                .collect(),
            learned: Signal::default(),
            feedback: Signal::default(),
            nothing: Constant::new(0u64.into()),
            at_rest: Constant::new(0u64.into()),
            membrane_sign: Constant::new((1u64 << (M - 1)).into()),
            _settled: Settled::default(),
        }
    }
}

impl<const W: usize, const M: usize, const T: usize> Logic for Lane<W, M, T> {
    #[hdl_gen]
    fn update(&mut self) {
        self.weight.clock.next = self.clock.val();
        self.membrane.clock.next = self.clock.val();
        self.threshold.clock.next = self.clock.val();
        self.behaviour.clock.next = self.clock.val();
        self.refractory.clock.next = self.clock.val();
        self.synapse.clock.next = self.clock.val();
        self.neuron.clock.next = self.clock.val();

        comment!("Synapse pass: weight, membrane.");
        self.weight.read_address.next = self.weight_read_address.val();
        self.weight.read_enable.next = true;
        self.synapse.weight_read.next = self.weight.read_data.val();
        self.synapse.weight_far.next = self.weight_far.val();
        self.synapse.weight_near.next = self.weight_near.val();
        self.weight.write_address.next = self.weight_write_address.val();
        self.weight.write_enable.next = self.weight_learn.val() | self.bus_weight.val();
        self.membrane.read_address.next = self.membrane_read_address.val();
        self.membrane.read_enable.next = true;
        self.synapse.membrane_read.next = self.membrane.read_data.val();
        self.synapse.plain.next = self.plain.val();
        self.synapse.negate.next = self.negate.val();
        self.synapse.membrane_far.next = self.membrane_far.val();
        self.synapse.membrane_near.next = self.membrane_near.val();
        self.membrane.write_address.next = self.membrane_write_address.val();
        self.membrane.write_enable.next = self.membrane_write.val();
        self.membrane.write_data.next = self.synapse.membrane_write.val();
        if self.neuron_write.val() {
            self.membrane.write_data.next = self.neuron.membrane_after.val();
        }

        comment!("Neuron parameters and refractory counter.");
        self.behaviour.read_address.next = self.behaviour_read_address.val();
        self.behaviour.read_enable.next = true;
        self.behaviour.write_address.next = self.bus_address.val();
        self.behaviour.write_data.next = self.bus_data.val().get_bits::<16>(0);
        self.behaviour.write_enable.next = self.bus_behaviour.val();
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
        self.neuron.membrane_read.next = self.membrane.read_data.val();
        self.neuron.behaviour.next = self.behaviour.read_data.val();
        self.neuron.controlling.next = self.controlling.val();
        self.neuron.threshold.next = self.threshold.read_data.val();
        self.neuron.refractory_read.next = self.refractory.read_data.val();
        self.neuron.clear.next = self.clear_6.val();
        self.spike.next = self.neuron.spike.val();

        for i in 0..self.model.len() {
            comment!("Neuron model.");
            self.model[i].clock.next = self.clock.val();
            self.model[i].read_address.next = self.threshold_read_address.val();
            self.model[i].threshold.next = self.threshold.read_data.val();
            self.neuron.limit[i].next = self.model[i].limit.val();
            self.model[i].spike.next = self.neuron.spike.val();
            self.model[i].clear.next = self.clear_7.val();
            self.model[i].write_address.next = self.membrane_write_address.val();
            self.model[i].write.next = self.neuron_write.val();
            self.state_after[i].next = self.model[i].state_after.val();
            self.model[i].bus_write.next = self.bus_model[i].val();
            self.model[i].bus_address.next = self.bus_address.val();
            self.model[i].bus_data.next = self.bus_data.val();
        }

        comment!("Control.");
        self.feedback.next = self.nothing.val();
        self.positive.next = false;
        self.negative.next = false;
        self.error_before.next = self.nothing.val();
        self.drive_before.next = self.nothing.val();
        self.error_after.next = self.nothing.val();
        self.drive_after.next = self.nothing.val();
        self.feedback_after.next = self.nothing.val();
        self.error_written.next = false;
        self.feedback_written.next = false;
        for i in 0..self.control.len() {
            self.control[i].clock.next = self.clock.val();
            self.control[i].error_leak.next = self.error_leak.val();
            self.control[i].proportional_leak.next = self.proportional_leak.val();
            self.control[i].integral_leak.next = self.integral_leak.val();
            self.control[i].modulatory_leak.next = self.modulatory_leak.val();
            self.control[i].error_gain.next = self.error_gain.val();
            self.control[i].proportional_gain.next = self.proportional_gain.val();
            self.control[i].integral_gain.next = self.integral_gain.val();
            self.control[i].feedback_read_address.next = self.feedback_read_address.val();
            self.control[i].word_4.next = self.word_4.val();
            self.control[i].word_6.next = self.word_6.val();
            self.control[i].word_7.next = self.word_7.val();
            self.control[i].word_8.next = self.word_8.val();
            self.control[i].word_10.next = self.word_10.val();
            self.control[i].word_11.next = self.word_11.val();
            self.control[i].word_12.next = self.word_12.val();
            self.control[i].active.next = self.neuron.active.val();
            self.control[i].modulated.next = self.neuron.modulated.val();
            self.control[i].spike.next = self.neuron.spike.val();
            self.control[i].far_from_firing.next =
                (self.neuron.membrane_after.val() & self.membrane_sign.val()) != self.at_rest.val();
            self.control[i].clear.next = self.clear_7.val();
            self.control[i].modulator_read_address.next = self.modulator_read_address.val();
            self.control[i].modulator_write_address.next = self.modulator_write_address.val();
            self.control[i].modulator_write.next = self.modulator_write.val();
            self.control[i].modulator_sum.next = self.synapse.membrane_write.val();
            self.control[i].clear_targets.next = self.clear_targets.val();
            self.control[i].rate_write.next = self.rate_write.val();
            self.control[i].rate_address.next = self.rate_address.val();
            self.control[i].rate.next = self.rate.val();
            self.control[i].bus_write.next = self.bus_controller.val();
            self.control[i].bus_address.next = self.bus_address.val();
            self.control[i].bus_data.next = self.bus_data.val();
            if self.plain.val() {
                self.synapse.membrane_read.next = self.control[i].modulator_read.val();
            }
            self.feedback.next = self.control[i].feedback_read.val();
            self.positive.next = self.control[i].positive.val();
            self.negative.next = self.control[i].negative.val();
            self.error_before.next = self.control[i].error_read.val();
            self.drive_before.next = self.control[i].drive_read.val();
            self.error_after.next = self.control[i].error_after.val();
            self.drive_after.next = self.control[i].drive_after.val();
            self.feedback_after.next = self.control[i].feedback_after.val();
            self.error_written.next = self.control[i].error_written.val();
            self.feedback_written.next = self.control[i].feedback_written.val();
        }
        self.neuron.feedback.next = self.feedback.val();

        comment!("Plasticity.");
        self.learned.next = self.synapse.weight.val();
        for i in 0..self.plasticity.len() {
            self.plasticity[i].clock.next = self.clock.val();
            self.plasticity[i].reset.next = self.reset.val();
            self.plasticity[i].initial_random.next = self.initial_random.val();
            self.plasticity[i].seed.next = self.bus_seed.val();
            self.plasticity[i].reseed.next = self.bus_random.val();
            self.plasticity[i].advance.next = self.random_advance.val();
            self.plasticity[i].feedback.next = self.feedback.val();
            self.plasticity[i].noise_mask.next = self.noise_mask.val();
            self.plasticity[i].delta_shift.next = self.delta_shift.val();
            self.plasticity[i].delta_mask.next = self.delta_mask.val();
            self.plasticity[i].weight.next = self.synapse.weight.val();
            self.plasticity[i].learn.next = self.weight_learn.val();
            self.learned.next = self.plasticity[i].learned.val();
        }
        self.synapse.learned.next = self.learned.val();
        self.weight.write_data.next = self.learned.val();
        if self.bus_weight.val() {
            self.weight.write_data.next = self.bus_data.val().get_bits::<W>(0);
        }

        comment!("Predictive pass.");
        for i in 0..self.late_reset.len() {
            self.weight_now[i].next = bit_cast::<16, W>(self.weight.read_data.val());
            self.membrane_now[i].next = bit_cast::<24, M>(self.membrane.read_data.val());
            self.threshold_now[i].next = bit_cast::<23, T>(self.threshold.read_data.val());
            self.feedback_now[i].next = self.feedback.val();
            self.random_now[i].next = self.plasticity[i].random.val();
            self.neuron.late[i].next = self.late_reset[i].val();
            if self.random_taken[i].val() {
                self.plasticity[i].advance.next = true;
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

        self.weight_read.next = self.synapse.weight.val();
        self.weight_before.next = self.synapse.weight.val();
        self.weight_after.next = self.learned.val();
        self.membrane_before.next = self.synapse.membrane.val();
        self.membrane_after.next = self.synapse.membrane_write.val();
        self.neuron_before.next = self.membrane.read_data.val();
        self.neuron_after.next = self.neuron.membrane_after.val();
        self.feedback_before.next = self.feedback.val();
    }
}
