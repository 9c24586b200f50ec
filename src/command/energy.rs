//! `spindle energy`: spikes, memory accesses and an estimate of energy, a sample.

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use spindle_golden::Core;
use spindle_learning::learn::{Checkpoint, Mode, Session, training};
use spindle_sim::backend::verilator::Verilator;
use spindle_spec::Geometry;
use spindle_spec::memory_map::Event;
use spindle_spec::stimulus::Timed;

use super::train::CHECKPOINT;
use super::{Failure, Output, Selection};
use crate::energy::{Activity, Assumptions, Counting, Estimate, estimate};
use crate::verify::{Case, VerifyError};

/// Options of `energy`.
#[derive(Debug, Args)]
pub struct Energy {
    #[command(flatten)]
    selection: Selection,
    /// Folder or file of the samples, for tasks that read one
    #[arg(long, value_name = "PATH")]
    data: Option<PathBuf>,
    /// Samples to learn, and as many to answer
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    samples: u32,
    /// Begin with the best weights of `spindle train`'s checkpoint, instead of the initial ones
    #[arg(long)]
    trained: bool,
    /// Folder of that checkpoint
    #[arg(long, value_name = "DIR", default_value = "out", requires = "trained")]
    out: PathBuf,
    /// Energy of a toggle of a net; docs/energy.md explains the default
    #[arg(long, value_name = "PICOJOULES", default_value_t = 1.2, allow_negative_numbers = true, value_parser = picojoules)]
    net: f64,
    /// Energy of an access to one lane's memory
    #[arg(long, value_name = "PICOJOULES", default_value_t = 5.0, allow_negative_numbers = true, value_parser = picojoules)]
    memory: f64,
}

#[derive(Serialize)]
struct Part {
    #[serde(flatten)]
    activity: Activity,
    estimate: Estimate,
}

#[derive(Serialize)]
struct Measured<'a> {
    task: &'a str,
    weights: &'a str,
    estimated: bool,
    assumed_picojoules: Assumptions,
    learning: Part,
    answering: Part,
}

impl Energy {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let (manifest, placement) = self.selection.placed()?;
        manifest.for_hardware()?;
        let data = manifest.data(self.data.as_deref(), self.selection.seed)?;
        let mut session = Session::new(&manifest.description, &placement, &data, self.selection.seed)?;
        if self.trained {
            session = session.resume(Checkpoint::load(&self.out.join(CHECKPOINT))?)?;
        }
        let weights = if self.trained { "trained" } else { "initial" };
        let configuration = session.configuration(0, session.best_weights(), &placement.configuration.random);
        // The retire ports and their nets exist for verification alone.
        let geometry = Geometry { retire: false, ..manifest.description.geometry.clone() };
        let order = session.split().order(self.selection.seed, 0);
        let chosen: Vec<u32> = order.into_iter().take(self.samples as usize).collect();
        let assumed = Assumptions { net: self.net, memory: self.memory };
        let bar = output.progress(2, "energy");
        let mut part = |mode: Mode, name: &'static str| -> Result<Part, Failure> {
            bar.set_message(name);
            let presenter = session.presenter();
            let events: Vec<Event> = chosen
                .iter()
                .flat_map(|sample| presenter.events(*sample, training(0, *sample), mode).to_vec())
                .collect();
            let timed = events.iter().map(|event| Timed { gap: 0, word: event.encode() }).collect();
            let case = Case::new(name, geometry.clone(), configuration.clone(), timed);
            let activity = activity(&case, &events, mode, chosen.len() as u64)?;
            bar.inc(1);
            Ok(Part { activity, estimate: estimate(&activity, assumed) })
        };
        let (learning, answering) = (part(Mode::Train, "learning")?, part(Mode::Test, "answering")?);
        bar.finish_and_clear();
        let per = format!("per sample, {weights} weights");
        output.line(format!("{per:<36}{:>14}{:>14}", "learning", "answering"))?;
        let row = |name: &str, value: &dyn Fn(&Part) -> f64, digits: usize| {
            output.line(format!(
                "{name:<36}{:>14.digits$}{:>14.digits$}",
                value(&learning),
                value(&answering)
            ))
        };
        let each = |value: fn(&Activity) -> u64| {
            move |part: &Part| value(&part.activity) as f64 / part.activity.samples as f64
        };
        row("spikes (inputs, neurons, controllers)", &each(|a| a.spikes), 0)?;
        row("synaptic operations", &each(|a| a.synaptic_operations), 0)?;
        row("weights read", &each(|a| a.accesses.weight_reads * a.lanes), 0)?;
        row("weights written", &each(|a| a.accesses.weight_writes * a.lanes), 0)?;
        row("other memory accesses", &each(|a| a.accesses.neuron * a.lanes), 0)?;
        row("cycles", &each(|a| a.cycles), 0)?;
        row("net toggles", &each(|a| a.toggles), 0)?;
        row("ESTIMATE: nJ", &|part| part.estimate.nanojoules_per_sample, 1)?;
        row("ESTIMATE: pJ a synaptic operation", &|part| part.estimate.picojoules_per_operation, 1)?;
        output.remark(format!(
            "estimated at {} pJ per toggle and {} pJ per memory access; no clock tree, no leakage: docs/energy.md",
            self.net, self.memory
        ))?;
        output.object(&Measured {
            task: manifest.description.task.name.name(),
            weights,
            estimated: true,
            assumed_picojoules: assumed,
            learning,
            answering,
        })
    }
}

/// An energy, which is finite and not negative.
fn picojoules(text: &str) -> Result<f64, String> {
    let energy = text.parse().ok().filter(|energy: &f64| energy.is_finite() && *energy >= 0.0);
    energy.ok_or_else(|| "no energy; give a number of picojoules, 0 or more".into())
}

/// Runs `case` in Verilator, whose toggles are counted, and in the golden model, whose accesses
/// are; the weights that both end with must be equal.
fn activity(case: &Case, events: &[Event], mode: Mode, samples: u64) -> Result<Activity, Failure> {
    let (design, stimulus) = (case.design(), case.stimulus().map_err(VerifyError::from)?);
    let (outcome, nets) = Verilator::default()
        .toggles(&design, &stimulus, &mut |_, _| ControlFlow::Continue(()))
        .map_err(VerifyError::from)?;
    let mut core = Core::new(&case.geometry, &case.configuration)?;
    let mut counting = Counting::new(&case.geometry, &case.configuration, mode == Mode::Train);
    for event in events {
        core.event(*event, &mut counting);
    }
    core.settle(&mut counting);
    let weights = core.weights().iter().map(|weight| i32::from(*weight) as u32);
    let equal = outcome.reads.iter().zip(weights).filter(|(ours, theirs)| ours.data == *theirs).count();
    if equal != core.weights().len() {
        return Err(Failure::found(format!(
            "{} of {} weights differ between golden model and Verilator; `spindle verify` shows where",
            core.weights().len() - equal,
            core.weights().len()
        )));
    }
    let counters = core.counters();
    Ok(Activity {
        samples,
        cycles: outcome.cycles,
        synaptic_operations: counters.words * case.geometry.lanes as u64,
        spikes: counters.events + counters.spikes + counters.positive + counters.negative,
        accesses: counting.accesses,
        lanes: case.geometry.lanes as u64,
        toggles: nets.iter().flat_map(|net| &net.toggles).sum(),
    })
}
