//! Intervals of difference as lines of JSON or of a table, while they are found.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;

use crate::Error;
use crate::compare::tally::Interval;
use crate::escape::{self, clean};
use crate::output::whole::{Whole, unwritten};

/// Format of the written intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// An object a line.
    JsonLines,
    /// A table with commas, names of the columns in its first line.
    Csv,
}

/// Destination of the lines.
enum Target {
    File(Whole),
    /// Standard output, or a pipe: written lines cannot be withdrawn.
    Stream(Box<dyn Write>),
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            // A reader that closes the pipe early is not an error.
            Self::Stream(stream) => match stream.write(bytes) {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(bytes.len()),
                result => result,
            },
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Stream(stream) => match stream.flush() {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
                result => result,
            },
        }
    }
}

/// True if a path means standard output.
pub(super) fn is_output(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Writes intervals to one place.
pub(super) struct Lines<'a> {
    path: &'a Path,
    format: Format,
    out: BufWriter<Target>,
    /// The first failure.
    failed: Option<io::Error>,
}

impl<'a> Lines<'a> {
    pub(super) fn open(path: &'a Path, format: Format) -> Result<Self, Error> {
        let target = if is_output(path) {
            Target::Stream(Box::new(io::stdout()))
        } else if std::fs::metadata(path).is_ok_and(|kind| !kind.is_file() && !kind.is_dir()) {
            let pipe = OpenOptions::new().write(true).open(path).map_err(unwritten(path))?;
            Target::Stream(Box::new(pipe))
        } else {
            Target::File(Whole::create(path)?)
        };
        let mut lines = Self { path, format, out: BufWriter::new(target), failed: None };
        if format == Format::Csv {
            lines.write(row(&["signal", "from", "to", "left", "right", "changes"]));
        }
        Ok(lines)
    }

    /// Writes an interval. An error is kept for [`Lines::finish`].
    pub(super) fn add(&mut self, interval: &Interval) {
        let line = match self.format {
            Format::JsonLines => serde_json::to_string(interval)
                .map(|line| escape::json(&line).into_owned() + "\n")
                .map_err(io::Error::from),
            Format::Csv => row(&[
                &clean(&interval.signal),
                &interval.from,
                interval.to.as_deref().unwrap_or_default(),
                &clean(&interval.left),
                &clean(&interval.right),
                &interval.changes.to_string(),
            ]),
        };
        self.write(line);
    }

    fn write(&mut self, line: io::Result<String>) {
        if self.failed.is_some() {
            return;
        }
        self.failed = match line {
            Ok(line) => self.out.write_all(line.as_bytes()).err(),
            Err(error) => Some(error),
        };
    }

    /// Gives the file its name.
    pub(super) fn finish(self) -> Result<(), Error> {
        let error = || unwritten(self.path);
        if let Some(failed) = self.failed {
            return Err(error()(failed));
        }
        match self.out.into_inner().map_err(|failed| error()(failed.into_error()))? {
            Target::File(file) => file.finish(),
            mut stream @ Target::Stream(_) => stream.flush().map_err(error()),
        }
    }
}

/// A line of a table.
fn row(cells: &[&str]) -> io::Result<String> {
    let mut line = csv::Writer::from_writer(Vec::new());
    line.write_record(cells)?;
    let bytes = line.into_inner().map_err(csv::IntoInnerError::into_error)?;
    String::from_utf8(bytes).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
}
