//! The command line: one file per subcommand.

mod build;
mod check;
mod completions;
mod demo;
mod energy;
mod excerpt;
mod figures;
mod generate;
mod host;
mod man;
mod mutate;
mod new;
mod output;
mod printable;
mod progress;
mod prove;
mod regress;
mod reproduce;
mod schema;
mod train;
mod tune;
mod verify;
mod wave;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
pub use output::{Failure, Output};
use spindle_learning::manifest::{Manifest, ManifestError, Mapping, PRESETS};

/// FPGA co-design for neuromorphic cores that learn on the chip.
#[derive(Debug, Parser)]
#[command(name = "spindle", version, about)]
struct Cli {
    /// Print one JSON object on standard output
    #[arg(long, global = true)]
    json: bool,
    /// No progress and no remarks
    #[arg(short, long, global = true)]
    quiet: bool,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Run the whole loop: train, generate, learn in hardware, compare, report (the default)
    Demo(demo::Demo),
    /// Write a commented manifest to start from
    New(new::New),
    /// Check the manifest: report problems, places and remedies
    Check(check::Check),
    /// Write Verilog, memory images and register map
    Generate(generate::Generate),
    /// Build a bitstream for a board, and report its resources
    Build(build::Build),
    /// Train in the golden model
    Train(train::Train),
    /// Search a manifest's parameters on validation samples
    Tune(tune::Tune),
    /// Compare the hardware with the golden model, value and cycle
    Verify(verify::Verify),
    /// Run a matrix of cases, each in a process of its own, against recorded baselines
    Regress(regress::Regress),
    /// Prove properties of the generated Verilog
    Prove(prove::Prove),
    /// Test the verification with mutants of the hardware
    Mutate(mutate::Mutate),
    /// Count the hardware's activity per sample, and estimate the energy
    Energy(energy::Energy),
    /// Reproduce published experiments and compare with their numbers
    Reproduce(reproduce::Reproduce),
    /// Load, train and read a board over its serial port
    #[command(subcommand)]
    Host(host::Host),
    /// Compare waveforms
    #[command(subcommand)]
    Wave(wave::Wave),
    /// Print the JSON schema of a manifest, for editors
    Schema(schema::Schema),
    /// Print a script by which a shell completes commands and options
    Completions(completions::Completions),
    /// Write a manual page for each command
    Man(man::Man),
}

/// Which manifest, and with which seed.
#[derive(Clone, Debug, Args)]
pub struct Selection {
    /// Manifest; default: spindle.toml in the current folder if it exists and no --preset is given
    #[arg(long, visible_alias = "manifest", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// A built-in manifest [default: digits]
    #[arg(long, value_name = "NAME", conflicts_with = "config")]
    pub preset: Option<String>,
    /// Seed of all random numbers
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// The same, and where output goes: for commands that write.
#[derive(Clone, Debug, Args)]
pub struct Common {
    #[command(flatten)]
    selection: Selection,
    /// Folder for the output files
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
}

impl std::ops::Deref for Common {
    type Target = Selection;

    fn deref(&self) -> &Selection {
        &self.selection
    }
}

impl Selection {
    /// The manifest that the options name.
    ///
    /// # Errors
    /// It is missing or cannot be parsed.
    pub fn manifest(&self) -> Result<Manifest, ManifestError> {
        let here = std::path::Path::new("spindle.toml");
        match (&self.config, &self.preset) {
            (Some(path), _) => Manifest::load(path),
            (None, Some(name)) => Manifest::preset(name),
            (None, None) if here.exists() => Manifest::load(here),
            (None, None) => Manifest::preset(PRESETS[0].0),
        }
    }

    /// The manifest and its network, mapped with the seed.
    ///
    /// # Errors
    /// As [`Selection::manifest`], or the network does not fit.
    pub fn placed(&self) -> Result<(Manifest, Mapping), ManifestError> {
        let manifest = self.manifest()?;
        let mapping = manifest.map(self.seed)?;
        Ok((manifest, mapping))
    }
}

/// Reads the command line; without a subcommand it is the demo.
fn parse() -> Result<Cli, clap::Error> {
    let cli = Cli::try_parse()?;
    if cli.verb.is_some() {
        return Ok(cli);
    }
    Cli::try_parse_from(std::env::args_os().chain(["demo".into()]))
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = match parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            // What was given may be names of files, which a shell has put there.
            output::remark_to_stderr(error.render().to_string().trim_end());
            return ExitCode::from(2);
        }
        Err(help) => {
            // A closed pipe is not worth a word.
            let _ = help.print();
            return ExitCode::SUCCESS;
        }
    };
    spindle_sim::temporary::sweep_temporary();
    let output = Output::new(cli.json, cli.quiet);
    if !cli.quiet {
        spindle_sim::remark::set_receiver(output::remark_to_stderr);
    }
    let result = match cli.verb {
        Some(Verb::Demo(verb)) => verb.run(&output),
        Some(Verb::New(verb)) => verb.run(&output),
        Some(Verb::Check(verb)) => verb.run(&output),
        Some(Verb::Generate(verb)) => verb.run(&output),
        Some(Verb::Build(verb)) => verb.run(&output),
        Some(Verb::Train(verb)) => verb.run(&output),
        Some(Verb::Tune(verb)) => verb.run(&output),
        Some(Verb::Verify(verb)) => verb.run(&output),
        Some(Verb::Regress(verb)) => verb.run(&output),
        Some(Verb::Prove(verb)) => verb.run(&output),
        Some(Verb::Mutate(verb)) => verb.run(&output),
        Some(Verb::Energy(verb)) => verb.run(&output),
        Some(Verb::Reproduce(verb)) => verb.run(&output),
        Some(Verb::Host(verb)) => verb.run(&output),
        Some(Verb::Wave(verb)) => verb.run(&output),
        Some(Verb::Schema(verb)) => verb.run(&output),
        Some(Verb::Completions(verb)) => verb.run(&output),
        Some(Verb::Man(verb)) => verb.run(&output),
        None => Err(Failure { status: 2, message: "no subcommand; `spindle help` lists them".into() }),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.error(&failure);
            ExitCode::from(failure.status)
        }
    }
}
