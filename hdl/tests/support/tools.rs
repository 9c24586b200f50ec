//! Icarus Verilog, Yosys and Verilator as functions from text to text.

use std::fmt::Write;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use super::Row;

/// A port of a Verilog module.
#[derive(Clone, Debug)]
pub struct Port {
    /// Its name.
    pub name: String,
    /// Its width, bits.
    pub bits: usize,
}

impl Port {
    /// A port.
    pub fn new(name: &str, bits: usize) -> Self {
        Self { name: name.to_owned(), bits }
    }
}

/// Runs a tool in `folder`; a missing or failing one fails the test with a message.
fn run(program: &str, package: &str, folder: &Path, arguments: &[&str]) -> String {
    let output = match Command::new(program).args(arguments).current_dir(folder).output() {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            panic!("this test needs `{program}`, which was not found: install the package `{package}`")
        }
        Err(error) => panic!("cannot run `{program}`: {error}"),
    };
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{program} failed:\n{text}");
    text
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("cannot write a temporary file");
}

/// Simulates `text` on `rows` and returns the outputs, sampled before each rising edge; `None` is
/// an unknown. `files` are written next to it (name, content).
pub fn icarus(
    text: &str,
    top: &str,
    inputs: &[Port],
    outputs: &[Port],
    clocked: bool,
    rows: &[Row],
    files: &[(String, String)],
) -> Vec<Vec<Option<u32>>> {
    let folder = tempfile::tempdir().expect("cannot make a temporary folder");
    write(folder.path(), "subject.v", text);
    write(folder.path(), "bench.v", &bench(top, inputs, outputs, clocked, rows.len()));
    write(folder.path(), "vectors.hex", &packed(inputs, rows));
    for (name, content) in files {
        write(folder.path(), name, content);
    }
    run("iverilog", "iverilog", folder.path(), &["-g2005", "-o", "bench", "bench.v", "subject.v"]);
    run("vvp", "iverilog", folder.path(), &["-n", "bench"]);
    let found = std::fs::read_to_string(folder.path().join("outputs.txt")).expect("the bench wrote nothing");
    let value = |word: &str| u32::from_str_radix(word, 16).ok();
    found.lines().map(|line| line.split_whitespace().map(value).collect()).collect()
}

/// The vectors as one hexadecimal word a line, the first port in the lowest bits.
fn packed(inputs: &[Port], rows: &[Row]) -> String {
    let digits = inputs.iter().map(|port| port.bits).sum::<usize>().div_ceil(4);
    let mut text = String::new();
    for row in rows {
        assert_eq!(row.len(), inputs.len(), "values in a vector");
        let mut word = vec![0u8; digits];
        let mut position = 0;
        for (port, value) in inputs.iter().zip(row) {
            assert!(u64::from(*value) >> port.bits == 0, "{value:x} is too wide for {}", port.name);
            for bit in 0..port.bits {
                word[(position + bit) / 4] |= ((value >> bit & 1) as u8) << ((position + bit) % 4);
            }
            position += port.bits;
        }
        for digit in word.iter().rev() {
            write!(text, "{digit:x}").unwrap();
        }
        text.push('\n');
    }
    text
}

/// A test bench that reads `vectors.hex` and writes `outputs.txt`.
fn bench(top: &str, inputs: &[Port], outputs: &[Port], clocked: bool, count: usize) -> String {
    let bits: usize = inputs.iter().map(|port| port.bits).sum();
    let mut wires = String::new();
    let mut connections = Vec::new();
    let mut position = 0;
    for Port { name, bits } in inputs {
        connections.push(format!(".{name}(vector[{}:{position}])", position + bits - 1));
        position += bits;
    }
    for Port { name, bits } in outputs {
        writeln!(wires, "    wire [{}:0] {name};", bits - 1).unwrap();
        connections.push(format!(".{name}({name})"));
    }
    let clock = if clocked {
        connections.push(".clock(bench_clock)".to_owned());
        "bench_clock = 1; #1 bench_clock = 0; #1;"
    } else {
        ""
    };
    let formats = vec!["%h"; outputs.len()].join(" ");
    let names = outputs.iter().map(|port| port.name.as_str()).collect::<Vec<_>>().join(", ");
    let connections = connections.join(", ");
    format!(
        "module bench;
    reg [{last}:0] vectors [0:{last_vector}];
    reg [{last}:0] vector;
    reg bench_clock;
    integer bench_index, bench_file;
{wires}    {top} subject({connections});
    initial begin
        bench_clock = 0;
        $readmemh(\"vectors.hex\", vectors);
        bench_file = $fopen(\"outputs.txt\");
        for (bench_index = 0; bench_index < {count}; bench_index = bench_index + 1) begin
            vector = vectors[bench_index];
            #1 $fdisplay(bench_file, \"{formats}\", {names});
            {clock}
        end
        $fclose(bench_file);
        $finish;
    end
endmodule
",
        last = bits - 1,
        last_vector = count - 1
    )
}

/// The flat netlist after Yosys `proc; flatten; opt`. `files` are written next to the text (name,
/// content).
pub fn netlist_with(text: &str, top: &str, files: &[(String, String)]) -> String {
    let folder = tempfile::tempdir().expect("cannot make a temporary folder");
    write(folder.path(), "subject.v", text);
    for (name, content) in files {
        write(folder.path(), name, content);
    }
    let script = format!(
        "read_verilog subject.v; hierarchy -check -top {top}; proc; flatten; opt; check -assert; write_verilog -noattr netlist.v"
    );
    run("yosys", "yosys", folder.path(), &["-q", "-p", &script]);
    std::fs::read_to_string(folder.path().join("netlist.v")).expect("yosys wrote nothing")
}

/// [`netlist_with`] without files.
pub fn netlist(text: &str, top: &str) -> String {
    netlist_with(text, top, &[])
}

/// Fails unless Verilator finds nothing to remark. (Several modules share a file here, so that is
/// not remarked.)
pub fn lint(text: &str, top: &str, name: &str, allowed: &[&str]) {
    let folder = tempfile::tempdir().expect("cannot make a temporary folder");
    write(folder.path(), "subject.v", text);
    let fixed = ["--lint-only", "-Wall", "-Wno-DECLFILENAME", "--language", "1364-2001", "--top-module", top];
    let arguments = [&fixed, allowed, &["subject.v"]].concat();
    let remarks = run("verilator", "verilator", folder.path(), &arguments);
    assert!(remarks.trim().is_empty(), "{name}: {remarks}\n{text}");
}
