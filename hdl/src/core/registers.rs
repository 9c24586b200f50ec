//! Host side of the core: bus handshake, registers and counters (`MAP-1` to `MAP-8`, `BUS-1` to `BUS-3`).

use rust_hdl::prelude::*;

use crate::geometry::Geometry;
use crate::memory_map as map;

/// State of a bus request.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum Request {
    /// None.
    Waiting,
    /// Seen; the core finishes what is in flight.
    Pending,
    /// Memories are addressed, writes take effect.
    Access,
    /// Answered.
    Answer,
}

/// Registers, counters and the decoding of bus addresses.
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
    /// The memories are addressed by the bus on this clock.
    pub access: Signal<Out, Bit>,
    /// Word of the addressed weight or neuron parameter, and its lane.
    pub word: Signal<Out, Bits<16>>,
    pub lane: Signal<Out, Bits<4>>,
    pub write_weight: Signal<Out, Bit>,
    pub write_threshold: Signal<Out, Bit>,
    pub write_behaviour: Signal<Out, Bit>,
    pub write_controller: Signal<Out, Bit>,
    pub write_random: Signal<Out, Bit>,
    pub write_projection: Signal<Out, Bit>,
    /// The addressed weight, sign extended.
    pub weight: Signal<In, Bits<32>>,
    // Counted, and shown as status.
    pub feedback: Signal<In, Bit>,
    pub learning: Signal<In, Bit>,
    pub steps: Signal<In, Bits<32>>,
    pub took_spike: Signal<In, Bit>,
    pub streamed: Signal<In, Bit>,
    pub fired: Signal<In, Bits<5>>,
    pub lost: Signal<In, Bit>,
    pub overflow: Signal<Out, Bit>,
    // Registers.
    pub neuron_words: Signal<Out, Bits<16>>,
    pub input_entries: Signal<Out, Bits<5>>,
    pub entries: Signal<Out, Bits<5>>,
    pub controllers_emit: Signal<Out, Bit>,
    pub error_leak: Signal<Out, Bits<4>>,
    pub proportional_leak: Signal<Out, Bits<4>>,
    pub integral_leak: Signal<Out, Bits<4>>,
    pub modulatory_leak: Signal<Out, Bits<4>>,
    pub error_gain: Signal<Out, Bits<16>>,
    pub proportional_gain: Signal<Out, Bits<16>>,
    pub integral_gain: Signal<Out, Bits<16>>,

    request: DFF<Request>,
    r_neuron_words: DFF<Bits<13>>,
    r_input_entries: DFF<Bits<5>>,
    r_entries: DFF<Bits<5>>,
    r_emit: DFF<Bit>,
    r_leaks: DFF<Bits<16>>,
    r_error_gain: DFF<Bits<15>>,
    r_proportional_gain: DFF<Bits<15>>,
    r_integral_gain: DFF<Bits<15>>,
    spikes_in: DFF<Bits<32>>,
    words: DFF<Bits<32>>,
    spikes: DFF<Bits<32>>,
    dropped: DFF<Bits<32>>,
    overflowed: DFF<Bit>,

    region: Signal<Local, Bits<4>>,
    offset: Signal<Local, Bits<20>>,
    writes: Signal<Local, Bit>,
    in_control: Signal<Local, Bit>,
    in_weights: Signal<Local, Bit>,
    in_neurons: Signal<Local, Bit>,
    status: Signal<Local, Bits<32>>,
    status_modes: Signal<Local, Bits<32>>,
    status_flags: Signal<Local, Bits<32>>,
    one: Constant<Bits<32>>,
    zero: Constant<Bits<32>>,
    last_weight: Constant<Bits<16>>,
    last_neuron: Constant<Bits<16>>,
    region_control: Constant<Bits<4>>,
    region_projections: Constant<Bits<4>>,
    region_thresholds: Constant<Bits<4>>,
    region_behaviour: Constant<Bits<4>>,
    region_controllers: Constant<Bits<4>>,
    region_random: Constant<Bits<4>>,
    region_weights: Constant<Bits<4>>,
    identity: Constant<Bits<32>>,
    version: Constant<Bits<32>>,
    shape: Constant<Bits<32>>,
    depths: Constant<Bits<32>>,
    no_words: Constant<Bits<13>>,
    no_entries: Constant<Bits<5>>,
    no_leaks: Constant<Bits<16>>,
    no_gain: Constant<Bits<15>>,
    bit_emit: Constant<Bits<32>>,
    bit_learning: Constant<Bits<32>>,
    bit_overflow: Constant<Bits<32>>,
    bit_idle: Constant<Bits<32>>,
    at_identity: Constant<Bits<20>>,
    at_version: Constant<Bits<20>>,
    at_shape: Constant<Bits<20>>,
    at_depths: Constant<Bits<20>>,
    at_neuron_words: Constant<Bits<20>>,
    at_entries: Constant<Bits<20>>,
    at_leaks: Constant<Bits<20>>,
    at_error_gain: Constant<Bits<20>>,
    at_proportional_gain: Constant<Bits<20>>,
    at_integral_gain: Constant<Bits<20>>,
    at_status: Constant<Bits<20>>,
    at_steps: Constant<Bits<20>>,
    at_spikes_in: Constant<Bits<20>>,
    at_words: Constant<Bits<20>>,
    at_spikes: Constant<Bits<20>>,
    at_dropped: Constant<Bits<20>>,
}

