//! Files that may be compressed.

use std::borrow::Cow;
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::DataError;
use crate::files;

/// The content of a file whose `bytes` are given, unpacked if they are compressed; `after` says of what was unpacked before
/// damage how far it goes.
pub(super) fn unpack<'a>(
    path: &Path,
    bytes: impl Into<Cow<'a, [u8]>>,
    after: impl Fn(&[u8]) -> String,
) -> Result<Cow<'a, [u8]>, DataError> {
    let bytes = bytes.into();
    if !bytes.starts_with(&[0x1F, 0x8B]) {
        return Ok(bytes);
    }
    let mut plain = Vec::new();
    let unpacked =
        files::limit().and_then(|limit| files::read_bounded(MultiGzDecoder::new(&*bytes), limit, &mut plain));
    match unpacked {
        Ok(()) => Ok(plain.into()),
        Err(error) if files::is_refusal(&error) => Err(files::error(path, "unpack")(error).into()),
        Err(source) => {
            Err(DataError::Compressed { file: path.display().to_string(), after: after(&plain), source })
        }
    }
}

/// How many lines there are.
pub(super) fn after_lines(plain: &[u8]) -> String {
    format!("after line {}", plain.split(|byte| *byte == b'\n').count() - 1)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    /// A megabyte packed into a kilobyte, a hundred times.
    #[test]
    fn what_explodes_is_refused_with_the_limit() {
        let bomb = packed(&vec![b'0'; 1 << 20]).repeat(100);
        assert!(bomb.len() < 1 << 18);
        let error = unpack(Path::new("b.gz"), bomb, after_lines).unwrap_err().to_string();
        assert!(error.starts_with("b.gz: cannot unpack: it is larger than 64 MiB"), "{error}");
        assert!(error.contains("SPINDLE_MAX_INPUT_MIB"), "{error}");
        let small = packed(b"a\nb\n").repeat(2);
        assert_eq!(&*unpack(Path::new("b.gz"), small, after_lines).unwrap(), b"a\nb\na\nb\n");
        assert_eq!(after_lines(b"a\nb\nc"), "after line 2");
    }
}
