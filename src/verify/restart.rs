//! Cases that a reset interrupts, and that then begin from the beginning (BUS-4, RUN-5). Their
//! reads begin while the core still works (BUS-3).

use spindle_spec::memory_map::{self as map, Event};

use spindle_spec::stimulus::Stimulus;

use super::Case;
use spindle_golden::{Core, Golden, ModelError};

/// The address of a neuron's parameter, or of a weight.
fn at(case: &Case, base: u32, index: usize) -> u32 {
    let lanes = case.geometry.lanes;
    base + (16 * (index / lanes) + index % lanes) as u32
}

/// Thresholds, behaviour, controller thresholds and weights as writes over the bus (MAP-4, MAP-5,
/// MAP-7, MAP-8).
pub(super) fn memory_writes(case: &Case) -> Vec<(u32, u32)> {
    let at = |base, index| at(case, base, index);
    let neurons = case.configuration.neurons.iter().enumerate();
    let weights = case.configuration.weights.iter().enumerate();
    neurons
        .flat_map(|(index, neuron)| {
            [
                (at(map::THRESHOLD_BASE, index), neuron.threshold),
                (at(map::BEHAVIOUR_BASE, index), neuron.behaviour_word()),
                (at(map::CONTROLLER_THRESHOLD_BASE, index), u32::from(neuron.controller_threshold)),
            ]
        })
        .chain(
            case.configuration
                .models
                .iter()
                .enumerate()
                .map(|(index, word)| (at(map::MODEL_BASE, index), *word)),
        )
        .chain(weights.map(|(index, weight)| (at(map::WEIGHT_BASE, index), i32::from(*weight) as u32)))
        .collect()
}

/// Length of a run under `stimulus` before its reads begin, which meet a core at work (`BUS-3`):
/// after the last event or spike taken, or in its cycle; or in that of an earlier one, and the
/// others are taken between the reads.
pub(super) fn clocks(case: &Case, stimulus: &Stimulus) -> Result<u64, ModelError> {
    let mut golden = Golden::new(&case.geometry, &case.configuration, stimulus)?;
    let mut taken = vec![golden.taken()];
    let mut first = None;
    while let Some((cycle, _)) = golden.next_record() {
        first.get_or_insert(cycle);
        taken.push(golden.taken());
    }
    taken.dedup();
    let last = taken.len() - 1;
    // As good as random.
    let clocks = match case.restart % 4 {
        0 => taken[last],
        1 => taken[last * (5 + case.restart as usize % 7) / 13],
        _ => taken[last] + 1,
    };
    // Something is to be seen before.
    Ok(clocks.max(first.map_or(0, |cycle| cycle + 1)))
}

/// The last spike from outside that changes weights, and the address of the last weight that it
/// changes.
fn last_learned(case: &Case) -> Result<Option<(usize, u32)>, ModelError> {
    let mut core = Core::new(&case.geometry, &case.configuration)?;
    let mut last = None;
    for (index, timed) in case.events.iter().enumerate() {
        core.settle(&mut ());
        let before = core.weights().to_vec();
        let event = Event::decode(timed.word);
        core.event(event, &mut ());
        if let Event::Spike(_) = event
            && let Some(weight) = before.iter().zip(core.weights()).rposition(|(before, now)| before != now)
        {
            last = Some((index, at(case, map::WEIGHT_BASE, weight)));
        }
    }
    Ok(last)
}

/// Puts first, while the core still works, what the last words change last: the weights of a spike,
/// or what is counted of them; the spikes of a step.
pub(super) fn order(case: &Case, reads: &mut [u32]) -> Result<(), ModelError> {
    let first = match last_learned(case)? {
        Some((index, address)) if index + 1 == case.events.len() && index % 2 == 0 => address,
        Some((index, _)) if index + 1 == case.events.len() => map::WORDS,
        _ => map::SPIKES,
    };
    if let Some(index) = reads.iter().position(|address| *address == first) {
        reads[..=index].rotate_right(1);
    }
    Ok(())
}

/// Every third of `cases`, without targets and with a reset at one of several points of its course.
pub(super) fn of(cases: &[Case]) -> Vec<Case> {
    let without_targets = |(index, case): (usize, &Case)| {
        let mut case = case.clone();
        case.events.retain(|event| !matches!(Event::decode(event.word), Event::Target { .. }));
        interrupted(index, case)
    };
    cases.iter().step_by(3).enumerate().map(without_targets).collect()
}

/// `case` with a reset at the `index`th of several points of its course. It updates all words, so
/// that all state is cleared.
pub(super) fn interrupted(index: usize, mut case: Case) -> Case {
    case.configuration.neuron_words = case.geometry.neuron_words();
    // Half of them end with a spike, the others with a step.
    if let (1, Some((last, _))) = (index % 2, last_learned(&case).expect("a directed case fits")) {
        case.events.truncate(last + 1);
    }
    // Half of either meet a core at rest, so that nothing else is at work when the reads begin.
    if let (1 | 2, Some(last)) = (index % 4, case.events.last_mut()) {
        last.gap += 32;
    }
    let clocks = case.stimulus().expect("a directed case fits").cycles;
    // Thirteenths: not in step with anything.
    case.restart = clocks * (4 + index as u64 % 9) / 13;
    case.name = format!("{}, after a reset", case.name);
    case
}
