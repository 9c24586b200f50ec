//! A design compiled to a program that sends frames: common code of Verilator and CXXRTL.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::testbench::{self, frame};
use crate::tool::{Process, Tool};
use spindle_spec::stimulus::Stimulus;

use super::external::{self, Decode, Message, Waveform};
use super::{BackendError, Design};
use spindle_spec::{Answer, Outcome, Sink};

/// A compiled model, ready to run.
pub(super) struct Executable<'a> {
    pub(super) name: &'static str,
    pub(super) program: PathBuf,
    pub(super) silence: Duration,
    /// Folder of its inputs.
    pub(super) folder: &'a Path,
}

impl Executable<'_> {
    /// Runs the program under `stimulus`.
    pub(super) fn start(
        self,
        design: &Design,
        stimulus: &Stimulus,
        waveform: Option<Waveform>,
        sink: &mut Sink<'_>,
    ) -> Result<Outcome, BackendError> {
        testbench::write_inputs(self.folder, design, stimulus)?;
        let remedy = "run again: the compiled model was removed from the cache";
        let model = Tool { program: self.program, remedy };
        let mut simulate = model.command();
        simulate
            .arg(stimulus.cycles.to_string())
            .arg(u8::from(stimulus.spike_ready).to_string())
            .arg(stimulus.repeats.to_string())
            .arg(stimulus.restart.to_string())
            .arg(stimulus.lead.len().to_string())
            .current_dir(self.folder);
        if let Some(waveform) = &waveform {
            simulate.arg(waveform.seen_from(self.folder)?);
        }
        let process = Process::start(&model, self.name, &mut simulate)?;
        let run =
            external::Testbench { backend: self.name, process, silence: self.silence, stimulus, waveform };
        run.pump(&mut vec![0; design.layout().bytes()], &mut Frames, sink)
    }
}

/// Decodes the frames of the C++ harness.
struct Frames;

impl Decode for Frames {
    fn decode(&mut self, bytes: &[u8], record: &mut [u8]) -> Result<Option<(usize, Message)>, String> {
        let Some((header, rest)) = bytes.split_first_chunk::<8>() else { return Ok(None) };
        let header = u64::from_le_bytes(*header);
        let value = header & ((1 << 56) - 1);
        let message = match (header >> 56) as u8 {
            frame::RECORD => {
                let Some(values) = rest.get(..record.len()) else { return Ok(None) };
                record.copy_from_slice(values);
                return Ok(Some((8 + record.len(), Message::Record(value))));
            }
            frame::ALIVE => Message::Alive(value),
            frame::ANSWER => Message::Answer(Answer { data: value as u32, after: (value >> 32) as u32 }),
            frame::END => Message::End,
            frame::WRITE_FAULT => Message::WriteFault(value),
            frame::READ_FAULT => Message::ReadFault(value),
            kind => return Err(format!("the harness sent a frame of unknown kind {kind}")),
        };
        Ok(Some((8, message)))
    }
}
