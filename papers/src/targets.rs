//! Kinds of targets: rates, spike trains, time to first spike, sparse codes; and whether the
//! hardware gets the same events.

use rayon::prelude::*;
use spindle_learning::learn::{Mode, Session};
use spindle_learning::manifest::Description;
use spindle_learning::task::target::TargetKind;
use spindle_spec::memory_map::Event;

use super::hardware::lockstep;
use super::training::{accuracy, learn, manifest, seeds, train};
use super::{Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "targets",
    title: "Kinds of targets",
    paper: "arXiv 2602.13261 has target rates. Nothing published on this rule with others; they are sent as target events, and \
            the hardware is the same.",
    run,
};

const PRESET: &str = "digits-16";
/// Target spikes of the true class, of 16 steps.
const TRAIN: [u32; 4] = [4, 8, 12, 15];
/// Outputs, and how many of them are active for a class.
const CODE: (usize, usize) = (16, 4);

/// Change of the preset by a kind.
type Change = fn(&mut Description);

const RATE: Change = |_| {};

const SPIKE_TRAIN: Change = |description| {
    in_steps(description, TargetKind::SpikeTrain, &TRAIN);
};

/// More steps, and a membrane that keeps what it has: what comes first is what has most.
const FIRST_SPIKE: Change = |description| {
    in_steps(description, TargetKind::FirstSpike, &[8]);
    description.task.steps = 32;
    description.network.groups[0].leak = 15;
};

const SPARSE: Change = |description| {
    description.task.target = TargetKind::Sparse;
    description.task.code_active = Some(CODE.1);
    description.network.groups[0].size = CODE.0;
};

fn in_steps(description: &mut Description, kind: TargetKind, steps: &[u32]) {
    let task = &mut description.task;
    (task.target, task.target_steps) = (kind, steps.to_vec());
    (task.target_rate, task.other_rate) = (0, 0);
}

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    let seeds = seeds(run, 3);
    let kinds: [(&str, Change); 4] = [
        ("rates", RATE),
        ("spike train", SPIKE_TRAIN),
        ("time to first spike", FIRST_SPIKE),
        ("sparse code", SPARSE),
    ];
    let mut rows = Vec::new();
    for (name, change) in kinds {
        let what = format!("digits, {name}");
        rows.push(accuracy(EXPERIMENT.name, &what, &seeds, &train(run, PRESET, &seeds, change)?));
    }
    (run.expect)(2 * seeds.len() as u64);
    for (name, change) in &kinds[..2] {
        let one = |seed: &u64| {
            let met = met(run, *seed, *change);
            (run.done)();
            met
        };
        let met = seeds.par_iter().map(one).collect::<Result<Vec<_>, _>>()?;
        let what = format!("digits, {name}: output spikes of the true class within a step of the train's, %");
        rows.push(Row::over(EXPERIMENT.name, what, &seeds, &met).golden());
    }
    for (name, change) in &kinds[1..] {
        let mut manifest = manifest(run, PRESET)?;
        change(&mut manifest.description);
        rows.extend(lockstep(run, EXPERIMENT.name, &format!("digits, {name}"), &manifest, run.choose(3, 1))?);
    }
    Ok(Outcome {
        ours: format!(
            "Preset `{PRESET}` with task.target changed, nothing tuned for it. Spike train: target_steps {TRAIN:?} of 16, the most \
             spikes answer. First spike: target_steps [8] of 32, leak 15, the earliest output answers. Sparse: {} of {} outputs \
             a class, the nearest code answers. Feedback off. Of the 16 steps, 11 are within one of a target spike: 69 % \
             would be chance.",
            CODE.1, CODE.0
        ),
        rows: rows.into_iter().map(|row| row.full(run.full)).collect(),
        figures: Vec::new(),
    })
}

/// Share of the spikes that the output of the true class emits on test samples, feedback off, which
/// lie within a step of one of [`TRAIN`], %.
fn met(run: &Run<'_>, seed: u64, change: Change) -> Result<f64, Error> {
    let mut manifest = manifest(run, PRESET)?;
    change(&mut manifest.description);
    let description = &manifest.description;
    let mapping = manifest.map(seed)?;
    let data = manifest.data(None, seed)?;
    let mut session = Session::new(description, &mapping, &data, seed)?;
    learn(&mut session)?;
    let outputs = mapping.group(&description.task.outputs).ok_or("the task has no outputs")?.base;
    let mut core = session.evaluation_core()?;
    let (mut near, mut all) = (0u32, 0u32);
    for sample in session.split().test.clone() {
        let neuron = (outputs + usize::from(data.classes[sample as usize])) as u16;
        let mut step = 0;
        for event in session.presenter().events(sample, sample.into(), Mode::Test) {
            core.event(*event, &mut ());
            if *event == Event::Step {
                if core.fired().contains(&neuron) {
                    all += 1;
                    near += u32::from(TRAIN.iter().any(|target| target.abs_diff(step) <= 1));
                }
                step += 1;
            }
        }
    }
    Ok(100.0 * f64::from(near) / f64::from(all))
}
