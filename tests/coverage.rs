//! Coverage: the cases that every simulator runs reach every corner of the specification that has a
//! bin, and the lines and bits of the generated Verilog.

mod coverage_support;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use rayon::prelude::*;
use spindle::verify::bins::{Bin, Bins};
use spindle::verify::{Case, directed, on_one_core, predictive, random};
use spindle_sim::backend::Design;
use spindle_sim::backend::verilator::Verilator;
use spindle_sim::coverage::{Place, Point};

use coverage_support::count::{Counts, modules, sum};
use coverage_support::{blocks, waivers};

/// Least share of the places of each kind, percent.
const BOUND: f64 = 95.0;

fn all() -> Vec<Case> {
    let random = (1..=24).map(|seed| random::case(seed, 40));
    directed::cases().into_iter().chain(random).collect()
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

/// Adds the hits of another run to each place of a core.
fn add(mut all: Vec<Point>, more: Vec<Point>) -> Vec<Point> {
    assert_eq!(all.len(), more.len());
    for (point, other) in all.iter_mut().zip(more) {
        assert_eq!(point.place, other.place);
        point.hits += other.hits;
    }
    all
}

/// Hits of every place of a core under these cases.
fn covered(cases: &[Case]) -> BTreeMap<Place, u64> {
    let verilator = Verilator::default();
    let core = cases[0].design();
    let counted = |case: &Case| {
        let stimulus = case.stimulus().expect("a network that fits");
        let design = Design { images: case.images(), ..core.clone() };
        let run = verilator.coverage(&design, &stimulus, &mut |_, _| ControlFlow::Continue(()));
        run.expect("Verilator").1
    };
    let points = cases.par_iter().map(counted).reduce_with(add).expect("a case");
    points.into_iter().map(|point| (point.place, point.hits)).collect()
}

/// Prints the counts of every module and block, and gives all of them.
fn table(core: &str, hits: &BTreeMap<Place, u64>) -> Counts {
    let modules = modules(hits, &waivers::all());
    for (module, counts) in &modules {
        println!("{core}, module {module:<48} {counts}");
    }
    for (block, _) in blocks::BLOCKS {
        let counts = modules.iter().filter(|(module, _)| blocks::of(module) == *block);
        let counts = sum(counts.map(|(_, counts)| counts));
        if counts.bits.all > 0 {
            println!("{core}, block {block:<48} {counts}");
        }
    }
    sum(modules.values())
}

/// Of the core with a predictive pass, only modules that the other does not have: the unit, and
/// arithmetic of other widths. Its memories and registers differ from those of the other in their
/// sizes alone.
#[test]
fn lines_and_bits_of_the_verilog_are_covered() {
    let mut short = Vec::new();
    let mut seen: BTreeMap<Place, u64> = BTreeMap::new();
    for (core, cases) in [("event-driven", directed::cases()), ("predictive", predictive::cases())] {
        let cases = on_one_core(&cases[0].geometry);
        let mut hits = covered(&cases);
        let known: BTreeSet<String> = seen.keys().map(|place| place.module.clone()).collect();
        let counts = |module: &str| {
            !known.contains(module) && (known.is_empty() || blocks::of(module) != blocks::SHARED)
        };
        hits.retain(|place, _| counts(&place.module));
        let counts = table(core, &hits);
        println!("{core}, {} cases: {counts}", cases.len());
        for (name, count) in [("lines", counts.lines), ("bits", counts.bits)] {
            assert!(count.all > 50, "only {} {name}", count.all);
            if count.share() < BOUND {
                short.push(format!("{core}, {name}: {:.2} %", count.share()));
            }
        }
        seen.extend(hits);
    }
    assert!(short.is_empty(), "less than {BOUND} %: {short:?}");
    let faults: Vec<String> = waivers::all().iter().flat_map(|waiver| waiver.faults(seen.iter())).collect();
    assert!(faults.is_empty(), "waivers:\n{}", faults.join("\n"));
}

/// One case alone covers less than all cases.
#[test]
fn few_cases_cover_too_little() {
    let case = directed::cases().swap_remove(0);
    let hits = covered(&[case]);
    let counts = sum(modules(&hits, &waivers::all()).values());
    println!("{counts}");
    assert!(counts.lines.share() < BOUND && counts.bits.share() < BOUND);
}
