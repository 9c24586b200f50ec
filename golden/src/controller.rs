//! The control phase of one neuron: target, error, controller pair, feedback current (`CTL-1` to
//! `CTL-6`).

use spindle_spec::configuration::Controller;

use crate::arithmetic::{decay, saturate};

/// State of one neuron's controller pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Target rate, 1/256 spikes per step.
    pub rate: u8,
    /// Target phase, 1/256 spikes.
    pub phase: u8,
    /// Error trace `e`.
    pub error: i16,
    /// Drive `c`.
    pub drive: i16,
    /// Proportional trace `p`, membrane units.
    pub proportional: i16,
    /// Integral trace `i`, membrane units.
    pub integral: i16,
}

/// Which neuron of the pair fired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fired {
    /// Neither.
    #[default]
    None,
    /// The positive one: more activity is wanted.
    Positive,
    /// The negative one: less activity is wanted.
    Negative,
}

impl State {
    /// The state after a clear: target rate and phase stay (`UPD-8`).
    #[must_use]
    pub fn cleared(self) -> Self {
        Self { rate: self.rate, phase: self.phase, ..Self::default() }
    }
}

fn saturate16(x: i32) -> i16 {
    saturate(x, 16) as i16
}

fn trace(x: i16, leak: u8, added: i32) -> i16 {
    saturate16(decay(i32::from(x), leak) + added)
}

/// One control phase of a controlled neuron that fired (`spike`) or not (`CTL-1` to `CTL-5`);
/// `threshold` is its pair's. Gives the new state and which neuron of the pair fired.
#[inline]
pub fn control(parameters: &Controller, threshold: u16, state: State, spike: bool) -> (State, Fired) {
    let (phase, target) = state.phase.overflowing_add(state.rate);
    let surprise = i32::from(target) - i32::from(spike);
    let error = trace(state.error, parameters.error_leak, surprise * i32::from(parameters.error_gain));
    let drive = saturate16(i32::from(state.drive) + i32::from(error));
    let threshold = threshold as i16;
    let (drive, sign, fired) = if drive >= threshold {
        (drive - threshold, 1, Fired::Positive)
    } else if drive <= -threshold {
        (drive + threshold, -1, Fired::Negative)
    } else {
        (drive, 0, Fired::None)
    };
    let proportional = trace(
        state.proportional,
        parameters.proportional_leak,
        sign * i32::from(parameters.proportional_gain),
    );
    let integral =
        trace(state.integral, parameters.integral_leak, sign * i32::from(parameters.integral_gain));
    (State { rate: state.rate, phase, error, drive, proportional, integral }, fired)
}

/// The integral trace of a modulated neuron after its modulator is taken in (`CTL-7`).
#[inline]
pub fn modulate(parameters: &Controller, integral: i16, modulator: i32) -> i16 {
    trace(integral, parameters.modulatory_leak, modulator)
}

