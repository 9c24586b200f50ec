//! The register map (`MAP-1` to `MAP-10`, `HOST-7`): one list, of which the constants in
//! [`crate::memory_map`], `csr.csv`, `csr.json` and the documentation are made.

/// A register, or a region of like registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Register {
    /// Name, lower case.
    pub name: &'static str,
    /// First word address.
    pub address: u32,
    /// Words; more than one for a region.
    pub words: u32,
    /// `r`, `w` or `rw`.
    pub access: &'static str,
    /// Bits that count.
    pub bits: u32,
    /// Fields and meaning.
    pub meaning: &'static str,
}

/// Of lines `CONSTANT = address, words, access, bits, name: meaning;`.
macro_rules! registers {
    ($($constant:ident = $address:expr, $words:expr, $access:ident, $bits:literal, $name:ident: $meaning:literal;)+) => {
        /// Addresses of the registers, and where regions begin.
        pub mod addresses {
            use crate::memory_map::WINDOW_BASE;
            $(#[doc = $meaning] pub const $constant: u32 = $address;)+
        }

        /// All registers and regions, by address.
        pub fn registers() -> Vec<Register> {
            vec![$(Register {
                name: stringify!($name),
                address: addresses::$constant,
                words: $words,
                access: stringify!($access),
                bits: $bits,
                meaning: $meaning,
            }),+]
        }
    };
}

registers! {
    IDENTITY = 0x00_0000, 1, r, 32, identity: "0x53504E44, \"SPND\"";
    VERSION = 0x00_0001, 1, r, 32, version: "version of this map";
    SHAPE = 0x00_0002, 1, r, 32, shape: "lanes 7:0, weight bits 15:8, membrane bits 23:16, weight scale 31:24";
    DEPTHS = 0x00_0003, 1, r, 27, depths:
        "neuron words 15:0, projection entries 23:16; built without learning 24, controllers 25, modulators 26";
    NEURON_WORDS = 0x00_0008, 1, rw, 13, neuron_words: "neuron words that an update visits; 0 acts as 1";
    ENTRIES = 0x00_0009, 1, rw, 17, entries: "entries walked by inputs 4:0, in all 12:8; controllers emit 16";
    CONTROLLER_LEAKS = 0x00_000A, 1, rw, 16, controller_leaks:
        "error 3:0, proportional 7:4, integral 11:8, modulatory 15:12";
    ERROR_GAIN = 0x00_000B, 1, rw, 15, error_gain: "amount that an error spike adds to the error trace";
    PROPORTIONAL_GAIN = 0x00_000D, 1, rw, 15, proportional_gain: "controller spike to proportional trace";
    INTEGRAL_GAIN = 0x00_000E, 1, rw, 15, integral_gain: "controller spike to integral trace";
    STATUS = 0x00_0010, 1, r, 4, status: "feedback 0, learning 1, overflow 2, idle 3";
    STEPS = 0x00_0011, 1, r, 32, steps: "steps";
    EVENTS = 0x00_0012, 1, r, 32, events: "spikes taken from the input queue";
    WORDS = 0x00_0013, 1, r, 32, words: "weight words streamed";
    SPIKES = 0x00_0014, 1, r, 32, spikes: "neurons fired";
    DROPPED = 0x00_0015, 1, r, 32, dropped: "output entries dropped";
    PREDICTIVE_LEAK = 0x00_0020, 1, rw, 16, predictive_leak: "leak factor of the predictive pass, if built";
    PREDICTIVE_DECAY = 0x00_0021, 1, rw, 16, predictive_decay: "decay factor of its input traces";
    PREDICTIVE_SOURCES = 0x00_0022, 1, r, 16, predictive_sources: "its source traces; 0 if not built";
    PROJECTION_BASE = 0x10_0000, 64, w, 32, projection:
        "+4·entry: source base 15:0, source count 31:16; +1: weight base 15:0, first neuron word 27:16; \
         +2: words a row 12:0, rate shift 19:16, learn 20, modulatory 21, predictive 24, logarithmic 25, \
         bounded 26, learn by prediction 27; +3: trace base 15:0, predictive rate 23:16, its shift 27:24";
    THRESHOLD_BASE = 0x20_0000, 1 << 16, w, 23, threshold: "+16·word + lane: threshold, membrane units";
    BEHAVIOUR_BASE = 0x30_0000, 1 << 16, w, 17, behaviour:
        "+16·word + lane: leak 3:0, refractory period 7:4, reset to zero 8, controlled 9, injected 10, \
         modulated 11, second leak 15:12, late reset 16";
    CONTROLLER_THRESHOLD_BASE = 0x50_0000, 1 << 16, w, 15, controller_threshold:
        "+16·word + lane: threshold of the pair of controller neurons";
    RANDOM_BASE = 0x40_0000, 16, w, 31, random: "+lane: state of the random source";
    WEIGHT_BASE = 0x80_0000, 1 << 20, rw, 16, weight: "+16·word + lane: weight, sign extended when read";
    EVENT = WINDOW_BASE, 1, w, 18, event: "bridge: puts an event word into its event store";
    ROOM = WINDOW_BASE + 1, 1, r, 13, room: "bridge: free words of its event store";
    ACCEPTED = WINDOW_BASE + 2, 1, r, 32, accepted: "bridge: event words accepted, modulo 2^32";
    CHECK = WINDOW_BASE + 3, 1, r, 32, check: "bridge: check sum of the accepted event words";
    SPIKE = WINDOW_BASE + 4, 1, r, 32, spike:
        "bridge: reading takes a spike: valid 31, spikes taken before modulo 256 23:16, neuron 15:0";
    FAULTS = WINDOW_BASE + 5, 1, r, 32, faults:
        "bridge, each modulo 256: lost bytes 7:0, expired packets 15:8, unknown bytes 23:16, refused events 31:24";
}
