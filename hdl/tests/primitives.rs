//! Every combinational primitive against integer arithmetic: its model, its Verilog and its
//! netlist.

mod support;

use rust_hdl::prelude::*;
use spindle_hdl::primitives::*;
use support::vectors::{exhaustive, floor_shift, low, mixed, saturated, signed};
use support::{Row, mismatches};

macro_rules! saturating_add {
    ($test:ident, $a:literal, $b:literal) => {
        #[test]
        fn $test() {
            let subject =
                subject!(SaturatingAdd::default(), SaturatingAdd<$a, $b>, [a, b], [sum]);
            let rows = if $a + $b <= 16 { exhaustive(&subject.inputs) } else { mixed(&subject.inputs) };
            subject.check(stringify!($test), &rows, |v| vec![saturated(signed(v[0], $a) + signed(v[1], $b), $a)]);
        }
    };
}

saturating_add!(saturating_add_8_8, 8, 8);
saturating_add!(saturating_add_8_16, 8, 16);
saturating_add!(saturating_add_8_17, 8, 17);
saturating_add!(saturating_add_12_16, 12, 16);
saturating_add!(saturating_add_12_17, 12, 17);
saturating_add!(saturating_add_16_16, 16, 16);
saturating_add!(saturating_add_16_17, 16, 17);
saturating_add!(saturating_add_24_8, 24, 8);
saturating_add!(saturating_add_24_16, 24, 16);
saturating_add!(saturating_add_24_17, 24, 17);

macro_rules! saturating_accumulate {
    ($test:ident, $m:literal) => {
        #[test]
        fn $test() {
            let subject = subject!(
                SaturatingAccumulate::default(),
                SaturatingAccumulate<$m>,
                [value, addend, carry],
                [sum]
            );
            let rows = mixed(&subject.inputs);
            subject.check(stringify!($test), &rows, |v| {
                vec![saturated(signed(v[0], $m) + signed(v[1], 17) + i64::from(v[2]), $m)]
            });
        }
    };
}

saturating_accumulate!(saturating_accumulate_12, 12);
saturating_accumulate!(saturating_accumulate_16, 16);
saturating_accumulate!(saturating_accumulate_24, 24);

/// Both stages of a decay, as the pipelines use them.
#[derive(LogicBlock, Default)]
struct Decay<const N: usize> {
    pub value: Signal<In, Bits<N>>,
    pub shift: Signal<In, Bits<4>>,
    pub decayed: Signal<Out, Bits<N>>,
    first: RoundingShift<N>,
    second: DecaySubtract<N>,
}

impl<const N: usize> Logic for Decay<N> {
    #[hdl_gen]
    fn update(&mut self) {
        self.first.value.next = self.value.val();
        self.first.shift.next = self.shift.val();
        self.second.value.next = self.value.val();
        self.second.shifted.next = self.first.shifted.val();
        self.second.round.next = self.first.round.val();
        self.decayed.next = self.second.decayed.val();
    }
}

/// `NUM-9`, word for word.
fn decay(x: i64, k: u32) -> i64 {
    match k {
        15 => x,
        0 => x - floor_shift(x, 0),
        _ => x - floor_shift(x + (1 << (k - 1)), k),
    }
}

macro_rules! decay {
    ($test:ident, $n:literal) => {
        #[test]
        fn $test() {
            let subject = subject!(Decay::default(), Decay<$n>, [value, shift], [decayed]);
            let rows = if $n <= 16 { exhaustive(&subject.inputs) } else { mixed(&subject.inputs) };
            subject.check(concat!("decay ", stringify!($n)), &rows, |v| {
                vec![low(decay(signed(v[0], $n), v[1]), $n)]
            });

            let subject =
                subject!(RoundingShift::default(), RoundingShift<$n>, [value, shift], [shifted, round]);
            let rows = if $n <= 12 { exhaustive(&subject.inputs) } else { mixed(&subject.inputs) };
            subject.check(concat!("rounding shift ", stringify!($n)), &rows, |v| {
                let value = signed(v[0], $n);
                match v[1] {
                    15 => vec![0, 0],
                    0 => vec![v[0], 0],
                    k => vec![low(floor_shift(value, k), $n), low(floor_shift(value, k - 1), 1)],
                }
            });

            let subject =
                subject!(DecaySubtract::default(), DecaySubtract<$n>, [value, shifted, round], [decayed]);
            let rows = mixed(&subject.inputs);
            subject.check(concat!("decay subtract ", stringify!($n)), &rows, |v| {
                vec![low(signed(v[0], $n) - signed(v[1], $n) - i64::from(v[2]), $n)]
            });
        }
    };
}

