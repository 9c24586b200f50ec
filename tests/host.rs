//! A board over its serial port: a simulated one, the whole top module in Verilator behind a
//! pseudo-terminal.

mod host_support;

use std::path::{Path, PathBuf};
use std::process::Command;

use host_support::{Network, PRESET, SEED, connect, host, object, port, spindle, start};
use spindle::host::{Link, SIMULATED_BAUD, show, simulated, used_words};
use spindle_golden::Core;
use spindle_learning::learn::Presenter;
use spindle_sim::backend::verilator::Verilator;
use spindle_spec::memory_map::{self as map, Event};

#[test]
fn digits_are_learned_over_the_serial_port_bit_for_bit() {
    const SAMPLES: usize = 24;
    let running = start(PRESET);
    let folder = tempfile::tempdir().unwrap();
    let samples = SAMPLES.to_string();
    let more = ["--samples", &samples, "--epochs", "1"];
    let (out, _) = host("train", &running, &more, folder.path(), 0);
    let report = object(&out);
    let epoch = &report["epochs"][0];
    assert_eq!(report["verdict"], "equal");
    assert!(epoch["compared"].as_u64() >= Some(640) && epoch["changed"].as_u64() > Some(100), "{out}");

    // The command compares with the golden model; so does this test, from the file that another
    // command wrote.
    let network = Network::new(PRESET);
    host("read", &running, &[], folder.path(), 0);
    let text = std::fs::read_to_string(folder.path().join("out/board_weights.csv")).unwrap();
    let found: Vec<i16> =
        text.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().parse().unwrap()).collect();
    let golden = network.golden(&network.events(SAMPLES));
    assert_eq!(found, golden[..found.len()]);
    assert_eq!(found.len() as u64, epoch["compared"].as_u64().unwrap());

    // A second epoch starts from a board that has learned: phases and random states are set again.
    let more = ["--samples", &samples, "--epochs", "2", "--resume"];
    let report = object(&host("train", &running, &more, folder.path(), 0).0);
    assert_eq!((&report["verdict"], &report["epochs"][0]["epoch"]), (&"equal".into(), &2.into()));
    assert_eq!(object(&host("verify", &running, &[], folder.path(), 0).0)["verdict"], "equal");
    let shown = object(&host("stream", &running, &["--samples", "4"], folder.path(), 0).0);
    assert!(shown["spikes"].as_u64() > Some(10) && shown["difference"].is_null(), "{shown}");

    // One wrong weight must be found, and named.
    let mut link = Link::new(Box::new(port(&running)), SIMULATED_BAUD as u32);
    link.silence(1);
    let address = map::WEIGHT_BASE + 16 * 33 + 2;
    let weight = link.word(address).unwrap();
    link.write(address, &[weight ^ 1], spindle::host::Burst::Following).unwrap();
    assert_eq!(link.word(address).unwrap() & 0xFF, (weight ^ 1) & 0xFF);
    drop(link);
    let (out, error) = host("verify", &running, &[], folder.path(), 1);
    assert_eq!(object(&out)["difference"]["count"], 1);
    assert!(error.contains("word 33, lane 2"), "{error}");
}

#[test]
fn a_recurrent_network_with_hidden_neurons_learns_on_a_board() {
    let network = Network::new("yin-yang-hidden");
    let running = start("yin-yang-hidden");
    let mut board = connect(port(&running));
    network.learns(&mut board, 6);
    // Again, from a board with non-zero phases.
    network.learns(&mut board, 4);
}

#[test]
fn a_core_without_controllers_is_loaded_and_streamed() {
    let mut network = Network::new(PRESET);
    let geometry = &mut network.manifest.description.geometry;
    (geometry.learning, geometry.controllers, geometry.modulators) = (false, false, false);
    let running = simulated(geometry).unwrap().start(&Verilator::default()).unwrap();
    // Weights with which something fires.
    let used = used_words(network.configuration()) * network.geometry().lanes;
    network.mapping.configuration.weights[..used].fill(40);
    let task = &network.manifest.description.task;
    let mut presenter = Presenter::new(task, &network.mapping, &network.data, SEED, 0.0).unwrap();
    let samples = &network.data.split.test[..3];
    // The second time, the board has accepted events, and another process has left some.
    for _ in 0..2 {
        let mut board = connect(port(&running));
        board.load(network.geometry(), network.configuration(), |_| ()).unwrap();
        let mut golden = Core::new(network.geometry(), network.configuration()).unwrap();
        let shown =
            show(&mut board, network.geometry(), &mut golden, &mut presenter, samples, || ()).unwrap();
        assert!(shown.spikes > 10 && shown.difference.is_none(), "{shown:?}");
        println!("{} spikes compared", shown.spikes);
        board.events(&[Event::Step; 20]).unwrap();
    }
    let error = connect(port(&running)).fits(Network::new(PRESET).geometry()).unwrap_err();
    assert!(error.to_string().contains("the board's core has learning 0"), "{error}");
}

/// A program of the Python environment that `tools/install-eda.sh` makes.
fn tool(name: &str) -> PathBuf {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = variable("SPINDLE_TOOLS").unwrap_or_else(|| {
        let home = || variable("HOME").unwrap_or_default().join(".cache");
        variable("XDG_CACHE_HOME").unwrap_or_else(home).join("spindle/eda")
    });
    let program = folder.join("bin").join(name);
    assert!(program.exists(), "{} is needed: run tools/install-eda.sh", program.display());
    program
}

/// Generates everything for the preset, with all wrappers.
fn generated() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["generate", "--preset", PRESET, "--out", "out", "--wrapper", "uart,wishbone,axi"];
    let output = spindle(&arguments, folder.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

#[test]
fn an_unchanged_litex_client_reads_and_writes_it() {
    let folder = generated();
    let network = Network::new(PRESET);
    let mut configuration = network.configuration().clone();
    for (index, weight) in configuration.weights.iter_mut().enumerate() {
        *weight = (index as i16).wrapping_mul(37) as i8 as i16;
    }
    let running = start(PRESET);
    let mut board = connect(port(&running));
    board.load(network.geometry(), &configuration, |_| ()).unwrap();
    drop(board);
    let output = Command::new(tool("python"))
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/litex_client.py"))
        .arg(running.path())
        .arg(folder.path().join("out/csr.csv"))
        .arg(configuration.controller.error_gain.to_string())
        .args(configuration.weights[..network.geometry().lanes].iter().map(i16::to_string))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(text.trim(), "compared 16");
}

#[test]
fn fusesoc_accepts_and_lints_what_is_generated() {
    let folder = generated();
    let fusesoc = |target: &str| {
        Command::new(tool("fusesoc"))
            .args(["--cores-root", "out", "run", "--clean", "--target", target, "spindle"])
            .env("PYTHONNOUSERSITE", "1")
            .env("XDG_CONFIG_HOME", folder.path())
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    let tops = ["lint", "lint_spindle_core", "lint_spindle_top", "lint_spindle_wishbone", "lint_spindle_axi"];
    for target in tops {
        let output = fusesoc(target);
        let text =
            [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        assert!(output.status.success() && text.contains("verilator"), "{target}: {text}");
    }
    // The lint is one: a name that is not declared.
    let file = folder.path().join("out/spindle_core.v");
    let broken = std::fs::read_to_string(&file).unwrap().replacen(
        "assign active =",
        "assign active = undeclared &",
        1,
    );
    assert!(broken.contains("undeclared"), "nothing was broken");
    std::fs::write(&file, broken).unwrap();
    assert!(!fusesoc("lint").status.success(), "a broken core passes the lint");
    println!("{} targets linted", tops.len());
}
