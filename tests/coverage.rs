//! Functional coverage: the cases that every simulator runs reach every corner of the specification that has a bin.

use spindle::verify::bins::{Bin, Bins};
use spindle::verify::{Case, directed, predictive, random};

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
