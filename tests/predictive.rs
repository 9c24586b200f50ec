//! The predictive pass on integers against the equations on floats, and against figures of Saponati
//! and Vinck (2023). Figure 2 takes minutes: `spindle reproduce --full --only fixed-point`.

use spindle_golden::Core;
use spindle_learning::predictive::{Bound, Parameters};
use spindle_papers::Fixed;
use spindle_spec::memory_map::Event;

/// Time constant of the input traces, ms.
const TAU_INPUT: f64 = 2.0;
/// Step of the published simulations, ms.
const DT_PUBLISHED: f64 = 0.05;

/// An experiment of the paper, in its own units.
#[derive(Clone)]
struct Experiment {
    /// Step, ms.
    dt: f64,
    tau: f64,
    threshold: f64,
    rate: f64,
    weights: Vec<f64>,
}

impl Experiment {
    /// Total effect of an input spike, in steps.
    fn kernel(dt: f64) -> f64 {
        1.0 / (1.0 - (-dt / TAU_INPUT).exp())
    }

    /// By which weights grow at a coarser step, so that their effect stays.
    fn scale(&self) -> f64 {
        (Self::kernel(DT_PUBLISHED) / Self::kernel(self.dt)).sqrt()
    }

    fn leak(&self) -> f64 {
        1.0 - self.dt / self.tau
    }

    fn steps(&self, milliseconds: f64) -> usize {
        (milliseconds / self.dt).round() as usize
    }

    /// The multiplicative rate at this step.
    fn soft_rate(&self) -> f64 {
        self.rate * self.dt / DT_PUBLISHED * self.scale()
    }
}

/// The rule on floats with the soft bound, order of operations as published.
struct Plain {
    leak: f64,
    decay: f64,
    threshold: f64,
    rate: f64,
    weights: Vec<f64>,
    inputs: Vec<f64>,
    eligibilities: Vec<f64>,
    membrane: f64,
    fired: bool,
    learning: bool,
}

impl Plain {
    fn new(e: &Experiment) -> Self {
        let count = e.weights.len();
        Self {
            leak: e.leak(),
            decay: (-e.dt / TAU_INPUT).exp(),
            threshold: e.threshold / e.scale(),
            rate: e.soft_rate(),
            weights: e.weights.iter().map(|w| w * e.scale()).collect(),
            inputs: vec![0.0; count],
            eligibilities: vec![0.0; count],
            membrane: 0.0,
            fired: false,
            learning: true,
        }
    }

    fn step(&mut self, spikes: &[u16]) -> bool {
        for x in &mut self.inputs {
            *x *= self.decay;
        }
        for spike in spikes {
            self.inputs[usize::from(*spike)] = 1.0;
        }
        let v = self.membrane;
        let errors: Vec<f64> = self.inputs.iter().zip(&self.weights).map(|(x, w)| x - v * w).collect();
        let sum: f64 = errors.iter().zip(&self.weights).map(|(e, w)| e * w).sum();
        let mut drive = 0.0;
        let synapses = errors.iter().zip(&mut self.weights).zip(&mut self.eligibilities).zip(&self.inputs);
        for (((error, weight), eligibility), x) in synapses {
            let gradient = v * error + sum * *eligibility;
            *eligibility = self.leak * *eligibility + x;
            if self.learning {
                *weight *= 1.0 + self.rate * gradient;
            }
            drive += *weight * x;
        }
        self.membrane = self.leak * v + drive - if self.fired { self.threshold } else { 0.0 };
        self.fired = self.membrane > self.threshold;
        self.fired
    }

    fn clear(&mut self) {
        self.inputs.fill(0.0);
        self.eligibilities.fill(0.0);
        (self.membrane, self.fired) = (0.0, false);
    }
}

const UNIT: f64 = 65_536.0;
/// Fraction bits of a logarithmic weight.
const LOG_UNIT: f64 = 2048.0;

