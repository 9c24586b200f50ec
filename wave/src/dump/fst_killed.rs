//! Declarations of an FST whose writer was stopped, from the `.hier` file that it leaves.

use std::fs::File;
use std::io::{Cursor, Read};

use fst_reader::{FstHierarchyEntry, FstReader, FstVarType};

use crate::Error;
use crate::dump::fst_check::Blocks;
use crate::dump::seek::Buffered;
use crate::dump::source::check_regular;

/// The most bytes of declarations.
const MOST: u64 = 1 << 30;

/// Opens the complete value blocks of a file, with the declarations of its `.hier` file.
pub(crate) fn open(
    input: Buffered,
    path: &str,
    blocks: &Blocks,
    why: &'static str,
) -> Result<FstReader<Buffered>, Error> {
    let hierarchy = format!("{path}.hier");
    let refused = |what: &str| Error::Damaged {
        path: path.into(),
        what: format!("{why}, and {what}"),
        remedy: "write the dump again, or put the `.hier` file of its writer into the same folder",
    };
    let missing = || {
        refused("its declarations are missing: a file in the same folder with `.hier` appended to its name")
    };
    check_regular(hierarchy.as_ref(), &hierarchy).map_err(|_| missing())?;
    let mut bytes = Vec::new();
    let file = File::open(&hierarchy).map_err(|_| missing())?;
    let read = file.take(MOST + 1).read_to_end(&mut bytes);
    if read.map_err(|source| Error::Io { path: hierarchy.clone(), source })? as u64 > MOST {
        return Err(refused("its declarations, in `.hier`, are larger than 1 GiB"));
    }
    let unfit = |_| refused("its declarations, in `.hier`, are damaged");
    let mut reader = FstReader::open_incomplete(input, Cursor::new(bytes)).map_err(unfit)?;
    // The values of all signals at the beginning of a block are as long as the declarations say.
    let (mut signals, mut frame) = (0u64, 0u64);
    let count = |entry| {
        if let FstHierarchyEntry::Var { tpe, length, is_alias: false, .. } = entry {
            signals += 1;
            let is_real = matches!(
                tpe,
                FstVarType::Real | FstVarType::RealParameter | FstVarType::RealTime | FstVarType::ShortReal
            );
            frame = frame.saturating_add(if is_real { 8 } else { length.into() });
        }
    };
    reader.read_hierarchy(count).map_err(unfit)?;
    if (signals, frame) == (blocks.signals, blocks.frame) {
        return Ok(reader);
    }
    Err(refused("its declarations, in `.hier`, do not match its values"))
}
