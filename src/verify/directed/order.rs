//! Order: queues, table walks, modes, clear.

use spindle_spec::configuration::Projection;
use spindle_spec::memory_map::{Event, NEURON_SOURCE};

use super::bench::{Bench, DENSE, INFER, LEARN, ONE_WORD, RECURRENT};
use crate::verify::Case;

/// Queues and table walks (EVT-3, EVT-6, EVT-8, SYN-1, OUT-1, OUT-2, CLK-1 to CLK-5).
pub(super) fn queue_corners() -> Vec<Case> {
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
pub(super) fn mode_corners() -> Vec<Case> {
    let disconnected =
        Bench::new("feedback disconnected, learning bit set").send(&[LEARN]).targets(120).steps(6, &[0, 2]);
    let changing = Bench::new("mode changes right after a step").send(&[LEARN]).targets(200).steps(3, &[0]);
    let cleared = Bench::new("clear").weights(60).send(&[LEARN]).targets(130).steps(4, &[0, 1]);
    vec![
        Bench::new("learning off, feedback on")
            .send(&[Event::modes(true, false)])
            .targets(120)
            .steps(6, &[0, 2]),
        Bench::from(disconnected).send(&[Event::modes(false, true)]).steps(4, &[0, 2]),
        Bench::from(changing)
            .send(&[INFER, Event::Step, LEARN, Event::Step, INFER, Event::Step])
            .steps(1, &[]),
        Bench::from(cleared).send(&[Event::clear(true, true)]).steps(4, &[0, 1]),
    ]
}

/// Clears of targets (EVT-5, UPD-9). Behind one, target events set what the first steps then show.
pub(super) fn cleared_targets() -> Vec<Case> {
    let running = |name: &str| Bench::new(name).weights(60).send(&[LEARN]).targets(130).steps(5, &[0, 1]);
    let alone = Event::Control { feedback: true, learning: true, clear: false, clear_targets: true };
    let again = |case: Case| Bench::from(case).targets(77).steps(5, &[0, 1]);
    vec![
        // Rates of 0 first: targets alone would not show that phases are 0 as well.
        again(
            Bench::from(running("clear of targets")).send(&[Event::clear_all(true, true)]).steps(3, &[0, 1]),
        ),
        again(Bench::from(running("bit 3 without bit 2")).send(&[alone]).steps(3, &[0, 1])),
        // A target that is written in the last cycle before a clear, and one on the first behind
        // it.
        Bench::from(running("targets right before and behind a clear of targets"))
            .targets(255)
            .send(&[Event::clear_all(true, true)])
            .targets(200)
            .steps(5, &[0]),
    ]
}