impl Registers {
    /// Registers of a core of this geometry.
    pub fn new(geometry: &Geometry) -> Self {
        let g = |value: usize| value as u64;
        let shape = g(geometry.lanes)
            | (g(geometry.weight_bits) << 8)
            | (g(geometry.membrane_bits) << 16)
            | (g(geometry.weight_scale) << 24);
        let depths = g(geometry.neuron_words()) | (g(geometry.projections) << 16);
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
            write_random: Signal::default(),
            write_projection: Signal::default(),
            weight: Signal::default(),
            feedback: Signal::default(),
            learning: Signal::default(),
            steps: Signal::default(),
            took_spike: Signal::default(),
            streamed: Signal::default(),
            fired: Signal::default(),
            lost: Signal::default(),
            overflow: Signal::default(),
            neuron_words: Signal::default(),
            input_entries: Signal::default(),
            entries: Signal::default(),
            controllers_emit: Signal::default(),
            error_leak: Signal::default(),
            proportional_leak: Signal::default(),
            integral_leak: Signal::default(),
            modulatory_leak: Signal::default(),
            error_gain: Signal::default(),
            proportional_gain: Signal::default(),
            integral_gain: Signal::default(),
            request: DFF::default(),
            r_neuron_words: DFF::default(),
            r_input_entries: DFF::default(),
            r_entries: DFF::default(),
            r_emit: DFF::default(),
            r_leaks: DFF::default(),
            r_error_gain: DFF::default(),
            r_proportional_gain: DFF::default(),
            r_integral_gain: DFF::default(),
            spikes_in: DFF::default(),
            words: DFF::default(),
            spikes: DFF::default(),
            dropped: DFF::default(),
            overflowed: DFF::default(),
            region: Signal::default(),
            offset: Signal::default(),
            writes: Signal::default(),
            in_control: Signal::default(),
            in_weights: Signal::default(),
            in_neurons: Signal::default(),
            status: Signal::default(),
            status_modes: Signal::default(),
            status_flags: Signal::default(),
            one: Constant::new(1u64.into()),
            zero: Constant::new(0u64.into()),
            last_weight: Constant::new((g(geometry.weight_words) - 1).into()),
            last_neuron: Constant::new((g(geometry.neuron_words()) - 1).into()),
            region_control: Constant::new(0u64.into()),
            region_projections: region(map::PROJECTION_BASE),
            region_thresholds: region(map::THRESHOLD_BASE),
            region_behaviour: region(map::BEHAVIOUR_BASE),
            region_controllers: region(map::CONTROLLER_THRESHOLD_BASE),
            region_random: region(map::RANDOM_BASE),
            region_weights: region(map::WEIGHT_BASE),
            identity: Constant::new(u64::from(map::IDENTITY_VALUE).into()),
            version: Constant::new(u64::from(map::MAP_VERSION).into()),
            shape: Constant::new(shape.into()),
            depths: Constant::new(depths.into()),
            no_words: Constant::new(0u64.into()),
            no_entries: Constant::new(0u64.into()),
            no_leaks: Constant::new(0u64.into()),
            no_gain: Constant::new(0u64.into()),
            bit_emit: Constant::new(0x1_0000u64.into()),
            bit_learning: Constant::new(2u64.into()),
            bit_overflow: Constant::new(4u64.into()),
            bit_idle: Constant::new(8u64.into()),
            at_identity: at(map::IDENTITY),
            at_version: at(map::VERSION),
            at_shape: at(map::SHAPE),
            at_depths: at(map::DEPTHS),
            at_neuron_words: at(map::NEURON_WORDS),
            at_entries: at(map::ENTRIES),
            at_leaks: at(map::CONTROLLER_LEAKS),
            at_error_gain: at(map::ERROR_GAIN),
            at_proportional_gain: at(map::PROPORTIONAL_GAIN),
            at_integral_gain: at(map::INTEGRAL_GAIN),
            at_status: at(map::STATUS),
            at_steps: at(map::STEPS),
            at_spikes_in: at(map::EVENTS),
            at_words: at(map::WORDS),
            at_spikes: at(map::SPIKES),
            at_dropped: at(map::DROPPED),
        }
    }
}