/// A core of one neuron whose inputs have logarithmic weights.
fn core(e: &Experiment) -> Core {
    let (parameters, scale) = Parameters::published(e.tau, e.threshold, e.rate, Bound::Soft).at_tick(e.dt);
    let weights: Vec<f64> = e.weights.iter().map(|weight| weight * scale).collect();
    Fixed::new(&parameters, &weights).expect("it fits").core()
}

/// Weights of a core in the paper's units.
fn weights(core: &Core, e: &Experiment) -> Vec<f64> {
    core.weights().iter().map(|w| (f64::from(*w) / LOG_UNIT).exp2() / e.scale()).collect()
}

/// Starts a presentation, with learning or without.
fn begin(core: &mut Core, learning: bool) {
    core.event(Event::clear(false, learning), &mut ());
}

/// Times, in ms, of the spikes of one presentation; `spikes` are (step, source), in order.
fn present(core: &mut Core, e: &Experiment, steps: usize, spikes: &[(usize, u16)]) -> Vec<f64> {
    let mut spikes = spikes.iter().peekable();
    let mut times = Vec::new();
    let mut now = Vec::new();
    for step in 0..steps {
        now.clear();
        while let Some((_, source)) = spikes.next_if(|(at, _)| *at == step) {
            now.push(*source);
        }
        if !core.step(&now).is_empty() {
            times.push(step as f64 * e.dt);
        }
    }
    times
}

/// Two inputs, 4 ms apart.
fn figure_1(weight: f64) -> Experiment {
    Experiment { dt: 0.25, tau: 10.0, threshold: 2.0, rate: 5e-4, weights: vec![weight; 2] }
}

#[test]
fn one_presentation_follows_the_float_rule() {
    let e = figure_1(0.05);
    let (mut core, mut plain) = (core(&e), Plain::new(&e));
    begin(&mut core, true);
    plain.clear();
    let spikes = [(16, 0), (32, 1)];
    let mut compared = 0;
    for step in 0..e.steps(100.0) {
        let now: Vec<u16> = spikes.iter().filter(|(at, _)| *at == step).map(|(_, source)| *source).collect();
        let fired = !core.step(&now).is_empty();
        assert_eq!(fired, plain.step(&now), "step {step}");
        let membrane = f64::from(core.membranes()[0]) / UNIT;
        assert!((membrane - plain.membrane).abs() < 0.002, "step {step}: {membrane} and {}", plain.membrane);
        let predictor = core.predictor().expect("there is one");
        for source in 0..2 {
            // The core's traces have already decayed for the next step.
            let (x, p) = (predictor.inputs()[source], predictor.eligibilities()[source]);
            let x_error = f64::from(x) / 32_768.0 - plain.inputs[source] * plain.decay;
            let p_error = f64::from(p) / 32_768.0 - plain.eligibilities[source];
            assert!(x_error.abs() < 0.0005 && p_error.abs() < 0.005, "step {step}: {x_error} {p_error}");
            compared += 1;
        }
    }
    let fixed: Vec<f64> = weights(&core, &e).iter().map(|w| w * e.scale()).collect();
    for (fixed, plain) in fixed.iter().zip(&plain.weights) {
        assert!((fixed / plain - 1.0).abs() < 0.002, "{fixed} and {plain}");
    }
    println!("{compared} traces compared; weights {fixed:?} and {:?}", plain.weights);
}

