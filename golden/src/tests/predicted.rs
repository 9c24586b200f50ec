//! A slow second reading of section 13: the predictive pass, one synapse and one cycle at a time.

use std::collections::VecDeque;

use spindle_spec::configuration::{Predictive, Projection};

use super::naive::{Naive, clamp_to};

/// Traces of one source: input and eligibility.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    pub x: i64,
    pub p: i64,
}

/// Effect of one row of a second pass; per lane weight before and after, `ε` and `g`.
pub struct Learned {
    pub entry: usize,
    pub trace: usize,
    pub before: Trace,
    pub lanes: Vec<[i64; 4]>,
}

/// Effect of both passes on a neuron word; per lane `E`, `D`, membrane before and after.
pub struct Predicted {
    pub rows: Vec<Learned>,
    pub lanes: Vec<[i64; 4]>,
}

fn round(y: i64, s: u32) -> i64 {
    (y + 2i64.pow(s - 1)).div_euclid(2i64.pow(s))
}

/// PRE-3.
fn value(w: i64, logarithmic: bool) -> i64 {
    if !logarithmic {
        return w;
    }
    let (i, m) = (w.div_euclid(2048), w.rem_euclid(2048) / 8);
    if i > 0 {
        return 131_071;
    }
    let power = 65_536.0 * f64::powf(2.0, m as f64 / 256.0);
    (power.round() as i64).div_euclid(2i64.pow(-i as u32))
}

impl Naive {
    pub fn predictive(&self, entry: usize) -> Option<(Projection, Predictive)> {
        let p = self.configuration.projections[entry];
        p.predictive.filter(|_| self.geometry.predictive_sources > 0).map(|q| (p, q))
    }

    /// PRE-5: marks a trace if the entry is predictive, and returns true if it is.
    pub fn mark(&mut self, source: u16, entry: usize) -> bool {
        let Some((_, q)) = self.predictive(entry) else { return false };
        let row = self.row(source, entry) as usize;
        self.traces[usize::from(q.trace_base) + row].x = 32_768;
        true
    }

    /// Rows of a table entry over a neuron word, if the entry is predictive and covers it (PRE-2).
    pub fn covering(&self, entry: usize, word: usize) -> usize {
        self.predictive(entry).map_or(0, |(p, _)| {
            let first = usize::from(p.post_base);
            let covered = word >= first && word < first + usize::from(p.row_words);
            if covered { p.source_count.into() } else { 0 }
        })
    }

    /// PRE-6 for one neuron word; nothing if no entry covers it.
    pub fn predict(&mut self, word: usize) -> Option<Predicted> {
        let entries = 0..self.configuration.projections.len();
        let rows: Vec<(usize, usize)> =
            entries.flat_map(|entry| (0..self.covering(entry, word)).map(move |row| (entry, row))).collect();
        if rows.is_empty() {
            return None;
        }
        let lanes = 0..self.geometry.lanes;
        let sums: Vec<i64> = lanes.clone().map(|lane| self.error_sum(word, lane, &rows)).collect();
        let mut drives = vec![0; lanes.len()];
        let learned = rows.iter().map(|row| self.learn(word, *row, &sums, &mut drives)).collect();
        let mut done = Vec::new();
        for lane in lanes {
            let index = word * self.geometry.lanes + lane;
            let cell = &mut self.cells[index];
            let before = cell.v;
            let kept = round(i64::from(self.configuration.prediction.leak) * before, 16);
            let reset = if cell.due { i64::from(self.configuration.neurons[index].threshold) } else { 0 };
            cell.v = clamp_to(24, kept + drives[lane] - reset);
            done.push([sums[lane], drives[lane], before, cell.v]);
        }
        Some(Predicted { rows: learned, lanes: done })
    }

    /// The weight word of a row over a neuron word (SYN-2).
    fn weight_word(&self, word: usize, (entry, row): (usize, usize)) -> usize {
        let p = self.configuration.projections[entry];
        usize::from(p.weight_base) + row * usize::from(p.row_words) + word - usize::from(p.post_base)
    }

    /// `ε` of PRE-7, and the weight value that it comes from.
    fn error(&self, word: usize, lane: usize, row: (usize, usize)) -> (i64, i64) {
        let (_, q) = self.predictive(row.0).unwrap();
        let omega = value(self.weight[lane][self.weight_word(word, row)], q.logarithmic);
        let x = self.traces[usize::from(q.trace_base) + row.1].x;
        let v = self.cells[word * self.geometry.lanes + lane].v;
        (clamp_to(18, 2 * x - round(v * omega, 16)), omega)
    }

    /// PRE-7.
    fn error_sum(&self, word: usize, lane: usize, rows: &[(usize, usize)]) -> i64 {
        rows.iter().fold(0, |sum, row| {
            let (error, omega) = self.error(word, lane, *row);
            clamp_to(24, sum + round(error * omega, 16))
        })
    }

