//! Samples shown to a board, its spikes compared with the golden model's.

use serde::Serialize;
use spindle_golden::Core;
use spindle_learning::learn::{Mode, Presenter};
use spindle_spec::Geometry;
use spindle_spec::memory_map::{self as map, Event};

use super::{Board, HostError};

/// Result of samples on a board.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Shown {
    /// Samples.
    pub samples: usize,
    /// Samples answered correctly, with the spikes that the golden model predicts.
    pub right: usize,
    /// Output spikes of all neurons, compared one by one with the golden model's.
    pub spikes: usize,
    /// The first sample whose spikes differ from the golden model's.
    pub difference: Option<usize>,
}

/// Shows `samples` to a board whose model is `golden`, feedback and learning off. Steps are sent in
/// groups whose spikes fit into the board's FIFO, so none is dropped unless a single step is too
/// large. `tell` is called for each sample.
///
/// # Errors
/// The board, spikes that did not arrive, or none to compare.
pub fn show(
    board: &mut Board,
    geometry: &Geometry,
    golden: &mut Core,
    presenter: &mut Presenter<'_>,
    samples: &[u32],
    mut tell: impl FnMut(),
) -> Result<Shown, HostError> {
    let group = (geometry.spike_depth / geometry.neuron_words()).max(1);
    let clear = Event::clear(false, false);
    board.rest()?;
    board.events(&[clear])?;
    board.rest()?;
    board.spikes()?;
    golden.event(clear, &mut ());
    let dropped = board.register(map::DROPPED)?;
    let mut steps = board.register(map::STEPS)?;
    let mut shown = Shown::default();
    for (index, sample) in samples.iter().enumerate() {
        let events = presenter.events(*sample, (*sample).into(), Mode::Test).to_vec();
        let (mut found, mut expected) = (Vec::new(), Vec::new());
        let (mut did, mut step) = (presenter.nothing(), 0);
        for event in &events {
            golden.event(*event, &mut ());
            if *event == Event::Step {
                expected.extend_from_slice(golden.fired());
                presenter.note(&mut did, step, golden);
                step += 1;
            }
        }
        for part in grouped(&events, group) {
            board.events(part)?;
            steps = steps.wrapping_add(part.iter().filter(|event| **event == Event::Step).count() as u32);
            board.stepped(steps)?;
            let spikes = board.spikes()?;
            if spikes.lost > 0 {
                return Err(HostError::LostSpikes { port: board.name(), count: spikes.lost.into() });
            }
            found.extend(spikes.neurons);
        }
        if found == expected {
            shown.right += usize::from(presenter.right(*sample, &presenter.answer(&did)));
        } else if shown.difference.is_none() {
            shown.difference = Some(index);
        }
        shown.samples += 1;
        shown.spikes += found.len();
        tell();
    }
    let count = board.register(map::DROPPED)?.wrapping_sub(dropped);
    if count > 0 {
        return Err(HostError::LostSpikes { port: board.name(), count });
    }
    // Two without spikes give no agreement.
    if shown.spikes == 0 && shown.difference.is_none() {
        let why = format!(
            "neither the board nor the golden model fired in {} samples; train first, or load weights (spindle host load --trained)",
            shown.samples
        );
        return Err(HostError::Uncompared { why });
    }
    Ok(shown)
}

/// Events in parts of at most `steps` steps, each but the last ending with one.
fn grouped(events: &[Event], steps: usize) -> impl Iterator<Item = &[Event]> {
    let mut seen = 0;
    events.split_inclusive(move |event| {
        seen += usize::from(*event == Event::Step);
        *event == Event::Step && seen.is_multiple_of(steps)
    })
}

#[cfg(test)]
mod tests {
    use super::super::fake::Fake;
    use super::*;
    use spindle_learning::manifest::{Manifest, map, validate};

    #[test]
    fn silence_on_both_sides_is_no_match() {
        let manifest = Manifest::preset("iris").unwrap();
        let description = &manifest.description;
        let mut mapping = map(&validate(description).unwrap(), 1);
        // Without weights nothing fires.
        mapping.configuration.weights.fill(0);
        let data = manifest.data(None, 1).unwrap();
        let mut presenter = Presenter::new(&description.task, &mapping, &data, 1, 0.0).unwrap();
        let mut golden = Core::new(&description.geometry, &mapping.configuration).unwrap();
        let mut board = Fake::new(&description.geometry).board();
        let samples = &data.split.test[..3];
        let error =
            show(&mut board, &description.geometry, &mut golden, &mut presenter, samples, || ()).unwrap_err();
        assert!(matches!(error, HostError::Uncompared { .. }), "{error}");
        assert!(error.to_string().contains("fired in 3 samples"), "{error}");
    }

    #[test]
    fn groups_end_with_steps_and_lose_nothing() {
        let events =
            [Event::Spike(1), Event::Step, Event::Step, Event::Spike(2), Event::Step, Event::Spike(3)];
        let parts: Vec<_> = grouped(&events, 2).collect();
        assert_eq!(parts, [&events[..3], &events[3..]]);
        assert_eq!(parts.concat(), events);
    }
}
