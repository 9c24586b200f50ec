//! Training on a board, with its golden model.

use std::path::PathBuf;

use serde::Serialize;
use spindle_golden::Core;
use spindle_learning::learn::{Mode, Session, training};
use spindle_spec::memory_map::Event;
use spindle_spec::{Configuration, Geometry};

use super::{Board, HostError, Progress, check_sum, used_words};

/// A weight that the board and the golden model disagree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Weight word.
    pub word: usize,
    /// Lane.
    pub lane: usize,
    /// Value on the board.
    pub board: i16,
    /// Expected value.
    pub golden: i16,
    /// Weights that differ, this one included.
    pub count: usize,
}

/// Compares weights, index `word · L + lane`; the number compared is that of `board`.
pub fn first_difference(board: &[i16], golden: &[i16], lanes: usize) -> Option<Difference> {
    let differ = || board.iter().zip(golden).enumerate().filter(|(_, (board, golden))| board != golden);
    differ().next().map(|(index, (board, golden))| Difference {
        word: index / lanes,
        lane: index % lanes,
        board: *board,
        golden: *golden,
        count: differ().count(),
    })
}

/// Result of an epoch on a board.
#[derive(Clone, Debug, Serialize)]
pub struct BoardEpoch {
    /// Number, from 1.
    pub epoch: u32,
    /// Samples shown.
    pub samples: usize,
    /// Event words of the epoch, and those among them that an earlier process had sent.
    pub events: usize,
    /// See there.
    pub resumed: usize,
    /// Weights compared with the golden model's.
    pub compared: usize,
    /// Weights that the epoch has changed.
    pub changed: usize,
    /// The first weight that differs.
    pub difference: Option<Difference>,
}

/// A training whose epochs run on a board.
pub struct Training<'a> {
    /// Knows configurations and events.
    pub session: Session<'a>,
    /// The core.
    pub geometry: &'a Geometry,
    /// Seed of the order of samples.
    pub seed: u64,
    /// Its progress.
    pub progress: Progress,
    /// Path of the progress file.
    pub path: PathBuf,
}

