//! Times: femtoseconds inside, nanoseconds as text outside.

use super::Error;

/// Femtoseconds. 128 bits hold every 64-bit time stamp in every unit that VCD has.
pub type Femtoseconds = u128;

pub(crate) const PER_NANOSECOND: u128 = 1_000_000;

/// Nanoseconds as decimal text, exact, without trailing zeros.
pub fn nanoseconds(time: Femtoseconds) -> String {
    let (whole, part) = (time / PER_NANOSECOND, time % PER_NANOSECOND);
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:06}").trim_end_matches('0').to_string() }
}

/// Reads a time in nanoseconds, such as `120` or `12.5`, with at most six digits after the point.
///
/// # Errors
/// Text that is no such number.
pub fn parse_nanoseconds(text: &str) -> Result<Femtoseconds, Error> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parsed = (digits(whole) && digits(part) && part.len() <= 6).then(|| {
        let whole: u128 = whole.parse().ok()?;
        let part: u128 = format!("{part:0<6}").parse().ok()?;
        whole.checked_mul(PER_NANOSECOND)?.checked_add(part)
    });
    parsed.flatten().ok_or_else(|| {
        Error::request(format!("`{text}` is not a time"), "give nanoseconds, such as `120` or `12.5`")
    })
}
