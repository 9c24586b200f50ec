//! Functional coverage: which corners of the specification a case reaches, counted on the golden model's retire entries,
//! the same entries that lockstep compares.

use serde::Serialize;
use spindle_hdl::Projection;
use spindle_hdl::memory_map::{CONTROLLER_SOURCE, Event, NEGATIVE, NEURON_SOURCE};

use super::Case;
use spindle_golden::arithmetic::{decay, leaked_part};
use spindle_golden::controller::Fired;
use spindle_golden::observer::{ControlWord, NeuronWord, Observer, PredictiveWord, SynapseWord};
use spindle_golden::{Core, Golden, ModelError};

/// Declares the bins with what each one means.
macro_rules! bins {
    ($($bin:ident: $meaning:literal,)*) => {
        /// A corner of the specification.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Bin {
            $(#[doc = $meaning] $bin,)*
        }

        impl Bin {
            /// All bins.
            pub const ALL: [Self; [$($meaning),*].len()] = [$(Self::$bin),*];

            /// What happens in it.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$bin => $meaning,)* }
            }
        }
    };
}

bins! {
    SumSaturatesUp: "a membrane saturates upwards in the synapse pass (SYN-6)",
    SumSaturatesDown: "a membrane saturates downwards in the synapse pass (SYN-6)",
    ModulatorSaturatesUp: "a modulator saturates upwards (SYN-8)",
    ModulatorSaturatesDown: "a modulator saturates downwards (SYN-8)",
    UpdateSaturatesUp: "a membrane saturates upwards with its feedback (UPD-2)",
    UpdateSaturatesDown: "a membrane saturates downwards with its feedback (UPD-2)",
    AtThreshold: "a membrane equals its threshold, and does not fire (UPD-3)",
    Refractory: "a membrane is above its threshold, and must wait (UPD-3)",
    NegativeLeak: "a negative membrane leaks (UPD-1)",
    FineLeak: "a second leak shift acts (UPD-1)",
    ResetBySubtraction: "a neuron is reset by its threshold (UPD-4)",
    ResetToZero: "a neuron is reset to zero (UPD-4)",
    LateReset: "a neuron is reset in the next predictive pass (PRE-8)",
    Simultaneous: "several neurons of one word fire at once",
    SimultaneousWords: "neurons of several words fire in one step",
    WeightClipsUp: "feedback drives a weight beyond its largest value (SYN-5)",
    WeightClipsDown: "feedback drives a weight beyond its smallest value (SYN-5)",
    RoundsUp: "a change with a fraction is rounded up (SYN-4)",
    RoundsDown: "a change with a fraction is rounded down (SYN-4)",
    LearningOff: "feedback acts, learning is off, the weight stays (SYN-3)",
    FixedProjection: "feedback acts and learning is on, but the projection does not learn (SYN-3)",
    SameWordTwice: "the same weight word learns twice in a row (SYN-7)",
    SameWordAfterOne: "the same weight word learns twice with one word between (SYN-7)",
    SamePostTwice: "two weight words in a row reach the same neurons (SYN-7)",
    NoRow: "a spike that no projection takes (SYN-1)",
    EmptyRow: "a spike of a projection with rows of zero words (SYN-1)",
    TwoRows: "a spike that several projections take (SYN-2)",
    RecurrentRow: "the row of a neuron's spike (EVT-8)",
    PositiveRow: "the row of a positive controller's spike (EVT-9)",
    NegativeRow: "the row of a negative controller's spike (EVT-9)",
    PositiveFires: "a positive controller fires (CTL-4)",
    NegativeFires: "a negative controller fires (CTL-4)",
    BothSignsFire: "controllers of both signs fire in one word (CTL-4)",
    ErrorSaturatesUp: "an error trace reaches its largest value (CTL-2)",
    ErrorSaturatesDown: "an error trace reaches its smallest value (CTL-2)",
    IntegralSaturatesUp: "an integral trace reaches its largest value (CTL-5)",
    IntegralSaturatesDown: "an integral trace reaches its smallest value (CTL-5)",
    FeedbackSaturatesUp: "a feedback current reaches its largest value (CTL-6)",
    FeedbackSaturatesDown: "a feedback current reaches its smallest value (CTL-6)",
    Gated: "feedback is held back by a negative membrane (CTL-7)",
    Clear: "everything is cleared (UPD-8)",
    BothRules: "a weight that learns by feedback and by prediction changes by prediction",
    Logarithmic: "a logarithmic weight changes (PRE-3)",
    Bounded: "a bounded weight stops at zero (PRE-9)",
    PredictiveClipsUp: "a weight reaches its largest value by prediction (PRE-9)",
    PredictiveClipsDown: "a weight reaches its smallest value by prediction (PRE-9)",
    QueueFull: "the input queue is full (OUT-3)",
    OutputLost: "the output queue overflows (OUT-1)",
}

