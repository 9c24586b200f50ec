//! Event words and register addresses (`EVT-1` to `EVT-5`, `MAP-1` to `MAP-8`).
//!
//! The one thing, beside the configuration, that hardware, golden model and host share.

/// Version of the map, read at [`VERSION`].
pub const MAP_VERSION: u32 = 2;
/// Content of [`IDENTITY`]: "SPND".
pub const IDENTITY_VALUE: u32 = 0x5350_4E44;

/// Identity register.
pub const IDENTITY: u32 = 0x00_0000;
/// Map version register.
pub const VERSION: u32 = 0x00_0001;
/// Lanes, weight bits, membrane bits, weight scale.
pub const SHAPE: u32 = 0x00_0002;
/// Neuron words and table entries that the core was built with.
pub const DEPTHS: u32 = 0x00_0003;
/// Neuron words that an update visits.
pub const NEURON_WORDS: u32 = 0x00_0008;
/// Table entries walked by inputs, entries in all, and whether controllers emit spikes.
pub const ENTRIES: u32 = 0x00_0009;
/// Leak shifts of error, proportional and integral trace, and of the modulatory trace.
pub const CONTROLLER_LEAKS: u32 = 0x00_000A;
/// Gain of the error trace.
pub const ERROR_GAIN: u32 = 0x00_000B;
/// Gain of the proportional trace.
pub const PROPORTIONAL_GAIN: u32 = 0x00_000D;
/// Gain of the integral trace.
pub const INTEGRAL_GAIN: u32 = 0x00_000E;
/// Modes, overflow, idle.
pub const STATUS: u32 = 0x00_0010;
/// Steps counted.
pub const STEPS: u32 = 0x00_0011;
/// Spikes accepted from the host.
pub const EVENTS: u32 = 0x00_0012;
/// Weight words streamed.
pub const WORDS: u32 = 0x00_0013;
/// Neurons fired.
pub const SPIKES: u32 = 0x00_0014;
/// Output entries dropped.
pub const DROPPED: u32 = 0x00_0015;
/// Leak factor of the predictive pass.
pub const PREDICTIVE_LEAK: u32 = 0x00_0020;
/// Decay factor of its input traces.
pub const PREDICTIVE_DECAY: u32 = 0x00_0021;
/// Source traces that the core was built with.
pub const PREDICTIVE_SOURCES: u32 = 0x00_0022;

/// Base of the projection table; entry `j`, field `n` at `+ 4·j + n`.
pub const PROJECTION_BASE: u32 = 0x10_0000;
/// Base of the thresholds; `+ 16·word + lane`.
pub const THRESHOLD_BASE: u32 = 0x20_0000;
/// Base of the neuron behaviour words; `+ 16·word + lane`.
pub const BEHAVIOUR_BASE: u32 = 0x30_0000;
/// Base of the random states; `+ lane`.
pub const RANDOM_BASE: u32 = 0x40_0000;
/// Base of the controller thresholds; `+ 16·word + lane`.
pub const CONTROLLER_THRESHOLD_BASE: u32 = 0x50_0000;
/// Base of the weights; `+ 16·word + lane`.
pub const WEIGHT_BASE: u32 = 0x80_0000;

/// Base of the host's window, which is answered beside the core (`docs/host.md`).
pub const WINDOW_BASE: u32 = 0xF0_0000;
/// A write puts an event word into the event store.
pub const EVENT: u32 = WINDOW_BASE;
/// Free words of the event store.
pub const ROOM: u32 = WINDOW_BASE + 1;
/// Event words accepted.
pub const ACCEPTED: u32 = WINDOW_BASE + 2;
/// Check sum of the accepted event words.
pub const CHECK: u32 = WINDOW_BASE + 3;
/// Reading takes a spike: valid 31, spikes taken before 23:16, neuron 15:0.
pub const SPIKE: u32 = WINDOW_BASE + 4;
/// Lost bytes 7:0, expired packets 15:8, unknown ones 23:16, refused events 31:24.
pub const FAULTS: u32 = WINDOW_BASE + 5;
/// Polynomial of [`CHECK`]: the register is doubled modulo it, and the event word added, both over GF(2).
pub const CHECK_POLYNOMIAL: u32 = 0x04C1_1DB7;

/// Bit that marks a source address as a neuron (`EVT-2`).
pub const NEURON_SOURCE: u16 = 0x8000;
/// Bits that mark a source address as the positive controller neuron of a neuron (`EVT-2`).
pub const CONTROLLER_SOURCE: u16 = 0xC000;
/// Bit that makes it the negative one.
pub const NEGATIVE: u16 = 0x2000;

/// Event kinds, bits 17:16 of an event word.
pub const KIND_SPIKE: u32 = 0;
/// See [`KIND_SPIKE`].
pub const KIND_TARGET: u32 = 1;
/// See [`KIND_SPIKE`].
pub const KIND_STEP: u32 = 2;
/// See [`KIND_SPIKE`].
pub const KIND_CONTROL: u32 = 3;

/// One word of the input event stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A spike of a source address (`EVT-2`).
    Spike(u16),
    /// A new target rate, in 1/256 spikes a step, for a neuron (`EVT-3`).
    Target {
        /// Neuron, 0 … 255.
        neuron: u8,
        /// Rate, 1/256 spikes a step.
        rate: u8,
    },
    /// End of a step (`EVT-4`).
    Step,
    /// Modes, and whether to clear all state (`EVT-5`).
    Control {
        /// Feedback reaches the neurons.
        feedback: bool,
        /// Weights are updated.
        learning: bool,
        /// Clear neuron and controller state.
        clear: bool,
    },
}

impl Event {
    /// The 18-bit word on the event port (`EVT-1`).
    pub fn encode(self) -> u32 {
        match self {
            Event::Spike(source) => (KIND_SPIKE << 16) | u32::from(source),
            Event::Target { neuron, rate } => {
                (KIND_TARGET << 16) | (u32::from(neuron) << 8) | u32::from(rate)
            }
            Event::Step => KIND_STEP << 16,
            Event::Control { feedback, learning, clear } => {
                (KIND_CONTROL << 16)
                    | u32::from(feedback)
                    | (u32::from(learning) << 1)
                    | (u32::from(clear) << 2)
            }
        }
    }

    /// Reads an 18-bit event word; bits above are ignored.
    pub fn decode(word: u32) -> Self {
        let payload = word & 0xFFFF;
        match (word >> 16) & 3 {
            KIND_SPIKE => Event::Spike(payload as u16),
            KIND_TARGET => Event::Target { neuron: (payload >> 8) as u8, rate: payload as u8 },
            KIND_STEP => Event::Step,
            _ => Event::Control {
                feedback: payload & 1 != 0,
                learning: payload & 2 != 0,
                clear: payload & 4 != 0,
            },
        }
    }
}
