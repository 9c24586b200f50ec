//! Directed cases: one per corner of the specification, small enough to follow in a waveform.

use spindle_hdl::configuration::{
    Configuration, Controller, Neuron, Prediction, Projection, default_random_state,
};
use spindle_hdl::geometry::Geometry;
use spindle_hdl::memory_map::{CONTROLLER_SOURCE, Event, NEGATIVE, NEURON_SOURCE};
use spindle_sim::stimulus::Timed;

use super::{Case, predictive, restart};

/// Connects feedback and learning.
const LEARN: Event = Event::Control { feedback: true, learning: true, clear: false };
/// Disconnects both.
const INFER: Event = Event::Control { feedback: false, learning: false, clear: false };

/// A case in the making: two lanes, eight neurons in four words, one projection from four inputs to all of them.
struct Bench {
    case: Case,
}

impl Bench {
    fn new(name: &str) -> Self {
        let geometry = Geometry {
            lanes: 2,
            neurons: 8,
            weight_words: 32,
            projections: 3,
            event_depth: 8,
            spike_depth: 8,
            weight_bits: 8,
            membrane_bits: 12,
            weight_scale: 2,
            ..Geometry::default()
        };
        let neuron = Neuron {
            threshold: 400,
            leak: 4,
            controlled: true,
            injected: true,
            controller_threshold: 250,
            ..Neuron::default()
        };
        let configuration = Configuration {
            neuron_words: 4,
            input_entries: 1,
            controllers_emit: false,
            projections: vec![Projection { rate_shift: 4, learn: true, ..DENSE }],
            prediction: Prediction::default(),
            controller: Controller {
                error_leak: 1,
                proportional_leak: 2,
                integral_leak: 5,
                modulatory_leak: 15,
                error_gain: 300,
                proportional_gain: 200,
                integral_gain: 60,
            },
            neurons: vec![neuron; 8],
            weights: (0..64).map(|i| i * 37 % 120 - 40).collect(),
            random: (0..2).map(default_random_state).collect(),
            state: None,
        };
        Self { case: Case::new(name, geometry, configuration, Vec::new()) }
    }

    /// Changes anything of the case.
    fn with(mut self, change: impl FnOnce(&mut Case)) -> Self {
        change(&mut self.case);
        self
    }

    fn weights(self, weight: i16) -> Self {
        self.with(|case| case.configuration.weights.fill(weight))
    }

    fn neurons(self, change: impl Fn(&mut Neuron)) -> Self {
        self.with(|case| case.configuration.neurons.iter_mut().for_each(change))
    }

    fn controller(self, change: impl FnOnce(&mut Controller)) -> Self {
        self.with(|case| change(&mut case.configuration.controller))
    }

    /// Strong feedback, so that weights move by many units.
    fn strong(self) -> Self {
        self.controller(|c| (c.proportional_gain, c.integral_gain) = (1200, 300))
    }

    /// The first `inputs` of `projections` are walked by inputs, the others by neurons.
    fn projections(self, inputs: usize, projections: &[Projection]) -> Self {
        self.with(|case| {
            case.configuration.input_entries = inputs;
            case.configuration.projections = projections.to_vec();
        })
    }

    fn send(self, events: &[Event]) -> Self {
        self.with(|case| {
            case.events.extend(events.iter().map(|event| Timed { gap: 0, word: event.encode() }));
        })
    }

    fn targets(mut self, rate: u8) -> Self {
        for neuron in 0..8 {
            self = self.send(&[Event::Target { neuron, rate }]);
        }
        self
    }

    /// `steps` steps in each of which `sources` spike.
    fn steps(mut self, steps: usize, sources: &[u16]) -> Case {
        for _ in 0..steps {
            for source in sources {
                self = self.send(&[Event::Spike(*source)]);
            }
            self = self.send(&[Event::Step]);
        }
        self.case
    }
}

impl From<Case> for Bench {
    fn from(case: Case) -> Self {
        Self { case }
    }
}

/// From four inputs to all neurons.
const DENSE: Projection = Projection {
    source_base: 0,
    source_count: 4,
    weight_base: 0,
    post_base: 0,
    row_words: 4,
    rate_shift: 0,
    learn: false,
    modulatory: false,
    predictive: None,
};

