//! The part of a hardware waveform that a report shows.

use std::path::Path;

use spindle_golden::Golden;
use spindle_report::{Trace, Waveform};
use spindle_wave::read;

use super::Failure;
use crate::verify::Case;

/// Cycles shown before the first weight changes.
const BEFORE: u64 = 18;
/// Cycles shown from then on.
const AFTER: u64 = 30;
/// Nanoseconds of a cycle, and of its half (`RUN-4`).
const PERIOD: u64 = 10;
const HALF: u64 = 5;

/// Reads the cycles around the first weight change from the dump at `path` of `case`'s run; `None`
/// for a core without retire ports, which does not show them. Signals of units that the core lacks
/// are left out.
///
/// # Errors
/// A network that does not fit, or a dump that cannot be read.
pub fn excerpt(case: &Case, path: &Path) -> Result<Option<Waveform>, Failure> {
    if !case.geometry.retire {
        return Ok(None);
    }
    let (cycle, lane) = first_change(case)?;
    let (start, end) = (cycle.saturating_sub(BEFORE), cycle + AFTER);
    let lane_signals = [
        ("synapse_weight_before", true),
        ("synapse_weight_after", true),
        ("synapse_membrane_after", true),
        ("neuron_membrane_after", true),
        ("neuron_spike", false),
        ("control_error", true),
        ("control_positive", false),
        ("control_feedback", true),
    ];
    let mut names: Vec<(String, bool)> = Vec::new();
    for (name, signed) in lane_signals {
        names.push((format!("{name}_{lane}"), signed));
    }
    let strobe = |name: &str| (name.to_owned(), false);
    names.insert(0, strobe("synapse_valid"));
    names.insert(1, strobe("synapse_source"));
    names.insert(5, strobe("neuron_valid"));
    names.insert(8, strobe("control_valid"));
    names.push(strobe("steps"));
    let observed = case.design().layout();
    names.retain(|(name, _)| observed.index(name).is_some());
    let patterns: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    let waves = read::excerpt(path, &patterns, start * PERIOD, end * PERIOD)?;
    let traces = names
        .iter()
        .filter_map(|(name, signed)| {
            // Inner signals may have the same name; the port is the outermost.
            let named = waves.iter().filter(|wave| wave.name.rsplit('.').next() == Some(name));
            let wave = named.min_by_key(|wave| wave.name.matches('.').count())?;
            let change = |(time, value): &(f64, String)| {
                let cycle = (*time as u64 + HALF) / PERIOD;
                (cycle.max(start), u32::from_str_radix(value, 2).unwrap_or(0))
            };
            let changes = wave.changes.iter().map(change).collect();
            Some(Trace { name: name.clone(), bits: wave.bits as usize, signed: *signed, changes })
        })
        .collect();
    Ok(Some(Waveform { start, end, traces }))
}

/// Cycle and lane of the first weight change, by the golden model; the middle of the run if there
/// is none.
fn first_change(case: &Case) -> Result<(u64, usize), Failure> {
    let stimulus = case.stimulus()?;
    let mut golden = Golden::new(&case.geometry, &case.configuration, &stimulus)?;
    let layout = golden.layout().clone();
    let columns: Vec<_> = (0..case.geometry.lanes)
        .filter_map(|lane| {
            let before = layout.index(&format!("synapse_weight_before_{lane}"))?;
            Some((lane, before, layout.index(&format!("synapse_weight_after_{lane}"))?))
        })
        .collect();
    while let Some((cycle, record)) = golden.next_record() {
        let changed = columns
            .iter()
            .find(|(_, before, after)| layout.get(record, *before) != layout.get(record, *after));
        if let Some((lane, ..)) = changed {
            return Ok((cycle, *lane));
        }
    }
    Ok((stimulus.cycles / 2, 0))
}
