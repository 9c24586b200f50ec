//! Host side of the core: bus handshake and registers (`MAP-1` to `MAP-8`, `BUS-1` to `BUS-3`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use super::controller_registers::ControllerRegisters;
use crate::clocked::Settled;
use spindle_spec::geometry::Geometry;
use spindle_spec::memory_map as map;
use spindle_spec::register_map::{Field, fields};

/// State of a bus request.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum Request {
    /// None.
    Waiting,
    /// Seen; the core finishes what is in flight. In its last cycle the weights are addressed.
    Pending,
    /// Registers are read and written; other writes are decoded.
    Access,
    /// Answered; memories are written.
    Answer,
}

/// Registers and the decoding of bus addresses.
#[derive(LogicBlock)]
pub struct Registers {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    pub bus_valid: Signal<In, Bit>,
    pub bus_write: Signal<In, Bit>,
    pub bus_address: Signal<In, Bits<24>>,
    pub bus_write_data: Signal<In, Bits<32>>,
    pub bus_ready: Signal<Out, Bit>,
    pub bus_read_data: Signal<Out, Bits<32>>,
    /// A request waits; nothing new is started.
    pub pending: Signal<Out, Bit>,
    /// Nothing is in flight.
    pub idle: Signal<In, Bit>,
    /// A write takes effect in this cycle, if it is one.
    pub access: Signal<Out, Bit>,
    /// Word of the addressed weight or neuron parameter, and its lane.
    pub word: Signal<Out, Bits<16>>,
    pub lane: Signal<Out, Bits<4>>,
    pub write_weight: Signal<Out, Bit>,
    pub write_threshold: Signal<Out, Bit>,
    pub write_behaviour: Signal<Out, Bit>,
    pub write_controller: Signal<Out, Bit>,
    /// Only in a core with a neuron model.
    pub write_model: Vec<Signal<Out, Bit>>,
    pub write_random: Signal<Out, Bit>,
    pub write_projection: Signal<Out, Bit>,
    /// The addressed weight, sign extended, in the cycle before the answer.
    pub weight: Signal<In, Bits<32>>,
    // Shown.
    pub feedback: Signal<In, Bit>,
    pub learning: Signal<In, Bit>,
    pub steps: Signal<In, Bits<32>>,
    pub spikes_in: Signal<In, Bits<32>>,
    pub words: Signal<In, Bits<32>>,
    pub spikes: Signal<In, Bits<32>>,
    pub dropped: Signal<In, Bits<32>>,
    pub overflow: Signal<In, Bit>,
    // Registers.
    pub neuron_words: Signal<Out, Bits<16>>,
    pub input_entries: Signal<Out, Bits<5>>,
    pub entries: Signal<Out, Bits<5>>,
    /// High if inputs, and if neurons, have table entries to walk.
    pub inputs_walk: Signal<Out, Bit>,
    pub neurons_walk: Signal<Out, Bit>,
    /// High if there is exactly one for each.
    pub inputs_single: Signal<Out, Bit>,
    pub neurons_single: Signal<Out, Bit>,
    /// The random state on the bus, never 0 (MAP-6).
    pub seed: Signal<Out, Bits<31>>,
    pub controllers_emit: Signal<Out, Bit>,
    pub error_leak: Signal<Out, Bits<4>>,
    pub proportional_leak: Signal<Out, Bits<4>>,
    pub integral_leak: Signal<Out, Bits<4>>,
    pub modulatory_leak: Signal<Out, Bits<4>>,
    pub error_gain: Signal<Out, Bits<16>>,
    pub proportional_gain: Signal<Out, Bits<16>>,
    pub integral_gain: Signal<Out, Bits<16>>,

    controller: Vec<ControllerRegisters>,
    request: DFF<Request>,
    r_neuron_words: DFF<Bits<13>>,
    r_input_entries: DFF<Bits<5>>,
    r_entries: DFF<Bits<5>>,
    r_inputs_walk: DFF<Bit>,
    r_neurons_walk: DFF<Bit>,
    r_inputs_single: DFF<Bit>,
    r_neurons_single: DFF<Bit>,
    r_seed: DFF<Bits<31>>,
    r_emit: DFF<Bit>,
    answer: DFF<Bits<32>>,
    do_weight: DFF<Bit>,
    do_threshold: DFF<Bit>,
    do_behaviour: DFF<Bit>,
    do_controller: DFF<Bit>,
    do_model: Vec<DFF<Bit>>,
    do_random: DFF<Bit>,
    do_projection: DFF<Bit>,

