//! The netlist that Yosys makes for a family of devices, run by Icarus with the cell models that
//! come with Yosys.
//!
//! The simulated cells are those that a board build maps to: look-up tables, flip-flops, carry
//! chains, distributed memory, and for the iCE40 block memories and multipliers too. The models of
//! the other families' block memories and multipliers are empty, so there block memories become
//! distributed ones (a Xilinx multiplier has a model and stays), and multipliers logic: those
//! mappings are *not* verified here.
//!
//! The family of an ASIC has the cells of a liberty file, and no power-up values: registers and
//! memories are flip-flops that start undefined, so its runs begin with a reset (`BUS-6`).

use std::path::{Path, PathBuf};

use crate::eda::{self, Eda, EdaError};
use crate::temporary;
use crate::testbench;
use crate::tool::{with_temporary, within};
use spindle_spec::stimulus::Stimulus;

use super::cache::{built, cache_folder, key};
use super::external::SILENCE;
use super::icarus::Icarus;

use super::{Backend, BackendError, Design};
use spindle_spec::{Outcome, Sink};

/// Name on the command line; a family may follow after a colon.
pub const NAME: &str = "netlist";

/// A family that a netlist is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Lattice iCE40, as the `UltraPlus` has it: with multipliers.
    Ice40,
    /// Lattice ECP5.
    Ecp5,
    /// Gowin.
    Gowin,
    /// Xilinx 7.
    Xilinx,
    /// The standard cells of OSU for a process of 0.18 µm.
    Osu018,
}

impl Family {
    /// All families.
    pub const ALL: [Self; 5] = [Self::Ice40, Self::Ecp5, Self::Gowin, Self::Xilinx, Self::Osu018];

    /// The backend's name with this family.
    pub fn backend(self) -> &'static str {
        match self {
            Self::Ice40 => "netlist:ice40",
            Self::Ecp5 => "netlist:ecp5",
            Self::Gowin => "netlist:gowin",
            Self::Xilinx => "netlist:xilinx",
            Self::Osu018 => "netlist:osu018",
        }
    }

    /// Commands between the design and its netlist.
    fn synthesis(self) -> Result<String, EdaError> {
        let spread = "setattr -unset ram_style */m:*\n";
        let top = Design::TOP;
        Ok(match self {
            Self::Ice40 => format!("synth_ice40 -dsp -top {top}\n"),
            Self::Ecp5 => format!("{spread}synth_ecp5 -nobram -nodsp -top {top}\n"),
            // As boards are synthesised: carry chains differ from their design (docs/boards.md).
            Self::Gowin => format!("{spread}synth_gowin -noalu -nobram -nodsp -noiopads -top {top}\n"),
            Self::Xilinx => {
                format!("{spread}synth_xilinx -family xc7 -flatten -nobram -noiopad -noclkbuf -top {top}\n")
            }
            Self::Osu018 => ASIC
                .replace("TOP", top)
                .replace("LIBERTY", &eda::cells("osu018_stdcells.lib")?.to_string_lossy()),
        })
    }

    /// The file of cell models: in Yosys' folder of them, or beside the liberty file.
    fn models(self, yosys: &Eda) -> Result<PathBuf, EdaError> {
        let file = match self {
            Self::Ice40 => "ice40/cells_sim.v",
            Self::Ecp5 => "lattice/cells_sim_ecp5.v",
            Self::Gowin => "gowin/cells_sim.v",
            Self::Xilinx => "xilinx/cells_sim.v",
            Self::Osu018 => return eda::cells("osu018_stdcells.v"),
        };
        Ok(eda::cell_models(yosys).join(file))
    }
}

/// Synthesis for an ASIC: power-up values of registers and written memories are dropped, tables
/// stay; then everything is a cell of the library, or the check fails.
const ASIC: &str = "\
read_liberty -lib LIBERTY
proc
setattr -unset init w:*
delete t:$meminit* t:$meminit* r:MEMID=*powers* %i %d
synth -flatten -top TOP
dfflibmap -liberty LIBERTY
abc -liberty LIBERTY
opt_clean -purge
check -mapped -assert
";

/// Yosys, then Icarus.
#[derive(Clone, Debug)]
pub struct Netlist {
    /// Target family of the netlist.
    pub family: Family,
    /// Simulator that runs it.
    pub simulator: Icarus,
    /// Content-addressed folder of netlists.
    pub cache: PathBuf,
}

