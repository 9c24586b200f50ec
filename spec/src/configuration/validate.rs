//! Validation: a configuration must fit a core.

use std::ops::Range;

use super::{Configuration, Predictive, Projection};
use crate::fit::FitError;
use crate::geometry::Geometry;

impl Configuration {
    /// Checks that everything fits the geometry (`SYN-2`, `GEO-2`, `GEO-4`).
    ///
    /// # Errors
    /// The first value that does not fit, and one that would.
    pub fn validate(&self, geometry: &Geometry) -> Result<(), FitError> {
        let fail =
            |what: &str, value: usize, remedy: String| Err(FitError { what: what.to_owned(), value, remedy });
        let words = geometry.neuron_words();
        if !(1..=words).contains(&self.neuron_words) {
            return fail("neuron_words", self.neuron_words, format!("the core holds 1 to {words}"));
        }
        if self.projections.len() > geometry.projections {
            return fail(
                "number of projections",
                self.projections.len(),
                format!("geometry.projections is {}; raise it", geometry.projections),
            );
        }
        if self.input_entries > self.projections.len() {
            return fail("input_entries", self.input_entries, format!("at most {}", self.projections.len()));
        }
        for (index, p) in self.projections.iter().enumerate() {
            let row_words = p.row_words as usize;
            let post_end = p.post_base as usize + row_words;
            if post_end > words {
                return fail(
                    &format!("projection {index}: last neuron word"),
                    post_end,
                    format!("geometry.neurons gives {words} words of {} lanes", geometry.lanes),
                );
            }
            let weight_end = p.weight_base as usize + p.source_count as usize * row_words;
            if weight_end > geometry.weight_words {
                return fail(
                    &format!("projection {index}: last weight word"),
                    weight_end,
                    format!("geometry.weight_words is {}; raise it", geometry.weight_words),
                );
            }
            if p.rate_shift > 15 {
                return fail(
                    &format!("projection {index}: rate_shift"),
                    p.rate_shift.into(),
                    "at most 15".into(),
                );
            }
        }
        let leaks = self.controller.leaks(geometry.modulators);
        if let Some((name, value, fixed)) = geometry.fixed_leaks.and_then(|fixed| leaks.difference(&fixed)) {
            let remedy = format!("geometry.fixed_leaks fixes it to {fixed}; change one of them");
            return fail(&format!("controller.{name}"), value.into(), remedy);
        }
        self.validate_prediction(geometry)?;
        self.state.as_ref().map_or(Ok(()), |state| state.validate(geometry))?;
        let model = geometry.neuron_model.descriptor();
        let models = if model.is_some() { words * geometry.lanes } else { 0 };
        let exact = [
            ("number of model words", self.models.len(), models),
            ("number of neuron parameters", self.neurons.len(), words * geometry.lanes),
            ("number of weights", self.weights.len(), geometry.weight_words * geometry.lanes),
            ("number of random states", self.random.len(), geometry.lanes),
        ];
        for (what, value, wanted) in exact {
            if value != wanted {
                return fail(what, value, format!("the geometry needs {wanted}"));
            }
        }
        let limit = 1u32 << (geometry.membrane_bits - 1);
        if let Some(n) = self.neurons.iter().find(|n| n.threshold >= limit) {
            return fail("threshold", n.threshold as usize, format!("at most {}", limit - 1));
        }
        if let Some(model) = model
            && let Some(index) = self.models.iter().position(|word| !model.has(*word, geometry))
        {
            return fail(
                "model word of neuron",
                index,
                format!("its fields must be those of `{}`", model.name),
            );
        }
        if self.neurons.iter().any(|n| n.fine_leak == 0) {
            return fail("fine_leak", 0, "1 to 15, 15 for none".into());
        }
        let bound = 1i32 << (geometry.weight_bits - 1);
        if let Some(w) = self.weights.iter().find(|w| !(-bound..bound).contains(&i32::from(**w))) {
            return fail(
                "weight magnitude",
                w.unsigned_abs().into(),
                format!("{} bits", geometry.weight_bits),
            );
        }
        Ok(())
    }

    /// Checks the requirements of the predictive pass (`GEO-5`, `PRE-2`, `PRE-11`).
    fn validate_prediction(&self, geometry: &Geometry) -> Result<(), FitError> {
        let fail = |what: String, value: usize, remedy: &str| {
            Err(FitError { what, value, remedy: remedy.to_owned() })
        };
        let sources = geometry.predictive_sources;
        let late = self.neurons.iter().position(|n| n.late_reset);
        let entries = || self.projections.iter().enumerate().filter_map(|(j, p)| Some((j, p, p.predictive?)));
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
                return fail(
                    name("last source trace"),
                    traces(p, &q).end,
                    "raise geometry.predictive_sources",
                );
            }
            if usize::from(p.post_base) + usize::from(p.row_words) > self.neuron_words {
                let end = usize::from(p.post_base) + usize::from(p.row_words);
                return fail(name("predicting neuron words end at"), end, "raise neuron_words");
            }
            if p.modulatory {
                return fail(name("is predictive and modulatory"), index, "choose one");
            }
            if q.rate_shift > 15 {
                return fail(name("predictive rate_shift"), q.rate_shift.into(), "at most 15");
            }
            for (other, o) in self.projections.iter().enumerate().filter(|(other, _)| *other != index) {
                if meet(&weights(p), &weights(o)) {
                    return fail(
                        name("weight words shared with projection"),
                        other,
                        "give them ranges apart",
                    );
                }
                if o.predictive.is_some_and(|o_q| meet(&traces(p, &q), &traces(o, &o_q))) {
                    return fail(name("traces shared with projection"), other, "give them ranges apart");
                }
            }
        }
        Ok(())
    }
}
