//! The experiments distinguish the right rule from wrong ones, and their reports claim no more than
//! was measured.

use spindle_learning::predictive::{Cell, Parameters, Pattern};

use super::*;

/// Something wrong with the rule.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Flaw {
    None,
    /// E with the other sign.
    GlobalSign,
    /// The change with the other sign.
    RuleSign,
    /// The update after the membrane, with the membrane of this tick.
    UpdateAfterMembrane,
    /// E left out.
    NoGlobal,
}

/// The equations once more, two inputs, written for the tests only.
struct Plain {
    flaw: Flaw,
    parameters: Parameters,
    w: [f64; 2],
}

impl Plain {
    fn update(&mut self, x: [f64; 2], v: f64, p: &mut [f64; 2]) {
        let w = self.w;
        let e = [x[0] - v * w[0], x[1] - v * w[1]];
        let all = match self.flaw {
            Flaw::GlobalSign => -(e[0] * w[0] + e[1] * w[1]),
            Flaw::NoGlobal => 0.0,
            _ => e[0] * w[0] + e[1] * w[1],
        };
        let rate = if self.flaw == Flaw::RuleSign { -self.parameters.rate } else { self.parameters.rate };
        for i in 0..2 {
            self.w[i] = w[i] * (1.0 + rate * (v * e[i] + all * p[i]));
            p[i] = (1.0 - self.parameters.tick / self.parameters.membrane) * p[i] + x[i];
        }
    }
}

impl Cell for Plain {
    fn present(&mut self, pattern: &Pattern, learning: bool) -> Vec<u32> {
        let Parameters { tick, membrane, input, threshold, .. } = self.parameters;
        let (mut x, mut p, mut v, mut s) = ([0.0; 2], [0.0; 2], 0.0, 0.0);
        let mut fired = Vec::new();
        for (now, spikes) in pattern.iter() {
            x = [x[0] * (-tick / input).exp(), x[1] * (-tick / input).exp()];
            for (_, line) in spikes {
                x[*line as usize] += 1.0;
            }
            let late = self.flaw == Flaw::UpdateAfterMembrane;
            if learning && !late {
                self.update(x, v, &mut p);
            }
            v = (1.0 - tick / membrane) * v + self.w[0] * x[0] + self.w[1] * x[1] - threshold * s;
            s = if v > threshold { 1.0 } else { 0.0 };
            if s > 0.0 {
                fired.push(now);
            }
            if learning && late {
                self.update(x, v, &mut p);
            }
        }
        fired
    }

    fn weights(&self) -> Vec<f64> {
        self.w.to_vec()
    }
}

#[test]
fn the_windows_tell_the_right_rule_from_wrong_ones() {
    let agreement = |flaw| {
        let make =
            |parameters: &Parameters, w: &[f64]| Plain { flaw, parameters: *parameters, w: [w[0], w[1]] };
        windows::agreement(&windows::curves(&windows::DELAYS, make, || ()))
    };
    let caught = |agreement: windows::Agreement| {
        let windows::Agreement { rms, largest, signs } = agreement;
        !Bar::AtMost(0.03).met(rms) || !windows::EXACT.met(largest) || signs < 1.0
    };
    let right = agreement(Flaw::None);
    assert!(!caught(right), "{right:?}");
    for flaw in [Flaw::GlobalSign, Flaw::RuleSign, Flaw::UpdateAfterMembrane, Flaw::NoGlobal] {
        let wrong = agreement(flaw);
        assert!(caught(wrong), "{flaw:?} was not caught: {wrong:?}");
    }
}

fn outcome(name: &str, full: bool) -> Outcome {
    let hardware = &|_| Err("no simulator here".into());
    let run = Run { full, hardware, data: None, expect: &|_| (), done: &|| () };
    (by_name(name).unwrap().run)(&run).unwrap()
}

#[test]
fn experiments_without_chance_meet_their_bars() {
    let mut judged = 0;
    for name in ["fig1", "windows", "frequency", "spike-number", "bursts"] {
        for row in outcome(name, false).rows {
            assert_ne!(row.met, Some(false), "{row:?}");
            judged += usize::from(row.met.is_some());
        }
    }
    assert_eq!(judged, 15 + 2 + 1 + 1 + 2);
}

#[test]
fn short_runs_work_and_claim_nothing() {
    for name in ["fig2", "recall", "all-to-all", "several", "random-network", "ticks"] {
        let outcome = outcome(name, false);
        assert!(outcome.rows.len() >= 5 && !outcome.figures.is_empty(), "{name}");
        assert!(outcome.figures.iter().all(|figure| figure.svg.starts_with("<svg")));
        for row in &outcome.rows {
            assert!(row.short && row.met.is_none() && row.aim_met.is_none(), "{row:?}");
            assert!(
                row.reached.is_some() || row.what.contains("from which") || row.what.contains("shortest"),
                "{row:?}"
            );
        }
    }
}

#[test]
fn a_row_is_judged_by_its_bar_and_what_was_not_measured_misses_it() {
    let row =
        |value: f64| Row::new("x", "y", value).bar(Bar::AtMost(2.0)).aim(Bar::Within { of: 1.0, share: 0.1 });
    assert_eq!((row(1.05).met, row(1.05).aim_met), (Some(true), Some(true)));
    assert_eq!((row(2.0).met, row(2.0).aim_met), (Some(true), Some(false)));
    assert_eq!(row(2.1).met, Some(false));
    for nothing in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!((row(nothing).met, row(nothing).reached), (Some(false), None));
    }
    assert_eq!(row(1.0).full(false).met, None);
    let over = Row::over("x", "y", &[1, 2], &[1.0, f64::NAN]).bar(Bar::AtLeast(0.5));
    assert_eq!((over.met, over.reached), (Some(false), None));
    assert_eq!(Row::over("x", "y", &[1, 2], &[1.0, 2.0]).range, Some((1.0, 2.0)));
}

#[test]
fn names_are_unique() {
    for experiment in EXPERIMENTS {
        assert_eq!(EXPERIMENTS.iter().filter(|other| other.name == experiment.name).count(), 1);
        assert!(!experiment.paper.is_empty() && !experiment.title.is_empty());
    }
}

#[test]
fn numbers_have_four_digits() {
    let numbers = [
        (0.0, "0"),
        (0.000_302_4, "0.000302"),
        (1.0, "1"),
        (100.0, "100"),
        (1312.7, "1313"),
        (-0.036_85, "-0.03685"),
    ];
    for (value, text) in numbers {
        assert_eq!(number(value), text);
    }
}

#[test]
fn only_whole_results_of_this_program_are_taken_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path().join("kept")).unwrap();
    assert_eq!(store.load("fig1"), None);
    let kept = store.keep("fig1", outcome("frequency", true), 1.5).unwrap();
    assert_eq!(store.load("fig1"), Some(kept));
    assert_eq!(store.load("fig2"), None);

    let path = folder.path().join("kept/fig1.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("\"build\":", "\"build\":1", 1)).unwrap();
    assert_eq!(store.load("fig1"), None, "another program's result was taken");
    std::fs::write(&path, &text[..text.len() / 2]).unwrap();
    assert_eq!(store.load("fig1"), None, "half a file was taken");
}
