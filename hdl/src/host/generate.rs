//! Verilog of a board's top module, and of cores for other buses.

use regex::Regex;
use rust_hdl::prelude::{Block, generate_verilog};

use super::axi::Axi;
use super::divider::{LEAST_DIVISOR, MOST_DIVISOR};
use super::top::Top;
use super::wishbone::Wishbone;
use crate::generate::hidden;
use crate::verilog::{Error, Options, Source, file, finish_as};
use spindle_spec::geometry::{Geometry, GeometryError};
use spindle_spec::signals::PREFIX;

/// Name of the top module; ports `clock`, `rx`, `tx`, `led`.
pub const TOP: &str = "spindle_top";

/// Highest clock frequency for which the bridge's timeout fits its counter, Hz.
const MOST_HZ: u64 = 1_000_000_000;

/// Error of a bit's length, in thousandths, that a receiver can bear: it samples the last of ten
/// bits in its middle.
const MOST_ERROR: u64 = 20;

/// Why a top module cannot be generated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TopError {
    /// A bound of the geometry is not kept.
    #[error(transparent)]
    Geometry(#[from] GeometryError),
    /// A clock that is not possible.
    #[error("a clock of {0} Hz: choose 1 to {MOST_HZ}")]
    Clock(u64),
    /// The clock cannot give this baud rate.
    #[error(
        "{baud} baud from a clock of {clock} Hz: a bit must last {LEAST_DIVISOR} to {MOST_DIVISOR} cycles, within {MOST_ERROR} thousandths of a whole number; choose another --baud, such as {}", near(*.clock)
    )]
    Baud {
        /// Hz.
        clock: u64,
        /// Bits a second.
        baud: u64,
    },
    /// The Verilog could not be finished: a defect of the description.
    #[error(transparent)]
    Verilog(#[from] Error),
}

/// A baud rate that a clock gives.
fn near(clock: u64) -> u64 {
    [3_000_000, 1_000_000, 115_200, 9_600]
        .into_iter()
        .find(|baud| divisor(clock, *baud).is_ok())
        .unwrap_or(clock / LEAST_DIVISOR)
}

/// Cycles of a bit.
///
/// # Errors
/// The baud rate is too high, too low, or too far from a fraction of the clock.
pub fn divisor(clock: u64, baud: u64) -> Result<u64, TopError> {
    let error = TopError::Baud { clock, baud };
    if baud == 0 {
        return Err(error);
    }
    let divisor = (clock + baud / 2) / baud;
    let off = (divisor * baud).abs_diff(clock) * 1000;
    if !(LEAST_DIVISOR..=MOST_DIVISOR).contains(&divisor) || off > MOST_ERROR * clock {
        return Err(error);
    }
    Ok(divisor)
}

/// Cycles without a byte after which a packet is abandoned, as a power of two: the first beyond 100
/// ms (`HOST-5`).
pub fn silence_bits(clock: u64) -> u32 {
    (clock / 10).max(16).next_power_of_two().trailing_zeros()
}

/// Verilog-2001 of [`TOP`] in one text: a core of this geometry behind a serial line of `baud` bits
/// a second, on a clock of
/// `clock` Hz. Weights and neuron parameters have no contents before the host loads them.
///
/// # Errors
/// A geometry out of bounds, or a baud rate that the clock cannot give.
pub fn generate_top(geometry: &Geometry, clock: u64, baud: u64) -> Result<String, TopError> {
    top_sources(geometry, clock, baud, PREFIX).map(|sources| one_file(&sources))
}

/// Its modules, `<prefix>_top` first. The names of all others begin with that name.
///
/// # Errors
/// As [`generate_top`].
pub fn top_sources(
    geometry: &Geometry,
    clock: u64,
    baud: u64,
    prefix: &str,
) -> Result<Vec<Source>, TopError> {
    geometry.validate()?;
    if !(1..=MOST_HZ).contains(&clock) {
        return Err(TopError::Clock(clock));
    }
    let divisor = divisor(clock, baud)?;
    let silence_bits = silence_bits(clock);
    let top = raw(Top::new(geometry, divisor, silence_bits));
    finished(&without_images(&top), geometry, "Top", prefix)
}