/// The neuron learns to fire ahead of the second input.
#[test]
fn figure_1_spikes_move_ahead_of_the_second_input() {
    // Initial weight; epochs at which a spike appears and at which it comes before 8 ms; final
    // weights (published code).
    for (weight, appears, ahead, last) in [
        (0.005, 160.0, 185.0, [0.0891, 0.0255]),
        (0.03, 14.0, 39.0, [0.0927, 0.0177]),
        (0.05, 1.0, 21.0, [0.0929, 0.0172]),
    ] {
        let e = figure_1(weight);
        let mut core = core(&e);
        let spikes = [(e.steps(4.0), 0), (e.steps(8.0), 1)];
        let (mut first, mut before) = (None, None);
        for epoch in 1..=300 {
            begin(&mut core, true);
            let times = present(&mut core, &e, e.steps(100.0), &spikes);
            if let Some(time) = times.first() {
                first.get_or_insert(f64::from(epoch));
                if *time < 8.0 {
                    before.get_or_insert(f64::from(epoch));
                }
            }
        }
        begin(&mut core, false);
        let times = present(&mut core, &e, e.steps(100.0), &spikes);
        let weights = weights(&core, &e);
        println!(
            "w0 {weight}: spikes from epoch {first:?}, before 8 ms from {before:?}, {times:?}, {weights:?}"
        );
        let near = |epoch: Option<f64>, wanted: f64| {
            epoch.is_some_and(|epoch| (epoch - wanted).abs() <= (0.1 * wanted).max(3.0))
        };
        assert!(near(first, appears), "a spike appears at epoch {first:?}, not {appears}");
        assert!(near(before, ahead), "it comes before 8 ms at epoch {before:?}, not {ahead}");
        assert!(times.len() == 1 && (5.0..6.6).contains(&times[0]), "{times:?}");
        for (weight, published) in weights.iter().zip(last) {
            assert!((weight - published).abs() < 0.006, "{weights:?} and {last:?}");
        }
    }
}

/// Delays of the windows, ms.
const DELAYS: [f64; 8] = [2.0, 4.0, 6.0, 10.0, 15.0, 20.0, 30.0, 50.0];

/// `w / w0` of the weak input after 60 pairings with a strong one, `delay` ms apart.
fn pairing(tau: f64, delay: f64, weak_first: bool) -> f64 {
    let e = Experiment { dt: 0.25, tau, threshold: 2.0, rate: 2e-4, weights: vec![0.001, 0.11] };
    let mut core = core(&e);
    let (early, late) = if weak_first { (0, 1) } else { (1, 0) };
    let spikes = [(e.steps(2.0), early), (e.steps(2.0 + delay), late)];
    for _ in 0..60 {
        begin(&mut core, true);
        present(&mut core, &e, e.steps(200.0), &spikes);
    }
    weights(&core, &e)[0] / 0.001
}

/// Windows of spike-timing dependent plasticity, figure 4a: published values and the core's.
#[test]
fn windows_of_spike_timing() {
    let published = [
        (10.0, true, [1.795, 1.775, 1.654, 1.419, 1.235, 1.134, 1.043, 1.001]),
        (15.0, true, [1.593, 1.634, 1.582, 1.436, 1.293, 1.198, 1.091, 1.015]),
        (20.0, true, [1.453, 1.513, 1.493, 1.401, 1.296, 1.219, 1.120, 1.033]),
        (10.0, false, [0.936, 0.948, 0.958, 0.971, 0.981, 0.986, 0.991, 0.994]),
        (15.0, false, [0.788, 0.804, 0.824, 0.861, 0.897, 0.923, 0.955, 0.981]),
        (20.0, false, [0.711, 0.715, 0.735, 0.775, 0.819, 0.854, 0.904, 0.955]),
    ];
    let (mut squares, mut worst, mut count, mut same_sign) = (0.0, 0.0f64, 0, 0);
    for (tau, weak_first, values) in published {
        let found: Vec<f64> = DELAYS.iter().map(|delay| pairing(tau, *delay, weak_first)).collect();
        println!("tau {tau}, weak first {weak_first}: {found:.3?}");
        for (found, value) in found.iter().zip(values) {
            squares += (found - value).powi(2);
            worst = worst.max((found - value).abs());
            count += 1;
            same_sign += u32::from((found - 1.0).signum() == (value - 1.0).signum());
        }
    }
    let rms = (squares / f64::from(count)).sqrt();
    println!("{count} points: RMS {rms:.4}, largest deviation {worst:.4}, {same_sign} of the same sign");
    assert!(rms <= 0.05, "RMS {rms}");
    assert!(same_sign >= count - 1, "only {same_sign} of {count} have the sign of the published window");
}
