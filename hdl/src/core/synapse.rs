//! One lane of the synapse pass: accumulate a weight, and learn in the same pass (`SYN-4` to
//! `SYN-7`).
//!
//! ```text
//!  cycle    t+1              t+2               t+3                    t+4
//!  learn    f + random  ──►  >> η  = δ  ──►    w + δ  ──► weight
//!  read                      weight ─far─►     ─near─ w ─────────►    v ± u(w)·2^F ──► membrane
//! ```

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::clocked::Settled;
use crate::primitives::{SaturatingAccumulate, UsedWeight};

/// Weight and membrane read-modify-write with forwarding; `W` weight bits, `M` membrane bits.
#[derive(LogicBlock)]
pub struct Synapse<const W: usize, const M: usize> {
    pub clock: Signal<In, Clock>,
    /// On `t + 2`: weight as read, whether the word two cycles before had the same address.
    pub weight_read: Signal<In, Bits<W>>,
    pub weight_far: Signal<In, Bit>,
    /// On `t + 3`: whether the word one cycle before had the same address; the membrane or
    /// modulator.
    pub weight_near: Signal<In, Bit>,
    pub membrane_read: Signal<In, Bits<M>>,
    pub membrane_far: Signal<In, Bit>,
    /// On `t + 3`: the weight is added unscaled (SYN-8), or negated.
    pub plain: Signal<In, Bit>,
    pub negate: Signal<In, Bit>,
    /// The weight, on `t + 3`, and what becomes of it in the same cycle.
    pub weight: Signal<Out, Bits<W>>,
    pub learned: Signal<In, Bits<W>>,
    /// On `t + 4`.
    pub membrane_near: Signal<In, Bit>,
    /// The membrane, and the one to write, on `t + 4`.
    pub membrane: Signal<Out, Bits<M>>,
    pub membrane_write: Signal<Out, Bits<M>>,

    captured: DFF<Bits<W>>,
    current_weight: Signal<Local, Bits<W>>,
    result: DFF<Bits<W>>,
    used: UsedWeight<W>,
    addend: DFF<Bits<17>>,
    carry: DFF<Bit>,
    membrane_captured: DFF<Bits<M>>,
    current_membrane: Signal<Local, Bits<M>>,
    integration: SaturatingAccumulate<M>,
    membrane_result: DFF<Bits<M>>,
    _settled: Settled,
}

impl<const W: usize, const M: usize> Synapse<W, M> {
    /// A pipeline with weight scale `F`.
    pub fn new(scale: usize) -> Self {
        Self {
            clock: Signal::default(),
            weight_read: Signal::default(),
            weight_far: Signal::default(),
            weight_near: Signal::default(),
            membrane_read: Signal::default(),
            membrane_far: Signal::default(),
            plain: Signal::default(),
            negate: Signal::default(),
            weight: Signal::default(),
            learned: Signal::default(),
            membrane_near: Signal::default(),
            membrane: Signal::default(),
            membrane_write: Signal::default(),
            captured: DFF::default(),
            current_weight: Signal::default(),
            result: DFF::default(),
            used: UsedWeight::new(scale),
            addend: DFF::default(),
            carry: DFF::default(),
            membrane_captured: DFF::default(),
            current_membrane: Signal::default(),
            integration: SaturatingAccumulate::default(),
            membrane_result: DFF::default(),
            _settled: Settled::default(),
        }
    }
}

impl<const W: usize, const M: usize> Logic for Synapse<W, M> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, captured, result, addend, carry, membrane_captured, membrane_result);

        comment!("t + 2, t + 3: the weight, from memory or from the words just before.");
        self.captured.d.next = self.weight_read.val();
        if self.weight_far.val() {
            self.captured.d.next = self.result.q.val();
        }
        self.current_weight.next = self.captured.q.val();
        if self.weight_near.val() {
            self.current_weight.next = self.result.q.val();
        }
        self.weight.next = self.current_weight.val();
        self.result.d.next = self.learned.val();
        self.used.weight.next = self.current_weight.val();
        self.used.plain.next = self.plain.val();
        self.used.negate.next = self.negate.val();
        self.addend.d.next = self.used.addend.val();
        self.carry.d.next = self.negate.val();

        comment!("t + 3, t + 4: the membrane (SYN-6), or in its place the modulator (SYN-8).");
        self.membrane_captured.d.next = self.membrane_read.val();
        if self.membrane_far.val() {
            self.membrane_captured.d.next = self.membrane_result.q.val();
        }
        self.current_membrane.next = self.membrane_captured.q.val();
        if self.membrane_near.val() {
            self.current_membrane.next = self.membrane_result.q.val();
        }
        self.membrane.next = self.current_membrane.val();
        self.integration.value.next = self.current_membrane.val();
        self.integration.addend.next = self.addend.q.val();
        self.integration.carry.next = self.carry.q.val();
        self.membrane_write.next = self.integration.sum.val();
        self.membrane_result.d.next = self.integration.sum.val();
    }
}
