//! `spindle host info`: the core at a port.

use clap::Args;
use serde::Serialize;
use spindle_spec::memory_map as map;

use super::line::{Line, failure};
use crate::command::{Failure, Output};
use crate::host::{Faults, Identity};

#[derive(Debug, Args)]
pub struct Info {
    #[command(flatten)]
    line: Line,
}

#[derive(Serialize)]
struct Description {
    port: String,
    #[serde(flatten)]
    identity: Identity,
    steps: u32,
    events: u32,
    words: u32,
    spikes: u32,
    dropped: u32,
    accepted: u32,
    faults: Faults,
}

impl Info {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let mut board = self.line.board()?;
        let core = board.identity();
        let mut register = |address| board.register(address).map_err(failure);
        let described = Description {
            port: self.line.port.display().to_string(),
            identity: core,
            steps: register(map::STEPS)?,
            events: register(map::EVENTS)?,
            words: register(map::WORDS)?,
            spikes: register(map::SPIKES)?,
            dropped: register(map::DROPPED)?,
            accepted: register(map::ACCEPTED)?,
            faults: board.faults().map_err(failure)?,
        };
        output.line(format!(
            "Spindle core, map version {}: {} lanes, {} neuron words, {}-bit weights, {}-bit membranes, scale {}, {} projections, {} predictive sources",
            core.version, core.lanes, core.neuron_words, core.weight_bits, core.membrane_bits, core.weight_scale,
            core.projections, core.predictive_sources
        ))?;
        let units =
            [("learning", core.learning), ("controllers", core.controllers), ("modulators", core.modulators)];
        let lacking: Vec<&str> = units.iter().filter(|(_, built)| !built).map(|(name, _)| *name).collect();
        if !lacking.is_empty() {
            output.line(format!("built without {}", lacking.join(", ")))?;
        }
        output.line(format!(
            "{} event words accepted, {} steps, {} input spikes, {} weight words, {} spikes, {} output entries dropped",
            described.accepted, described.steps, described.events, described.words, described.spikes, described.dropped
        ))?;
        let faults = described.faults;
        output.line(format!(
            "faults, modulo 256: {} bytes lost, {} packets expired, {} bytes unknown, {} events refused",
            faults.lost_bytes, faults.expired, faults.unknown, faults.refused
        ))?;
        output.object(&described)
    }
}