/// How often each bin was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bins([u64; Bin::ALL.len()]);

impl Bins {
    /// What `case` reaches.
    ///
    /// # Errors
    /// A network that does not fit its geometry.
    pub fn of(case: &Case) -> Result<Self, ModelError> {
        let mut core = Core::new(&case.geometry, &case.configuration)?;
        let neurons = case.geometry.neuron_words() * case.geometry.lanes;
        let mut watch = Watch {
            case,
            bins: Self([0; Bin::ALL.len()]),
            feedback: vec![0; neurons],
            modes: (false, false),
            passed: [None; 2],
            firing_words: 0,
        };
        for timed in &case.events {
            let event = Event::decode(timed.word);
            // What an event meets comes before what it changes.
            core.settle(&mut watch);
            watch.begin(event);
            core.event(event, &mut watch);
        }
        let mut bins = watch.bins;
        let told = case.stimulus()?;
        let mut golden = Golden::new(&case.geometry, &case.configuration, &told)?;
        let layout = golden.layout().clone();
        let [ready, overflow] = ["event_ready", "overflow"].map(|name| layout.index(name));
        while let Some((_, record)) = golden.next_record() {
            bins.count(Bin::QueueFull, ready.is_some_and(|index| layout.get(record, index) == 0));
            bins.count(Bin::OutputLost, overflow.is_some_and(|index| layout.get(record, index) == 1));
        }
        Ok(bins)
    }

    /// How often `bin` was reached.
    pub fn hits(&self, bin: Bin) -> u64 {
        self.0[bin as usize]
    }

    fn count(&mut self, bin: Bin, happens: bool) {
        self.0[bin as usize] += u64::from(happens);
    }
}

/// A weight word that passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Passed {
    weight_word: usize,
    post: usize,
    learns: bool,
}

struct Watch<'a> {
    case: &'a Case,
    bins: Bins,
    /// Feedback currents as the control phases left them.
    feedback: Vec<i16>,
    /// Feedback and learning mode.
    modes: (bool, bool),
    /// The last weight words, the last one first.
    passed: [Option<Passed>; 2],
    firing_words: u32,
}

impl Watch<'_> {
    fn begin(&mut self, event: Event) {
        match event {
            Event::Control { feedback, learning, clear } => {
                let geometry = &self.case.geometry;
                self.modes = (feedback && geometry.controllers, learning && geometry.learning);
                if clear {
                    self.feedback.fill(0);
                    self.bins.count(Bin::Clear, true);
                }
            }
            Event::Spike(source) => {
                let configuration = &self.case.configuration;
                let (inputs, all) = (configuration.input_entries, configuration.projections.len());
                let pair = self.pair(source);
                let walked = if source & NEURON_SOURCE == 0 { 0..inputs } else { inputs..all };
                let taking = configuration.projections[walked]
                    .iter()
                    .filter(|projection| pair.wrapping_sub(projection.source_base) < projection.source_count);
                let (empty, rows): (Vec<&Projection>, Vec<&Projection>) =
                    taking.partition(|projection| projection.row_words == 0);
                self.bins.count(Bin::NoRow, empty.is_empty() && rows.is_empty());
                self.bins.count(Bin::EmptyRow, !empty.is_empty());
                self.bins.count(Bin::TwoRows, rows.len() > 1);
            }
            Event::Step => self.firing_words = 0,
            Event::Target { .. } => {}
        }
    }

    fn of_controller(&self, source: u16) -> bool {
        self.case.geometry.modulators && source & CONTROLLER_SOURCE == CONTROLLER_SOURCE
    }

    /// The address that projections are looked up by: both neurons of a controller pair have one.
    fn pair(&self, source: u16) -> u16 {
        if self.of_controller(source) { source & !NEGATIVE } else { source }
    }

    fn lanes(&self, word: usize) -> std::ops::Range<usize> {
        word * self.case.geometry.lanes..(word + 1) * self.case.geometry.lanes
    }
}

