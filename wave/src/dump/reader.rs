//! Reads a dump of any format time stamp by time stamp.

use std::path::Path;

use crate::Error;
use crate::dump::feed::Feed;
use crate::dump::fst;
use crate::dump::ghw;
use crate::dump::header::Header;
use crate::dump::source::{ReadOptions, Source};
use crate::dump::state::State;
pub(crate) use crate::dump::state::When;
use crate::dump::value::Value;
use crate::dump::vcd::Vcd;
use crate::time::Femtoseconds;

/// Maximum number of words of one value of each net: twice as many take 2 GiB.
const MOST_WORDS: u64 = 1 << 27;

enum Input {
    Vcd(Vcd),
    /// FST or GHW, read by a library in a thread of its own.
    Feed(Feed),
}

/// A dump, read up to the end of the current time stamp.
pub(crate) struct Reader {
    path: String,
    input: Input,
    state: State,
    /// The current time, in units of the file; none before the first time stamp.
    time: Option<u64>,
    /// The time stamp that follows.
    next: Option<u64>,
}

impl Reader {
    /// Reads the declarations and finds the first time stamp. The first bytes determine the format.
    pub(crate) fn open(path: &Path, options: &ReadOptions) -> Result<Self, Error> {
        let source = Source::open(path, options)?;
        let name = source.name.clone();
        let (input, header, first) = if fst::is_fst(&source.start) {
            let (feed, header, first) = fst::open(source, options)?;
            (Input::Feed(feed), header, first)
        } else if ghw::is_ghw(&source.start) {
            let (feed, header, first) = ghw::open(source)?;
            (Input::Feed(feed), header, first)
        } else {
            let (vcd, header, first) = Vcd::open(&source, options)?;
            (Input::Vcd(vcd), header, first)
        };
        let words = header.nets.iter().map(|net| u64::from(net.words)).sum::<u64>();
        if words > MOST_WORDS {
            return Err(Error::damaged(&name, "its variables are wider than 2 GiB of memory hold"));
        }
        Ok(Self { path: name, input, state: State::new(header), time: None, next: Some(first) })
    }

    /// True if real numbers are written in decimal.
    pub(crate) fn is_vcd(&self) -> bool {
        matches!(self.input, Input::Vcd(_))
    }

    /// Deviations from the format accepted so far: one line per kind.
    pub(crate) fn warnings(&self) -> Vec<String> {
        match &self.input {
            Input::Vcd(vcd) => vcd.warnings(),
            Input::Feed(feed) => feed.notes.warnings.clone(),
        }
    }

    /// Why the dump holds less than was simulated, if it does: its writer was stopped.
    pub(crate) fn cut(&self) -> Option<&str> {
        match &self.input {
            Input::Vcd(_) => None,
            Input::Feed(feed) => feed.notes.cut.as_deref(),
        }
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn header(&self) -> &Header {
        &self.state.header
    }

    /// The current time, that of the last time stamp read.
    pub(crate) fn time(&self) -> Option<Femtoseconds> {
        self.time.map(|time| u128::from(time) * self.state.header.unit)
    }

    /// The time stamp that follows, or none at the end.
    pub(crate) fn next_time(&self) -> Option<Femtoseconds> {
        self.next.map(|time| u128::from(time) * self.state.header.unit)
    }

    /// True if the dump is switched off (`$dumpoff`): values are not recorded.
    pub(crate) fn off(&self) -> bool {
        match &self.input {
            Input::Vcd(vcd) => vcd.off,
            Input::Feed(feed) => feed.off,
        }
    }

    #[inline]
    pub(crate) fn value(&self, net: usize, when: When) -> Value<'_> {
        self.state.value(net, when)
    }

    /// The current value of a vector of one word; none of another net.
    #[inline]
    pub(crate) fn word(&self, net: usize) -> Option<u64> {
        self.state.word(net)
    }

    /// Nets whose value at the end of the current time stamp differs from the value before it.
    pub(crate) fn changed(&self) -> impl Iterator<Item = usize> {
        self.state.changed()
    }

    /// Reads the next time stamp with all its changes. Nothing happens at the end.
    pub(crate) fn advance(&mut self) -> Result<(), Error> {
        let Some(time) = self.next.take() else { return Ok(()) };
        self.state.settle();
        self.time = Some(time);
        self.next = match &mut self.input {
            Input::Vcd(vcd) => vcd.step(&mut self.state, time)?,
            Input::Feed(feed) => feed.step(&mut self.state)?,
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &Path) -> Reader {
        let mut reader = Reader::open(path, &ReadOptions::default()).unwrap();
        while reader.next_time().is_some() {
            reader.advance().unwrap();
        }
        reader
    }

    #[test]
    fn warnings_name_line_and_cause_once_a_kind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("left.vcd");
        let text = "$timescale 3 ns $end\n$var wire 1 ! \\a\u{1b} $end\n$enddefinitions $end\n#0\n0!\n0?\n0!\n#1.0\n1?\n\
                    1!\n1\u{1b}\n#2\n0!";
        std::fs::write(&path, text).unwrap();
        let name = path.display().to_string();
        let reader = read(&path);
        assert_eq!(
            reader.warnings(),
            [
                format!("{name}:1: the time scale `3ns` is not 1, 10 or 100 of a unit; times count in it"),
                format!("{name}:6: `0?` is not a declared identifier code; its values are ignored (3 times)"),
                format!("{name}:8: the time stamp `#1.0` has a fraction, of zeros; that is the whole number"),
                format!(
                    "{name}:13: the file ends in the middle of a line, at `0!`, which may be truncated; it is read as it is"
                ),
            ]
        );
        assert_eq!(reader.cut(), None);
    }

    #[test]
    fn a_dump_whose_writer_was_stopped_says_so() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dumps/killed.fst");
        let reader = read(&path);
        let cut = "the file is not finished: its writer was stopped; read up to its last whole block, which ends at 20 ns";
        assert_eq!(reader.cut(), Some(format!("{}: {cut}", path.display()).as_str()));
    }
}
