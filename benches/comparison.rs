//! One run, one network (784-256-10, MNIST, 32 steps a sample, one core): the golden model against
//! a plain loop over the same synapses, against Verilator's model of the generated hardware, and
//! against snnTorch's forward pass; and the synapse pass against a copy loop.
//!
//! `MNIST=DIR PYTHON=PATH cargo bench --bench comparison`: `DIR` holds the IDX files, `PATH` is a
//! Python that has `torch` and `snntorch`. A missing one is an error.

use std::error::Error;
use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use spindle::verify::Case;
use spindle_golden::Core;
use spindle_learning::learn::{Mode, Session, training};
use spindle_learning::manifest::Manifest;
use spindle_sim::backend::Backend;
use spindle_sim::backend::verilator::Verilator;
use spindle_sim::testbench::Beside;
use spindle_spec::memory_map::Event;
use spindle_spec::stimulus::Timed;
use spindle_spec::{Configuration, Geometry, Neuron, Projection};

/// Samples that the golden model learns; Verilator gets the first few of them.
const SAMPLES: usize = 1_000;
const IN_VERILATOR: usize = 3;
const IN_PLAIN: usize = 50;
/// Far beyond any cache.
const COPIED: usize = 128 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    let variable = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .ok_or(format!("set {name} (see the top of benches/comparison.rs)"))
    };
    let (mnist, python) = (variable("MNIST")?, variable("PYTHON")?);
    let manifest = Manifest::preset("mnist-hidden")?;
    let mapping = manifest.map(1)?;
    let data = manifest.data(Some(&mnist), 1)?;
    let mut session = Session::new(&manifest.description, &mapping, &data, 1)?;
    let geometry = manifest.description.geometry.clone();
    let configuration = session.start();
    let order: Vec<u32> = session.split().order(1, 0).into_iter().take(SAMPLES).collect();
    let mut shown = |mode| -> Vec<Vec<Event>> {
        order
            .iter()
            .map(|sample| session.presenter().events(*sample, training(0, *sample), mode).to_vec())
            .collect()
    };
    let (learned, answered) = (shown(Mode::Train), shown(Mode::Test));

    let (learning, core) = golden(&geometry, &configuration, &learned)?;
    let (forward, _) = golden(&geometry, &configuration, &answered)?;
    let counters = core.counters();
    println!("golden model, learning       {:>10.1} us a sample", learning * 1e6);
    println!("golden model, forward only   {:>10.1} us a sample", forward * 1e6);
    println!(
        "   {:.0} weight words and {:.0} weight changes a sample",
        counters.words as f64 / SAMPLES as f64,
        counters.updates as f64 / SAMPLES as f64
    );
    assert!(counters.updates > 0, "nothing was learnt");

    let mut plain = Plain::new(&geometry, &configuration);
    let plain = seconds(IN_PLAIN, || {
        for event in learned[..IN_PLAIN].iter().flatten() {
            if let Event::Spike(source) = event {
                plain.spike(*source);
            }
        }
        black_box(&plain.membranes);
    });
    println!("plain loop, synapses only    {:>10.1} us a sample   {:>8.1} x", plain * 1e6, plain / learning);

    let (verilator, cycles) = verilator(&geometry, &configuration, &learned[..IN_VERILATOR])?;
    println!(
        "Verilator, hardware learning {:>10.1} us a sample   {:>8.1} x  ({cycles} cycles a sample)",
        verilator * 1e6,
        verilator / learning
    );

    for batch in [1, 64] {
        let peer = snntorch(&python, manifest.description.task.steps, batch)?;
        println!(
            "snnTorch, forward, batch {batch:<3} {:>10.1} us a sample   {:>8.1} x the forward pass",
            peer * 1e6,
            peer / forward
        );
    }

    memory()
}

fn seconds(times: usize, work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() / times as f64
}

/// Seconds a sample.
fn golden(
    geometry: &Geometry,
    configuration: &Configuration,
    samples: &[Vec<Event>],
) -> Result<(f64, Core), Box<dyn Error>> {
    let mut core = Core::new(geometry, configuration)?;
    let taken = seconds(samples.len(), || {
        for event in samples.iter().flatten() {
            core.event(*event, &mut ());
        }
    });
    Ok((taken, core))
}

/// The rows of input spikes as one would write them down: one synapse after another, learning.
struct Plain {
    row: usize,
    rate_shift: u8,
    weights: Vec<i32>,
    membranes: Vec<i32>,
    feedback: Vec<i32>,
    random: Vec<u32>,
}