impl Observer for Watch<'_> {
    fn synapse(&mut self, word: &SynapseWord<'_>) {
        let geometry = &self.case.geometry;
        let projection = self.case.configuration.projections[word.projection];
        let of_controller = self.of_controller(word.source);
        let negative = of_controller && word.source & NEGATIVE != 0;
        self.bins.count(Bin::RecurrentRow, word.source & NEURON_SOURCE != 0 && !of_controller);
        self.bins.count(Bin::PositiveRow, of_controller && !negative);
        self.bins.count(Bin::NegativeRow, negative);

        let membrane_max = (1i64 << (geometry.membrane_bits - 1)) - 1;
        let scale = if projection.modulatory { 0 } else { geometry.weight_scale };
        let (up, down) = if projection.modulatory {
            (Bin::ModulatorSaturatesUp, Bin::ModulatorSaturatesDown)
        } else {
            (Bin::SumSaturatesUp, Bin::SumSaturatesDown)
        };
        for (weight, before) in word.weight_before.iter().zip(word.membrane_before) {
            let used = i64::from(*weight) >> geometry.weight_bits.saturating_sub(8);
            let term = (used << scale) * if negative { -1 } else { 1 };
            self.bins.count(up, i64::from(*before) + term > membrane_max);
            self.bins.count(down, i64::from(*before) + term < -membrane_max - 1);
        }

        let learns = self.modes.0 && self.modes.1 && projection.learn && !projection.modulatory;
        let weight_max = (1i32 << (geometry.weight_bits - 1)) - 1;
        for ((before, after), neuron) in
            word.weight_before.iter().zip(word.weight_after).zip(self.lanes(word.post))
        {
            let feedback = i32::from(self.feedback[neuron]);
            let acts = self.modes.0 && feedback != 0;
            self.bins.count(Bin::LearningOff, acts && !self.modes.1 && projection.learn);
            self.bins.count(Bin::FixedProjection, acts && self.modes.1 && !projection.learn);
            if learns {
                let (floor, before) = (feedback >> projection.rate_shift, i32::from(*before));
                let fraction = feedback - (floor << projection.rate_shift) != 0;
                self.bins.count(Bin::WeightClipsUp, before + floor > weight_max);
                self.bins.count(Bin::WeightClipsDown, before + floor + i32::from(fraction) < -weight_max - 1);
                self.bins.count(Bin::RoundsDown, fraction && i32::from(*after) == before + floor);
                self.bins.count(Bin::RoundsUp, fraction && i32::from(*after) == before + floor + 1);
            }
        }

        let row = usize::from(self.pair(word.source) - projection.source_base);
        let weight_word = usize::from(projection.weight_base)
            + row * usize::from(projection.row_words)
            + (word.post - usize::from(projection.post_base));
        let now = Passed { weight_word, post: word.post, learns };
        let same =
            |passed: Option<Passed>| passed.is_some_and(|passed| passed.weight_word == weight_word && learns);
        self.bins.count(Bin::SameWordTwice, same(self.passed[0]));
        self.bins.count(Bin::SameWordAfterOne, same(self.passed[1]) && !same(self.passed[0]));
        self.bins.count(
            Bin::SamePostTwice,
            self.passed[0]
                .is_some_and(|passed| passed.post == word.post && passed.weight_word != weight_word),
        );
        self.passed = [Some(now), self.passed[0]];
    }

    fn neuron(&mut self, word: &NeuronWord<'_>) {
        let limit = 1i32 << (self.case.geometry.membrane_bits - 1);
        for (lane, neuron) in self.lanes(word.word).enumerate() {
            let parameters = &self.case.configuration.neurons[neuron];
            let (before, fires) = (word.membrane_before[lane], word.spikes >> lane & 1 == 1);
            let fine = leaked_part(before, parameters.fine_leak);
            let leaked = decay(before, parameters.leak) - fine;
            let acts = self.modes.0 && parameters.injected;
            let driven = leaked + if acts { i32::from(self.feedback[neuron]) } else { 0 };
            let threshold = parameters.threshold as i32;
            self.bins.count(Bin::UpdateSaturatesUp, driven > limit - 1);
            self.bins.count(Bin::UpdateSaturatesDown, driven < -limit);
            self.bins.count(Bin::AtThreshold, driven == threshold && !fires);
            self.bins.count(Bin::Refractory, driven > threshold && !fires);
            self.bins.count(Bin::NegativeLeak, before < 0 && leaked != before);
            self.bins.count(Bin::FineLeak, fine != 0);
            self.bins.count(Bin::LateReset, fires && parameters.late_reset);
            let early = fires && !parameters.late_reset;
            self.bins.count(Bin::ResetToZero, early && parameters.reset_to_zero);
            self.bins.count(Bin::ResetBySubtraction, early && !parameters.reset_to_zero);
        }
        self.bins.count(Bin::Simultaneous, word.spikes.count_ones() > 1);
        self.firing_words += u32::from(word.spikes != 0);
        self.bins.count(Bin::SimultaneousWords, self.firing_words == 2 && word.spikes != 0);
    }

    fn control(&mut self, word: &ControlWord<'_>) {
        let fired = |sign| word.fired.contains(&sign);
        self.bins.count(Bin::PositiveFires, fired(Fired::Positive));
        self.bins.count(Bin::NegativeFires, fired(Fired::Negative));
        self.bins.count(Bin::BothSignsFire, fired(Fired::Positive) && fired(Fired::Negative));
        for (lane, neuron) in self.lanes(word.word).enumerate() {
            let (state, feedback) = (word.state[lane], word.feedback[lane]);
            for (value, up, down) in [
                (state.error, Bin::ErrorSaturatesUp, Bin::ErrorSaturatesDown),
                (state.integral, Bin::IntegralSaturatesUp, Bin::IntegralSaturatesDown),
                (feedback, Bin::FeedbackSaturatesUp, Bin::FeedbackSaturatesDown),
            ] {
                self.bins.count(up, value == i16::MAX);
                self.bins.count(down, value == i16::MIN);
            }
            let modulated =
                self.case.geometry.modulators && self.case.configuration.neurons[neuron].modulated;
            self.bins.count(Bin::Gated, modulated && feedback == 0 && state.integral != 0);
            self.feedback[neuron] = feedback;
        }
    }

    fn predictive(&mut self, word: &PredictiveWord<'_>) {
        let projection = self.case.configuration.projections[word.projection];
        let Some(predictive) = projection.predictive else { return };
        let weight_max = i16::MAX >> (16 - self.case.geometry.weight_bits);
        for (before, after) in word.weight_before.iter().zip(word.weight_after) {
            let changes = before != after;
            self.bins.count(Bin::BothRules, changes && projection.learn && self.modes.0 && self.modes.1);
            self.bins.count(Bin::Logarithmic, changes && predictive.logarithmic);
            self.bins.count(Bin::Bounded, changes && predictive.bounded && *after == 0);
            self.bins.count(Bin::PredictiveClipsUp, changes && *after == weight_max);
            self.bins.count(Bin::PredictiveClipsDown, changes && *after == !weight_max);
        }
    }
}
