//! The same training without integers: what quantisation costs.

use std::ops::Range;

use spindle_golden::Reference;
use spindle_learning::learn::{Mode, Outputs, Presenter, training};
use spindle_spec::memory_map::Event;

use super::{Error, Run};

/// Shows samples to the float reference.
struct Showing<'a> {
    presenter: Presenter<'a>,
    outputs: Range<usize>,
}

impl Showing<'_> {
    /// Presents one sample; true if it was answered correctly.
    fn present(&mut self, reference: &mut Reference, sample: u32, presentation: u64, mode: Mode) -> bool {
        let outputs = self.outputs.clone();
        let mut did = Outputs::new(outputs.len());
        let mut step = 0;
        for event in self.presenter.events(sample, presentation, mode) {
            reference.event(*event);
            if *event == Event::Step {
                let fired = reference.fired().iter().map(|neuron| usize::from(*neuron));
                fired
                    .filter(|neuron| outputs.contains(neuron))
                    .for_each(|n| did.spike(n - outputs.start, step));
                step += 1;
            }
        }
        for (membrane, cell) in did.membranes.iter_mut().zip(&reference.cells()[outputs]) {
            *membrane = cell.membrane as i32;
        }
        let answer = self.presenter.answer(&did);
        self.presenter.right(sample, &answer)
    }

    /// Share of `samples` answered correctly, feedback off.
    fn share(&mut self, reference: &mut Reference, samples: &[u32]) -> f64 {
        let right = samples
            .iter()
            .filter(|sample| self.present(reference, **sample, u64::from(**sample), Mode::Test));
        right.count() as f64 / samples.len() as f64
    }
}

/// Test accuracy, %, of the float reference of `preset`, trained with the samples, phases and
/// schedule that the golden model gets; the best epoch on validation is kept.
pub fn accuracy(run: &Run<'_>, preset: &str, seed: u64) -> Result<f64, Error> {
    let manifest = super::training::manifest(run, preset)?;
    let description = &manifest.description;
    let mapping = manifest.map(seed)?;
    let data = manifest.data(run.data, seed)?;
    let presenter =
        Presenter::new(&description.task, &mapping, &data, seed, description.mismatch.lost_spikes);
    let presenter = presenter.ok_or("the task does not fit its network")?;
    let outputs = mapping.group(&description.task.outputs).ok_or("the task has no outputs")?;
    let mut showing = Showing { presenter, outputs: outputs.base..outputs.base + outputs.size };

    let core = |slower: u8, weights: &[f64]| {
        let mut configuration = mapping.configuration.clone();
        configuration.projections.iter_mut().for_each(|projection| projection.rate_shift += slower);
        Reference::new(&description.geometry, &configuration).with_weights(weights)
    };
    let mut weights: Vec<f64> = mapping.configuration.weights.iter().map(|w| f64::from(*w)).collect();
    let mut best = (f64::NEG_INFINITY, weights.clone());
    for epoch in 0..description.learning.epochs() {
        let mut reference = core(description.learning.slower(epoch), &weights);
        for sample in data.split.order(seed, epoch) {
            showing.present(&mut reference, sample, training(epoch, sample), Mode::Train);
        }
        weights = reference.weights().to_vec();
        let validation = showing.share(&mut core(0, &weights), &data.split.validation);
        if validation >= best.0 {
            best = (validation, weights.clone());
        }
    }
    Ok(100.0 * showing.share(&mut core(0, &best.1), &data.split.test))
}
