//! Mutants of generated Verilog, by Yosys' `mutate`: all of them in one text, one at a time chosen
//! at run time.
//!
//! Each mutation depends on a number that the design loads from an image, `mutant.hex`; with 0 the
//! design is as it was. So a simulator compiles once for all mutants.

use spindle_spec::Image;

use crate::backend::BackendError;
use crate::design::Design;
use crate::formal::{Prover, folder};
use crate::testbench;

/// The image that holds the mutant's number.
const IMAGE: &str = "mutant.hex";
/// Name of that number in a mutated module.
const CONTROL: &str = "mutsel";
/// Width of that number, bits.
const BITS: usize = 16;

/// One mutation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// From 1.
    pub number: u32,
    /// The generated module that it is in.
    pub module: String,
    /// The mutation, its bit and its cell, as options of `mutate`.
    pub what: String,
}

/// A design with its mutants.
#[derive(Clone, Debug)]
pub struct Mutated {
    /// The design that the mutants are of.
    pub original: Design,
    /// All mutants.
    pub mutants: Vec<Mutant>,
    verilog: String,
}

impl Mutated {
    /// Mutates `design` in each of `modules`, the given number of times each, with their
    /// sub-modules flattened into them.
    ///
    /// # Errors
    /// Yosys fails, or finds fewer places for mutants.
    pub fn new(
        prover: &Prover,
        design: &Design,
        modules: &[(&str, usize)],
        seed: u64,
    ) -> Result<Self, BackendError> {
        let mut mutants = Vec::new();
        let mut verilog = design.verilog.clone();
        for (module, count) in modules {
            let folder = folder()?;
            let path = folder.path();
            testbench::write_inputs(path, design, &spindle_spec::stimulus::Stimulus::default())?;
            testbench::write(path, "core.v", |file| {
                std::io::Write::write_all(file, design.verilog.as_bytes())
            })?;
            // Memories that are loaded from files stay unchanged, or a file's content would become
            // part of the text.
            let load = format!(
                "read_verilog core.v\nblackbox *memory_*_loaded\nhierarchy -check -top {module}\nproc\n{FLAT}"
            );
            prover.run_yosys(path, &format!("{load}mutate -list {count} -seed {seed} -o list.txt\n"))?;
            let list = read(&path.join("list.txt"))?;
            let first = mutants.len();
            for line in list.lines() {
                let what = line.strip_prefix("mutate ").unwrap_or(line);
                let what = what.split(" -src ").next().unwrap_or(what);
                mutants.push(Mutant {
                    number: mutants.len() as u32 + 1,
                    module: (*module).to_owned(),
                    what: what.to_owned(),
                });
            }
            if mutants.len() - first != *count {
                return Err(protocol(format!(
                    "{module}: {} mutants where {count} were requested; request fewer",
                    mutants.len() - first
                )));
            }
            let changes: Vec<String> = mutants[first..]
                .iter()
                .map(|mutant| format!("mutate -ctrl {CONTROL} {BITS} {} {}\n", mutant.number, mutant.what))
                .collect();
            let changes = changes.concat();
            prover.run_yosys(path, &format!("{load}{changes}write_verilog -noattr mutated.v\n"))?;
            // Yosys interprets this comment and simulators do not: a mutant may have two conditions
            // true at once.
            let text = read(&path.join("mutated.v"))?.replace(" // synopsys parallel_case", "");
            // Yosys wraps a long list of ports, before its end too.
            let text = text.replacen("\n);", ");", 1);
            let text = chosen_at_run_time(&text)?;
            verilog = replaced(&verilog, module, &text)?;
        }
        Ok(Self { original: design.clone(), mutants, verilog })
    }

    /// The design with this mutant, or with none for 0, and with these memory images.
    pub fn design(&self, mutant: u32, images: &[Image]) -> Design {
        let chosen = Image { name: IMAGE.into(), bits: BITS, words: vec![mutant] };
        Design {
            geometry: self.original.geometry.clone(),
            verilog: self.verilog.clone(),
            images: images.iter().cloned().chain([chosen]).collect(),
        }
    }

    /// The Verilog with this mutant for good, for [`crate::formal::miter`].
    pub fn fixed(&self, mutant: u32) -> String {
        let wire = format!("wire [{}:0] {CONTROL} = ", BITS - 1);
        let chosen = format!("{wire}{BITS}'d{mutant}");
        let load = format!("initial $readmemh(\"{IMAGE}\", mutant);");
        self.verilog.replace(&format!("{wire}mutant[0]"), &chosen).replace(&load, "")
    }
}

/// Yosys commands after `proc`, before mutation.
const FLAT: &str = "flatten\nmemory_collect\nopt_clean\n";

/// The mutated module with its number loaded from the image instead of coming from a port.
fn chosen_at_run_time(text: &str) -> Result<String, BackendError> {
    let last = BITS - 1;
    let port = format!("input [{last}:0] {CONTROL};");
    let wire = format!("wire [{last}:0] {CONTROL};");
    let listed = [format!(", {CONTROL})"), format!("({CONTROL}, "), format!(" {CONTROL},")];
    let Some(entry) = listed.iter().find(|entry| text.contains(*entry)) else {
        return Err(protocol(format!("`{CONTROL}` is not among the ports of the mutated module")));
    };
    let rest = entry.replace(&format!(", {CONTROL}"), "").replace(&format!("{CONTROL}, "), "");
    let rest = rest.replace(&format!(" {CONTROL},"), "");
    if !text.contains(&port) || !text.contains(&wire) {
        return Err(protocol(format!("`{CONTROL}` is not declared as a port of {BITS} bits")));
    }
    Ok(text
        .replacen(entry, &rest, 1)
        .replacen(
            &port,
            &format!("reg [{last}:0] mutant [0:0];\n  initial $readmemh(\"{IMAGE}\", mutant);"),
            1,
        )
        .replacen(&wire, &format!("wire [{last}:0] {CONTROL} = mutant[0];"), 1))
}

/// `verilog` with `text`, which Yosys wrote, in place of `module`, whose parameters it keeps.
fn replaced(verilog: &str, module: &str, text: &str) -> Result<String, BackendError> {
    let missing = || protocol(format!("the generated Verilog has no module `{module}`"));
    let start = verilog.find(&format!("\nmodule {module} ")).ok_or_else(missing)? + 1;
    let end = start + verilog[start..].find("endmodule").ok_or_else(missing)? + "endmodule".len();
    let header = verilog[start..end].split(");").next().unwrap_or_default();
    let mut text = text.to_owned();
    for line in header.lines().filter_map(|line| line.trim().strip_prefix("parameter ")) {
        let line = line.trim_end_matches(',');
        let Some((name, value)) = line.split_once(" = ") else { continue };
        text = text.replace(&format!(".IMAGE({value})"), &format!(".IMAGE({name})"));
        text = text.replacen(");\n", &format!(");\n  parameter {line};\n"), 1);
    }
    // Yosys writes comments before the module.
    let module_at = text.find("module ").ok_or_else(missing)?;
    Ok([&verilog[..start], &text[module_at..], &verilog[end..]].concat())
}

fn read(path: &std::path::Path) -> Result<String, BackendError> {
    std::fs::read_to_string(path)
        .map_err(|source| BackendError::Io { path: path.display().to_string(), source })
}

fn protocol(what: String) -> BackendError {
    BackendError::Protocol { backend: "mutation".into(), what }
}