impl Plain {
    fn new(geometry: &Geometry, configuration: &Configuration) -> Self {
        let projection = configuration.projections[0];
        let row = usize::from(projection.row_words) * geometry.lanes;
        Self {
            row,
            rate_shift: projection.rate_shift,
            weights: configuration.weights.iter().map(|weight| i32::from(*weight)).collect(),
            membranes: vec![0; row],
            feedback: (0..row as i32).map(|neuron| neuron * 7 - 900).collect(),
            random: configuration.random.clone(),
        }
    }

    fn spike(&mut self, source: u16) {
        for neuron in 0..self.row {
            let lane = neuron % self.random.len();
            let x = self.random[lane];
            self.random[lane] = ((x << 16) & 0x7FFF_FFFF) | (((x >> 15) ^ (x >> 12)) & 0xFFFF);
            let index = usize::from(source) * self.row + neuron;
            let w = self.weights[index];
            let delta = (self.feedback[neuron] + (x % (1 << self.rate_shift)) as i32) >> self.rate_shift;
            self.weights[index] = (w + delta).clamp(-32_768, 32_767);
            self.membranes[neuron] = (self.membranes[neuron] + ((w >> 8) << 5)).clamp(-32_768, 32_767);
        }
    }
}

/// Seconds a sample of Verilator's model alone, its records thrown away, and its cycles per sample.
fn verilator(
    geometry: &Geometry,
    configuration: &Configuration,
    samples: &[Vec<Event>],
) -> Result<(f64, u64), Box<dyn Error>> {
    let events = samples.iter().flatten().map(|event| Timed { gap: 0, word: event.encode() }).collect();
    let case = Case::new("mnist", geometry.clone(), configuration.clone(), events);
    // The best that its compiler can do, however short the run.
    let verilator = Verilator { cycles: u64::MAX, ..Verilator::default() };
    let (design, mut stimulus) = (case.design(), case.stimulus()?);
    stimulus.reads.clear();
    verilator.compile(&design, Beside::Nothing, stimulus.cycles)?;
    let start = Instant::now();
    let outcome = verilator.run(&design, &stimulus, None, &mut |_, _| ControlFlow::Continue(()))?;
    let each = samples.len() as u64;
    Ok((start.elapsed().as_secs_f64() / each as f64, outcome.cycles / each))
}

/// Seconds a sample of snnTorch's forward pass.
fn snntorch(python: &Path, steps: u32, batch: u32) -> Result<f64, Box<dyn Error>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches").join("snntorch_forward.py");
    let output =
        Command::new(python).arg(script).args(["256", &steps.to_string(), &batch.to_string()]).output()?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}: {words}; install torch and snntorch there", python.display()).into());
    }
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    answer["seconds"].as_f64().ok_or_else(|| "snntorch_forward.py gave no seconds".into())
}

/// The synapse pass over all rows, learning, against a copy of an array that no cache holds: bytes
/// of weights read and written a second.
fn memory() -> Result<(), Box<dyn Error>> {
    let geometry = Geometry {
        lanes: 16,
        neurons: 2_048,
        weight_words: 65_536,
        projections: 1,
        event_depth: 16,
        spike_depth: 16,
        weight_bits: 16,
        membrane_bits: 16,
        weight_scale: 5,
        ..Geometry::default()
    };
    let neuron_words = geometry.neuron_words();
    let sources = (geometry.weight_words / neuron_words) as u16;
    let configuration = Configuration {
        neuron_words,
        input_entries: 1,
        projections: vec![Projection {
            source_count: sources,
            row_words: neuron_words as u16,
            rate_shift: 7,
            learn: true,
            ..Projection::default()
        }],
        neurons: vec![Neuron { threshold: 4_096, ..Neuron::default() }; geometry.neurons],
        weights: vec![3; geometry.weight_words * geometry.lanes],
        random: (0..geometry.lanes).map(spindle_spec::configuration::default_random_state).collect(),
        ..Configuration::default()
    };
    let mut core = Core::new(&geometry, &configuration)?;
    core.event(Event::modes(true, true), &mut ());
    let mut pass = |times: u32| {
        for _ in 0..times {
            for source in 0..sources {
                core.event(Event::Spike(source), &mut ());
            }
        }
    };
    pass(10);
    let times = 200;
    let synapses = configuration.weights.len() as f64;
    let pass = seconds(times, || pass(times as u32)) / synapses;

    let (mut to, from) = (vec![1i16; COPIED], vec![2i16; COPIED]);
    to.copy_from_slice(&from);
    let copy = seconds(COPIED, || to.copy_from_slice(black_box(&from)));
    black_box(&to);
    println!(
        "synapse pass, learning {:>7.0} M synapses/s, {:.1} GB/s of weights read and written; a copy in memory {:.1} GB/s: {:.0} %",
        1e-6 / pass,
        4e-9 / pass,
        4e-9 / copy,
        100.0 * copy / pass
    );
    Ok(())
}
