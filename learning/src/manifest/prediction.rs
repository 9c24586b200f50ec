//! From a manifest's words on the predictive rule to table fields and factors (section 13).

use spindle_spec::{Geometry, Predictive};

use super::problem::Problem;
use super::schema::{Description, ProjectionEntry, Reset, Rule, Weights};

/// One of weight values and gradients, in their least bits (`PRE-1`).
const UNIT: f64 = 65_536.0;
/// One of a stored logarithm, in its least bits (`PRE-3`).
const LOGARITHM: f64 = 2048.0;

/// Factor and shift of the nearest learning rate that the core has (`PRE-9`); `None` if none is
/// near.
fn rate(entry: &ProjectionEntry) -> Option<(u8, u8)> {
    let rate = entry.prediction_rate * per_unit(entry.weights);
    if rate == 0.0 {
        return Some((0, 0));
    }
    let factor = |shift: u8| (rate * 2f64.powi(16 + i32::from(shift))).round();
    let shift = (0..16).rev().find(|shift| factor(*shift) <= 255.0)?;
    (factor(shift) >= 1.0).then(|| (factor(shift) as u8, shift))
}

/// A learning rate of 1 in least significant bits of weights.
fn per_unit(weights: Weights) -> f64 {
    match weights {
        Weights::Linear => 1.0,
        Weights::Logarithmic => LOGARITHM * std::f64::consts::LOG2_E / UNIT,
    }
}

/// The least and the largest learning rate of weights of this kind, to two digits.
fn rates(weights: Weights) -> [f64; 2] {
    let digits = |rate: f64, round: fn(f64) -> f64| {
        let decade = 10f64.powf(rate.log10().floor() - 1.0);
        round(rate / decade) * decade
    };
    let per_unit = per_unit(weights);
    [digits(2f64.powi(-31) / per_unit, f64::ceil), digits(255.0 / UNIT / per_unit, f64::floor)]
}

/// The parameters of a predictive projection, its traces from 0 on; `None` for any other.
pub(super) fn parameters(entry: &ProjectionEntry) -> Option<Predictive> {
    let (rate, rate_shift) = rate(entry).unwrap_or_default();
    (entry.rule == Rule::Predictive).then(|| Predictive {
        trace_base: 0,
        rate,
        rate_shift,
        learn: entry.prediction_rate > 0.0,
        logarithmic: entry.weights == Weights::Logarithmic,
        bounded: entry.bounded,
    })
}

/// The factors that all predicting neurons and their sources share.
pub(super) fn factors(description: &Description) -> spindle_spec::Prediction {
    let predicts = description.network.projections.iter().any(|entry| entry.rule == Rule::Predictive);
    if !predicts {
        return spindle_spec::Prediction::default();
    }
    let factor = |kept: f64| (kept * UNIT).round().clamp(0.0, UNIT - 1.0) as u16;
    let p = &description.prediction;
    spindle_spec::Prediction {
        leak: factor(1.0 - 1.0 / p.membrane_steps),
        decay: factor((-1.0 / p.input_steps).exp()),
    }
}

