//! Reads FST (`GTKWave`, Verilator, Icarus) with the crate `fst-reader`, which `wellen` uses too.
//! It is used directly because it keeps names as written, gives the last time stamp and does not
//! need the whole file in memory.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::bufread::GzDecoder;
use fst_reader::{
    FstFilter, FstHierarchyEntry, FstReader, FstSignalValue, FstVarType, ReadSignalsError, ReaderError,
};

use crate::Error;
use crate::dump::feed::{Feed, Notes, Stop, Writer};
use crate::dump::fst_check::{HEADER, be64, check};
use crate::dump::fst_killed;
use crate::dump::header::{Declarations, Header, Var, WIDEST};
use crate::dump::seek::Buffered;
use crate::dump::signal::NO_NET;
use crate::dump::source::{ReadOptions, Source, too_large};
use crate::dump::value::{Net, ValueKind, decode_wide, real_word};
use crate::time::nanoseconds;

/// The type of the block that holds all others, compressed.
const GZIP: u8 = 254;

/// Fill value of libfst for unknown values.
const UNSET_REAL: u64 = u64::from_ne_bytes([b'x'; 8]);

/// True if a file beginning with `start` is an FST.
pub(crate) fn is_fst(start: &[u8]) -> bool {
    start.get(1..9).is_some_and(|length| start[0] == 0 && *length == HEADER.to_be_bytes())
        || start.first() == Some(&GZIP)
}

/// Opens a file and starts reading it.
pub(crate) fn open(mut source: Source, options: &ReadOptions) -> Result<(Feed, Header, u64), Error> {
    let path = source.plain()?;
    let most = options.max_unpacked;
    // The source keeps a file that was unpacked.
    Feed::open(source.name.clone(), move |writer| produce(&path, &source.name, most, writer))
}

