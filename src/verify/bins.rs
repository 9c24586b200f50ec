//! Functional coverage: which corners of the specification a case reaches, counted on the golden
//! model's retire entries, the same entries that lockstep compares.
//!
//! Saturations are computed again here, by the specification, from the entries before: a value at
//! the end of its range need not have been clipped.

mod control;
mod prediction;
mod synapse;

use serde::Serialize;
use spindle_spec::memory_map::Event;

use super::Case;
use spindle_golden::controller::State;
use spindle_golden::observer::{
    ControlWord, NeuronWord, Observer, PredictionWord, PredictiveWord, SynapseWord,
};
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

            /// Event that the bin counts.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$bin => $meaning,)* }
            }
        }
    };
}

// Every `sat_` of the specification, in both directions, except one: `h` of PRE-9 cannot clip. With
// x ≤ 2^15 and -2^15 ≤ f ≤ 2^15 - 1, f·x lies in [-2^30, 2^30 - 2^15], so (f·x + 2^14) >> 15 in
// [-2^15, 2^15 - 1], which is all of 16 bits. Eligibilities (PRE-10) are never negative, so they
// have one end, and so has the bound of PRE-9.
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
    ErrorSaturatesUp: "an error trace saturates upwards (CTL-2)",
    ErrorSaturatesDown: "an error trace saturates downwards (CTL-2)",
    DriveSaturatesUp: "a controller's drive saturates upwards (CTL-3)",
    DriveSaturatesDown: "a controller's drive saturates downwards (CTL-3)",
    ProportionalSaturatesUp: "a proportional trace saturates upwards (CTL-5)",
    ProportionalSaturatesDown: "a proportional trace saturates downwards (CTL-5)",
    IntegralSaturatesUp: "an integral trace saturates upwards (CTL-5)",
    IntegralSaturatesDown: "an integral trace saturates downwards (CTL-5)",
    FeedbackSaturatesUp: "a feedback current saturates upwards (CTL-6)",
    FeedbackSaturatesDown: "a feedback current saturates downwards (CTL-6)",
    ModulatedSaturatesUp: "the trace of a modulated neuron saturates upwards (CTL-7)",
    ModulatedSaturatesDown: "the trace of a modulated neuron saturates downwards (CTL-7)",
    Gated: "feedback is held back by a negative membrane (CTL-7)",
    Clear: "everything is cleared (UPD-8)",
    ClearTargets: "target phases that are not 0 are cleared as well (UPD-9)",
    BothRules: "a weight that learns by feedback and by prediction changes in the predictive pass",
    Logarithmic: "a logarithmic weight changes (PRE-3)",
    LogarithmBeyond: "a logarithm is beyond the largest value (PRE-3)",
    PredictionErrorSaturatesUp: "a prediction's error saturates upwards (PRE-7)",
    PredictionErrorSaturatesDown: "a prediction's error saturates downwards (PRE-7)",
    ErrorSumSaturatesUp: "an error sum saturates upwards (PRE-7)",
    ErrorSumSaturatesDown: "an error sum saturates downwards (PRE-7)",
    GradientSaturatesUp: "a gradient saturates upwards (PRE-8)",
    GradientSaturatesDown: "a gradient saturates downwards (PRE-8)",
    PredictiveDriveSaturatesUp: "a drive saturates upwards in the predictive pass (PRE-8)",
    PredictiveDriveSaturatesDown: "a drive saturates downwards in the predictive pass (PRE-8)",
    PredictedMembraneSaturatesUp: "a membrane saturates upwards after the predictive pass (PRE-8)",
    PredictedMembraneSaturatesDown: "a membrane saturates downwards after the predictive pass (PRE-8)",
    PredictiveClipsUp: "a weight is driven beyond its largest value by prediction (PRE-9)",
    PredictiveClipsDown: "a weight is driven beyond its smallest value by prediction (PRE-9)",
    Bounded: "a bounded weight is driven below zero (PRE-9)",
    EligibilitySaturates: "an eligibility saturates (PRE-10)",
    QueueFull: "the input queue is full (OUT-3)",
    OutputLost: "the output queue overflows (OUT-1)",
}

/// Hits of each bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bins([u64; Bin::ALL.len()]);

impl Bins {
    /// Bins that `case` reaches, from a core at rest.
    ///
    /// # Errors
    /// A network that does not fit its geometry.
    ///
    /// # Panics
    /// The golden model did not clip as the specification says.
    pub fn of(case: &Case) -> Result<Self, ModelError> {
        let mut core = Core::new(&case.geometry, &case.configuration)?;
        let mut watch = Watch::new(case);
        for timed in &case.events {
            let event = Event::decode(timed.word);
            // What an event meets comes before what it changes.
            core.settle(&mut watch);
            watch.begin(event);
            core.event(event, &mut watch);
        }
        let mut bins = watch.bins;
        let stimulus = case.stimulus()?;
        let mut golden = Golden::new(&case.geometry, &case.configuration, &stimulus)?;
        let layout = golden.layout().clone();
        let [ready, overflow] = ["event_ready", "overflow"].map(|name| layout.index(name));
        while let Some((_, record)) = golden.next_record() {
            bins.count(Bin::QueueFull, ready.is_some_and(|index| layout.get(record, index) == 0));
            bins.count(Bin::OutputLost, overflow.is_some_and(|index| layout.get(record, index) == 1));
        }
        Ok(bins)
    }

