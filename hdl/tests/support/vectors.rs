//! Input vectors: every combination of corner values, then random ones.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Row;
use super::tools::Port;

/// Vectors in a set that is not exhaustive, at least.
pub const ENOUGH: usize = 100_000;

/// The two's complement reading of the low `bits` bits.
pub fn signed(value: u32, bits: usize) -> i64 {
    let value = i64::from(value);
    if value >= 1 << (bits - 1) { value - (1 << bits) } else { value }
}

/// The low `bits` bits of a number.
pub fn low(value: i64, bits: usize) -> u32 {
    value.rem_euclid(1 << bits) as u32
}

/// The nearest number of `bits` signed bits.
pub fn saturated(value: i64, bits: usize) -> u32 {
    let (least, most) = (-(1i64 << (bits - 1)), (1i64 << (bits - 1)) - 1);
    low(
        if value < least {
            least
        } else if value > most {
            most
        } else {
            value
        },
        bits,
    )
}

/// `floor(value / 2^shift)`.
pub fn floor_shift(value: i64, shift: u32) -> i64 {
    value.div_euclid(1 << shift)
}

/// All values of a narrow port; of a wide one the ends of both ranges, around 0, and some powers of
/// two.
pub fn corners(bits: usize) -> Vec<u32> {
    if bits <= 4 {
        return (0..1 << bits).collect();
    }
    let middle = 1i64 << (bits - 1);
    let mut values = vec![-2, -1, 0, 1, 2, middle - 2, middle - 1, middle, middle + 1];
    for power in (3..bits - 1).step_by(4) {
        values.extend([(1 << power) - 1, 1 << power, -(1 << power)]);
    }
    let mut values: Vec<u32> = values.into_iter().map(|value| low(value, bits)).collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// A generator that gives the same numbers every time.
pub fn generator(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// A number of `bits` bits: uniform, or near a corner, or of small magnitude.
pub fn random(generator: &mut impl Rng, bits: usize) -> u32 {
    let uniform = i64::from(generator.random::<u32>());
    match generator.random_range(0..4) {
        0 => {
            let corners = corners(bits);
            let corner = corners[generator.random_range(0..corners.len())];
            low(i64::from(corner) + uniform % 7 - 3, bits)
        }
        1 => low(signed(low(uniform, bits), bits) >> generator.random_range(0..bits), bits),
        _ => low(uniform, bits),
    }
}

/// All combinations of corners, then random vectors up to [`ENOUGH`].
pub fn mixed(inputs: &[Port]) -> Vec<Row> {
    let mut rows: Vec<Row> = vec![vec![]];
    for port in inputs {
        let corners = corners(port.bits);
        rows = rows
            .iter()
            .flat_map(|row| corners.iter().map(move |c| [row.as_slice(), &[*c]].concat()))
            .collect();
    }
    let mut generator = generator(1);
    while rows.len() < ENOUGH {
        rows.push(inputs.iter().map(|port| random(&mut generator, port.bits)).collect());
    }
    rows
}

/// Every vector there is.
pub fn exhaustive(inputs: &[Port]) -> Vec<Row> {
    let bits: usize = inputs.iter().map(|port| port.bits).sum();
    assert!(bits <= 20, "2^{bits} vectors are too many");
    (0..1u32 << bits)
        .map(|mut word| {
            let mut take = |port: &Port| {
                let value = word & ((1 << port.bits) - 1);
                word >>= port.bits;
                value
            };
            inputs.iter().map(&mut take).collect()
        })
        .collect()
}