/// From four neurons to all neurons.
const RECURRENT: Projection =
    Projection { source_base: NEURON_SOURCE, weight_base: 16, rate_shift: 3, learn: true, ..DENSE };

/// From eight inputs to one word.
const ONE_WORD: Projection =
    Projection { source_count: 8, row_words: 1, rate_shift: 2, learn: true, ..DENSE };

/// From the controllers of four neurons to the modulators of words 2 and 3.
const FEEDBACK: Projection = Projection {
    source_base: CONTROLLER_SOURCE,
    weight_base: 16,
    post_base: 2,
    row_words: 2,
    modulatory: true,
    ..DENSE
};

/// All directed cases.
pub fn cases() -> Vec<Case> {
    let cases = [
        neuron_corners(),
        plasticity_corners(),
        exact_values(),
        feedback_corners(),
        queue_corners(),
        mode_corners(),
        unit_corners(),
        predictive::cases(),
        predictive::saturating_drives(),
    ]
    .concat();
    let interrupted = restart::of(&cases);
    [cases, interrupted].concat()
}

/// Membrane, threshold, leak, reset, refractory time (NUM-1, NUM-9, SYN-6, UPD-1 to UPD-5, GEO-4).
fn neuron_corners() -> Vec<Case> {
    let silent = |name: &str| Bench::new(name).send(&[INFER]);
    let leak = |name: &str, weight: i16| {
        let case = silent(name).weights(weight).with(|case| {
            for (shift, neuron) in case.configuration.neurons.iter_mut().enumerate() {
                (neuron.leak, neuron.threshold) = (2 * shift as u8, 2047);
            }
        });
        Bench::from(case.steps(1, &[0, 1])).steps(12, &[])
    };
    vec![
        silent("membrane saturates high")
            .weights(127)
            .neurons(|n| (n.threshold, n.leak) = (2047, 15))
            .steps(6, &[0, 1, 2, 3]),
        silent("membrane saturates low").weights(-128).neurons(|n| n.leak = 15).steps(6, &[0, 1, 2, 3]),
        // 100 · 2^2 meets a threshold of 400 exactly, which does not fire, and of 399, which does.
        silent("membrane equals threshold").weights(100).neurons(|n| n.leak = 15).steps(2, &[0]),
        silent("membrane one above threshold")
            .weights(100)
            .neurons(|n| (n.threshold, n.leak) = (399, 15))
            .steps(2, &[0]),
        leak("leak of a positive membrane", 101),
        leak("leak of a negative membrane", -101),
        silent("reset to zero, refractory")
            .weights(127)
            .neurons(|n| (n.reset_to_zero, n.refractory) = (true, 3))
            .steps(12, &[0, 1]),
        Bench::new("fewer neuron words than the core holds")
            .with(|case| case.configuration.neuron_words = 2)
            .send(&[LEARN])
            .targets(99)
            .steps(4, &[0, 3]),
    ]
}

/// Weights, forwarding, controller (SYN-4 to SYN-7, CTL-1 to CTL-6).
fn plasticity_corners() -> Vec<Case> {
    let learning = |name: &str| Bench::new(name).send(&[LEARN]);
    let huge = |c: &mut Controller| (c.proportional_gain, c.integral_gain) = (3000, 900);
    let saturated = learning("controller saturates").controller(|c| {
        (c.proportional_leak, c.integral_leak, c.error_leak) = (15, 15, 15);
        (c.proportional_gain, c.integral_gain, c.error_gain) = (0x7FFF, 0x7FFF, 0x7FFF);
    });
    vec![
        learning("weights clip high")
            .weights(120)
            .controller(huge)
            .neurons(|n| n.threshold = 2047)
            .targets(255)
            .steps(12, &[0, 1]),
        learning("weights clip low")
            .weights(-120)
            .controller(huge)
            .with(|case| case.configuration.projections.push(Projection { weight_base: 16, ..DENSE }))
            .with(|case| {
                case.configuration.input_entries = 2;
                case.configuration.weights[32..].fill(127);
            })
            .neurons(|n| (n.threshold, n.leak) = (0, 15))
            .targets(0)
            .steps(12, &[0, 1]),
        Bench::from(saturated.targets(200).steps(6, &[0])).targets(0).steps(12, &[1]),
        learning("controller threshold zero")
            .neurons(|n| n.controller_threshold = 0)
            .targets(40)
            .steps(12, &[0]),
        learning("same row twice in a row")
            .projections(1, &[ONE_WORD])
            .strong()
            .targets(150)
            .steps(8, &[5, 5, 5, 2, 5, 2, 2, 5]),
        learning("rows of two words back to back")
            .projections(1, &[Projection { row_words: 2, ..ONE_WORD }])
            .strong()
            .targets(150)
            .steps(8, &[1, 1, 3, 1, 1]),
        learning("rows of three words back to back")
            .projections(1, &[Projection { row_words: 3, ..ONE_WORD }])
            .strong()
            .targets(150)
            .steps(8, &[1, 1, 3, 1, 1]),
        learning("same neuron spikes twice in a row")
            .projections(1, &[ONE_WORD, Projection { row_words: 1, ..RECURRENT }])
            .strong()
            .targets(150)
            .steps(8, &[NEURON_SOURCE | 2, NEURON_SOURCE | 2, 5, NEURON_SOURCE | 2]),
        learning("two inputs hit the same neurons").targets(100).steps(6, &[0, 1, 0, 1]),
    ]
}

