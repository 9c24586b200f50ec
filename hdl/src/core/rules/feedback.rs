//! One lane's weight change: the feedback current, stochastically rounded (`SYN-4`, `SYN-5`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::clocked::Settled;
use crate::primitives::{Random, StochasticMask, StochasticShift, WeightStep};

/// Random source and rounding, on `t + 1` and `t + 2`, and the sum with a weight, on `t + 3`.
#[derive(LogicBlock, Default)]
pub struct Plasticity<const W: usize> {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    /// State of the random source at power-up, and a new one from the bus.
    pub initial_random: Signal<In, Bits<31>>,
    pub seed: Signal<In, Bits<31>>,
    pub reseed: Signal<In, Bit>,
    /// On `t + 1`: the random source advances; feedback current, mask of the random number.
    pub advance: Signal<In, Bit>,
    pub feedback: Signal<In, Bits<16>>,
    pub noise_mask: Signal<In, Bits<16>>,
    /// On `t + 2`: rate shift, and that many ones.
    pub delta_shift: Signal<In, Bits<4>>,
    pub delta_mask: Signal<In, Bits<16>>,
    /// On `t + 3`: the weight, and whether it learns.
    pub weight: Signal<In, Bits<W>>,
    pub learn: Signal<In, Bit>,
    /// The weight to write, on `t + 3`.
    pub learned: Signal<Out, Bits<W>>,
    /// The random number, on `t + 1`.
    pub random: Signal<Out, Bits<16>>,
    noise: Random,
    rounding: StochasticMask,
    noisy: DFF<Bits<17>>,
    scaling: StochasticShift<W>,
    delta: DFF<Bits<17>>,
    step: WeightStep<W>,
    _settled: Settled,
}

impl<const W: usize> Logic for Plasticity<W> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, noisy, delta);
        self.noise.clock.next = self.clock.val();
        self.noise.reset.next = self.reset.val();
        self.noise.initial_state.next = self.initial_random.val();
        self.noise.seed.next = self.seed.val();
        self.noise.load.next = self.reseed.val();
        self.noise.advance.next = self.advance.val();
        self.random.next = self.noise.random.val().get_bits::<16>(0);
        self.rounding.value.next = self.feedback.val();
        self.rounding.random.next = self.noise.random.val().get_bits::<16>(0);
        self.rounding.mask.next = self.noise_mask.val();
        self.noisy.d.next = self.rounding.sum.val();
        self.scaling.sum.next = self.noisy.q.val();
        self.scaling.shift.next = self.delta_shift.val();
        self.scaling.mask.next = self.delta_mask.val();
        self.delta.d.next = self.scaling.delta.val();
        self.step.weight.next = self.weight.val();
        self.step.delta.next = self.delta.q.val();
        self.step.learn.next = self.learn.val();
        self.learned.next = self.step.learned.val();
    }
}
