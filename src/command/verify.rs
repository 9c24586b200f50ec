//! `spindle verify`: the golden model against the hardware, on every requested backend.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde::Serialize;
use spindle_learning::learn::Session;
use spindle_learning::names::advice;
use spindle_sim::backend::{Backend, by_name, names};
use spindle_sim::fault::Fault;
use spindle_sim::lockstep::FirstDifference;
use spindle_spec::memory_map::Event;
use spindle_spec::random::{Purpose, stream};
use spindle_spec::stimulus::Timed;

use super::{Failure, Output, Selection};
use crate::claim::claim;
use crate::verify::checkpoint::Checkpoint;
use crate::verify::ladder::{Climbed, GOLDEN_VCD, climb, golden_waveform};
use crate::verify::undetected::Undetected;
use crate::verify::{Case, random};

/// Maximum number of steps whose events are held in memory.
const STEPS: u32 = 1_000_000;

/// Options of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    selection: Selection,
    /// Simulators, in order: rust-hdl, icarus, verilator, cxxrtl, netlist[:FAMILY]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = "rust-hdl")]
    backend: Vec<String>,
    /// Steps of random events sent to the network, at most 1000000; --rounds sends them again
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    steps: u32,
    /// Send the events of this many training samples instead, to the network with its initial
    /// weights
    #[arg(long, value_name = "N", conflicts_with = "steps", value_parser = clap::value_parser!(u32).range(1..))]
    samples: Option<u32>,
    /// Folder or file of the samples, for tasks that read one
    #[arg(long, value_name = "PATH", requires = "samples", conflicts_with = "steps")]
    data: Option<PathBuf>,
    /// Send the events this many times, for long runs in constant memory
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Start after this many steps of all rounds, from the golden model's state at that point
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    from_step: Option<u64>,
    /// File that keeps that state: written the first time, read from then on
    #[arg(long, value_name = "FILE", requires = "from_step")]
    state: Option<PathBuf>,
    /// The same events with every learning bit off
    #[arg(long)]
    no_learning: bool,
    /// Inject a fault into the hardware; `list` lists the faults
    #[arg(long, value_name = "FAULT")]
    inject: Option<String>,
    /// Write and compare waveforms in this folder
    #[arg(long, value_name = "DIR")]
    vcd: Option<PathBuf>,
}

#[derive(Serialize)]
struct Faults {
    faults: [&'static str; Fault::ALL.len()],
}

#[derive(Serialize)]
struct Verified<'a> {
    verdict: &'static str,
    golden_seconds: f64,
    rungs: &'a [Climbed],
    first_difference: Option<&'a FirstDifference>,
}

