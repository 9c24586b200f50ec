//! Validation: a configuration must fit a core.

use super::Configuration;
use crate::fit::FitError;
use crate::geometry::Geometry;
use crate::rules::{Parameter, PlasticityRule};

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
            for rule in PlasticityRule::of(p) {
                if let Some((Parameter { key, field, .. }, value)) = rule.misfit(p) {
                    let what = format!("projection {index}: {} {key}", rule.name);
                    return fail(&what, value as usize, format!("at most {}", field.most()));
                }
            }
        }
        let leaks = self.controller.leaks(geometry.modulators);
        if let Some((name, value, fixed)) = geometry.fixed_leaks.and_then(|fixed| leaks.difference(&fixed)) {
            let remedy = format!("geometry.fixed_leaks fixes it to {fixed}; change one of them");
            return fail(&format!("controller.{name}"), value.into(), remedy);
        }
        PlasticityRule::ALL.iter().try_for_each(|rule| rule.validate(self, geometry))?;
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
}
