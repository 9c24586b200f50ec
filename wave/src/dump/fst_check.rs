//! Checks the blocks of an FST before the library reads them. The library neither checks that the
//! file is complete nor validates a size or count before it allocates that much memory; a failed
//! allocation ends the process.

use std::io::{Read, Seek, SeekFrom};

use crate::Error;

/// Length of the header block, as stated in each FST.
pub(crate) const HEADER: u64 = 329;
/// The type of a block to pass over.
const SKIP: u8 = 255;

/// A time at which dumping was switched on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Switch {
    pub(crate) time: u64,
    pub(crate) off: bool,
}

pub(crate) fn be64(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

/// True if a block of this kind holds values.
fn is_values(kind: u8) -> bool {
    matches!(kind, 1 | 5 | 8)
}

/// True if `content` bytes can be stored in `stored` bytes, given the best ratio of FST's
/// compression methods.
fn expands(content: u64, stored: u64) -> bool {
    content <= stored.saturating_mul(1100)
}

/// Contents of the blocks of a file.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    pub(crate) switches: Vec<Switch>,
    /// End of the complete blocks, and the reason if that is not the end of the file.
    pub(crate) end: u64,
    pub(crate) cut: Option<&'static str>,
    /// The first and the last time of the blocks of values.
    pub(crate) times: Option<(u64, u64)>,
    /// The most signals that a block of values has, and the bytes of all their values at its
    /// beginning.
    pub(crate) signals: u64,
    pub(crate) frame: u64,
}

/// Checks all blocks of the file: they must reach exactly to its end, match the header's count, and
/// hold the stated amounts. A file may also end after some complete blocks of values, without
/// declarations, as the file of a stopped writer does.
pub(crate) fn check(input: &mut (impl Read + Seek), length: u64, path: &str) -> Result<Blocks, Error> {
    let io = |source| Error::Io { path: path.into(), source };
    let cut = || Error::damaged(path, "the file is cut: its last block is not whole");
    let (mut at, mut promised) = (0, 0);
    let (mut values, mut geometries, mut hierarchies) = (0u64, 0, 0);
    // Signals that are declared, and the most that the header or a block of values has.
    let (mut declared, mut used) = (0, 0);
    let mut blocks = Blocks::default();
    while at < length {
        if length - at < 9 {
            blocks.cut = Some("the file is cut: its last block is not whole");
            break;
        }
        let mut start = [0; 9];
        input.seek(SeekFrom::Start(at)).map_err(io)?;
        input.read_exact(&mut start).map_err(io)?;
        let size = be64(&start[1..]);
        let next = size.checked_add(1).and_then(|size| at.checked_add(size));
        let Some(next) = next.filter(|&next| size >= 8 && next <= length) else {
            blocks.cut = Some(match (start[0], size) {
                (SKIP, 0) => "the file is not finished: its writer was stopped",
                _ => "the file is cut: its last block is not whole",
            });
            break;
        };
        // The beginning of the block's content.
        let mut content = [0; 64];
        let have = (size as usize - 8).min(content.len());
        input.read_exact(&mut content[..have]).map_err(io)?;
        let is_sound = match start[0] {
            0 if at == 0 && size == HEADER => {
                used = used.max(be64(&content[48..]));
                promised = be64(&content[56..]);
                true
            }
            kind if is_values(kind) => {
                values += 1;
                let found = count_signals(input, at + 9, next, kind == 8).map_err(io)?;
                let (signals, frame) = found.unwrap_or_default();
                if signals > blocks.signals {
                    (blocks.signals, blocks.frame) = (signals, frame);
                }
                let [first, last] = [0, 8].map(|at| be64(&content[at..]));
                blocks.times = Some((blocks.times.map_or(first, |times| times.0), last));
                found.is_some()
            }
            2 => {
                let mut block = vec![0; (size - 8) as usize];
                input.seek(SeekFrom::Start(at + 9)).map_err(io)?;
                input.read_exact(&mut block).map_err(io)?;
                blocks.switches = blackouts(&block).ok_or_else(cut)?;
                true
            }
            3 => {
                geometries += 1;
                declared = be64(&content[8..]);
                let bytes = be64(&content);
                expands(bytes, size) && declared <= bytes
            }
            4 | 6 => {
                hierarchies += 1;
                expands(be64(&content), size)
            }
            7 => {
                // Compressed twice.
                hierarchies += 1;
                let once = varint(&mut content[8..have.max(8)].iter().copied());
                once.is_some_and(|once| expands(once, size) && expands(be64(&content), once))
            }
            SKIP => true,
            other => {
                let what = format!("the file is damaged: no block of kind {other} can be at byte {at}");
                return Err(Error::damaged(path, what));
            }
        };
        if !is_sound {
            let what =
                format!("the file is damaged: the block at byte {at} says that it holds more than it can");
            return Err(Error::damaged(path, what));
        }
        at = next;
    }
    blocks.end = at;
    if let Some(what) = blocks.cut {
        // What is declared in the file is so when all values are written.
        let is_stopped = values > 0 && hierarchies == 0;
        return if is_stopped { Ok(blocks) } else { Err(Error::damaged(path, what)) };
    }
    if values > 0 && geometries == 0 && hierarchies == 0 {
        blocks.cut = Some("the file is not finished: its writer was stopped");
        return Ok(blocks);
    }
    used = used.max(blocks.signals);
    if values != promised || geometries != 1 || hierarchies != 1 || used > declared {
        let what = format!(
            "the file is not whole: {values} of {promised} blocks of values, {geometries} of widths, {hierarchies} of \
             names, {used} of {declared} signals"
        );
        return Err(Error::damaged(path, what));
    }
    Ok(blocks)
}

