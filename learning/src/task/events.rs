//! Samples as event lists: AER text, one spike a line.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use ndarray::Array2;

use super::dataset::Dataset;
use super::error::{DataError, EVENT_FORM, SAMPLES};
use super::packed::{after_lines, unpack};
use super::split::{Parts, Split};
use super::table::number;
use super::timing::{Spike, Window};
use crate::files;

/// Name of the file with the classes, in the folder of the event lists.
const LABELS: &str = "labels.txt";
const LABEL_FORM: &str = "a line is the name of a sample and its class, with a space between them";
/// Source addresses of inputs are below this (`EVT-2`).
const ADDRESSES: u16 = 0x8000;
const CLASSES: &str = "256 classes, numbered from 0, are the most";

/// Reads the samples at `path`: a folder with one file per sample, or a file in which a line
/// `sample NAME` begins each. The file `labels.txt` in that folder, or next to that file, has a
/// line `NAME CLASS` for each sample. A spike is a line `TIME ADDRESS`, times ascending and counted
/// from the begin of the sample; `#` begins a comment.
///
/// # Errors
/// A file is missing, or has a line that is none of these; a sample has no class; the parts do not
/// fit.
pub(super) fn load(path: &Path, window: Window, parts: &Parts, seed: u64) -> Result<Dataset, DataError> {
    std::fs::metadata(path).map_err(files::error(path, "read"))?;
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    let labels = labels(&folder.join(LABELS))?;
    let trains = if path.is_dir() {
        // One file may have many names.
        let mut left = limit(path)?;
        let one = |(name, _): &(String, String)| {
            let path = folder.join(name);
            let text = text(&path, EVENT_FORM)?;
            left = left.checked_sub(text.len() as u64).ok_or_else(|| too_large(&path, "all samples"))?;
            let mut samples = samples(&path, &text, window, Some(name.clone()))?;
            Ok(samples.pop().map_or(Vec::new(), |(_, train)| train))
        };
        labels.iter().map(one).collect::<Result<Vec<_>, DataError>>()?
    } else {
        in_one_file(path, &labels, window)?
    };
    let names: Vec<String> = labels.into_iter().map(|(_, class)| class).collect();
    let (classes, class_count) =
        number(&names).map_err(|what| DataError::content(&folder.join(LABELS), what, CLASSES))?;
    let lines = trains.iter().flatten().map(|(_, address)| usize::from(*address) + 1).max().unwrap_or(0);
    if trains.len() as u64 * lines as u64 > limit(path)? {
        return Err(too_large(path, &format!("the table of {} samples and {lines} addresses", trains.len())));
    }
    let mut features = Array2::<u8>::zeros((trains.len(), lines));
    for (train, mut counts) in trains.iter().zip(features.rows_mut()) {
        for (_, address) in train {
            counts[usize::from(*address)] = counts[usize::from(*address)].saturating_add(1);
        }
    }
    let maximum = features.iter().copied().max().unwrap_or(1).max(1);
    let split = Split::random(trains.len(), parts, seed)?;
    Ok(Dataset { features, maximum, classes, class_count, trains: Some(trains), split })
}

/// The trains of one file in the order of the labels.
fn in_one_file(
    path: &Path,
    labels: &[(String, String)],
    window: Window,
) -> Result<Vec<Vec<Spike>>, DataError> {
    let mut found: HashMap<String, Vec<Spike>> = HashMap::new();
    for (name, train) in samples(path, &text(path, EVENT_FORM)?, window, None)? {
        if found.insert(name.clone(), train).is_some() {
            let what = format!("two samples are called `{name}`");
            return Err(DataError::content(path, what, "give each a name of its own"));
        }
    }
    let trains = labels.iter().map(|(name, _)| {
        let absent = || format!("no sample is called `{name}`, the name in {LABELS}");
        found.remove(name).ok_or_else(|| DataError::content(path, absent(), "add it, or correct the labels"))
    });
    let trains = trains.collect::<Result<_, _>>()?;
    match found.keys().min() {
        None => Ok(trains),
        Some(name) => {
            let what = format!("the sample `{name}` has no class in {LABELS}");
            Err(DataError::content(path, what, "add a line with its name and class"))
        }
    }
}

