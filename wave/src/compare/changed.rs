//! The pairs of which a side changed since they were last compared.

use crate::pairing::pair::Pair;

/// No pair, or no net of one, where they are given by number.
const NO_PAIR: u32 = u32::MAX;

/// Pairs that changed, once each, with an index from nets to pairs.
pub(crate) struct Changed {
    /// For each side and net, the pairs it is in.
    pairs_of: [Lists; 2],
    /// For each side and net, the one pair it is in as a whole; [`NO_PAIR`] if that is not all.
    only_pair_of: [Vec<u32>; 2],
    /// One a pair.
    briefs: Vec<Brief>,
    pairs: Vec<u32>,
    /// Pairs to compare at the next point, whether they change or not.
    again: Vec<u32>,
}

impl Changed {
    /// No changes yet in `pairs`; each side has the given number of nets.
    pub(crate) fn new(nets: [usize; 2], pairs: &[Pair], is_sampled: bool) -> Self {
        let pairs_of = [0, 1].map(|side| Lists::new(nets[side], pairs.iter().map(|pair| pair.net(side))));
        Self {
            only_pair_of: [0, 1].map(|side| only_pairs(&pairs_of[side], nets[side], pairs, side)),
            pairs_of,
            briefs: pairs.iter().map(|pair| Brief::new(pair, is_sampled)).collect(),
            pairs: Vec::new(),
            again: Vec::new(),
        }
    }

    pub(crate) fn pairs(&self) -> &[u32] {
        &self.pairs
    }

    pub(crate) fn has(&self, at: usize) -> bool {
        self.briefs[at].is_changed
    }

    /// Number of the names of a pair.
    #[inline]
    pub(crate) fn names(&self, at: usize) -> u64 {
        self.briefs[at].names.into()
    }

    /// Both nets of a pair, if their values are compared as they are now, and as a whole.
    #[inline]
    pub(crate) fn nets(&self, at: usize) -> Option<[usize; 2]> {
        let nets = self.briefs[at].nets;
        (nets[0] != NO_PAIR).then(|| nets.map(|net| net as usize))
    }

    /// Begins the next point: clears changes that were compared, and notes pairs to compare again.
    pub(crate) fn begin(&mut self, was_compared: bool) {
        if was_compared {
            self.forget();
        }
        for at in std::mem::take(&mut self.again) {
            note(&mut self.briefs, &mut self.pairs, at);
        }
    }

    pub(crate) fn forget(&mut self) {
        for pair in self.pairs.drain(..) {
            self.briefs[pair as usize].is_changed = false;
        }
    }

    /// Notes the pairs of a net that changed: the one that it is in as a whole, or of several those
    /// that `differ`.
    #[inline]
    pub(crate) fn note(&mut self, side: usize, net: usize, differ: impl Fn(u32) -> bool) {
        let only = self.only_pair_of[side][net];
        if only != NO_PAIR {
            note(&mut self.briefs, &mut self.pairs, only);
            return;
        }
        for &pair in self.pairs_of[side].of(net) {
            if differ(pair) {
                note(&mut self.briefs, &mut self.pairs, pair);
            }
        }
    }

    /// Takes a pair off.
    pub(crate) fn take(&mut self, at: usize) {
        if std::mem::take(&mut self.briefs[at].is_changed) {
            self.pairs.retain(|&pair| pair as usize != at);
        }
    }

    /// Has a pair compared at the next point, whether it changes or not.
    pub(crate) fn revisit(&mut self, at: u32) {
        self.again.push(at);
    }
}

/// Fields of a pair that a change usually takes, close together.
#[derive(Clone, Copy)]
struct Brief {
    /// Both nets, if their values are compared as they are now, and as a whole; or [`NO_PAIR`].
    nets: [u32; 2],
    names: u32,
    /// True if it changed since the last active point.
    is_changed: bool,
}

impl Brief {
    fn new(pair: &Pair, is_sampled: bool) -> Self {
        let is_whole = !is_sampled && pair.bits == [None; 2];
        let net = |net: usize| if is_whole { net as u32 } else { NO_PAIR };
        Self { nets: [net(pair.left), net(pair.right)], names: pair.names as u32, is_changed: false }
    }
}

/// The pair of each net that is in one pair only, as a whole.
fn only_pairs(pairs_of: &Lists, nets: usize, pairs: &[Pair], side: usize) -> Vec<u32> {
    let only = |net| match pairs_of.of(net) {
        &[pair] if pairs[pair as usize].bits[side].is_none() => pair,
        _ => NO_PAIR,
    };
    (0..nets).map(only).collect()
}

/// A list of numbers for each of many keys, without an allocation for each.
struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    fn new(keys: usize, of: impl Iterator<Item = usize> + Clone) -> Self {
        let mut starts = vec![0; keys + 1];
        of.clone().for_each(|key| starts[key + 1] += 1);
        (0..keys).for_each(|key| starts[key + 1] += starts[key]);
        let mut items = vec![0; starts[keys] as usize];
        let mut next = starts.clone();
        for (item, key) in of.enumerate() {
            items[next[key] as usize] = item as u32;
            next[key] += 1;
        }
        Self { starts, items }
    }

    fn of(&self, key: usize) -> &[u32] {
        &self.items[self.starts[key] as usize..self.starts[key + 1] as usize]
    }
}

/// Notes that a pair changed, once.
#[inline]
fn note(briefs: &mut [Brief], changed: &mut Vec<u32>, pair: u32) {
    let is_changed = &mut briefs[pair as usize].is_changed;
    if !std::mem::replace(is_changed, true) {
        changed.push(pair);
    }
}
