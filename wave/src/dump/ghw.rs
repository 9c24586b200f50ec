//! Reads GHW (GHDL) with the crate `wellen`. It holds the whole file in memory: the format keeps no
//! order that could be followed piece by piece with the library.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use wellen::{LoadOptions, SignalEncoding, simple};

use crate::Error;
use crate::dump::feed::{Feed, Notes, Stop, Writer};
use crate::dump::ghw_check;
use crate::dump::header::{Declarations, Header, Var};
use crate::dump::signal::NO_NET;
use crate::dump::source::Source;
use crate::dump::value::{ValueKind, decode_wide, real_word};

const MAGIC: &[u8] = b"GHDLwave\n";
/// The end of a chain of signals.
const NONE: u32 = u32::MAX;

/// True if a file beginning with `start` is a GHW.
pub(crate) fn is_ghw(start: &[u8]) -> bool {
    start.starts_with(MAGIC)
}

/// Opens a file and starts reading it.
pub(crate) fn open(mut source: Source) -> Result<(Feed, Header, u64), Error> {
    let path = source.plain()?;
    // The source keeps a file that was unpacked.
    Feed::open(source.name.clone(), move |writer| produce(&path, &source.name, writer))
}

fn produce(path: &Path, name: &str, writer: &mut Writer) -> Result<(), Stop> {
    let io = |source| Error::Io { path: name.into(), source };
    let mut file = File::open(path).map_err(io)?;
    check_whole(&mut file, name)?;
    let options = LoadOptions { multi_thread: false, remove_scopes_with_empty_name: false };
    let mut wave = simple::read_with_options(path, &options)
        .map_err(|error| Error::damaged(name, format!("the file is damaged: {error}")))?;
    let (header, nets) = declarations(&wave, name)?;
    let kinds: Vec<_> = header.nets.iter().map(|net| (net.kind, net.bits)).collect();
    writer.header(header, Notes::default())?;
    let signals: Vec<_> = wave.hierarchy().signals().collect();
    wave.load_signals(&signals);

    // The changes of each signal are a list of its own. All are merged by time: each time stamp has
    // a chain of the signals that change in it next, each signal being in one chain at a time.
    let times = wave.time_table();
    if times.last().is_some_and(|time| i64::try_from(*time).is_err()) {
        return Err(
            Error::damaged(name, "the file is damaged: it has times that the format cannot have").into()
        );
    }
    let mut first = vec![NONE; times.len()];
    let mut next = vec![NONE; signals.len()];
    let mut changes = Vec::new();
    for (at, signal) in signals.iter().enumerate() {
        let mut list = wave.get_signal(*signal).map(wellen::Signal::iter_changes);
        let change = list.as_mut().and_then(Iterator::next);
        if let Some((time, _)) = change {
            next[at] = std::mem::replace(&mut first[time as usize], at as u32);
        }
        changes.push((list, change));
    }
    let (mut digits, mut words) = (Vec::new(), Vec::new());
    for (number, &time) in times.iter().enumerate() {
        writer.time(time)?;
        let mut at = first[number];
        while at != NONE {
            let this = at as usize;
            at = next[this];
            let (list, change) = &mut changes[this];
            while let Some((_, value)) = change.take_if(|(time, _)| *time as usize == number) {
                let net = nets.get(signals[this].index()).copied().unwrap_or(NO_NET);
                if net != NO_NET {
                    use wellen::SignalValueRef as V;
                    let net = net as usize;
                    match (kinds[net], value) {
                        ((ValueKind::Text, _), V::String(text)) => writer.text(net, text.as_bytes()),
                        ((ValueKind::Real, _), V::Real(value)) => writer.words(net, &[real_word(value)]),
                        ((ValueKind::Bits, bits), V::BitVec(value)) if value.width() == bits => {
                            digits.clear();
                            digits.extend(value.iter_msb_to_lsb().map(|bit| bit.as_ascii() as u8));
                            if decode_wide(&digits, bits, &mut words).is_none() {
                                return Err(
                                    Error::damaged(name, "a value has a digit of no known kind").into()
                                );
                            }
                            writer.words(net, &words);
                        }
                        ((ValueKind::Event, _), _) => writer.fire(net),
                        _ => {
                            let what = format!(
                                "a value at {time} fs does not fit the kind or width declared for it"
                            );
                            return Err(Error::damaged(name, what).into());
                        }
                    }
                }
                *change = list.as_mut().and_then(Iterator::next);
            }
            if let Some((time, _)) = change {
                next[this] = std::mem::replace(&mut first[*time as usize], this as u32);
            }
        }
    }
    Ok(())
}

