//! One file per board: device, pins, clock, and where they were published.

use std::path::PathBuf;

use serde::Deserialize;
use spindle_spec::Geometry;

use super::family::Family;

/// A board.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Board {
    /// The file that this was read from; of one that comes with Spindle, where it is in the
    /// repository.
    #[serde(skip)]
    pub file: PathBuf,
    /// Name on the command line; its file is `constraints/NAME.toml`. Letters, digits, `-` and `_`:
    /// it names a folder.
    pub name: String,
    /// Display name.
    pub title: String,
    /// Family of its FPGA.
    pub family: Family,
    /// The FPGA, as its tools call it.
    pub device: String,
    /// Its package, as its tools call it.
    pub package: String,
    /// Its speed grade, where it has one.
    #[serde(default)]
    pub speed: Option<String>,
    /// Gowin only: the series that the packer asks for.
    #[serde(default)]
    pub series: Option<String>,
    /// The bitstream's memory, as text.
    pub flash: String,
    /// Name of the board for openFPGALoader.
    pub programmer: String,
    /// Bits per second on the serial line.
    pub baud: u64,
    /// Lines that the vendor's constraint file needs besides those of the pins, in a fixed form.
    #[serde(default)]
    pub lines: Vec<String>,
    /// Further options of Yosys' synthesis command, of a stated set.
    #[serde(default)]
    pub synthesis: Vec<String>,
    /// Source of the pins.
    pub source: Source,
    /// The oscillator.
    pub clock: Clock,
    /// The pins of the top module.
    pub pins: Pins,
    /// Resources of the device; only where no tool of the flow knows them.
    #[serde(default)]
    pub resources: Option<Resources>,
    /// The largest geometry that `spindle build --fit` found.
    #[serde(default)]
    pub geometry: Option<Geometry>,
}

/// Published constraint files.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Owner and project.
    pub project: String,
    /// Their paths in it.
    pub file: String,
    /// The public repositories.
    pub url: String,
}

/// The oscillator.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// The pin that it drives.
    pub pin: String,
    /// Its frequency, Hz.
    pub hertz: u64,
    /// Electrical attributes, in the vendor's words.
    #[serde(default)]
    pub attributes: String,
}

/// The pins of the top module, except the clock.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pins {
    /// Serial line in.
    pub rx: Pin,
    /// Serial line out.
    pub tx: Pin,
    /// A light.
    pub led: Pin,
}

/// A pin of the device.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// Its name in the package.
    pub pin: String,
    /// Electrical attributes, in the vendor's words.
    #[serde(default)]
    pub attributes: String,
}

/// Resources of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resources {
    /// Look-up tables.
    pub lut: u64,
    /// Flip-flops.
    pub reg: u64,
    /// Block memories.
    pub blkmem: u64,
    /// Multipliers.
    pub dsp: u64,
}

impl Board {
    /// The signals of the top module: name, pin, attributes.
    pub fn signals(&self) -> [(&'static str, &str, &str); 4] {
        let Pins { rx, tx, led } = &self.pins;
        [
            ("clock", &self.clock.pin, &self.clock.attributes),
            ("rx", &rx.pin, &rx.attributes),
            ("tx", &tx.pin, &tx.attributes),
            ("led", &led.pin, &led.attributes),
        ]
    }

    /// Frequency of the oscillator, MHz.
    pub fn megahertz(&self) -> f64 {
        self.clock.hertz as f64 / 1e6
    }
}
