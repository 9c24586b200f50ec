//! The golden model as the prediction that lockstep compares with a simulator.

use spindle_spec::{Answer, Predict};

use super::Golden;

impl Predict for Golden<'_> {
    fn next(&mut self, record: &mut [u8]) -> Option<u64> {
        let (cycle, values) = self.next_record()?;
        record.copy_from_slice(values);
        Some(cycle)
    }

    /// # Panics
    /// On a read that the stimulus does not list.
    fn read(&mut self, address: u32) -> Answer {
        let mut answers = self.answers.take().unwrap_or_else(|| self.reads().into());
        let answer = answers.pop_front();
        self.answers = Some(answers);
        answer.unwrap_or_else(|| panic!("a read of {address:#x} that the stimulus does not list"))
    }
}