impl Verify {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        if self.inject.as_deref() == Some("list") {
            for fault in Fault::ALL {
                output.line(format!("{:<14} {}", fault.name(), fault.description()))?;
            }
            return output.object(&Faults { faults: Fault::ALL.map(Fault::name) });
        }
        if self.steps > STEPS {
            let message = format!(
                "--steps {}: their events do not fit in memory; choose at most {STEPS}, and send them again with --rounds",
                self.steps
            );
            return Err(Failure { status: 2, message });
        }
        let fault = self.inject.as_deref().map(fault).transpose()?;
        let backends = self.backend.iter().map(|name| backend(name)).collect::<Result<Vec<_>, _>>()?;
        let (case, repeats) = self.rest(self.case()?, output)?;
        let start = Instant::now();
        let stimulus = case.repeated(repeats)?;
        let golden_seconds = start.elapsed().as_secs_f64();
        let design = case.design();
        let (device, driven) = match fault {
            Some(fault) => fault.inject(self.selection.seed, &design, &stimulus)?,
            None => (design, stimulus.clone()),
        };
        let _claim = self.vcd.as_deref().map(claim).transpose()?;
        if let Some(folder) = &self.vcd {
            golden_waveform(&case, &stimulus, &folder.join(GOLDEN_VCD))?;
        }
        let bar = output.progress(backends.len() as u64, "verify");
        let mut rungs = Vec::new();
        for backend in &backends {
            bar.set_message(backend.name());
            rungs.push(climb(&case, &stimulus, &**backend, (&device, &driven), self.vcd.as_deref())?);
            bar.inc(1);
        }
        bar.finish_and_clear();
        output.remark(format!(
            "golden     {:>20} cycles  {}",
            stimulus.cycles,
            speed(stimulus.cycles, golden_seconds)
        ))?;
        let blind = fault.and_then(|fault| {
            let rung = &rungs.iter().find(|climbed| climbed.equal())?.rung;
            Some(Undetected::new(fault, &case, rung))
        });
        report(golden_seconds, &rungs, blind, output)
    }

    /// Part of `case` to run, and the number of repetitions of its events.
    fn rest(&self, case: Case, output: &Output) -> Result<(Case, u32), Failure> {
        let Some(step) = self.from_step else { return Ok((case, self.rounds - 1)) };
        let kept = self.state.as_deref().filter(|path| path.exists());
        let checkpoint = if let Some(path) = kept {
            Checkpoint::load(path, &case, step)?
        } else {
            let bar = output.progress(step, "to the state");
            let checkpoint = Checkpoint::compute(&case, self.rounds, step, &|done| bar.set_position(done))?;
            bar.finish_and_clear();
            checkpoint
        };
        if let (Some(path), None) = (&self.state, kept) {
            checkpoint.save(path)?;
        }
        Ok(checkpoint.rest(&case, self.rounds)?)
    }

    /// The manifest's network with random weights, under random events; or as it starts, under
    /// samples.
    fn case(&self) -> Result<Case, Failure> {
        let (manifest, placement) = self.selection.placed()?;
        manifest.for_hardware()?;
        let geometry = manifest.description.geometry.clone();
        let mut rng = stream(self.selection.seed, Purpose::Events, 0);
        let mut configuration = placement.configuration.clone();
        let mut events = if let Some(samples) = self.samples {
            let data = manifest.data(self.data.as_deref(), self.selection.seed)?;
            let mut session = Session::new(&manifest.description, &placement, &data, self.selection.seed)?;
            configuration = session.start();
            let events = session.training_events(samples as usize);
            events.iter().map(|event| Timed { gap: 0, word: event.encode() }).collect()
        } else {
            let events = random::events(&mut rng, &geometry, &configuration, self.steps as usize);
            configuration.weights = random::weights(&mut rng, &geometry);
            events
        };
        if self.no_learning {
            for event in &mut events {
                if let Event::Control { feedback, clear, clear_targets, .. } = Event::decode(event.word) {
                    event.word = Event::Control { feedback, learning: false, clear, clear_targets }.encode();
                }
            }
        }
        Ok(Case::new(manifest.file, geometry, configuration, events))
    }
}

fn backend(name: &str) -> Result<Box<dyn Backend>, Failure> {
    by_name(name).ok_or_else(|| Failure {
        status: 2,
        message: format!("--backend {name}: no such simulator; {}", advice(name, names())),
    })
}

fn fault(name: &str) -> Result<Fault, Failure> {
    Fault::by_name(name).ok_or_else(|| Failure {
        status: 2,
        message: format!(
            "--inject {name}: no such fault; choose from {}",
            Fault::ALL.map(Fault::name).join(", ")
        ),
    })
}

/// Cycles per second, as text.
fn speed(cycles: u64, seconds: f64) -> String {
    format!("{:>12.0} cycles/s", cycles as f64 / seconds.max(1e-9))
}

fn report(
    golden_seconds: f64,
    rungs: &[Climbed],
    blind: Option<Undetected>,
    output: &Output,
) -> Result<(), Failure> {
    let first_difference = rungs.iter().find_map(|rung| rung.first_difference.as_ref());
    let equal = rungs.iter().all(Climbed::equal) && !rungs.is_empty();
    for climbed in rungs {
        let rung = &climbed.rung;
        output.line(format!(
            "{:<10} {:<10} {:>9} cycles  {}  {:>9} records of {} signals  {:>6} reads",
            rung.name,
            if climbed.equal() { "equal" } else { "DIFFERENT" },
            rung.cycles,
            speed(rung.cycles, climbed.seconds),
            rung.events,
            rung.signals,
            rung.reads,
        ))?;
        if let Some(wave) = &climbed.waveform {
            output.line(format!(
                "{:<10} {:<10} {:>9} changes of {} signals in {}",
                "",
                if wave.differences == 0 { "equal" } else { "DIFFERENT" },
                wave.changes,
                wave.signals,
                wave.file.display(),
            ))?;
            if wave.differences > 0 {
                output.line(spindle_wave::text(&wave.report, GOLDEN_VCD, &rung.name))?;
            }
        }
    }
    if let Some(difference) = first_difference {
        output.line(format!("\n{difference}"))?;
    }
    output.object(&Verified {
        verdict: match (&blind, equal) {
            (Some(_), _) => "undetected",
            (None, true) => "equal",
            (None, false) => "different",
        },
        golden_seconds,
        rungs,
        first_difference,
    })?;
    match blind {
        Some(undetected) => Err(Failure::found(undetected)),
        None if equal => Ok(()),
        None => Err(Failure::found("golden model and hardware differ")),
    }
}
