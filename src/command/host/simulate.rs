//! `spindle host simulate`: a board without a board.

use std::io::Write as _;

use clap::Args;
use serde::Serialize;
use spindle_sim::backend::verilator::Verilator;

use super::line::failure;
use crate::command::{Common, Failure, Output};
use crate::host::{SIMULATED_BAUD, simulated};

#[derive(Debug, Args)]
pub struct Simulate {
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Simulated {
    port: String,
    baud: u64,
}

impl Simulate {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let (manifest, _) = self.common.placed()?;
        manifest.for_hardware()?;
        output.remark("compiling (a minute, once for each geometry)")?;
        let board = simulated(&manifest.description.geometry).map_err(failure)?;
        let running = board.start(&Verilator::default())?;
        let simulated = Simulated { port: running.path().display().to_string(), baud: SIMULATED_BAUD };
        output.line(&simulated.port)?;
        output.object(&simulated)?;
        // Whoever waits for the path reads it through a pipe.
        let _ = std::io::stdout().flush();
        Ok(running.wait()?)
    }
}
