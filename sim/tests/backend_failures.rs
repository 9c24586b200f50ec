//! Errors that end a run: designs that do not behave as a core must, simulators that hang, die or
//! are missing.

mod toy;

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use spindle_sim::backend::icarus::Icarus;
use spindle_sim::backend::verilator::Verilator;
use spindle_sim::backend::{Backend, BackendError};
use spindle_spec::Outcome;
use spindle_spec::stimulus::{Stimulus, Timed};
use toy::simulators::{backends, run, with_verilog};

fn protocol(result: Result<Outcome, BackendError>) -> String {
    match result {
        Err(BackendError::Protocol { what, .. }) => what,
        other => panic!("expected a protocol error, got {other:?}"),
    }
}

#[test]
fn a_core_that_never_answers_is_an_error() {
    let design = with_verilog(|text| text.replace("bus_valid && bus_count == 3", "1'b0"));
    let writing = Stimulus { writes: vec![(1, 1)], cycles: 100, ..Stimulus::default() };
    let reading = Stimulus { reads: vec![0x80_0000], cycles: 100, ..Stimulus::default() };
    for backend in backends() {
        let what = protocol(run(backend.as_ref(), &design, &writing));
        assert!(what.contains("setup write 0") && what.contains("not high in cycle 3"), "{what}");
        let what = protocol(run(backend.as_ref(), &design, &reading));
        assert!(what.contains("final read 0 (address 0x800000) was not answered"), "{what}");
    }
}

/// `RUN-1`: the second write's answer is early, or its address is of no matter to a core that is
/// always late.
#[test]
fn a_setup_answer_at_another_time_is_an_error() {
    let early = with_verilog(|text| {
        text.replace("bus_valid && bus_count == 3", "bus_valid && bus_count == (bus_address == 2 ? 2 : 3)")
    });
    let stimulus = Stimulus { writes: vec![(1, 1), (2, 1)], cycles: 100, ..Stimulus::default() };
    for backend in backends() {
        let what = protocol(run(backend.as_ref(), &early, &stimulus));
        assert!(what.contains("setup write 1 (address 0x000002)"), "{what}");
        assert!(what.contains("answered in cycle 7") && what.contains("not low in cycle 6"), "{what}");
    }
}

#[test]
fn fewer_cycles_than_the_setup_takes_are_refused() {
    let design = toy::design(0);
    let stimulus = Stimulus { writes: vec![(1, 1); 3], cycles: 11, ..Stimulus::default() };
    let what = protocol(run(&Icarus::default(), &design, &stimulus));
    assert!(what.contains("setup writes take 12"), "{what}");
}

#[test]
fn undefined_values_name_the_signal() {
    let design = with_verilog(|text| text.replace("{neuron_valid, neuron_word} = 0;", "neuron_valid = 0;"));
    let stimulus = Stimulus { cycles: 100, ..Stimulus::default() };
    let what = protocol(run(&Icarus::default(), &design, &stimulus));
    assert!(what.contains("neuron_word is undefined (x) in cycle 0"), "{what}");
}

#[test]
fn a_hung_simulator_is_ended() {
    let loops = "  reg hang; initial hang = 0;\n  always @(steps) while (steps == 1) hang = ~hang;\n";
    let design =
        with_verilog(|text| text.replace("  assign event_ready", &format!("{loops}  assign event_ready")));
    let event = Timed { gap: 2000, word: 2 << 16 };
    let stimulus = Stimulus { events: vec![event], cycles: 10_000, ..Stimulus::default() };
    let icarus = Icarus { silence: Duration::from_secs(3), ..Icarus::default() };
    let what = protocol(run(&icarus, &design, &stimulus));
    assert!(what.contains("hangs") && what.contains("at 1024 cycles"), "{what}");
}