/// The declarations, and the net of each signal of the library.
fn declarations(wave: &simple::Waveform, path: &str) -> Result<(Header, Vec<u32>), Error> {
    let names = wave.hierarchy();
    // Times are in femtoseconds.
    let mut declared = Declarations::new(1);
    let mut nets: Vec<u32> = Vec::new();
    for var in names.all_vars() {
        let var = &names[var];
        let (kind, bits) = match var.signal_encoding(names) {
            SignalEncoding::Real => (ValueKind::Real, 64),
            SignalEncoding::String => (ValueKind::Text, 0),
            SignalEncoding::BitVector(0) => (ValueKind::Event, 1),
            SignalEncoding::BitVector(bits) => (ValueKind::Bits, bits),
        };
        let index = var.signal_ref().index();
        if nets.len() <= index {
            nets.resize(index + 1, NO_NET);
        }
        let name = var.full_name(names);
        let known = Some(nets[index]).filter(|&net| net != NO_NET).map(|net| net as usize);
        let Some(net) = declared.net(known, Var { kind, bits, is_parameter: false }) else {
            let what = format!("`{name}` shares its values with a variable of another width or kind");
            return Err(Error::damaged(path, what));
        };
        nets[index] = net as u32;
        let range =
            var.index().filter(|_| bits > 1).map(|index| format!("[{}:{}]", index.msb(), index.lsb()));
        declared.add_signal(&name, range.iter().map(String::as_str), nets[index] as usize);
    }
    Ok((declared.finish(), nets))
}

/// Checks that the file ends with its directory, that all sections are where the directory says,
/// and that they are contiguous to the end. A stopped simulation writes no directory, and the
/// library does not check.
fn check_whole(file: &mut File, path: &str) -> Result<(), Error> {
    let io = |source| Error::Io { path: path.into(), source };
    let cut = || {
        Error::damaged(path, "the file is cut, or its writer was stopped: it does not end with its directory")
    };
    let wrong =
        || Error::damaged(path, "the file is damaged: a section is not where the directory at its end says");
    let length = file.metadata().map_err(io)?.len();
    let mut header = [0; 16];
    if length < 28 {
        return Err(cut());
    }
    file.read_exact(&mut header).map_err(io)?;
    let big = match header[12] {
        1 => false,
        2 => true,
        _ => return Err(Error::damaged(path, "the file is damaged: its header gives no byte order")),
    };
    let number = |bytes: &[u8]| {
        let bytes = bytes.try_into().unwrap_or_default();
        u64::from(if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    };
    let mut tail = [0; 12];
    file.seek(SeekFrom::Start(length - 12)).map_err(io)?;
    file.read_exact(&mut tail).map_err(io)?;
    let at = number(&tail[8..]);
    if tail[..4] != *b"TAI\0" || at + 28 > length {
        return Err(cut());
    }
    // The directory: its name, four bytes, the number of entries, then a name and a place for each,
    // then `EOD`.
    let mut directory = vec![0; (length - 12 - at) as usize];
    file.seek(SeekFrom::Start(at)).map_err(io)?;
    file.read_exact(&mut directory).map_err(io)?;
    let count = number(&directory[8..12]) as usize;
    if directory[..4] != *b"DIR\0"
        || count.checked_mul(8).and_then(|size| size.checked_add(16)) != Some(directory.len())
        || !directory.ends_with(b"EOD\0")
    {
        return Err(wrong());
    }
    let (mut ends, mut time) = (false, 0);
    for entry in directory[12..12 + 8 * count].chunks_exact(8) {
        let mut name = [0; 4];
        file.seek(SeekFrom::Start(number(&entry[4..]))).map_err(io)?;
        file.read_exact(&mut name).map_err(|_| wrong())?;
        if name != entry[..4] {
            return Err(wrong());
        }
        ends |= name == *b"DIR\0";
        // Counts that the library asks for memory by: each counted thing takes a byte at least.
        if [*b"STR\0", *b"TYP\0", *b"HIE\0"].contains(&name) {
            let mut counts = [0; 16];
            file.read_exact(&mut counts).map_err(|_| wrong())?;
            let used = if name == *b"HIE\0" { 4 } else { 2 };
            if counts.chunks_exact(4).take(used).any(|count| number(count) > length) {
                return Err(wrong());
            }
        }
        // The library skips changes that go back in time.
        let before = match &name {
            b"SNP\0" => 4,
            b"CYC\0" => 0,
            _ => continue,
        };
        let mut start = [0; 12];
        file.read_exact(&mut start[..before + 8]).map_err(|_| wrong())?;
        let start: [u8; 8] = start[before..before + 8].try_into().unwrap_or_default();
        let start = if big { i64::from_be_bytes(start) } else { i64::from_le_bytes(start) };
        if start < time {
            return Err(Error::damaged(
                path,
                format!("the file is damaged: time goes back from {time} fs to {start} fs"),
            ));
        }
        time = start;
    }
    if !ends {
        return Err(wrong());
    }
    let mut whole = Vec::new();
    file.rewind().map_err(io)?;
    file.read_to_end(&mut whole).map_err(io)?;
    if ghw_check::is_bounded(&whole, big) {
        return Ok(());
    }
    Err(Error::damaged(
        path,
        "the file is damaged: its declarations promise more than it holds, or do not fit",
    ))
}
