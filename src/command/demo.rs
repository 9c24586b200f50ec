//! `spindle demo`: the whole loop, from one manifest to hardware that has learned as the model
//! predicts.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use indicatif::ProgressBar;
use serde::Serialize;
use spindle_golden::Core;
use spindle_learning::files;
use spindle_learning::learn::{Mode, Session, logistic_regression, training};
use spindle_learning::manifest::Manifest;
use spindle_report::{Figure, Number, Page, Verdict, waveform};
use spindle_sim::backend::{Backend, BackendError, Design, by_name};
use spindle_spec::memory_map::Event;
use spindle_spec::signals::PREFIX;
use spindle_spec::stimulus::{Stimulus, Timed};
use spindle_spec::{Outcome, Sink};

use super::excerpt::excerpt;
use super::figures::figures;
use super::train::{CHECKPOINT, REPORT, logistic, percent, train};
use super::{Common, Failure, Output};
use crate::claim::claim;
use crate::generate::{products, write};
use crate::verify::Case;
use crate::verify::ladder::{Climbed, GOLDEN_VCD, climb, golden_waveform};

/// The simulator that needs no installation.
const BACKEND: &str = "rust-hdl";

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    common: Common,
    /// Folder or file of the samples, for tasks that read one
    #[arg(long, value_name = "PATH")]
    data: Option<PathBuf>,
    /// Samples that the hardware itself learns from in the simulator
    #[arg(long, value_name = "N", default_value_t = 120, value_parser = clap::value_parser!(u32).range(1..))]
    learn: u32,
    /// Validation samples that it answers after that, feedback disconnected
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..))]
    answer: u32,
}

#[derive(Serialize)]
struct Summary {
    verdict: &'static str,
    test_accuracy: f64,
    validation_accuracy: f64,
    logistic_accuracy: Option<f64>,
    #[serde(rename = "clocks")]
    cycles: u64,
    hardware_samples: usize,
    /// `None` where hardware and golden model differ: the answers are the golden model's then.
    hardware_right: Option<usize>,
    hardware_answered: usize,
    seconds: f64,
    report: String,
}

/// Samples that the hardware is shown, and how many answers are right by the golden model.
struct Shown {
    events: Vec<Timed>,
    /// Events of the first sample.
    first: usize,
    learned: usize,
    answered: usize,
    right: usize,
}

impl Demo {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let start = Instant::now();
        let (manifest, mapping) = self.common.placed()?;
        manifest.for_hardware()?;
        manifest.for_training()?;
        let out = &self.common.out;
        let data = manifest.data(self.data.as_deref(), self.common.seed)?;
        let mut session = Session::new(&manifest.description, &mapping, &data, self.common.seed)?;
        let _claim = claim(out)?;

        output.remark("1. train in the golden model")?;
        train(&mut session, None, &out.join(CHECKPOINT), output)?;
        let test_accuracy = session.test_accuracy()?;
        let logistic_accuracy = logistic_regression(&data, session.split());
        let validation_accuracy = session.best().map_or(0.0, |epoch| epoch.validation_accuracy);
        output.line(format!(
            "test accuracy {}, validation {}, feedback off; logistic regression {}",
            percent(test_accuracy),
            percent(validation_accuracy),
            logistic(logistic_accuracy)
        ))?;

        output.remark("2. generate the hardware")?;
        let configuration = session.start();
        let verilog = out.join("verilog");
        let products = products(&manifest.description.geometry, &configuration, &[], PREFIX)?;
        write(&verilog, &products)?;
        output.line(format!("{} files in {}", products.len(), verilog.display()))?;

