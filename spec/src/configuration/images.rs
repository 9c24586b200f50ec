//! The memory images of a configuration.

use super::Configuration;
use crate::geometry::Geometry;
use crate::image::{Image, image_name};

impl Configuration {
    /// The memory images: per lane `weight`, `threshold` and `behaviour`, with controllers
    /// `controller`, and with a predictive unit `late`; with a state, those of [`crate::State`] as
    /// well.
    pub fn images(&self, geometry: &Geometry) -> Vec<Image> {
        let lanes = geometry.lanes;
        let mut images = Vec::new();
        let mut image = |lane: usize, kind: &str, bits: usize, words: Vec<u32>| {
            images.push(Image { name: image_name(lane, kind), bits, words });
        };
        let mask = |bits: usize| u32::MAX >> (32 - bits);
        for lane in 0..lanes {
            let weights = self.weights.iter().skip(lane).step_by(lanes);
            let neurons = || self.neurons.iter().skip(lane).step_by(lanes);
            let (w, m) = (geometry.weight_bits, geometry.membrane_bits);
            image(lane, "weight", w, weights.map(|weight| *weight as u32 & mask(w)).collect());
            image(lane, "threshold", m - 1, neurons().map(|n| n.threshold & mask(m - 1)).collect());
            image(lane, "behaviour", 16, neurons().map(|n| n.behaviour()).collect());
            if geometry.controllers {
                let thresholds = neurons().map(|n| u32::from(n.controller_threshold) & 0x7FFF);
                image(lane, "controller", 15, thresholds.collect());
            }
            if !geometry.neuron_model.is_lif() {
                image(lane, "model", 32, self.models.iter().skip(lane).step_by(lanes).copied().collect());
            }
            if geometry.predictive_sources > 0 {
                image(lane, "late", 1, neurons().map(|n| u32::from(n.late_reset)).collect());
            }
        }
        images.extend(self.state.iter().flat_map(|state| state.images(geometry)));
        images
    }
}
