//! Writes observed values into a record (`OBS-1` to `OBS-4`).

use spindle_spec::layout::Layout;

use crate::controller::Fired;
use crate::observer::{ControlWord, NeuronWord, Observer, PredictionWord, PredictiveWord, SynapseWord};
use crate::step_words::StepWords;

/// A record under construction, with the places of the signals in it.
#[derive(Clone, Debug)]
pub struct Record {
    layout: Layout,
    bytes: Vec<u8>,
    event_ready: usize,
    spike_valid: usize,
    overflow: usize,
    steps: usize,
    /// The retire ports, where the core has them.
    synapse: Option<usize>,
    neuron: Option<usize>,
    control: Option<usize>,
    /// The predictive and the prediction retire port, where there are any.
    predictive: Option<[usize; 2]>,
}

impl Record {
    /// The values before cycle 0. `layout` is that of the observed signals, in their order.
    pub fn new(layout: Layout) -> Self {
        let at = |name: &str| layout.index(name).expect("an observed signal");
        Self {
            bytes: layout.initial(),
            event_ready: at("event_ready"),
            spike_valid: at("spike_valid"),
            overflow: at("overflow"),
            steps: at("steps"),
            synapse: layout.index("synapse_valid"),
            neuron: layout.index("neuron_valid"),
            control: layout.index("control_valid"),
            predictive: layout
                .index("predictive_valid_0")
                .zip(layout.index("prediction_valid_0"))
                .map(Into::into),
            layout,
        }
    }

    /// The packed values.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Layout of the values.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// True if a retire port shows an entry.
    pub fn strobed(&self) -> bool {
        self.strobes().any(|port| self.layout.get(&self.bytes, port) != 0)
    }

    fn strobes(&self) -> impl Iterator<Item = usize> + use<> {
        let ports = [self.synapse, self.neuron, self.control].into_iter().flatten();
        ports.chain(self.predictive.into_iter().flatten())
    }

    fn set(&mut self, signal: usize, value: u32) {
        self.layout.set(&mut self.bytes, signal, value);
    }

    /// Sets consecutive signals from `first` on.
    fn set_from<const N: usize>(&mut self, first: usize, values: [u32; N]) {
        for (offset, value) in values.into_iter().enumerate() {
            self.set(first + offset, value);
        }
    }

    /// Lowers the strobes of the retire ports.
    pub fn lower_strobes(&mut self) {
        for port in self.strobes() {
            self.set(port, 0);
        }
    }

    /// Pin `event_ready`.
    pub fn set_event_ready(&mut self, ready: bool) {
        self.set(self.event_ready, ready.into());
    }

    /// Pins `spike_valid` and `spike_address`.
    pub fn set_spike(&mut self, address: Option<u16>) {
        self.set_from(self.spike_valid, [address.is_some().into(), address.unwrap_or(0).into()]);
    }

    /// Pin `overflow`.
    pub fn set_overflow(&mut self) {
        self.set(self.overflow, 1);
    }

    /// Pin `steps`.
    pub fn set_steps(&mut self, steps: u32) {
        self.set(self.steps, steps);
    }

    /// Neuron retire entry of word `word` of the last step.
    pub fn set_neuron(&mut self, words: &StepWords, word: usize) {
        self.neuron(&words.neuron(word));
    }

    /// Control retire entry of word `word` of the last step.
    pub fn set_control(&mut self, words: &StepWords, word: usize) {
        self.control(&words.control(word));
    }

    /// Predictive retire port.
    pub fn set_predictive(&mut self, words: &StepWords, row: usize) {
        Observer::predictive(self, &words.predictive(row));
    }

    /// Prediction retire port.
    pub fn set_prediction(&mut self, words: &StepWords, word: usize) {
        Observer::prediction(self, &words.prediction(word));
    }
}

impl Observer for Record {
    fn synapse(&mut self, word: &SynapseWord<'_>) {
        let Some(port) = self.synapse else { return };
        self.set_from(port, [1, word.projection as u32, word.source.into(), word.post as u32]);
        for lane in 0..word.weight_before.len() {
            let values = [
                word.weight_before[lane] as u32,
                word.weight_after[lane] as u32,
                word.membrane_before[lane] as u32,
                word.membrane_after[lane] as u32,
            ];
            self.set_from(port + 4 + 4 * lane, values);
        }
    }

    fn neuron(&mut self, word: &NeuronWord<'_>) {
        let Some(port) = self.neuron else { return };
        self.set_from(port, [1, word.word as u32]);
        let signals = if word.model_state.is_empty() { 3 } else { 4 };
        for (lane, (before, after)) in word.membrane_before.iter().zip(word.membrane_after).enumerate() {
            let first = port + 2 + signals * lane;
            let spike = u32::from(word.spikes >> lane & 1);
            self.set_from(first, [*before as u32, *after as u32, spike]);
            if let Some(state) = word.model_state.get(lane) {
                self.set(first + 3, *state as u32);
            }
        }
    }

    fn control(&mut self, word: &ControlWord<'_>) {
        let Some(port) = self.control else { return };
        self.set_from(port, [1, word.word as u32]);
        for (lane, ((state, fired), feedback)) in
            word.state.iter().zip(word.fired).zip(word.feedback).enumerate()
        {
            let values = [
                state.error as u32,
                state.drive as u32,
                (*fired == Fired::Positive).into(),
                (*fired == Fired::Negative).into(),
                *feedback as u32,
            ];
            self.set_from(port + 2 + 5 * lane, values);
        }
    }

    fn predictive(&mut self, word: &PredictiveWord<'_>) {
        let Some([port, _]) = self.predictive else { return };
        let shared = [
            1,
            word.projection as u32,
            word.trace as u32,
            word.post as u32,
            word.input.into(),
            word.eligibility,
        ];
        self.set_from(port, shared);
        for lane in 0..word.weight_before.len() {
            let values = [
                word.weight_before[lane] as u32,
                word.weight_after[lane] as u32,
                word.errors[lane] as u32,
                word.gradients[lane] as u32,
            ];
            self.set_from(port + 6 + 4 * lane, values);
        }
    }

    fn prediction(&mut self, word: &PredictionWord<'_>) {
        let Some([_, port]) = self.predictive else { return };
        self.set_from(port, [1, word.word as u32]);
        for lane in 0..word.sums.len() {
            let values = [
                word.sums[lane] as u32,
                word.drives[lane] as u32,
                word.membrane_before[lane] as u32,
                word.membrane_after[lane] as u32,
            ];
            self.set_from(port + 2 + 4 * lane, values);
        }
    }
}