        output.remark("3. let the hardware learn, and compare")?;
        let shown = self.shown(&mut session, &manifest)?;
        let geometry = manifest.description.geometry.clone();
        let case = |name: &str, events: &[Timed]| {
            Case::new(name, geometry.clone(), configuration.clone(), events.to_vec())
        };
        let lockstep = compare(&case("learning", &shown.events), None, output)?;
        let waves = out.join("waves");
        files::create_folder(&waves)?;
        let first = case("first sample", &shown.events[..shown.first]);
        let waveforms = compare(&first, Some(&waves), output)?;
        let verdicts = verdicts(&lockstep, &waveforms);
        for Verdict { name, holds, detail } in &verdicts {
            output.line(format!("{:<9} {name}: {detail}", if *holds { "equal" } else { "DIFFERENT" }))?;
        }
        for difference in
            [&lockstep, &waveforms].into_iter().filter_map(|rung| rung.first_difference.as_ref())
        {
            output.line(difference)?;
        }
        let equal = verdicts.iter().all(|verdict| verdict.holds);
        // The answers are read from the golden model; they are the hardware's only if every spike
        // was equal.
        if equal {
            output.line(format!(
                "the hardware learned {} samples from zero, then classified {} of {} new ones correctly",
                shown.learned, shown.right, shown.answered
            ))?;
        }
        let summary = Summary {
            verdict: if equal { "equal" } else { "different" },
            test_accuracy,
            validation_accuracy,
            logistic_accuracy,
            cycles: lockstep.rung.cycles + waveforms.rung.cycles,
            hardware_samples: shown.learned,
            hardware_right: equal.then_some(shown.right),
            hardware_answered: shown.answered,
            seconds: start.elapsed().as_secs_f64(),
            report: out.join(REPORT).display().to_string(),
        };
        let mut drawings =
            figures(&mut session, &manifest.description, &mapping, &data, test_accuracy, logistic_accuracy)?;
        let shows = excerpt(&first, &waves.join(format!("{BACKEND}.vcd")))?;
        drawings.extend(shows.map(|excerpt| Figure {
            title: "Waveform".into(),
            caption: "From the hardware's own dump: weight words pass, and the first weight changes. Time in cycles."
                .into(),
            svg: waveform(&excerpt),
        }));
        let page = page(&summary, &manifest, self.common.seed, verdicts, drawings);
        files::write(&out.join(REPORT), page.html().as_bytes())?;
        output.remark(format!("{:.0} s; report: {}", summary.seconds, summary.report))?;
        output.object(&summary)?;
        if equal { Ok(()) } else { Err(Failure::found("golden model and hardware differ")) }
    }

    /// The first training samples of the first epoch, then validation samples with feedback
    /// disconnected.
    fn shown(&self, session: &mut Session<'_>, manifest: &Manifest) -> Result<Shown, Failure> {
        let mut core = Core::new(&manifest.description.geometry, &session.start())?;
        let order = session.split().order(self.common.seed, 0);
        let learned = order
            .into_iter()
            .take(self.learn as usize)
            .map(|sample| (sample, training(0, sample), Mode::Train));
        let validation = session.split().validation.clone().into_iter().take(self.answer as usize);
        let answered = validation.map(|sample| (sample, u64::from(sample), Mode::Test));
        let mut shown = Shown { events: Vec::new(), first: 0, learned: 0, answered: 0, right: 0 };
        for (sample, presentation, mode) in learned.chain(answered) {
            let presenter = session.presenter();
            let answer = presenter.present(&mut core, sample, presentation, mode, &mut ());
            if mode == Mode::Train {
                shown.learned += 1;
            } else {
                shown.answered += 1;
                shown.right += usize::from(presenter.right(sample, &answer));
            }
            let events = presenter.events(sample, presentation, mode);
            shown.events.extend(events.iter().map(|event: &Event| Timed { gap: 0, word: event.encode() }));
            if shown.first == 0 {
                shown.first = shown.events.len();
            }
        }
        Ok(shown)
    }
}