fn produce(path: &Path, name: &str, most: u64, writer: &mut Writer) -> Result<(), Stop> {
    let io = |source| Error::Io { path: name.into(), source };
    let file = unwrapped(File::open(path).map_err(io)?, name, most)?;
    let length = file.metadata().map_err(io)?.len();
    let mut input = Buffered::new(file, length);
    let blocks = check(&mut input, length, name)?;
    input.rewind().map_err(io)?;
    let damaged = |error: ReaderError| Error::damaged(name, format!("the file is damaged: {error}"));
    let mut reader = match blocks.cut {
        None => FstReader::open(input).map_err(damaged)?,
        Some(why) => fst_killed::open(input.up_to(blocks.end), name, &blocks, why)?,
    };
    let times = blocks.times.filter(|_| blocks.cut.is_some());
    let (start, end) = times.unwrap_or((reader.get_header().start_time, reader.get_header().end_time));
    let handles = if blocks.cut.is_some() { blocks.signals } else { reader.get_header().max_handle };
    let (header, nets) = declarations(&mut reader, handles, name)?;
    let cut = blocks.cut.map(|why| {
        let until = nanoseconds(u128::from(end) * header.unit);
        format!("{name}: {why}; read up to its last whole block, which ends at {until} ns")
    });
    // For each handle all that a change needs, at one place.
    let target = |&net: &u32| {
        let Net { kind, bits, .. } = *header.nets.get(net as usize)?;
        Some((net, kind, bits))
    };
    let targets: Vec<_> = nets.iter().map(target).collect();
    writer.header(header, Notes { warnings: Vec::new(), cut })?;
    let mut switches = blocks.switches.into_iter().peekable();
    let mut switch = |writer: &mut Writer, until: u64| -> Result<(), Stop> {
        while let Some(next) = switches.next_if(|switch| switch.time <= until) {
            writer.time(next.time)?;
            writer.off = next.off;
        }
        Ok(())
    };
    switch(writer, start)?;
    writer.time(start)?;
    let mut words = Vec::new();
    // (The header of a file whose writer was stopped does not state its end.)
    let all = FstFilter { end: times.map(|(_, end)| end), ..FstFilter::all() };
    let result = reader.read_signals(&all, |time, handle, value| -> Result<(), Stop> {
        switch(writer, time)?;
        writer.time(time)?;
        let Some(&Some((net, kind, bits))) = targets.get(handle.get_index()) else { return Ok(()) };
        let net = net as usize;
        match (kind, value) {
            // What an event is at first is not known, and no firing.
            (ValueKind::Event, FstSignalValue::String(b"x" | b"X" | b"z" | b"Z")) => {}
            (ValueKind::Event, _) => writer.fire(net),
            (ValueKind::Text, FstSignalValue::String(text)) => writer.text(net, text),
            (ValueKind::Bits, FstSignalValue::String(digits))
                if digits.len() == bits as usize && decode_wide(digits, bits, &mut words).is_some() =>
            {
                writer.words(net, &words);
            }
            (ValueKind::Real, FstSignalValue::Real(value)) => {
                let unset = value.to_bits() == UNSET_REAL;
                writer.words(net, &[real_word(if unset { f64::NAN } else { value })]);
            }
            _ => {
                let what = format!("a value at {time} does not fit the kind or width declared for it");
                return Err(Error::damaged(name, what).into());
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
fn declarations(
    reader: &mut FstReader<Buffered>,
    handles: u64,
    path: &str,
) -> Result<(Header, Vec<u32>), Error> {
    let exponent = i32::from(reader.get_header().timescale_exponent) + 15;
    let Some(unit) = u32::try_from(exponent).ok().filter(|&exponent| exponent <= 18) else {
        return Err(Error::damaged(path, "its time scale is below 1 fs or above 1000 s"));
    };
    let mut declared = Declarations::new(10u128.pow(unit));
    let mut nets: Vec<u32> = Vec::new();
    let (mut wrong, mut large) = (None, None);
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
                | FstVarType::ShortReal => (ValueKind::Real, 64),
                FstVarType::Event => (ValueKind::Event, 1),
                FstVarType::GenericString => (ValueKind::Text, 0),
                _ if length == 0 => (ValueKind::Text, 0),
                _ => (ValueKind::Bits, length),
            };
            let index = handle.get_index();
            // Both are numbers to ask for memory by.
            if bits > WIDEST || index as u64 >= handles {
                large.get_or_insert(name);
                return;
            }
            if nets.len() <= index {
                nets.resize(index + 1, NO_NET);
            }
            let known = Some(nets[index]).filter(|&net| net != NO_NET).map(|net| net as usize);
            let is_parameter = tpe == FstVarType::Parameter;
            let Some(net) = declared.net(known, Var { kind, bits, is_parameter }) else {
                wrong.get_or_insert(name);
                return;
            };
            nets[index] = net as u32;
            let mut parts = name.split_ascii_whitespace();
            if let Some(first) = parts.next() {
                declared.add_signal(first, parts, net);
            }
        }
        _ => {}
    });
    result.map_err(|error| Error::damaged(path, format!("the file is damaged: {error}")))?;
    if let Some(name) = wrong {
        let what = format!("`{name}` shares its values with a variable of another width or kind");
        return Err(Error::damaged(path, what));
    }
    if let Some(name) = large {
        return Err(Error::damaged(
            path,
            format!("`{name}` is wider, or of a higher number, than it can be"),
        ));
    }
    Ok((declared.finish(), nets))
}

/// The file itself, or, where it is compressed as a whole (as GHDL does), a temporary file with its
/// content.
fn unwrapped(mut file: File, path: &str, most: u64) -> Result<File, Error> {
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
    if content > most {
        return Err(too_large(path, most));
    }
    file.seek(SeekFrom::Start(17)).map_err(io)?;
    let mut target = tempfile::tempfile().map_err(io)?;
    let mut input = GzDecoder::new(BufReader::new(file));
    // (One byte more than declared is enough to detect the damage.)
    let copied =
        std::io::copy(&mut (&mut input).take(content.saturating_add(1)), &mut target).map_err(cut)?;
    if copied != content || input.get_mut().fill_buf().is_ok_and(|rest| !rest.is_empty()) {
        return Err(Error::damaged(path, "the file is damaged: it holds more or less than it says"));
    }
    target.rewind().map_err(io)?;
    Ok(target)
}
