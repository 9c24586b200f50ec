//! The golden model against Icarus and Verilator on generated Verilog, and against the netlist of
//! Yosys.

use std::collections::HashMap;
use std::process::Command;
use std::sync::OnceLock;

use rayon::prelude::*;
use spindle::verify::{Case, Universe, directed, predictive, random};
use spindle_golden::Golden;
use spindle_sim::backend::cxxrtl::Cxxrtl;
use spindle_sim::backend::icarus::Icarus;
use spindle_sim::backend::rust_hdl::RustHdl;
use spindle_sim::backend::verilator::Verilator;
use spindle_sim::backend::{Backend, Design};
use spindle_sim::fault::Fault;
use spindle_sim::lockstep::{Divergence, FirstDifference};
use spindle_spec::Geometry;

/// Cycles and records of a case that agrees.
fn agree(case: &Case, backend: &dyn Backend, design: &Design) -> (u64, u64) {
    let stimulus = case.stimulus().expect("a network that fits");
    let comparison = case
        .compare(&stimulus, backend, design, &stimulus, None)
        .unwrap_or_else(|error| panic!("{} on {}: {error}", case.name, backend.name()));
    if let Some(difference) = &comparison.first_difference {
        panic!("{} on {}:\n{difference}", case.name, backend.name());
    }
    (comparison.rung.cycles, comparison.rung.events)
}

/// Cycles and records of many, in parallel.
fn all_agree<F>(cases: &[Case], backend: &(dyn Backend + Sync), design: F) -> (u64, u64)
where
    F: Fn(&Case) -> Design + Sync,
{
    let counts = cases.par_iter().map(|case| agree(case, backend, &design(case)));
    counts.reduce(|| (0, 0), |one, other| (one.0 + other.0, one.1 + other.1))
}

#[test]
fn directed_cases_agree_on_icarus() {
    let (_, records) = all_agree(&directed::cases(), &Icarus::default(), Case::design);
    println!("{records} records compared");
    assert!(records > 3000, "only {records} records compared");
}

/// BUS-3: the first read of a restarted case waits for the core. One that serves the bus a cycle
/// too early is found.
#[test]
fn reads_of_a_core_at_work_wait_and_one_that_does_not_wait_is_found() {
    let restarted: Vec<Case> = directed::cases().into_iter().filter(|case| case.restart > 0).collect();
    let waits = |case: &Case| {
        let stimulus = case.stimulus().expect("a network that fits");
        let mut golden = Golden::new(&case.geometry, &case.configuration, &stimulus).expect("fits");
        while golden.next_record().is_some() {}
        golden.reads()[0].after > 3
    };
    let waiting = restarted.iter().filter(|case| waits(case)).count();
    println!("{waiting} of {} restarted cases are read at work", restarted.len());
    assert!(waiting > 10 && 10 * waiting > 9 * restarted.len());

    let case = restarted.iter().find(|case| waits(case)).expect("a case that waits");
    let (stimulus, mut hasty) = (case.stimulus().expect("a network that fits"), case.design());
    let verilog = hasty.verilog.replace("flight = 3'b111;", "flight = 3'b110;");
    assert_ne!(verilog, hasty.verilog);
    hasty.verilog = verilog;
    let comparison = case.compare(&stimulus, &Icarus::default(), &hasty, &stimulus, None).expect("a run");
    let difference = comparison.first_difference.expect("the cycle of an answer");
    assert_eq!(difference.kind, Divergence::ReadClock, "{difference}");
    assert_eq!((difference.event, difference.golden - difference.simulator), (0, 1), "{difference}");
}

#[test]
fn random_networks_agree_on_icarus() {
    let cases: Vec<Case> = (100..110).map(|seed| random::case(seed, 60)).collect();
    let (_, records) = all_agree(&cases, &Icarus::default(), Case::design);
    println!("{records} records compared");
    assert!(records > 6000, "only {records} records compared");
}

#[test]
fn directed_cases_agree_on_verilator() {
    let (_, records) = all_agree(&directed::cases(), &Verilator::default(), Case::design);
    println!("{records} records compared");
    assert!(records > 3000, "only {records} records compared");
}