/// Values that one gate of an adder, a clamp or a comparison decides (SYN-4, SYN-5, CTL-4, RND-3, MAP-3).
fn exact_values() -> Vec<Case> {
    // Even neurons spike in each step and should not; odd ones should and do not. Errors last one step.
    let opposed = |name: &str| {
        Bench::new(name)
            .projections(
                2,
                &[
                    Projection { learn: true, ..DENSE },
                    Projection { source_base: 8, source_count: 1, weight_base: 16, ..DENSE },
                ],
            )
            .with(|case| {
                case.configuration.weights[..32].fill(0);
                case.configuration.weights[32..].fill(100);
                for (index, neuron) in case.configuration.neurons.iter_mut().enumerate() {
                    neuron.threshold = if index % 2 == 0 { 0 } else { 2047 };
                    (neuron.leak, neuron.reset_to_zero, neuron.injected) = (15, true, false);
                }
            })
            .controller(|c| (c.error_leak, c.proportional_leak, c.integral_gain) = (0, 0, 0))
            .send(&[LEARN])
            .send(&[1, 3, 5, 7].map(|neuron| Event::Target { neuron, rate: 255 }))
    };
    let each_source = |bench: Bench| {
        let warm = Bench::from(bench.steps(2, &[8]));
        (0..4).fold(warm, |bench, source| Bench::from(bench.steps(1, &[8, source]))).case
    };
    // Feedback of both signs, added to weights of 0 as it is: one bit beyond a sum's range, then low bits that tell a
    // clamped sum from a wrapped one.
    let feedback = (0..15).map(|bit| {
        let gain = if bit < 8 { 1 << bit } else { (1 << bit) + 44 };
        each_source(
            opposed(&format!("feedback of {gain}, added without a shift"))
                .controller(|c| c.proportional_gain = gain),
        )
    });
    // The drive of a first spike misses the threshold of the pair by a power of two.
    let missed = [0, 1, 6, 7].map(|least| {
        opposed(&format!("drives short of the threshold by 2^{least} and more"))
            .with(|case| {
                for (index, neuron) in case.configuration.neurons.iter_mut().enumerate() {
                    neuron.controller_threshold = 300 + (1 << (least + index));
                }
            })
            .steps(3, &[8])
    });
    let slow = [10, 13].map(|shift| {
        Bench::new(&format!("slow learning, rate shift {shift}"))
            .with(|case| case.configuration.projections[0].rate_shift = shift)
            .send(&[LEARN])
            .strong()
            .targets(120)
            .steps(60, &[0, 1, 2, 3])
    });
    let seeds = [[0, 0x20], [0x200, 0x2000]].map(|states| {
        Bench::new(&format!("random states {states:x?}"))
            .with(|case| case.configuration.random = states.to_vec())
            .send(&[LEARN])
            .strong()
            .targets(120)
            .steps(8, &[0, 1, 2, 3])
    });
    let many = Bench::new("three hundred steps").send(&[INFER]).steps(300, &[]);
    feedback.chain(missed).chain(slow).chain(seeds).chain([many]).collect()
}

