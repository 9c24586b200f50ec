//! The golden model against the netlists that Yosys makes for each family of devices, on that
//! family's cell models.

use spindle::board::Board;
use spindle::verify::{Case, directed, random};
use spindle_learning::manifest::Manifest;
use spindle_sim::backend::Backend;
use spindle_sim::backend::netlist::{Family, Netlist};
use spindle_sim::eda;
use spindle_sim::fault::Fault;
use spindle_spec::memory_map as map;
use spindle_spec::random::{Purpose, stream};
use spindle_spec::{Configuration, Geometry, NeuronModel, Reset};

/// A directed case that learns, on a core small enough for a netlist's simulation.
fn case() -> Case {
    let learns = |case: &Case| {
        case.geometry.lanes <= 2
            && case.geometry.predictive_sources == 0
            && case.configuration.projections.iter().any(|entry| entry.learn && entry.rate_shift > 0)
    };
    directed::cases().into_iter().find(learns).expect("a directed case that learns on two lanes at most")
}

fn agrees_and_shows_a_fault(family: Family) {
    let case = case();
    let backend = Netlist::new(family);
    let (stimulus, design) = (case.stimulus().expect("a network that fits"), case.design());
    let comparison = case.compare(&stimulus, &backend, &design, &stimulus, None).expect("a run");
    if let Some(difference) = &comparison.first_difference {
        panic!("{} on {}:\n{difference}", case.name, backend.name());
    }
    let (records, reads) = (comparison.rung.events, comparison.rung.reads);
    println!("{}: {}: {records} records, {reads} reads compared", backend.name(), case.name);
    assert!(records > 30 && reads > 0, "only {records} records and {reads} reads compared");

    let (device, driven) = Fault::LateClock.inject(1, &design, &stimulus).expect("a site for the fault");
    let comparison = case.compare(&stimulus, &backend, &device, &driven, None).expect("a run");
    assert!(comparison.first_difference.is_some(), "a late cycle went unnoticed on {}", backend.name());
}

#[test]
fn the_netlist_for_ice40_agrees() {
    agrees_and_shows_a_fault(Family::Ice40);
}

#[test]
fn the_netlist_for_ecp5_agrees() {
    agrees_and_shows_a_fault(Family::Ecp5);
}

#[test]
fn the_netlist_for_gowin_agrees() {
    agrees_and_shows_a_fault(Family::Gowin);
}

#[test]
fn the_netlist_for_xilinx_agrees() {
    agrees_and_shows_a_fault(Family::Xilinx);
}

/// A core with a neuron model on the netlists of all FPGA families.
#[test]
fn the_netlists_of_a_neuron_model_agree() {
    // Each family gets the first case of each model, which has controllers, and the first of its
    // own corners.
    let cases = directed::cases();
    let models = NeuronModel::ALL.into_iter().filter_map(|model| Some((model, model.descriptor()?)));
    for (model, descriptor) in models {
        for corners in [false, true] {
            let wanted = |case: &&Case| {
                case.geometry.neuron_model == model && case.name.starts_with(descriptor.name) != corners
            };
            netlists_agree(cases.iter().find(wanted).expect("a directed case of the model"));
        }
    }
}

fn netlists_agree(case: &Case) {
    let (stimulus, design) = (case.stimulus().expect("a network that fits"), case.design());
    for family in Family::ALL.into_iter().filter(|family| *family != Family::Osu018) {
        let backend = Netlist::new(family);
        let comparison = case.compare(&stimulus, &backend, &design, &stimulus, None).expect("a run");
        if let Some(difference) = &comparison.first_difference {
            panic!("{} on {}:\n{difference}", case.name, backend.name());
        }
        let (records, reads) = (comparison.rung.events, comparison.rung.reads);
        println!("{}: {}: {records} records, {reads} reads compared", backend.name(), case.name);
        assert!(records > 20 && reads > 0, "only {records} records and {reads} reads compared");
    }
}

/// A fault in the contents of a memory, which a netlist holds itself.
#[test]
fn a_flipped_weight_bit_is_found_in_a_netlist() {
    let case = case();
    let backend = Netlist::new(Family::Ice40);
    let (stimulus, design) = (case.stimulus().expect("a network that fits"), case.design());
    let (device, driven) = Fault::WeightBit.inject(1, &design, &stimulus).expect("a site for the fault");
    let comparison = case.compare(&stimulus, &backend, &device, &driven, None).expect("a run");
    let difference = comparison.first_difference.expect("a flipped weight bit went unnoticed");
    assert!(
        difference.signal.starts_with("synapse_weight_before"),
        "first difference at {}",
        difference.signal
    );
}

