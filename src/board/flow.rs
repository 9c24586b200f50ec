//! From a geometry to a bitstream: generate, synthesise, pack, place and route, bitstream.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;
use spindle_hdl::host::{TOP, generate_top};
use spindle_learning::files;
use spindle_sim::eda::{self, Eda};
use spindle_spec::Geometry;

use super::constraints::vendor_files;
use super::counts::{self, Counts, Share};
use super::description::Board;
use super::report::{self, BuildReport};
use super::stage::{BuildError, GENERATE, Stage, StageReport};
use super::tools::{self, file, timing};
use crate::claim::{Claim, claim};

/// The tools for a board and the folder where they work.
pub struct Flow<'a> {
    board: &'a Board,
    folder: PathBuf,
    /// Keeps other builds away from it.
    claim: Claim,
    yosys: Eda,
    /// nextpnr and the packing of its output into a bitstream; none for Xilinx.
    placer: Option<(Eda, Eda)>,
    /// Told the name of each stage before it runs.
    progress: &'a (dyn Fn(&str) + Sync),
}

/// Stages whose reports are read.
const SYNTHESISE: &str = "synthesise";
const PACK: &str = "pack";
const PLACE: &str = "place and route";

/// Seeds of a median frequency.
pub const SEEDS: [u64; 3] = [1, 2, 3];

/// A synthesised core, packed into the cells of its device.
#[derive(Clone, Debug, PartialEq)]
pub struct Built {
    /// The four standard numbers.
    pub counts: Counts,
    /// Everything that the device has.
    pub utilisation: BTreeMap<String, Share>,
    /// The stages so far.
    pub stages: Vec<StageReport>,
}

impl<'a> Flow<'a> {
    /// Stages of a build.
    pub const STAGES: u64 = 5;

    /// Finds the tools for `board`; they will work in a folder of its name below `out`.
    ///
    /// # Errors
    /// A tool is missing or too old.
    pub fn new(
        board: &'a Board,
        out: &Path,
        progress: &'a (dyn Fn(&str) + Sync),
    ) -> Result<Self, BuildError> {
        let yosys = eda::yosys()?;
        let placer = match (board.family.nextpnr(), tools::pack(board, 0)) {
            (Some(architecture), Some(packing)) => {
                let placer = eda::nextpnr(architecture)?;
                // The packer comes with the placer, and has no version of its own that one could
                // ask for.
                let packer = Eda { version: placer.version.clone(), ..eda::plain(packing.tool)? };
                Some((placer, packer))
            }
            _ => None,
        };
        let folder = out.join(&board.name);
        let claim = claim(&folder)?;
        Ok(Self { board, folder, claim, yosys, placer, progress })
    }

    /// The tools, as they name themselves.
    pub fn tools(&self) -> Vec<String> {
        std::iter::once(&self.yosys)
            .chain(self.placer.as_ref().map(|(placer, _)| placer))
            .map(|tool| tool.version.clone())
            .collect()
    }

    /// Generates, synthesises and packs a core of `geometry`, however large it turns out.
    ///
    /// # Errors
    /// A geometry that is not possible, or a stage that fails.
    pub fn synthesise(&self, geometry: &Geometry) -> Result<Built, BuildError> {
        let start = Instant::now();
        (self.progress)(GENERATE);
        files::create_folder(&self.folder)?;
        let verilog = generate_top(geometry, self.board.clock.hertz, self.board.baud)?;
        files::write(&self.folder.join(format!("{TOP}.v")), verilog.as_bytes())?;
        for (name, text) in vendor_files(self.board) {
            files::write(&self.folder.join(name), text.as_bytes())?;
        }
        files::write(&self.folder.join(file::SCRIPT), tools::script(self.board).as_bytes())?;
        let generate = StageReport { name: GENERATE, seconds: start.elapsed().as_secs_f64(), cached: false };

        let synthesise = self.stage(&Stage {
            name: SYNTHESISE,
            record: "synthesis".into(),
            tool: &self.yosys,
            arguments: vec!["-s".into(), file::SCRIPT.into()],
            inputs: vec![file::SCRIPT.into(), format!("{TOP}.v")],
            outputs: vec![file::NETLIST.into(), file::CELLS.into()],
        })?;
        let mut stages = vec![generate, synthesise];
        let cells = self.read(SYNTHESISE, file::CELLS, report::cells)?;
        let Some((placer, _)) = &self.placer else {
            let counts = self.board.family.counts(&BTreeMap::new(), &cells);
            let utilisation =
                self.board.resources.map_or_else(BTreeMap::new, |r| report::described(counts, r));
            return Ok(Built { counts, utilisation, stages });
        };
        let constraints = self.constraints();
        stages.push(self.stage(&Stage {
            name: PACK,
            record: "packed".into(),
            tool: placer,
            arguments: tools::place_and_route(self.board, &constraints, None),
            inputs: vec![file::NETLIST.into(), constraints],
            outputs: vec![file::PACKED.into()],
        })?);
        let utilisation = self.read(PACK, file::PACKED, report::utilisation)?;
        let counts = self.board.family.counts(&utilisation, &cells);
        Ok(Built { counts, utilisation, stages })
    }