/// Cores that lack units, and narrow weights (GEO-3, GEO-6 to GEO-9): all bits are set that then have no meaning.
fn unit_corners() -> Vec<Case> {
    let network = |name: &str| {
        Bench::new(name)
            .projections(
                1,
                &[
                    Projection { learn: true, rate_shift: 3, ..DENSE },
                    RECURRENT,
                    Projection { source_base: CONTROLLER_SOURCE, modulatory: true, ..RECURRENT },
                ],
            )
            .with(|case| case.configuration.controllers_emit = true)
            .neurons(|n| n.modulated = true)
            .send(&[LEARN])
            .targets(140)
    };
    let lacking = |name: &str, change: fn(&mut Geometry)| {
        network(name)
            .with(|case| change(&mut case.geometry))
            .steps(10, &[0, 2, CONTROLLER_SOURCE | 1, CONTROLLER_SOURCE | NEGATIVE | 1, NEURON_SOURCE | 1])
    };
    vec![
        lacking("no learning", |g| g.learning = false),
        lacking("no modulators", |g| g.modulators = false),
        lacking("no learning, no modulators", |g| (g.learning, g.modulators) = (false, false)),
        lacking("no controllers", |g| {
            (g.learning, g.controllers, g.modulators) = (false, false, false);
        }),
        lacking("no retire ports", |g| g.retire = false),
        lacking("no controllers, no retire ports", |g| {
            (g.learning, g.controllers, g.modulators, g.retire) = (false, false, false, false);
        }),
        network("weights of four bits")
            .strong()
            .with(|case| {
                (case.geometry.weight_bits, case.geometry.weight_scale) = (4, 5);
                case.configuration.weights.iter_mut().for_each(|weight| *weight = *weight * 8 / 128);
            })
            .steps(16, &[0, 2, 1]),
    ]
}

/// Controller spikes, modulators, injection, mismatched parameters (EVT-9, SYN-1, SYN-8, UPD-1, UPD-2, CTL-6, CTL-7).
fn feedback_corners() -> Vec<Case> {
    // Neurons 0 to 3 are controlled, 4 to 7 modulated; the feedback reaches words 2 and 3.
    let layered = |name: &str| {
        Bench::new(name)
            .projections(
                2,
                &[
                    Projection {
                        source_count: 4,
                        row_words: 2,
                        post_base: 2,
                        learn: true,
                        rate_shift: 2,
                        ..DENSE
                    },
                    Projection { weight_base: 24, row_words: 2, rate_shift: 5, learn: true, ..DENSE },
                    Projection {
                        source_base: NEURON_SOURCE | 4,
                        weight_base: 8,
                        row_words: 2,
                        learn: true,
                        ..DENSE
                    },
                    FEEDBACK,
                ],
            )
            .with(|case| {
                case.geometry.projections = 4;
                case.configuration.controllers_emit = true;
                for neuron in &mut case.configuration.neurons[4..] {
                    (neuron.controlled, neuron.injected, neuron.modulated) = (false, false, true);
                }
            })
            .send(&[LEARN])
    };
    let strong = |c: &mut Controller| (c.modulatory_leak, c.error_gain) = (15, 30_000);
    vec![
        layered("controllers teach a hidden layer").targets(140).steps(24, &[0, 2, 1]),
        layered("negative controllers teach a hidden layer")
            .weights(100)
            .targets(0)
            .neurons(|n| n.threshold = 300)
            .steps(24, &[0, 2, 1]),
        layered("modulators saturate upwards").weights(127).steps(3, &[CONTROLLER_SOURCE | 1; 20]),
        layered("modulators saturate downwards")
            .weights(127)
            .steps(3, &[CONTROLLER_SOURCE | NEGATIVE | 1; 20]),
        layered("controllers of many spikes")
            .weights(-128)
            .controller(strong)
            .neurons(|n| n.controller_threshold = 1)
            .targets(255)
            .steps(40, &[]),
        layered("feedback into hidden membranes")
            .neurons(|n| n.injected = n.modulated)
            .targets(180)
            .steps(16, &[0, 1]),
        layered("a controlled neuron that is modulated as well")
            .neurons(|n| (n.controlled, n.modulated) = (true, true))
            .targets(100)
            .steps(20, &[3, 0]),
        layered("controllers that do not emit")
            .with(|case| case.configuration.controllers_emit = false)
            .targets(140)
            .steps(8, &[0, 2]),
        layered("the host plays controllers")
            .targets(20)
            .steps(6, &[CONTROLLER_SOURCE | 1, CONTROLLER_SOURCE | NEGATIVE | 1, CONTROLLER_SOURCE | 3, 2]),
        layered("modulatory and driving words in turn to the same neurons")
            .targets(90)
            .steps(6, &[CONTROLLER_SOURCE, 0, CONTROLLER_SOURCE | 1, 1, CONTROLLER_SOURCE | NEGATIVE, 2]),
        Bench::new("feedback not injected")
            .neurons(|n| n.injected = false)
            .send(&[LEARN])
            .targets(120)
            .steps(8, &[0, 2]),
        Bench::new("two leaks, one pair threshold a neuron")
            .with(|case| {
                for (index, neuron) in (1..).zip(&mut case.configuration.neurons) {
                    (neuron.leak, neuron.fine_leak) = (index as u8 - 1, 2 * index as u8 - 1);
                    neuron.controller_threshold = 60 * index;
                }
            })
            .send(&[LEARN])
            .targets(150)
            .steps(12, &[0, 1]),
    ]
}

