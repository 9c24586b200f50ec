//! Learning by prediction, in a pass of its own (section 13).

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Descriptor, Parameter, RuleState};
use crate::configuration::{Configuration, Projection};
use crate::fit::FitError;
use crate::geometry::Geometry;
use crate::register_map::{Unit, fields};

/// Parameters of a projection in the predictive pass (`MAP-10`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Predictive {
    /// First source trace.
    pub trace_base: u16,
    /// Learning rate, `m · 2^-(16+k)`: its factor `m` (`PRE-9`).
    pub rate: u8,
    /// The shift `k` of the learning rate, 0 … 15.
    pub rate_shift: u8,
    /// True if the weights learn by prediction.
    pub learn: bool,
    /// Stored weights are logarithms (`PRE-3`).
    pub logarithmic: bool,
    /// Stored weights stay at or above 0.
    pub bounded: bool,
}

/// Factors that all source traces and predicting membranes share (`PRE-1`), of `2^-16`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// Fraction that membranes and eligibilities keep per step, `A`.
    pub leak: u16,
    /// Fraction that input traces keep per step, `B`.
    pub decay: u16,
}

/// Input trace of a source (`PRE-5`).
pub const INPUT: RuleState = RuleState {
    image: "spindle_source_input.hex",
    bits: 16,
    meaning: "input trace of a source, one is 2^15",
};
/// Eligibility of a source (`PRE-10`).
pub const ELIGIBILITY: RuleState = RuleState {
    image: "spindle_source_eligibility.hex",
    bits: 24,
    meaning: "eligibility of a source, one is 2^15",
};
/// Reset due of a neuron (`PRE-11`).
pub const DUE: RuleState =
    RuleState { image: "due", bits: 1, meaning: "1 if the next pass subtracts a neuron's threshold" };

fn of(projection: &Projection) -> Predictive {
    projection.predictive.unwrap_or_default()
}

fn within(projection: &mut Projection) -> &mut Predictive {
    projection.predictive.get_or_insert_default()
}

/// The description.
pub const DESCRIPTOR: Descriptor = Descriptor {
    name: "predictive",
    unit: Unit::Prediction,
    mark: Some(fields::PREDICTS),
    parameters: &[
        Parameter {
            key: "logarithmic",
            field: fields::LOGARITHMIC,
            get: |projection| of(projection).logarithmic.into(),
            set: |projection, value| within(projection).logarithmic = value != 0,
        },
        Parameter {
            key: "bounded",
            field: fields::BOUNDED,
            get: |projection| of(projection).bounded.into(),
            set: |projection, value| within(projection).bounded = value != 0,
        },
        Parameter {
            key: "learn",
            field: fields::LEARNS_BY_PREDICTION,
            get: |projection| of(projection).learn.into(),
            set: |projection, value| within(projection).learn = value != 0,
        },
        Parameter {
            key: "trace_base",
            field: fields::TRACE_BASE,
            get: |projection| of(projection).trace_base.into(),
            set: |projection, value| within(projection).trace_base = value as u16,
        },
        Parameter {
            key: "rate",
            field: fields::PREDICTIVE_RATE,
            get: |projection| of(projection).rate.into(),
            set: |projection, value| within(projection).rate = value as u8,
        },
        Parameter {
            key: "rate_shift",
            field: fields::PREDICTIVE_SHIFT,
            get: |projection| of(projection).rate_shift.into(),
            set: |projection, value| within(projection).rate_shift = value as u8,
        },
    ],
    state: &[INPUT, ELIGIBILITY, DUE],
};

/// Checks the requirements of the predictive pass (`GEO-5`, `PRE-2`, `PRE-11`).
pub(super) fn validate(configuration: &Configuration, geometry: &Geometry) -> Result<(), FitError> {
    let fail =
        |what: String, value: usize, remedy: &str| Err(FitError { what, value, remedy: remedy.to_owned() });
    let sources = geometry.predictive_sources;
    let late = configuration.neurons.iter().position(|n| n.late_reset);
    let entries =
        || configuration.projections.iter().enumerate().filter_map(|(j, p)| Some((j, p, p.predictive?)));
    if sources == 0 {
        let raise = "only a core with geometry.predictive_sources > 0 has this";
        if let Some((index, ..)) = entries().next() {
            return fail("predictive projection".into(), index, raise);
        }
        return late.map_or(Ok(()), |neuron| fail("late reset of neuron".into(), neuron, raise));
    }
    let traces = |p: &Projection, q: &Predictive| {
        let base = usize::from(q.trace_base);
        base..base + usize::from(p.source_count)
    };
    let weights = |p: &Projection| {
        let base = usize::from(p.weight_base);
        base..base + usize::from(p.source_count) * usize::from(p.row_words)
    };
    let meet = |a: &Range<usize>, b: &Range<usize>| a.start.max(b.start) < a.end.min(b.end);
    for (index, p, q) in entries() {
        let name = |what: &str| format!("projection {index}: {what}");
        if traces(p, &q).end > sources {
            return fail(name("last source trace"), traces(p, &q).end, "raise geometry.predictive_sources");
        }
        if usize::from(p.post_base) + usize::from(p.row_words) > configuration.neuron_words {
            let end = usize::from(p.post_base) + usize::from(p.row_words);
            return fail(name("predicting neuron words end at"), end, "raise neuron_words");
        }
        if p.modulatory {
            return fail(name("is predictive and modulatory"), index, "choose one");
        }
        for (other, o) in configuration.projections.iter().enumerate().filter(|(other, _)| *other != index) {
            if meet(&weights(p), &weights(o)) {
                return fail(name("weight words shared with projection"), other, "give them ranges apart");
            }
            if o.predictive.is_some_and(|o_q| meet(&traces(p, &q), &traces(o, &o_q))) {
                return fail(name("traces shared with projection"), other, "give them ranges apart");
            }
        }
    }
    Ok(())
}
