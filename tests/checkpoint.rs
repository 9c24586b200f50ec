//! Runs that start in the middle, at the golden model's state: on every simulator they agree, and
//! end as the whole run does.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use serde_json::Value;
use spindle::verify::checkpoint::{Checkpoint, CheckpointError};
use spindle::verify::{Case, predictive, random};
use spindle_sim::backend::rust_hdl::RustHdl;
use spindle_sim::backend::{Backend, Design, by_name};
use spindle_spec::stimulus::Stimulus;

/// Steps of a round of the random networks.
const STEPS: u64 = 10;
/// Rounds.
const ROUNDS: u32 = 3;

/// Remainder of `case` after `step` steps, and its stimulus.
fn rest(case: &Case, step: u64) -> (Case, Stimulus) {
    let checkpoint = Checkpoint::compute(case, ROUNDS, step, &|_| {}).expect("a step of the run");
    let (rest, repeats) = checkpoint.rest(case, ROUNDS).expect("a step of the run");
    let stimulus = rest.repeated(repeats).expect("a network that fits");
    (rest, stimulus)
}

/// For the embedded simulator, which reads no Verilog.
fn embedded(case: &Case) -> Design {
    Design { geometry: case.geometry.clone(), verilog: String::new(), images: case.images() }
}

/// Records compared.
fn agree(case: &Case, stimulus: &Stimulus, backend: &dyn Backend, design: &Design) -> u64 {
    let comparison = case.compare(stimulus, backend, design, stimulus, None).expect("a run");
    if let Some(difference) = &comparison.first_difference {
        panic!("{} on {}:\n{difference}", case.name, backend.name());
    }
    comparison.rung.events
}

/// The weights that the hardware has in the end, without any model.
fn weights_in_the_end(case: &Case, stimulus: &Stimulus) -> Vec<u32> {
    let mut nobody = |_: u64, _: &[u8]| ControlFlow::Continue(());
    let outcome = RustHdl.run(&embedded(case), stimulus, None, &mut nobody).expect("a run");
    outcome.reads[..case.configuration.weights.len()].iter().map(|answer| answer.data).collect()
}

#[test]
fn they_agree_and_end_as_the_whole_run_does() {
    let (mut records, mut weights, mut learned) = (0, 0, 0);
    for seed in 1..=3 {
        let case = random::case(seed, STEPS as usize);
        let whole = weights_in_the_end(&case, &case.repeated(ROUNDS - 1).unwrap());
        // In the first round, between the second and the third, in the last.
        for step in [1 + seed, 2 * STEPS, 2 * STEPS + 3] {
            let (rest, stimulus) = rest(&case, step);
            let unread = Stimulus { reads: Vec::new(), ..stimulus.clone() };
            records += agree(&rest, &unread, &RustHdl, &embedded(&rest));
            assert_eq!(weights_in_the_end(&rest, &stimulus), whole, "seed {seed} from step {step}");
            weights += whole.len();
            learned += usize::from(rest.configuration.weights != case.configuration.weights);
        }
    }
    println!("{records} records and {weights} weights compared, {learned} runs from other weights");
    assert!(records > 2_000 && weights > 3_000 && learned > 2, "{records} {weights} {learned}");
}

#[test]
fn other_simulators_agree() {
    let predicting = predictive::cases().swap_remove(0);
    let cases = [(random::case(3, STEPS as usize), 13), (predicting, 5)];
    for name in ["icarus", "verilator", "cxxrtl"] {
        let backend = by_name(name).expect("a simulator");
        for (case, step) in &cases {
            let (rest, stimulus) = rest(case, *step);
            let records = agree(&rest, &stimulus, &*backend, &rest.design());
            println!("{name}: {records} records compared");
            assert!(records > 50, "{name}: only {records} records compared");
        }
    }
}

/// The hardware starts with one kind of memory off by the highest bit.
#[test]
fn a_state_that_is_off_is_found() {
    let random = (1..=5).map(|seed| (random::case(seed, STEPS as usize), 2 * STEPS + 4));
    let predicting = predictive::cases().into_iter().take(1).map(|case| (case, 5));
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    let mut all = BTreeSet::new();
    for (case, step) in random.chain(predicting) {
        let (rest, mut stimulus) = rest(&case, step);
        stimulus.reads.clear();
        let design = embedded(&rest);
        // `spindle_lane0_drive.hex` holds a `drive`.
        let kind = |name: &str| {
            let name = name.trim_end_matches(".hex").trim_start_matches("spindle_");
            name.split_once('_').unwrap().1.to_owned()
        };
        let fresh = Case { configuration: case.configuration.clone(), ..case.clone() }.images();
        let kinds = design.images.iter().filter(|image| fresh.iter().all(|other| other.name != image.name));
        let kinds: BTreeSet<String> = kinds.map(|image| kind(&image.name)).collect();
        for off in &kinds {
            let mut device = design.clone();
            for image in device.images.iter_mut().filter(|image| kind(&image.name) == *off) {
                image.words.iter_mut().for_each(|word| *word ^= 1 << (image.bits - 1));
            }
            let comparison = rest.compare(&stimulus, &RustHdl, &device, &stimulus, None).expect("a run");
            *found.entry(off.clone()).or_default() += u32::from(!comparison.equal());
        }
        all.extend(kinds);
    }
    println!("{found:?}");
    assert_eq!(all.len(), 13, "{all:?}");
    for kind in all {
        assert!(found[&kind] > 0, "no network shows `{kind}`: {found:?}");
    }
}

#[test]
fn files_are_read_back_and_those_of_other_runs_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let case = random::case(1, STEPS as usize);
    let checkpoint = Checkpoint::compute(&case, ROUNDS, 13, &|_| {}).unwrap();
    checkpoint.save(&path).unwrap();
    assert_eq!(Checkpoint::load(&path, &case, 13).unwrap(), checkpoint);
    let refused = |case: &Case, step, what: &str| {
        let error = Checkpoint::load(&path, case, step).unwrap_err().to_string();
        assert!(error.contains("state.json") && error.contains(what) && error.contains("--state"), "{error}");
    };
    refused(&case, 14, "another step");
    refused(&random::case(2, STEPS as usize), 13, "another run");
    let text = std::fs::read_to_string(&path).unwrap();
    // What golden model and hardware both start from shows in no comparison.
    let changed = |change: &dyn Fn(&mut Value), what: &str| {
        let mut state: Value = serde_json::from_str(&text).unwrap();
        change(&mut state);
        assert_ne!(serde_json::from_str::<Value>(&text).unwrap(), state);
        std::fs::write(&path, state.to_string()).unwrap();
        refused(&case, 13, what);
    };
    let weight = |state: &mut Value| {
        let weight = &mut state["content"]["configuration"]["weights"][0];
        *weight = (weight.as_i64().unwrap() ^ 1).into();
    };
    changed(&weight, "was changed after it was saved");
    changed(
        &|state| state["content"]["modes"][0] = (state["content"]["modes"][0] == false).into(),
        "was changed after it was saved",
    );
    changed(&|state| state["program"] = "0.0.0".into(), "another version");
    changed(&|state| state["format"] = 1.into(), "another version");
    changed(&|state| drop(state.as_object_mut().unwrap().remove("sha256")), "missing field");
    std::fs::write(&path, &text[..text.len() / 2]).unwrap();
    refused(&case, 13, "not a state that this version has saved");
    let over = Checkpoint::compute(&case, ROUNDS, 30, &|_| {}).unwrap_err();
    assert!(matches!(over, CheckpointError::Over { step: 30, steps: 30 }), "{over}");
}
