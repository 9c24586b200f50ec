//! Cores without power-up values, reset for 16 cycles and then in lockstep with the golden model
//! (`BUS-6`): registers that start undefined in Icarus, and at random in Verilator.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle::verify::{Case, directed, predictive, random};
use spindle_sim::backend::icarus::Icarus;
use spindle_sim::backend::verilator::Verilator;
use spindle_sim::backend::{Backend, Design};

/// Initial value of a register.
enum Start<'a> {
    Undefined,
    Random(&'a mut ChaCha8Rng),
}

/// Some bits in place of those of a sized literal.
fn other(literal: &str, rng: &mut impl Rng) -> String {
    let (bits, _) = literal.split_once('\'').expect("a size");
    let bits: u32 = bits.parse().expect("a number");
    format!("{bits}'h{:x}", rng.random::<u64>() & (u64::MAX >> (64 - bits)))
}

/// The design with registers and cleared memories that start otherwise than by its Verilog.
///
/// # Panics
/// A power-up value that is written in another way than any known.
fn started(design: &Design, mut start: Start<'_>) -> Design {
    let (mut verilog, mut values, mut in_block) = (String::new(), 0, false);
    for line in design.verilog.lines() {
        let text = line.trim_start();
        in_block |= text == "initial begin";
        let initial = in_block || text.starts_with("initial ");
        let declared = text.starts_with("reg ") && text.contains(" = ");
        // The words of a table are numbers of the design, not of a register.
        let table =
            text.split_once("] = ").is_some_and(|(before, _)| before.ends_with(|c: char| c.is_ascii_digit()));
        if !initial && !declared || table || ["initial begin", "end"].contains(&text) {
            verilog += line;
        } else if let Some((before, literal)) = line.trim_end_matches(';').rsplit_once(" = ") {
            values += 1;
            match &mut start {
                Start::Random(rng) => verilog.extend([before, " = ", &other(literal, *rng), ";"]),
                Start::Undefined if declared => verilog.extend([before, ";"]),
                Start::Undefined => {}
            }
        } else {
            assert!(text.starts_with("initial $readmemh("), "a power-up value of an unknown form: {line}");
            if matches!(start, Start::Random(_)) {
                verilog += line;
            }
        }
        in_block &= text != "end";
        verilog.push('\n');
    }
    assert!(values > 30, "only {values} power-up values found");
    let mut images = design.images.clone();
    if let Start::Random(rng) = start {
        for image in &mut images {
            image.words.fill_with(|| rng.random::<u32>() >> (32 - image.bits));
        }
    }
    Design { geometry: design.geometry.clone(), verilog, images }
}

/// The case behind a reset, which everything is written after and all state is cleared.
fn behind_a_reset(case: Case) -> Case {
    let mut case = Case { restart: 1, ..case };
    case.configuration.neuron_words = case.geometry.neuron_words();
    case
}

/// Directed cases with targets and with a predictive unit, and random networks on cores that lack
/// units or do not.
fn cases() -> Vec<Case> {
    let targets = directed::cases().into_iter().find(|case| case.name == "clear of targets");
    let predicting = predictive::cases().into_iter().nth(2);
    let random = (1..=6).map(|seed| random::case(seed, 30));
    targets.into_iter().chain(predicting).chain(random).map(behind_a_reset).collect()
}

fn agrees(case: &Case, backend: &dyn Backend, start: Start<'_>) -> u64 {
    let stimulus = case.stimulus().expect("a network that fits");
    let comparison =
        case.compare(&stimulus, backend, &started(&case.design(), start), &stimulus, None).expect("a run");
    assert!(comparison.equal(), "{}:\n{}", case.name, comparison.first_difference.unwrap());
    comparison.rung.events
}

#[test]
fn registers_that_start_undefined_are_reset() {
    let cases = cases();
    assert_eq!(cases.len(), 8);
    let records: u64 = cases.iter().map(|case| agrees(case, &Icarus::default(), Start::Undefined)).sum();
    println!("{records} records compared");
    assert!(records > 1000, "only {records} records compared");
}

#[test]
fn registers_that_start_at_random_are_reset() {
    let rng = &mut ChaCha8Rng::seed_from_u64(1);
    let run = |case: &Case| agrees(case, &Verilator::default(), Start::Random(rng));
    let records: u64 = cases()[..3].iter().map(run).sum();
    println!("{records} records compared");
    assert!(records > 300, "only {records} records compared");
}

/// The reset of the register that counts cycles until the core is idle, left out: the first write
/// is never answered.
#[test]
fn a_register_without_a_reset_is_found() {
    let case = &cases()[0];
    let stimulus = case.stimulus().expect("a network that fits");
    let mut design = started(&case.design(), Start::Undefined);
    let resets = |line: &&str| line.trim_start().starts_with("in_flight") && line.ends_with("= landed;");
    assert_eq!(design.verilog.lines().filter(resets).count(), 1);
    design.verilog = design.verilog.lines().filter(|line| !resets(line)).collect::<Vec<_>>().join("\n");
    let error = case.compare(&stimulus, &Icarus::default(), &design, &stimulus, None).map(drop).unwrap_err();
    assert!(error.to_string().contains("setup write 0"), "{error}");
}
