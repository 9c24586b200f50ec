//! One trial: which values, and what they reach.

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;

use rand::{Rng, RngExt};
use spindle_learning::learn::{LearnError, Session};
use spindle_learning::manifest::{Manifest, ManifestError, map, validate};
use spindle_learning::task::DataError;
use tpe::{TpeOptimizer, parzen_estimator, range};

use super::space::Parameter;
use super::trial::{Reached, Trial};

/// Trials with values drawn evenly, before the search uses results.
const DRAWN: usize = 10;
/// Draws after which a space counts as exhausted.
const DRAWS: usize = 200;

/// Why a trial cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The manifest.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The samples.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The training.
    #[error(transparent)]
    Learn(#[from] LearnError),
}

/// Values for the next trial that no earlier trial has: first those of `start`, then some drawn
/// evenly, then those that a tree-structured Parzen estimator expects most of, one parameter at a
/// time. `None` if no others were found.
pub fn suggest(
    space: &[Parameter],
    start: &[u32],
    trials: &[Trial],
    random: &mut impl Rng,
) -> Option<Vec<u32>> {
    let taken: HashSet<&[u32]> = trials.iter().map(|trial| trial.values.as_slice()).collect();
    if !taken.contains(start) {
        return Some(start.to_vec());
    }
    let finished: Vec<(&[u32], f64)> =
        trials.iter().filter_map(|trial| Some((trial.values.as_slice(), trial.accuracy?))).collect();
    if finished.len() >= DRAWN {
        let expected = expected(space, &finished, random);
        if expected.as_ref().is_some_and(|values| !taken.contains(values.as_slice())) {
            return expected;
        }
    }
    let mut draw = || -> Vec<u32> {
        let even = |parameter: &Parameter| {
            let (first, last) = parameter.bounds();
            parameter.value(random.random_range(first..last))
        };
        space.iter().map(even).collect()
    };
    (0..DRAWS).map(|_| draw()).find(|values| !taken.contains(values.as_slice()))
}

/// Values that promise most after the `finished` trials.
fn expected(space: &[Parameter], finished: &[(&[u32], f64)], random: &mut impl Rng) -> Option<Vec<u32>> {
    let one = |(index, parameter): (usize, &Parameter)| {
        let (first, last) = parameter.bounds();
        let mut optimizer = TpeOptimizer::new(parzen_estimator(), range(first, last).ok()?);
        for (values, accuracy) in finished {
            // It minimises.
            optimizer.tell(parameter.position(values[index]), -accuracy).ok()?;
        }
        Some(parameter.value(optimizer.ask(random).ok()?))
    };
    space.iter().enumerate().map(one).collect()
}

/// Trials that must have come as far before one is stopped by them.
const COMPARED: usize = 5;

/// True if a trial with this `curve` is to be stopped: its mean so far is below the median of the
/// `others` at that point (the median rule), and the first quarter of a training of `epochs` is
/// over.
pub fn hopeless<'a>(curve: &[f64], epochs: usize, others: impl IntoIterator<Item = &'a [f64]>) -> bool {
    let mean = |curve: &[f64]| curve.iter().sum::<f64>() / curve.len() as f64;
    let came_as_far = others.into_iter().filter_map(|other| other.get(..curve.len()));
    let mut means: Vec<f64> = came_as_far.map(mean).collect();
    if curve.len() < epochs.div_ceil(4) || means.len() < COMPARED {
        return false;
    }
    means.sort_by(f64::total_cmp);
    mean(curve) < f64::midpoint(means[(means.len() - 1) / 2], means[means.len() / 2])
}

