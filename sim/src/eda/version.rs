//! Versions of tools.

use std::fmt;

/// Major and minor number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32, pub u32);

impl Version {
    /// The first `number.number` in `text`.
    pub fn find(text: &str) -> Option<Self> {
        text.split(|character: char| !(character.is_ascii_digit() || character == '.')).find_map(|word| {
            let mut parts = word.split('.').map(str::parse);
            match (parts.next()?, parts.next()?) {
                (Ok(major), Ok(minor)) => Some(Self(major, minor)),
                _ => None,
            }
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}
