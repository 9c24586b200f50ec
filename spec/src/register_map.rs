//! The register map (`MAP-1` to `MAP-10`, `HOST-7`): one table of registers and of the fields of
//! their words. Addresses, packing, the offsets that the hardware unpacks with, read-back masks,
//! `csr.csv`, `csr.json`, `csr.h` and the documentation are made of it.

use crate::geometry::Geometry;

/// A part of the core that a geometry may leave out; fields of parts that are not built read 0 and
/// ignore writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// In every core.
    Core,
    /// Learning (`GEO-6`).
    Learning,
    /// Controllers (`GEO-7`).
    Controllers,
    /// Modulators (`GEO-8`).
    Modulators,
    /// The predictive pass (`GEO-5`).
    Prediction,
    /// A neuron model beside the leaky integrator (`GEO-12`).
    Model,
    /// The serial bridge beside the core (`HOST-7`).
    Bridge,
}

impl Unit {
    /// True if a core of `geometry` has it; the bridge is no part of a core.
    pub fn built(self, geometry: &Geometry) -> bool {
        match self {
            Self::Core => true,
            Self::Learning => geometry.learning,
            Self::Controllers => geometry.controllers,
            Self::Modulators => geometry.modulators,
            Self::Prediction => geometry.predictive_sources > 0,
            Self::Model => !geometry.neuron_model.is_lif(),
            Self::Bridge => false,
        }
    }
}

/// A field: `bits` bits of a word, from bit `low` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name of its constant in [`fields`], upper case.
    pub name: &'static str,
    /// Word of its register, from 0: entries of the projection table have four.
    pub word: usize,
    /// Lowest bit.
    pub low: usize,
    /// Width.
    pub bits: usize,
    /// Part of the core that it belongs to.
    pub unit: Unit,
    /// Meaning, with its unit.
    pub meaning: &'static str,
}

impl Field {
    /// Mask of the field in its word.
    pub const fn mask(&self) -> u32 {
        self.most() << self.low
    }

    /// The largest value.
    pub const fn most(&self) -> u32 {
        u32::MAX >> (32 - self.bits)
    }

    /// Places the low bits of `value`; the other bits of the word are 0.
    pub const fn put(&self, value: u32) -> u32 {
        (value << self.low) & self.mask()
    }

    /// Takes the field, unsigned, out of a word.
    pub const fn get(&self, word: u32) -> u32 {
        (word & self.mask()) >> self.low
    }
}

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
    /// Meaning; for a region, how its words are numbered.
    pub meaning: &'static str,
    /// Fields, from the first word and the lowest bit on.
    pub fields: &'static [Field],
}

impl Register {
    /// Bits of its widest word that count.
    pub fn bits(&self) -> usize {
        self.fields.iter().map(|field| field.low + field.bits).max().unwrap_or(0)
    }

    /// Bits of word `word` that a core of `geometry` has.
    pub fn mask(&self, word: usize, geometry: &Geometry) -> u32 {
        let built = |field: &&Field| field.word == word && field.unit.built(geometry);
        self.fields.iter().filter(built).fold(0, |mask, field| mask | field.mask())
    }
}

