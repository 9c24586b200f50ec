//! The cycle, set in all blocks at once.
//!
//! Rust-HDL lets the clock run down the hierarchy, one level a pass, and evaluates every block in
//! each of those passes. Its edge changes nothing on the way, so the embedded simulator sets it
//! everywhere and then settles the logic.

use rust_hdl::prelude::*;

/// A block whose clock level can be set, with that of its parts.
pub trait Clocked {
    /// Sets the level; the next pass sees the edge.
    fn set_clock(&mut self, level: bool);
}

impl<T: Synth> Clocked for DFF<T> {
    fn set_clock(&mut self, level: bool) {
        self.clock.next = level.into();
        self.clock.update_all();
    }
}

impl<B: Clocked> Clocked for [B] {
    fn set_clock(&mut self, level: bool) {
        for block in self {
            block.set_clock(level);
        }
    }
}

impl<B: Clocked> Clocked for Vec<B> {
    fn set_clock(&mut self, level: bool) {
        self.as_mut_slice().set_clock(level);
    }
}

impl<B: Clocked, const N: usize> Clocked for [B; N] {
    fn set_clock(&mut self, level: bool) {
        self.as_mut_slice().set_clock(level);
    }
}

/// True after a pass over a block that changed nothing: until an input or the cycle changes, no
/// other pass can. A block that has a field `_settled` of this type skips its parts meanwhile.
#[derive(Debug, Default)]
pub struct Settled(pub(crate) bool);
