//! Coverage: the cases that every simulator runs reach every corner of the specification that has a bin, and the lines and
//! bits of the generated Verilog.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use spindle::verify::bins::{Bin, Bins};
use spindle::verify::{Case, directed, on_one_core, predictive, random};
use spindle_sim::backend::Design;
use spindle_sim::backend::verilator::Verilator;
use spindle_sim::coverage::{Kind, Place};

/// Places that need not be covered: module, kind, what, reason.
const WAIVERS: &str = include_str!("coverage_waivers.txt");
/// Least share of the places of each kind, percent.
const BOUND: f64 = 95.0;

fn all() -> Vec<Case> {
    let random = (1..=24).map(|seed| random::case(seed, 40));
    directed::cases().into_iter().chain(predictive::cases()).chain(random).collect()
}

#[test]
fn every_bin_is_reached() {
    let cases = all();
    let bins: Vec<Bins> = cases.iter().map(|case| Bins::of(case).expect("a network that fits")).collect();
    let mut missing = Vec::new();
    for bin in Bin::ALL {
        let hits: u64 = bins.iter().map(|bins| bins.hits(bin)).sum();
        let first = bins.iter().position(|bins| bins.hits(bin) > 0);
        println!("{hits:>8}  {:<72} {}", bin.meaning(), first.map_or("nowhere", |case| &cases[case].name));
        if hits == 0 {
            missing.push(bin.meaning());
        }
    }
    println!("{} of {} bins, {} cases", Bin::ALL.len() - missing.len(), Bin::ALL.len(), cases.len());
    assert!(missing.is_empty(), "not reached:\n{}", missing.join("\n"));
}

/// A bin that any case reaches would say nothing.
#[test]
fn every_bin_is_missed_by_some_case() {
    let bins: Vec<Bins> = all().iter().map(|case| Bins::of(case).expect("a network that fits")).collect();
    for bin in Bin::ALL {
        assert!(bins.iter().any(|bins| bins.hits(bin) == 0), "every case reaches: {}", bin.meaning());
    }
}

/// Hits of every place of a core under these cases.
fn covered(cases: &[Case]) -> BTreeMap<Place, u64> {
    let verilator = Verilator::default();
    let mut hits = BTreeMap::new();
    let core = cases[0].design();
    for case in cases {
        let stimulus = case.stimulus().expect("a network that fits");
        let design = Design { images: case.configuration.images(&case.geometry), ..core.clone() };
        let run = verilator.coverage(&design, &stimulus, &mut |_, _| ControlFlow::Continue(()));
        for point in run.expect("Verilator").1 {
            *hits.entry(point.place).or_default() += point.hits;
        }
    }
    hits
}

/// Shares of lines and of bits that are covered, percent, of those that are not waived; what is not is printed.
fn shares(core: &str, hits: &BTreeMap<Place, u64>) -> [f64; 2] {
    [Kind::Line, Kind::Toggle].map(|kind| {
        let (mut all, mut reached, mut waived) = (0, 0, 0);
        for (place, hits) in hits.iter().filter(|(place, _)| place.kind == kind) {
            if *hits == 0 && WAIVERS.lines().any(|line| waives(line, place)) {
                waived += 1;
                continue;
            }
            all += 1;
            reached += usize::from(*hits > 0);
            if *hits == 0 {
                println!(
                    "{core} missed {kind:?} {} {}:{} {}",
                    place.module, place.line, place.column, place.what
                );
            }
        }
        assert!(all > 100, "{core}: {all} places");
        let share = 100.0 * reached as f64 / all as f64;
        println!("{core}: {kind:?}: {reached} of {all}, {share:.2} %; {waived} waived");
        share
    })
}

fn waives(_line: &str, _place: &Place) -> bool {
    false
}

#[test]
fn lines_and_bits_of_the_verilog_are_covered() {
    for (name, cases) in [("event-driven core", directed::cases()), ("predictive core", predictive::cases())]
    {
        let cases = on_one_core(&cases);
        println!("{name}: {} cases", cases.len());
        let hits = covered(&cases);
        let shares = shares(name, &hits);
        assert!(shares.iter().all(|share| *share >= BOUND), "{name}: {shares:?}");
    }
}
