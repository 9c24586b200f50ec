//! The simulators that cases need: whether they are there, and which they are. Asked before
//! anything runs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use spindle_learning::files;
use spindle_sim::backend::{BackendError, cxxrtl, icarus, netlist, verilator};
use spindle_sim::eda;

use crate::command::Failure;
use crate::regress::Check;

/// Versions of the tools that `checks` need, by name.
///
/// # Errors
/// The first tool that is missing, and how to install it.
pub(super) fn versions<'a>(
    checks: impl IntoIterator<Item = &'a Check>,
) -> Result<BTreeMap<String, String>, Failure> {
    let checks: BTreeSet<&Check> = checks.into_iter().collect();
    let mut versions = BTreeMap::new();
    for check in checks {
        let (yosys, programs, remedy): (bool, &[&str], _) = match check {
            Check::Backend(name) if name == icarus::NAME => {
                (false, &["iverilog", "vvp"], "apt-get install iverilog")
            }
            Check::Backend(name) if name == verilator::NAME => {
                (false, &["verilator", "g++", "make"], "apt-get install verilator g++ make")
            }
            Check::Backend(name) if name == cxxrtl::NAME => (true, &["g++"], "apt-get install g++"),
            Check::Backend(name) if name.starts_with(netlist::NAME) => {
                (true, &["iverilog", "vvp"], "apt-get install iverilog")
            }
            Check::Cells(_) => (true, &[], ""),
            Check::Backend(_) => continue,
        };
        if yosys && !versions.contains_key("yosys") {
            versions.insert("yosys".to_owned(), eda::yosys()?.version);
        }
        for program in programs {
            if versions.contains_key(*program) {
                continue;
            }
            let path = in_path(program).ok_or_else(|| BackendError::MissingTool {
                tool: (*program).to_owned(),
                backend: check.name(),
                remedy: remedy.to_owned(),
            })?;
            versions.insert((*program).to_owned(), version(program, &path)?);
        }
    }
    Ok(versions)
}

/// Version of a program; the hash of one that prints none, or that executes its input.
fn version(program: &str, path: &Path) -> Result<String, Failure> {
    let asked = match program {
        "vvp" => None,
        "iverilog" => eda::said(path, &[], "-V"),
        _ => eda::said(path, &[], "--version"),
    };
    match asked {
        Some(line) => Ok(line),
        None => Ok(format!("SHA-256 {}", files::sha256(path)?)),
    }
}

fn in_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|program| program.is_file())
}
