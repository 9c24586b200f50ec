//! The update phase of one neuron (`UPD-1` to `UPD-5`).

use spindle_spec::configuration::Neuron;

use crate::arithmetic::{decay, leaked_part, saturate};

/// State of one neuron.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Membrane `v`, signed, `M` bits, membrane units.
    pub membrane: i32,
    /// Refractory counter `r`, steps.
    pub refractory: u8,
}

/// One update. `limit` is the bound that the membrane must exceed to fire, the threshold where no
/// model says otherwise (`MOD-1`); `feedback` is the stored current where it acts, else 0;
/// membranes have `membrane_bits` bits. Returns the new state and whether the neuron fired.
#[inline]
pub fn update(
    parameters: &Neuron,
    limit: i32,
    state: State,
    feedback: i16,
    membrane_bits: usize,
) -> (State, bool) {
    let leaked = decay(state.membrane, parameters.leak) - leaked_part(state.membrane, parameters.fine_leak);
    let driven = saturate(leaked + i32::from(feedback), membrane_bits);
    let fire = state.refractory == 0 && driven > limit;
    let after_spike = match (parameters.late_reset, parameters.reset_to_zero) {
        (true, _) => driven,
        (false, true) => 0,
        (false, false) => driven - parameters.threshold as i32,
    };
    let membrane = if fire { after_spike } else { driven };
    let refractory = if fire { parameters.refractory } else { state.refractory.saturating_sub(1) };
    (State { membrane, refractory }, fire)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An update without a model.
    fn update(parameters: &Neuron, state: State, feedback: i16, membrane_bits: usize) -> (State, bool) {
        super::update(parameters, parameters.threshold as i32, state, feedback, membrane_bits)
    }

    const KEEP: Neuron = Neuron {
        threshold: 100,
        leak: 15,
        fine_leak: 15,
        refractory: 0,
        reset_to_zero: false,
        controlled: false,
        injected: false,
        modulated: false,
        controller_threshold: 0,
        late_reset: false,
    };

    fn at(membrane: i32, refractory: u8) -> State {
        State { membrane, refractory }
    }

    #[test]
    fn upd_3_fires_strictly_above_the_threshold() {
        assert_eq!(update(&KEEP, at(100, 0), 0, 16), (at(100, 0), false));
        assert_eq!(update(&KEEP, at(101, 0), 0, 16), (at(1, 0), true));
    }

    #[test]
    fn mod_1_a_model_moves_the_bound_and_not_what_a_reset_subtracts() {
        assert_eq!(super::update(&KEEP, 180, at(180, 0), 0, 16), (at(180, 0), false));
        assert_eq!(super::update(&KEEP, 180, at(181, 0), 0, 16), (at(81, 0), true));
    }

    #[test]
    fn upd_4_both_resets() {
        assert_eq!(update(&KEEP, at(250, 0), 0, 16), (at(150, 0), true));
        let zero = Neuron { reset_to_zero: true, ..KEEP };
        assert_eq!(update(&zero, at(250, 0), 0, 16), (at(0, 0), true));
    }

    #[test]
    fn pre_11_a_late_reset_leaves_the_membrane() {
        let late = Neuron { late_reset: true, ..KEEP };
        assert_eq!(update(&late, at(250, 0), 0, 16), (at(250, 0), true));
        assert_eq!(update(&Neuron { reset_to_zero: true, ..late }, at(250, 0), 0, 16), (at(250, 0), true));
    }

    #[test]
    fn upd_5_a_refractory_neuron_integrates_and_leaks_but_does_not_fire() {
        let slow = Neuron { refractory: 2, leak: 3, ..KEEP };
        // 800 - (804 >> 3) = 700, fires, 600 left; 600 - (604 >> 3) = 525; 525 - (529 >> 3) = 459;
        // 459 - 57 = 402.
        let (state, fired) = update(&slow, at(800, 0), 0, 16);
        assert_eq!((state, fired), (at(600, 2), true));
        let (state, fired) = update(&slow, state, 0, 16);
        assert_eq!((state, fired), (at(525, 1), false));
        let (state, fired) = update(&slow, state, 0, 16);
        assert_eq!((state, fired), (at(459, 0), false));
        assert_eq!(update(&slow, state, 0, 16), (at(302, 2), true));
    }

    #[test]
    fn upd_2_feedback_saturates_both_ways() {
        assert_eq!(
            update(&Neuron { threshold: 32_767, ..KEEP }, at(32_000, 0), 32_000, 16),
            (at(32_767, 0), false)
        );
        assert_eq!(update(&KEEP, at(-2_000, 0), -32_768, 12), (at(-2_048, 0), false));
        // The largest membrane is not above the largest threshold: such a neuron never fires.
        assert_eq!(update(&Neuron { threshold: 2_046, ..KEEP }, at(2_000, 0), 500, 12), (at(1, 0), true));
    }

    #[test]
    fn upd_1_the_second_leak_adds_to_the_first() {
        let fine = Neuron { leak: 2, fine_leak: 3, threshold: 30_000, ..KEEP };
        // 100 - (102 >> 2) - (104 >> 3) = 62; -100 - (-98 >> 2) - (-96 >> 3) = -63.
        assert_eq!(update(&fine, at(100, 0), 0, 16).0, at(62, 0));
        assert_eq!(update(&fine, at(-100, 0), 0, 16).0, at(-63, 0));
        // The largest leaks of all: x - x - (x + 1 >> 1).
        let all = Neuron { leak: 0, fine_leak: 1, threshold: 32_767, ..KEEP };
        assert_eq!(update(&all, at(-32_768, 0), 0, 16).0, at(16_384, 0));
    }

    #[test]
    fn upd_1_leaks_before_feedback() {
        let leaky = Neuron { leak: 1, ..KEEP };
        // 200 - (201 >> 1) = 100, plus 1 = 101: fires.
        assert_eq!(update(&leaky, at(200, 0), 1, 16), (at(1, 0), true));
    }
}