    /// PRE-8 to PRE-10 for one row.
    fn learn(&mut self, word: usize, row: (usize, usize), sums: &[i64], drives: &mut [i64]) -> Learned {
        let (p, q) = self.predictive(row.0).unwrap();
        let trace = usize::from(q.trace_base) + row.1;
        let before = self.traces[trace];
        let by_prediction = self.learning_mode && q.learn;
        let by_feedback = self.learning_mode && self.feedback_mode && p.learn;
        let a = self.weight_word(word, row);
        let mut touched = Vec::new();
        for lane in 0..self.geometry.lanes {
            let cell = self.cells[word * self.geometry.lanes + lane].clone();
            let (error, _) = self.error(word, lane, row);
            let g = clamp_to(24, round(cell.v * error + 2 * sums[lane] * before.p, 16));
            let w = self.weight[lane][a];
            let mut new = w;
            if by_prediction || by_feedback {
                let step = if by_prediction {
                    (g * i64::from(q.rate)).div_euclid(2i64.pow(q.rate_shift.into()))
                } else {
                    0
                };
                let h = if by_feedback { clamp_to(16, round(cell.f * before.x, 15)) } else { 0 };
                let pull = h * 2i64.pow(16 - u32::from(p.rate_shift));
                let r = self.advance_random(lane) as i64 % 65_536;
                new = clamp_to(16, w + (step + pull + r).div_euclid(65_536));
                if q.bounded && new < 0 {
                    new = 0;
                }
            }
            self.weight[lane][a] = new;
            self.updates += u64::from(new != w);
            drives[lane] = clamp_to(24, drives[lane] + round(value(new, q.logarithmic) * before.x, 15));
            touched.push([w, new, error, g]);
        }
        if word + 1 == usize::from(p.post_base) + usize::from(p.row_words) {
            let factors = self.configuration.prediction;
            let kept = (i64::from(factors.leak) * before.p).div_euclid(65_536);
            let x = (i64::from(factors.decay) * before.x).div_euclid(65_536);
            self.traces[trace] = Trace { x, p: (kept + before.x).min(8_388_607) };
        }
        self.words += 1;
        Learned { entry: row.0, trace, before, lanes: touched }
    }
}

/// Action of the predictive unit in a cycle (CLK-14, CLK-15, CLK-17).
#[derive(Clone, Copy, PartialEq)]
pub enum Predicting {
    Nothing,
    /// Both passes over this neuron word end in this cycle or later; the second begins.
    Second(usize),
    /// The next row of a second pass is issued.
    Row,
    /// The last cycle of a neuron word.
    Last,
}

/// The cycles of a step before its first neuron word, one by one.
pub fn predicting(naive: &Naive) -> VecDeque<Predicting> {
    use Predicting::{Last, Nothing, Row, Second};
    let mut cycles = VecDeque::new();
    if naive.geometry.predictive_sources == 0 {
        return cycles;
    }
    let entries = 0..naive.configuration.projections.len();
    for word in 0..naive.configuration.neuron_words {
        let covered = entries.clone().any(|entry| naive.covering(entry, word) > 0);
        for second in if covered { &[false, true][..] } else { &[false] } {
            let first = cycles.len();
            for entry in entries.clone() {
                cycles.extend([Nothing, Nothing]);
                let row = if *second { Row } else { Nothing };
                cycles.extend(vec![row; naive.covering(entry, word)]);
            }
            cycles.push_back(Nothing);
            if *second {
                cycles[first] = Second(word);
            }
        }
        if covered {
            cycles.extend([Nothing; 12]);
            cycles.push_back(Last);
        }
    }
    cycles
}

/// Values on the predictive retire port (OBS-7).
pub fn row_values(word: usize, row: &Learned) -> Vec<(String, i64)> {
    let mut values = vec![
        ("predictive_projection_0".to_owned(), row.entry as i64),
        ("predictive_trace_0".to_owned(), row.trace as i64),
        ("predictive_post_0".to_owned(), word as i64),
        ("predictive_input_0".to_owned(), row.before.x),
        ("predictive_eligibility_0".to_owned(), row.before.p),
    ];
    for (lane, touched) in row.lanes.iter().enumerate() {
        let names = ["weight_before", "weight_after", "error", "gradient"];
        values.extend(names.iter().zip(touched).map(|(name, x)| (format!("predictive_{name}_{lane}"), *x)));
    }
    values
}

/// Values on the prediction retire port (OBS-8).
pub fn word_values(word: usize, done: &Predicted) -> Vec<(String, i64)> {
    let mut values = vec![("prediction_word_0".to_owned(), word as i64)];
    for (lane, touched) in done.lanes.iter().enumerate() {
        let names = ["sum", "drive", "membrane_before", "membrane_after"];
        values.extend(names.iter().zip(touched).map(|(name, x)| (format!("prediction_{name}_{lane}"), *x)));
    }
    values
}