impl Logic for Registers {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, request, r_neuron_words, r_input_entries, r_entries, r_emit, r_leaks);
        dff_setup!(self, clock, r_error_gain, r_proportional_gain, r_integral_gain);
        dff_setup!(self, clock, spikes_in, words, spikes, dropped, overflowed);

        // Handshake (BUS-1 to BUS-3).
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

        // Address decoding.
        self.region.next = self.bus_address.val().get_bits::<4>(20);
        self.offset.next = self.bus_address.val().get_bits::<20>(0);
        self.word.next = self.bus_address.val().get_bits::<16>(4);
        self.lane.next = self.bus_address.val().get_bits::<4>(0);
        self.writes.next = (self.request.q.val() == Request::Access) & self.bus_write.val();
        self.in_control.next = self.region.val() == self.region_control.val();
        self.in_weights.next =
            (self.region.val() == self.region_weights.val()) & (self.word.val() <= self.last_weight.val());
        self.in_neurons.next = self.word.val() <= self.last_neuron.val();
        self.write_weight.next = self.writes.val() & self.in_weights.val();
        self.write_threshold.next =
            self.writes.val() & self.in_neurons.val() & (self.region.val() == self.region_thresholds.val());
        self.write_behaviour.next =
            self.writes.val() & self.in_neurons.val() & (self.region.val() == self.region_behaviour.val());
        self.write_controller.next =
            self.writes.val() & self.in_neurons.val() & (self.region.val() == self.region_controllers.val());
        self.write_random.next = self.writes.val()
            & (self.word.val() == bit_cast::<16, 4>(self.region_control.val()))
            & (self.region.val() == self.region_random.val());
        self.write_projection.next = self.writes.val() & (self.region.val() == self.region_projections.val());

        // Registers (MAP-2).
        if self.writes.val() & self.in_control.val() {
            if self.offset.val() == self.at_neuron_words.val() {
                self.r_neuron_words.d.next = self.bus_write_data.val().get_bits::<13>(0);
            }
            if self.offset.val() == self.at_entries.val() {
                self.r_input_entries.d.next = self.bus_write_data.val().get_bits::<5>(0);
                self.r_entries.d.next = self.bus_write_data.val().get_bits::<5>(8);
                self.r_emit.d.next = self.bus_write_data.val().get_bit(16);
            }
            if self.offset.val() == self.at_leaks.val() {
                self.r_leaks.d.next = self.bus_write_data.val().get_bits::<16>(0);
            }
            if self.offset.val() == self.at_error_gain.val() {
                self.r_error_gain.d.next = self.bus_write_data.val().get_bits::<15>(0);
            }
            if self.offset.val() == self.at_proportional_gain.val() {
                self.r_proportional_gain.d.next = self.bus_write_data.val().get_bits::<15>(0);
            }
            if self.offset.val() == self.at_integral_gain.val() {
                self.r_integral_gain.d.next = self.bus_write_data.val().get_bits::<15>(0);
            }
        }
        self.neuron_words.next = bit_cast::<16, 13>(self.r_neuron_words.q.val());
        self.input_entries.next = self.r_input_entries.q.val();
        self.entries.next = self.r_entries.q.val();
        self.controllers_emit.next = self.r_emit.q.val();
        self.error_leak.next = self.r_leaks.q.val().get_bits::<4>(0);
        self.proportional_leak.next = self.r_leaks.q.val().get_bits::<4>(4);
        self.integral_leak.next = self.r_leaks.q.val().get_bits::<4>(8);
        self.modulatory_leak.next = self.r_leaks.q.val().get_bits::<4>(12);
        self.error_gain.next = bit_cast::<16, 15>(self.r_error_gain.q.val());
        self.proportional_gain.next = bit_cast::<16, 15>(self.r_proportional_gain.q.val());
        self.integral_gain.next = bit_cast::<16, 15>(self.r_integral_gain.q.val());

        // Counters (MAP-3, UPD-7, OUT-1).
        if self.took_spike.val() {
            self.spikes_in.d.next = self.spikes_in.q.val() + self.one.val();
        }
        if self.streamed.val() {
            self.words.d.next = self.words.q.val() + self.one.val();
        }
        self.spikes.d.next = self.spikes.q.val() + bit_cast::<32, 5>(self.fired.val());
        if self.lost.val() {
            self.dropped.d.next = self.dropped.q.val() + self.one.val();
            self.overflowed.d.next = true;
        }
        self.overflow.next = self.overflowed.q.val();

        // Reading.
        self.status_modes.next = self.zero.val();
        if self.feedback.val() {
            self.status_modes.next = self.one.val();
        }
        self.status_flags.next = self.status_modes.val();
        if self.learning.val() {
            self.status_flags.next = self.status_modes.val() | self.bit_learning.val();
        }
        self.status.next = self.status_flags.val();
        if self.idle.val() {
            self.status.next = self.status_flags.val() | self.bit_idle.val();
        }
        self.bus_read_data.next = self.zero.val();
        if self.in_weights.val() {
            self.bus_read_data.next = self.weight.val();
        }
        if self.in_control.val() {
            if self.offset.val() == self.at_identity.val() {
                self.bus_read_data.next = self.identity.val();
            }
            if self.offset.val() == self.at_version.val() {
                self.bus_read_data.next = self.version.val();
            }
            if self.offset.val() == self.at_shape.val() {
                self.bus_read_data.next = self.shape.val();
            }
            if self.offset.val() == self.at_depths.val() {
                self.bus_read_data.next = self.depths.val();
            }
            if self.offset.val() == self.at_neuron_words.val() {
                self.bus_read_data.next = bit_cast::<32, 13>(self.r_neuron_words.q.val());
            }
            if self.offset.val() == self.at_entries.val() {
                self.bus_read_data.next = bit_cast::<32, 5>(self.r_input_entries.q.val())
                    | (bit_cast::<32, 5>(self.r_entries.q.val()) << 8);
                if self.r_emit.q.val() {
                    self.bus_read_data.next = bit_cast::<32, 5>(self.r_input_entries.q.val())
                        | (bit_cast::<32, 5>(self.r_entries.q.val()) << 8)
                        | self.bit_emit.val();
                }
            }
            if self.offset.val() == self.at_leaks.val() {
                self.bus_read_data.next = bit_cast::<32, 16>(self.r_leaks.q.val());
            }
            if self.offset.val() == self.at_error_gain.val() {
                self.bus_read_data.next = bit_cast::<32, 15>(self.r_error_gain.q.val());
            }
            if self.offset.val() == self.at_proportional_gain.val() {
                self.bus_read_data.next = bit_cast::<32, 15>(self.r_proportional_gain.q.val());
            }
            if self.offset.val() == self.at_integral_gain.val() {
                self.bus_read_data.next = bit_cast::<32, 15>(self.r_integral_gain.q.val());
            }
            if self.offset.val() == self.at_status.val() {
                self.bus_read_data.next = self.status.val();
                if self.overflowed.q.val() {
                    self.bus_read_data.next = self.status.val() | self.bit_overflow.val();
                }
            }
            if self.offset.val() == self.at_steps.val() {
                self.bus_read_data.next = self.steps.val();
            }
            if self.offset.val() == self.at_spikes_in.val() {
                self.bus_read_data.next = self.spikes_in.q.val();
            }
            if self.offset.val() == self.at_words.val() {
                self.bus_read_data.next = self.words.q.val();
            }
            if self.offset.val() == self.at_spikes.val() {
                self.bus_read_data.next = self.spikes.q.val();
            }
            if self.offset.val() == self.at_dropped.val() {
                self.bus_read_data.next = self.dropped.q.val();
            }
        }

        if self.reset.val() {
            self.request.d.next = Request::Waiting;
            self.r_neuron_words.d.next = self.no_words.val();
            self.r_input_entries.d.next = self.no_entries.val();
            self.r_entries.d.next = self.no_entries.val();
            self.r_emit.d.next = false;
            self.r_leaks.d.next = self.no_leaks.val();
            self.r_error_gain.d.next = self.no_gain.val();
            self.r_proportional_gain.d.next = self.no_gain.val();
            self.r_integral_gain.d.next = self.no_gain.val();
            self.spikes_in.d.next = self.zero.val();
            self.words.d.next = self.zero.val();
            self.spikes.d.next = self.zero.val();
            self.dropped.d.next = self.zero.val();
            self.overflowed.d.next = false;
        }
    }
}