    /// Builds everything, with this seed for the placement.
    ///
    /// # Errors
    /// As [`Flow::synthesise`], or the core does not fit the device.
    pub fn build(&self, geometry: &Geometry, seed: u64) -> Result<BuildReport, BuildError> {
        let Built { counts, mut utilisation, mut stages } = self.synthesise(geometry)?;
        let excess = counts::excess(&utilisation);
        if !excess.is_empty() {
            return Err(BuildError::TooBig { board: self.board.name.clone(), excess });
        }
        let mut fmax = None;
        let mut bitstream = None;
        if let (Some((placer, packer)), Some(packing)) = (&self.placer, tools::pack(self.board, seed)) {
            let constraints = self.constraints();
            stages.push(self.stage(&Stage {
                name: PLACE,
                record: format!("placed-{seed}"),
                tool: placer,
                arguments: tools::place_and_route(self.board, &constraints, Some(seed)),
                inputs: vec![file::NETLIST.into(), constraints],
                outputs: vec![packing.input.clone(), timing(seed)],
            })?);
            fmax = Some(self.read(PLACE, &timing(seed), report::fmax)?);
            utilisation = self.read(PLACE, &timing(seed), report::utilisation)?;
            bitstream = packing.outputs.first().map(|name| self.folder.join(name));
            stages.push(self.stage(&Stage {
                name: "bitstream",
                record: format!("bitstream-{seed}"),
                tool: packer,
                arguments: packing.arguments,
                inputs: vec![packing.input],
                outputs: packing.outputs,
            })?);
        }
        let report = BuildReport {
            board: self.board.name.clone(),
            constraint: self.board.megahertz(),
            fmax,
            counts,
            bitstream,
            utilisation,
            stages,
            seed,
            geometry: geometry.clone(),
            tools: self.tools(),
        };
        let json = serde_json::to_string_pretty(&report).unwrap_or_default();
        files::write(&self.folder.join(format!("report-{seed}.json")), json.as_bytes())?;
        files::write(&self.folder.join(format!("report-{seed}.txt")), report.table(self.board).as_bytes())?;
        Ok(report)
    }

    /// Builds with each seed, in parallel, and returns the build of the median frequency.
    ///
    /// # Errors
    /// As [`Flow::build`].
    pub fn median(&self, geometry: &Geometry) -> Result<BuildReport, BuildError> {
        // Once first: all placements start from the same netlist.
        self.synthesise(geometry)?;
        let mut reports =
            SEEDS.into_par_iter().map(|seed| self.build(geometry, seed)).collect::<Result<Vec<_>, _>>()?;
        reports.sort_by(|a, b| a.fmax.unwrap_or(0.0).total_cmp(&b.fmax.unwrap_or(0.0)));
        Ok(reports.swap_remove(SEEDS.len() / 2))
    }

    /// The vendor file of the pins.
    fn constraints(&self) -> String {
        format!("{}.{}", self.board.name, self.board.family.constraint_suffix())
    }

    fn stage(&self, stage: &Stage<'_>) -> Result<StageReport, BuildError> {
        (self.progress)(stage.name);
        stage.run(&self.board.name, &self.folder, &self.claim)
    }

    /// Reads the report `name` of `stage`.
    fn read<T>(
        &self,
        stage: &'static str,
        name: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, BuildError> {
        let path = self.folder.join(name);
        let text = files::read_text(&path)?;
        parse(&text).ok_or_else(|| BuildError::Unexpected {
            board: self.board.name.clone(),
            stage,
            path,
            what: "not the report that was expected".into(),
        })
    }
}
