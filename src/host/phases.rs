//! Target phases, which no register shows and nothing clears, found out and set to 0.
//!
//! A phase only ever grows by a rate (`CTL-1`), so it can be set once it is known; and whether it overflowed shows: the
//! core is configured so that a target spike makes its neuron fire in the next step. Each step halves, for all neurons
//! at once, what a phase can still be.

use spindle_spec::memory_map::{self as map, Event};
use spindle_spec::{Geometry, Neuron};

use super::load::Parameters;
use super::{Board, Burst, HostError};

/// Times that the phases of a group of neurons are looked for again.
const TRIES: u32 = 4;

/// Phases that a neuron's can be: `size` of them from `least` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Possible {
    least: u32,
    size: u32,
}

impl Possible {
    const ANY: Self = Self { least: 0, size: 256 };

    /// The rate that tells the upper half from the lower one.
    fn rate(self) -> u8 {
        (256 - (self.least + self.size / 2)) as u8
    }

    /// After a step with that rate.
    fn after(self, overflowed: bool) -> Self {
        let size = self.size / 2;
        Self { least: if overflowed { 0 } else { 256 - size }, size }
    }
}

/// Sets the target phases and rates of all neurons that can have a target to 0; modes are off afterwards. Registers and
/// neuron parameters are other than before.
pub(super) fn clear(board: &mut Board, geometry: &Geometry) -> Result<(), HostError> {
    let neurons = (geometry.neuron_words() * geometry.lanes).min(256);
    prepare(board, geometry)?;
    board.events(&targets(0, &vec![0; neurons]))?;
    // As many at once as the spike store holds words.
    let group = geometry.spike_depth * geometry.lanes;
    for first in (0..neurons).step_by(group) {
        let mut tries = 0..TRIES;
        // A phase may have been anything before, so what went wrong is simply done again.
        while !clear_group(board, first, group.min(neurons - first))? {
            tries.next().ok_or_else(|| HostError::Phases { port: board.name() })?;
        }
    }
    Ok(())
}

/// Says whether the phases are 0: a spike that was damaged or lost on its way tells of another phase.
fn clear_group(board: &mut Board, first: usize, neurons: usize) -> Result<bool, HostError> {
    let mut possible = vec![Possible::ANY; neurons];
    while possible[0].size > 1 {
        let rates: Vec<u8> = possible.iter().map(|p| p.rate()).collect();
        let overflowed = step(board, first, &rates)?;
        for (possible, overflowed) in possible.iter_mut().zip(overflowed) {
            *possible = possible.after(overflowed);
        }
    }
    let rates: Vec<u8> = possible.iter().map(|p| (256 - p.least) as u8).collect();
    step(board, first, &rates)?;
    // From 0, a rate of 255 does not overflow, and one more does.
    let early = step(board, first, &vec![255; neurons])?;
    let late = step(board, first, &vec![1; neurons])?;
    Ok(!early.contains(&true) && !late.contains(&false))
}

/// A core without synapses, whose neurons fire in the step after a target spike and forget everything else.
fn prepare(board: &mut Board, geometry: &Geometry) -> Result<(), HostError> {
    let neuron = Neuron { controlled: true, injected: true, controller_threshold: 1, ..Neuron::default() };
    board.write_neurons(geometry, |_| Parameters::of(&neuron))?;
    let registers = [
        (map::NEURON_WORDS, geometry.neuron_words() as u32),
        (map::ENTRIES, 0),
        (map::CONTROLLER_LEAKS, 0),
        (map::ERROR_GAIN, 1),
        (map::PROPORTIONAL_GAIN, 1),
        (map::INTEGRAL_GAIN, 0),
    ];
    for (address, value) in registers {
        board.link.write(address, &[value], Burst::Following)?;
    }
    Ok(())
}

fn targets(first: usize, rates: &[u8]) -> Vec<Event> {
    let target = |(index, rate): (usize, &u8)| Event::Target { neuron: (first + index) as u8, rate: *rate };
    rates.iter().enumerate().map(target).collect()
}

/// One step with these rates for the neurons from `first` on; says whose phase overflowed.
fn step(board: &mut Board, first: usize, rates: &[u8]) -> Result<Vec<bool>, HostError> {
    let mut events = vec![Event::Control { feedback: true, learning: false, clear: true }];
    events.extend(targets(first, rates));
    events.push(Event::Step);
    events.extend(targets(first, &vec![0; rates.len()]));
    events.push(Event::Step);
    board.events(&events)?;
    board.rest()?;
    let mut overflowed = vec![false; rates.len()];
    for neuron in board.spikes()?.neurons {
        if let Some(overflowed) = usize::from(neuron).checked_sub(first).and_then(|i| overflowed.get_mut(i)) {
            *overflowed = true;
        }
    }
    Ok(overflowed)
}

#[cfg(test)]
mod tests {
    use super::Possible;

    #[test]
    fn every_phase_is_found() {
        for phase in 0..256u32 {
            let (mut possible, mut now) = (Possible::ANY, phase);
            while possible.size > 1 {
                assert!((possible.least..possible.least + possible.size).contains(&now));
                let sum = now + u32::from(possible.rate());
                possible = possible.after(sum >= 256);
                now = sum % 256;
            }
            assert_eq!(possible.least, now, "from {phase}");
        }
    }
}
