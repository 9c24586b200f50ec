//! Files of a comparison: HTML report, dump of the differences, and files that open viewers there.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::Error;
use crate::compare::compare_with;
use crate::compare::options::Options;
use crate::compare::report::Report;
use crate::output::page::Page;
use crate::output::record::{Record, record};
use crate::output::spans::Spans;
use crate::output::viewer::Side;
use crate::output::whole::{unwritten, write};
use crate::time::Femtoseconds;

/// Maximum number of signals in the HTML report and the dump: the first in time.
pub const SHOWN: usize = 200;
/// Signals that a viewer opens with, of those in the dump.
const OPENED: usize = 16;

/// File name of the HTML report.
const PAGE: &str = "difference.html";
/// Name of the dump, without its end.
const MERGED: &str = "merged";
/// Names of the files for viewers, without their ends.
const SIDES: [&str; 2] = ["left", "right"];

/// Writes `report` about the dumps `files` to `folder`: the HTML report and, if a value differs, a
/// dump of the differing signals and files that open viewers at the first difference; otherwise
/// such files of an earlier run are removed. `command` regenerates the report. Returns the path of
/// the report. The dumps are read twice more.
///
/// # Errors
/// The folder cannot be written, or the dumps not be read again.
pub fn write_folder(
    folder: &Path,
    files: [&Path; 2],
    options: &Options,
    report: &Report,
    command: &str,
) -> Result<PathBuf, Error> {
    std::fs::create_dir_all(folder).map_err(unwritten(folder))?;
    let names = files.map(|path| path.display().to_string());
    let page = folder.join(PAGE);
    let mut end = report.ends[0].min(report.ends[1]);
    let signals = &report.differing[..report.differing.len().min(SHOWN)];
    let (mut spans, mut recorded, mut viewers) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(window) = &report.window {
        spans = gather(files, options, report, end)?;
        let comment = format!(
            "A: {}, B: {}; {} of {} differing signals, at the points of comparison",
            names[0],
            names[1],
            signals.len(),
            report.differing.len()
        );
        let dump = folder.join(MERGED).with_extension("vcd");
        let Record { signals, unit, end: compared } =
            record(files, options, signals, &spans, &comment, &dump)?;
        recorded = signals;
        end = compared;
        let shown =
            recorded.iter().filter_map(|signal| signal.shown.clone()).take(OPENED).flatten().collect();
        let merged = Side { unit, signals: shown, ..window.sides[0].clone() };
        open(folder, MERGED, &dump, &merged, end)?;
        for side in [0, 1] {
            open(folder, SIDES[side], files[side], &window.sides[side], report.ends[side])?;
        }
        viewers.extend([MERGED].into_iter().chain(SIDES));
    } else {
        clear(folder)?;
    }
    let html = Page {
        report,
        files: [&names[0], &names[1]],
        time: [options.from, end],
        spans: &spans,
        recorded: &recorded,
        viewers: &viewers,
        command,
    }
    .html();
    write(&page, &html)?;
    Ok(page)
}

/// When the first differing signals differ.
fn gather(
    files: [&Path; 2],
    options: &Options,
    report: &Report,
    end: Femtoseconds,
) -> Result<Vec<Spans>, Error> {
    let signals = &report.differing[..report.differing.len().min(SHOWN)];
    let mut spans = vec![Spans::default(); signals.len()];
    let places: HashMap<&str, usize> =
        signals.iter().enumerate().map(|(at, signal)| (signal.signal.as_str(), at)).collect();
    compare_with(files[0], files[1], options, &mut |interval| {
        if let Some(&at) = places.get(interval.signal.as_str()) {
            spans[at].add(interval, end);
        }
    })?;
    spans.iter_mut().for_each(Spans::sort);
    Ok(spans)
}

/// Writes the files that open `dump` in `GTKWave` and in Surfer.
fn open(folder: &Path, name: &str, dump: &Path, side: &Side, length: Femtoseconds) -> Result<(), Error> {
    // Viewers may be started in any folder.
    let dump = std::path::absolute(dump).map_err(unwritten(dump))?;
    write(&folder.join(name).with_extension("gtkw"), &side.gtkwave(&dump))?;
    write(&folder.join(name).with_extension("sucl"), &side.surfer(&dump, length))
}

/// Removes files that open at a difference that no longer exists.
fn clear(folder: &Path) -> Result<(), Error> {
    let viewers = [MERGED].into_iter().chain(SIDES).flat_map(|name| [(name, "gtkw"), (name, "sucl")]);
    for (name, end) in viewers.chain([(MERGED, "vcd")]) {
        let stale = folder.join(name).with_extension(end);
        if stale.exists() {
            std::fs::remove_file(&stale).map_err(unwritten(&stale))?;
        }
    }
    Ok(())
}
