//! Icarus Verilog: event-driven, four-valued, installed in a second, slow.

use std::path::Path;
use std::time::Duration;

use crate::testbench;
use crate::tool::{Process, Tool, within};
use spindle_spec::layout::Layout;
use spindle_spec::stimulus::Stimulus;

use super::external::{self, Decode, Message, SILENCE, Testbench, Waveform};
use super::{Backend, BackendError, Design};
use spindle_spec::{Answer, Outcome, Sink};

/// Name on the command line.
pub const NAME: &str = "icarus";
const REMEDY: &str = "apt-get install iverilog";

/// The Icarus Verilog compiler and its run-time.
#[derive(Clone, Debug)]
pub struct Icarus {
    /// The compiler.
    pub compiler: Tool,
    /// The run-time.
    pub runtime: Tool,
    /// The language of designs, as a compiler option.
    pub language: &'static str,
    /// Timeout without a message, after which a run is ended.
    pub silence: Duration,
}

impl Default for Icarus {
    fn default() -> Self {
        Self {
            compiler: Tool::new("iverilog", REMEDY),
            runtime: Tool::new("vvp", REMEDY),
            language: "-g2005",
            silence: SILENCE,
        }
    }
}

impl Backend for Icarus {
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
        external::check(NAME, stimulus, vcd.is_some())?;
        let layout = design.layout();
        let folder = external::folder(NAME)?;
        let waveform = vcd.map(Waveform::create).transpose()?;
        testbench::write_inputs(folder.path(), design, stimulus)?;
        // The testbench comes first: its time scale holds for what follows.
        let bench = testbench::testbench(&layout);
        testbench::write(folder.path(), "testbench.v", |file| {
            std::io::Write::write_all(file, bench.as_bytes())
        })?;
        testbench::write(folder.path(), "core.v", |file| {
            std::io::Write::write_all(file, design.verilog.as_bytes())
        })?;
        let mut compile = self.compiler.command();
        compile.args([self.language, "-s", "testbench", "-o", "simulation.vvp", "testbench.v", "core.v"]);
        self.compiler.run(NAME, within(&mut compile, folder.path()))?;

        let mut simulate = self.runtime.command();
        simulate
            .args(["-n", "simulation.vvp"])
            .arg(format!("+clocks={}", stimulus.cycles))
            .arg(format!("+spike_ready={}", u8::from(stimulus.spike_ready)))
            .arg(format!("+repeats={}", stimulus.repeats))
            .arg(format!("+restart={}", stimulus.restart))
            .arg(format!("+lead={}", stimulus.lead.len()));
        if let Some(waveform) = &waveform {
            let mut plusarg = std::ffi::OsString::from("+vcd=");
            plusarg.push(waveform.seen_from(folder.path())?);
            simulate.arg(plusarg);
        }
        let process = Process::start(&self.runtime, NAME, within(&mut simulate, folder.path()))?;
        let run = Testbench { backend: NAME, process, silence: self.silence, stimulus, waveform };
        run.pump(&mut vec![0; layout.bytes()], &mut Text { layout: &layout }, sink)
    }
}

/// Decodes the lines of the Verilog testbench.
struct Text<'a> {
    layout: &'a Layout,
}

impl Decode for Text<'_> {
    fn decode(&mut self, bytes: &[u8], record: &mut [u8]) -> Result<Option<(usize, Message)>, String> {
        let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else { return Ok(None) };
        let line = &bytes[..end];
        let message = match line {
            [b'R', b' ', rest @ ..] if rest.len() == 17 + 2 * record.len() && rest[16] == b' ' => {
                let cycle = number(&rest[..16])?;
                self.record(cycle, &rest[17..], record)?;
                Message::Record(cycle)
            }
            [b'H', b' ', rest @ ..] => Message::Alive(number(rest)?),
            [b'A', b' ', rest @ ..] if rest.len() == 17 && rest[8] == b' ' => Message::Answer(Answer {
                after: number(&rest[..8])? as u32,
                data: number(&rest[9..])? as u32,
            }),
            b"E" => Message::End,
            [b'W', b' ', rest @ ..] => Message::WriteFault(number(rest)?),
            [b'B', b' ', rest @ ..] => Message::ReadFault(number(rest)?),
            _ => Message::Remark(String::from_utf8_lossy(line).into_owned()),
        };
        Ok(Some((end + 1, message)))
    }
}

impl Text<'_> {
    /// Reads a record from its digits, most significant first.
    fn record(&self, cycle: u64, digits: &[u8], record: &mut [u8]) -> Result<(), String> {
        for (index, (byte, pair)) in record.iter_mut().rev().zip(digits.chunks_exact(2)).enumerate() {
            match (digit(pair[0]), digit(pair[1])) {
                (Some(high), Some(low)) => *byte = high << 4 | low,
                _ => return Err(self.undefined(cycle, digits.len() / 2 - 1 - index)),
            }
        }
        Ok(())
    }

    fn undefined(&self, cycle: u64, offset: usize) -> String {
        let layout = self.layout;
        let index = (0..layout.signals().len()).rfind(|index| layout.offset(*index) <= offset).unwrap_or(0);
        let name = layout.signals().get(index).map_or("?", |signal| signal.name.as_str());
        format!(
            "{name} is undefined (x) in cycle {cycle}: the design reads a register or a memory word that has no \
             initial value"
        )
    }
}

fn digit(character: u8) -> Option<u8> {
    char::from(character).to_digit(16).map(|digit| digit as u8)
}

fn number(digits: &[u8]) -> Result<u64, String> {
    let text = String::from_utf8_lossy(digits);
    u64::from_str_radix(text.trim(), 16)
        .map_err(|_| format!("{text:?} is not a number (x is an undefined value)"))
}
