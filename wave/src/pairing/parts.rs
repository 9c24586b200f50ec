//! Signals that are whole in one file and in parts in the other: a vector and its bits, a packed
//! struct and its fields.

use std::collections::{HashMap, HashSet};

use crate::dump::header::Header;
use crate::dump::signal::Signal;
use crate::dump::value::ValueKind;
use crate::pairing::keyed::Keyed;
use crate::pairing::names::indexed;
use crate::pairing::pair::{Pairing, indices};
use crate::pairing::partners::Partners;

/// A vector of very many bits is likely to be none of bits at all.
const LOOKED_AT: usize = 4096;

pub(crate) struct Parts<'a> {
    left: &'a Keyed<'a>,
    right: &'a Keyed<'a>,
    partners: &'a Partners<'a>,
    /// Signals of the right file that have a partner of their own name. They are neither bits nor
    /// vector of another.
    own: Vec<bool>,
    /// Signals of each file that have any partner.
    paired: [Vec<bool>; 2],
    /// Bits of vectors of the right file that have a partner.
    bits: HashMap<usize, HashSet<i64>>,
    /// Bits of vectors of the left file that have none, though others have.
    lacking: Vec<(usize, String)>,
}

fn is_vector(header: &Header, signal: &Signal) -> bool {
    header.nets[signal.net].kind == ValueKind::Bits
}

fn is_bit(header: &Header, signal: &Signal) -> bool {
    is_vector(header, signal) && header.nets[signal.net].bits == 1
}

impl<'a> Parts<'a> {
    pub(crate) fn new(left: &'a Keyed<'a>, right: &'a Keyed<'a>, partners: &'a Partners<'a>) -> Self {
        let mut own = vec![false; right.keys.len()];
        for (other, _) in partners.of.iter().flatten() {
            own[*other] = true;
        }
        let paired = [partners.of.iter().map(Option::is_some).collect(), own.clone()];
        Self { left, right, partners, own, paired, bits: HashMap::new(), lacking: Vec::new() }
    }

    /// Pairs a vector on the left with signals for its bits on the right. False if there are none.
    pub(crate) fn spread(&mut self, pairing: &mut Pairing, signal: usize, mapped: &str) -> bool {
        let (left, right) = (self.left.header, self.right.header);
        let vector = &left.signals[signal];
        if !is_vector(left, vector) {
            return false;
        }
        let mut lacking = Vec::new();
        let mut any = false;
        for (bit, index) in indices(left, vector).enumerate() {
            let end = format!("[{index}]");
            let own = format!("{}{end}", vector.name);
            let other = self.partners.part(signal, &format!("{mapped}{end}"), [&end, ""]);
            match other.filter(|&at| is_bit(right, &right.signals[at]) && !self.own[at]) {
                Some(at) => {
                    any = true;
                    self.paired[1][at] = true;
                    if pairing.chooser.takes(&[&vector.name, &own, &right.signals[at].name]) {
                        pairing.add(signal, at, [Some(bit as u32), None], index);
                    }
                }
                None => lacking.push((signal, own)),
            }
            if !any && bit >= LOOKED_AT {
                return false;
            }
        }
        if any {
            self.paired[0][signal] = true;
            self.lacking.extend(lacking);
        }
        any
    }

    /// Ends a rank: where scopes were derived, a paired signal is not a partner for signals around
    /// the scope.
    pub(crate) fn end_rank(&mut self, found: bool) {
        if found {
            self.own.clone_from(&self.paired[1]);
        }
    }

    /// Pairs a signal for a bit on the left with a vector on the right. False if there is none.
    pub(crate) fn gather(&mut self, pairing: &mut Pairing, signal: usize, mapped: &str) -> bool {
        let (left, right) = (self.left.header, self.right.header);
        let own = &left.signals[signal];
        let Some((base, index)) = indexed(mapped).filter(|_| is_bit(left, own)) else { return false };
        let found = self.partners.part(signal, base, ["", &mapped[base.len()..]]);
        let Some(at) = found.filter(|&at| is_vector(right, &right.signals[at]) && !self.own[at]) else {
            return false;
        };
        let vector = &right.signals[at];
        let Some(bit) = indices(right, vector).position(|other| other == index) else { return false };
        self.paired[0][signal] = true;
        self.paired[1][at] = true;
        self.bits.entry(at).or_default().insert(index);
        if pairing.chooser.takes(&[&own.name, &vector.name, &format!("{}[{index}]", vector.name)]) {
            pairing.add(signal, at, [None, Some(bit as u32)], index);
        }
        true
    }

