//! A run's results: records as they come, answers to the final reads.

use std::ops::ControlFlow;

/// The answer to a read over the bus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Data of the read.
    pub data: u32,
    /// Cycles from the first offer of the read to its answer (`BUS-2`, `BUS-3`).
    pub after: u32,
}

/// The result of a run, without its records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Answers to [`Stimulus::reads`](crate::Stimulus::reads), in order.
    pub reads: Vec<Answer>,
    /// Cycles simulated and observed.
    pub cycles: u64,
}

/// Receives each record: its cycle and its values, packed by [`Layout`](crate::Layout). `Break`
/// ends the run early.
pub type Sink<'a> = dyn FnMut(u64, &[u8]) -> ControlFlow<()> + 'a;

/// A prediction of a run, such as a golden model's.
pub trait Predict {
    /// Writes the values of the next record (`OBS-6`), packed by the design's layout, and gives its
    /// cycle; `None` after the last record of the run.
    fn next(&mut self, record: &mut [u8]) -> Option<u64>;

    /// The answer to the next final read, of `address`; requested after the last record.
    fn read(&mut self, address: u32) -> Answer;
}
