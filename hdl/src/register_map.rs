//! The register map as data (`MAP-1` to `MAP-10`, `HOST-7`): one source for `csr.csv`, `csr.json` and the documentation.

use crate::memory_map as map;

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

/// All registers and regions, by address.
pub fn registers() -> Vec<Register> {
    let one =
        |name, address, access, bits, meaning| Register { name, address, words: 1, access, bits, meaning };
    let many = |name, address, words, access, bits, meaning| Register {
        name,
        address,
        words,
        access,
        bits,
        meaning,
    };
    vec![
        one("identity", map::IDENTITY, "r", 32, "0x53504E44, \"SPND\""),
        one("version", map::VERSION, "r", 32, "version of this map"),
        one(
            "shape",
            map::SHAPE,
            "r",
            32,
            "lanes 7:0, weight bits 15:8, membrane bits 23:16, weight scale 31:24",
        ),
        one(
            "depths",
            map::DEPTHS,
            "r",
            27,
            "neuron words 15:0, projection entries 23:16; built without learning 24, controllers 25, modulators 26",
        ),
        one("neuron_words", map::NEURON_WORDS, "rw", 13, "neuron words that an update visits; 0 acts as 1"),
        one(
            "entries",
            map::ENTRIES,
            "rw",
            17,
            "entries walked by inputs 4:0, in all 12:8; controllers emit 16",
        ),
        one(
            "controller_leaks",
            map::CONTROLLER_LEAKS,
            "rw",
            16,
            "error 3:0, proportional 7:4, integral 11:8, modulatory 15:12",
        ),
        one("error_gain", map::ERROR_GAIN, "rw", 15, "what an error spike adds to the error trace"),
        one("proportional_gain", map::PROPORTIONAL_GAIN, "rw", 15, "controller spike to proportional trace"),
        one("integral_gain", map::INTEGRAL_GAIN, "rw", 15, "controller spike to integral trace"),
        one("status", map::STATUS, "r", 4, "feedback 0, learning 1, overflow 2, idle 3"),
        one("steps", map::STEPS, "r", 32, "steps"),
        one("events", map::EVENTS, "r", 32, "spikes taken from the input queue"),
        one("words", map::WORDS, "r", 32, "weight words streamed"),
        one("spikes", map::SPIKES, "r", 32, "neurons fired"),
        one("dropped", map::DROPPED, "r", 32, "output entries dropped"),
        one(
            "predictive_leak",
            map::PREDICTIVE_LEAK,
            "rw",
            16,
            "leak factor of the predictive pass, if built",
        ),
        one("predictive_decay", map::PREDICTIVE_DECAY, "rw", 16, "decay factor of its input traces"),
        one("predictive_sources", map::PREDICTIVE_SOURCES, "r", 16, "its source traces; 0 if not built"),
        many(
            "projection",
            map::PROJECTION_BASE,
            64,
            "w",
            32,
            "+4·entry: source base 15:0, source count 31:16; +1: weight base 15:0, first neuron word 27:16; \
             +2: words a row 12:0, rate shift 19:16, learn 20, modulatory 21, predictive 24, logarithmic 25, \
             bounded 26, learn by prediction 27; +3: trace base 15:0, predictive rate 23:16, its shift 27:24",
        ),
        many(
            "threshold",
            map::THRESHOLD_BASE,
            1 << 16,
            "w",
            23,
            "+16·word + lane: threshold, membrane units",
        ),
        many(
            "behaviour",
            map::BEHAVIOUR_BASE,
            1 << 16,
            "w",
            17,
            "+16·word + lane: leak 3:0, refractory period 7:4, reset to zero 8, controlled 9, injected 10, \
             modulated 11, second leak 15:12, late reset 16",
        ),
        many(
            "controller_threshold",
            map::CONTROLLER_THRESHOLD_BASE,
            1 << 16,
            "w",
            15,
            "+16·word + lane: threshold of the pair of controller neurons",
        ),
        many("random", map::RANDOM_BASE, 16, "w", 31, "+lane: state of the random source"),
        many(
            "weight",
            map::WEIGHT_BASE,
            1 << 20,
            "rw",
            16,
            "+16·word + lane: weight, sign extended when read",
        ),
        one("event", map::EVENT, "w", 18, "bridge: puts an event word into its event store"),
        one("room", map::ROOM, "r", 13, "bridge: free words of its event store"),
        one("accepted", map::ACCEPTED, "r", 32, "bridge: event words accepted, modulo 2^32"),
        one("check", map::CHECK, "r", 32, "bridge: check sum of the accepted event words"),
        one(
            "spike",
            map::SPIKE,
            "r",
            32,
            "bridge: reading takes a spike: valid 31, spikes taken before modulo 256 23:16, neuron 15:0",
        ),
        one(
            "faults",
            map::FAULTS,
            "r",
            32,
            "bridge, each modulo 256: lost bytes 7:0, expired packets 15:8, unknown bytes 23:16, refused events 31:24",
        ),
    ]
}