    /// Pairs packed structs, which are vectors in one file, with their fields in the other, most
    /// significant first. Gives the left signals that are still alone.
    pub(crate) fn fields(&mut self, pairing: &mut Pairing, mut alone: Vec<usize>) -> Vec<usize> {
        let others: Vec<usize> = (0..self.right.keys.len()).filter(|&at| !self.paired[1][at]).collect();
        if alone.is_empty() || others.is_empty() {
            return alone;
        }
        let fields_of = |keyed: &'a Keyed<'a>| {
            let mut sorted: Vec<(&str, usize)> =
                keyed.keys.iter().enumerate().map(|(at, key)| (key.as_str(), at)).collect();
            sorted.sort_unstable();
            sorted
        };
        let [lefts, rights] = [self.left, self.right].map(fields_of);
        for &signal in &alone {
            for name in self.partners.tried(signal) {
                if let Some(fields) = self.fields_inside(1, &rights, &name, self.width(0, signal)) {
                    self.join(pairing, 0, signal, &fields);
                    break;
                }
            }
        }
        // The other way round: a left scope is mapped as a signal of its name would be.
        for other in others {
            for name in self.partners.tried_back(other) {
                if let Some(fields) = self.fields_inside(0, &lefts, &name, self.width(1, other)) {
                    self.join(pairing, 1, other, &fields);
                    break;
                }
            }
        }
        alone.retain(|&signal| !self.paired[0][signal]);
        alone
    }

    /// Bits of a vector; 0 for other kinds.
    fn width(&self, side: usize, signal: usize) -> u32 {
        let header = [self.left, self.right][side].header;
        let net = header.nets[header.signals[signal].net];
        if net.kind == ValueKind::Bits { net.bits } else { 0 }
    }

    /// The signals of a side inside a scope, if they are vectors without partners with this total
    /// number of bits.
    fn fields_inside(
        &self,
        side: usize,
        sorted: &[(&str, usize)],
        scope: &str,
        bits: u32,
    ) -> Option<Vec<usize>> {
        let prefix = format!("{scope}.");
        let start = sorted.partition_point(|(key, _)| *key < prefix.as_str());
        let inside = sorted[start..].iter().take_while(|(key, _)| key.starts_with(&prefix));
        let (mut fields, mut left) = (Vec::new(), bits);
        for &(_, field) in inside {
            let width = self.width(side, field);
            left = left.checked_sub(width).filter(|_| width > 0 && !self.paired[side][field])?;
            fields.push(field);
        }
        fields.sort_unstable();
        (left == 0 && !fields.is_empty()).then_some(fields)
    }

    /// Pairs a vector of a side with fields of the other side, bit by bit.
    fn join(&mut self, pairing: &mut Pairing, side: usize, vector: usize, fields: &[usize]) {
        self.paired[side][vector] = true;
        let mut high = self.width(side, vector);
        for &field in fields {
            self.paired[1 - side][field] = true;
            let width = self.width(1 - side, field);
            high -= width;
            let (signal, other) = if side == 0 { (vector, field) } else { (field, vector) };
            if !pairing.chooser.takes(&[self.left.name(signal), self.right.name(other)]) {
                continue;
            }
            let header = self.left.header;
            let numbers: Vec<i64> = indices(header, &header.signals[signal]).collect();
            for bit in 0..width {
                let bits = if side == 0 { [high + bit, bit] } else { [bit, high + bit] };
                pairing.add(signal, other, bits.map(Some), numbers[bits[0] as usize]);
            }
        }
    }

    /// Signals missing in the left and in the right file: the number of a signal of the other file,
    /// and its name or that of a bit.
    pub(crate) fn lacking(self, pairing: &Pairing, alone: &[usize]) -> [Vec<(usize, String)>; 2] {
        let takes = |keyed: &Keyed, (signal, name): &(usize, String)| {
            pairing.chooser.takes(&[keyed.name(*signal), name])
        };
        let mut in_right: Vec<_> = alone
            .iter()
            .map(|&signal| (signal, self.left.name(signal).to_string()))
            .chain(self.lacking)
            .collect();
        in_right.sort_by_key(|(signal, _)| *signal);
        let header = self.right.header;
        let mut in_left = Vec::new();
        for (at, signal) in header.signals.iter().enumerate() {
            match self.bits.get(&at) {
                Some(bits) => in_left.extend(
                    indices(header, signal)
                        .filter(|index| !bits.contains(index))
                        .map(|index| (at, format!("{}[{index}]", signal.name))),
                ),
                None if self.paired[1][at] => {}
                None => in_left.push((at, signal.name.clone())),
            }
        }
        in_left.retain(|lack| takes(self.right, lack));
        in_right.retain(|lack| takes(self.left, lack));
        [in_left, in_right]
    }
}
