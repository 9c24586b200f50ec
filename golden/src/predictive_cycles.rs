//! Cycles of the predictive pass (`CLK-14` to `CLK-17`).

use spindle_spec::{Configuration, Geometry};

/// Cycles from the issue of a row to its retire entry (`CLK-16`).
const RETIRE: u64 = 14;
/// Cycles from the end of a second pass to the next neuron word (`CLK-15`).
const DRAIN: u64 = 13;

/// The cycles of a pass, counted from the take of its step. They depend on the configuration only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PredictiveCycles {
    /// Retire entries of the rows of second passes.
    pub rows: Vec<u64>,
    /// Retire entries of the neuron words that are covered.
    pub words: Vec<u64>,
    /// Cycles that the pass puts before the first neuron word, `P` of `CLK-14`.
    pub step: u64,
    /// The same for a clear (`CLK-17`).
    pub clear: u64,
}

impl PredictiveCycles {
    /// The cycles of the core that `geometry` and `configuration` describe; nothing if it has no
    /// predictive unit.
    pub fn new(geometry: &Geometry, configuration: &Configuration) -> Self {
        let mut cycles = Self::default();
        if geometry.predictive_sources == 0 {
            return cycles;
        }
        cycles.clear = geometry.predictive_sources as u64;
        let entries = configuration.projections.len() as u64;
        let mut start = 1;
        for word in 0..configuration.neuron_words {
            let counts: Vec<u64> = configuration
                .projections
                .iter()
                .map(|p| {
                    let first = usize::from(p.post_base);
                    let covers = (first..first + usize::from(p.row_words)).contains(&word);
                    if p.predictive.is_some() && covers { p.source_count.into() } else { 0 }
                })
                .collect();
            let pass = 2 * entries + 1 + counts.iter().sum::<u64>();
            if pass == 2 * entries + 1 {
                start += pass;
                continue;
            }
            let mut issue = start + pass;
            for count in counts {
                issue += 2;
                cycles.rows.extend((issue..issue + count).map(|row| row + RETIRE));
                issue += count;
            }
            start += 2 * pass + DRAIN;
            cycles.words.push(start);
        }
        cycles.step = start - 1;
        cycles
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spindle_spec::{Predictive, Projection};

    #[test]
    fn clk_14_to_17_two_words_by_hand() {
        let predictive = Some(Predictive::default());
        let configuration = Configuration {
            neuron_words: 3,
            projections: vec![
                Projection { source_count: 3, row_words: 2, predictive, ..Projection::default() },
                Projection { source_count: 9, row_words: 3, ..Projection::default() },
                Projection {
                    source_count: 2,
                    post_base: 1,
                    row_words: 1,
                    predictive,
                    ..Projection::default()
                },
            ],
            ..Configuration::default()
        };
        let geometry = Geometry {
            lanes: 1,
            neurons: 3,
            weight_words: 40,
            projections: 3,
            event_depth: 2,
            spike_depth: 2,
            weight_bits: 16,
            membrane_bits: 24,
            weight_scale: 0,
            predictive_sources: 20,
            ..Geometry::default()
        };
        let cycles = PredictiveCycles::new(&geometry, &configuration);
        // e = 3. Word 0: R = 3; first pass in cycles 1 to 10, second on 11 to 20 with rows on 13,
        // 14, 15, then 13 cycles. Word 1: R = 5; passes on 34 to 45 and 46 to 57; entry 0 on 48 to
        // 50, entry 2 on 46 + 6 + 3 = 55 and 56; 58 to 70. Word 2: nothing, cycles 71 to 77.
        assert_eq!(cycles.rows, [13, 14, 15, 48, 49, 50, 55, 56].map(|issue| issue + 14));
        assert_eq!(cycles.words, [34, 71]);
        assert_eq!((cycles.step, cycles.clear), (77, 20));
        assert_eq!(
            PredictiveCycles::new(&Geometry { predictive_sources: 0, ..geometry }, &configuration),
            PredictiveCycles::default()
        );
    }
}
