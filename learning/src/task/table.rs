//! Samples from a CSV file, compressed or not.

use std::path::Path;

use csv::{Position, ReaderBuilder, StringRecord, Trim};
use ndarray::Array2;

use super::error::{DataError, SAMPLES, TABLE_FORM};
use super::packed::{after_lines, unpack};
use crate::files;

/// Remedy for a table whose last column is not the class.
pub(crate) const MOVE: &str = "if the class is in another column, move it behind the others";
/// Classes are stored in a byte.
const CLASSES: usize = 256;
/// Features of a sample: no core has more input lines (`EVT-2`).
const FEATURES: usize = 0x8000;

/// Samples as they are in a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table {
    /// One sample a row; finite.
    pub values: Array2<f64>,
    /// Class of each sample, 0 … `class_count - 1`.
    pub classes: Vec<u8>,
    /// Number of classes.
    pub class_count: usize,
}

/// Reads the CSV file at `path`.
pub(super) fn load(path: &Path) -> Result<Table, DataError> {
    parse(path, &files::read(path)?)
}

/// Reads a file's `bytes`: features, then the class, which is a whole number 0 … 255 on every line,
/// or a name on some (names are numbered in alphabetical order). A first line without any number is
/// a heading.
pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Table, DataError> {
    let plain = unpack(path, bytes, after_lines)?;
    let file = path.display().to_string();
    let at = |line: u64, what: String| DataError::Line { file: file.clone(), line, what, form: TABLE_FORM };
    // Before a line becomes a record, which takes some times as much.
    let many = |line: &&[u8]| line.iter().filter(|byte| **byte == b',').nth(FEATURES).is_some();
    if let Some(index) = plain.split(|byte| *byte == b'\n').position(|line| many(&line)) {
        return Err(at(index as u64 + 1, format!("more than {FEATURES} features")));
    }
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(&*plain);
    let (mut values, mut names, mut columns) = (Vec::new(), Vec::new(), None);
    // One record for all lines: a line may be as long as the file.
    let (mut record, mut index) = (StringRecord::new(), 0);
    while reader
        .read_record(&mut record)
        .map_err(|error| at(error.position().map_or(0, Position::line), "it is not UTF-8 text".into()))?
    {
        if record.len() == 1 && record[0].is_empty() {
            continue;
        }
        index += 1;
        let line = record.position().map_or(0, |position| line(&plain, position));
        let fields = record.len();
        if index == 1 && fields > 1 && heading(&record) {
            continue;
        }
        if *columns.get_or_insert(fields) != fields || fields < 2 {
            let expected =
                columns.filter(|columns| *columns > 1).map_or("at least 2".into(), |n| n.to_string());
            return Err(at(line, format!("{fields} values instead of {expected}")));
        }
        for field in record.iter().take(fields - 1) {
            match field.parse::<f64>() {
                Ok(value) if value.is_finite() => values.push(value),
                _ if !field.is_empty() && record[fields - 1].parse::<f64>().is_ok() => {
                    return Err(at(line, format!("`{field}` is not a number; {MOVE}")));
                }
                _ => return Err(at(line, format!("`{field}` is not a number"))),
            }
        }
        let name = &record[fields - 1];
        if name.is_empty() {
            return Err(at(line, "the class is missing".into()));
        }
        if names.len() == SAMPLES {
            return Err(at(line, format!("more than {SAMPLES} samples")));
        }
        names.push(name.to_owned());
    }
    let Some(columns) = columns else {
        return Err(DataError::content(path, "no samples", TABLE_FORM));
    };
    let measured = names.iter().find(|name| name.parse::<i64>().is_err());
    if let Some(name) = measured.filter(|_| names.iter().all(|name| name.parse::<f64>().is_ok())) {
        return Err(DataError::content(
            path,
            format!("`{name}` in the last column is not a class, which is a whole number or a name; {MOVE}"),
            TABLE_FORM,
        ));
    }
    if names.len() > 1 && names.iter().all(|name| *name == names[0]) {
        let what = format!("all samples are of the class `{}`; {MOVE}", names[0]);
        return Err(DataError::content(path, what, TABLE_FORM));
    }
    let (classes, class_count) = number(&names)
        .map_err(|what| DataError::content(path, what, "256 classes, numbered from 0, are the most"))?;
    let values = Array2::from_shape_vec((classes.len(), columns - 1), values)
        .expect("every line added as many features as the shape has columns");
    Ok(Table { values, classes, class_count })
}

/// Line of the record at `position`, which is before the blank lines in front of it.
fn line(plain: &[u8], position: &Position) -> u64 {
    let ahead = plain[position.byte() as usize..].iter().take_while(|byte| byte.is_ascii_whitespace());
    position.line() + ahead.filter(|byte| **byte == b'\n').count() as u64
}

/// True if a line names columns: no field of it is a number.
fn heading(record: &StringRecord) -> bool {
    record.iter().all(|field| field.parse::<f64>().is_err())
}

