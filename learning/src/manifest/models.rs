//! Parameters of the neuron model.

use spindle_spec::{Geometry, NeuronModel};

use super::layout::GroupLayout;
use super::problem::Problems;
use super::schema::Description;

/// Reports parameters that the core's neuron model lacks.
pub(super) fn check(description: &Description, problems: &mut Problems) {
    let geometry = &description.geometry;
    let models = NeuronModel::ALL.into_iter().filter_map(NeuronModel::descriptor);
    let names: Vec<String> = models.map(|model| format!("\"{}\"", model.name)).collect();
    for (index, group) in description.network.groups.iter().enumerate() {
        let key = |parameter: &str| format!("network.groups[{index}].model.{parameter}");
        match (geometry.neuron_model.descriptor(), group.model.keys().next()) {
            (Some(model), _) => {
                if let Err(error) = model.word(&group.model, geometry) {
                    problems.add(key(&error.key), error.what, error.remedy);
                }
            }
            (None, Some(parameter)) => problems.add(
                key(parameter),
                "the core has no neuron model",
                format!("set geometry.neuron_model to {}", names.join(" or ")),
            ),
            (None, None) => {}
        }
    }
}

/// The model words of all neurons of a core with a neuron model; neurons of no group have
/// parameters 0.
pub(super) fn words(description: &Description, groups: &[GroupLayout]) -> Vec<u32> {
    let geometry: &Geometry = &description.geometry;
    let Some(model) = geometry.neuron_model.descriptor() else { return Vec::new() };
    let mut words = vec![0; geometry.neuron_words() * geometry.lanes];
    for (group, place) in description.network.groups.iter().zip(groups) {
        // Checked before.
        let word = model.word(&group.model, geometry).unwrap_or_default();
        words[place.base..place.base + place.size].fill(word);
    }
    words
}
