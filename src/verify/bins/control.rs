//! Bins of update and control phase (sections 6 and 7).

use super::{Bin, Watch};
use spindle_golden::controller::{Fired, State};
use spindle_golden::observer::{ControlWord, NeuronWord};

/// Bits of everything that a controller keeps (NUM-7).
const BITS: usize = 16;

/// The part of `x` that leaks with shift code `k` (NUM-9).
fn leaked(x: i64, k: u8) -> i64 {
    match k {
        0 => x,
        15 => 0,
        k => (x + (1 << (k - 1))) >> k,
    }
}

/// `decay(x, k)` (NUM-9).
fn decay(x: impl Into<i64>, k: u8) -> i64 {
    let x = x.into();
    x - leaked(x, k)
}

impl Watch<'_> {
    /// A neuron word after its update.
    pub(super) fn updates(&mut self, word: &NeuronWord<'_>) {
        for (lane, neuron) in self.lanes(word.word).enumerate() {
            let parameters = &self.case.configuration.neurons[neuron];
            let (before, fires) = (word.membrane_before[lane], word.spikes >> lane & 1 == 1);
            let fine = leaked(before.into(), parameters.fine_leak);
            let kept = decay(before, parameters.leak) - fine;
            let acts = self.modes.0 && parameters.injected;
            let exact = kept + if acts { i64::from(self.feedback[neuron]) } else { 0 };
            let ends = [Bin::UpdateSaturatesUp, Bin::UpdateSaturatesDown];
            let driven = self.bins.saturate(exact, self.case.geometry.membrane_bits, ends);
            let threshold = i64::from(parameters.threshold);
            let late = parameters.late_reset && self.case.geometry.predictive_sources > 0;
            let left = match fires {
                true if late => driven,
                true if parameters.reset_to_zero => 0,
                true => driven - threshold,
                false => driven,
            };
            assert_eq!(left, i64::from(word.membrane_after[lane]), "UPD-1 to UPD-4");
            self.bins.count(Bin::AtThreshold, driven == threshold && !fires);
            self.bins.count(Bin::Refractory, driven > threshold && !fires);
            self.bins.count(Bin::NegativeLeak, before < 0 && kept != i64::from(before));
            self.bins.count(Bin::FineLeak, fine != 0);
            self.bins.count(Bin::LateReset, fires && late);
            self.bins.count(Bin::ResetToZero, fires && !late && parameters.reset_to_zero);
            self.bins.count(Bin::ResetBySubtraction, fires && !late && !parameters.reset_to_zero);
            self.due[neuron] = fires && late;
        }
        self.bins.count(Bin::Simultaneous, word.spikes.count_ones() > 1);
        self.firing_words += u32::from(word.spikes != 0);
        self.bins.count(Bin::SimultaneousWords, self.firing_words == 2 && word.spikes != 0);
        self.updated = (word.spikes, word.membrane_after.to_vec());
    }

    /// A neuron word after its control phase, which directly follows its update.
    pub(super) fn controls(&mut self, word: &ControlWord<'_>) {
        let fired = |sign| word.fired.contains(&sign);
        self.bins.count(Bin::PositiveFires, fired(Fired::Positive));
        self.bins.count(Bin::NegativeFires, fired(Fired::Negative));
        self.bins.count(Bin::BothSignsFire, fired(Fired::Positive) && fired(Fired::Negative));
        for (lane, neuron) in self.lanes(word.word).enumerate() {
            let parameters = &self.case.configuration.neurons[neuron];
            let modulated = self.case.geometry.modulators && parameters.modulated;
            let (before, after) = (self.controllers[neuron], word.state[lane]);
            if parameters.controlled {
                let fires = self.updated.0 >> lane & 1 == 1;
                self.steers(before, after, fires, word.fired[lane], modulated);
            }
            if modulated {
                let kept = decay(before.integral, self.case.configuration.controller.modulatory_leak);
                let exact = kept + i64::from(std::mem::take(&mut self.modulators[neuron]));
                let ends = [Bin::ModulatedSaturatesUp, Bin::ModulatedSaturatesDown];
                let integral = self.bins.saturate(exact, BITS, ends);
                assert_eq!(integral, i64::from(after.integral), "CTL-7");
            }
            if parameters.controlled || modulated {
                let proportional = if parameters.controlled { i64::from(after.proportional) } else { 0 };
                let exact = proportional + i64::from(after.integral);
                let gated = modulated && self.updated.1[lane] < 0;
                self.bins.count(Bin::Gated, gated && exact != 0);
                let ends = [Bin::FeedbackSaturatesUp, Bin::FeedbackSaturatesDown];
                let feedback = if gated { 0 } else { self.bins.saturate(exact, BITS, ends) };
                assert_eq!(feedback, i64::from(word.feedback[lane]), "CTL-6, CTL-7");
            }
            self.controllers[neuron] = after;
            self.feedback[neuron] = word.feedback[lane];
        }
    }

    /// The controller of a neuron that fired or not (CTL-1 to CTL-5); `pair` says which of its
    /// neurons did.
    fn steers(&mut self, before: State, after: State, fires: bool, pair: Fired, modulated: bool) {
        let controller = self.case.configuration.controller;
        let gain = |sign: i64, gain: u16| sign * i64::from(gain);
        let target = u16::from(before.phase) + u16::from(after.rate) >= 256;
        let surprise = i64::from(target) - i64::from(fires);
        let exact = decay(before.error, controller.error_leak) + gain(surprise, controller.error_gain);
        let error = self.bins.saturate(exact, BITS, [Bin::ErrorSaturatesUp, Bin::ErrorSaturatesDown]);
        assert_eq!(error, i64::from(after.error), "CTL-2");
        let exact = i64::from(before.drive) + error;
        self.bins.saturate(exact, BITS, [Bin::DriveSaturatesUp, Bin::DriveSaturatesDown]);
        let sign = match pair {
            Fired::Positive => 1,
            Fired::Negative => -1,
            Fired::None => 0,
        };
        let exact = decay(before.proportional, controller.proportional_leak)
            + gain(sign, controller.proportional_gain);
        let ends = [Bin::ProportionalSaturatesUp, Bin::ProportionalSaturatesDown];
        let proportional = self.bins.saturate(exact, BITS, ends);
        assert_eq!(proportional, i64::from(after.proportional), "CTL-5");
        // Of a modulated neuron this trace is another one (CTL-7).
        if !modulated {
            let exact =
                decay(before.integral, controller.integral_leak) + gain(sign, controller.integral_gain);
            let ends = [Bin::IntegralSaturatesUp, Bin::IntegralSaturatesDown];
            let integral = self.bins.saturate(exact, BITS, ends);
            assert_eq!(integral, i64::from(after.integral), "CTL-5");
        }
    }
}