/// Name of the core as a Wishbone slave.
pub const WISHBONE: &str = "spindle_wishbone";

/// Name of the core behind AXI4-Lite and AXI4-Streams.
pub const AXI: &str = "spindle_axi";

/// Verilog-2001 of [`WISHBONE`] in one text, its memories loaded as those of the core.
///
/// # Errors
/// A geometry out of bounds.
pub fn generate_wishbone(geometry: &Geometry) -> Result<String, TopError> {
    wishbone_sources(geometry, PREFIX).map(|sources| one_file(&sources))
}

/// Its modules, `<prefix>_wishbone` first. The names of all others begin with that name.
///
/// # Errors
/// A geometry out of bounds.
pub fn wishbone_sources(geometry: &Geometry, prefix: &str) -> Result<Vec<Source>, TopError> {
    geometry.validate()?;
    finished(&raw(Wishbone::new(geometry)), geometry, "Wishbone", prefix)
}

/// Verilog-2001 of [`AXI`] in one text, its memories loaded as those of the core.
///
/// # Errors
/// A geometry out of bounds.
pub fn generate_axi(geometry: &Geometry) -> Result<String, TopError> {
    axi_sources(geometry, PREFIX).map(|sources| one_file(&sources))
}

/// Its modules, `<prefix>_axi` first. The names of all others begin with that name.
///
/// # Errors
/// A geometry out of bounds.
pub fn axi_sources(geometry: &Geometry, prefix: &str) -> Result<Vec<Source>, TopError> {
    geometry.validate()?;
    finished(&raw(Axi::new(geometry)), geometry, "Axi", prefix)
}

/// The modules of a block of this folder: `<prefix>_<block>`, and below it names that begin with
/// that, so that it can stand beside a core of the same prefix.
fn finished(raw: &str, geometry: &Geometry, block: &str, prefix: &str) -> Result<Vec<Source>, TopError> {
    let top = format!("{prefix}_{}", block.to_lowercase());
    let hidden = hidden(geometry);
    let options = Options {
        top: &top,
        prefix: &top,
        images: prefix,
        block,
        hidden: &hidden,
        hidden_of: "Core",
        reset: geometry.reset,
    };
    Ok(finish_as(raw, &options)?)
}

fn one_file(sources: &[Source]) -> String {
    file(sources, &format!("`{}`", sources[0].name))
}

/// Verilog of a top module as Rust-HDL gives it.
fn raw(mut top: impl Block) -> String {
    top.connect_all();
    generate_verilog(&top)
}

/// The same without the files that memories are loaded from.
fn without_images(raw: &str) -> String {
    let load = Regex::new(r"(?m)^\s*initial \$readmemh\([^)]*\);\n").expect("a valid expression");
    load.replace_all(raw, "").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn baud_rates_of_common_clocks() {
        assert_eq!(divisor(12_000_000, 115_200), Ok(104));
        assert_eq!(divisor(25_000_000, 1_000_000), Ok(25));
        assert_eq!(divisor(12_000_000, 3_000_000), Ok(4));
        for (clock, baud) in
            [(12_000_000, 4_000_000), (12_000_000, 0), (12_000_000, 2_700_000), (100_000_000, 1_000)]
        {
            let said = divisor(clock, baud).unwrap_err().to_string();
            assert!(said.contains("--baud"), "{said}");
        }
    }

    #[test]
    fn silence_is_longer_than_a_tenth_of_a_second() {
        for clock in [1_000_000, 12_000_000, 100_000_000, MOST_HZ] {
            let cycles = 1u64 << silence_bits(clock);
            assert!((clock / 10..clock / 5).contains(&cycles), "{cycles} of {clock}");
        }
    }
}
