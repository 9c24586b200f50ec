//! Reads FST (`GTKWave`, Verilator, Icarus) with the crate `fst-reader`, which is what `wellen` reads FST with; taken
//! directly because it keeps names as they were written, gives the last time stamp and needs not the whole file in
//! memory.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::bufread::GzDecoder;
use fst_reader::{
    FstFilter, FstHierarchyEntry, FstReader, FstSignalValue, FstVarType, ReadSignalsError, ReaderError,
};

use super::Error;
use super::feed::{Feed, Stop, Writer};
use super::header::{Declarations, Header, NO_NET};
use super::value::{Kind, decode_wide, real_planes};

/// Length of the header block, as it stands in each FST.
const HEADER: u64 = 329;
/// Block types.
const GZIP: u8 = 254;
const SKIP: u8 = 255;

/// What libfst fills values with before they are known.
const UNSET_REAL: u64 = u64::from_ne_bytes([b'x'; 8]);

/// Whether a file beginning with `start` is an FST.
pub(super) fn is_fst(start: &[u8]) -> bool {
    start.get(1..9).is_some_and(|length| start[0] == 0 && *length == HEADER.to_be_bytes())
        || start.first() == Some(&GZIP)
}

/// A time at which dumping was switched on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Switch {
    time: u64,
    off: bool,
}

/// Opens a file and starts reading it.
pub(super) fn open(path: &Path) -> Result<(Feed, Header, u64), Error> {
    let owned = path.to_path_buf();
    Feed::open(path, move |writer| produce(&owned, writer))
}

fn produce(path: &Path, writer: &mut Writer) -> Result<(), Stop> {
    let name = path.display().to_string();
    let io = |source| Error::Io { path: name.clone(), source };
    let file = unwrapped(File::open(path).map_err(io)?, &name)?;
    let length = file.metadata().map_err(io)?.len();
    let mut input = BufReader::new(file);
    let switches = check_whole(&mut input, length, &name)?;
    input.rewind().map_err(io)?;
    let damaged = |error: ReaderError| Error::damaged(&name, format!("the file is damaged: {error}"));
    let mut reader = FstReader::open(input).map_err(damaged)?;
    let (header, nets) = declarations(&mut reader, &name)?;
    let kinds: Vec<_> = header.nets.iter().map(|net| (net.kind, net.bits)).collect();
    let (start, end) = (reader.get_header().start_time, reader.get_header().end_time);
    writer.header(header)?;
    let mut switches = switches.into_iter().peekable();
    let mut switch = |writer: &mut Writer, until: u64| -> Result<(), Stop> {
        while let Some(next) = switches.next_if(|switch| switch.time <= until) {
            writer.time(next.time)?;
            writer.off = next.off;
        }
        Ok(())
    };
    switch(writer, start)?;
    writer.time(start)?;
    let mut planes = Vec::new();
    let result = reader.read_signals(&FstFilter::all(), |time, handle, value| -> Result<(), Stop> {
        switch(writer, time)?;
        writer.time(time)?;
        let Some(&net) = nets.get(handle.get_index()).filter(|&&net| net != NO_NET) else { return Ok(()) };
        let net = net as usize;
        match (kinds[net], value) {
            ((Kind::Event, _), _) => {}
            ((Kind::Text, _), FstSignalValue::String(text)) => writer.text(net, text),
            ((Kind::Bits, bits), FstSignalValue::String(digits))
                if digits.len() == bits as usize && decode_wide(digits, bits, &mut planes).is_some() =>
            {
                writer.planes(net, &planes);
            }
            ((Kind::Real, _), FstSignalValue::Real(value)) => {
                let unset = value.to_bits() == UNSET_REAL;
                writer.planes(net, &real_planes(if unset { f64::NAN } else { value }));
            }
            _ => {
                let what = format!("a value at {time} does not fit the kind or width declared for it");
                return Err(Error::damaged(&name, what).into());
            }
        }
        Ok(())
    });
    match result {
        Ok(()) => {}
        Err(ReadSignalsError::CallbackError(stop)) => return Err(stop),
        Err(ReadSignalsError::ReadError(error)) => return Err(damaged(error).into()),
    }
    switch(writer, end)?;
    writer.time(end)
}

