//! Common code of simulators in a process of their own: message stream and waveform file.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::NamedTempFile;

use crate::temporary::{self, Folder};
use crate::testbench::READ_BOUND;
use crate::tool::{Chunk, Process};
use spindle_spec::stimulus::Stimulus;

use super::BackendError;
use spindle_spec::{Answer, Outcome, Sink};

/// Timeout of a simulator. It sends a message at least every 1024 cycles, so this is generous.
pub(super) const SILENCE: Duration = Duration::from_secs(120);

/// Name of the waveform in the simulator's own folder.
const SEEN: &str = "waveform.vcd";

/// A folder for one run of `backend`.
pub(super) fn folder(backend: &str) -> Result<Folder, BackendError> {
    temporary::folder(backend)
        .map_err(|source| BackendError::Io { path: std::env::temp_dir().display().to_string(), source })
}

/// One message of a testbench.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// A record of this cycle; its values are in the decoder's output.
    Record(u64),
    /// The simulation has passed this cycle, and its waveform is on disk up to it.
    Alive(u64),
    /// Answer to a final read.
    Answer(Answer),
    /// Everything was given.
    End,
    /// A setup write was answered at the wrong time; seen in this cycle.
    WriteFault(u64),
    /// This final read was never answered.
    ReadFault(u64),
    /// A line that is not ours.
    Remark(String),
}

/// Turns the bytes of a testbench into messages.
pub(super) trait Decode {
    /// The first message in `bytes` and how many bytes it takes; `None` until there are enough. A
    /// record's values are written to `record`. An error describes the invalid bytes.
    fn decode(&mut self, bytes: &[u8], record: &mut [u8]) -> Result<Option<(usize, Message)>, String>;
}

/// Refuses runs that no simulator can execute.
pub(super) fn check(backend: &str, stimulus: &Stimulus, waveform: bool) -> Result<(), BackendError> {
    no_waveform_of_a_restart(backend, stimulus, waveform)?;
    let setup = 4 * stimulus.writes.len() as u64;
    if stimulus.cycles == 0 || stimulus.cycles < setup {
        let what = format!(
            "{} cycles are to be observed, but the {} setup writes take {setup} (RUN-1); observe more",
            stimulus.cycles,
            stimulus.writes.len(),
        );
        return Err(BackendError::Protocol { backend: backend.to_owned(), what });
    }
    Ok(())
}

/// Refuses a waveform of a run that begins with a reset: its time 0 is not that of the simulator.
pub(super) fn no_waveform_of_a_restart(
    backend: &str,
    stimulus: &Stimulus,
    waveform: bool,
) -> Result<(), BackendError> {
    if stimulus.restart > 0 && waveform {
        let what = "a run that begins with a reset has no waveform (RUN-5)".to_owned();
        return Err(BackendError::Protocol { backend: backend.to_owned(), what });
    }
    Ok(())
}

/// A running testbench.
pub(super) struct Testbench<'a> {
    pub(super) backend: &'static str,
    pub(super) process: Process,
    pub(super) silence: Duration,
    pub(super) stimulus: &'a Stimulus,
    pub(super) waveform: Option<Waveform>,
}