/// Cores with a neuron model: the directed cases on CXXRTL, as the tests above run them on Icarus
/// and Verilator, and random ones on Icarus.
#[test]
fn neuron_models_agree_on_cxxrtl_and_icarus() {
    let cases: Vec<Case> =
        directed::cases().into_iter().filter(|case| !case.geometry.neuron_model.is_lif()).collect();
    let (_, directed) = all_agree(&cases, &Cxxrtl::default(), Case::design);
    let universe = Universe { models_every: 1, ..Universe::default() };
    let drawn: Vec<Case> = (1..=12).map(|seed| random::draw(&universe, seed, 40)).collect();
    let (_, random) = all_agree(&drawn, &Icarus::default(), Case::design);
    println!("{directed} records of {} directed cases and {random} of random ones compared", cases.len());
    assert!(directed > 300 && random > 2000, "only {directed} and {random} records compared");
}

/// Memories of one word, which Yosys makes registers.
#[test]
fn a_core_of_one_neuron_word_agrees_on_cxxrtl() {
    let geometry = Geometry { lanes: 2, neurons: 2, weight_words: 16, ..Geometry::default() };
    let case = random::network(3, &geometry, 30);
    let (_, records) = agree(&case, &Cxxrtl::default(), &case.design());
    println!("{records} records compared");
    assert!(records > 100, "only {records} records compared");
}

/// Over random networks, a million cycles in all.
#[test]
fn a_million_cycles_agree_on_verilator() {
    let cases: Vec<Case> = (200..211).map(|seed| random::case(seed, 3000)).collect();
    let (cycles, records) = all_agree(&cases, &Verilator::default(), Case::design);
    println!("{} networks, {cycles} cycles, {records} records compared", cases.len());
    assert!(cycles >= 1_000_000 && records > cycles / 10);
}

/// A fault shows on every simulator, and on each at the same place: where the embedded one shows
/// it.
#[test]
fn every_fault_is_found_on_every_simulator() {
    let named = |name: &str| directed::cases().into_iter().find(|case| case.name == name);
    let learning = named("same row twice in a row").expect("a case that learns");
    let predicting = predictive::cases().swap_remove(0);
    let simulators: [&dyn Backend; 3] = [&Icarus::default(), &Verilator::default(), &Cxxrtl::default()];
    let mut found = 0;
    for fault in Fault::ALL {
        let case = if fault == Fault::PredictiveLeak { &predicting } else { &learning };
        let (stimulus, design) = (case.stimulus().expect("a network that fits"), case.design());
        let (device, driven) = fault.inject(7, &design, &stimulus).expect("a site for the fault");
        let first = |backend: &dyn Backend| -> FirstDifference {
            let comparison = case.compare(&stimulus, backend, &device, &driven, None).expect("a run");
            let name = backend.name();
            comparison.first_difference.unwrap_or_else(|| panic!("{} unnoticed on {name}", fault.name()))
        };
        let shown = first(&RustHdl);
        assert_ne!(shown.kind, Divergence::Nothing);
        for backend in simulators {
            assert_eq!(first(backend), shown, "{} on {}", fault.name(), backend.name());
            found += 1;
        }
    }
    println!("{found} faults found");
    assert_eq!(found, 3 * Fault::ALL.len());
}

