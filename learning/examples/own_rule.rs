//! A learning rule of your own: the golden model computes the spikes, and your code changes the
//! weights.
//!
//! The rule here is the delta rule on spike counts: after each sample, a weight changes by the
//! spikes of its input times the spikes that its output lacks. The weights keep the format of the
//! hardware, so a core can load them.
//!
//! `cargo run -p spindle-learning --example own_rule`

use std::error::Error;

use spindle_golden::Core;
use spindle_learning::Manifest;
use spindle_learning::learn::{Mode, Presenter};
use spindle_spec::memory_map::Event;

const SEED: u64 = 1;
const EPOCHS: u32 = 20;
/// Spikes of the right output during a sample; the others should be silent.
const WANTED: i32 = 6;
/// Weight units per spike of the input and missing spike of the output.
const RATE: i32 = 8;

fn main() -> Result<(), Box<dyn Error>> {
    let manifest = Manifest::preset("iris")?;
    let (description, data) = (&manifest.description, manifest.data(None, SEED)?);
    let (geometry, mapping) = (&description.geometry, manifest.map(SEED)?);
    let projection = &mapping.projections[0];
    let limit = i32::from(i16::MAX >> (16 - geometry.weight_bits));

    let mut core = Core::new(geometry, &mapping.configuration)?;
    let mut presenter = Presenter::new(&description.task, &mapping, &data, SEED, 0.0)
        .ok_or("the task names groups that are not there")?;

    let mut accuracy = 0.0;
    for epoch in 1..=EPOCHS {
        for &sample in &data.split.train {
            // `Mode::Test` leaves feedback and learning of the hardware off.
            let presentation = u64::from(epoch) << 32 | u64::from(sample);
            let mut input = vec![0; projection.sources];
            for event in presenter.events(sample, presentation, Mode::Test) {
                if let Event::Spike(source) = event {
                    input[usize::from(*source)] += 1;
                }
            }
            let answer = presenter.present(&mut core, sample, presentation, Mode::Test, &mut ());

            let class = usize::from(data.classes[sample as usize]);
            for (output, spikes) in answer.counts.iter().enumerate() {
                let wanted = if output == class { WANTED } else { 0 };
                let lacks = wanted - *spikes as i32;
                for (source, spikes) in input.iter().enumerate() {
                    let word = projection.weight_base + source * projection.row_words;
                    let weight = &mut core.weights_mut()[word * geometry.lanes + output];
                    let changed = i32::from(*weight) + RATE * lacks * spikes;
                    *weight = changed.clamp(-limit - 1, limit) as i16;
                }
            }
        }

        let mut right = 0;
        for &sample in &data.split.test {
            let answer = presenter.present(&mut core, sample, sample.into(), Mode::Test, &mut ());
            right += usize::from(presenter.right(sample, &answer));
        }
        accuracy = right as f64 / data.split.test.len() as f64;
        if epoch.is_multiple_of(5) {
            println!("epoch {epoch:>2}: test accuracy {accuracy:.2}");
        }
    }
    if accuracy < 0.8 { Err("the rule did not learn".into()) } else { Ok(()) }
}
