//! Rust-HDL's own simulator, embedded: needs no tool installed.

use std::fs::File;
use std::io::BufWriter;
use std::ops::ControlFlow;
use std::path::Path;

use spindle_hdl::embedded::{Embedded, Inputs, embedded};

use super::external;
use super::{Backend, BackendError, Design};
use crate::testbench::{READ_BOUND, RESET_CYCLES};
use spindle_spec::layout::Layout;
use spindle_spec::stimulus::Stimulus;
use spindle_spec::{Answer, Outcome, Sink};

/// Name on the command line.
pub const NAME: &str = "rust-hdl";

/// The embedded simulator.
#[derive(Clone, Copy, Debug, Default)]
pub struct RustHdl;

fn protocol(what: impl Into<String>) -> BackendError {
    BackendError::Protocol { backend: NAME.into(), what: what.into() }
}

/// The host side of a run: inputs of each cycle (`RUN-1`, `RUN-2`).
struct Host<'a> {
    stimulus: &'a Stimulus,
    write: usize,
    event: usize,
    wait: u32,
}

impl<'a> Host<'a> {
    fn new(stimulus: &'a Stimulus) -> Self {
        let wait = stimulus.word(0).map_or(0, |event| event.gap);
        Self { stimulus, write: 0, event: 0, wait }
    }

    fn inputs(&self) -> Inputs {
        let mut inputs = Inputs { spike_ready: self.stimulus.spike_ready, ..Inputs::default() };
        if let Some(&(address, data)) = self.stimulus.writes.get(self.write) {
            inputs.bus_valid = true;
            inputs.bus_write = true;
            inputs.bus_address = address;
            inputs.bus_write_data = data;
        } else if let Some(event) = self.stimulus.word(self.event)
            && self.wait == 0
        {
            inputs.event_valid = true;
            inputs.event_data = event.word;
        }
        inputs
    }

    /// Looks at the core's answers on `cycle`, before the edge.
    fn advance(&mut self, cycle: u64, inputs: &Inputs, core: &dyn Embedded) -> Result<(), BackendError> {
        if inputs.bus_valid {
            let due = 4 * self.write as u64 + 3;
            if core.bus_answer().is_some() != (cycle == due) {
                return Err(protocol(format!(
                    "setup write {} was not answered in cycle {due} (RUN-1)",
                    self.write
                )));
            }
            if cycle == due {
                self.write += 1;
            }
        } else if inputs.event_valid {
            if core.event_ready() {
                self.event += 1;
                self.wait = self.stimulus.word(self.event).map_or(0, |event| event.gap);
            }
        } else {
            self.wait = self.wait.saturating_sub(1);
        }
        Ok(())
    }
}

fn drive(core: &mut dyn Embedded, inputs: &Inputs) -> Result<(), BackendError> {
    core.drive(inputs).map_err(|error| protocol(error.to_string()))
}

fn rise(core: &mut dyn Embedded) -> Result<(), BackendError> {
    core.rise().map_err(|error| protocol(error.to_string()))
}

fn read(core: &mut dyn Embedded, address: u32, spike_ready: bool) -> Result<Answer, BackendError> {
    let inputs = Inputs { bus_valid: true, bus_address: address, spike_ready, ..Inputs::default() };
    for after in 0..=READ_BOUND as u32 {
        drive(core, &inputs)?;
        let answer = core.bus_answer();
        rise(core)?;
        if let Some(data) = answer {
            return Ok(Answer { data, after });
        }
    }
    Err(protocol(format!("a read of {address:#08x} was not answered in {READ_BOUND} cycles")))
}

/// The cycles before a reset, and the reset (`RUN-5`).
fn restart(core: &mut dyn Embedded, stimulus: &Stimulus) -> Result<(), BackendError> {
    if stimulus.restart == 0 {
        return Ok(());
    }
    let mut host = Host::new(stimulus);
    for cycle in 0..stimulus.restart {
        let inputs = host.inputs();
        drive(core, &inputs)?;
        if cycle + 1 < stimulus.restart {
            host.advance(cycle, &inputs, core)?;
        }
        rise(core)?;
    }
    let inputs = Inputs { reset: true, spike_ready: stimulus.spike_ready, ..Inputs::default() };
    for _ in 0..RESET_CYCLES {
        drive(core, &inputs)?;
        rise(core)?;
    }
    Ok(())
}

fn observe(core: &dyn Embedded, layout: &Layout, record: &mut [u8]) {
    let mut index = 0;
    core.observe(&mut |value| {
        layout.set(record, index, value);
        index += 1;
    });
}

impl Backend for RustHdl {
    fn name(&self) -> &'static str {
        NAME
    }

    fn run(
        &self,
        design: &Design,
        stimulus: &Stimulus,
        vcd: Option<&Path>,
        sink: &mut Sink<'_>,
    ) -> Result<Outcome, BackendError> {
        let layout = design.layout();
        external::no_waveform_of_a_restart(NAME, stimulus, vcd.is_some())?;
        let mut core = embedded(&design.geometry, &design.images);
        if let Some(path) = vcd {
            let file = File::create(path)
                .map_err(|source| BackendError::Io { path: path.display().to_string(), source })?;
            core.trace(Box::new(BufWriter::new(file)));
        }
        restart(&mut *core, stimulus)?;
        let mut host = Host::new(stimulus);
        let mut before = layout.initial();
        let mut now = layout.initial();
        for cycle in 0..stimulus.cycles {
            let inputs = host.inputs();
            drive(&mut *core, &inputs)?;
            observe(&*core, &layout, &mut now);
            if now != before || layout.strobed(&now) {
                if let ControlFlow::Break(()) = sink(cycle, &now) {
                    return Ok(Outcome { reads: Vec::new(), cycles: cycle + 1 });
                }
                before.copy_from_slice(&now);
            }
            host.advance(cycle, &inputs, &*core)?;
            rise(&mut *core)?;
        }
        core.end_trace().map_err(|error| protocol(error.to_string()))?;
        let reads = stimulus
            .reads
            .iter()
            .map(|address| read(&mut *core, *address, stimulus.spike_ready))
            .collect::<Result<_, _>>()?;
        Ok(Outcome { reads, cycles: stimulus.cycles })
    }
}