/// Number of signals that a block of values, from `start` to `end`, has places for, and the bytes
/// of their initial values; none if the block is inconsistent.
fn count_signals(
    input: &mut (impl Read + Seek),
    start: u64,
    end: u64,
    is_signed: bool,
) -> std::io::Result<Option<(u64, u64)>> {
    let mut read = |at: Option<u64>, most: u64| {
        let Some(at) = at.filter(|&at| start <= at && at <= end) else { return Ok(Vec::new()) };
        input.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::new();
        input.take(most.min(end - at)).read_to_end(&mut bytes)?;
        std::io::Result::Ok(bytes)
    };
    // At the end: the times, compressed, and three numbers on them.
    let tail = read(end.checked_sub(24), 24)?;
    let [bytes, stored, times] = [0, 8, 16].map(|at| tail.get(at..).map_or(0, be64));
    // Before them: where the values of each signal are, and the length of that.
    let places_end =
        (end - start).checked_sub(24 + 8).and_then(|left| left.checked_sub(stored)).map(|at| start + at);
    let places_length = be64(&read(places_end, 8)?);
    let places_start = places_end.and_then(|at| at.checked_sub(places_length));
    let places = read(places_start, places_length)?;
    // Layout: three numbers, the compressed initial values of all signals, then values and the
    // number of their signals.
    let mut frame = read(Some(start + 24), 30)?.into_iter();
    let before = frame.len();
    let [frame_bytes, frame_stored, _] = [(); 3].map(|()| varint(&mut frame));
    let first =
        frame_stored.and_then(|stored| (start + 24 + (before - frame.len()) as u64).checked_add(stored));
    let signals = varint(&mut read(first, 10)?.into_iter());
    let (Some(frame_bytes), Some(frame_stored), Some(signals)) = (frame_bytes, frame_stored, signals) else {
        return Ok(None);
    };
    let is_sound = tail.len() == 24
        && places.len() as u64 == places_length
        && first < places_start
        && expands(frame_bytes, frame_stored)
        && expands(bytes, stored)
        && times <= bytes
        && count_places(&places, is_signed).is_some_and(|places| places <= signals);
    Ok(is_sound.then_some((signals, frame_bytes)))
}

/// Number of signals in a list of value positions.
fn count_places(list: &[u8], is_signed: bool) -> Option<u64> {
    let mut bytes = list.iter().copied();
    let mut count = 0u64;
    while bytes.len() > 0 {
        let number = varint(&mut bytes)?;
        count = match number {
            // So many without values.
            _ if number & 1 == 0 && (is_signed || number > 0) => count.checked_add(number >> 1)?,
            // The same place as that of another.
            0 => varint(&mut bytes).map(|_| count + 1)?,
            _ => count + 1,
        };
    }
    Some(count)
}

/// A number in pieces of seven bits, the lowest first.
fn varint(bytes: &mut impl Iterator<Item = u8>) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..63).step_by(7) {
        let byte = bytes.next()?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// The entries of a blackout block: a count, then for each whether dumping is on and the time since
/// the last.
fn blackouts(block: &[u8]) -> Option<Vec<Switch>> {
    let mut bytes = block.iter().copied();
    let count = varint(&mut bytes)?;
    let mut time = 0u64;
    let mut switches = Vec::new();
    for _ in 0..count {
        let on = bytes.next()?;
        time = time.checked_add(varint(&mut bytes)?)?;
        switches.push(Switch { time, off: on == 0 });
    }
    Some(switches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted() {
        // Three without values, one with, the same place twice.
        assert_eq!(count_places(&[6, 3, 0, 5, 0, 5], false), Some(6));
        assert_eq!(count_places(&[6, 3, 1, 0x7f], true), Some(6));
        assert_eq!(count_places(&[0xfe, 0xff, 0xff, 0xff, 0x0f], false), Some(0x7fff_ffff));
        assert_eq!(count_places(&[0x80], false), None);
    }

    #[test]
    fn blackouts_are_sums_of_their_steps() {
        let switch = |time, off| Switch { time, off };
        assert_eq!(blackouts(&[2, 0, 5, 1, 0x80, 0x01]), Some(vec![switch(5, true), switch(133, false)]));
        assert_eq!(blackouts(&[2, 0, 5]), None);
        assert_eq!(blackouts(&[]), None);
    }
}
