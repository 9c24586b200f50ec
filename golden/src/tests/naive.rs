//! A slow second reading of sections 2 to 7: one synapse at a time, in 64 bits, one record per
//! neuron.

use spindle_spec::memory_map::Event;
use spindle_spec::{Configuration, Geometry};

use super::predicted::Trace;

pub fn clamp_to(bits: usize, x: i64) -> i64 {
    let (low, high) = (-(1i64 << (bits - 1)), (1i64 << (bits - 1)) - 1);
    if x < low {
        low
    } else if x > high {
        high
    } else {
        x
    }
}

/// NUM-9, with floor division.
fn leak(x: i64, k: u8) -> i64 {
    match k {
        0 => 0,
        15 => x,
        k => x - (x + 2i64.pow(u32::from(k) - 1)).div_euclid(2i64.pow(u32::from(k))),
    }
}

/// RND-1, bit by bit; gives the state before.
fn advance(state: &mut u64) -> u64 {
    let before = *state;
    *state = (0..16).fold(before, |x, _| {
        let bit = (x >> 30 ^ x >> 27) & 1;
        (x << 1 | bit) % (1 << 31)
    });
    before
}

/// One neuron with all that belongs to it.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    pub v: i64,
    pub r: i64,
    pub rate: i64,
    pub phase: i64,
    pub e: i64,
    pub c: i64,
    pub p: i64,
    pub i: i64,
    pub f: i64,
    pub m: i64,
    /// Reset due (PRE-11).
    pub due: bool,
}

/// Effect on one synapse: weight before and after, membrane before and after.
pub type Touched = [i64; 4];

/// Update of one neuron: membrane before and after, whether it fired, and in feedback mode the sign
/// of its controller spike.
pub struct Stepped {
    pub before: i64,
    pub after: i64,
    pub fired: bool,
    pub sign: i64,
}

pub struct Naive {
    pub geometry: Geometry,
    pub configuration: Configuration,
    /// `weight[lane][word]`.
    pub weight: Vec<Vec<i64>>,
    pub cells: Vec<Cell>,
    pub traces: Vec<Trace>,
    pub random: Vec<u64>,
    pub feedback_mode: bool,
    pub learning_mode: bool,
    pub queue: Vec<u16>,
    pub words: u64,
    pub spikes: u64,
    /// Weights changed, controller spikes of either sign, and the sum of feedback currents of
    /// controlled neurons.
    pub updates: u64,
    pub pairs: [u64; 2],
    pub effort: u64,
}

impl Naive {
    pub fn new(geometry: &Geometry, configuration: &Configuration) -> Self {
        let lanes = geometry.lanes;
        let column = |lane: usize| {
            (0..geometry.weight_words)
                .map(|word| i64::from(configuration.weights[word * lanes + lane]))
                .collect()
        };
        let seed = |x: u32| u64::from(x % (1 << 31)).max(1);
        Self {
            weight: (0..lanes).map(column).collect(),
            cells: vec![Cell::default(); configuration.neurons.len()],
            traces: vec![Trace::default(); geometry.predictive_sources],
            random: configuration.random.iter().map(|x| seed(*x)).collect(),
            feedback_mode: false,
            learning_mode: false,
            queue: Vec::new(),
            words: 0,
            spikes: 0,
            updates: 0,
            pairs: [0; 2],
            effort: 0,
            geometry: geometry.clone(),
            configuration: configuration.clone(),
        }
    }

    /// EVT-6: spikes of the previous update come first.
    pub fn settle(&mut self) {
        for source in std::mem::take(&mut self.queue) {
            self.spike(source);
        }
    }

    pub fn event(&mut self, event: Event) {
        self.settle();
        match event {
            Event::Spike(source) => self.spike(source),
            Event::Target { neuron, rate } => self.target(neuron, rate),
            Event::Step => self.step(),
            Event::Control { feedback, learning, clear, clear_targets } => {
                self.modes(feedback, learning);
                if clear {
                    self.clear_traces();
                    (0..self.configuration.neuron_words)
                        .for_each(|word| self.clear_word(word, clear_targets));
                }
            }
        }
    }

