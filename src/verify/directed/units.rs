//! Units that a core has or lacks: feedback, controller spikes, modulators.

use spindle_spec::configuration::{Controller, Projection};
use spindle_spec::geometry::Geometry;
use spindle_spec::memory_map::{CONTROLLER_SOURCE, NEGATIVE, NEURON_SOURCE};

use super::bench::{Bench, DENSE, FEEDBACK, LEARN, RECURRENT};
use crate::verify::Case;

/// Cores that lack units, and narrow weights (GEO-3, GEO-6 to GEO-9): all bits are set that then
/// have no meaning.
pub(super) fn unit_corners() -> Vec<Case> {
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

/// Neurons 0 to 3 are controlled, 4 to 7 modulated; the feedback reaches words 2 and 3.
fn layered(name: &str) -> Bench {
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
}

/// Traces of modulated neurons leave their range, of word 2 upwards and of word 3 downwards
/// (CTL-7): a step's controller spikes bring no more than 12 bits, so it takes many.
pub(super) fn saturating_modulation() -> Case {
    layered("traces of modulated neurons saturate")
        .with(|case| {
            case.configuration.weights[36..38].fill(127);
            case.configuration.weights[38..40].fill(-128);
        })
        .steps(20, &[CONTROLLER_SOURCE | 1; 17])
}

/// Controller spikes, modulators, injection, mismatched parameters (EVT-9, SYN-1, SYN-8, UPD-1,
/// UPD-2, CTL-6, CTL-7).
pub(super) fn feedback_corners() -> Vec<Case> {
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
