//! Few bits, and neurons that differ.

use rayon::prelude::*;
use spindle_golden::study::{Rounding, Study};
use spindle_learning::manifest::{Description, Mismatch};

use super::float;
use super::training::{accuracy, seeds, train};
use super::{Bar, Error, Experiment, Outcome, Row, Run};

/// Weight widths.
pub const PRECISION: Experiment = Experiment {
    name: "precision",
    title: "Weight bits",
    paper: "Nothing published on this rule. Independent runs of a reconstruction lose most below 12 bits unless rounding is \
            stochastic.",
    run: precision,
};

/// Device mismatch.
pub const MISMATCH: Experiment = Experiment {
    name: "mismatch",
    title: "Device mismatch",
    paper: "arXiv 2602.13261 claims robustness to mismatch; analog neurons of this kind differ by about 20 %.",
    run: mismatch,
};

/// Points of test accuracy between two means.
fn gap(experiment: &str, what: &str, seeds: &[u64], with: &Row, without: &Row) -> Row {
    let difference = with.reached.unwrap_or(f64::NAN) - without.reached.unwrap_or(f64::NAN);
    Row { range: None, ..Row::over(experiment, what, seeds, &[difference]) }.golden()
}

fn precision(run: &Run<'_>) -> Result<Outcome, Error> {
    let seeds = seeds(run, 10);
    let row = |preset: &str, what: &str| -> Result<Row, Error> {
        Ok(accuracy(PRECISION.name, what, &seeds, &train(run, preset, &seeds, |_| {})?))
    };
    let wide = row("digits-16", "digits, 16 bits stored, 8 used")?;
    let narrow = row("digits", "digits, 8 bits stored")?;
    let lost = gap(PRECISION.name, "points that 8 stored bits lose to 16", &seeds, &narrow, &wide);
    (run.expect)(seeds.len() as u64);
    let float = |seed: &u64| {
        let accuracy = float::accuracy(run, "digits", *seed);
        (run.done)();
        accuracy
    };
    let float = seeds.par_iter().map(float).collect::<Result<Vec<f64>, _>>()?;
    let float = Row::over(PRECISION.name, "digits, floating point: test accuracy, %", &seeds, &float);
    let against =
        gap(PRECISION.name, "points that 8 stored bits lose to floating point", &seeds, &narrow, &float)
            .bar(Bar::AtLeast(-2.0))
            .aim(Bar::AtLeast(-0.5));
    let mut rows = vec![float, wide, narrow, against, lost];
    let widths: &[u8] = run.choose(&[16, 12, 10, 8, 6, 4], &[8]);
    let few = &seeds[..run.choose(3, 1)];
    for shadow in [false, true] {
        for rounding in [Rounding::Nearest, Rounding::Floor, Rounding::Stochastic] {
            for weight_bits in widths {
                let study = Some(Study { weight_bits: *weight_bits, rounding, shadow, ..Study::default() });
                let trained = train(run, "digits-16", few, |description| description.study = study)?;
                let name = format!("{rounding:?}").to_lowercase();
                let kept = if shadow { "16 stored, used" } else { "stored" };
                rows.push(accuracy(
                    PRECISION.name,
                    &format!("model only: {weight_bits} bits {kept}, {name}"),
                    few,
                    &trained,
                ));
            }
        }
    }
    let ours = "The first two presets are what the hardware does: stochastic rounding. The sweep is of `digits-16` with a \
                [study] of weight formats, nothing tuned for it, in the golden model alone; of more than 8 bits, 8 are used.";
    Ok(outcome(run, ours, rows))
}

fn mismatch(run: &Run<'_>) -> Result<Outcome, Error> {
    let seeds = seeds(run, 10);
    let none: fn(&mut Description) = |_| {};
    let all: fn(&mut Description) = |description| {
        description.mismatch =
            Mismatch { threshold: 0.2, leak: 0.2, gain: 0.2, controller: 0.2, lost_spikes: 0.0, seed: 1 };
    };
    let mut rows = Vec::new();
    for preset in ["digits", "yin-yang-hidden"] {
        let seeds = if preset == "digits" { &seeds[..] } else { &seeds[..run.choose(3, 1)] };
        let row = |what: &str, change| -> Result<Row, Error> {
            Ok(accuracy(
                MISMATCH.name,
                &format!("{preset}, {what}"),
                seeds,
                &train(run, preset, seeds, change)?,
            ))
        };
        let same = row("equal neurons", none)?;
        let different = row("20 % mismatch", all)?;
        let what = format!("{preset}: points that training with mismatch loses");
        let lost = gap(MISMATCH.name, &what, seeds, &different, &same);
        rows.extend([same, different, lost.bar(Bar::AtLeast(-2.0)).aim(Bar::AtLeast(-0.5))]);
    }
    rows.extend(synapses(run, &seeds[..run.choose(3, 1)])?);
    let ours = "Thresholds, leaks, synaptic gain and controllers of each neuron drawn with a coefficient of variation of \
                0.2, loaded into the parameter memories, and trained with. Then \
                `digits-16`: input spikes that are lost, which the hardware does not get either, and synapses that only the \
                golden model has, each trained with.";
    Ok(outcome(run, ours, rows))
}

/// Lost spikes, and what single synapses can have.
fn synapses(run: &Run<'_>, seeds: &[u64]) -> Result<Vec<Row>, Error> {
    let constraints: [(&str, Study, f64); 6] = [
        ("10 % of input spikes lost", Study::default(), 0.1),
        ("model only: 20 % mismatch of synapses", Study { synapse_mismatch: 0.2, ..Study::default() }, 0.0),
        ("model only: 20 % synaptic noise", Study { synaptic_noise: 0.2, ..Study::default() }, 0.0),
        ("model only: 5 % of synapses stuck", Study { stuck: 0.05, ..Study::default() }, 0.0),
        ("model only: 5 weight levels", Study { levels: 5, ..Study::default() }, 0.0),
        ("model only: 3 weight levels", Study { levels: 3, ..Study::default() }, 0.0),
    ];
    let row = |what: &str, study: Option<Study>, lost: f64| -> Result<Row, Error> {
        let change = |description: &mut Description| {
            (description.study, description.mismatch.lost_spikes) = (study, lost);
        };
        let trained = train(run, "digits-16", seeds, change)?;
        Ok(accuracy(MISMATCH.name, &format!("digits-16, {what}"), seeds, &trained))
    };
    let mut rows = vec![row("none of these", None, 0.0)?];
    for (what, study, lost) in constraints {
        rows.push(row(what, Some(study).filter(|study| *study != Study::default()), lost)?);
    }
    Ok(rows)
}

fn outcome(run: &Run<'_>, ours: &str, rows: Vec<Row>) -> Outcome {
    Outcome {
        ours: ours.into(),
        rows: rows.into_iter().map(|row| row.full(run.full)).collect(),
        figures: Vec::new(),
    }
}