    /// EVT-5; modes of units that are not built stay 0 (GEO-6, GEO-7).
    pub fn modes(&mut self, feedback: bool, learning: bool) {
        self.feedback_mode = feedback && self.geometry.controllers;
        self.learning_mode = learning && self.geometry.learning;
    }

    pub fn target(&mut self, neuron: u8, rate: u8) {
        if self.geometry.controllers
            && usize::from(neuron) < self.geometry.neuron_words() * self.geometry.lanes
        {
            self.cells[usize::from(neuron)].rate = rate.into();
        }
    }

    /// The range of entries of EVT-8 as a list.
    pub fn walk(&self, source: u16) -> Vec<usize> {
        let is_neuron = source >= 0x8000;
        let all = 0..self.configuration.projections.len();
        all.filter(|entry| (*entry >= self.configuration.input_entries) == is_neuron).collect()
    }

    /// SYN-1: row number of `source` in `entry`, whether it applies or not.
    pub fn row(&self, source: u16, entry: usize) -> i64 {
        let shared = match source {
            0xE000.. if self.geometry.modulators => source - 0x2000,
            other => other,
        };
        (i64::from(shared) - i64::from(self.configuration.projections[entry].source_base)).rem_euclid(65_536)
    }

    /// Words of the row that `source` meets in `entry`; 0 if the entry does not apply, 1 for a mark
    /// (CLK-13).
    pub fn row_words(&self, source: u16, entry: usize) -> usize {
        let p = &self.configuration.projections[entry];
        let words = if self.predictive(entry).is_some() { p.row_words.min(1) } else { p.row_words };
        let distance = self.row(source, entry);
        if p.modulatory && !self.geometry.modulators {
            return 0;
        }
        if distance < i64::from(p.source_count) { words.into() } else { 0 }
    }

    fn spike(&mut self, source: u16) {
        for entry in self.walk(source) {
            for k in 0..self.row_words(source, entry) {
                if !self.mark(source, entry) {
                    self.word(source, entry, k);
                }
            }
        }
    }

    /// SYN-2 to SYN-6 for one word; also gives the neuron word.
    pub fn word(&mut self, source: u16, entry: usize, k: usize) -> (usize, Vec<Touched>) {
        let p = self.configuration.projections[entry];
        let row = self.row(source, entry) as usize;
        let sign = if source >= 0xE000 && self.geometry.modulators { -1 } else { 1 };
        let a = (usize::from(p.weight_base) + row * usize::from(p.row_words) + k) % 65_536;
        let b = usize::from(p.post_base) + k;
        let active = self.feedback_mode && self.learning_mode && p.learn && !p.modulatory;
        let g = &self.geometry;
        let mut touched = Vec::new();
        for lane in 0..g.lanes {
            let cell = &mut self.cells[b * g.lanes + lane];
            let w = self.weight[lane][a];
            let mut new = w;
            if active {
                let eta = 1i64 << p.rate_shift;
                let delta =
                    (cell.f + (advance(&mut self.random[lane]) as i64).rem_euclid(eta)).div_euclid(eta);
                new = clamp_to(g.weight_bits, w + delta);
            }
            let used = if g.weight_bits == 16 { w.div_euclid(256) } else { w };
            let (sum, unit) =
                if p.modulatory { (&mut cell.m, 1) } else { (&mut cell.v, 2i64.pow(g.weight_scale as u32)) };
            let v = clamp_to(g.membrane_bits, *sum + sign * used * unit);
            touched.push([w, new, *sum, v]);
            *sum = v;
            self.weight[lane][a] = new;
            self.updates += u64::from(new != w);
        }
        self.words += 1;
        (b, touched)
    }