impl Training<'_> {
    fn order(&self) -> Vec<u32> {
        let order = self.session.split().order(self.seed, self.progress.epochs);
        let samples = self.progress.samples().unwrap_or(order.len());
        order.into_iter().take(samples).collect()
    }

    fn words(&mut self, sample: u32) -> Vec<u32> {
        let presentation = training(self.progress.epochs, sample);
        let events = self.session.presenter().events(sample, presentation, Mode::Train);
        events.iter().map(|event| event.encode()).collect()
    }

    /// Event words of the epoch that the board has already accepted undamaged, if it is within the
    /// epoch. Zero proves nothing: a board with another network may have counted as many words
    /// before.
    fn resumed(&mut self, board: &Board) -> Option<usize> {
        let (base, mut sum) = self.progress.begun?;
        let (accepted, check) = board.position();
        let taken = accepted.wrapping_sub(base) as usize;
        let mut left = taken;
        for sample in self.order() {
            let words = self.words(sample);
            let these = left.min(words.len());
            sum = check_sum(sum, &words[..these]);
            left -= these;
            if left == 0 {
                break;
            }
        }
        (taken > 0 && left == 0 && sum == check).then_some(taken)
    }

    /// Runs the next epoch, or the rest of one: loads the board unless it is within the epoch,
    /// shows the samples, reads the weights back and compares them. `tell` receives the number of
    /// samples done.
    ///
    /// # Errors
    /// The board, a file, or nothing to train or to compare.
    pub fn epoch(
        &mut self,
        board: &mut Board,
        mut tell: impl FnMut(usize, usize),
    ) -> Result<BoardEpoch, HostError> {
        let configuration = self.configuration();
        let (order, used) = (self.order(), used_words(&configuration));
        let empty = [
            (order.is_empty(), "the epoch has no samples; raise --samples"),
            (used == 0, "the network has no weights; add a projection to the manifest"),
        ];
        if let Some((_, why)) = empty.into_iter().find(|(empty, _)| *empty) {
            return Err(HostError::Uncompared { why: why.into() });
        }
        let resumed = if let Some(taken) = self.resumed(board) {
            taken
        } else {
            board.load(self.geometry, &configuration, |_| ())?;
            self.progress.begun = Some(board.position());
            self.progress.save(&self.path)?;
            0
        };
        let mut golden = Core::new(self.geometry, &configuration)?;
        let (mut events, mut skip) = (0, resumed);
        for (index, sample) in order.iter().enumerate() {
            let words = self.words(*sample);
            for word in &words {
                golden.event(Event::decode(*word), &mut ());
            }
            let skipped = skip.min(words.len());
            board.send(&words[skipped..], |_| ())?;
            skip -= skipped;
            events += words.len();
            tell(index + 1, order.len());
        }
        golden.settle(&mut ());
        board.rest()?;
        let weights = board.weights(used, |_| ())?;
        let compared = weights.len();
        let difference = first_difference(&weights, golden.weights(), self.geometry.lanes);
        let changed = weights.iter().zip(&configuration.weights).filter(|(new, old)| new != old).count();
        if difference.is_none() {
            self.progress.weights = golden.weights().to_vec();
            self.progress.random = golden.random();
            self.progress.epochs += 1;
            self.progress.begun = None;
            self.progress.save(&self.path)?;
        }
        Ok(BoardEpoch {
            epoch: self.progress.epochs + u32::from(difference.is_some()),
            samples: order.len(),
            events,
            resumed,
            compared,
            changed,
            difference,
        })
    }

    /// Configuration at the start of the current epoch.
    pub fn configuration(&self) -> Configuration {
        let progress = &self.progress;
        self.session.configuration(progress.epochs, &progress.weights, &progress.random)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake::Fake;
    use super::*;
    use spindle_learning::manifest::{Manifest, Mapping};
    use spindle_learning::task::Dataset;

    /// A training of the preset, `samples` an epoch, kept in `folder`.
    fn start<'a>(
        manifest: &'a Manifest,
        mapping: &'a Mapping,
        data: &'a Dataset,
        samples: usize,
        folder: &tempfile::TempDir,
    ) -> Training<'a> {
        let description = &manifest.description;
        Training {
            session: Session::new(description, mapping, data, 1).unwrap(),
            geometry: &description.geometry,
            seed: 1,
            progress: Progress::start(description, &mapping.configuration, 1, Some(samples)),
            path: folder.path().join("board.json"),
        }
    }

    #[test]
    fn a_board_that_has_taken_nothing_of_the_epoch_is_loaded_again() {
        let manifest = Manifest::preset("iris").unwrap();
        let geometry = &manifest.description.geometry;
        let mapping = manifest.map(1).unwrap();
        let data = manifest.data(None, 1).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut training = start(&manifest, &mapping, &data, 2, &folder);
        let own = training.configuration();
        let fake = Fake::new(geometry);
        let mut board = fake.board();
        board.load(geometry, &own, |_| ()).unwrap();
        training.progress.begun = Some(board.position());
        assert_eq!(training.resumed(&board), None);

        // After power cycling and loading another network, its count is the same.
        fake.device().restart();
        let mut other = own.clone();
        other.weights.fill(3);
        let mut board = fake.board();
        board.load(geometry, &other, |_| ()).unwrap();
        assert_eq!(training.progress.begun, Some(board.position()));
        // It computes nothing, so it ends with the weights that it was loaded with.
        let epoch = training.epoch(&mut board, |_, _| ()).unwrap();
        assert_eq!((epoch.resumed, epoch.changed), (0, 0));
        assert!(fake.device().holds(&own));

        // Accepted words of the epoch allow a resume.
        let mut board = fake.board();
        training.progress.begun = Some(board.position());
        let sample = training.order()[0];
        let words = training.words(sample);
        board.send(&words[..5], |_| ()).unwrap();
        assert_eq!(training.resumed(&board), Some(5));
    }

    #[test]
    fn an_epoch_that_compares_nothing_is_not_done() {
        let manifest = Manifest::preset("iris").unwrap();
        let data = manifest.data(None, 1).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mapping = manifest.map(1).unwrap();
        let mut empty = mapping.clone();
        empty.configuration.projections.clear();
        empty.configuration.input_entries = 0;
        for (mapping, samples, part) in [(&mapping, 0, "no samples"), (&empty, 2, "no weights")] {
            let mut training = start(&manifest, mapping, &data, samples, &folder);
            let mut board = Fake::new(training.geometry).board();
            let error = training.epoch(&mut board, |_, _| ()).unwrap_err();
            assert!(matches!(error, HostError::Uncompared { .. }), "{error}");
            assert!(error.to_string().contains(part), "{error}");
            assert_eq!((training.progress.epochs, training.path.exists()), (0, false));
        }
    }
}
