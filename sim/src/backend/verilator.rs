//! Verilator: compiles the design to C++, two-valued, fast.

use std::ffi::OsStr;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::activity::{self, Net};
use crate::coverage::{self, Point};
use crate::testbench;
use crate::tool::{Tool, within};
use spindle_spec::stimulus::Stimulus;

use super::cache::{built, cache_folder, found, key};
use super::compiled::Run;
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
/// Efforts of the compiler for what runs once, at the start, and for Verilator's own objects. Given to make, as that for the model
/// is: its makefile puts its defaults behind `-CFLAGS`, and what comes last counts.
const EFFORTS: [&str; 2] = ["OPT_SLOW=-O0", "OPT_GLOBAL=-O2"];
/// Where Verilator's own objects are kept: the same in every model with the same flags, they take as long to compile as a small
/// core.
const OBJECTS: &str = "verilator-objects";
/// A run of fewer clocks is over before a compiler that optimises would be.
const SHORT: u64 = 500_000;
/// From so many clocks on, a run is worth that the compiler takes its time: of the default core almost twice as much, for an eighth
/// less a clock.
const LONG: u64 = 10_000_000;

/// Class of the compiled core.
const MODEL: &str = "Vspindle_core";

/// What is compiled.
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
    /// What it gives beside its records.
    pub beside: Beside,
    /// For how many clocks it will run, about.
    pub clocks: u64,
}

/// Verilator, the compiler it needs, and the folder that keeps what was compiled.
#[derive(Clone, Debug)]
pub struct Verilator {
    /// The translator.
    pub translator: Tool,
    /// The C++ compiler that make calls.
    pub compiler: Tool,
    /// What builds the model that Verilator writes.
    pub make: Tool,
    /// Where compiled models are kept, by content; see [`super::cache_folder`].
    pub cache: PathBuf,
    /// How long a run may show no sign of life before it is ended.
    pub silence: Duration,
    /// For how many clocks a model will run in all, if that is more than those of the run that it is compiled for.
    pub clocks: u64,
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
            clocks: 0,
        }
    }
}

/// The effort of the compiler that is worth it for so many clocks, and what Verilator is told for it.
fn effort(clocks: u64) -> (&'static str, &'static [&'static str]) {
    match clocks {
        // In one file: the headers of many would take longer to compile than the model.
        ..SHORT => ("OPT_FAST=-O0", &["--output-split", "0"]),
        SHORT..LONG => ("OPT_FAST=-O1", &[]),
        _ => ("OPT_FAST=-O3", &[]),
    }
}

/// What a compiled model gives beside its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Nothing; the fastest.
    Nothing,
    /// A waveform of the ports.
    Ports,
    /// A waveform of every signal.
    Nets,
    /// How often lines were executed and bits toggled.
    Coverage,
    /// Nothing, and no records either: what the model alone costs.
    Unobserved,
}

/// A design that is ready to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    /// The program.
    pub program: PathBuf,
    /// Whether it was there already.
    pub cached: bool,
}

impl Verilator {
    /// Compiles `design` for a run of so many `clocks`, with what is asked of it beside its records, unless that was done before. This
    /// takes seconds, so callers may want to show it as a stage of its own; [`Backend::run`] does it as well.
    ///
    /// # Errors
    /// A missing tool, a design that Verilator refuses, a cache that cannot be written.
    pub fn compile(&self, design: &Design, beside: Beside, clocks: u64) -> Result<Compiled, BackendError> {
        self.build(&Source {
            top: Design::TOP,
            prefix: MODEL,
            verilog: &design.verilog,
            harness: &testbench::harness(&design.layout(), &testbench::verilator_model(beside), beside),
            beside,
            clocks,
        })
    }

    /// Compiles any top module with a `main` of its own.
    ///
    /// # Errors
    /// A missing tool, a design that Verilator refuses, a cache that cannot be written.
    pub fn build(&self, source: &Source<'_>) -> Result<Compiled, BackendError> {
        let (effort, split) = effort(source.clocks.max(self.clocks));
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
            // Verilator's makefile refuses folders with blanks in their names, though it uses no name but plain ones.
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
    /// Runs `design` as [`Backend::run`] does, and counts what toggles.
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

    /// Runs `design` as [`Backend::run`] does, the same clocks under the same stimulus, and gives no record. That it ran is seen by
    /// its final reads.
    ///
    /// # Errors
    /// As [`Backend::run`].
    pub fn unobserved(&self, design: &Design, stimulus: &Stimulus) -> Result<Outcome, BackendError> {
        let mut nothing = |_, _: &[u8]| std::ops::ControlFlow::Continue(());
        self.start(design, stimulus, Beside::Unobserved, None, external::folder(NAME)?.path(), &mut nothing)
    }

    /// Runs `design` as [`Backend::run`] does, and counts what of its Verilog was executed and toggled.
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
        let Compiled { program, .. } = self.compile(design, beside, stimulus.clocks)?;
        let run = Run { name: NAME, program, silence: self.silence, folder };
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
