//! The generated Verilog: the default core word for word, lint, and Yosys' inference of its
//! memories.

use std::path::Path;
use std::process::Command;

use rayon::prelude::*;
use spindle_hdl::generate::verilog;
use spindle_learning::manifest::Manifest;
use spindle_spec::configuration::Configuration;
use spindle_spec::geometry::Geometry;
use spindle_spec::signals::TOP;

const COMMITTED: &str = "hdl/verilog/spindle_core.v";

fn geometry(lanes: usize, weight_bits: usize, membrane_bits: usize) -> Geometry {
    Geometry {
        lanes,
        neurons: 64,
        weight_words: 1024,
        projections: 4,
        event_depth: 64,
        spike_depth: 64,
        weight_bits,
        membrane_bits,
        weight_scale: 4,
        ..Geometry::default()
    }
}

/// A core's Verilog and images of zeros in a folder of its own.
fn in_folder(geometry: &Geometry) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("core.v"), verilog(geometry)).unwrap();
    let neurons = geometry.neuron_words() * geometry.lanes;
    let zeros = Configuration {
        neurons: vec![spindle_spec::Neuron::default(); neurons],
        weights: vec![0; geometry.weight_words * geometry.lanes],
        ..Configuration::default()
    };
    for image in zeros.images(geometry) {
        std::fs::write(folder.path().join(&image.name), image.text()).unwrap();
    }
    folder
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{program} is needed (Debian package `{program}`): {error}"));
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{program} {arguments:?}:\n{text}");
    text
}

#[test]
fn the_default_core_is_the_committed_one() {
    let manifest = Manifest::preset("digits").unwrap();
    manifest.map(1).unwrap();
    let generated = verilog(&manifest.description.geometry);
    let committed = std::fs::read_to_string(COMMITTED).unwrap();
    let different = generated.lines().zip(committed.lines()).position(|(new, old)| new != old);
    assert!(
        generated == committed,
        "line {:?} of {COMMITTED} differs; after a change on purpose: cargo run -- generate --out hdl/verilog",
        different.map(|line| line + 1)
    );
    assert_eq!(generated, verilog(&manifest.description.geometry), "the same geometry gives the same bytes");
    println!("{} lines compared", committed.lines().count());
}

#[test]
fn it_passes_lint_and_icarus() {
    let waivers = std::env::current_dir().unwrap().join("hdl/verilog/verilator.vlt");
    let waivers = waivers.to_str().unwrap();
    let shapes = [(1, 8, 12), (2, 16, 16), (4, 8, 24), (8, 8, 16), (16, 16, 24), (1, 16, 24)];
    shapes.into_par_iter().for_each(|(lanes, weight, membrane)| {
        // Every width that can predict does so with some lanes.
        let predictive_sources = if weight == 16 && membrane == 24 { 40 } else { 0 };
        let shape = Geometry { predictive_sources, ..geometry(lanes, weight, membrane) };
        let folder = in_folder(&shape);
        let lint = ["--lint-only", "-Wall", waivers, "--top-module", TOP, "core.v"];
        let warnings = run("verilator", &lint, folder.path());
        assert!(warnings.trim().is_empty(), "L = {lanes}:\n{warnings}");
        run("iverilog", &["-g2005", "-o", "core.vvp", "core.v"], folder.path());
    });
}

/// The count of `cell` in Yosys' statistics.
fn cells(statistics: &str, cell: &str) -> usize {
    let words = statistics.lines().filter_map(|line| line.trim().split_once(char::is_whitespace));
    words.filter(|(name, _)| *name == cell).filter_map(|(_, count)| count.trim().parse::<usize>().ok()).sum()
}

#[test]
fn weights_are_in_block_memory() {
    // The slowest first.
    [(16, 8), (8, 8), (4, 16), (1, 8)].into_par_iter().for_each(|(lanes, weight_bits)| {
        let geometry = geometry(lanes, weight_bits, 16);
        let folder = in_folder(&geometry);
        // Logic stays as it is: to make gates of it takes longer than a quarter of the whole.
        let script = format!(
            "read_verilog core.v; hierarchy -top {TOP}; synth_ecp5 -top {TOP} -run begin:map_gates; \
             simplemap t:$*dff*; tee -o stat.txt stat"
        );
        run("yosys", &["-q", "-p", &script], folder.path());
        let statistics = std::fs::read_to_string(folder.path().join("stat.txt")).unwrap();
        // A DP16KD holds 16 Kibit and more: one a lane for 8-bit, one for 16-bit weights of 1,024
        // words.
        let blocks = cells(&statistics, "DP16KD");
        assert!(blocks >= lanes, "L = {lanes}: {blocks} block memories\n{statistics}");
        // Had the weights gone to flip-flops, there would be this many more.
        let flip_flops: usize = ["$_DFF_P_", "$_DFFE_PP_", "$_SDFF_PP0_", "$_SDFFE_PP0P_", "$_SDFFCE_PP0P_"]
            .iter()
            .map(|cell| cells(&statistics, cell))
            .sum();
        let weights = lanes * 1024 * weight_bits;
        println!("L = {lanes}, {weight_bits}-bit weights: {blocks} DP16KD, {flip_flops} flip-flops");
        assert!(
            flip_flops > 0 && flip_flops < weights / 2,
            "L = {lanes}: {flip_flops} flip-flops\n{statistics}"
        );
    });
}
