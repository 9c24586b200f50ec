//! Lookup of identifier codes of a VCD.

use std::collections::HashMap;

use crate::dump::signal::NO_NET;

/// Nets by identifier code: by table for short ones, as nearly all dumps have, by map for the
/// others.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    short: Vec<u32>,
    long: HashMap<Box<[u8]>, u32>,
}

/// Places in the table at most: those of all codes of three characters, and of some of four.
const PLACES: usize = 1 << 22;

/// Position in the table: the code as a number with digits 1 to 94, the lowest first. That is how
/// simulators count, so codes declared in sequence, which change together, are adjacent.
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

    /// The net of a code of up to four characters, given as a number of that many bytes, the first
    /// the lowest; none if it needs another lookup.
    #[inline]
    pub(crate) fn find_word(&self, code: u32) -> Option<usize> {
        // True if a byte is above `~`.
        if (code | code.wrapping_add(0x0101_0101)) & 0x8080_8080 != 0 {
            return None;
        }
        let digit = |n: u32| ((code >> (8 * n) & 0xff) as usize).wrapping_sub(usize::from(b' '));
        let index = match code {
            0..0x100 => digit(0),
            0x100..0x1_0000 => digit(0) + 94 * digit(1),
            0x1_0000..0x100_0000 => digit(0) + 94 * (digit(1) + 94 * digit(2)),
            _ => digit(0) + 94 * (digit(1) + 94 * (digit(2) + 94 * digit(3))),
        };
        let net = self.short.get(index).copied()?;
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