impl Testbench<'_> {
    /// Reads everything that the testbench gives, records into `sink`; then puts the waveform in
    /// its place.
    pub(super) fn pump(
        mut self,
        record: &mut [u8],
        decoder: &mut dyn Decode,
        sink: &mut Sink<'_>,
    ) -> Result<Outcome, BackendError> {
        let mut outcome = Outcome::default();
        let mut pending = Vec::new();
        let mut broken = false;
        let mut passed = 0;
        loop {
            match self.process.read(self.silence) {
                Chunk::Bytes(bytes) if pending.is_empty() => pending = bytes,
                Chunk::Bytes(bytes) => pending.extend_from_slice(&bytes),
                Chunk::End => return Err(self.process.died()),
                Chunk::Silent => return Err(self.silent(passed)),
            }
            let mut at = 0;
            while let Some((taken, message)) =
                decoder.decode(&pending[at..], record).map_err(|what| self.protocol(what))?
            {
                at += taken;
                match message {
                    Message::Record(_) if broken => {}
                    Message::Record(cycle) => {
                        passed = cycle + 1;
                        if sink(cycle, record).is_break() {
                            broken = true;
                            outcome.cycles = passed;
                            if self.waveform.is_none() {
                                return Ok(outcome);
                            }
                        }
                    }
                    Message::Alive(cycle) => {
                        passed = (cycle + 1).min(self.stimulus.cycles);
                        if broken {
                            // The waveform on disk now holds the cycle that the sink stopped at.
                            drop(self.process);
                            finish(self.waveform, passed)?;
                            return Ok(outcome);
                        }
                    }
                    Message::Answer(answer) => outcome.reads.push(answer),
                    Message::End => {
                        self.process.finish()?;
                        finish(self.waveform, self.stimulus.cycles)?;
                        if !broken {
                            outcome.cycles = self.stimulus.cycles;
                        }
                        return Ok(outcome);
                    }
                    Message::WriteFault(cycle) => return Err(self.write_fault(cycle)),
                    Message::ReadFault(index) => return Err(self.read_fault(index)),
                    Message::Remark(line) => self.process.remark(&line),
                }
            }
            pending.drain(..at);
        }
    }

    fn protocol(&self, what: String) -> BackendError {
        BackendError::Protocol { backend: self.backend.to_owned(), what }
    }

    fn silent(&self, passed: u64) -> BackendError {
        let mut what = format!(
            "the simulator hangs: timeout after {} s without a message, at {passed} cycles; it was ended",
            self.silence.as_secs(),
        );
        let words = self.process.words();
        if !words.is_empty() {
            what.push_str("; its last lines:\n");
            what.push_str(&words);
        }
        self.protocol(what)
    }

    fn write_fault(&self, cycle: u64) -> BackendError {
        let index = cycle / 4;
        let address = self.stimulus.writes.get(index as usize).map_or(0, |write| write.0);
        let late = cycle % 4 == 3;
        self.protocol(format!(
            "setup write {index} (address {address:#08x}) must be answered in cycle {} (RUN-1), but bus_ready \
             was {} in cycle {cycle}",
            4 * index + 3,
            if late { "not high" } else { "not low" },
        ))
    }

    fn read_fault(&self, index: u64) -> BackendError {
        let address = self.stimulus.reads.get(index as usize).copied().unwrap_or(0);
        self.protocol(format!(
            "final read {index} (address {address:#08x}) was not answered within {READ_BOUND} cycles (BUS-1)"
        ))
    }
}

/// A waveform under a temporary name, which is renamed when it is complete.
pub(super) struct Waveform {
    file: NamedTempFile,
    target: PathBuf,
}

impl Waveform {
    /// Creates the file in the folder of `target`.
    pub(super) fn create(target: &Path) -> Result<Self, BackendError> {
        let io = |source| BackendError::Io { path: target.display().to_string(), source };
        let target = std::path::absolute(target).map_err(io)?;
        let folder = target.parent().unwrap_or(Path::new("/"));
        temporary::sweep_files(folder);
        let file = tempfile::Builder::new()
            .prefix(temporary::WRITTEN)
            .suffix(".vcd")
            .tempfile_in(folder)
            .map_err(io)?;
        // Where there are no locks nothing takes it for left either.
        let _ = file.as_file().try_lock();
        Ok(Self { file, target })
    }

    /// Its name in the simulator's folder `folder`: a plain one, as simulators do not take every
    /// path.
    pub(super) fn seen_from(&self, folder: &Path) -> Result<PathBuf, BackendError> {
        let link = folder.join(SEEN);
        linked(self.file.path(), &link)
            .map_err(|source| BackendError::Io { path: link.display().to_string(), source })
    }
}

