//! Verilator: compiles the design to C++, two-valued, fast.

use std::ffi::OsStr;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::activity::{self, Net};
use crate::coverage::{self, Point};
use crate::testbench::{self, Beside};
use crate::tool::{Tool, within};
use spindle_spec::stimulus::Stimulus;

use super::cache::{built, cache_folder, found, key};
use super::compiled::Executable;
use super::external::{self, SILENCE, Waveform};
use super::{Backend, BackendError, Design};
use spindle_spec::{Outcome, Sink};

/// Name on the command line.
pub const NAME: &str = "verilator";
const FLAGS: [&str; 11] = [
    "--cc",
    "--exe",
    "-O3",
    "--x-assign",
    "fast",
    "--x-initial",
    "fast",
    "--noassert",
    "-Wno-fatal",
    "--Mdir",
    "build",
];
/// Optimisation for code that runs once, at the start, and for Verilator's own objects. Passed to
/// make, like that for the model: its makefile puts its defaults after `-CFLAGS`, and the last
/// option counts.
const EFFORTS: [&str; 2] = ["OPT_SLOW=-O0", "OPT_GLOBAL=-O2"];
/// Cache folder of Verilator's own objects: they are the same in every model with the same flags,
/// and take as long to compile as a small core.
const OBJECTS: &str = "verilator-objects";
/// A run of fewer cycles ends before an optimising compiler would.
const SHORT: u64 = 500_000;
/// Above this many cycles, full optimisation pays off: for the default core it takes almost twice
/// the compile time and saves an eighth per cycle.
const LONG: u64 = 10_000_000;

/// Class of the compiled core.
const MODEL: &str = "Vspindle_core";

/// Sources to compile.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Name of the top module.
    pub top: &'a str,
    /// Name that the model's class shall have.
    pub prefix: &'a str,
    /// The Verilog.
    pub verilog: &'a str,
    /// C++ with a `main` that runs the model.
    pub harness: &'a str,
    /// Its output besides records.
    pub beside: Beside,
    /// Approximate number of cycles that it will run.
    pub cycles: u64,
}

/// Verilator, the compiler it needs, and the folder of compiled models.
#[derive(Clone, Debug)]
pub struct Verilator {
    /// The translator.
    pub translator: Tool,
    /// The C++ compiler that make calls.
    pub compiler: Tool,
    /// Tool that builds Verilator's model.
    pub make: Tool,
    /// Content-addressed folder of compiled models; see [`super::cache_folder`].
    pub cache: PathBuf,
    /// Timeout without a message, after which a run is ended.
    pub silence: Duration,
    /// Total number of cycles of a model, if that exceeds the run for which it is compiled.
    pub cycles: u64,
}

impl Default for Verilator {
    fn default() -> Self {
        let remedy = "apt-get install verilator g++ make";
        Self {
            translator: Tool::new("verilator", remedy),
            compiler: Tool::new("g++", remedy),
            make: Tool::new("make", remedy),
            cache: cache_folder(),
            silence: SILENCE,
            cycles: 0,
        }
    }
}

/// The optimisation that pays off for this many cycles, and Verilator's options for it.
fn effort(cycles: u64) -> (&'static str, &'static [&'static str]) {
    match cycles {
        // In one file: the headers of many would take longer to compile than the model.
        ..SHORT => ("OPT_FAST=-O0", &["--output-split", "0"]),
        SHORT..LONG => ("OPT_FAST=-O1", &[]),
        _ => ("OPT_FAST=-O3", &[]),
    }
}

/// A design that is ready to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    /// The program.
    pub program: PathBuf,
    /// True if it was cached.
    pub cached: bool,
}

impl Verilator {
    /// Compiles `design` for a run of this many `cycles`, with the requested output besides
    /// records, unless it is cached. This takes seconds, so callers may want to show it as a stage
    /// of its own; [`Backend::run`] does it as well.
    ///
    /// # Errors
    /// A missing tool, a design that Verilator refuses, a cache that cannot be written.
    pub fn compile(&self, design: &Design, beside: Beside, cycles: u64) -> Result<Compiled, BackendError> {
        self.build(&Source {
            top: Design::TOP,
            prefix: MODEL,
            verilog: &design.verilog,
            harness: &testbench::harness(&design.layout(), &testbench::verilator_model(beside), beside),
            beside,
            cycles,
        })
    }

