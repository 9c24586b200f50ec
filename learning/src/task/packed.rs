//! Files that may be compressed.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use flate2::bufread::GzDecoder;

use super::error::DataError;
use crate::files;

/// Most parts of a file that are compressed each by itself. Those that are made to be read in
/// parallel hold about 64 KiB.
const PARTS: usize = 1 << 14;

/// The content of a file whose `bytes` are given, unpacked if they are compressed; `after` says of
/// what was unpacked before damage how far it goes.
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
    match files::limit().and_then(|limit| unpack_all(&bytes, limit, &mut plain)) {
        Ok(()) => Ok(plain.into()),
        Err(error) if files::is_refusal(&error) => Err(files::error(path, "unpack")(error).into()),
        Err(source) => {
            Err(DataError::Compressed { file: path.display().to_string(), after: after(&plain), source })
        }
    }
}

/// Adds what all compressed parts hold to `plain`. Each takes its time, whatever it holds.
fn unpack_all(mut packed: &[u8], limit: u64, plain: &mut Vec<u8>) -> io::Result<()> {
    for _ in 0..PARTS {
        let mut part = GzDecoder::new(packed);
        files::read_bounded(&mut part, limit, plain)?;
        packed = part.into_inner();
        if packed.is_empty() {
            return Ok(());
        }
    }
    Err(files::refused(format!("it has more than {PARTS} parts"), "unpack it, and compress it as a whole"))
}

/// Number of lines.
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

    /// Empty parts never reach the limit, and take the time of full ones.
    #[test]
    fn no_more_parts_are_unpacked_than_the_limit() {
        let empty = packed(b"");
        let most = [packed(b"a\n"), empty.repeat(PARTS - 1)].concat();
        assert_eq!(&*unpack(Path::new("b.gz"), &*most, after_lines).unwrap(), b"a\n");
        let error = unpack(Path::new("b.gz"), [most, empty].concat(), after_lines).unwrap_err().to_string();
        assert!(error.starts_with("b.gz: cannot unpack: it has more than 16384 parts; unpack it"), "{error}");
    }

    #[test]
    fn what_follows_the_last_part_is_damage() {
        let file = [packed(b"a\n"), b"rest".to_vec()].concat();
        let error = unpack(Path::new("b.gz"), file, after_lines).unwrap_err().to_string();
        assert!(error.contains("after line 1"), "{error}");
    }
}
