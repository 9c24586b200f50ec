//! Reading of descriptions, with errors that say what to write.

use std::path::Path;

use spindle_learning::files::{self, FileError};
use spindle_learning::names::advice;
use spindle_spec::Geometry;
use spindle_spec::geometry::GeometryError;

use super::description::Board;
use super::family::Family;
use super::words;

/// The boards that come with Spindle: name and text of every file `constraints/NAME.toml`.
pub const BOARDS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/boards.rs"));

/// A description that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BoardError {
    /// No board of that name.
    #[error("--board {name}: there is no such board; {}", advice(name, BOARDS.iter().map(|(known, _)| *known)))]
    Unknown {
        /// The requested name.
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
}
