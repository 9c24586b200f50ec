//! One lane's control unit: the state of its neurons' controllers and modulators, and the pipeline
//! on them.

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use super::controller::Controller;
use crate::clocked::Settled;
use crate::primitives::Memory;
use spindle_spec::geometry::Geometry;
use spindle_spec::register_map::fields;
use spindle_spec::{Image, image_name};

/// Memories and pipeline of the control phase. Addresses and strobes come from
/// [`super::timing::Timing`].
#[derive(LogicBlock)]
pub struct Control<const M: usize> {
    pub clock: Signal<In, Clock>,
    // Registers.
    pub error_leak: Signal<In, Bits<4>>,
    pub proportional_leak: Signal<In, Bits<4>>,
    pub integral_leak: Signal<In, Bits<4>>,
    pub modulatory_leak: Signal<In, Bits<4>>,
    pub error_gain: Signal<In, Bits<16>>,
    pub proportional_gain: Signal<In, Bits<16>>,
    pub integral_gain: Signal<In, Bits<16>>,
    // Addresses: words 4, 6 to 8, and 10 to 12 cycles after their issue; the feedback current is
    // read by weight words, too.
    pub feedback_read_address: Signal<In, Bits<16>>,
    pub word_4: Signal<In, Bits<16>>,
    pub word_6: Signal<In, Bits<16>>,
    pub word_7: Signal<In, Bits<16>>,
    pub word_8: Signal<In, Bits<16>>,
    pub word_10: Signal<In, Bits<16>>,
    pub word_11: Signal<In, Bits<16>>,
    pub word_12: Signal<In, Bits<16>>,
    // Of the neuron: on `τ + 5`, and on `τ + 7`.
    pub active: Signal<In, Bit>,
    pub modulated: Signal<In, Bit>,
    pub spike: Signal<In, Bit>,
    pub far_from_firing: Signal<In, Bit>,
    pub clear: Signal<In, Bit>,
    // Modulators: read and written by the synapse pass.
    pub modulator_read_address: Signal<In, Bits<16>>,
    pub modulator_write_address: Signal<In, Bits<16>>,
    pub modulator_write: Signal<In, Bit>,
    pub modulator_sum: Signal<In, Bits<M>>,
    pub modulator_read: Signal<Out, Bits<M>>,
    /// Targets: the word on `τ + 6` loses its phase; its rate is written, by a clear or the host.
    pub clear_targets: Signal<In, Bit>,
    pub rate_write: Signal<In, Bit>,
    pub rate_address: Signal<In, Bits<16>>,
    pub rate: Signal<In, Bits<8>>,
    // Host.
    pub bus_write: Signal<In, Bit>,
    pub bus_address: Signal<In, Bits<16>>,
    pub bus_data: Signal<In, Bits<32>>,
    /// The feedback current read in the last cycle.
    pub feedback_read: Signal<Out, Bits<16>>,
    /// The pair, on `τ + 10`.
    pub positive: Signal<Out, Bit>,
    pub negative: Signal<Out, Bit>,
    // For the retire port: the stored error on `τ + 5`, the stored drive on `τ + 8`, and the
    // written values.
    pub error_read: Signal<Out, Bits<16>>,
    pub drive_read: Signal<Out, Bits<16>>,
    pub error_after: Signal<Out, Bits<16>>,
    pub drive_after: Signal<Out, Bits<16>>,
    pub feedback_after: Signal<Out, Bits<16>>,
    /// High if error and drive, on `τ + 8`, and the feedback current, on `τ + 12`, are new.
    pub error_written: Signal<Out, Bit>,
    pub feedback_written: Signal<Out, Bit>,

    target_rate: Memory<8>,
    target_phase: Memory<8>,
    error: Memory<16>,
    drive: Memory<16>,
    proportional: Memory<16>,
    integral: Memory<16>,
    feedback: Memory<16>,
    pair_threshold: Memory<15>,
    modulator: Vec<Memory<M>>,
    controller: Controller<M>,
    no_modulator: Constant<Bits<M>>,
    no_phase: Constant<Bits<8>>,
    zero: Constant<Bits<16>>,
    _settled: Settled,
}