/// Of registers `CONSTANT = address, words, access, name: "meaning" { fields }`, each field
/// `NAME [word] high:low unit "meaning"`.
macro_rules! registers {
    ($($constant:ident = $address:expr, $words:expr, $access:ident, $name:ident: $meaning:literal {
        $($field:ident [$word:literal] $high:literal : $low:literal $unit:ident $what:literal;)+
    })+) => {
        /// Addresses of the registers, and where regions begin.
        pub mod addresses {
            use crate::memory_map::WINDOW_BASE;
            $(#[doc = $meaning] pub const $constant: u32 = $address;)+
        }

        /// The fields of all words.
        pub mod fields {
            use super::{Field, Unit};
            $($(
                #[doc = $what]
                pub const $field: Field = Field {
                    name: stringify!($field),
                    word: $word,
                    low: $low,
                    bits: $high - $low + 1,
                    unit: Unit::$unit,
                    meaning: $what,
                };
            )+)+
        }

        /// All registers and regions, by address.
        pub const REGISTERS: &[Register] = &[$(Register {
            name: stringify!($name),
            address: addresses::$constant,
            words: $words,
            access: stringify!($access),
            meaning: $meaning,
            fields: &[$(fields::$field),+],
        }),+];
    };
}

registers! {
    IDENTITY = 0x00_0000, 1, r, identity: "identity of a core" {
        IDENTITY_WORD [0] 31:0 Core "0x53504E44, \"SPND\"";
    }
    VERSION = 0x00_0001, 1, r, version: "version of this map" {
        MAP_NUMBER [0] 31:0 Core "version";
    }
    SHAPE = 0x00_0002, 1, r, shape: "shape of the core" {
        LANES [0] 7:0 Core "lanes";
        WEIGHT_BITS [0] 15:8 Core "bits of a stored weight";
        MEMBRANE_BITS [0] 23:16 Core "bits of a membrane";
        WEIGHT_SCALE [0] 31:24 Core "weight scale";
    }
    DEPTHS = 0x00_0003, 1, r, depths: "sizes, and parts that are not built" {
        CORE_WORDS [0] 15:0 Core "neuron words";
        CORE_ENTRIES [0] 23:16 Core "projection entries";
        LACKS_LEARNING [0] 24:24 Core "built without learning";
        LACKS_CONTROLLERS [0] 25:25 Core "built without controllers";
        LACKS_MODULATORS [0] 26:26 Core "built without modulators";
        MODEL_NUMBER [0] 31:28 Core "number of the neuron model, 0 for none";
    }
    NEURON_WORDS = 0x00_0008, 1, rw, neuron_words: "neuron words that an update visits; 0 acts as 1" {
        UPDATED_WORDS [0] 12:0 Core "words";
    }
    ENTRIES = 0x00_0009, 1, rw, entries: "how the projection table is walked" {
        INPUT_ENTRIES [0] 4:0 Core "entries walked by inputs";
        ALL_ENTRIES [0] 12:8 Core "entries in all";
        CONTROLLERS_EMIT [0] 16:16 Modulators "controllers emit";
    }
    CONTROLLER_LEAKS = 0x00_000A, 1, rw, controller_leaks: "leak shift codes of the controllers" {
        ERROR_LEAK [0] 3:0 Controllers "error trace";
        PROPORTIONAL_LEAK [0] 7:4 Controllers "proportional trace";
        INTEGRAL_LEAK [0] 11:8 Controllers "integral trace";
        MODULATORY_LEAK [0] 15:12 Modulators "integral trace of modulated neurons";
    }
    ERROR_GAIN = 0x00_000B, 1, rw, error_gain: "what an error spike adds to the error trace" {
        ERROR_STEP [0] 14:0 Controllers "gain";
    }
    PROPORTIONAL_GAIN = 0x00_000D, 1, rw, proportional_gain: "what a controller spike adds to the proportional trace" {
        PROPORTIONAL_STEP [0] 14:0 Controllers "gain, membrane units";
    }
    INTEGRAL_GAIN = 0x00_000E, 1, rw, integral_gain: "what a controller spike adds to the integral trace" {
        INTEGRAL_STEP [0] 14:0 Controllers "gain, membrane units";
    }
    STATUS = 0x00_0010, 1, r, status: "status" {
        STATUS_FEEDBACK [0] 0:0 Core "feedback mode";
        STATUS_LEARNING [0] 1:1 Core "learning mode";
        STATUS_OVERFLOW [0] 2:2 Core "an output entry was dropped";
        STATUS_IDLE [0] 3:3 Core "idle";
    }
    STEPS = 0x00_0011, 1, r, steps: "counter of steps" {
        STEP_COUNT [0] 31:0 Core "steps";
    }
    EVENTS = 0x00_0012, 1, r, events: "counter of spikes taken from the input queue" {
        EVENT_COUNT [0] 31:0 Core "spikes";
    }
    WORDS = 0x00_0013, 1, r, words: "counter of weight words streamed" {
        WORD_COUNT [0] 31:0 Core "weight words";
    }
    SPIKES = 0x00_0014, 1, r, spikes: "counter of neurons fired" {
        SPIKE_COUNT [0] 31:0 Core "spikes";
    }
    DROPPED = 0x00_0015, 1, r, dropped: "counter of output entries dropped" {
        DROPPED_COUNT [0] 31:0 Core "entries";
    }
    PREDICTIVE_LEAK = 0x00_0020, 1, rw, predictive_leak: "leak factor of the predictive pass" {
        LEAK_FACTOR [0] 15:0 Prediction "factor of 2^-16";
    }
    PREDICTIVE_DECAY = 0x00_0021, 1, rw, predictive_decay: "decay factor of input traces" {
        DECAY_FACTOR [0] 15:0 Prediction "factor of 2^-16";
    }
    PREDICTIVE_SOURCES = 0x00_0022, 1, r, predictive_sources: "source traces of the predictive pass" {
        SOURCE_TRACES [0] 15:0 Core "traces; 0 if not built";
    }
    PROJECTION_BASE = 0x10_0000, 64, w, projection: "+4·entry + word: projection table" {
        SOURCE_BASE [0] 15:0 Core "source base";
        SOURCE_COUNT [0] 31:16 Core "source count";
        FIRST_WEIGHT [1] 15:0 Core "weight base";
        POST_BASE [1] 27:16 Core "first neuron word";
        ROW_WORDS [2] 12:0 Core "weight words a row";
        RATE_SHIFT [2] 19:16 Learning "rate shift";
        LEARNS [2] 20:20 Learning "learn";
        MODULATORY [2] 21:21 Core "modulatory";
        PREDICTS [2] 24:24 Prediction "predictive";
        LOGARITHMIC [2] 25:25 Prediction "logarithmic";
        BOUNDED [2] 26:26 Prediction "bounded";
        LEARNS_BY_PREDICTION [2] 27:27 Prediction "learn by prediction";
        TRACE_BASE [3] 15:0 Prediction "trace base";
        PREDICTIVE_RATE [3] 23:16 Prediction "predictive rate";
        PREDICTIVE_SHIFT [3] 27:24 Prediction "shift of the predictive rate";
    }
    THRESHOLD_BASE = 0x20_0000, 1 << 16, w, threshold: "+16·word + lane: thresholds" {
        THRESHOLD [0] 22:0 Core "threshold, membrane units";
    }
    BEHAVIOUR_BASE = 0x30_0000, 1 << 16, w, behaviour: "+16·word + lane: behaviour of neurons" {
        LEAK [0] 3:0 Core "leak";
        REFRACTORY_PERIOD [0] 7:4 Core "refractory period, steps";
        RESET_TO_ZERO [0] 8:8 Core "reset to zero";
        CONTROLLED [0] 9:9 Controllers "controlled";
        INJECTED [0] 10:10 Controllers "injected";
        MODULATED [0] 11:11 Modulators "modulated";
        FINE_LEAK [0] 15:12 Core "second leak";
        LATE_RESET [0] 16:16 Prediction "late reset";
    }
    RANDOM_BASE = 0x40_0000, 16, w, random: "+lane: random states" {
        RANDOM_STATE [0] 30:0 Learning "state; 0 acts as 1";
    }
    CONTROLLER_THRESHOLD_BASE = 0x50_0000, 1 << 16, w, controller_threshold: "+16·word + lane: thresholds of controller neurons" {
        CONTROLLER_THRESHOLD [0] 14:0 Controllers "threshold of the pair";
    }
    MODEL_BASE = 0x60_0000, 1 << 16, w, model: "+16·word + lane: parameters of the neuron model" {
        MODEL_WORD [0] 31:0 Model "model word, whose fields depend on the model";
    }
    WEIGHT_BASE = 0x80_0000, 1 << 20, rw, weight: "+16·word + lane: weights" {
        WEIGHT [0] 15:0 Core "weight, sign extended when read";
    }
    EVENT = WINDOW_BASE, 1, w, event: "bridge: puts a word into the event FIFO" {
        EVENT_WORD [0] 17:0 Bridge "event word";
    }
    ROOM = WINDOW_BASE + 1, 1, r, room: "bridge: room of the event FIFO" {
        FREE_WORDS [0] 12:0 Bridge "free words";
    }
    ACCEPTED = WINDOW_BASE + 2, 1, r, accepted: "bridge: event words accepted" {
        ACCEPTED_COUNT [0] 31:0 Bridge "words, modulo 2^32";
    }
    CHECK = WINDOW_BASE + 3, 1, r, check: "bridge: check sum of the accepted event words" {
        CHECK_SUM [0] 31:0 Bridge "check sum";
    }
    SPIKE = WINDOW_BASE + 4, 1, r, spike: "bridge: reading takes a spike" {
        SPIKE_NEURON [0] 15:0 Bridge "neuron";
        SPIKE_NUMBER [0] 23:16 Bridge "spikes taken before, modulo 256";
        SPIKE_VALID [0] 31:31 Bridge "valid";
    }
    FAULTS = WINDOW_BASE + 5, 1, r, faults: "bridge: counters of faults, each modulo 256" {
        LOST_BYTES [0] 7:0 Bridge "lost bytes";
        EXPIRED_PACKETS [0] 15:8 Bridge "expired packets";
        UNKNOWN_BYTES [0] 23:16 Bridge "unknown bytes";
        REFUSED_EVENTS [0] 31:24 Bridge "refused events";
    }
}

/// The register or region that the word address `address` belongs to.
pub fn register(address: u32) -> Option<&'static Register> {
    REGISTERS.iter().find(|register| (register.address..register.address + register.words).contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registers_ascend_without_overlap_and_so_do_their_fields() {
        for pair in REGISTERS.windows(2) {
            assert!(pair[0].address + pair[0].words <= pair[1].address, "{} overlaps", pair[0].name);
        }
        for register in REGISTERS {
            for pair in register.fields.windows(2) {
                let end = (pair[0].word, pair[0].low + pair[0].bits);
                assert!(end <= (pair[1].word, pair[1].low), "{} of {}", pair[1].name, register.name);
            }
            assert!(register.bits() <= 32, "{}", register.name);
        }
    }

    #[test]
    fn fields_are_put_and_taken_at_their_bits() {
        assert_eq!(fields::FINE_LEAK.put(0xFF), 0xF000);
        assert_eq!(fields::FINE_LEAK.get(0x1_2345), 2);
        assert_eq!(fields::SOURCE_COUNT.put(0xFFFF), 0xFFFF_0000);
        assert_eq!(fields::STEP_COUNT.mask(), u32::MAX);
    }

    #[test]
    fn masks_leave_out_what_is_not_built() {
        let leaks = register(0xA).expect("controller leaks");
        let geometry = Geometry { modulators: false, ..Geometry::default() };
        assert_eq!((leaks.mask(0, &Geometry::default()), leaks.mask(0, &geometry)), (0xFFFF, 0x0FFF));
        assert_eq!(register(0x10_0006).expect("a table entry").name, "projection");
        assert_eq!(register(0x0C), None);
    }
}