/// Runs `case` in the embedded simulator in lockstep with the golden model.
fn compare(case: &Case, waves: Option<&Path>, output: &Output) -> Result<Climbed, Failure> {
    let backend = by_name(BACKEND).ok_or_else(|| Failure::found("the embedded simulator is missing"))?;
    let stimulus = case.stimulus()?;
    let bar = output.progress(stimulus.cycles, "simulating").with_message(case.name.clone());
    if let Some(folder) = waves {
        golden_waveform(case, &stimulus, &folder.join(GOLDEN_VCD))?;
    }
    let watched = Watched { backend: &*backend, bar: &bar };
    let climbed = climb(case, &stimulus, &watched, (&case.design(), &stimulus), waves)?;
    bar.finish_and_clear();
    Ok(climbed)
}

/// A simulator with a progress bar.
struct Watched<'a> {
    backend: &'a dyn Backend,
    bar: &'a ProgressBar,
}

impl Backend for Watched<'_> {
    fn name(&self) -> &'static str {
        self.backend.name()
    }

    fn run(
        &self,
        design: &Design,
        stimulus: &Stimulus,
        vcd: Option<&Path>,
        sink: &mut Sink<'_>,
    ) -> Result<Outcome, BackendError> {
        let mut watching = |cycle: u64, record: &[u8]| -> ControlFlow<()> {
            self.bar.set_position(cycle);
            sink(cycle, record)
        };
        self.backend.run(design, stimulus, vcd, &mut watching)
    }
}

fn verdicts(lockstep: &Climbed, waveforms: &Climbed) -> Vec<Verdict> {
    let entries = lockstep.rung.entries;
    let mut verdicts = vec![
        Verdict {
            name: "retire entries and pins, value and cycle".into(),
            holds: lockstep.first_difference.is_none() && waveforms.first_difference.is_none(),
            detail: format!(
                "{} synapse, {} neuron and {} control entries in {} cycles",
                entries.synapse, entries.neuron, entries.control, lockstep.rung.cycles
            ),
        },
        Verdict {
            name: "final weights and counters, word for word".into(),
            holds: lockstep.first_difference.is_none() && lockstep.rung.reads > 0,
            detail: format!("{} words read back", lockstep.rung.reads),
        },
    ];
    verdicts.push(match &waveforms.waveform {
        Some(wave) => Verdict {
            name: "waveforms of the first sample".into(),
            holds: wave.differences == 0 && wave.changes > 0,
            detail: format!("{} changes of {} signals", wave.changes, wave.signals),
        },
        None => Verdict {
            name: "waveforms of the first sample".into(),
            holds: false,
            detail: "not compared: the run stopped at a difference".into(),
        },
    });
    verdicts
}

fn page(
    summary: &Summary,
    manifest: &Manifest,
    seed: u64,
    verdicts: Vec<Verdict>,
    figures: Vec<Figure>,
) -> Page {
    let number = |value: String, name: &str| Number { value, name: name.to_owned() };
    Page {
        title: format!("{}: from one description to hardware that learns", manifest.description.project.name),
        summary: match summary.hardware_right {
            Some(right) => format!(
                "Trained in the golden model; then the generated hardware itself learned {} samples from the same start in \
                 the embedded simulator and classified {right} of {} new ones correctly. Every value and its cycle were compared \
                 with the golden model.",
                summary.hardware_samples, summary.hardware_answered
            ),
            None => "Trained in the golden model; the generated hardware then differed from it. See the verdicts below."
                .into(),
        },
        numbers: vec![
            number(percent(summary.test_accuracy), "test, feedback off"),
            number(percent(summary.validation_accuracy), "validation, feedback off"),
            number(logistic(summary.logistic_accuracy), "logistic regression, same split"),
            number(summary.cycles.to_string(), "hardware cycles compared"),
            number(summary.verdict.to_owned(), "hardware and golden model"),
        ],
        verdicts,
        figures,
        // Without its time, so that the same run gives the same report.
        command: format!("spindle demo; {}, seed {seed}", manifest.file),
        ..Page::default()
    }
}
