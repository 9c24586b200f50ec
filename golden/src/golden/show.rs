//! Observed values of a cycle: words that passed through the pipelines, and the pins (section 12).

use super::Golden;
use crate::core::Row;

/// A row that has words to show.
#[derive(Clone, Debug)]
pub(super) struct Passing {
    pub(super) row: Row,
    pub(super) next: usize,
    pub(super) shows: u64,
}

/// Words of a step not yet shown: the next one, and its cycle.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Retiring {
    next: usize,
    words: usize,
    shows: u64,
}

impl Retiring {
    pub(super) fn start(words: usize, shows: u64) -> Self {
        Self { next: 0, words, shows }
    }

    fn due(&self) -> Option<u64> {
        (self.next < self.words).then_some(self.shows)
    }

    fn pop(&mut self, cycle: u64) -> Option<usize> {
        self.due().filter(|due| *due == cycle)?;
        self.next += 1;
        self.shows += 1;
        Some(self.next - 1)
    }
}

/// Entries of the predictive retire ports of a step that are still to be shown.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Predicting {
    pub(super) taken: u64,
    pub(super) row: usize,
    pub(super) word: usize,
}

impl Golden<'_> {
    /// The cycle of the next change of an observed value.
    pub(super) fn next_change(&self) -> Option<u64> {
        let row = self.passing.front().map(|passing| passing.shows);
        [
            self.strobes_fall,
            self.schedule.input.next_change(),
            self.output.next_change(),
            self.output.overflow(),
            self.steps_at,
            row,
            self.neurons.due(),
            self.controls.due(),
            self.predictive_row_due(),
            self.prediction_due(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// The cycle of the next entry of the predictive retire port.
    fn predictive_row_due(&self) -> Option<u64> {
        let predicting = self.predicting?;
        self.predictive.rows.get(predicting.row).map(|cycle| predicting.taken + cycle)
    }

    /// The cycle of the next entry of the prediction retire port.
    fn prediction_due(&self) -> Option<u64> {
        let predicting = self.predicting?;
        self.predictive.words.get(predicting.word).map(|cycle| predicting.taken + cycle)
    }

    /// Applies the changes of cycle `cycle`; returns whether they make a record.
    pub(super) fn show(&mut self, cycle: u64) -> bool {
        let now = Some(cycle);
        if self.strobes_fall == now {
            self.record.lower_strobes();
            self.strobes_fall = None;
        }
        if self.schedule.input.next_change() == now {
            self.record.set_event_ready(self.schedule.input.change());
        }
        if self.output.next_change() == now {
            self.record.set_spike(self.output.change(cycle));
        }
        if self.output.overflow() == now {
            self.record.set_overflow();
            self.output.overflowed();
        }
        if self.steps_at == now {
            // The step is taken but not evaluated, so the core has not counted it yet.
            self.record.set_steps((self.core.counters().steps + 1) as u32);
            self.steps_at = None;
        }
        if let Some(passing) = self.passing.front_mut().filter(|passing| passing.shows == cycle) {
            self.core.pass(&passing.row, passing.next..passing.next + 1, &mut self.record);
            passing.next += 1;
            passing.shows += 1;
            if passing.next == passing.row.words {
                self.passing.pop_front();
            }
        }
        if let Some(word) = self.neurons.pop(cycle) {
            self.record.set_neuron(&self.step_words, word);
        }
        if let Some(word) = self.controls.pop(cycle) {
            self.record.set_control(&self.step_words, word);
        }
        let (row_shows, word_shows) = (self.predictive_row_due() == now, self.prediction_due() == now);
        if let Some(predicting) = &mut self.predicting {
            if row_shows {
                self.record.set_predictive(&self.step_words, predicting.row);
                predicting.row += 1;
            }
            if word_shows {
                self.record.set_prediction(&self.step_words, predicting.word);
                predicting.word += 1;
            }
        }
        let strobed = self.record.strobed();
        if strobed {
            self.strobes_fall = Some(cycle + 1);
        }
        let shown = strobed || self.previous != self.record.bytes();
        self.previous.copy_from_slice(self.record.bytes());
        shown
    }
}
