//! The generated Verilog: the default core word for word, lint, and Yosys' inference of its
//! memories.

use std::path::Path;
use std::process::Command;

use rayon::prelude::*;
use spindle::generate::{Wrapper, products};
use spindle_hdl::generate::verilog;
use spindle_learning::manifest::Manifest;
use spindle_spec::configuration::Configuration;
use spindle_spec::geometry::Geometry;
use spindle_spec::signals::{PREFIX, TOP};
use spindle_spec::{NeuronModel, Reset};

const COMMITTED: &str = "hdl/verilog";

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
    let geometry = &manifest.description.geometry;
    let mapping = manifest.map(1).unwrap();
    let generated = products(geometry, &mapping.configuration, &[], PREFIX).unwrap();
    let modules: Vec<_> = generated.iter().filter(|product| product.name.starts_with("modules/")).collect();
    for module in &modules {
        let path = Path::new(COMMITTED).join(&module.name);
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        let different = module.text.lines().zip(committed.lines()).position(|(new, old)| new != old);
        assert!(
            module.text == committed,
            "line {:?} of {} differs; after a change on purpose: cargo run -- generate --out {COMMITTED}",
            different.map(|line| line + 1),
            path.display()
        );
    }
    let files = std::fs::read_dir(Path::new(COMMITTED).join("modules")).unwrap().count();
    assert_eq!(files, modules.len(), "{COMMITTED}/modules has files that are not generated");
    // The file of the whole core holds the same modules.
    let whole = verilog(geometry);
    assert_eq!(generated[0].text, whole, "the same geometry gives the same bytes");
    let body = |text: &str| text.split_once("`default_nettype none\n\n").unwrap().1.to_owned();
    for module in &modules {
        let text = body(&module.text).replace("\n`default_nettype wire\n", "");
        assert!(whole.contains(&text), "{} is not in the whole core", module.name);
    }
    assert_eq!(whole.matches("\nendmodule\n").count(), modules.len());
    println!("{} modules compared, {} lines", modules.len(), whole.lines().count());
}

/// A clean tool says nothing.
fn silent(program: &str, arguments: &[&str], folder: &Path) {
    let remarks = run(program, arguments, folder);
    assert!(remarks.trim().is_empty(), "{program} {arguments:?}:\n{remarks}");
}

fn in_tree(path: &str) -> String {
    std::env::current_dir().unwrap().join(path).to_str().unwrap().to_owned()
}

/// Verilator, Icarus, Yosys and slang, each with all its warnings, over the lane counts.
#[test]
fn it_passes_lint() {
    let (waivers, slang) = (in_tree("hdl/verilog/verilator.vlt"), in_tree("tools/slang.sh"));
    let shapes = [(1, 8, 12), (2, 16, 16), (4, 8, 24), (8, 8, 16), (16, 16, 24), (1, 16, 24)];
    let shapes = shapes.map(|(lanes, weight, membrane)| {
        // Every width that can predict does so with some lanes.
        let predictive_sources = if weight == 16 && membrane == 24 { 40 } else { 0 };
        Geometry { predictive_sources, ..geometry(lanes, weight, membrane) }
    });
    // Each neuron model once, and a core in which every register has a reset.
    let models = NeuronModel::ALL.into_iter().filter(|model| !model.is_lif());
    let models = models.map(|neuron_model| Geometry { neuron_model, ..geometry(2, 8, 16) });
    let resets = [Geometry { reset: Reset::All, ..geometry(2, 8, 16) }];
    let shapes: Vec<Geometry> = shapes.into_iter().chain(models).chain(resets).collect();
    shapes.into_par_iter().for_each(|shape| {
        let folder = in_folder(&shape);
        let verilator = ["--lint-only", "-Wall", &waivers, "--top-module", TOP, "core.v"];
        silent("verilator", &verilator, folder.path());
        silent("iverilog", &["-g2005", "-Wall", "-o", "core.vvp", "core.v"], folder.path());
        let check = format!("read_verilog core.v; hierarchy -check -top {TOP}; proc; check -assert");
        run("yosys", &["-q", "-p", &check], folder.path());
        run(&slang, &[TOP, "core.v"], folder.path());
    });
}