/// The declarations, and the net of each handle.
fn declarations(reader: &mut FstReader<BufReader<File>>, path: &str) -> Result<(Header, Vec<u32>), Error> {
    let exponent = i32::from(reader.get_header().timescale_exponent) + 15;
    let Some(unit) = u32::try_from(exponent).ok().filter(|&exponent| exponent <= 18) else {
        return Err(Error::damaged(path, "its time scale is below 1 fs or above 1000 s"));
    };
    let mut declared = Declarations::new(10u128.pow(unit));
    let mut nets: Vec<u32> = Vec::new();
    let mut wrong = None;
    let result = reader.read_hierarchy(|entry| match entry {
        FstHierarchyEntry::Scope { name, .. } => declared.open_scope(&name),
        FstHierarchyEntry::UpScope => {
            declared.close_scope();
        }
        FstHierarchyEntry::Var { tpe, name, length, handle, .. } => {
            let (kind, bits) = match tpe {
                FstVarType::Real
                | FstVarType::RealTime
                | FstVarType::RealParameter
                | FstVarType::ShortReal => (Kind::Real, 64),
                FstVarType::Event => (Kind::Event, 1),
                FstVarType::GenericString => (Kind::Text, 0),
                _ if length == 0 => (Kind::Text, 0),
                _ => (Kind::Bits, length),
            };
            let index = handle.get_index();
            if nets.len() <= index {
                nets.resize(index + 1, NO_NET);
            }
            if nets[index] == NO_NET {
                nets[index] = declared.add_net(kind, bits) as u32;
            }
            let net = declared.header.nets[nets[index] as usize];
            if (net.kind, net.bits) != (kind, bits) {
                wrong.get_or_insert(name);
                return;
            }
            let mut parts = name.split_ascii_whitespace();
            if let Some(first) = parts.next() {
                declared.add_signal(first, parts, nets[index] as usize);
            }
        }
        _ => {}
    });
    result.map_err(|error| Error::damaged(path, format!("the file is damaged: {error}")))?;
    if let Some(name) = wrong {
        let what = format!("`{name}` shares its values with a variable of another width or kind");
        return Err(Error::damaged(path, what));
    }
    Ok((declared.finish(), nets))
}

/// The file itself, or, where it is compressed as a whole (as GHDL does), a temporary file with its content.
fn unwrapped(mut file: File, path: &str) -> Result<File, Error> {
    let io = |source| Error::Io { path: path.into(), source };
    let cut = |_| Error::damaged(path, "the file is cut or damaged: it cannot be decompressed whole");
    let mut start = [0; 17];
    let length = file.metadata().map_err(io)?.len();
    let read = file.read(&mut start).map_err(io)?;
    if start[0] != GZIP {
        return Ok(file);
    }
    let [size, content] = [1, 9].map(|at| be64(&start[at..]));
    if read < start.len() || size.checked_add(1) != Some(length) {
        return Err(Error::damaged(path, "the file is cut, or its writer was stopped"));
    }
    file.seek(SeekFrom::Start(17)).map_err(io)?;
    let mut target = tempfile::tempfile().map_err(io)?;
    let mut input = GzDecoder::new(BufReader::new(file));
    // (One byte more than promised is enough to see that it is not what was promised.)
    let copied =
        std::io::copy(&mut (&mut input).take(content.saturating_add(1)), &mut target).map_err(cut)?;
    if copied != content || input.get_mut().fill_buf().is_ok_and(|rest| !rest.is_empty()) {
        return Err(Error::damaged(path, "the file is damaged: it holds more or less than it says"));
    }
    target.rewind().map_err(io)?;
    Ok(target)
}

