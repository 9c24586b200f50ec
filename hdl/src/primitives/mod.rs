//! Small arithmetic and memory blocks whose Verilog is written by hand.
//!
//! Everything that depends on signedness or on a carry lives here, so that the pipelines handle raw
//! bits only: the Verilog that Rust-HDL derives from an expression follows Verilog's rules of width
//! and sign, its simulator follows Rust's, and nothing compares the two. Each block has an integer
//! model in `update` and Verilog in `hdl`; `hdl/tests/primitives.rs` compares both with integer
//! arithmetic of its own.
//!
//! All ports are `Bits<N>` with `N` at most 32, two's complement where "signed" is said. Blocks
//! without a `clock` are combinational.

#![allow(
    clippy::used_underscore_binding,
    reason = "Rust-HDL takes a field for hardware unless it begins with _"
)]

mod decay;
mod delay;
mod firing;
mod gather;
mod held;
mod memory;
mod multiply;
mod prediction;
mod random;
mod saturation;
mod scaled_product;
mod selection;
mod stochastic_rounding;
mod trace_step;
mod used_weight;
mod weight_change;
mod weight_value;

pub use decay::{DecaySubtract, RoundingShift};
pub use delay::Delay;
pub use firing::Fire;
pub use gather::Gather;
pub use held::Held;
pub use memory::Memory;
pub use multiply::Multiply;
pub use prediction::{Gradient, PredictedMembrane, PredictionError};
pub use random::Random;
pub use saturation::{SaturatingAccumulate, SaturatingAdd};
pub use scaled_product::ScaledProduct;
pub use selection::{FirstSet, PopulationCount};
pub use stochastic_rounding::{NoiseMask, StochasticMask, StochasticShift, WeightStep};
pub use trace_step::{GainStep, ModulatedStep, PairFire};
pub use used_weight::UsedWeight;
pub use weight_change::WeightChange;
pub use weight_value::WeightValue;

use rust_hdl::prelude::{Bits, Verilog, Wrapper};

/// The two's complement reading of a port.
fn to_signed<const N: usize>(value: Bits<N>) -> i64 {
    let unused = 64 - N;
    ((u64::from(value) << unused) as i64) >> unused
}

/// The low `N` bits of `value`.
fn to_bits<const N: usize>(value: i64) -> Bits<N> {
    (value as u64 & (u64::MAX >> (64 - N))).into()
}

/// Verilog of a block whose outputs are nets, driven by `assign`; `title` will name its module.
///
/// Rust-HDL's other form declares outputs as variables; those need an `always @(*)`, which never
/// runs when its inputs are constant.
fn continuous(title: &str, code: &str) -> Verilog {
    Verilog::Wrapper(Wrapper { code: format!("{}{code}", titled(title)), cores: String::new() })
}

/// The comment from which [`crate::verilog::finish`] takes a module's name.
fn titled(title: &str) -> String {
    format!("// module: {title}\n")
}

/// The Verilog sign extension of `name`, `from` bits wide, to `to` bits.
fn sign_extended(name: &str, from: usize, to: usize) -> String {
    format!("{{{{{}{{{name}[{}]}}}}, {name}}}", to - from, from - 1)
}