decay!(decay_12, 12);
decay!(decay_16, 16);
decay!(decay_24, 24);

#[test]
fn stochastic_mask() {
    let subject = subject!(NoiseMask::default(), NoiseMask, [shift], [mask]);
    let rows = exhaustive(&subject.inputs);
    subject.check("noise mask", &rows, |v| vec![(0..v[0]).map(|bit| 1 << bit).sum()]);

    let subject = subject!(StochasticMask::default(), StochasticMask, [value, random, mask], [sum]);
    let rows = mixed(&subject.inputs);
    subject.check("stochastic mask", &rows, |v| vec![low(signed(v[0], 16) + i64::from(v[1] & v[2]), 17)]);
}

fn stochastic_shift<const W: usize>() {
    let subject = subject!(StochasticShift::default(), StochasticShift<W>, [sum, shift, mask], [delta]);
    let mut rows = mixed(&subject.inputs);
    for v in &mut rows {
        v[2] = (0..v[1]).map(|bit| 1 << bit).sum();
    }
    subject.check(&format!("stochastic shift {W}"), &rows, |v| {
        let delta = saturated(floor_shift(signed(v[0], 17), v[1]), W + 1);
        vec![low(signed(delta, W + 1), 17)]
    });
}

#[test]
fn stochastic_shifts() {
    stochastic_shift::<4>();
    stochastic_shift::<8>();
    stochastic_shift::<16>();
}

fn weight_step<const W: usize>() {
    let subject = subject!(WeightStep::default(), WeightStep<W>, [weight, delta, learn], [learned]);
    let mut rows = mixed(&subject.inputs);
    // Changes of W + 1 bits, as StochasticShift gives them.
    for v in &mut rows {
        v[1] = low(signed(low(i64::from(v[1]), W + 1), W + 1), 17);
    }
    subject.check(&format!("weight step {W}"), &rows, |v| {
        let change = if v[2] == 0 { 0 } else { signed(v[1], 17) };
        vec![saturated(signed(v[0], W) + change, W)]
    });
}

#[test]
fn weight_steps() {
    weight_step::<4>();
    weight_step::<8>();
    weight_step::<16>();
}

/// `NUM-3`, `SYN-6` and `SYN-8` for one width and scale.
fn used_weight<const W: usize>(scale: usize) {
    let subject = subject!(UsedWeight::new(scale), UsedWeight<W>, [weight, plain, negate], [addend]);
    let rows = if W == 8 { exhaustive(&subject.inputs) } else { mixed(&subject.inputs) };
    subject.check(&format!("used weight {W}, scale {scale}"), &rows, |v| {
        let used = floor_shift(signed(v[0], W), (W as u32).saturating_sub(8));
        let scaled = used * if v[1] == 0 { 1 << scale } else { 1 };
        // The one's complement: one less than the negative.
        vec![low(if v[2] == 0 { scaled } else { -scaled - 1 }, 17)]
    });
}

#[test]
fn used_weight_of_4_bits() {
    (0..=8).for_each(used_weight::<4>);
}

#[test]
fn used_weight_of_8_bits() {
    (0..=8).for_each(used_weight::<8>);
}

#[test]
fn used_weight_of_16_bits() {
    (0..=8).for_each(used_weight::<16>);
}

macro_rules! fire {
    ($test:ident, $m:literal, $t:literal) => {
        #[test]
        fn $test() {
            let subject = subject!(Fire::default(), Fire<$m, $t>, [membrane, threshold], [difference, above]);
            let rows = mixed(&subject.inputs);
            subject.check(stringify!($test), &rows, |v| {
                let (membrane, threshold) = (signed(v[0], $m), i64::from(v[1]));
                vec![low(membrane - threshold, $m), u32::from(membrane > threshold)]
            });
        }
    };
}

fire!(fire_12, 12, 11);
fire!(fire_16, 16, 15);
fire!(fire_24, 24, 23);

/// `d * gain`.
fn step(gain: u32, enable: u32, negative: u32) -> i64 {
    let sign = if enable == 0 { 0 } else { 1 - 2 * i64::from(negative) };
    signed(gain, 16) * sign
}

#[test]
fn gain_step() {
    let subject = subject!(GainStep::default(), GainStep, [trace, gain, enable, negative], [sum]);
    let rows = mixed(&subject.inputs);
    subject.check("gain step", &rows, |v| vec![saturated(signed(v[0], 16) + step(v[1], v[2], v[3]), 16)]);
}

