//! Symmetric feedback: a modulatory projection gets the weights of the projection that it runs back
//! along.
//!
//! The host does this between epochs (over the bus, on a board); within an epoch the copy ages.
//! Gradient descent would require the transposed forward weights of a layer as its feedback
//! weights; random ones work too, though less well (`transposed = false`).

use spindle_spec::Geometry;

use crate::manifest::{Description, Mapping};

/// Copies into the weights of every transposed projection; `weights` has index `word · L + lane`.
pub fn mirror(description: &Description, mapping: &Mapping, weights: &mut [i16]) {
    let Geometry { lanes, .. } = description.geometry;
    for place in &mapping.projections {
        if !description.network.projections[place.entry].transposed {
            continue;
        }
        let forward = mapping.projections.iter().find(|other| {
            let modulatory = description.network.projections[other.entry].modulatory;
            other.from == place.to && other.to == place.from && !modulatory
        });
        let (Some(forward), Some(from), Some(to)) =
            (forward, mapping.group(&place.from), mapping.group(&place.to))
        else {
            continue;
        };
        for output in 0..from.size {
            for hidden in 0..to.size {
                let copied = weights[(forward.weight_base + hidden * forward.row_words) * lanes + output];
                weights[(place.weight_base + output * place.row_words) * lanes + hidden] = copied;
            }
        }
    }
}
