//! Event words and register addresses (`EVT-1` to `EVT-5`, `MAP-1` to `MAP-10`, `HOST-7`).
//!
//! Besides the configuration, the only definition that hardware, golden model and host share.

pub use crate::register_map::addresses::*;

/// Version of the map, read at [`VERSION`].
pub const MAP_VERSION: u32 = 2;
/// Content of [`IDENTITY`]: "SPND".
pub const IDENTITY_VALUE: u32 = 0x5350_4E44;

/// Base of the host's window, which is answered outside of the core (`docs/host.md`).
pub const WINDOW_BASE: u32 = 0xF0_0000;
/// Polynomial of [`CHECK`]: the register is doubled modulo it, and the event word added, both over
/// GF(2).
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
    /// A new target rate, in 1/256 spikes per step, for a neuron (`EVT-3`).
    Target {
        /// Neuron, 0 … 255.
        neuron: u8,
        /// Rate, 1/256 spikes per step.
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
        /// Clear target rates and phases with it (`UPD-9`); alone it does nothing.
        clear_targets: bool,
    },
}

impl Event {
    /// A control word that sets the modes and clears nothing.
    pub const fn modes(feedback: bool, learning: bool) -> Self {
        Self::Control { feedback, learning, clear: false, clear_targets: false }
    }

    /// A control word that sets the modes and clears neuron and controller state.
    pub const fn clear(feedback: bool, learning: bool) -> Self {
        Self::Control { feedback, learning, clear: true, clear_targets: false }
    }

    /// A control word that sets the modes and clears target rates and phases as well.
    pub const fn clear_all(feedback: bool, learning: bool) -> Self {
        Self::Control { feedback, learning, clear: true, clear_targets: true }
    }

    /// The 18-bit word on the event port (`EVT-1`).
    pub fn encode(self) -> u32 {
        match self {
            Event::Spike(source) => (KIND_SPIKE << 16) | u32::from(source),
            Event::Target { neuron, rate } => {
                (KIND_TARGET << 16) | (u32::from(neuron) << 8) | u32::from(rate)
            }
            Event::Step => KIND_STEP << 16,
            Event::Control { feedback, learning, clear, clear_targets } => {
                (KIND_CONTROL << 16)
                    | u32::from(feedback)
                    | (u32::from(learning) << 1)
                    | (u32::from(clear) << 2)
                    | (u32::from(clear_targets) << 3)
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
                clear_targets: payload & 8 != 0,
            },
        }
    }
}