#[test]
fn lint_sees_a_width_error() {
    let folder = in_folder(&geometry(1, 8, 12));
    let path = folder.path().join("core.v");
    let text = std::fs::read_to_string(&path).unwrap();
    let broken = text.replacen("wire [1:0] kind = head[17:16];", "wire [1:0] kind = head[17:15];", 1);
    assert_ne!(text, broken);
    std::fs::write(&path, broken).unwrap();
    for (program, arguments) in [
        ("verilator".to_owned(), vec!["--lint-only", "-Wall", "--top-module", TOP, "core.v"]),
        (in_tree("tools/slang.sh"), vec![TOP, "core.v"]),
    ] {
        let output = Command::new(&program).args(&arguments).current_dir(folder.path()).output().unwrap();
        assert!(!output.status.success(), "{program} accepts three bits as two");
    }
}

/// An instance with its inputs at 0 and its outputs open.
fn instance(text: &str, module: &str, parameters: &str) -> String {
    let start = text.find(&format!("\nmodule {module} ")).expect("the module");
    let header = &text[start..start + text[start..].find("\n);").expect("the end of its ports")];
    let port = |line: &str| -> Option<String> {
        let words: Vec<&str> = line.trim().trim_end_matches(',').split(' ').collect();
        let name = words.last()?;
        match words[..] {
            ["input", "wire", "clock"] => Some(".clock(clock)".to_owned()),
            ["input", ..] => {
                let bits = words[2].strip_prefix('[').and_then(|range| range.split(':').next());
                let bits = bits.map_or(1, |last| last.parse::<usize>().unwrap() + 1);
                Some(format!(".{name}({bits}'d0)"))
            }
            ["output", ..] => Some(format!(".{name}()")),
            _ => None,
        }
    };
    let ports: Vec<String> = header.lines().filter_map(port).collect();
    assert!(ports.len() > 10, "{header}");
    format!("    {module} {parameters} the_{module} ({});\n", ports.join(", "))
}

/// Two cores of different prefix and geometry, one of them behind AXI and Wishbone as well, their
/// images in a folder.
#[test]
fn two_cores_stand_side_by_side_in_one_design() {
    let wrappers = [Wrapper::Wishbone, Wrapper::Axi];
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("images")).unwrap();
    let (mut files, mut body) = (Vec::new(), String::from("module both (input wire clock);\n"));
    for (prefix, shape, wrappers) in
        [("first", geometry(2, 8, 12), &wrappers[..]), ("second", geometry(4, 16, 16), &[])]
    {
        let zeros = Configuration::blank(&shape);
        let products = products(&shape, &zeros, wrappers, prefix).unwrap();
        for product in &products {
            let own = ["csr.", "spindle."].iter().any(|start| product.name.starts_with(start));
            assert!(
                own || product.name.trim_start_matches("modules/").starts_with(prefix),
                "{}",
                product.name
            );
            if let Some(name) = product.name.strip_prefix("modules/") {
                assert!(!files.contains(&name.to_owned()), "{name} is there twice");
                std::fs::write(folder.path().join(name), &product.text).unwrap();
                files.push(name.to_owned());
            } else if Path::new(&product.name).extension().is_some_and(|end| end == "hex") {
                std::fs::write(folder.path().join("images").join(&product.name), &product.text).unwrap();
            } else if let Some(module) = product.name.strip_suffix(".v") {
                let images = format!("#(.IMAGES(\"images/{prefix}_\"))");
                body += &instance(&product.text, module, &images);
            }
        }
    }
    assert!(files.len() > 150, "{} modules", files.len());
    std::fs::write(folder.path().join("both.v"), body + "endmodule\n").unwrap();
    files.push("both.v".to_owned());
    let all = |arguments: &[&'static str]| -> Vec<String> {
        arguments.iter().map(|argument| (*argument).to_owned()).chain(files.iter().cloned()).collect()
    };
    let run = |program: &str, arguments: &[String]| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        run(program, &arguments, folder.path())
    };
    let compiled = run("iverilog", &all(&["-g2005", "-Wall", "-s", "both", "-o", "both.vvp"]));
    assert!(compiled.trim().is_empty(), "{compiled}");
    let simulated = run("vvp", &["both.vvp".to_owned()]);
    assert!(simulated.trim().is_empty(), "an image is not found:\n{simulated}");
    run("verilator", &all(&["--lint-only", "--top-module", "both"]));
    // Not before their parameters are known: then the images are looked for.
    let script = format!(
        "read_verilog -defer {}; hierarchy -check -top both; proc; check -assert; tee -o stat.txt stat",
        files.join(" ")
    );
    run("yosys", &["-q".to_owned(), "-p".to_owned(), script]);
    let statistics = std::fs::read_to_string(folder.path().join("stat.txt")).unwrap();
    assert!(
        ["first_core", "first_axi", "first_wishbone", "second_core"]
            .iter()
            .all(|top| statistics.contains(top))
    );
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