    fn step(&mut self) {
        let words = 0..self.configuration.neuron_words;
        words.clone().for_each(|word| drop(self.predict(word)));
        let stepped: Vec<Stepped> = words.flat_map(|word| self.step_word(word)).collect();
        let emit = self.controllers_emit();
        if self.neurons_are_queued() {
            let mut queue = |mark: usize, emits: &dyn Fn(&Stepped) -> bool| {
                let emitting = stepped.iter().enumerate().filter(|(_, stepped)| emits(stepped));
                self.queue.extend(emitting.map(|(neuron, _)| (mark + neuron) as u16));
            };
            queue(0x8000, &|stepped| stepped.fired);
            if emit {
                queue(0xC000, &|stepped| stepped.sign > 0);
                queue(0xE000, &|stepped| stepped.sign < 0);
            }
        }
    }

    /// EVT-9, as far as built (GEO-8).
    pub fn controllers_emit(&self) -> bool {
        self.configuration.controllers_emit && self.geometry.modulators
    }

    pub fn neurons_are_queued(&self) -> bool {
        self.configuration.input_entries < self.configuration.projections.len()
    }

    /// UPD and CTL for one word.
    pub fn step_word(&mut self, word: usize) -> Vec<Stepped> {
        let lanes = self.geometry.lanes;
        (0..lanes).map(|lane| self.step_cell(word * lanes + lane)).collect()
    }

    fn step_cell(&mut self, index: usize) -> Stepped {
        let n = self.configuration.neurons[index];
        let k = self.configuration.controller;
        let m = self.geometry.membrane_bits;
        let steered = self.feedback_mode && n.controlled;
        let modulated = self.feedback_mode && n.modulated && self.geometry.modulators;
        let x = &mut self.cells[index];
        let before = x.v;
        let mut v = leak(x.v, n.leak) - (x.v - leak(x.v, n.fine_leak));
        if self.feedback_mode && n.injected {
            v = clamp_to(m, v + x.f);
        }
        let theta = i64::from(n.threshold);
        let fired = x.r == 0 && v > theta;
        if fired {
            if !n.late_reset {
                v = if n.reset_to_zero { 0 } else { v - theta };
            }
            x.r = n.refractory.into();
            self.spikes += 1;
        } else if x.r > 0 {
            x.r -= 1;
        }
        x.due = fired && n.late_reset;
        x.v = v;
        let mut sign = 0;
        let old = x.i;
        if steered {
            let sum = x.phase + x.rate;
            let t = i64::from(sum >= 256);
            x.phase = sum % 256;
            let s = i64::from(fired);
            x.e = clamp_to(16, leak(x.e, k.error_leak) + (t - s) * i64::from(k.error_gain));
            x.c = clamp_to(16, x.c + x.e);
            let limit = i64::from(n.controller_threshold);
            if x.c >= limit {
                sign = 1;
            } else if x.c <= -limit {
                sign = -1;
            }
            x.c -= sign * limit;
            x.p = clamp_to(16, leak(x.p, k.proportional_leak) + sign * i64::from(k.proportional_gain));
            x.i = clamp_to(16, leak(x.i, k.integral_leak) + sign * i64::from(k.integral_gain));
            x.f = clamp_to(16, x.p + x.i);
        }
        if modulated {
            x.i = clamp_to(16, leak(old, k.modulatory_leak) + x.m);
            x.m = 0;
            let p = if steered { x.p } else { 0 };
            x.f = if x.v < 0 { 0 } else { clamp_to(16, p + x.i) };
        }
        self.pairs[0] += u64::from(sign > 0);
        self.pairs[1] += u64::from(sign < 0);
        self.effort += if steered { x.f.unsigned_abs() } else { 0 };
        Stepped { before, after: v, fired, sign }
    }

    /// UPD-8 for one word, and UPD-9 if targets go as well.
    pub fn clear_word(&mut self, word: usize, targets: bool) {
        for lane in 0..self.geometry.lanes {
            let x = &mut self.cells[word * self.geometry.lanes + lane];
            let kept = Cell { rate: x.rate, phase: x.phase, ..Cell::default() };
            *x = if targets { Cell::default() } else { kept };
        }
    }

    /// PRE-12.
    pub fn clear_traces(&mut self) {
        self.traces.fill(Trace::default());
    }

    /// The random number of a lane, which advances.
    pub fn advance_random(&mut self, lane: usize) -> u64 {
        advance(&mut self.random[lane])
    }
}