    /// Compiles any top module with a `main` of its own.
    ///
    /// # Errors
    /// A missing tool, a design that Verilator refuses, a cache that cannot be written.
    pub fn build(&self, source: &Source<'_>) -> Result<Compiled, BackendError> {
        let (effort, split) = effort(source.cycles.max(self.cycles));
        let beside: &[&str] = match source.beside {
            Beside::Nothing | Beside::Unobserved => &[],
            // The ports of the core and nothing below.
            Beside::Ports => &["--trace", "--trace-depth", "1"],
            Beside::Nets => &["--trace", "--trace-underscore"],
            Beside::Coverage => &["--coverage-line", "--coverage-toggle"],
        };
        let flags =
            [&FLAGS, split, beside, &["--top-module", source.top, "--prefix", source.prefix]].concat();
        let version = |tool: &Tool| tool.run(NAME, tool.command().arg("--version"));
        // Asked for first: Verilator's own message about a missing one of these is hard to read.
        let versions = [version(&self.translator)?, version(&self.compiler)?, version(&self.make)?].concat();
        let objects_key = key([&*versions, &beside.join(" "), &EFFORTS.join(" ")]);
        let key = key([&*versions, &flags.join(" "), effort, source.harness, source.verilog]);
        let (program, cached) = built(&self.cache, NAME, &key, |folder| {
            for (name, text) in [("harness.cpp", source.harness), ("core.v", source.verilog)] {
                testbench::write(folder, name, |file| std::io::Write::write_all(file, text.as_bytes()))?;
            }
            let mut translate = self.translator.command();
            translate.args(&flags).args(["-o", "simulation", "core.v", "harness.cpp"]);
            self.translator.run(NAME, within(&mut translate, folder))?;
            let build = folder.join("build");
            // Younger than all that they depend on, kept objects are not compiled again.
            if let Some(objects) = found(&self.cache, OBJECTS, &objects_key)? {
                copy_objects(&objects, &build)?;
            }
            let mut make = self.make.command();
            // Verilator's makefile refuses folders with blanks in their names, though it uses no
            // name but plain ones.
            make.args(["-f", &format!("{}.mk", source.prefix), "CURDIR=."]).arg(effort).args(EFFORTS);
            self.make.run(NAME, within(&mut make, &build))?;
            built(&self.cache, OBJECTS, &objects_key, |folder| {
                let objects = folder.join("objects");
                copy_objects(&build, &objects)?;
                Ok(objects)
            })?;
            Ok(build.join("simulation"))
        })?;
        Ok(Compiled { program, cached })
    }
}

impl Verilator {
    /// Runs `design` as [`Backend::run`] does, and counts toggles.
    ///
    /// # Errors
    /// As [`Backend::run`], or a waveform that cannot be read.
    pub fn toggles(
        &self,
        design: &Design,
        stimulus: &Stimulus,
        sink: &mut Sink<'_>,
    ) -> Result<(Outcome, Vec<Net>), BackendError> {
        let folder = external::folder(NAME)?;
        let file = folder.path().join("nets.vcd");
        let waveform = Some(Waveform::create(&file)?);
        let outcome = self.start(design, stimulus, Beside::Nets, waveform, folder.path(), sink)?;
        let nets = File::open(&file)
            .and_then(|file| activity::nets(BufReader::new(file)))
            .map_err(|source| BackendError::Io { path: file.display().to_string(), source })?;
        Ok((outcome, nets))
    }

    /// Runs `design` as [`Backend::run`] does, the same cycles under the same stimulus, without
    /// records. That it ran is shown by its final reads.
    ///
    /// # Errors
    /// As [`Backend::run`].
    pub fn unobserved(&self, design: &Design, stimulus: &Stimulus) -> Result<Outcome, BackendError> {
        let mut nothing = |_, _: &[u8]| std::ops::ControlFlow::Continue(());
        self.start(design, stimulus, Beside::Unobserved, None, external::folder(NAME)?.path(), &mut nothing)
    }

    /// Runs `design` as [`Backend::run`] does, and counts executed lines and toggled bits of its
    /// Verilog.
    ///
    /// # Errors
    /// As [`Backend::run`], or counts that cannot be read.
    pub fn coverage(
        &self,
        design: &Design,
        stimulus: &Stimulus,
        sink: &mut Sink<'_>,
    ) -> Result<(Outcome, Vec<Point>), BackendError> {
        let folder = external::folder(NAME)?;
        let outcome = self.start(design, stimulus, Beside::Coverage, None, folder.path(), sink)?;
        let file = folder.path().join(coverage::FILE);
        let points = std::fs::read_to_string(&file)
            .and_then(|text| coverage::points(&text))
            .map_err(|source| BackendError::Io { path: file.display().to_string(), source })?;
        Ok((outcome, points))
    }

    fn start(
        &self,
        design: &Design,
        stimulus: &Stimulus,
        beside: Beside,
        waveform: Option<Waveform>,
        folder: &Path,
        sink: &mut Sink<'_>,
    ) -> Result<Outcome, BackendError> {
        external::check(NAME, stimulus, waveform.is_some())?;
        let Compiled { program, .. } = self.compile(design, beside, stimulus.cycles)?;
        let run = Executable { name: NAME, program, silence: self.silence, folder };
        run.start(design, stimulus, waveform, sink)
    }
}

/// Copies Verilator's own objects from one folder to another, which is made.
fn copy_objects(from: &Path, to: &Path) -> Result<(), BackendError> {
    let io = |source| BackendError::Io { path: from.display().to_string(), source };
    std::fs::create_dir_all(to).map_err(io)?;
    for entry in std::fs::read_dir(from).map_err(io)? {
        let file = entry.map_err(io)?.path();
        let name = file.file_name().and_then(OsStr::to_str).unwrap_or_default();
        if name.starts_with("verilated") && file.extension() == Some(OsStr::new("o")) {
            std::fs::copy(&file, to.join(name)).map_err(io)?;
        }
    }
    Ok(())
}

impl Backend for Verilator {
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
        let beside = if vcd.is_some() { Beside::Ports } else { Beside::Nothing };
        let waveform = vcd.map(Waveform::create).transpose()?;
        self.start(design, stimulus, beside, waveform, external::folder(NAME)?.path(), sink)
    }
}
