//! One file per board: device, pins, clock, and where they were published.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use spindle_learning::files::{self, FileError};
use spindle_learning::names::advice;
use spindle_spec::Geometry;
use spindle_spec::geometry::GeometryError;

use super::family::Family;
use super::words;

/// The boards that come with Spindle: name and text of every file `constraints/NAME.toml`.
pub const BOARDS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/boards.rs"));

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

/// A description that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BoardError {
    /// No board of that name.
    #[error("--board {name}: there is no such board; {}", advice(name, BOARDS.iter().map(|(known, _)| *known)))]
    Unknown {
        /// The name asked for.
        name: String,
    },
    /// The file could not be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The text is not a description.
    #[error("{file}: {what}")]
    Text {
        /// The file.
        file: String,
        /// The problem, with its line.
        what: String,
    },
    /// A text that could become more than one word, line or option where it is inserted.
    #[error("{file}: {key} = {value:?}: {remedy}")]
    Refused {
        /// The file.
        file: String,
        /// The key.
        key: String,
        /// Its content.
        value: String,
        /// The remedy.
        remedy: String,
    },
    /// A geometry that no core can have.
    #[error("{file}: {source}")]
    Geometry {
        /// The file.
        file: String,
        /// The value out of range.
        source: GeometryError,
    },
    /// A signal without a pin.
    #[error("{file}: the pin of {signal} is empty; name one")]
    NoPin {
        /// The file.
        file: String,
        /// The signal.
        signal: &'static str,
    },
    /// One pin has two signals.
    #[error("{file}: pin {pin} is used twice, for {first} and {second}; give each a pin of its own")]
    PinTwice {
        /// The file.
        file: String,
        /// The pin.
        pin: String,
        /// A signal on it.
        first: &'static str,
        /// Another.
        second: &'static str,
    },
    /// A field that this family needs.
    #[error("{file}: `{field}` is missing; boards of family {family} need it")]
    Missing {
        /// The file.
        file: String,
        /// The field.
        field: &'static str,
        /// The family.
        family: &'static str,
    },
}

impl Board {
    /// The board called `name`, or the one described in the file of that path (`.toml`).
    ///
    /// # Errors
    /// There is no such board, or its description cannot be used.
    pub fn find(name: &str) -> Result<Self, BoardError> {
        if Path::new(name).extension().is_some_and(|extension| extension == "toml") {
            return Self::parse(name, &files::read_written(Path::new(name))?);
        }
        if let Some((known, text)) = BOARDS.iter().find(|(known, _)| *known == name) {
            return Self::parse(&format!("constraints/{known}.toml"), text);
        }
        Err(BoardError::Unknown { name: name.to_owned() })
    }

    /// Every board that comes with Spindle.
    ///
    /// # Errors
    /// As [`Board::find`].
    pub fn all() -> Result<Vec<Self>, BoardError> {
        BOARDS.iter().map(|(name, _)| Self::find(name)).collect()
    }

    /// Reads a description; `file` is its name in errors.
    ///
    /// # Errors
    /// It is not TOML, has a key too many or too few, a text that `words::check` refuses, or a pin
    /// that is empty or used twice.
    pub fn parse(file: &str, text: &str) -> Result<Self, BoardError> {
        let mut board: Self = toml::from_str(text).map_err(|error| BoardError::Text {
            file: file.into(),
            what: error.to_string().trim_end().into(),
        })?;
        board.file = file.into();
        let signals = board.signals();
        if let Some((signal, ..)) = signals.iter().find(|(_, pin, _)| pin.trim().is_empty()) {
            return Err(BoardError::NoPin { file: file.into(), signal });
        }
        words::check(&board).map_err(|words::Refused { key, value, remedy }| BoardError::Refused {
            file: file.into(),
            key,
            value,
            remedy,
        })?;
        if let Some(Err(source)) = board.geometry.as_ref().map(Geometry::validate) {
            return Err(BoardError::Geometry { file: file.into(), source });
        }
        for (index, (first, pin, _)) in signals.iter().enumerate() {
            if let Some((second, ..)) = signals[index + 1..].iter().find(|(_, other, _)| other == pin) {
                let pin = (*pin).to_owned();
                return Err(BoardError::PinTwice { file: file.into(), pin, first, second });
            }
        }
        let needed = match board.family {
            Family::Ice40 => None,
            Family::Ecp5 => board.speed.is_none().then_some("speed"),
            Family::Gowin => board.series.is_none().then_some("series"),
            Family::Xilinx => board.resources.is_none().then_some("resources"),
        };
        if let Some(field) = needed {
            return Err(BoardError::Missing { file: file.into(), field, family: board.family.name() });
        }
        Ok(board)
    }

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
