//! Finds what an identifier code of a VCD stands for.

use std::collections::HashMap;

use super::header::NO_NET;

/// Nets by identifier code: by table for short ones, as nearly all dumps have, by map for the others.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    short: Vec<u32>,
    long: HashMap<Box<[u8]>, u32>,
}

/// Places in the table at most: those of all codes of three characters, and of some of four.
const PLACES: usize = 1 << 22;

/// Position in the table: the code as a number with digits 1 to 94, the lowest first. That is how simulators count, so codes
/// declared one after the other, which change together, stand side by side.
#[inline]
fn short_index(code: &[u8]) -> Option<usize> {
    if code.len() > 4 {
        return None;
    }
    let number = |index, byte: &u8| byte.is_ascii_graphic().then(|| index * 94 + usize::from(byte - b' '));
    code.iter().rev().try_fold(0, number).filter(|&index| index < PLACES)
}

impl Codes {
    #[inline]
    pub(crate) fn find(&self, code: &[u8]) -> Option<usize> {
        let net = match short_index(code) {
            Some(index) => self.short.get(index).copied()?,
            None => self.long.get(code).copied()?,
        };
        (net != NO_NET).then_some(net as usize)
    }

    pub(crate) fn add(&mut self, code: &[u8], net: u32) {
        let Some(index) = short_index(code) else {
            self.long.insert(code.into(), net);
            return;
        };
        if self.short.len() <= index {
            self.short.resize(index + 1, NO_NET);
        }
        self.short[index] = net;
    }
}