/// Numbers the classes: whole numbers keep their value if all are; otherwise all are names.
pub(super) fn number(names: &[String]) -> Result<(Vec<u8>, usize), String> {
    if let Ok(numbers) = names.iter().map(|name| name.parse::<i64>()).collect::<Result<Vec<_>, _>>() {
        let byte = |number: &i64| u8::try_from(*number).map_err(|_| format!("{number} is not a class"));
        let classes = numbers.iter().map(byte).collect::<Result<Vec<_>, _>>()?;
        let count = classes.iter().max().map_or(0, |class| usize::from(*class) + 1);
        return Ok((classes, count));
    }
    let mut known: Vec<&String> = names.iter().collect();
    known.sort_unstable();
    known.dedup();
    if known.len() > CLASSES {
        return Err(format!("{} different classes", known.len()));
    }
    let index = |name: &String| known.binary_search(&name).unwrap_or_default() as u8;
    Ok((names.iter().map(index).collect(), known.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::arr2;

    fn read(text: &str) -> Result<Table, DataError> {
        parse(Path::new("file.csv"), text.as_bytes())
    }

    fn error(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn numbered_and_named_classes_are_read() {
        let table = read("1,-2.5,0\n 3e2 , 4 ,2\n").unwrap();
        assert_eq!(table.values, arr2(&[[1.0, -2.5], [300.0, 4.0]]));
        assert_eq!((table.classes, table.class_count), (vec![0, 2], 3));
        let table = read("  \n\n1,2,0\n   \n3,4,1\n \n").unwrap();
        assert_eq!((table.values, table.classes), (arr2(&[[1.0, 2.0], [3.0, 4.0]]), vec![0, 1]));
        let table = read("width,height,kind\n1,2,zebra\n3,4,\"ape, great\"\n5,6,7\n").unwrap();
        assert_eq!(table.values.dim(), (3, 2));
        assert_eq!((table.classes, table.class_count), (vec![2, 1, 0], 3));
    }

    #[test]
    fn damage_is_named_with_its_line() {
        assert!(
            error("1,2,0\n1,0\n").starts_with("file.csv:2: 2 values instead of 3"),
            "{}",
            error("1,2,0\n1,0\n")
        );
        assert!(error("1,2,0\n\n1,x,0\n").starts_with("file.csv:3: `x` is not a number"));
        assert!(error("1,2,0\n1,nan,0\n").starts_with("file.csv:2: `nan` is not a number"));
        assert!(error("1,2,0\n1,2,\n").starts_with("file.csv:2: the class is missing"));
        assert!(error("1,,0\n").starts_with("file.csv:1: `` is not a number"));
        assert!(error("5\n6\n").starts_with("file.csv:1: 1 values instead of at least 2"));
        assert!(error("1,256\n").contains("256 is not a class"));
        assert!(error("1,-1\n").contains("-1 is not a class"));
        assert!(error("").contains("no samples") && error("a,b\n").contains("no samples"));
        // Lines of blanks say nothing, but count.
        assert!(error("\n  \n1,2,0\n \t\n1,x,0\n").starts_with("file.csv:5: `x` is not a number"));
        assert!(
            error("1.0,0.0\n2.0,1.5\n")
                .contains("`0.0` in the last column is not a class, which is a whole number")
        );
        // The class in another column: by name, as numbers before measurements, before a pixel that
        // is always 0.
        for text in [
            "setosa,5.1,3.5\nvirginica,4.9,3.0\n",
            "5.1,setosa,3.5\n4.9,virginica,3.0\n",
            "0,5.1,3.5\n1,4.9,3.0\n",
            "5,3,0\n7,2,0\n",
        ] {
            let error = error(text);
            assert!(error.contains("move it behind the others") && !error.contains("size"), "{error}");
        }
        let many = (0..300).map(|i| format!("1,c{i}\n")).collect::<Vec<_>>().concat();
        assert!(error(&many).contains("300 different classes"));
        let latin = parse(Path::new("file.csv"), b"1,2,0\n1,2,\xE9\n").unwrap_err().to_string();
        assert!(latin.starts_with("file.csv:2: it is not UTF-8"), "{latin}");
    }

    #[test]
    fn more_than_a_core_can_hold_is_refused_before_it_is_taken_apart() {
        let wide = |features: usize| format!("1,2\n{}0\n", "1,".repeat(features));
        assert!(error(&wide(FEATURES)).starts_with("file.csv:2: 32769 values instead of 2"));
        assert!(error(&wide(FEATURES + 1)).starts_with("file.csv:2: more than 32768 features"));
        let long = "1,0\n".repeat(SAMPLES + 1);
        assert!(error(&long).starts_with("file.csv:1048577: more than 1048576 samples"));
    }

    #[test]
    fn a_cut_file_says_how_far_it_goes() {
        let packed = include_bytes!("../../data/digits.csv.gz");
        let cut = parse(Path::new("file.csv.gz"), &packed[..packed.len() / 2]).unwrap_err().to_string();
        assert!(cut.contains("truncated") && cut.contains("after line"), "{cut}");
    }
}