    region: Signal<Local, Bits<4>>,
    index: Signal<Local, Bits<6>>,
    high: Signal<Local, Bits<14>>,
    writes: Signal<Local, Bit>,
    words_used: Signal<Local, Bits<13>>,
    in_control: Signal<Local, Bit>,
    in_weights: Signal<Local, Bit>,
    in_neurons: Signal<Local, Bit>,
    flag_feedback: Signal<Local, Bits<4>>,
    flag_learning: Signal<Local, Bits<4>>,
    flag_overflow: Signal<Local, Bits<4>>,
    flag_idle: Signal<Local, Bits<4>>,
    flags: Signal<Local, Bits<4>>,
    entries_read: Signal<Local, Bits<32>>,
    read: Signal<Local, Bits<32>>,
    controller_read: Signal<Local, Bits<16>>,
    zero: Constant<Bits<32>>,
    no_words: Constant<Bits<13>>,
    no_entries: Constant<Bits<5>>,
    one_entry: Constant<Bits<5>>,
    no_seed: Constant<Bits<31>>,
    least_seed: Constant<Bits<31>>,
    no_high: Constant<Bits<14>>,
    no_word: Constant<Bits<16>>,
    no_leak: Constant<Bits<4>>,
    none: Constant<Bits<4>>,
    last_weight: Constant<Bits<16>>,
    last_neuron: Constant<Bits<16>>,
    word_bits: Constant<Bits<13>>,
    emits: Constant<Bits<4>>,
    region_control: Constant<Bits<4>>,
    region_projections: Constant<Bits<4>>,
    region_thresholds: Constant<Bits<4>>,
    region_behaviour: Constant<Bits<4>>,
    region_controllers: Constant<Bits<4>>,
    region_random: Constant<Bits<4>>,
    region_model: Vec<Constant<Bits<4>>>,
    region_weights: Constant<Bits<4>>,
    identity: Constant<Bits<32>>,
    version: Constant<Bits<32>>,
    shape: Constant<Bits<32>>,
    depths: Constant<Bits<32>>,
    bit_emit: Constant<Bits<32>>,
    bit_feedback: Constant<Bits<4>>,
    bit_learning: Constant<Bits<4>>,
    bit_overflow: Constant<Bits<4>>,
    bit_idle: Constant<Bits<4>>,
    at_identity: Constant<Bits<6>>,
    at_version: Constant<Bits<6>>,
    at_shape: Constant<Bits<6>>,
    at_depths: Constant<Bits<6>>,
    at_neuron_words: Constant<Bits<6>>,
    at_entries: Constant<Bits<6>>,
    at_status: Constant<Bits<6>>,
    at_steps: Constant<Bits<6>>,
    at_spikes_in: Constant<Bits<6>>,
    at_words: Constant<Bits<6>>,
    at_spikes: Constant<Bits<6>>,
    at_dropped: Constant<Bits<6>>,
    _settled: Settled,
}

