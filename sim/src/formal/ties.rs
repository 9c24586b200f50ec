//! Inputs of a module that the design around it ties to constants.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;
use serde_json::Value;

use super::{Prover, folder, protocol};
use crate::backend::BackendError;
use crate::design::Design;
use crate::testbench;
use spindle_spec::stimulus::Stimulus;

/// Inputs of one instance, by port: each bit, lowest first, and its value if it is constant. Ports
/// without one are left out.
pub type Ties = BTreeMap<String, Vec<Option<bool>>>;

/// Yosys' JSON of a flat design (`write_json`), reduced to its cells.
#[derive(Deserialize)]
struct Netlist {
    modules: HashMap<String, Module>,
}

#[derive(Deserialize)]
struct Module {
    #[serde(default)]
    cells: BTreeMap<String, Cell>,
}

#[derive(Deserialize)]
struct Cell {
    #[serde(rename = "type")]
    module: String,
    connections: BTreeMap<String, Vec<Value>>,
}

/// Constant value of a bit: Yosys writes a constant as a string, any other bit as the number of its
/// net.
fn constant(bit: &Value) -> Option<bool> {
    match bit.as_str() {
        Some("0") => Some(false),
        Some("1") => Some(true),
        _ => None,
    }
}

/// For each of `modules`, the constant inputs of its instances in `design`, each combination once.
/// These modules count as black boxes, whatever their outputs.
///
/// # Errors
/// Yosys fails, or one of the modules has no instance.
pub fn ties(
    prover: &Prover,
    design: &Design,
    modules: &[&str],
) -> Result<HashMap<String, BTreeSet<Ties>>, BackendError> {
    let folder = folder()?;
    // With the images that its memories load.
    testbench::write_inputs(folder.path(), design, &Stimulus::default())?;
    testbench::write(folder.path(), "core.v", |file| {
        std::io::Write::write_all(file, design.verilog.as_bytes())
    })?;
    let boxes = modules.join(" ");
    prover.run_yosys(
        folder.path(),
        &format!(
            "read_verilog core.v\nblackbox *memory_*_loaded {boxes}\nhierarchy -top {}\nproc\nflatten\nopt -full\n\
             memory_collect\nsimplemap\nopt -full\nwrite_json flat.json\n",
            Design::TOP
        ),
    )?;
    let path = folder.path().join("flat.json");
    let text = std::fs::read_to_string(&path)
        .map_err(|source| BackendError::Io { path: path.display().to_string(), source })?;
    of_netlist(&text, modules)
}

fn of_netlist(text: &str, modules: &[&str]) -> Result<HashMap<String, BTreeSet<Ties>>, BackendError> {
    let netlist: Netlist = serde_json::from_str(text).map_err(|error| protocol(&error.to_string()))?;
    let cells = netlist.modules.get(Design::TOP).map(|module| &module.cells);
    let mut found: HashMap<String, BTreeSet<Ties>> = HashMap::new();
    for cell in cells.into_iter().flat_map(BTreeMap::values) {
        if !modules.contains(&cell.module.as_str()) {
            continue;
        }
        let bits = |bits: &Vec<Value>| bits.iter().map(constant).collect::<Vec<_>>();
        let ports = cell.connections.iter().map(|(port, connected)| (port.clone(), bits(connected)));
        let tied = ports.filter(|(_, bits)| bits.iter().any(Option::is_some)).collect();
        found.entry(cell.module.clone()).or_default().insert(tied);
    }
    match modules.iter().find(|module| !found.contains_key(**module)) {
        Some(module) => Err(protocol(&format!("the design has no instance of `{module}`"))),
        None => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_at_the_ports_of_each_instance() {
        let text = r#"{"modules": {"spindle_core": {"cells": {
            "one": {"type": "lane", "connections": {"state": ["1", 7, "0"], "data": [3, 4], "open": ["x"]}},
            "two": {"type": "lane", "connections": {"state": ["1", 8, "0"], "data": [5, 6], "open": ["x"]}},
            "three": {"type": "lane", "connections": {"state": ["0", 8, "0"], "data": [5, 6], "open": ["x"]}},
            "other": {"type": "$and", "connections": {"A": ["1"]}}}}}}"#;
        let found = of_netlist(text, &["lane"]).expect("there are instances");
        let state = |bits: [Option<bool>; 3]| Ties::from([("state".to_owned(), bits.to_vec())]);
        let wanted =
            BTreeSet::from([state([Some(false), None, Some(false)]), state([Some(true), None, Some(false)])]);
        assert_eq!(found["lane"], wanted);
        assert!(of_netlist(text, &["lane", "neuron"]).is_err());
    }
}
