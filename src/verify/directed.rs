//! Directed cases: one per corner of the specification, small enough to follow in a waveform.

mod bench;
mod models;
mod order;
mod units;
mod values;

use super::{Case, predictive, restart};

/// All directed cases.
pub fn cases() -> Vec<Case> {
    let cases = [
        values::neuron_corners(),
        values::plasticity_corners(),
        values::exact_values(),
        units::feedback_corners(),
        order::queue_corners(),
        order::mode_corners(),
        units::unit_corners(),
        predictive::cases(),
        predictive::saturating_drives(),
        // What stands behind others moves none of them: every third is run again behind a reset.
        vec![predictive::saturating_traces(), units::saturating_modulation()],
    ]
    .concat();
    let interrupted = restart::of(&cases);
    let cleared = order::cleared_targets();
    // A second run with targets begins where the first one did (UPD-9).
    let targeted = cleared.iter().cloned().enumerate();
    let targeted = targeted.map(|(index, case)| restart::interrupted(index + 4, case)).collect();
    // Behind the others, so that no other case changes with a new model.
    let models = models::cases();
    let interrupted_models = restart::of(&models);
    [cases, interrupted, cleared, targeted, models, interrupted_models].concat()
}

/// Cases of the core of most others for faults that only they show: too many for every simulator.
pub fn rare_values() -> Vec<Case> {
    values::rate_shifts()
}

#[cfg(test)]
mod tests {
    use spindle_golden::Core;
    use spindle_spec::memory_map::Event;

    use super::*;

    #[test]
    fn rate_shifts_take_weights_as_far_as_they_say() {
        for case in rare_values().iter().filter(|case| case.name.contains("32767")) {
            let mut core = Core::new(&case.geometry, &case.configuration).unwrap();
            for event in &case.events {
                core.event(Event::decode(event.word), &mut ());
            }
            let shift = case.configuration.projections[0].rate_shift;
            // Nine passes with feedback (eight where a rate of 255 asks for more: its first target
            // spike is in the second step), each of which moves a weight by 32767 / 2^shift or the
            // whole number above.
            let most = 9 * (0x7FFF >> shift) + 9;
            for (even, odd) in core.weights()[..32].chunks(2).map(|pair| (pair[0], pair[1])) {
                let [down, up] = [127 - i32::from(even), i32::from(odd) + 128];
                if shift <= 9 {
                    assert_eq!((even, odd), (-128, 127), "shift {shift}");
                } else {
                    assert!((8..=most).contains(&up) && (1..=most).contains(&down), "{shift}: {up}, {down}");
                }
            }
        }
    }
}