/// Bytes that all samples may take, as event lists and as a table of counts.
fn limit(path: &Path) -> Result<u64, DataError> {
    Ok(files::limit().map_err(files::error(path, "read"))?)
}

fn too_large(path: &Path, what: &str) -> DataError {
    let remedy = "use lower addresses or fewer samples, or raise SPINDLE_MAX_INPUT_MIB (MiB)";
    DataError::content(path, format!("{what} would be larger than the limit"), remedy)
}

fn text(path: &Path, form: &'static str) -> Result<String, DataError> {
    let plain = unpack(path, files::read(path)?, after_lines)?;
    String::from_utf8(plain.into_owned()).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.split(|byte| *byte == b'\n').count() as u64;
        line_error(path, line, "it is not UTF-8 text", form)
    })
}

fn line_error(path: &Path, line: u64, what: impl Into<String>, form: &'static str) -> DataError {
    DataError::Line { file: path.display().to_string(), line, what: what.into(), form }
}

/// Most words that any line has.
const WORDS: usize = 2;

/// The words of lines that say something, without comments, with the lines' numbers; of one with
/// too many, one word too many.
fn lines(text: &str) -> impl Iterator<Item = (u64, Vec<&str>)> {
    let numbered = (1..).zip(text.lines());
    let words = numbered.map(|(number, line)| {
        let said = line.split('#').next().unwrap_or_default();
        (number, said.split_whitespace().take(WORDS + 1).collect::<Vec<_>>())
    });
    words.filter(|(_, words)| !words.is_empty())
}

/// Names and classes.
fn labels(path: &Path) -> Result<Vec<(String, String)>, DataError> {
    let (mut labels, mut seen): (Vec<(String, String)>, _) = (Vec::new(), HashSet::new());
    let text = text(path, LABEL_FORM)?;
    for (number, words) in lines(&text) {
        let [name, class] = words[..] else {
            return Err(line_error(path, number, not_two(&words), LABEL_FORM));
        };
        if labels.len() == SAMPLES {
            return Err(line_error(path, number, format!("more than {SAMPLES} samples"), LABEL_FORM));
        }
        if !seen.insert(name) {
            return Err(line_error(path, number, format!("a second line for `{name}`"), LABEL_FORM));
        }
        labels.push((name.to_owned(), class.to_owned()));
    }
    if labels.is_empty() { Err(DataError::content(path, "no samples", LABEL_FORM)) } else { Ok(labels) }
}

fn not_two(words: &[&str]) -> String {
    if words.len() > WORDS {
        format!("more than {WORDS} words")
    } else {
        format!("1 word instead of {WORDS}")
    }
}

