//! Which signals are compared when: at each time stamp, or at the edges of the clock of their
//! domain.

use serde::Serialize;

use crate::Error;
use crate::compare::options::{Clock, Options};
use crate::dump::header::Header;
use crate::dump::reader::Reader;
use crate::pairing::names::name_matches;
use crate::pairing::pair::{Matching, Pair};

/// Signals that are compared at the same points.
#[derive(Clone, Debug)]
pub(crate) struct Domain {
    /// The clock's net on each side; none: at each time stamp.
    pub(crate) clock: Option<[usize; 2]>,
    /// The net on each side while which is 1 is compared.
    pub(crate) when: Option<[usize; 2]>,
    pub(crate) pairs: Vec<Pair>,
}

/// A clock that values were sampled with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sampled {
    /// Name in the left file.
    pub clock: String,
    /// Signals of its domain.
    pub signals: u64,
    /// Edges at which they were compared.
    pub edges: u64,
}

/// The domains, each with the name of its clock, and the names of signals that are in none.
pub(crate) struct Domains {
    pub(crate) all: Vec<(Domain, Option<String>)>,
    pub(crate) outside: Vec<String>,
}

/// Finds a one-bit signal in both files: by its name in A and its partner in B, or vice versa;
/// otherwise by its name in both.
fn both(files: &[Reader; 2], matching: &Matching, name: &str) -> Result<([usize; 2], String), Error> {
    let [left, right] = [0, 1].map(|side: usize| one_bit(files[side].path(), files[side].header(), name));
    let net = |side: usize, signal: usize| files[side].header().signals[signal].net;
    let is_one_bit = |side: usize, signal: usize| files[side].header().nets[net(side, signal)].width() == 1;
    let partner = |left: usize| matching.partners[left].filter(|&right| is_one_bit(1, right));
    let partner_of_right = |right: usize| {
        matching.partners.iter().position(|&other| other == Some(right)).filter(|&at| is_one_bit(0, at))
    };
    let shown = |side: usize, signal: usize| files[side].header().signals[signal].name.as_str();
    let forth = left.as_ref().ok().and_then(|&left| Some((left, partner(left)?)));
    let back = right.as_ref().ok().and_then(|&right| Some((partner_of_right(right)?, right)));
    let (left, right) = match (forth, back) {
        (Some(forth), Some(back)) if forth != back && shown(0, forth.0) != name => {
            return Err(Error::request(
                format!(
                    "`{name}` may be {} of A, or the partner of {} of B",
                    shown(0, forth.0),
                    shown(1, back.1)
                ),
                "give the signal with its scopes, as A has it",
            ));
        }
        (Some(both), _) | (None, Some(both)) => both,
        (None, None) => (left?, right?),
    };
    Ok(([net(0, left), net(1, right)], shown(0, left).into()))
}

/// The one signal of one bit of that name, or of several the outermost.
fn one_bit(path: &str, header: &Header, name: &str) -> Result<usize, Error> {
    let found: Vec<usize> = (0..header.signals.len())
        .filter(|&at| {
            let signal = &header.signals[at];
            header.nets[signal.net].width() == 1 && name_matches(name, &signal.name)
        })
        .collect();
    let named = |at: usize| &header.signals[at];
    let depth = |at: usize| named(at).name.matches('.').count();
    let least = found.iter().map(|&at| depth(at)).min();
    let outermost: Vec<usize> = found.into_iter().filter(|&at| Some(depth(at)) == least).collect();
    let Some(&first) = outermost.first() else {
        return Err(Error::request(
            format!("{path}: no signal of one bit is called `{name}`"),
            "give the name of the signal as the file has it, with or without scopes",
        ));
    };
    match outermost.iter().find(|&&at| named(at).net != named(first).net) {
        None => Ok(first),
        Some(&second) => Err(Error::request(
            format!("{path}: `{name}` may be {} or {}", named(first).name, named(second).name),
            "give the signal with its scopes",
        )),
    }
}

impl Domains {
    pub(crate) fn of(files: &[Reader; 2], matching: &Matching, options: &Options) -> Result<Self, Error> {
        let when = match &options.when {
            Some(name) => Some(both(files, matching, name)?.0),
            None => None,
        };
        if let Some([left, right]) = when
            && !matching.pairs.iter().any(|pair| (pair.left, pair.right) == (left, right))
        {
            return Err(Error::request(
                "the signal of `--when` is not among those that are compared",
                "let it be compared, so that a difference in it is found",
            ));
        }
        if options.clocks.is_empty() {
            let domain = Domain { clock: None, when, pairs: matching.pairs.clone() };
            return Ok(Self { all: vec![(domain, None)], outside: Vec::new() });
        }
        let clocks = options
            .clocks
            .iter()
            .map(|clock| both(files, matching, &clock.name))
            .collect::<Result<Vec<_>, _>>()?;
        let mut domains: Vec<_> = clocks
            .iter()
            .map(|(nets, name)| (Domain { clock: Some(*nets), when, pairs: Vec::new() }, Some(name.clone())))
            .collect();
        let mut used = vec![false; domains.len()];
        let mut outside = Vec::new();
        for pair in &matching.pairs {
            // A clock before its own edge is always the same: it is compared by its edges.
            let is_clock = |(nets, _): &([usize; 2], String)| *nets == [pair.left, pair.right];
            if pair.bits == [None; 2] && clocks.iter().any(is_clock) {
                continue;
            }
            let names =
                [&files[0].header().signals[pair.signal].name, &files[1].header().signals[pair.other].name];
            match domain_of(&options.clocks, names) {
                Some(at) => {
                    used[at] = true;
                    domains[at].0.pairs.push(*pair);
                }
                None => outside.push(pair.name(files[0].header())),
            }
        }
        // What is of unlike kinds or widths is a difference without being compared at an edge.
        let all_fit = matching.kinds.is_empty() && matching.widths.is_empty();
        if let Some(at) = used.iter().position(|used| !used).filter(|_| all_fit) {
            return Err(Error::request(
                format!(
                    "nothing compared with the clock `{}`: it has no signals but itself",
                    options.clocks[at].name
                ),
                "choose other signals for it, `--clock NAME=PATTERN,…`, or compare without it",
            ));
        }
        // Each domain must see the signal of `--when`.
        if let Some(when) = when {
            let pair = matching.pairs.iter().find(|pair| [pair.left, pair.right] == when);
            for (domain, _) in &mut domains {
                if !domain.pairs.iter().any(|pair| [pair.left, pair.right] == when) {
                    domain.pairs.extend(pair);
                }
            }
        }
        Ok(Self { all: domains, outside })
    }
}

/// The clock of a signal: the first with a matching pattern, otherwise the first without patterns.
fn domain_of(clocks: &[Clock], names: [&String; 2]) -> Option<usize> {
    let matches = |clock: &Clock| {
        clock.signals.iter().any(|pattern| names.iter().any(|name| name_matches(pattern, name)))
    };
    clocks.iter().position(matches).or_else(|| clocks.iter().position(|clock| clock.signals.is_empty()))
}