    /// Hits of `bin`.
    pub fn hits(&self, bin: Bin) -> u64 {
        self.0[bin as usize]
    }

    fn count(&mut self, bin: Bin, happens: bool) {
        self.0[bin as usize] += u64::from(happens);
    }

    /// `sat_bits(exact)`, counted if it clips.
    fn saturate(&mut self, exact: i64, bits: usize, [up, down]: [Bin; 2]) -> i64 {
        let limit = 1i64 << (bits - 1);
        self.count(up, exact > limit - 1);
        self.count(down, exact < -limit);
        exact.clamp(-limit, limit - 1)
    }
}

/// A weight word that passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Passed {
    weight_word: usize,
    post: usize,
    learns: bool,
}

/// State from the entries so far; lists are per neuron.
struct Watch<'a> {
    case: &'a Case,
    bins: Bins,
    /// Controllers as the control phases left them.
    controllers: Vec<State>,
    /// Feedback currents as the control phases left them.
    feedback: Vec<i16>,
    /// Modulators as the synapse passes left them.
    modulators: Vec<i32>,
    /// Resets that are due (PRE-11).
    due: Vec<bool>,
    /// Fired lanes in the word of the last update, and its membranes.
    updated: (u16, Vec<i32>),
    /// Feedback and learning mode.
    modes: (bool, bool),
    /// The last weight words, the last one first.
    passed: [Option<Passed>; 2],
    /// Rows of the predictive pass over the present word.
    rows: Vec<prediction::Row>,
    firing_words: u32,
}

impl<'a> Watch<'a> {
    fn new(case: &'a Case) -> Self {
        let neurons = case.geometry.neuron_words() * case.geometry.lanes;
        Self {
            case,
            bins: Bins([0; Bin::ALL.len()]),
            controllers: vec![State::default(); neurons],
            feedback: vec![0; neurons],
            modulators: vec![0; neurons],
            due: vec![false; neurons],
            updated: (0, Vec::new()),
            modes: (false, false),
            passed: [None; 2],
            rows: Vec::new(),
            firing_words: 0,
        }
    }

    fn begin(&mut self, event: Event) {
        match event {
            Event::Control { feedback, learning, clear, clear_targets } => {
                let geometry = &self.case.geometry;
                self.modes = (feedback && geometry.controllers, learning && geometry.learning);
                if clear {
                    let phases = self.controllers.iter().any(|state| state.phase != 0);
                    self.bins.count(Bin::ClearTargets, clear_targets && phases);
                    for state in &mut self.controllers {
                        *state = if clear_targets { State::default() } else { state.cleared() };
                    }
                    self.feedback.fill(0);
                    self.modulators.fill(0);
                    self.due.fill(false);
                    self.bins.count(Bin::Clear, true);
                }
            }
            Event::Spike(source) => self.spike(source),
            Event::Step => self.firing_words = 0,
            Event::Target { .. } => {}
        }
    }

    fn lanes(&self, word: usize) -> std::ops::Range<usize> {
        word * self.case.geometry.lanes..(word + 1) * self.case.geometry.lanes
    }
}

impl Observer for Watch<'_> {
    fn synapse(&mut self, word: &SynapseWord<'_>) {
        self.passes(word);
    }

    fn neuron(&mut self, word: &NeuronWord<'_>) {
        self.updates(word);
    }

    fn control(&mut self, word: &ControlWord<'_>) {
        self.controls(word);
    }

    fn predictive(&mut self, word: &PredictiveWord<'_>) {
        self.rows.push(prediction::Row::of(word));
    }

    fn prediction(&mut self, word: &PredictionWord<'_>) {
        self.predicts(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_at_the_end_of_its_range_is_not_clipped() {
        let mut bins = Bins([0; Bin::ALL.len()]);
        let ends = [Bin::SumSaturatesUp, Bin::SumSaturatesDown];
        let mut hits = |exact| {
            let clipped = bins.saturate(exact, 16, ends);
            (clipped, ends.map(|bin| bins.hits(bin)))
        };
        assert_eq!([32_767, -32_768].map(&mut hits), [(32_767, [0, 0]), (-32_768, [0, 0])]);
        assert_eq!([32_768, -32_769].map(&mut hits), [(32_767, [1, 0]), (-32_768, [1, 1])]);
    }

    /// Why the feedback of PRE-9 has no bins.
    #[test]
    fn feedback_on_a_predictive_weight_cannot_leave_its_range() {
        let most = |f: i64| (0..=1i64 << 15).map(move |x| (f * x + (1 << 14)) >> 15);
        for f in [i16::MIN, i16::MIN + 1, -1, 0, 1, i16::MAX - 1, i16::MAX] {
            assert!(most(f.into()).all(|h| i16::try_from(h).is_ok()));
        }
    }
}
