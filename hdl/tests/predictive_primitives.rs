//! The primitives of the predictive pass against integer arithmetic: their models, their Verilog
//! and their netlists.

mod support;

use spindle_hdl::primitives::*;
use support::vectors::{floor_shift, low, mixed, saturated, signed};
use support::{Row, mismatches};

/// Expected output of a clocked block: the result of the inputs one cycle ago, and of zeros at
/// first.
fn later(mut result: impl FnMut(&[u32]) -> Row, ports: usize) -> impl FnMut(&[u32]) -> Row {
    let mut before = vec![0; ports];
    move |v| result(&std::mem::replace(&mut before, v.to_vec()))
}

macro_rules! scaled_product {
    ($test:ident, $a:literal, $b:literal, $o:literal, $make:ident, $shift:literal) => {
        #[test]
        fn $test() {
            let subject = subject!(
                clocked ScaledProduct::$make($shift), ScaledProduct<$a, $b, $o>, [a, b], [product]
            );
            let half = if stringify!($make) == "rounded" { (1 << $shift) / 2 } else { 0 };
            let rows = mixed(&subject.inputs);
            let product =
                |v: &[u32]| vec![low(floor_shift(signed(v[0], $a) * signed(v[1], $b) + half, $shift), $o)];
            subject.check(stringify!($test), &rows, later(product, 2));
        }
    };
}

scaled_product!(product_24_18_rounded_16_26, 24, 18, 26, rounded, 16);
scaled_product!(product_18_18_rounded_16_20, 18, 18, 20, rounded, 16);
scaled_product!(product_24_9_floored_0_32, 24, 9, 32, floored, 0);
scaled_product!(product_16_17_rounded_15_16, 16, 17, 16, rounded, 15);
scaled_product!(product_18_17_rounded_15_20, 18, 17, 20, rounded, 15);
scaled_product!(product_24_17_rounded_16_24, 24, 17, 24, rounded, 16);
scaled_product!(product_24_17_floored_16_24, 24, 17, 24, floored, 16);
scaled_product!(product_17_17_floored_16_16, 17, 17, 16, floored, 16);

/// `2^(16 + m/256)` to the nearest integer, by squaring: `t^256 = 2^(16·256 + m)` lies between the
/// powers of `t ± 1/2`.
#[test]
fn powers_are_the_nearest_integers() {
    let subject = subject!(clocked WeightValue::default(), WeightValue, [stored, logarithmic], [value]);
    let rows: Vec<Row> = (0..257).map(|m| vec![(8 * m) & 0x7FF, 1]).collect();
    let mut subject = subject;
    let shown = subject.model(&rows);
    for m in 0..256usize {
        let value = f64::from(shown[m + 1][0]);
        let exponent = 16.0 + m as f64 / 256.0;
        assert!((value - 0.5).log2() < exponent && exponent < (value + 0.5).log2(), "{m}: {value}");
    }
}

#[test]
fn weight_value() {
    let subject = subject!(clocked WeightValue::default(), WeightValue, [stored, logarithmic], [value]);
    let rows: Vec<Row> = (0..1 << 17).map(|word| vec![word & 0xFFFF, word >> 16]).collect();
    let power = |stored: i64| {
        let exponent = 16.0 + (stored.rem_euclid(2048) / 8) as f64 / 256.0;
        let mantissa = exponent.exp2().round() as i64;
        match stored.div_euclid(2048) {
            whole if whole > 0 => (1 << 17) - 1,
            whole => floor_shift(mantissa, -whole as u32),
        }
    };
    let value = |v: &[u32]| {
        let stored = signed(v[0], 16);
        vec![low(if v[1] == 1 { power(stored) } else { stored }, 18)]
    };
    subject.check("weight value", &rows, later(value, 2));
}

#[test]
fn prediction_error() {
    let subject = subject!(PredictionError::default(), PredictionError, [trace, predicted], [error]);
    let rows = mixed(&subject.inputs);
    subject.check("prediction error", &rows, |v| vec![saturated(2 * i64::from(v[0]) - signed(v[1], 26), 18)]);
}

fn gradient_of(v: &[u32]) -> Row {
    let own = signed(v[0], 24) * signed(v[1], 18);
    let common = signed(v[2], 24) * signed(v[3], 24);
    vec![saturated(floor_shift(own + 2 * common + 32_768, 16), 24)]
}

#[test]
fn gradient() {
    let subject =
        subject!(clocked Gradient::default(), Gradient, [membrane, error, sum, eligibility], [gradient]);
    let rows = mixed(&subject.inputs);
    subject.check("gradient", &rows, later(gradient_of, 4));
}

#[test]
fn predicted_membrane() {
    let subject =
        subject!(PredictedMembrane::default(), PredictedMembrane, [leaked, drive, threshold, due], [after]);
    let rows = mixed(&subject.inputs);
    subject.check("predicted membrane", &rows, |v| {
        let reset = i64::from(v[2] * v[3]);
        vec![saturated(signed(v[0], 24) + signed(v[1], 24) - reset, 24)]
    });
}

#[test]
fn weight_change() {
    let subject = subject!(
        WeightChange::default(),
        WeightChange,
        [scaled, prediction_shift, predicts, product, feedback_shift, feeds, random],
        [change]
    );
    let mut numbers = support::vectors::generator(4);
    let rows: Vec<Row> = (0..200_000)
        .map(|_| {
            subject.inputs.iter().map(|port| support::vectors::random(&mut numbers, port.bits)).collect()
        })
        .collect();
    subject.check("weight change", &rows, |v| {
        let a = i64::from(v[2]) * floor_shift(signed(v[0], 32), v[1]);
        let b = i64::from(v[5]) * floor_shift(signed(v[3], 16) * 65_536, v[4]);
        vec![low(floor_shift(a + b + i64::from(v[6]), 16), 18)]
    });
}

/// The comparison must see each of these damages.
#[test]
fn damage_is_seen() {
    let gradient =
        subject!(clocked Gradient::default(), Gradient, [membrane, error, sum, eligibility], [gradient]);
    let text = gradient.verilog();
    let rows = mixed(&gradient.inputs);
    let mut result = later(gradient_of, 4);
    let expected: Vec<Row> = rows.iter().map(|row| result(row)).collect();
    for (from, to) in [
        ("{{24{sum[23]}}, sum}", "{24'd0, sum}"),
        ("{common[47], common, 1'b0}", "{common[47], common[47], common}"),
        ("50'd32768", "50'd0"),
        ("own[41]", "1'b0"),
    ] {
        let broken = text.replacen(from, to, 1);
        assert_ne!(text, broken, "{from} is not in the Verilog");
        let wrong = mismatches(&expected, &gradient.icarus(&broken, "top", &rows)).len();
        println!("{from} -> {to}: {wrong} of {} vectors differ", rows.len());
        assert!(wrong > 0);
    }
}