/// The feedback current `f` of a neuron that is controlled or not (`CTL-6`), membrane units.
#[inline]
pub fn feedback(state: &State, controlled: bool) -> i16 {
    let proportional = if controlled { state.proportional } else { 0 };
    saturate16(i32::from(proportional) + i32::from(state.integral))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One phase with its feedback current.
    fn control(parameters: &Controller, threshold: u16, state: State, spike: bool) -> (State, Fired, i16) {
        let (state, fired) = super::control(parameters, threshold, state, spike);
        (state, fired, feedback(&state, true))
    }

    /// Error forgotten each step, proportional trace halves, integral trace kept.
    const PAIR: Controller = Controller {
        error_leak: 0,
        proportional_leak: 1,
        integral_leak: 15,
        modulatory_leak: 2,
        error_gain: 10,
        proportional_gain: 100,
        integral_gain: 7,
    };

    #[test]
    fn ctl_1_phase_carries_a_target_spike() {
        let start = State { rate: 100, phase: 56, ..State::default() };
        let (a, ..) = control(&PAIR, 25, start, false); // 156
        let (b, ..) = control(&PAIR, 25, a, false); // 256: carry
        let (c, ..) = control(&PAIR, 25, b, false); // 100
        assert_eq!([a.phase, b.phase, c.phase], [156, 0, 100]);
        assert_eq!([a.error, b.error, c.error], [0, 10, 0]);
        // Rate 0 never gives one; rate 255 does in 255 of 256 steps.
        let mut state = State { rate: 255, ..State::default() };
        let mut targets = 0;
        for _ in 0..256 {
            state = control(&PAIR, 25, state, false).0;
            targets += i32::from(state.error != 0);
        }
        assert_eq!(targets, 255);
    }

    #[test]
    fn ctl_2_to_6_a_positive_spike_after_three_missing_spikes() {
        // Phase 3 + 255 = 258, then 257, then 256: a target spike in each of the three steps.
        let mut state = State { rate: 255, phase: 3, ..State::default() };
        let mut seen = Vec::new();
        for _ in 0..3 {
            let (next, fired, feedback) = control(&PAIR, 25, state, false);
            seen.push((next.error, next.drive, fired, next.proportional, next.integral, feedback));
            state = next;
        }
        // Drive 10, 20, 30: fires at 30 >= 25 and keeps 5.
        assert_eq!(
            seen,
            [
                (10, 10, Fired::None, 0, 0, 0),
                (10, 20, Fired::None, 0, 0, 0),
                (10, 5, Fired::Positive, 100, 7, 107)
            ]
        );
        // A spike and a target in the same step: no error; p = 100 - (101 >> 1) = 50.
        let (next, fired, feedback) = control(&PAIR, 25, State { rate: 255, phase: 200, ..state }, true);
        assert_eq!((next.error, next.drive, fired, feedback), (0, 5, Fired::None, 57));
    }

    #[test]
    fn ctl_4_negative_spike_and_equality() {
        let (next, fired, feedback) = control(&PAIR, 25, State { drive: -15, ..State::default() }, true);
        assert_eq!((next.drive, fired, feedback), (0, Fired::Negative, -107));
        let (next, fired, _) = control(&PAIR, 25, State { drive: -14, ..State::default() }, true);
        assert_eq!((next.drive, fired), (-24, Fired::None));
        let (next, fired, _) = control(&PAIR, 25, State { drive: 25, ..State::default() }, false);
        assert_eq!((next.drive, fired), (0, Fired::Positive));
    }

    #[test]
    fn ctl_4_threshold_zero_prefers_the_positive() {
        assert_eq!(control(&PAIR, 0, State::default(), false).1, Fired::Positive);
        assert_eq!(control(&PAIR, 0, State { drive: 3, ..State::default() }, false).1, Fired::Positive);
        let (next, fired, _) = control(&PAIR, 0, State { drive: -3, ..State::default() }, false);
        assert_eq!((next.drive, fired), (-3, Fired::Negative));
    }

    #[test]
    fn ctl_2_3_5_6_saturate_both_ways() {
        let strong = Controller {
            error_leak: 15,
            proportional_leak: 15,
            integral_leak: 15,
            modulatory_leak: 15,
            error_gain: 32_767,
            proportional_gain: 32_767,
            integral_gain: 32_767,
        };
        let high = State {
            rate: 255,
            phase: 255,
            error: 1_000,
            drive: 1_000,
            proportional: 20_000,
            integral: 20_000,
        };
        let (next, fired, feedback) = control(&strong, 1, high, false);
        assert_eq!(
            (next.error, next.drive, next.proportional, next.integral, feedback, fired),
            (32_767, 32_766, 32_767, 32_767, 32_767, Fired::Positive)
        );
        let low = State {
            rate: 0,
            phase: 0,
            error: -1_000,
            drive: -1_000,
            proportional: -20_000,
            integral: -20_000,
        };
        let (next, fired, feedback) = control(&strong, 1, low, true);
        assert_eq!(
            (next.error, next.drive, next.proportional, next.integral, feedback, fired),
            (-32_768, -32_767, -32_768, -32_768, -32_768, Fired::Negative)
        );
    }

    #[test]
    fn ctl_7_the_modulator_feeds_a_leaky_trace() {
        // 80 - (82 >> 2) = 60, plus -25.
        assert_eq!(modulate(&PAIR, 80, -25), 35);
        // The sum saturates, not the modulator: -32768 - (-32766 >> 2) = -24576.
        assert_eq!(modulate(&PAIR, -32_768, 40_000), 15_424);
        assert_eq!(modulate(&PAIR, 0, 1 << 20), 32_767);
        assert_eq!(modulate(&PAIR, 0, -(1 << 20)), -32_768);
        let both = State { proportional: 3, integral: 4, ..State::default() };
        assert_eq!([true, false].map(|controlled| feedback(&both, controlled)), [7, 4]);
    }
}
