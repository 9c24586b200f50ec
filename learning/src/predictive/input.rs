//! Spikes that are shown.

use rand::{Rng, RngExt};

/// Input spikes of one presentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    ticks: u32,
    /// Tick and line, ascending, each at most once.
    spikes: Vec<(u32, u32)>,
}

impl Pattern {
    /// A presentation of `ticks` ticks with `spikes` (tick, line), in any order. Spikes after the
    /// end are not shown; two of one line in one tick are one.
    pub fn new(ticks: u32, mut spikes: Vec<(u32, u32)>) -> Self {
        spikes.retain(|(tick, _)| *tick < ticks);
        spikes.sort_unstable();
        spikes.dedup();
        Self { ticks, spikes }
    }

    /// The spikes (tick, line), ascending.
    pub fn spikes(&self) -> &[(u32, u32)] {
        &self.spikes
    }

    /// Length in ticks.
    pub fn ticks(&self) -> u32 {
        self.ticks
    }

    /// Every tick with its spikes.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &[(u32, u32)])> {
        let mut rest = self.spikes.as_slice();
        (0..self.ticks).map(move |tick| {
            let (now, later) = rest.split_at(rest.iter().take_while(|(at, _)| *at == tick).count());
            rest = later;
            (tick, now)
        })
    }
}

/// A sequence of inputs, one after the other, in noise. Times in ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// Inputs of a sequence; the first spikes `interval` after the onset.
    pub inputs: u32,
    /// From one input to the next.
    pub interval: u32,
    /// Each spike is moved by `-jitter … jitter - 1`.
    pub jitter: u32,
    /// Background: whole hertz, drawn for each line from 0 to one less than this.
    pub background: u32,
    /// Ticks a second.
    pub second: u32,
    /// Length of the presentation.
    pub ticks: u32,
}

impl Sequence {
    fn moved(&self, rng: &mut impl Rng) -> i64 {
        let jitter = i64::from(self.jitter);
        if jitter == 0 { 0 } else { rng.random_range(-jitter..jitter) }
    }

    /// Spikes of lines `0 … lines - 1` that have nothing to do with the sequence.
    fn noise(&self, lines: u32, rng: &mut impl Rng, spikes: &mut Vec<(u32, u32)>) {
        if self.background == 0 {
            return;
        }
        for line in 0..lines {
            let chance = f64::from(rng.random_range(0..self.background)) / f64::from(self.second);
            if chance == 0.0 {
                continue;
            }
            // Gaps of a coin thrown each tick are geometric.
            let gap = |rng: &mut _| geometric(chance, rng);
            let mut tick = gap(rng);
            while tick < f64::from(self.ticks) {
                spikes.push((tick as u32, line));
                tick += 1.0 + gap(rng);
            }
        }
    }
}

/// Failures before the first success.
fn geometric(chance: f64, rng: &mut impl Rng) -> f64 {
    // 1 - u is in (0, 1], so its logarithm is finite.
    ((1.0 - rng.random::<f64>()).ln() / (1.0 - chance).ln()).floor()
}

/// One sequence on the first lines among `lines`, beginning at a random tick of the first half if
/// `anywhere`; and that tick.
pub fn sequence(sequence: &Sequence, lines: u32, anywhere: bool, rng: &mut impl Rng) -> (Pattern, u32) {
    let mut spikes = Vec::new();
    sequence.noise(lines, rng, &mut spikes);
    let onset = if anywhere { rng.random_range(0..sequence.ticks / 2) } else { 0 };
    for input in 0..sequence.inputs {
        let at = i64::from(onset + (input + 1) * sequence.interval) + sequence.moved(rng);
        spikes.push((at.max(0) as u32, input));
    }
    (Pattern::new(sequence.ticks, spikes), onset)
}

/// The sequence once for each of `count` groups, a group `delay` ticks after the one before; line
/// `group · inputs + input`. Only the first `driven` groups get spikes. An input's jitter is the
/// same in all groups.
pub fn groups(sequence: &Sequence, count: u32, driven: u32, delay: u32, rng: &mut impl Rng) -> Pattern {
    let mut spikes = Vec::new();
    sequence.noise(sequence.inputs * count, rng, &mut spikes);
    for input in 0..sequence.inputs {
        let moved = sequence.moved(rng);
        for group in 0..count {
            let at = i64::from((input + 1) * sequence.interval + group * delay) + moved;
            spikes.push((at.max(0) as u32, group * sequence.inputs + input));
        }
    }
    spikes.retain(|(_, line)| *line < driven * sequence.inputs);
    Pattern::new(sequence.ticks, spikes)
}

/// The sequence once for each of `count` groups as in [`groups`], each input moved by itself, and
/// neurons connected to some of the groups: `sources` has those of each neuron, as many for all.
/// Input `input` of the group in slot `slot` of a neuron is line
/// `(neuron · slots + slot) · inputs + input`. A group that a neuron lists twice is in its first
/// slot only. Each line has background spikes of its own.
pub fn overlapping(
    sequence: &Sequence,
    sources: &[Vec<u32>],
    (count, driven): (u32, u32),
    delay: u32,
    rng: &mut impl Rng,
) -> Pattern {
    let lines = sources.iter().map(|groups| groups.len() as u32).sum::<u32>() * sequence.inputs;
    let mut spikes = Vec::new();
    sequence.noise(lines, rng, &mut spikes);
    let times: Vec<i64> = (0..count * sequence.inputs)
        .map(|line| {
            let (group, input) = (line / sequence.inputs, line % sequence.inputs);
            i64::from((input + 1) * sequence.interval + group * delay) + sequence.moved(rng)
        })
        .collect();
    let slots = || {
        let slot = |groups: &'_ Vec<u32>, slot: usize| {
            let group = groups[slot];
            (group < driven && !groups[..slot].contains(&group)).then_some(group)
        };
        sources.iter().flat_map(move |groups| (0..groups.len()).map(move |at| slot(groups, at)))
    };
    let open: Vec<bool> = slots().map(|group| group.is_some()).collect();
    spikes.retain(|(_, line)| open[(line / sequence.inputs) as usize]);
    for (slot, group) in slots().enumerate() {
        let Some(group) = group else { continue };
        for input in 0..sequence.inputs {
            let at = times[(group * sequence.inputs + input) as usize].max(0) as u32;
            spikes.push((at, slot as u32 * sequence.inputs + input));
        }
    }
    Pattern::new(sequence.ticks, spikes)
}

/// One of `count` sequences, on lines of its own and `delay` ticks after the one before; background
/// on all lines.
pub fn multisequence(sequence: &Sequence, count: u32, shown: u32, delay: u32, rng: &mut impl Rng) -> Pattern {
    let mut spikes = Vec::new();
    sequence.noise(sequence.inputs * count, rng, &mut spikes);
    for input in 0..sequence.inputs {
        let at = i64::from((input + 1) * sequence.interval + shown * delay) + sequence.moved(rng);
        spikes.push((at.max(0) as u32, shown * sequence.inputs + input));
    }
    Pattern::new(sequence.ticks, spikes)
}
