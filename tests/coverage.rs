//! Coverage: the cases that every simulator runs reach every corner of the specification that has a bin, and the lines and
//! bits of the generated Verilog.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use spindle::verify::bins::{Bin, Bins};
use spindle::verify::{Case, directed, on_one_core, predictive, random};
use spindle_sim::backend::Design;
use spindle_sim::backend::verilator::Verilator;
use spindle_sim::coverage::{Kind, Place};
use wildmatch::WildMatch;

/// Bits that need not toggle.
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
        let design = Design { images: case.images(), ..core.clone() };
        let run = verilator.coverage(&design, &stimulus, &mut |_, _| ControlFlow::Continue(()));
        for point in run.expect("Verilator").1 {
            *hits.entry(point.place).or_default() += point.hits;
        }
    }
    hits
}

/// A line of the waivers: bits of signals of some name, from one on.
struct Waiver {
    line: &'static str,
    signal: WildMatch,
    first: u32,
}

fn waivers() -> Vec<Waiver> {
    let lines = WAIVERS.lines().filter(|line| !line.starts_with('#'));
    let read = |line: &'static str| {
        let mut fields = line.split_whitespace();
        let (signal, first) = (fields.next().expect("a signal"), fields.next().expect("a bit"));
        assert!(fields.next().is_some(), "{line}: no reason");
        Waiver { line, signal: WildMatch::new(signal), first: first.parse().expect("a number") }
    };
    lines.map(read).collect()
}

impl Waiver {
    fn holds(&self, place: &Place) -> bool {
        let (signal, bit) = place.what.trim_end_matches(']').rsplit_once('[').unwrap_or((&place.what, "0"));
        place.kind == Kind::Toggle
            && self.signal.matches(signal)
            && bit.parse().is_ok_and(|bit: u32| bit >= self.first)
    }
}

/// Places of a kind.
#[derive(Default)]
struct Count {
    all: usize,
    covered: usize,
    waived: usize,
}

impl Count {
    /// Covered places, of those that are not waived, percent.
    fn share(&self) -> f64 {
        100.0 * self.covered as f64 / (self.all - self.waived) as f64
    }
}

/// Counts places of `kind`; prints what is neither covered nor waived, and notes in `used` which waivers hold.
fn count(kind: Kind, hits: &BTreeMap<Place, u64>, waivers: &[Waiver], used: &mut [usize]) -> Count {
    let mut count = Count::default();
    for (place, hits) in hits.iter().filter(|(place, _)| place.kind == kind) {
        count.all += 1;
        if *hits > 0 {
            count.covered += 1;
        } else if let Some(index) = waivers.iter().position(|waiver| waiver.holds(place)) {
            count.waived += 1;
            used[index] += 1;
        } else {
            println!("not covered: {} {}:{} {}", place.module, place.line, place.column, place.what);
        }
    }
    count
}

/// Of the core with a predictive pass, only what the other does not have: the rest is the same Verilog.
#[test]
fn lines_and_bits_of_the_verilog_are_covered() {
    let waivers = waivers();
    let mut used = vec![0; waivers.len()];
    let mut short = Vec::new();
    for (core, cases, part) in
        [("event-driven", directed::cases(), ""), ("predictive", predictive::cases(), "predictive")]
    {
        let cases = on_one_core(&cases[0].geometry);
        let mut hits = covered(&cases);
        hits.retain(|place, _| place.module.contains(part));
        for (name, kind) in [("lines", Kind::Line), ("bits", Kind::Toggle)] {
            let count = count(kind, &hits, &waivers, &mut used);
            let Count { all, covered, waived } = count;
            assert!(all > 50, "only {all} {name}");
            let share = count.share();
            println!(
                "{core}, {} cases: {covered} of {all} {name}, {waived} waived: {share:.2} %",
                cases.len()
            );
            if share < BOUND {
                short.push(format!("{core}, {name}: {share:.2} %"));
            }
        }
    }
    assert!(short.is_empty(), "less than {BOUND} %: {short:?}");
    let idle: Vec<&str> =
        waivers.iter().zip(used).filter(|(_, used)| *used == 0).map(|(w, _)| w.line).collect();
    assert!(idle.is_empty(), "nothing is waived by {idle:?}");
}

/// One case alone does not cover what all do.
#[test]
fn few_cases_cover_too_little() {
    let case = directed::cases().swap_remove(0);
    let hits = covered(&[case]);
    let waivers = waivers();
    for kind in [Kind::Line, Kind::Toggle] {
        let share = count(kind, &hits, &waivers, &mut vec![0; waivers.len()]).share();
        println!("{share:.2} %");
        assert!(share < BOUND);
    }
}