/// The design after Yosys' processing and before mapping to cells: some faults of generated Verilog
/// show only here.
fn after_yosys(design: &Design) -> Design {
    let folder = tempfile::tempdir().unwrap();
    for image in &design.images {
        std::fs::write(folder.path().join(&image.name), image.text()).unwrap();
    }
    std::fs::write(folder.path().join("core.v"), &design.verilog).unwrap();
    let script = format!(
        "read_verilog core.v; hierarchy -check -top {}; proc; flatten; opt; memory_collect; clean; \
         write_verilog -noattr netlist.v",
        Design::TOP
    );
    let output = Command::new("yosys")
        .args(["-q", "-p", &script])
        .current_dir(folder.path())
        .output()
        .unwrap_or_else(|error| panic!("yosys is needed (Debian package `yosys`): {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let verilog = std::fs::read_to_string(folder.path().join("netlist.v")).unwrap();
    // The contents are in the netlist now.
    Design { geometry: design.geometry.clone(), verilog, images: Vec::new() }
}

#[test]
fn the_netlist_of_yosys_agrees() {
    let random = [random::case(301, 40), random::case(302, 40)];
    let cases: Vec<Case> = directed::cases().into_iter().step_by(3).chain(random).collect();
    // Once each: memories written over the bus after a reset start with the same contents.
    let key = |design: &Design| (design.verilog.clone(), design.images.clone());
    let netlists: HashMap<_, OnceLock<Design>> =
        cases.iter().map(|case| (key(&case.design()), OnceLock::new())).collect();
    let netlist = |case: &Case| {
        let design = case.design();
        netlists[&key(&design)].get_or_init(|| after_yosys(&design)).clone()
    };
    let (_, records) = all_agree(&cases, &Icarus::default(), netlist);
    println!("{} netlists, {records} records compared", netlists.len());
    assert!(records > 2000, "only {records} records compared");
}

/// Hidden layer, recurrence, both rules, mismatch, from the command line:
/// `spindle verify --preset everything`.
#[test]
fn everything_agrees_on_all_simulators() {
    for seed in ["1", "2"] {
        let folder = tempfile::tempdir().expect("a folder");
        let output = Command::new(env!("CARGO_BIN_EXE_spindle"))
            .args([
                "--json",
                "verify",
                "--preset",
                "everything",
                "--backend",
                "rust-hdl,icarus,verilator,cxxrtl",
            ])
            .args(["--steps", "20", "--seed", seed])
            .current_dir(folder.path())
            .output()
            .expect("spindle runs");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
        let report: serde_json::Value = serde_json::from_str(&text).expect("one object");
        let rungs = report["rungs"].as_array().expect("rungs");
        assert_eq!((report["verdict"].as_str(), rungs.len()), (Some("equal"), 4));
        for rung in rungs {
            let records = rung["events"].as_u64().unwrap_or(0);
            assert!(records > 1_000, "seed {seed}: only {records} records compared on {}", rung["name"]);
            println!("seed {seed}, {}: {records} records compared", rung["name"]);
        }
    }
}

/// Most memory, KiB, that a command or a process that it starts itself takes.
#[cfg(target_os = "linux")]
fn peak_kib(arguments: &[&str]) -> u64 {
    use std::path::Path;

    fn parent(process: &Path) -> Option<u32> {
        let stat = std::fs::read_to_string(process.join("stat")).ok()?;
        // Behind the name, which may hold anything: state, parent.
        stat.rsplit_once(')')?.1.split_ascii_whitespace().nth(1)?.parse().ok()
    }

    fn peak(process: &Path) -> Option<u64> {
        let status = std::fs::read_to_string(process.join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.split_ascii_whitespace().next()?.parse().ok()
    }

    let mut child = Command::new(env!("CARGO_BIN_EXE_spindle"))
        .args(arguments)
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("spindle runs");
    let mut most = 0;
    // Counted by the kernel, so that looking now and then is enough.
    while child.try_wait().expect("it can be waited for").is_none() {
        for process in std::fs::read_dir("/proc").expect("listed").flatten().map(|entry| entry.path()) {
            let own = process.file_name().is_some_and(|name| *name == *child.id().to_string());
            if own || parent(&process) == Some(child.id()) {
                most = most.max(peak(&process).unwrap_or(0));
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(child.wait().expect("its status").success(), "{arguments:?}");
    most
}

/// Golden model, comparison and simulator keep no past data.
#[cfg(target_os = "linux")]
#[test]
fn a_run_ten_times_as_long_takes_no_more_memory() {
    let verify = ["--quiet", "verify", "--preset", "iris", "--backend", "verilator", "--steps", "200"];
    let peak = |rounds: &str| peak_kib(&[&verify[..], &["--rounds", rounds]].concat());
    // The first compiles, which takes more than any run.
    peak("1");
    let (short, long) = (peak("20"), peak("200"));
    println!("peak memory: {short} KiB of 20 rounds, {long} KiB of 200");
    assert!(short > 0 && long as f64 <= 1.3 * short as f64, "{short} KiB of 20 rounds, {long} KiB of 200");
}
