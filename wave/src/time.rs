//! Times: femtoseconds inside, nanoseconds as text outside.

use crate::Error;

/// Femtoseconds. 128 bits hold every 64-bit time stamp in every unit that VCD has.
pub type Femtoseconds = u128;

pub(crate) const PER_NANOSECOND: u128 = 1_000_000;

/// Nanoseconds as decimal text, exact, without trailing zeros.
pub fn nanoseconds(time: Femtoseconds) -> String {
    let (whole, part) = (time / PER_NANOSECOND, time % PER_NANOSECOND);
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:06}").trim_end_matches('0').to_string() }
}

/// Units of time, each with its femtoseconds.
const UNITS: [(&str, u128); 6] = [
    ("fs", 1),
    ("ps", 1000),
    ("ns", PER_NANOSECOND),
    ("us", 1000 * PER_NANOSECOND),
    ("ms", 1_000_000 * PER_NANOSECOND),
    ("s", 1_000_000_000 * PER_NANOSECOND),
];

/// Reads a time such as `120`, `12.5`, `2ns` or `1.5us`, exact to a femtosecond. Without a unit it
/// is in nanoseconds.
///
/// # Errors
/// Text that is not a time.
pub fn parse_time(text: &str) -> Result<Femtoseconds, Error> {
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let per_unit = match unit {
        "" => Some(PER_NANOSECOND),
        unit => UNITS.iter().find(|(name, _)| *name == unit).map(|(_, per_unit)| *per_unit),
    };
    let number = number.trim_end();
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parsed =
        per_unit.filter(|_| digits(whole) && digits(part) && part.len() <= 15).and_then(|per_unit| {
            let scale = 10u128.pow(part.len() as u32);
            let part = per_unit.checked_mul(part.parse().ok()?)?;
            // (Nothing below a femtosecond.)
            let part = (part % scale == 0).then_some(part / scale)?;
            whole.parse::<u128>().ok()?.checked_mul(per_unit)?.checked_add(part)
        });
    parsed.ok_or_else(|| {
        Error::request(
            format!("`{text}` is not a time"),
            "give nanoseconds, such as `120` or `12.5`, or a number with a unit, such as `2ns` or `1.5us`",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_exactly() {
        for (text, femtoseconds) in [
            ("120", 120_000_000),
            ("12.5", 12_500_000),
            ("0.000001", 1),
            ("2ns", 2_000_000),
            ("1.5us", 1_500_000_000),
            ("3 ps", 3000),
            ("7fs", 7),
            ("1s", 1_000_000_000_000_000),
        ] {
            assert_eq!(parse_time(text).ok(), Some(femtoseconds), "{text}");
        }
        for text in
            ["", "ns", "-1", "1.", ".5", "1e3", "2 parsec", "0.5fs", "1.0000001ps", "9".repeat(40).as_str()]
        {
            assert!(parse_time(text).is_err(), "{text}");
        }
        assert_eq!(nanoseconds(12_500_000), "12.5");
    }
}