fn modulated_step<const M: usize>() {
    let subject = subject!(
        ModulatedStep::default(),
        ModulatedStep<M>,
        [trace, gain, enable, negative, modulator, modulated],
        [sum]
    );
    let rows: Vec<Row> = mixed(&subject.inputs).into_iter().step_by(7).collect();
    subject.check(&format!("modulated step {M}"), &rows, |v| {
        let added = if v[5] == 1 { signed(v[4], M) } else { step(v[1], v[2], v[3]) };
        vec![saturated(signed(v[0], 16) + added, 16)]
    });
}

#[test]
fn modulated_steps() {
    modulated_step::<12>();
    modulated_step::<16>();
    modulated_step::<24>();
}

#[test]
fn pair_fire() {
    let subject = subject!(PairFire::default(), PairFire, [drive, threshold], [positive, negative, rest]);
    let mut rows = mixed(&subject.inputs);
    for v in &mut rows {
        v[1] &= 0x7FFF;
    }
    subject.check("pair fire", &rows, |v| {
        let (drive, threshold) = (signed(v[0], 16), i64::from(v[1]));
        let (rest, positive, negative) = if drive >= threshold {
            (drive - threshold, 1, 0)
        } else if drive <= -threshold {
            (drive + threshold, 0, 1)
        } else {
            (drive, 0, 0)
        };
        vec![positive, negative, low(rest, 16)]
    });
}

#[test]
fn multiply() {
    let subject = subject!(Multiply::default(), Multiply, [a, b], [product]);
    let rows = mixed(&subject.inputs);
    subject.check("multiply", &rows, |v| vec![low(i64::from(v[0]) * i64::from(v[1]), 16)]);
}

#[test]
fn first_set() {
    let subject = subject!(FirstSet::default(), FirstSet, [mask], [index, rest, any, last]);
    let rows = exhaustive(&subject.inputs);
    subject.check("first set", &rows, |v| {
        let set: Vec<u32> = (0..16).filter(|bit| v[0] >> bit & 1 == 1).collect();
        let rest = set.iter().skip(1).map(|bit| 1 << bit).sum();
        vec![set.first().copied().unwrap_or(0), rest, u32::from(!set.is_empty()), u32::from(set.len() == 1)]
    });
}

#[test]
fn population_count() {
    let subject = subject!(PopulationCount::default(), PopulationCount, [mask], [count]);
    let rows = exhaustive(&subject.inputs);
    subject.check("population count", &rows, |v| vec![(0..16).map(|bit| v[0] >> bit & 1).sum()]);
}

/// The comparison must see each of these damages.
#[test]
fn damage_is_seen() {
    fn damaged<B: Block>(
        subject: &support::Subject<B>,
        from: &str,
        to: &str,
        expected: impl FnMut(&[u32]) -> Row,
    ) -> usize {
        let text = subject.verilog();
        let broken = text.replacen(from, to, 1);
        assert_ne!(text, broken, "{from} is not in the Verilog");
        let rows = mixed(&subject.inputs);
        let expected: Vec<Row> = rows.iter().map(Vec::as_slice).map(expected).collect();
        let wrong = mismatches(&expected, &subject.icarus(&broken, "top", &rows)).len();
        println!("{from} -> {to}: {wrong} of {} vectors differ", rows.len());
        wrong
    }
    let add = subject!(SaturatingAdd::default(), SaturatingAdd<16, 17>, [a, b], [sum]);
    let sum = |v: &[u32]| vec![saturated(signed(v[0], 16) + signed(v[1], 17), 16)];
    assert!(damaged(&add, "a[15]", "1'b0", sum) > 0);
    assert!(damaged(&add, "~exact[17]", "exact[17]", sum) > 0);
    let shift = subject!(RoundingShift::default(), RoundingShift<12>, [value, shift], [shifted, round]);
    let rounded = |v: &[u32]| {
        let doubled = if v[1] == 15 { 0 } else { floor_shift(2 * signed(v[0], 12), v[1]) };
        vec![low(floor_shift(doubled, 1), 12), low(doubled, 1)]
    };
    assert!(damaged(&shift, "wire signed [12:0] doubled", "wire [12:0] doubled", rounded) > 0);
    assert!(damaged(&shift, "&shift", "1'b0", rounded) > 0);
    let fire = subject!(Fire::default(), Fire<16, 15>, [membrane, threshold], [difference, above]);
    let fired = |v: &[u32]| {
        let difference = signed(v[0], 16) - i64::from(v[1]);
        vec![low(difference, 16), u32::from(difference > 0)]
    };
    assert!(damaged(&fire, "{membrane[15], membrane}", "{1'b0, membrane}", fired) > 0);
}
