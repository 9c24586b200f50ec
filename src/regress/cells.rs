//! Cells of a family of devices that Yosys maps a core to.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use spindle_learning::files::{self, FileError};
use spindle_sim::backend::{BackendError, Design};
use spindle_sim::eda;

/// Families of devices, as Yosys' synthesis commands name them.
pub const FAMILIES: [&str; 4] = ["ice40", "ecp5", "gowin", "xilinx"];

/// Why there is no count.
#[derive(Debug, thiserror::Error)]
pub enum CellsError {
    /// Yosys is missing or failed.
    #[error(transparent)]
    Tool(#[from] BackendError),
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// Yosys output has no cell count.
    #[error("{tool} counted no cells; run it by hand on the Verilog of `spindle generate`")]
    Unexpected {
        /// Which Yosys.
        tool: String,
    },
}

/// Cells by type of `design`, and what counted them; works in `folder`.
///
/// # Errors
/// Yosys is missing, too old or fails.
pub(super) fn count(
    design: &Design,
    family: &str,
    folder: &Path,
) -> Result<(BTreeMap<String, u64>, String), CellsError> {
    let yosys = eda::yosys().map_err(BackendError::from)?;
    let top = Design::TOP;
    let script = format!("read_verilog core.v\nsynth_{family} -top {top}\ntee -q -o cells.json stat -json\n");
    files::write(&folder.join("core.v"), design.verilog.as_bytes())?;
    for image in &design.images {
        files::write(&folder.join(&image.name), image.text().as_bytes())?;
    }
    files::write(&folder.join("cells.ys"), script.as_bytes())?;
    let mut command = yosys.command();
    yosys.tool().run("cells", command.args(["-s", "cells.ys"]).current_dir(folder))?;
    let text = files::read_text(&folder.join("cells.json"))?;
    let cells = by_type(&text).filter(|cells| !cells.is_empty());
    let cells = cells.ok_or_else(|| CellsError::Unexpected { tool: yosys.version.clone() })?;
    Ok((cells, yosys.version))
}

/// Cells by type in what `stat -json` wrote.
fn by_type(text: &str) -> Option<BTreeMap<String, u64>> {
    let value: Value = serde_json::from_str(text).ok()?;
    let cells = value.get("design")?.get("num_cells_by_type")?.clone();
    let mut cells: BTreeMap<String, u64> = serde_json::from_value(cells).ok()?;
    // Notes on where the others came from.
    cells.remove("$scopeinfo");
    Some(cells)
}