/// The core of a board, as `spindle build` makes it, under a network of digits.
#[test]
fn the_netlist_of_the_core_of_a_board_agrees() {
    let geometry = Board::find("icebreaker").expect("a board").geometry.expect("a core of its own");
    let mut manifest = Manifest::preset("digits").expect("a preset");
    manifest.description.geometry = geometry.clone();
    let mut configuration = manifest.map(1).expect("a network that fits").configuration;
    let rng = &mut stream(1, Purpose::Events, 0);
    let events = random::events(rng, &geometry, &configuration, 16);
    configuration.weights = random::weights(rng, &geometry);
    let case = Case::new("digits", geometry, configuration, events);
    let mut stimulus = case.stimulus().expect("a network that fits");
    // Reading all 3,584 weights would take several times as long as the run; 59 is not in step with
    // the rows.
    stimulus.reads.retain(|address| {
        *address < map::WEIGHT_BASE || ((address - map::WEIGHT_BASE) / 16).is_multiple_of(59)
    });
    let backend = Netlist::new(Family::Ice40);
    let comparison = case.compare(&stimulus, &backend, &case.design(), &stimulus, None).expect("a run");
    if let Some(difference) = &comparison.first_difference {
        panic!("{} on {}:\n{difference}", case.name, backend.name());
    }
    let (records, reads) = (comparison.rung.events, comparison.rung.reads);
    println!("icebreaker: {}: {records} records, {reads} reads compared", backend.name());
    assert!(records > 300 && reads > 60, "only {records} records and {reads} reads compared");
}

/// The core of a case that runs behind a reset, with a reset for every register.
fn asic() -> Case {
    let mut case = directed::cases()
        .into_iter()
        .find(|case| case.name == "clear of targets, after a reset")
        .expect("a directed case");
    case.geometry.reset = Reset::All;
    // Reset at once: nothing has a value before.
    case.restart = 1;
    case
}

#[test]
fn the_netlist_for_an_asic_agrees() {
    let case = asic();
    let backend = Netlist::new(Family::Osu018);
    let (stimulus, design) = (case.stimulus().expect("a network that fits"), case.design());
    let comparison = case.compare(&stimulus, &backend, &design, &stimulus, None).expect("a run");
    if let Some(difference) = &comparison.first_difference {
        panic!("{} on {}:\n{difference}", case.name, backend.name());
    }
    let (records, reads) = (comparison.rung.events, comparison.rung.reads);
    println!("{}: {}: {records} records, {reads} reads compared", backend.name(), case.name);
    assert!(records > 100 && reads > 60, "only {records} records and {reads} reads compared");

    let (device, driven) = Fault::LateClock.inject(1, &design, &stimulus).expect("a site for the fault");
    let comparison = case.compare(&stimulus, &backend, &device, &driven, None).expect("a run");
    assert!(comparison.first_difference.is_some(), "a late clock went unnoticed on {}", backend.name());

    let at_power_up = Case { restart: 0, ..case };
    let stimulus = at_power_up.stimulus().expect("a network that fits");
    let error = at_power_up.compare(&stimulus, &backend, &design, &stimulus, None).map(drop).unwrap_err();
    assert!(error.to_string().contains("no power-up values"), "{error}");
}

/// Registers by Yosys: where those without a reset are, and how many have one.
fn registers(geometry: &Geometry) -> (Vec<String>, usize) {
    let yosys = eda::yosys().expect("Yosys");
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("core.v"), spindle_hdl::generate::verilog(geometry)).expect("written");
    // What a memory reads is part of it.
    let script = "read_verilog core.v; hierarchy -top spindle_core; proc; flatten; opt; pmuxtree; opt -full; \
                  memory_dff; opt_clean; write_json core.json";
    let images = Configuration::blank(geometry).images(geometry);
    for image in images {
        std::fs::write(folder.path().join(&image.name), image.text()).expect("written");
    }
    let status =
        yosys.command().args(["-p", script]).current_dir(folder.path()).output().expect("Yosys runs");
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stdout));
    let text = std::fs::read_to_string(folder.path().join("core.json")).expect("a netlist");
    let netlist: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let cells = netlist["modules"]["spindle_core"]["cells"].as_object().expect("cells");
    let of = |kinds: &[&str]| -> Vec<String> {
        let found = cells.iter().filter(|(_, cell)| kinds.iter().any(|kind| cell["type"] == *kind));
        found.map(|(_, cell)| cell["attributes"]["src"].to_string()).collect()
    };
    (of(&["$dff", "$dffe"]), of(&["$sdff", "$sdffe", "$sdffce"]).len())
}

#[test]
fn geo_13_every_register_has_a_reset() {
    let control = asic().geometry;
    let control = Geometry { reset: Reset::Control, ..control };
    let predictive =
        Geometry { weight_bits: 16, membrane_bits: 24, predictive_sources: 4, ..control.clone() };
    for geometry in [control, predictive] {
        let (without, _) = registers(&geometry);
        assert!(without.len() > 100, "{without:?}");
        let (without, with) = registers(&Geometry { reset: Reset::All, ..geometry });
        assert!(without.is_empty() && with > 300, "{with} registers with a reset, none at {without:#?}");
    }
}