/// Requests for prediction that cannot be met.
pub(super) fn problems(description: &Description) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |key: String, what: String, remedy: &str| {
        problems.push(Problem { key, what, remedy: remedy.into() });
    };
    let Geometry { predictive_sources, .. } = description.geometry;
    let network = &description.network;
    let group = |name: &str| network.groups.iter().find(|group| group.name == name);
    let size = |name: &str| {
        let inputs = network.inputs.iter().map(|group| (&group.name, group.size));
        let groups = network.groups.iter().map(|group| (&group.name, group.size));
        inputs.chain(groups).find(|(known, _)| *known == name).map_or(0, |(_, size)| size)
    };
    let mut sources = 0usize;
    for (index, entry) in network.projections.iter().enumerate() {
        let key = |field: &str| format!("network.projections[{index}].{field}");
        if entry.rule == Rule::Feedback {
            if entry.prediction_rate != 0.0 || entry.weights != Weights::Linear || entry.bounded {
                let what = "prediction_rate, weights and bounded belong to the predictive rule".into();
                add(key("rule"), what, "set rule = \"predictive\", or leave them out");
            }
            continue;
        }
        sources = size(&entry.from).saturating_add(sources);
        if entry.modulatory {
            add(key("rule"), "a modulatory projection does not predict".into(), "choose one of both");
        }
        if !(entry.prediction_rate >= 0.0 && rate(entry).is_some()) {
            let what = format!("the core has no learning rate near {}", entry.prediction_rate);
            let [least, largest] = rates(entry.weights);
            let kind = if entry.weights == Weights::Linear { "linear" } else { "logarithmic" };
            let remedy = format!("choose 0, or {least:.1e} to {largest:.1e} for {kind} weights");
            add(key("prediction_rate"), what, &remedy);
        }
        if group(&entry.to).is_some_and(|group| group.leak != 15 || group.fine_leak != 15) {
            let what = format!("`{}` would leak twice, in the pass and in the update", entry.to);
            add(key("to"), what, "set leak = 15 in that group; prediction.membrane_steps is its leak");
        }
    }
    if sources > 0 && predictive_sources == 0 {
        let what = "a projection predicts, and the core has no predictive unit".into();
        add("geometry.predictive_sources".into(), what, "set it to the number of sources that predict");
    } else if sources > predictive_sources {
        let what = format!("{sources} sources of predictive projections need a trace each");
        add("geometry.predictive_sources".into(), what, "raise it to that number (4096 at most)");
    }
    for (index, neurons) in network.groups.iter().enumerate() {
        let predicts = |entry: &&ProjectionEntry| entry.rule == Rule::Predictive && entry.to == neurons.name;
        if neurons.reset == Reset::Late && network.projections.iter().find(predicts).is_none() {
            let what =
                format!("no predictive projection reaches `{}`, so it would never reset", neurons.name);
            add(format!("network.groups[{index}].reset"), what, "choose \"subtract\" or \"zero\"");
        }
    }
    for (key, steps) in [
        ("membrane_steps", description.prediction.membrane_steps),
        ("input_steps", description.prediction.input_steps),
    ] {
        if !(1.0..=65_536.0).contains(&steps) {
            add(format!("prediction.{key}"), format!("{steps} is out of range"), "choose 1 to 65536");
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(prediction_rate: f64, weights: &str) -> ProjectionEntry {
        let text = format!(
            "from = \"a\"\nto = \"b\"\nrule = \"predictive\"\nprediction_rate = {prediction_rate:?}\nweights = \"{weights}\""
        );
        toml::from_str(&text).expect("an entry")
    }

    #[test]
    fn advised_rates_are_accepted_and_those_beyond_are_not() {
        for weights in ["linear", "logarithmic"] {
            let manifest = |rate: &str| {
                let text = include_str!("../../presets/predictive.toml");
                let kind = format!("weights = \"{weights}\"");
                text.replace("weights = \"linear\"", &kind).replace("1e-5", rate)
            };
            let refused = |rate: &str| {
                let manifest = manifest(rate);
                let read =
                    crate::manifest::Manifest::parse("m".into(), "".into(), manifest).expect("a manifest");
                let problems = super::problems(&read.description);
                problems.into_iter().find(|problem| problem.key == "network.projections[0].prediction_rate")
            };
            let advice = refused("1.0").expect("1 is too large").remedy;
            let numbers: Vec<&str> =
                advice.split([' ', ',']).filter(|word| word.parse::<f64>().is_ok()).collect();
            assert_eq!((numbers.len(), numbers[0]), (3, "0"), "{advice}");
            for number in &numbers {
                assert_eq!(refused(number), None, "{weights}: {advice}, and {number} is refused");
            }
            let beyond =
                |number: &str, factor: f64| (number.parse::<f64>().expect("a number") * factor).to_string();
            assert!(
                refused(&beyond(numbers[1], 0.4)).is_some() && refused(&beyond(numbers[2], 1.1)).is_some()
            );
        }
    }

    #[test]
    fn rates_are_normalised() {
        // 2^-10 = 64 · 2^-16, doubled once: 128 · 2^-17; the largest is 255 · 2^-16.
        assert_eq!(rate(&entry(2f64.powi(-10), "linear")), Some((128, 1)));
        assert_eq!(rate(&entry(255.0 / 65_536.0, "linear")), Some((255, 0)));
        assert_eq!(rate(&entry(0.01, "linear")), None);
        // One per unit is 2048 / ln 2 = 2954.64 stored units per 65536: 0.0450842. 0.05 of it:
        // 0.0022542 = 147.7 · 2^-16.
        assert_eq!(rate(&entry(0.05, "logarithmic")), Some((148, 0)));
        // The least: 1 · 2^-31; half of it still rounds up, less does not.
        assert_eq!(rate(&entry(2f64.powi(-31), "linear")), Some((1, 15)));
        assert_eq!(rate(&entry(2f64.powi(-33), "linear")), None);
        assert_eq!(rate(&entry(0.0, "linear")), Some((0, 0)));
    }
}