impl<const M: usize> Control<M> {
    /// A unit for lane `index` of this geometry, its memories loaded from `images`.
    pub fn new(geometry: &Geometry, index: usize, images: &[Image]) -> Self {
        let words = geometry.neuron_words();
        let name = |kind: &str| image_name(index, kind);
        let thresholds = images.iter().find(|image| image.name == name("controller"));
        Self {
            clock: Signal::default(),
            error_leak: Signal::default(),
            proportional_leak: Signal::default(),
            integral_leak: Signal::default(),
            modulatory_leak: Signal::default(),
            error_gain: Signal::default(),
            proportional_gain: Signal::default(),
            integral_gain: Signal::default(),
            feedback_read_address: Signal::default(),
            word_4: Signal::default(),
            word_6: Signal::default(),
            word_7: Signal::default(),
            word_8: Signal::default(),
            word_10: Signal::default(),
            word_11: Signal::default(),
            word_12: Signal::default(),
            active: Signal::default(),
            modulated: Signal::default(),
            spike: Signal::default(),
            far_from_firing: Signal::default(),
            clear: Signal::default(),
            modulator_read_address: Signal::default(),
            modulator_write_address: Signal::default(),
            modulator_write: Signal::default(),
            modulator_sum: Signal::default(),
            modulator_read: Signal::default(),
            clear_targets: Signal::default(),
            rate_write: Signal::default(),
            rate_address: Signal::default(),
            rate: Signal::default(),
            bus_write: Signal::default(),
            bus_address: Signal::default(),
            bus_data: Signal::default(),
            feedback_read: Signal::default(),
            positive: Signal::default(),
            negative: Signal::default(),
            error_read: Signal::default(),
            drive_read: Signal::default(),
            error_after: Signal::default(),
            drive_after: Signal::default(),
            feedback_after: Signal::default(),
            error_written: Signal::default(),
            feedback_written: Signal::default(),
            target_rate: Memory::loaded(words, images, &name("rate")),
            target_phase: Memory::loaded(words, images, &name("phase")),
            error: Memory::loaded(words, images, &name("error")),
            drive: Memory::loaded(words, images, &name("drive")),
            proportional: Memory::loaded(words, images, &name("proportional")),
            integral: Memory::loaded(words, images, &name("integral")),
            feedback: Memory::loaded(words, images, &name("feedback")),
            pair_threshold: {
                let thresholds = thresholds.map_or(&[][..], |image| &image.words);
                Memory::new(words, Some(name("controller")), thresholds)
            },
            modulator: (geometry.modulators)
                .then(|| Memory::loaded(words, images, &name("modulator")))
                .into_iter()
                .collect(),
            controller: Controller::default(),
            no_modulator: Constant::new(0u64.into()),
            no_phase: Constant::new(0u64.into()),
            zero: Constant::new(0u64.into()),
            _settled: Settled::default(),
        }
    }
}

