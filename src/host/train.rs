//! Training on a board, its golden model beside it.

use std::path::PathBuf;

use serde::Serialize;
use spindle_hdl::memory_map::Event;
use spindle_hdl::{Configuration, Geometry};

use super::{Board, HostError, Progress, check_sum, used_words};
use crate::learn::{Mode, Session, training};
use spindle_golden::Core;

/// A weight that the board and the golden model disagree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Weight word.
    pub word: usize,
    /// Lane.
    pub lane: usize,
    /// What the board has.
    pub board: i16,
    /// What it should have.
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

/// What an epoch on a board did.
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

/// A training whose epochs a board does.
pub struct Training<'a> {
    /// Knows configurations and events.
    pub session: Session<'a>,
    /// The core.
    pub geometry: &'a Geometry,
    /// Seed of the order of samples.
    pub seed: u64,
    /// How far it has come.
    pub progress: Progress,
    /// Where that is kept.
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

    /// Event words of the epoch that the board has taken already, if it stands within it and took them undamaged.
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
        (left == 0 && sum == check).then_some(taken)
    }

    /// Does the next epoch, or the rest of one: loads the board unless it stands within the epoch, shows the samples,
    /// reads the weights back and compares them. `tell` is told samples done of all.
    ///
    /// # Errors
    /// The board, or a file.
    pub fn epoch(
        &mut self,
        board: &mut Board,
        mut tell: impl FnMut(usize, usize),
    ) -> Result<BoardEpoch, HostError> {
        let configuration = self.configuration();
        let resumed = if let Some(taken) = self.resumed(board) {
            taken
        } else {
            board.load(self.geometry, &configuration, |_| ())?;
            self.progress.begun = Some(board.position());
            self.progress.save(&self.path)?;
            0
        };
        let mut golden = Core::new(self.geometry, &configuration)?;
        let order = self.order();
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
        let used = used_words(&configuration);
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

    /// What the epoch in progress starts from.
    pub fn configuration(&self) -> Configuration {
        let progress = &self.progress;
        self.session.configuration(progress.epochs, &progress.weights, &progress.random)
    }
}