#[test]
fn a_dying_simulator_is_an_error_with_its_last_words() {
    let stop = "  always @(posedge clock) if (steps == 1) begin $display(\"out of luck\"); $stop; end\n";
    let design =
        with_verilog(|text| text.replace("  assign event_ready", &format!("{stop}  assign event_ready")));
    let stimulus =
        Stimulus { events: vec![Timed { gap: 0, word: 2 << 16 }], cycles: 10_000, ..Stimulus::default() };
    // Yosys passes over `$stop`, so CXXRTL has nothing to die of.
    for backend in backends().into_iter().filter(|backend| backend.name() != "cxxrtl") {
        match run(backend.as_ref(), &design, &stimulus) {
            Err(BackendError::ToolFailed { output, .. }) => {
                assert!(output.contains("out of luck"), "{output}");
            }
            other => panic!("{}: {other:?}", backend.name()),
        }
    }
}

#[test]
fn a_design_that_does_not_compile_is_an_error_with_the_tools_words() {
    let design = with_verilog(|text| text.replace("assign event_ready =", "assign event_redy ="));
    let cache = tempfile::tempdir().expect("a temporary folder");
    let verilator = Verilator { cache: cache.path().to_owned(), ..Verilator::default() };
    let stimulus = Stimulus { cycles: 10, ..Stimulus::default() };
    let broken = with_verilog(|text| text.replace("assign event_ready =", "assign event_ready = ="));
    match run(&Icarus::default(), &broken, &stimulus) {
        Err(BackendError::ToolFailed { tool, output, .. }) => {
            assert!(tool == "iverilog" && output.contains("core.v"), "{tool}: {output}");
        }
        other => panic!("{other:?}"),
    }
    match run(&verilator, &broken, &stimulus) {
        Err(BackendError::ToolFailed { tool, output, .. }) => {
            assert!(tool == "verilator" && output.contains("core.v"), "{tool}: {output}");
        }
        other => panic!("{other:?}"),
    }
    let left = std::fs::read_dir(cache.path().join("verilator")).expect("listed").count();
    assert_eq!(left, 0, "a failed compilation leaves nothing in the cache");
    // An undriven output is not a compile error for Icarus, but it is undefined.
    let what = protocol(run(&Icarus::default(), &design, &stimulus));
    assert!(what.contains("event_ready is undefined"), "{what}");
}

#[test]
fn missing_tools_name_the_package() {
    let design = toy::design(0);
    let stimulus = Stimulus { cycles: 10, ..Stimulus::default() };
    let cache = tempfile::tempdir().expect("a temporary folder");
    let absent = |tool: &spindle_sim::tool::Tool| {
        let mut tool = tool.clone();
        tool.program = "/nowhere/such-a-tool".into();
        tool
    };
    let (icarus, verilator) =
        (Icarus::default(), Verilator { cache: cache.path().to_owned(), ..Verilator::default() });
    let cases: [(Box<dyn Backend>, &str); 5] = [
        (Box::new(Icarus { compiler: absent(&icarus.compiler), ..icarus.clone() }), "iverilog"),
        (Box::new(Icarus { runtime: absent(&icarus.runtime), ..icarus.clone() }), "iverilog"),
        (Box::new(Verilator { translator: absent(&verilator.translator), ..verilator.clone() }), "verilator"),
        (Box::new(Verilator { compiler: absent(&verilator.compiler), ..verilator.clone() }), "g++"),
        (Box::new(Verilator { make: absent(&verilator.make), ..verilator.clone() }), "make"),
    ];
    for (backend, package) in cases {
        match run(backend.as_ref(), &design, &stimulus) {
            Err(BackendError::MissingTool { remedy, backend: name, .. }) => {
                assert!(remedy.starts_with("apt-get install") && remedy.contains(package), "{remedy}");
                assert_eq!(name, backend.name());
            }
            other => panic!("{package}: {other:?}"),
        }
    }
}

#[test]
fn an_unwritable_waveform_is_an_error_that_names_it() {
    let (design, stimulus) = (toy::design(0), toy::stimulus(0, 5));
    let path = Path::new("/nowhere/such/a.vcd");
    for backend in backends() {
        match backend.run(&design, &stimulus, Some(path), &mut |_, _| ControlFlow::Continue(())) {
            Err(BackendError::Io { path, .. }) => assert_eq!(path, "/nowhere/such/a.vcd"),
            other => panic!("{other:?}"),
        }
    }
}