#[cfg(unix)]
fn linked(file: &Path, link: &Path) -> std::io::Result<PathBuf> {
    std::os::unix::fs::symlink(file, link).map(|()| SEEN.into())
}

#[cfg(not(unix))]
fn linked(file: &Path, _: &Path) -> std::io::Result<PathBuf> {
    Ok(file.to_owned())
}

fn finish(waveform: Option<Waveform>, cycles: u64) -> Result<(), BackendError> {
    let Some(Waveform { file, target }) = waveform else { return Ok(()) };
    let io = |source| BackendError::Io { path: target.display().to_string(), source };
    cut(file.path(), cycles).map_err(io)?;
    readable(&file).map_err(io)?;
    file.persist(&target).map(drop).map_err(|error| io(error.error))
}

/// Gives the file the permissions of a file that was created plainly: temporary ones are private.
#[cfg(unix)]
fn readable(file: &NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_file: &NamedTempFile) -> std::io::Result<()> {
    Ok(())
}

/// Ends a waveform where the values of cycle `cycles` would begin, with that time as its last line:
/// later changes are the final reads, or the incomplete output of an ended simulator.
fn cut(path: &Path, cycles: u64) -> std::io::Result<()> {
    let mut reader = BufReader::with_capacity(1 << 18, std::fs::File::open(path)?);
    let mut line = Vec::new();
    let mut kept = 0;
    let end = (10 * cycles - 5) * in_a_nanosecond(&std::fs::File::open(path)?)?;
    loop {
        line.clear();
        let bytes = reader.read_until(b'\n', &mut line)? as u64;
        let time =
            line.strip_prefix(b"#").and_then(|digits| std::str::from_utf8(digits).ok()?.trim().parse().ok());
        if bytes == 0 || line.last() != Some(&b'\n') || time.is_some_and(|time: u64| time >= end) {
            break;
        }
        kept += bytes;
    }
    let mut file = OpenOptions::new().append(true).open(path)?;
    file.set_len(kept)?;
    writeln!(file, "#{end}")
}

/// Units of a dump's times in a nanosecond: the models of cells have a finer time scale than the
/// testbench.
fn in_a_nanosecond(dump: &std::fs::File) -> std::io::Result<u64> {
    let mut words = String::new();
    for line in BufReader::new(dump).lines() {
        let line = line?;
        if line.starts_with('#') || line.contains("$enddefinitions") {
            break;
        }
        words.push_str(&line);
        words.push(' ');
    }
    let scale = words.split("$timescale").nth(1).and_then(|rest| rest.split("$end").next()).unwrap_or("1ns");
    match scale.split_whitespace().collect::<String>().as_str() {
        "1ns" => Ok(1),
        "100ps" => Ok(10),
        "10ps" => Ok(100),
        "1ps" => Ok(1000),
        other => Err(std::io::Error::other(format!("its time scale `{other}` is not one of a testbench"))),
    }
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_waveform_in_picoseconds_ends_at_the_same_time() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.vcd");
        let head = "$timescale\n\t1ps\n$end\n$enddefinitions $end\n#0\n0!\n#5000\n1!\n#10000\n0!\n";
        std::fs::write(&path, format!("{head}#15000\n1!\n#20000\n")).expect("written");
        cut(&path, 2).expect("cut");
        assert_eq!(std::fs::read_to_string(&path).expect("read"), format!("{head}#15000\n"));
    }

    /// `RUN-4`: the values of cycle 2 begin at 15 ns.
    #[test]
    fn a_waveform_ends_before_the_first_clock_that_is_not_observed() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.vcd");
        for tail in ["#15\n1!\nb1 #\n", "#15\n1", "#", "#20\n0!\n", ""] {
            let head = "$enddefinitions $end\n#0\n0!\n#5\n1!\n#10\n0!\n";
            std::fs::write(&path, format!("{head}{tail}")).expect("written");
            cut(&path, 2).expect("cut");
            assert_eq!(std::fs::read_to_string(&path).expect("read"), format!("{head}#15\n"), "{tail:?}");
        }
    }
}
