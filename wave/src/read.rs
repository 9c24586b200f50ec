//! Excerpts of a waveform.

use std::path::Path;

use serde::Serialize;

use crate::Error;
use crate::dump::reader::{Reader, When};
use crate::dump::source::ReadOptions;
use crate::pairing::names::name_matches;
use crate::time::{PER_NANOSECOND, nanoseconds};

/// One signal over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Wave {
    /// Scopes and name.
    pub name: String,
    /// Width in bits; 0 for a real number or a text.
    pub bits: u32,
    /// Nanoseconds and the value from then on, as VCD writes values, at full width. The first is at
    /// the start of the window.
    pub changes: Vec<(f64, String)>,
}

/// Reads the values of `signals` from `from` to `to` (both included, nanoseconds). Each pattern
/// (see [`crate::Options::only`]) gives every signal that it names, in the order of the file.
///
/// # Errors
/// A file that cannot be read or is malformed up to `to`; a pattern that matches nothing; a window
/// after the end.
pub fn excerpt(path: &Path, signals: &[&str], from: u64, to: u64) -> Result<Vec<Wave>, Error> {
    let (from, to) = (u128::from(from) * PER_NANOSECOND, u128::from(to) * PER_NANOSECOND);
    let mut reader = Reader::open(path, &ReadOptions::default())?;
    let mut chosen = Vec::new();
    for pattern in signals {
        let found = reader.header().signals.iter().filter(|signal| name_matches(pattern, &signal.name));
        let before = chosen.len();
        chosen.extend(found.cloned());
        if chosen.len() == before {
            return Err(Error::request(
                format!("{}: no signal matches `{pattern}`", reader.path()),
                "give the name of a signal, with or without scopes, `*` and `?` allowed",
            ));
        }
    }
    while reader.next_time().is_some_and(|time| time <= from) {
        reader.advance()?;
    }
    if reader.next_time().is_none() && reader.time().is_none_or(|time| time < from) {
        let end = nanoseconds(reader.time().unwrap_or(0));
        return Err(Error::request(
            format!(
                "{}: the window begins at {} ns, the dump ends at {end} ns",
                reader.path(),
                nanoseconds(from)
            ),
            "begin it earlier",
        ));
    }
    let mut waves: Vec<Wave> = chosen
        .iter()
        .map(|signal| Wave {
            name: signal.name.clone(),
            bits: reader.header().nets[signal.net].width(),
            changes: Vec::new(),
        })
        .collect();
    let mut time = from;
    loop {
        for (wave, signal) in waves.iter_mut().zip(&chosen) {
            let value = reader.value(signal.net, When::Now);
            if wave.changes.is_empty() || value != reader.value(signal.net, When::Before) {
                let text = value.text(&reader.header().nets[signal.net]);
                wave.changes.push((time as f64 / PER_NANOSECOND as f64, text));
            }
        }
        match reader.next_time().filter(|&time| time <= to) {
            Some(next) => time = next,
            None => return Ok(waves),
        }
        reader.advance()?;
    }
}