/// Accuracy of `manifest` on validation samples, feedback disconnected: the mean over trainings
/// with `seeds` and over the epochs of the schedule's last phase. (The best epoch of each would be
/// luck with few samples.) `stop` sees the curve after each epoch but the last, and the epochs of a
/// training, and may end the trial. Test samples are not used. `None` if its network does not fit
/// the core or the samples, or these cannot be split as it asks.
///
/// # Errors
/// The samples cannot be read, or the core cannot be modelled.
pub fn accuracy(
    manifest: &Manifest,
    location: Option<&Path>,
    seeds: Range<u64>,
    stop: impl Fn(&[f64], usize) -> bool,
) -> Result<Option<Reached>, SearchError> {
    let description = &manifest.description;
    let last = description.learning.phases.iter().rev().find(|phase| phase.epochs > 0);
    let last = last.map_or(0, |phase| phase.epochs as usize);
    let (mut sum, mut count) = (0.0, 0);
    let mut curve = Vec::new();
    for seed in seeds.clone() {
        let Ok(valid) = validate(description) else { return Ok(None) };
        let mapping = map(&valid, seed);
        let data = match manifest.data(location, seed) {
            Err(DataError::Parts(_)) => return Ok(None),
            data => data?,
        };
        let mut session = match Session::new(description, &mapping, &data, seed) {
            Err(LearnError::Group { .. } | LearnError::NoEpochs) => return Ok(None),
            session => session?,
        };
        let epochs = session.epochs() as usize;
        while !session.ended() {
            let accuracy = session.epoch(|| {})?.validation_accuracy;
            curve.push(accuracy);
            let more = !session.ended() || seed + 1 < seeds.end;
            if more && stop(&curve, epochs) {
                return Ok(Some(Reached { accuracy, curve, stopped: true }));
            }
        }
        let left = epochs - session.history().len();
        curve.extend(curve.last().copied().into_iter().cycle().take(left));
        for epoch in session.history().iter().rev().take(last) {
            sum += epoch.validation_accuracy;
            count += 1;
        }
    }
    Ok((count > 0).then(|| Reached { accuracy: sum / f64::from(count), curve, stopped: false }))
}

#[cfg(test)]
mod tests {
    use super::super::Scale;
    use super::*;
    use spindle_spec::random::{Purpose, stream};

    fn space(high: u32) -> Vec<Parameter> {
        ["a", "b"].map(|key| Parameter { key: key.into(), low: 0, high, scale: Scale::Linear }).to_vec()
    }

    fn search(space: &[Parameter], trials: u32, reached: impl Fn(&[u32]) -> f64) -> Vec<Trial> {
        let mut done: Vec<Trial> = Vec::new();
        for number in 1..=trials {
            let mut random = stream(1, Purpose::Trials, number.into());
            let Some(values) = suggest(space, &[3, 3], &done, &mut random) else { break };
            let accuracy = Some(reached(&values));
            done.push(Trial { number, values, accuracy, ..Trial::default() });
        }
        done
    }

    #[test]
    fn the_search_finds_a_peak_that_drawing_evenly_would_miss() {
        // 90 values each; a hill whose top, (70, 20), is 1 of 8281 places.
        let hill = |v: &[u32]| 1.0 - (f64::from(v[0]) - 70.0).hypot(f64::from(v[1]) - 20.0) / 130.0;
        let trials = search(&space(90), 120, hill);
        let best = trials.iter().filter_map(|trial| trial.accuracy).fold(0.0, f64::max);
        assert_eq!(trials.len(), 120);
        assert!(best > hill(&[67, 22]), "{best}");
        assert_eq!(trials[0].values, [3, 3]);
    }

    #[test]
    fn no_values_are_tried_twice_and_a_small_space_ends() {
        let trials = search(&space(3), 100, |v| f64::from(v[0]) / 3.0);
        let different: HashSet<_> = trials.iter().map(|trial| &trial.values).collect();
        assert_eq!((trials.len(), different.len()), (16, 16));
    }

    #[test]
    fn a_trial_that_does_not_suit_the_samples_does_not_fit() {
        let iris = Manifest::preset("iris").unwrap();
        let reached = |numbers: &[(&str, u32)]| {
            accuracy(&iris.with(numbers).unwrap(), None, 1..2, |_, _| false).unwrap()
        };
        assert_eq!(reached(&[("task.population", 4_000)]), None);
        assert_eq!(reached(&[("task.test", 4_000)]), None);
    }

    #[test]
    fn the_worse_half_is_stopped_once_there_is_something_to_compare() {
        let others: Vec<Vec<f64>> = (1..=5).map(|i| vec![f64::from(i) / 10.0; 8]).collect();
        let stops = |curve: &[f64], others: &[Vec<f64>]| hopeless(curve, 8, others.iter().map(Vec::as_slice));
        // The median of the means is 0.3.
        assert!(stops(&[0.2, 0.39], &others) && !stops(&[0.2, 0.4], &others) && !stops(&[0.9, 0.9], &others));
        assert!(!stops(&[0.1], &others), "in the first quarter");
        assert!(!stops(&[0.1, 0.1], &others[1..]), "four to compare with");
        let shorter: Vec<Vec<f64>> = others.iter().map(|curve| curve[..2].to_vec()).collect();
        assert!(!stops(&[0.1, 0.1, 0.1], &shorter), "none came as far");
    }
}
