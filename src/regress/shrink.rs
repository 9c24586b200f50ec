//! A failing case made smaller, as long as it fails in the same way: greedy, within a bounded
//! number of attempts.

use spindle_spec::stimulus::Timed;

use crate::verify::Case;

/// A smaller case, and how many were tried.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The smallest case found that fails.
    pub case: Case,
    /// Cases tried.
    pub attempts: usize,
}

/// Shrinks `case` while `fails` confirms the same failure, with at most `budget` attempts. Events
/// are removed first (halves, then smaller pieces, from the end), then projections, neuron words
/// and gaps between events. Unused parts of the core come last, because another core takes some
/// simulators long to compile.
pub fn shrink(case: &Case, budget: usize, fails: &mut dyn FnMut(&Case) -> bool) -> Attempt {
    let mut search = Search { case: case.clone(), left: budget, fails };
    search.events();
    search.projections();
    search.neuron_words();
    // What went may have made more events superfluous.
    search.events();
    search.gaps();
    search.core();
    Attempt { attempts: budget - search.left, case: search.case }
}

struct Search<'a> {
    case: Case,
    left: usize,
    fails: &'a mut dyn FnMut(&Case) -> bool,
}

impl Search<'_> {
    /// Takes `candidate` if it fails too.
    fn try_case(&mut self, candidate: Case) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        let fails = (self.fails)(&candidate);
        if fails {
            self.case = candidate;
        }
        fails
    }

    fn events(&mut self) {
        let mut piece = self.case.events.len().div_ceil(2);
        while piece > 0 && self.left > 0 {
            let mut end = self.case.events.len();
            while end > 0 && self.left > 0 {
                let start = end.saturating_sub(piece);
                let mut candidate = self.case.clone();
                candidate.events.drain(start..end);
                self.try_case(candidate);
                end = start.min(self.case.events.len());
            }
            piece /= 2;
        }
    }

    fn projections(&mut self) {
        for index in (0..self.case.configuration.projections.len()).rev() {
            let mut candidate = self.case.clone();
            let configuration = &mut candidate.configuration;
            configuration.projections.remove(index);
            if index < configuration.input_entries {
                configuration.input_entries -= 1;
            }
            self.try_case(candidate);
        }
    }

    fn neuron_words(&mut self) {
        let mut least = 1;
        while least < self.case.configuration.neuron_words && self.left > 0 {
            let mut candidate = self.case.clone();
            candidate.configuration.neuron_words = least;
            if self.try_case(candidate) {
                return;
            }
            least *= 2;
        }
    }

    fn gaps(&mut self) {
        if self.case.events.iter().any(|event| event.gap > 0) {
            let mut candidate = self.case.clone();
            candidate.events.iter_mut().for_each(|Timed { gap, .. }| *gap = 0);
            self.try_case(candidate);
        }
    }

    /// Memories no larger than the network needs.
    fn core(&mut self) {
        let mut candidate = self.case.clone();
        let (geometry, configuration) = (&mut candidate.geometry, &mut candidate.configuration);
        let rows = configuration.projections.iter().map(|p| usize::from(p.row_words));
        let posts = configuration.projections.iter().map(|p| usize::from(p.post_base));
        let reached = rows.clone().zip(posts).map(|(row, post)| row + post).max().unwrap_or(0);
        let words = configuration.neuron_words.max(reached).max(1);
        let weights = configuration.projections.iter().zip(rows).map(|(projection, row)| {
            usize::from(projection.weight_base) + usize::from(projection.source_count) * row
        });
        let weight_words = weights.max().unwrap_or(0).max(geometry.predictive_sources).max(1);
        if words < geometry.neuron_words() || weight_words < geometry.weight_words {
            geometry.neurons = geometry.neurons.min(words * geometry.lanes);
            configuration.neurons.truncate(geometry.neuron_words() * geometry.lanes);
            geometry.weight_words = geometry.weight_words.min(weight_words);
            configuration.weights.truncate(geometry.weight_words * geometry.lanes);
            self.try_case(candidate);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::random;

    #[test]
    fn what_a_failure_does_not_need_goes() {
        let large = |case: &Case| case.events.len() > 20 && case.configuration.projections.len() > 1;
        // A predicting network also needs the neuron words that its rows reach.
        let case = [10, 11, 13, 14, 16].map(|seed| random::case(seed, 40)).into_iter().find(large);
        let case = case.expect("a case to shrink");
        let wanted = [case.events[case.events.len() / 3].word, case.events[case.events.len() / 2].word];
        let needs = case.configuration.projections[0];
        // Fails as long as two events follow one another in order, with one projection.
        let mut fails = |case: &Case| {
            let first = case.events.iter().position(|event| event.word == wanted[0]);
            let second = case.events.iter().rposition(|event| event.word == wanted[1]);
            first.zip(second).is_some_and(|(first, second)| first < second)
                && case.configuration.projections.contains(&needs)
        };
        let Attempt { case: small, attempts } = shrink(&case, 1000, &mut fails);
        assert_eq!(small.events.iter().map(|event| event.word).collect::<Vec<_>>(), wanted);
        assert_eq!(small.configuration.projections, [needs]);
        assert_eq!(small.configuration.neuron_words, 1);
        assert!(small.stimulus().is_ok(), "it is still a case");
        assert!(attempts < 1000);
    }

    #[test]
    fn the_budget_is_kept_and_the_result_fails() {
        let case = random::case(12, 40);
        let mut asked = 0;
        let mut fails = |small: &Case| {
            asked += 1;
            small.events.len() * 3 > case.events.len()
        };
        let small = shrink(&case, 7, &mut fails);
        assert_eq!((small.attempts, asked), (7, 7));
        assert!(
            small.case.events.len() * 3 > case.events.len() && small.case.events.len() < case.events.len()
        );
    }
}