fn be64(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

/// No method of compression that FST uses makes more than this out of a byte.
const EXPANSION: u64 = 1100;

/// Whether a block of this kind holds values.
fn is_values(kind: u8) -> bool {
    matches!(kind, 1 | 5 | 8)
}

/// Goes through all blocks of the file: they must reach exactly to its end and be as many as its header says, which
/// the library does not check. Nor does it doubt sizes before it asks for as much memory, so that is done here. Gives
/// when dumping was switched on and off.
fn check_whole(input: &mut (impl Read + Seek), length: u64, path: &str) -> Result<Vec<Switch>, Error> {
    let io = |source| Error::Io { path: path.into(), source };
    let cut = || Error::damaged(path, "the file is cut: its last block is not whole");
    let most = length.saturating_mul(EXPANSION);
    let (mut at, mut promised) = (0, 0);
    let (mut values, mut geometries, mut hierarchies) = (0u64, 0, 0);
    let mut switches = Vec::new();
    while at < length {
        if length - at < 9 {
            return Err(cut());
        }
        let mut start = [0; 9];
        input.seek(SeekFrom::Start(at)).map_err(io)?;
        input.read_exact(&mut start).map_err(io)?;
        let size = be64(&start[1..]);
        let next = size.checked_add(1).and_then(|size| at.checked_add(size));
        let Some(next) = next.filter(|&next| size >= 8 && next <= length) else {
            return Err(match (start[0], size) {
                (SKIP, 0) => Error::damaged(path, "the file is not finished: its writer was stopped"),
                _ => cut(),
            });
        };
        // The beginning of the block's content, and the numbers at its end.
        let mut content = [0; 64];
        let have = (size as usize - 8).min(content.len());
        input.read_exact(&mut content[..have]).map_err(io)?;
        let sizes = match start[0] {
            0 if at == 0 && size == HEADER => {
                promised = be64(&content[56..]);
                vec![be64(&content[48..])]
            }
            kind if is_values(kind) && size >= 8 + 24 + 24 => {
                values += 1;
                let mut tail = [0; 24];
                input.seek(SeekFrom::Start(next - 24)).map_err(io)?;
                input.read_exact(&mut tail).map_err(io)?;
                let mut frame = content[24..have].iter().copied();
                let mut sizes: Vec<u64> = (0..3).filter_map(|_| varint(&mut frame)).collect();
                // The times may be more than their bytes only by compression.
                sizes.extend([be64(&tail), be64(&tail[16..])]);
                sizes
            }
            2 => {
                let mut block = vec![0; (size - 8) as usize];
                input.seek(SeekFrom::Start(at + 9)).map_err(io)?;
                input.read_exact(&mut block).map_err(io)?;
                switches = blackouts(&block).ok_or_else(cut)?;
                Vec::new()
            }
            3 => {
                geometries += 1;
                vec![be64(&content), be64(&content[8..])]
            }
            4 | 6 | 7 => {
                hierarchies += 1;
                vec![be64(&content)]
            }
            SKIP => Vec::new(),
            other => {
                let what = format!("the file is damaged: no block of kind {other} can be at byte {at}");
                return Err(Error::damaged(path, what));
            }
        };
        if sizes.iter().any(|&size| size > most) {
            let what =
                format!("the file is damaged: the block at byte {at} says that it is larger than it can be");
            return Err(Error::damaged(path, what));
        }
        at = next;
    }
    if values != promised || geometries != 1 || hierarchies != 1 {
        let what = format!(
            "the file is not whole: {values} of {promised} blocks of values, {geometries} of widths, {hierarchies} of \
             names"
        );
        return Err(Error::damaged(path, what));
    }
    Ok(switches)
}

/// A number in pieces of seven bits, the lowest first.
fn varint(bytes: &mut dyn Iterator<Item = u8>) -> Option<u64> {
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

/// The entries of a blackout block: a count, then for each whether dumping is on and the time since the last.
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
    fn blackouts_are_sums_of_their_steps() {
        let switch = |time, off| Switch { time, off };
        assert_eq!(blackouts(&[2, 0, 5, 1, 0x80, 0x01]), Some(vec![switch(5, true), switch(133, false)]));
        assert_eq!(blackouts(&[2, 0, 5]), None);
        assert_eq!(blackouts(&[]), None);
    }
}