impl Netlist {
    /// The netlist of `family`, with the installed tools.
    pub fn new(family: Family) -> Self {
        // The models use language features later than Verilog 2005. A thousand cycles of cells, the
        // interval between messages, take minutes on a busy machine, where those of the Verilog
        // take a second.
        let simulator = Icarus { language: "-g2012", silence: 10 * SILENCE, ..Icarus::default() };
        Self { family, simulator, cache: cache_folder() }
    }

    /// The backend called `name`: `netlist` (iCE40), or with a family, such as `netlist:ecp5`.
    pub fn by_name(name: &str) -> Option<Self> {
        let family = if name == NAME {
            Some(Family::Ice40)
        } else {
            Family::ALL.into_iter().find(|family| family.backend() == name)
        };
        family.map(Self::new)
    }

    /// The design that is simulated: the netlist of `design`, memory contents included, and its
    /// cells.
    ///
    /// # Errors
    /// Yosys is missing, too old, or refuses the design; a folder that cannot be written.
    pub fn synthesise(&self, design: &Design) -> Result<Design, BackendError> {
        let yosys = eda::yosys()?;
        let script = format!(
            "read_verilog core.v\nhierarchy -check -top {}\n{}write_verilog -noattr netlist.v\n",
            Design::TOP,
            self.family.synthesis()?
        );
        let name = format!("{}.v", name(&yosys, &script, design));
        let (kept, _) = built(&self.cache, NAME, &name, |folder| {
            testbench::write_inputs(folder, design, &Stimulus::default())?;
            for (name, text) in [("core.v", design.verilog.as_str()), ("netlist.ys", &script)] {
                testbench::write(folder, name, |file| std::io::Write::write_all(file, text.as_bytes()))?;
            }
            let mut command = yosys.command();
            within(command.args(["-s", "netlist.ys"]), folder);
            let temporary = temporary::plain_folder("yosys").map_err(io(&std::env::temp_dir()))?;
            yosys.tool().run(self.name(), with_temporary(&mut command, temporary.path()))?;
            Ok(folder.join("netlist.v"))
        })?;
        let netlist = std::fs::read_to_string(&kept).map_err(io(&kept))?;
        // Default values of ports are beyond the Verilog of 2005.
        let mut verilog = String::from("`define NO_ICE40_DEFAULT_ASSIGNMENTS\n");
        include(&self.family.models(&yosys)?, &mut Vec::new(), &mut verilog)?;
        verilog += &netlist;
        Ok(Design { geometry: design.geometry.clone(), verilog, images: Vec::new() })
    }
}

impl Backend for Netlist {
    fn name(&self) -> &'static str {
        self.family.backend()
    }

    fn run(
        &self,
        design: &Design,
        stimulus: &Stimulus,
        vcd: Option<&Path>,
        sink: &mut Sink<'_>,
    ) -> Result<Outcome, BackendError> {
        if self.family == Family::Osu018 && stimulus.restart == 0 {
            return Err(BackendError::Protocol {
                backend: self.name().to_owned(),
                what:
                    "its registers and memories have no power-up values: choose cases that run after a reset"
                        .into(),
            });
        }
        self.simulator.run(&self.synthesise(design)?, stimulus, vcd, sink)
    }
}

/// Hash of everything that a netlist depends on.
fn name(yosys: &Eda, script: &str, design: &Design) -> String {
    let images: Vec<String> =
        design.images.iter().flat_map(|image| [image.name.clone(), image.text()]).collect();
    let parts = [&*yosys.version, script, &design.verilog];
    key(parts.into_iter().chain(images.iter().map(String::as_str)))
}

/// Adds the text of a file to `whole`, with includes from the same folder expanded, once each.
fn include(path: &Path, seen: &mut Vec<PathBuf>, whole: &mut String) -> Result<(), BackendError> {
    if seen.iter().any(|known| known == path) {
        return Ok(());
    }
    seen.push(path.to_owned());
    for line in std::fs::read_to_string(path).map_err(io(path))?.lines() {
        if let Some(name) = line.trim().strip_prefix("`include") {
            include(&path.with_file_name(name.trim().trim_matches('"')), seen, whole)?;
        } else if !line.trim().starts_with("$error(") {
            // Icarus 11 knows no tasks of elaboration; they complain of parameters that Yosys does
            // not write.
            whole.push_str(line);
            whole.push('\n');
        }
    }
    Ok(())
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> BackendError {
    let path = path.display().to_string();
    move |source| BackendError::Io { path, source }
}
