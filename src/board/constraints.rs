//! A board's constraints in its vendor's words, as text.

use std::fmt::Write as _;

use spindle_hdl::host::TOP;

use super::description::Board;
use super::family::Family;

/// The vendor files of `board`: file names and texts, that of the pins first.
pub fn vendor_files(board: &Board) -> Vec<(String, String)> {
    let pins = |comment: &str, lines: &mut dyn FnMut(&mut String)| {
        let mut text = format!(
            "{comment} {}: generated from constraints/{}.toml; change that, not this.\n{comment} Pins: {} ({}).\n",
            board.title, board.name, board.source.project, board.source.file,
        );
        lines(&mut text);
        for line in &board.lines {
            let _ = writeln!(text, "{line}");
        }
        text
    };
    let signals = board.signals();
    let text = match board.family {
        Family::Ice40 => pins("#", &mut |text| {
            for (signal, pin, attributes) in signals {
                let _ = writeln!(text, "set_io {}{signal} {pin}", spaced(attributes));
            }
        }),
        Family::Ecp5 => pins("#", &mut |text| {
            for (signal, pin, attributes) in signals {
                let _ = writeln!(text, "LOCATE COMP \"{signal}\" SITE \"{pin}\";");
                if !attributes.is_empty() {
                    let _ = writeln!(text, "IOBUF PORT \"{signal}\" {attributes};");
                }
            }
            let _ = writeln!(text, "FREQUENCY PORT \"clock\" {} MHZ;", board.megahertz());
        }),
        Family::Gowin => pins("//", &mut |text| {
            for (signal, pin, attributes) in signals {
                let _ = writeln!(text, "IO_LOC \"{signal}\" {pin};");
                if !attributes.is_empty() {
                    let _ = writeln!(text, "IO_PORT \"{signal}\" {attributes};");
                }
            }
        }),
        Family::Xilinx => pins("#", &mut |text| {
            for (signal, pin, attributes) in signals {
                let _ = writeln!(
                    text,
                    "set_property -dict {{ PACKAGE_PIN {pin} {attributes} }} [get_ports {signal}]"
                );
            }
            let period = 1e3 / board.megahertz();
            let _ = writeln!(text, "create_clock -name clock -period {period:.3} [get_ports clock]");
        }),
    };
    let mut files = vec![(format!("{}.{}", board.name, board.family.constraint_suffix()), text)];
    if board.family == Family::Xilinx {
        files.push((format!("{}.tcl", board.name), vivado(board)));
    }
    files
}

/// The text, followed by a space if it is not empty.
fn spaced(attributes: &str) -> String {
    if attributes.is_empty() { String::new() } else { format!("{attributes} ") }
}

/// Vivado's script for a bitstream from the Verilog and the pins:
/// `vivado -mode batch -source NAME.tcl`.
fn vivado(board: &Board) -> String {
    let Board { name, title, device, .. } = board;
    format!(
        "# {title}: generated from constraints/{name}.toml; change that, not this.\n\
         # Run beside {TOP}.v and {name}.xdc: vivado -mode batch -source {name}.tcl\n\
         read_verilog {TOP}.v\n\
         read_xdc {name}.xdc\n\
         synth_design -top {TOP} -part {device}\n\
         opt_design\n\
         place_design\n\
         phys_opt_design\n\
         route_design\n\
         report_utilization -file {name}.utilisation.txt\n\
         report_timing_summary -file {name}.timing.txt\n\
         write_bitstream -force {name}.bit\n"
    )
}
