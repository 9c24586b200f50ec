//! Whether the simulators that cases need are there: asked before anything runs.

use std::collections::BTreeSet;

use spindle_sim::backend::{BackendError, icarus, netlist, verilator};
use spindle_sim::eda;

use crate::command::Failure;
use crate::regress::{Check, Spec};

/// Refuses cases whose tools are missing.
///
/// # Errors
/// The first tool that is missing, and how to install it.
pub(super) fn check(specs: &[&Spec]) -> Result<(), Failure> {
    let checks: BTreeSet<&Check> = specs.iter().map(|spec| &spec.check).collect();
    for check in checks {
        let (programs, remedy): (&[&str], _) = match check {
            Check::Backend(name) if name == icarus::NAME => {
                (&["iverilog", "vvp"], "apt-get install iverilog")
            }
            Check::Backend(name) if name == verilator::NAME => {
                (&["verilator", "g++", "make"], "apt-get install verilator g++ make")
            }
            Check::Backend(name) if name.starts_with(netlist::NAME) => {
                eda::yosys()?;
                (&["iverilog", "vvp"], "apt-get install iverilog")
            }
            Check::Cells(_) => {
                eda::yosys()?;
                continue;
            }
            Check::Backend(_) => continue,
        };
        if let Some(tool) = programs.iter().find(|program| !in_path(program)) {
            return Err(BackendError::MissingTool {
                tool: (*tool).to_owned(),
                backend: check.name(),
                remedy: remedy.to_owned(),
            }
            .into());
        }
    }
    Ok(())
}

fn in_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