impl Registers {
    /// Registers of a core of this geometry.
    pub fn new(geometry: &Geometry) -> Self {
        let g = |value: usize| value as u64;
        let put = |field: Field, value: usize| u64::from(field.put(value as u32));
        let shape = put(fields::LANES, geometry.lanes)
            | put(fields::WEIGHT_BITS, geometry.weight_bits)
            | put(fields::MEMBRANE_BITS, geometry.membrane_bits)
            | put(fields::WEIGHT_SCALE, geometry.weight_scale);
        let depths = put(fields::CORE_WORDS, geometry.neuron_words())
            | put(fields::CORE_ENTRIES, geometry.projections)
            | put(fields::LACKS_LEARNING, (!geometry.learning).into())
            | put(fields::LACKS_CONTROLLERS, (!geometry.controllers).into())
            | put(fields::LACKS_MODULATORS, (!geometry.modulators).into())
            | put(
                fields::MODEL_NUMBER,
                geometry.neuron_model.descriptor().map_or(0, |model| model.number as usize),
            );
        let modelled = !geometry.neuron_model.is_lif();
        let mask = |field: Field| Constant::new(u64::from(field.mask()).into());
        let flag = |field: Field| Constant::new(u64::from(field.mask()).into());
        let region = |base: u32| Constant::new(u64::from(base >> 20).into());
        let at = |address: u32| Constant::new(u64::from(address).into());
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            bus_valid: Signal::default(),
            bus_write: Signal::default(),
            bus_address: Signal::default(),
            bus_write_data: Signal::default(),
            bus_ready: Signal::default(),
            bus_read_data: Signal::default(),
            pending: Signal::default(),
            idle: Signal::default(),
            access: Signal::default(),
            word: Signal::default(),
            lane: Signal::default(),
            write_weight: Signal::default(),
            write_threshold: Signal::default(),
            write_behaviour: Signal::default(),
            write_controller: Signal::default(),
            write_model: super::optional(modelled),
            write_random: Signal::default(),
            write_projection: Signal::default(),
            weight: Signal::default(),
            feedback: Signal::default(),
            learning: Signal::default(),
            steps: Signal::default(),
            spikes_in: Signal::default(),
            words: Signal::default(),
            spikes: Signal::default(),
            dropped: Signal::default(),
            overflow: Signal::default(),
            neuron_words: Signal::default(),
            input_entries: Signal::default(),
            entries: Signal::default(),
            inputs_walk: Signal::default(),
            neurons_walk: Signal::default(),
            inputs_single: Signal::default(),
            neurons_single: Signal::default(),
            seed: Signal::default(),
            controllers_emit: Signal::default(),
            error_leak: Signal::default(),
            proportional_leak: Signal::default(),
            integral_leak: Signal::default(),
            modulatory_leak: Signal::default(),
            error_gain: Signal::default(),
            proportional_gain: Signal::default(),
            integral_gain: Signal::default(),
            controller: (geometry.controllers)
                .then(|| ControllerRegisters::new(geometry))
                .into_iter()
                .collect(),
            request: DFF::default(),
            r_neuron_words: DFF::default(),
            r_input_entries: DFF::default(),
            r_entries: DFF::default(),
            r_inputs_walk: DFF::default(),
            r_neurons_walk: DFF::default(),
            r_inputs_single: DFF::default(),
            r_neurons_single: DFF::default(),
            r_seed: DFF::default(),
            r_emit: DFF::default(),
            answer: DFF::default(),
            do_weight: DFF::default(),
            do_threshold: DFF::default(),
            do_behaviour: DFF::default(),
            do_controller: DFF::default(),
            do_model: super::optional(modelled),
            do_random: DFF::default(),
            do_projection: DFF::default(),
            region: Signal::default(),
            index: Signal::default(),
            high: Signal::default(),
            writes: Signal::default(),
            words_used: Signal::default(),
            in_control: Signal::default(),
            in_weights: Signal::default(),
            in_neurons: Signal::default(),
            flag_feedback: Signal::default(),
            flag_learning: Signal::default(),
            flag_overflow: Signal::default(),
            flag_idle: Signal::default(),
            flags: Signal::default(),
            entries_read: Signal::default(),
            read: Signal::default(),
            controller_read: Signal::default(),
            zero: Constant::new(0u64.into()),
            no_words: Constant::new(0u64.into()),
            no_entries: Constant::new(0u64.into()),
            one_entry: Constant::new(1u64.into()),
            no_seed: Constant::new(0u64.into()),
            least_seed: Constant::new(1u64.into()),
            no_high: Constant::new(0u64.into()),
            no_word: Constant::new(0u64.into()),
            no_leak: Constant::new(0u64.into()),
            none: Constant::new(0u64.into()),
            last_weight: Constant::new((g(geometry.weight_words) - 1).into()),
            last_neuron: Constant::new((g(geometry.neuron_words()) - 1).into()),
            word_bits: Constant::new((g((geometry.neuron_words() + 1).next_power_of_two()) - 1).into()),
            emits: Constant::new(u64::from(geometry.modulators).into()),
            region_control: Constant::new(0u64.into()),
            region_projections: region(map::PROJECTION_BASE),
            region_thresholds: region(map::THRESHOLD_BASE),
            region_behaviour: region(map::BEHAVIOUR_BASE),
            region_controllers: region(map::CONTROLLER_THRESHOLD_BASE),
            region_random: region(map::RANDOM_BASE),
            region_model: modelled.then(|| region(map::MODEL_BASE)).into_iter().collect(),
            region_weights: region(map::WEIGHT_BASE),
            identity: Constant::new(u64::from(map::IDENTITY_VALUE).into()),
            version: Constant::new(u64::from(map::MAP_VERSION).into()),
            shape: Constant::new(shape.into()),
            depths: Constant::new(depths.into()),
            bit_emit: mask(fields::CONTROLLERS_EMIT),
            bit_feedback: flag(fields::STATUS_FEEDBACK),
            bit_learning: flag(fields::STATUS_LEARNING),
            bit_overflow: flag(fields::STATUS_OVERFLOW),
            bit_idle: flag(fields::STATUS_IDLE),
            at_identity: at(map::IDENTITY),
            at_version: at(map::VERSION),
            at_shape: at(map::SHAPE),
            at_depths: at(map::DEPTHS),
            at_neuron_words: at(map::NEURON_WORDS),
            at_entries: at(map::ENTRIES),
            at_status: at(map::STATUS),
            at_steps: at(map::STEPS),
            at_spikes_in: at(map::EVENTS),
            at_words: at(map::WORDS),
            at_spikes: at(map::SPIKES),
            at_dropped: at(map::DROPPED),
            _settled: Settled::default(),
        }
    }
}

