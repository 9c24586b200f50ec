//! Cases that a reset interrupts, and that then begin from the beginning (BUS-4, RUN-5), and are read while they work (BUS-3).

use spindle_hdl::memory_map::{self as map, Event};

use spindle_sim::stimulus::Stimulus;

use super::Case;
use crate::model::{Golden, ModelError};

/// Thresholds, behaviour, controller thresholds and weights as writes over the bus (MAP-4, MAP-5, MAP-7, MAP-8).
pub(super) fn memory_writes(case: &Case) -> Vec<(u32, u32)> {
    let lanes = case.geometry.lanes;
    let at = |base: u32, index: usize| base + (16 * (index / lanes) + index % lanes) as u32;
    let neurons = case.configuration.neurons.iter().enumerate();
    let weights = case.configuration.weights.iter().enumerate();
    neurons
        .flat_map(|(index, neuron)| {
            [
                (at(map::THRESHOLD_BASE, index), neuron.threshold),
                (at(map::BEHAVIOUR_BASE, index), neuron.behaviour() | u32::from(neuron.late_reset) << 16),
                (at(map::CONTROLLER_THRESHOLD_BASE, index), u32::from(neuron.controller_threshold)),
            ]
        })
        .chain(weights.map(|(index, weight)| (at(map::WEIGHT_BASE, index), i32::from(*weight) as u32)))
        .collect()
}

/// The least clocks of a run under `stimulus` in which all events are taken.
pub(super) fn shortest(case: &Case, stimulus: &Stimulus) -> Result<u64, ModelError> {
    let (mut least, mut enough) = (4 * stimulus.writes.len() as u64, stimulus.clocks);
    while least < enough {
        let clocks = least.midpoint(enough);
        let tried = Stimulus { clocks, ..stimulus.clone() };
        let mut golden = Golden::new(&case.geometry, &case.configuration, &tried)?;
        while golden.next_record().is_some() {}
        if golden.reads().is_some() { enough = clocks } else { least = clocks + 1 }
    }
    Ok(enough)
}

/// Every third of `cases`, with a reset at one of several points of its course. Sent without targets, because target phases
/// survive, and updating all words, so that all state is cleared.
pub(super) fn of(cases: &[Case]) -> Vec<Case> {
    let interrupted = |(index, case): (usize, &Case)| {
        let mut case = case.clone();
        case.events.retain(|event| !matches!(Event::decode(event.word), Event::Target { .. }));
        case.configuration.neuron_words = case.geometry.neuron_words();
        let clocks = case.stimulus().expect("a directed case fits").clocks;
        // Thirteenths: not in step with anything.
        case.restart = clocks * (4 + index as u64 % 9) / 13;
        case.name = format!("{}, after a reset on clock {}", case.name, case.restart);
        case
    };
    cases.iter().step_by(3).enumerate().map(interrupted).collect()
}
