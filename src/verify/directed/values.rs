//! Values: membranes, weights, controllers, at the ends of their ranges and at equality.

use spindle_spec::configuration::{Controller, Projection};
use spindle_spec::memory_map::{Event, NEURON_SOURCE};

use super::bench::{Bench, DENSE, INFER, LEARN, ONE_WORD, RECURRENT};
use crate::verify::Case;

/// Membrane, threshold, leak, reset, refractory time (NUM-1, NUM-9, SYN-6, UPD-1 to UPD-5, GEO-4).
pub(super) fn neuron_corners() -> Vec<Case> {
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
pub(super) fn plasticity_corners() -> Vec<Case> {
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

/// Even neurons spike in each step and should not; odd ones should and do not. Errors last one
/// step.
fn opposed(name: &str) -> Bench {
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
}

/// Values that one gate of an adder, a clamp or a comparison decides (SYN-4, SYN-5, CTL-4, RND-3,
/// MAP-3).
pub(super) fn exact_values() -> Vec<Case> {
    let each_source = |bench: Bench| {
        let warm = Bench::from(bench.steps(2, &[8]));
        (0..4).fold(warm, |bench, source| Bench::from(bench.steps(1, &[8, source]))).case
    };
    // Feedback of both signs, added to weights of 0 as it is: one bit beyond a sum's range, then
    // low bits that distinguish a clamped sum from a wrapped one.
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

/// Every rate shift (SYN-4): feedback at both ends of its range, which takes weights from one end
/// of theirs to the other where the shift is small; and feedback that a random number of many bits
/// often, not always, lifts by one.
pub(super) fn rate_shifts() -> Vec<Case> {
    let shifts = (0..16).flat_map(|shift| [(shift, 0x7FFF, [127, -128]), (shift, 20_000, [0, 0])]);
    let case = |(shift, gain, weights): (u8, u16, [i16; 2])| {
        opposed(&format!("feedback of {gain}, rate shift {shift}"))
            .with(|case| {
                case.configuration.projections[0].rate_shift = shift;
                for (index, weight) in case.configuration.weights[..32].iter_mut().enumerate() {
                    *weight = weights[index % 2];
                }
            })
            .controller(|c| c.proportional_gain = gain)
            .steps(10, &[8, 0, 1, 2, 3])
    };
    shifts.map(case).collect()
}