impl Logic for Registers {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, request, r_neuron_words, r_input_entries, r_entries, r_emit, answer);
        dff_setup!(self, clock, r_inputs_walk, r_neurons_walk, do_weight, do_threshold, do_behaviour);
        dff_setup!(self, clock, do_controller, do_random, do_projection, r_inputs_single, r_neurons_single);
        dff_setup!(self, clock, r_seed);

        comment!("Handshake (BUS-1 to BUS-3).");
        self.pending.next = self.request.q.val() != Request::Waiting;
        self.access.next = false;
        self.bus_ready.next = false;
        match self.request.q.val() {
            Request::Waiting => {
                if self.bus_valid.val() {
                    self.request.d.next = Request::Pending;
                }
            }
            Request::Pending => {
                if self.idle.val() {
                    self.request.d.next = Request::Access;
                }
            }
            Request::Access => {
                self.access.next = true;
                self.request.d.next = Request::Answer;
            }
            Request::Answer => {
                self.bus_ready.next = true;
                self.request.d.next = Request::Waiting;
            }
            _ => {
                self.request.d.next = Request::Waiting;
            }
        }

        comment!("Address decoding.");
        self.region.next = self.bus_address.val().get_bits::<4>(20);
        self.high.next = self.bus_address.val().get_bits::<14>(6);
        self.index.next = self.bus_address.val().get_bits::<6>(0);
        self.word.next = self.bus_address.val().get_bits::<16>(4);
        self.lane.next = self.bus_address.val().get_bits::<4>(0);
        self.writes.next = (self.request.q.val() == Request::Access) & self.bus_write.val();
        self.in_control.next =
            (self.region.val() == self.region_control.val()) & (self.high.val() == self.no_high.val());
        self.in_weights.next =
            (self.region.val() == self.region_weights.val()) & (self.word.val() <= self.last_weight.val());
        self.in_neurons.next = self.word.val() <= self.last_neuron.val();
        self.do_weight.d.next = self.writes.val() & self.in_weights.val();
        self.do_threshold.d.next =
            self.writes.val() & self.in_neurons.val() & (self.region.val() == self.region_thresholds.val());
        self.do_behaviour.d.next =
            self.writes.val() & self.in_neurons.val() & (self.region.val() == self.region_behaviour.val());
        self.do_controller.d.next =
            self.writes.val() & self.in_neurons.val() & (self.region.val() == self.region_controllers.val());
        self.do_random.d.next = self.writes.val()
            & (self.word.val() == self.no_word.val())
            & (self.region.val() == self.region_random.val());
        self.do_projection.d.next = self.writes.val() & (self.region.val() == self.region_projections.val());

        for i in 0..self.do_model.len() {
            self.do_model[i].clock.next = self.clock.val();
            self.do_model[i].d.next =
                self.writes.val() & self.in_neurons.val() & (self.region.val() == self.region_model[i].val());
            self.write_model[i].next = self.do_model[i].q.val();
        }

        self.write_weight.next = self.do_weight.q.val();
        self.write_threshold.next = self.do_threshold.q.val();
        self.write_behaviour.next = self.do_behaviour.q.val();
        self.write_controller.next = self.do_controller.q.val();
        self.write_random.next = self.do_random.q.val();
        comment!("The bus holds its word, so that this is the one to write.");
        self.r_seed.d.next =
            self.bus_write_data.val().get_bits::<{ fields::RANDOM_STATE.bits }>(fields::RANDOM_STATE.low);
        if self.bus_write_data.val().get_bits::<{ fields::RANDOM_STATE.bits }>(fields::RANDOM_STATE.low)
            == self.no_seed.val()
        {
            self.r_seed.d.next = self.least_seed.val();
        }
        self.seed.next = self.r_seed.q.val();
        self.write_projection.next = self.do_projection.q.val();

        comment!("Registers (MAP-2).");
        if self.writes.val() & self.in_control.val() {
            if self.index.val() == self.at_neuron_words.val() {
                self.r_neuron_words.d.next = self
                    .bus_write_data
                    .val()
                    .get_bits::<{ fields::UPDATED_WORDS.bits }>(fields::UPDATED_WORDS.low);
            }
            if self.index.val() == self.at_entries.val() {
                self.r_input_entries.d.next = self
                    .bus_write_data
                    .val()
                    .get_bits::<{ fields::INPUT_ENTRIES.bits }>(fields::INPUT_ENTRIES.low);
                self.r_entries.d.next = self
                    .bus_write_data
                    .val()
                    .get_bits::<{ fields::ALL_ENTRIES.bits }>(fields::ALL_ENTRIES.low);
                self.r_emit.d.next = self.bus_write_data.val().get_bit(fields::CONTROLLERS_EMIT.low)
                    & self.emits.val().get_bit(0);
            }
        }
        comment!("No more words than the core holds, so that counters need no more bits; more");
        comment!("are a configuration error.");
        self.words_used.next = self.r_neuron_words.q.val() & self.word_bits.val();
        self.neuron_words.next = bit_cast::<16, 13>(self.words_used.val());
        self.input_entries.next = self.r_input_entries.q.val();
        self.entries.next = self.r_entries.q.val();
        self.r_inputs_walk.d.next = self.r_input_entries.q.val() != self.no_entries.val();
        self.r_neurons_walk.d.next = self.r_input_entries.q.val() < self.r_entries.q.val();
        self.r_inputs_single.d.next = self.r_input_entries.q.val() == self.one_entry.val();
        self.r_neurons_single.d.next =
            self.r_entries.q.val() == (self.r_input_entries.q.val() + self.one_entry.val());
        self.inputs_walk.next = self.r_inputs_walk.q.val();
        self.neurons_walk.next = self.r_neurons_walk.q.val();
        self.inputs_single.next = self.r_inputs_single.q.val();
        self.neurons_single.next = self.r_neurons_single.q.val();
        self.controllers_emit.next = self.r_emit.q.val();

        comment!("Reading.");
        self.flag_feedback.next = self.none.val();
        if self.feedback.val() {
            self.flag_feedback.next = self.bit_feedback.val();
        }
        self.flag_learning.next = self.none.val();
        if self.learning.val() {
            self.flag_learning.next = self.bit_learning.val();
        }
        self.flag_overflow.next = self.none.val();
        if self.overflow.val() {
            self.flag_overflow.next = self.bit_overflow.val();
        }
        self.flag_idle.next = self.none.val();
        if self.idle.val() {
            self.flag_idle.next = self.bit_idle.val();
        }
        self.flags.next = self.flag_feedback.val()
            | self.flag_learning.val()
            | self.flag_overflow.val()
            | self.flag_idle.val();
        self.entries_read.next = bit_cast::<32, 5>(self.r_input_entries.q.val())
            | (bit_cast::<32, 5>(self.r_entries.q.val()) << 8);
        if self.r_emit.q.val() {
            self.entries_read.next = bit_cast::<32, 5>(self.r_input_entries.q.val())
                | (bit_cast::<32, 5>(self.r_entries.q.val()) << 8)
                | self.bit_emit.val();
        }
        self.read.next = self.zero.val();
        if self.index.val() == self.at_identity.val() {
            self.read.next = self.identity.val();
        }
        if self.index.val() == self.at_version.val() {
            self.read.next = self.version.val();
        }
        if self.index.val() == self.at_shape.val() {
            self.read.next = self.shape.val();
        }
        if self.index.val() == self.at_depths.val() {
            self.read.next = self.depths.val();
        }
        if self.index.val() == self.at_neuron_words.val() {
            self.read.next = bit_cast::<32, 13>(self.r_neuron_words.q.val());
        }
        if self.index.val() == self.at_entries.val() {
            self.read.next = self.entries_read.val();
        }
        if self.index.val() == self.at_status.val() {
            self.read.next = bit_cast::<32, 4>(self.flags.val());
        }
        if self.index.val() == self.at_steps.val() {
            self.read.next = self.steps.val();
        }
        if self.index.val() == self.at_spikes_in.val() {
            self.read.next = self.spikes_in.val();
        }
        if self.index.val() == self.at_words.val() {
            self.read.next = self.words.val();
        }
        if self.index.val() == self.at_spikes.val() {
            self.read.next = self.spikes.val();
        }
        if self.index.val() == self.at_dropped.val() {
            self.read.next = self.dropped.val();
        }

        comment!("Registers of controllers.");
        self.error_leak.next = self.no_leak.val();
        self.proportional_leak.next = self.no_leak.val();
        self.integral_leak.next = self.no_leak.val();
        self.modulatory_leak.next = self.no_leak.val();
        self.error_gain.next = self.no_word.val();
        self.proportional_gain.next = self.no_word.val();
        self.integral_gain.next = self.no_word.val();
        self.controller_read.next = self.no_word.val();
        for i in 0..self.controller.len() {
            self.controller[i].clock.next = self.clock.val();
            self.controller[i].reset.next = self.reset.val();
            self.controller[i].write.next = self.writes.val() & self.in_control.val();
            self.controller[i].address.next = self.index.val();
            self.controller[i].data.next = self.bus_write_data.val().get_bits::<16>(0);
            self.controller_read.next = self.controller[i].read.val();
            self.error_leak.next = self.controller[i].error_leak.val();
            self.proportional_leak.next = self.controller[i].proportional_leak.val();
            self.integral_leak.next = self.controller[i].integral_leak.val();
            self.modulatory_leak.next = self.controller[i].modulatory_leak.val();
            self.error_gain.next = self.controller[i].error_gain.val();
            self.proportional_gain.next = self.controller[i].proportional_gain.val();
            self.integral_gain.next = self.controller[i].integral_gain.val();
        }
        self.answer.d.next = self.read.val() | bit_cast::<32, 16>(self.controller_read.val());
        if !self.in_control.val() {
            self.answer.d.next = self.zero.val();
        }
        if self.in_weights.val() {
            self.answer.d.next = self.weight.val();
        }
        self.bus_read_data.next = self.answer.q.val();

        if self.reset.val() {
            self.request.d.next = Request::Waiting;
            self.r_neuron_words.d.next = self.no_words.val();
            self.r_input_entries.d.next = self.no_entries.val();
            self.r_entries.d.next = self.no_entries.val();
            self.r_emit.d.next = false;
        }
    }
}