/// The samples in a file's `text`; `name` is that of its only sample, where it has no lines that
/// begin one. Spikes are sorted by step, then by address.
fn samples(
    path: &Path,
    text: &str,
    window: Window,
    name: Option<String>,
) -> Result<Vec<(String, Vec<Spike>)>, DataError> {
    let marked = name.is_none();
    let mut samples: Vec<(String, Vec<Spike>)> = name.into_iter().map(|name| (name, Vec::new())).collect();
    let mut latest = 0;
    for (number, words) in lines(text) {
        let error = |what: String| Err(line_error(path, number, what, EVENT_FORM));
        let (time, address) = match words[..] {
            ["sample", _] if samples.len() == SAMPLES => {
                return error(format!("more than {SAMPLES} samples"));
            }
            ["sample", name] if marked => {
                samples.push((name.to_owned(), Vec::new()));
                latest = 0;
                continue;
            }
            [time, address] => (time, address),
            _ => return error(not_two(&words)),
        };
        let Ok(at) = time.parse::<u64>() else { return error(format!("`{time}` is not a time")) };
        let Some(address) = address.parse::<u16>().ok().filter(|address| *address < ADDRESSES) else {
            return error(format!("`{address}` is not an address from 0 to {}", ADDRESSES - 1));
        };
        if at < latest {
            return error(format!("time {at} after {latest}"));
        }
        latest = at;
        let Some((_, train)) = samples.last_mut() else {
            return error("a spike before the first `sample` line".into());
        };
        train.extend(window.step(at).map(|step| (step, address)));
    }
    for (_, train) in &mut samples {
        train.sort_unstable();
    }
    Ok(samples)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::timing::{Timing, Unit};
    use std::fs;

    const STEPS: Window = Window { timing: Timing { unit: Unit::Step, step_microseconds: 0 }, steps: 8 };
    const PARTS: Parts = Parts { train: None, validation: 1, test: 1 };

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_and_a_file_give_the_same_samples() {
        let labels = ("labels.txt", "# name, class\na left\nb right\nc left\n");
        let many = folder(&[
            labels,
            ("a", "0 3\n# between\n2 1\n2 0 # two in a step\n7 5\n8 6\n"),
            ("b", ""),
            ("c", "1 2\n1 2\n"),
        ]);
        let one = folder(&[
            labels,
            ("all.aer", "sample c\n1 2\n1 2\nsample a\n0 3\n2 1\n2 0\n7 5\n9 4\nsample b\n"),
        ]);
        let a = load(many.path(), STEPS, &PARTS, 1).unwrap();
        let b = load(&one.path().join("all.aer"), STEPS, &PARTS, 1).unwrap();
        assert_eq!(a, b);
        let expected: Vec<Vec<Spike>> =
            vec![vec![(0, 3), (2, 0), (2, 1), (7, 5)], vec![], vec![(1, 2), (1, 2)]];
        assert_eq!(a.trains.unwrap(), expected);
        assert_eq!((a.classes, a.class_count), (vec![0, 1, 0], 2));
        assert_eq!((a.features.row(2).to_vec(), a.maximum), (vec![0, 0, 2, 0, 0, 0], 2));
    }

    #[test]
    fn times_become_steps() {
        let window =
            |unit, step_microseconds| Window { timing: Timing { unit, step_microseconds }, steps: 10 };
        let (us, ms) = (window(Unit::Microsecond, 500), window(Unit::Millisecond, 2_500));
        assert_eq!(
            [0, 499, 500, 4_999, 5_000].map(|time| us.step(time)),
            [Some(0), Some(0), Some(1), Some(9), None]
        );
        assert_eq!(
            [2, 3, 24, 25, u64::MAX].map(|time| ms.step(time)),
            [Some(0), Some(1), Some(9), None, None]
        );
    }

    #[test]
    fn damage_is_named_with_its_file_and_line() {
        let labels = "a 0\nb 1\nc 0\n";
        let cases = [
            (labels, "sample a\n1 x\n", "all.aer:2: `x` is not an address"),
            (labels, "sample a\n1 32768\n", "all.aer:2: `32768` is not an address"),
            (labels, "sample a\n\n-1 3\n", "all.aer:3: `-1` is not a time"),
            (labels, "sample a\n5 1\n4 1\n", "all.aer:3: time 4 after 5"),
            (labels, "sample a\n5 1 1\n", "all.aer:2: more than 2 words"),
            (labels, "5 1\n", "all.aer:1: a spike before the first"),
            (labels, "sample a\nsample b\n", "no sample is called `c`"),
            (labels, "sample a\nsample b\nsample c\nsample d\n", "`d` has no class"),
            (labels, "sample a\nsample a\n", "two samples are called `a`"),
            ("a 0\na 1\n", "sample a\n", "labels.txt:2: a second line for `a`"),
            ("a\n", "sample a\n", "labels.txt:1: 1 word instead of 2"),
            ("# nothing\n", "sample a\n", "labels.txt: no samples"),
        ];
        for (labels, text, expected) in cases {
            let folder = folder(&[("labels.txt", labels), ("all.aer", text)]);
            let error = load(&folder.path().join("all.aer"), STEPS, &PARTS, 1).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        let folder = folder(&[("labels.txt", labels), ("a", "0 1\nsample b\n")]);
        let error = load(folder.path(), STEPS, &PARTS, 1).unwrap_err().to_string();
        assert!(error.contains("`sample` is not a time"), "{error}");
    }
}
