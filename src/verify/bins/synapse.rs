//! Bins of spikes and of the synapse pass (section 5).

use spindle_spec::Projection;
use spindle_spec::memory_map::{CONTROLLER_SOURCE, NEGATIVE, NEURON_SOURCE};

use super::{Bin, Passed, Watch};
use spindle_golden::observer::SynapseWord;

impl Watch<'_> {
    /// A spike from outside.
    pub(super) fn spike(&mut self, source: u16) {
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

    fn of_controller(&self, source: u16) -> bool {
        self.case.geometry.modulators && source & CONTROLLER_SOURCE == CONTROLLER_SOURCE
    }

    /// The address for looking up projections: both neurons of a controller pair share one.
    fn pair(&self, source: u16) -> u16 {
        if self.of_controller(source) { source & !NEGATIVE } else { source }
    }

    /// A weight word that passes.
    pub(super) fn passes(&mut self, word: &SynapseWord<'_>) {
        let projection = self.case.configuration.projections[word.projection];
        let of_controller = self.of_controller(word.source);
        let negative = of_controller && word.source & NEGATIVE != 0;
        self.bins.count(Bin::RecurrentRow, word.source & NEURON_SOURCE != 0 && !of_controller);
        self.bins.count(Bin::PositiveRow, of_controller && !negative);
        self.bins.count(Bin::NegativeRow, negative);
        self.sums(word, &projection, negative);
        let learns = self.modes.0 && self.modes.1 && projection.learn && !projection.modulatory;
        self.weights(word, &projection, learns);

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

    /// Membranes or modulators (SYN-6, SYN-8).
    fn sums(&mut self, word: &SynapseWord<'_>, projection: &Projection, negative: bool) {
        let geometry = &self.case.geometry;
        let scale = if projection.modulatory { 0 } else { geometry.weight_scale };
        let ends = if projection.modulatory {
            [Bin::ModulatorSaturatesUp, Bin::ModulatorSaturatesDown]
        } else {
            [Bin::SumSaturatesUp, Bin::SumSaturatesDown]
        };
        for (lane, weight) in word.weight_before.iter().enumerate() {
            let used = i64::from(*weight) >> geometry.weight_bits.saturating_sub(8);
            let term = (used << scale) * if negative { -1 } else { 1 };
            let exact = i64::from(word.membrane_before[lane]) + term;
            let sum = self.bins.saturate(exact, geometry.membrane_bits, ends);
            assert_eq!(sum, i64::from(word.membrane_after[lane]), "SYN-6, SYN-8");
        }
        if projection.modulatory {
            let lanes = self.lanes(word.post);
            self.modulators[lanes].copy_from_slice(word.membrane_after);
        }
    }

    /// Changes of weights (SYN-3 to SYN-5).
    fn weights(&mut self, word: &SynapseWord<'_>, projection: &Projection, learns: bool) {
        let weight_max = (1i32 << (self.case.geometry.weight_bits - 1)) - 1;
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
                // Clipped whatever the random number.
                self.bins.count(Bin::WeightClipsUp, before + floor > weight_max);
                self.bins.count(Bin::WeightClipsDown, before + floor + i32::from(fraction) < -weight_max - 1);
                self.bins.count(Bin::RoundsDown, fraction && i32::from(*after) == before + floor);
                self.bins.count(Bin::RoundsUp, fraction && i32::from(*after) == before + floor + 1);
            }
        }
    }
}