/// Queues and table walks (EVT-3, EVT-6, EVT-8, SYN-1, OUT-1, OUT-2, CLK-1 to CLK-5).
fn queue_corners() -> Vec<Case> {
    let learning = |name: &str| Bench::new(name).send(&[LEARN]);
    let overflow = |name: &str, depth: usize, steps: usize| {
        Bench::new(name)
            .weights(127)
            .neurons(|n| n.threshold = 0)
            .with(|case| (case.geometry.spike_depth, case.spike_ready) = (depth, false))
            .send(&[INFER])
            .steps(steps, &[0, 1])
    };
    vec![
        overflow("output queue overflows", 2, 4),
        overflow("output queue of eight overflows", 8, 6),
        learning("input queue full").with(|case| case.geometry.event_depth = 2).steps(4, &[0, 1, 2, 3, 0, 1]),
        learning("all neurons spike at once")
            .weights(127)
            .neurons(|n| n.threshold = 10)
            .projections(1, &[DENSE, RECURRENT])
            .targets(128)
            .steps(6, &[0, 1]),
        learning("row of no words").projections(1, &[Projection { row_words: 0, ..DENSE }]).steps(3, &[0, 1]),
        learning("several projections, some do not apply")
            .projections(
                3,
                &[
                    Projection { source_base: 2, ..ONE_WORD },
                    Projection { post_base: 2, row_words: 2, weight_base: 8, ..ONE_WORD },
                    Projection { source_base: 20, ..ONE_WORD },
                ],
            )
            .targets(90)
            .steps(4, &[0, 3, 2, 9, 21, 20]),
        learning("no projection for inputs")
            .projections(0, &[RECURRENT])
            .steps(3, &[0, NEURON_SOURCE, NEURON_SOURCE | 3]),
        learning("targets beyond the core")
            .send(&[7, 8, 255].map(|neuron| Event::Target { neuron, rate: 255 }))
            .steps(4, &[0]),
        learning("recurrent network")
            .weights(70)
            .projections(1, &[DENSE, RECURRENT])
            .targets(60)
            .steps(12, &[1]),
        learning("empty steps back to back").targets(77).steps(10, &[]),
    ]
}

/// Modes and clear (EVT-5, SYN-3, UPD-8, CLK-8 to CLK-10).
fn mode_corners() -> Vec<Case> {
    let control = |feedback, learning, clear| Event::Control { feedback, learning, clear };
    let disconnected =
        Bench::new("feedback disconnected, learning bit set").send(&[LEARN]).targets(120).steps(6, &[0, 2]);
    let changing = Bench::new("mode changes right after a step").send(&[LEARN]).targets(200).steps(3, &[0]);
    let cleared = Bench::new("clear").weights(60).send(&[LEARN]).targets(130).steps(4, &[0, 1]);
    vec![
        Bench::new("learning off, feedback on")
            .send(&[control(true, false, false)])
            .targets(120)
            .steps(6, &[0, 2]),
        Bench::from(disconnected).send(&[control(false, true, false)]).steps(4, &[0, 2]),
        Bench::from(changing)
            .send(&[INFER, Event::Step, LEARN, Event::Step, INFER, Event::Step])
            .steps(1, &[]),
        Bench::from(cleared).send(&[control(true, true, true)]).steps(4, &[0, 1]),
    ]
}
