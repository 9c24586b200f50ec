//! Cases that a reset interrupts, and that then begin from the beginning (BUS-4, RUN-5).

use spindle_hdl::memory_map::Event;

use super::Case;

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