impl<const M: usize> Logic for Control<M> {
    #[hdl_gen]
    fn update(&mut self) {
        self.target_rate.clock.next = self.clock.val();
        self.target_phase.clock.next = self.clock.val();
        self.error.clock.next = self.clock.val();
        self.drive.clock.next = self.clock.val();
        self.proportional.clock.next = self.clock.val();
        self.integral.clock.next = self.clock.val();
        self.feedback.clock.next = self.clock.val();
        self.pair_threshold.clock.next = self.clock.val();
        self.controller.clock.next = self.clock.val();

        self.controller.zero.next = self.zero.val();
        self.controller.error_leak.next = self.error_leak.val();
        self.controller.proportional_leak.next = self.proportional_leak.val();
        self.controller.integral_leak.next = self.integral_leak.val();
        self.controller.modulatory_leak.next = self.modulatory_leak.val();
        self.controller.error_gain.next = self.error_gain.val();
        self.controller.proportional_gain.next = self.proportional_gain.val();
        self.controller.integral_gain.next = self.integral_gain.val();
        self.controller.active.next = self.active.val();
        self.controller.modulated.next = false;
        self.controller.spike.next = self.spike.val();
        self.controller.far_from_firing.next = self.far_from_firing.val();
        self.controller.clear.next = self.clear.val();

        self.target_rate.read_address.next = self.word_4.val();
        self.target_rate.read_enable.next = true;
        self.target_rate.write_address.next = self.rate_address.val();
        self.target_rate.write_data.next = self.rate.val();
        self.target_rate.write_enable.next = self.rate_write.val();
        self.controller.rate.next = self.target_rate.read_data.val();
        self.target_phase.read_address.next = self.word_4.val();
        self.target_phase.read_enable.next = true;
        self.target_phase.write_address.next = self.word_6.val();
        self.target_phase.write_data.next = self.controller.phase_after.val();
        self.target_phase.write_enable.next = self.controller.phase_write.val() | self.clear_targets.val();
        if self.clear_targets.val() {
            self.target_phase.write_data.next = self.no_phase.val();
        }
        self.controller.phase.next = self.target_phase.read_data.val();
        self.error.read_address.next = self.word_4.val();
        self.error.read_enable.next = true;
        self.error.write_address.next = self.word_8.val();
        self.error.write_data.next = self.controller.error_after.val();
        self.error.write_enable.next = self.controller.error_write.val();
        self.controller.error.next = self.error.read_data.val();
        self.drive.read_address.next = self.word_7.val();
        self.drive.read_enable.next = true;
        self.drive.write_address.next = self.word_10.val();
        self.drive.write_data.next = self.controller.drive_after.val();
        self.drive.write_enable.next = self.controller.drive_write.val();
        self.controller.drive.next = self.drive.read_data.val();
        self.proportional.read_address.next = self.word_7.val();
        self.proportional.read_enable.next = true;
        self.proportional.write_address.next = self.word_11.val();
        self.proportional.write_data.next = self.controller.proportional_after.val();
        self.proportional.write_enable.next = self.controller.proportional_write.val();
        self.controller.proportional.next = self.proportional.read_data.val();
        self.integral.read_address.next = self.word_7.val();
        self.integral.read_enable.next = true;
        self.integral.write_address.next = self.word_11.val();
        self.integral.write_data.next = self.controller.integral_after.val();
        self.integral.write_enable.next = self.controller.integral_write.val();
        self.controller.integral.next = self.integral.read_data.val();
        self.feedback.read_address.next = self.feedback_read_address.val();
        self.feedback.read_enable.next = true;
        self.feedback.write_address.next = self.word_12.val();
        self.feedback.write_data.next = self.controller.feedback_after.val();
        self.feedback.write_enable.next = self.controller.feedback_write.val();
        self.feedback_read.next = self.feedback.read_data.val();
        self.pair_threshold.read_address.next = self.word_8.val();
        self.pair_threshold.read_enable.next = true;
        self.pair_threshold.write_address.next = self.bus_address.val();
        self.pair_threshold.write_data.next = self
            .bus_data
            .val()
            .get_bits::<{ fields::CONTROLLER_THRESHOLD.bits }>(fields::CONTROLLER_THRESHOLD.low);
        self.pair_threshold.write_enable.next = self.bus_write.val();
        self.controller.controller_threshold.next = bit_cast::<16, 15>(self.pair_threshold.read_data.val());

        self.modulator_read.next = self.no_modulator.val();
        self.controller.modulator.next = self.no_modulator.val();
        for i in 0..self.modulator.len() {
            self.modulator[i].clock.next = self.clock.val();
            self.modulator[i].read_address.next = self.modulator_read_address.val();
            self.modulator[i].read_enable.next = true;
            self.modulator[i].write_address.next = self.modulator_write_address.val();
            self.modulator[i].write_enable.next =
                self.modulator_write.val() | self.controller.modulator_write.val();
            self.modulator[i].write_data.next = self.no_modulator.val();
            if self.modulator_write.val() {
                self.modulator[i].write_data.next = self.modulator_sum.val();
            }
            self.modulator_read.next = self.modulator[i].read_data.val();
            self.controller.modulated.next = self.modulated.val();
            self.controller.modulator.next = self.modulator[i].read_data.val();
        }

        self.positive.next = self.controller.fired_positive.val();
        self.negative.next = self.controller.fired_negative.val();
        self.error_read.next = self.error.read_data.val();
        self.drive_read.next = self.drive.read_data.val();
        self.error_after.next = self.controller.error_after.val();
        self.drive_after.next = self.controller.drive_after.val();
        self.feedback_after.next = self.controller.feedback_after.val();
        self.error_written.next = self.controller.error_write.val();
        self.feedback_written.next = self.controller.feedback_write.val();
    }
}
