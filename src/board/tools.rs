//! Words of the tools: scripts for Yosys, arguments of nextpnr and of what packs bitstreams.

use spindle_hdl::host::TOP;

use super::description::Board;
use super::family::Family;

/// Files of a build, in its folder. Those of one placement carry its seed.
pub(super) mod file {
    pub(in super::super) const SCRIPT: &str = "synthesis.ys";
    pub(in super::super) const NETLIST: &str = "netlist.json";
    pub(in super::super) const CELLS: &str = "cells.json";
    pub(in super::super) const PACKED: &str = "packed.json";
}

/// A tool of the last stage, its arguments and its output.
pub(super) struct Packing {
    pub tool: &'static str,
    pub arguments: Vec<String>,
    pub input: String,
    /// The bitstream first.
    pub outputs: Vec<String>,
}

/// Yosys' command for `board`.
fn synthesis(board: &Board) -> String {
    let command = match board.family {
        // Of the iCE40, only the UltraPlus has multipliers.
        Family::Ice40 if board.device.starts_with('u') => format!("synth_ice40 -dsp -top {TOP}"),
        Family::Ice40 => format!("synth_ice40 -top {TOP}"),
        Family::Ecp5 => format!("synth_ecp5 -top {TOP}"),
        // With its carry chains, netlists differ from their design (docs/boards.md).
        Family::Gowin if board.device.starts_with("GW2A") => {
            format!("synth_gowin -family gw2a -noalu -top {TOP}")
        }
        Family::Gowin => format!("synth_gowin -noalu -top {TOP}"),
        Family::Xilinx => format!("synth_xilinx -family xc7 -flatten -top {TOP}"),
    };
    std::iter::once(&command).chain(&board.synthesis).map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// The whole script for Yosys.
pub(super) fn script(board: &Board) -> String {
    format!(
        "read_verilog {TOP}.v\n{}\ntee -q -o {} stat -json\nwrite_json {}\n",
        synthesis(board),
        file::CELLS,
        file::NETLIST
    )
}

/// Arguments for nextpnr; `constraints` is the vendor file. Without a seed it stops once cells
/// are packed.
pub(super) fn place_and_route(board: &Board, constraints: &str, seed: Option<u64>) -> Vec<String> {
    let mut arguments: Vec<String> = match board.family {
        Family::Ice40 => vec![
            format!("--{}", board.device),
            "--package".into(),
            board.package.clone(),
            "--pcf".into(),
            constraints.into(),
            "--freq".into(),
            board.megahertz().to_string(),
        ],
        Family::Ecp5 => vec![
            format!("--{}", board.device),
            "--package".into(),
            board.package.clone(),
            "--speed".into(),
            board.speed.clone().unwrap_or_default(),
            "--lpf".into(),
            constraints.into(),
        ],
        Family::Gowin => vec![
            "--device".into(),
            board.device.clone(),
            "--vopt".into(),
            format!("family={}", board.series.clone().unwrap_or_default()),
            "--vopt".into(),
            format!("cst={constraints}"),
            "--freq".into(),
            board.megahertz().to_string(),
        ],
        Family::Xilinx => Vec::new(),
    };
    arguments.extend(["--json".into(), file::NETLIST.into()]);
    match seed {
        None => arguments.extend(["--pack-only".into(), "--report".into(), file::PACKED.into()]),
        Some(seed) => {
            let option = match board.family {
                Family::Ice40 => "--asc",
                Family::Ecp5 => "--textcfg",
                Family::Gowin | Family::Xilinx => "--write",
            };
            // A core that is too slow is reported with its other results.
            arguments.extend(["--timing-allow-fail".into(), "--seed".into(), seed.to_string()]);
            arguments.extend([option.into(), board.family.placed(seed)]);
            arguments.extend(["--report".into(), timing(seed)]);
        }
    }
    arguments
}

/// Packing of the placement of `seed` into a bitstream; none for Xilinx.
pub(super) fn pack(board: &Board, seed: u64) -> Option<Packing> {
    let placed = board.family.placed(seed);
    let stem = format!("{}-{seed}", board.name);
    let packing = match board.family {
        Family::Ice40 => {
            let bitstream = format!("{stem}.bin");
            Packing {
                tool: "icepack",
                arguments: vec![placed.clone(), bitstream.clone()],
                input: placed,
                outputs: vec![bitstream],
            }
        }
        Family::Ecp5 => {
            let (bitstream, svf) = (format!("{stem}.bit"), format!("{stem}.svf"));
            Packing {
                tool: "ecppack",
                arguments: vec![
                    "--compress".into(),
                    "--svf".into(),
                    svf.clone(),
                    placed.clone(),
                    bitstream.clone(),
                ],
                input: placed,
                outputs: vec![bitstream, svf],
            }
        }
        Family::Gowin => {
            let bitstream = format!("{stem}.fs");
            Packing {
                tool: "gowin_pack",
                arguments: vec![
                    "-d".into(),
                    board.series.clone().unwrap_or_default(),
                    "-o".into(),
                    bitstream.clone(),
                    placed.clone(),
                ],
                input: placed,
                outputs: vec![bitstream],
            }
        }
        Family::Xilinx => return None,
    };
    Some(packing)
}

/// nextpnr's report on the placement of `seed`.
pub(super) fn timing(seed: u64) -> String {
    format!("placed-{seed}.report.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The netlist that lockstep verifies has none either (`netlist:gowin`).
    #[test]
    fn gowin_boards_have_no_carry_chains() {
        let boards = Board::all().expect("the boards of constraints/");
        let gowin: Vec<&Board> = boards.iter().filter(|board| board.family == Family::Gowin).collect();
        assert_eq!(gowin.len(), 2);
        for board in gowin {
            assert!(script(board).contains(" -noalu "), "{}: {}", board.name, script(board));
        }
    }
}
