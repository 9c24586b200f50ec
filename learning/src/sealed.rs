//! State from which a later run resumes, in a file that reveals modifications.
//!
//! Whoever starts from a file takes what it says: no comparison would show that a weight in it is
//! another one. So it is kept with the version of the program, whose golden model it is a state of,
//! and the SHA-256 of all that it holds.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::files::hex;

/// The program.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// Why a file is not what was saved.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// It holds something else, or is cut.
    #[error("{0}")]
    Form(#[from] serde_json::Error),
    /// It was saved by another version.
    #[error("it is of another version")]
    Version,
    /// It is not as it was saved.
    #[error("it was changed after it was saved")]
    Changed,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed<T> {
    /// Version of the content's form.
    format: u32,
    /// Version of Spindle.
    program: String,
    /// Of all the rest, in hexadecimal.
    sha256: String,
    content: T,
}

/// Sealed text of `content`, whose form has this version.
///
/// # Errors
/// It cannot be written as JSON.
pub fn seal<T: Serialize>(format: u32, content: &T) -> Result<Vec<u8>, serde_json::Error> {
    let sha256 = sha256(&(format, PROGRAM, content))?;
    serde_json::to_vec(&Sealed { format, program: PROGRAM.into(), sha256, content })
}

/// Content of `bytes` that [`seal`] has written.
///
/// # Errors
/// They are of another form or version, or were changed.
pub fn unseal<T: Serialize + DeserializeOwned>(format: u32, bytes: &[u8]) -> Result<T, SealError> {
    let sealed: Sealed<T> = serde_json::from_slice(bytes)?;
    if sealed.format != format || sealed.program != PROGRAM {
        return Err(SealError::Version);
    }
    if sealed.sha256 != sha256(&(format, PROGRAM, &sealed.content))? {
        return Err(SealError::Changed);
    }
    Ok(sealed.content)
}

/// SHA-256 of something as JSON, in hexadecimal.
///
/// # Errors
/// It cannot be written as JSON.
pub fn sha256(what: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(hex(&Sha256::digest(serde_json::to_vec(what)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_is_read_back_and_every_changed_byte_shows() {
        let content = (vec![-3i16, 7, 2000], 0.1f64, "text".to_owned());
        let bytes = seal(3, &content).unwrap();
        assert_eq!(unseal::<(Vec<i16>, f64, String)>(3, &bytes).unwrap(), content);
        assert!(matches!(unseal::<(Vec<i16>, f64, String)>(4, &bytes), Err(SealError::Version)));
        let mut damaged = 0;
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut bytes = bytes.clone();
                bytes[at] ^= 1 << bit;
                // The sum may be in capitals, and a blank may replace another; nothing else may
                // change.
                if let Ok(read) = unseal::<(Vec<i16>, f64, String)>(3, &bytes) {
                    assert_eq!(read, content, "bit {bit} of byte {at}");
                }
                damaged += 1;
            }
        }
        assert!(damaged > 800, "{damaged}");
        let weight = String::from_utf8(bytes).unwrap().replace("[-3,7,2000]", "[-3,6,2000]");
        let read = unseal::<(Vec<i16>, f64, String)>(3, weight.as_bytes());
        assert!(matches!(read, Err(SealError::Changed)), "{read:?}");
    }
}
