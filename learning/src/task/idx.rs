//! MNIST from its IDX files: a big-endian header of magic number and sizes, then a byte a value.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use ndarray::{Array2, Axis, concatenate};

use super::packed::unpack;
use super::{DataError, Dataset, Parts, Split};
use crate::files;

/// Names that the files have where they are published, each with or without `.gz`: images, labels.
const TRAIN: [&str; 2] = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"];
const TEST: [&str; 2] = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];
const CLASSES: usize = 10;
const REMEDY: &str = "fetch the file again";

/// Reads the folder's four files. The set's own 10,000 test samples test; validation is held out
/// from the rest.
pub(super) fn mnist(folder: &Path, parts: &Parts, seed: u64) -> Result<Dataset, DataError> {
    let (train, mut classes) = images_and_labels(folder, TRAIN)?;
    let (test, test_classes) = images_and_labels(folder, TEST)?;
    if train.ncols() != test.ncols() {
        let what = format!(
            "images of {} pixels, and those of the training part have {}",
            test.ncols(),
            train.ncols()
        );
        return Err(DataError::content(&folder.join(TEST[0]), what, REMEDY));
    }
    let split = Split::held_out(classes.len(), test_classes.len(), parts, seed)?;
    classes.extend(test_classes);
    let features =
        concatenate(Axis(0), &[train.view(), test.view()]).expect("both have the same number of columns");
    Ok(Dataset { features, maximum: u8::MAX, classes, class_count: CLASSES, trains: None, split })
}

fn images_and_labels(folder: &Path, names: [&str; 2]) -> Result<(Array2<u8>, Vec<u8>), DataError> {
    let [(image_file, images), (label_file, labels)] = [read(folder, names[0])?, read(folder, names[1])?];
    let (sizes, pixels) = parse::<3>(&image_file, &images)?;
    let ([count], labels) = parse::<1>(&label_file, &labels)?;
    if count != sizes[0] {
        let what = format!("{count} labels for {} images", sizes[0]);
        return Err(DataError::content(
            &label_file,
            what,
            "both files must be of the same part; fetch them again",
        ));
    }
    if let Some(at) = labels.iter().position(|label| usize::from(*label) >= CLASSES) {
        let what = format!("label {at} is {}, and classes are 0 to 9", labels[at]);
        return Err(DataError::content(&label_file, what, REMEDY));
    }
    let images = Array2::from_shape_vec((sizes[0], sizes[1] * sizes[2]), pixels.to_vec())
        .expect("the number of bytes was compared with the header");
    Ok((images, labels.to_vec()))
}

/// The file `name` in `folder`, plain or compressed.
fn read(folder: &Path, name: &str) -> Result<(PathBuf, Cow<'static, [u8]>), DataError> {
    let plain = folder.join(name);
    let packed = folder.join(format!("{name}.gz"));
    let path = if packed.exists() && !plain.exists() { packed } else { plain };
    let content = unpack(&path, files::read(&path)?, |plain| format!("after byte {}", plain.len()))?;
    Ok((path, content))
}

/// The sizes in the header of an IDX file of bytes with `N` dimensions, and the values after it.
fn parse<'a, const N: usize>(file: &Path, bytes: &'a [u8]) -> Result<([usize; N], &'a [u8]), DataError> {
    let refuse = |what: String| Err(DataError::content(file, what, REMEDY));
    let header = 4 + 4 * N;
    if bytes.len() < header {
        return refuse(format!("{} bytes, and the header alone has {header}", bytes.len()));
    }
    let magic = [0, 0, 8, N as u8];
    if bytes[..4] != magic {
        return refuse(format!(
            "it begins with {:02X?} instead of {magic:02X?}: not an IDX file of bytes",
            &bytes[..4]
        ));
    }
    let mut sizes = [0; N];
    for (size, word) in sizes.iter_mut().zip(bytes[4..].as_chunks::<4>().0) {
        *size = u32::from_be_bytes(*word) as usize;
    }
    let expected = sizes.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
    let values = &bytes[header..];
    if expected != Some(values.len()) || values.is_empty() {
        return refuse(format!("its header states {sizes:?} values, and {} follow", values.len()));
    }
    Ok((sizes, values))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    const PARTS: Parts = Parts { train: None, validation: 3, test: 0 };

    fn header(sizes: &[u32]) -> Vec<u8> {
        let mut bytes = vec![0, 0, 8, sizes.len() as u8];
        bytes.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
        bytes
    }

    /// A folder of 12 training and 5 test images of 2 × 3 pixels; sample i has pixels 6 i … 6 i +
    /// 5, and test samples those from 100 on.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (names, count, first) in [(TRAIN, 12u32, 0), (TEST, 5, 100)] {
            let mut images = header(&[count, 2, 3]);
            images.extend((0..6 * count).map(|value| (first + value) as u8));
            let mut labels = header(&[count]);
            labels.extend((0..count).map(|label| (label % 10) as u8));
            fs::write(folder.path().join(names[0]), images).unwrap();
            fs::write(folder.path().join(names[1]), labels).unwrap();
        }
        folder
    }

    fn pack(path: &Path) {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&fs::read(path).unwrap()).unwrap();
        fs::write(path.with_extension("gz"), encoder.finish().unwrap()).unwrap();
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn what_was_written_is_read_plain_or_packed() {
        let folder = folder();
        let plain = mnist(folder.path(), &PARTS, 1).unwrap();
        assert_eq!(plain.features.dim(), (17, 6));
        assert_eq!(plain.sample(2).to_vec(), [12, 13, 14, 15, 16, 17]);
        assert_eq!(plain.sample(12).to_vec(), [100, 101, 102, 103, 104, 105]);
        assert_eq!((plain.classes[11], plain.classes[12], plain.class_count), (1, 0, 10));
        assert_eq!(plain.split.test, [12, 13, 14, 15, 16]);
        assert_eq!((plain.split.train.len(), plain.split.validation.len()), (9, 3));
        for name in [TRAIN, TEST].concat() {
            pack(&folder.path().join(name));
        }
        assert_eq!(mnist(folder.path(), &PARTS, 1).unwrap(), plain);
        let path = folder.path().join(TRAIN[0]).with_extension("gz");
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() - 12]).unwrap();
        let error = mnist(folder.path(), &PARTS, 1).unwrap_err().to_string();
        assert!(error.contains(TRAIN[0]) && error.contains("truncated"), "{error}");
    }

    #[test]
    fn damage_is_named_with_its_file() {
        let damaged = |name: &str, damage: &dyn Fn(&mut Vec<u8>), expected: &str| {
            let folder = folder();
            let path = folder.path().join(name);
            let mut bytes = fs::read(&path).unwrap();
            damage(&mut bytes);
            fs::write(&path, bytes).unwrap();
            let error = mnist(folder.path(), &PARTS, 1).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains(expected), "{error}");
        };
        damaged(TRAIN[0], &|bytes| bytes.truncate(10), "10 bytes, and the header alone has 16");
        damaged(TRAIN[0], &|bytes| bytes[2] = 0x0D, "not an IDX file of bytes");
        damaged(TRAIN[1], &|bytes| bytes[3] = 3, "not an IDX file of bytes");
        damaged(TEST[0], &|bytes| bytes.truncate(40), "states [5, 2, 3] values, and 24 follow");
        damaged(TEST[0], &|bytes| bytes.push(0), "and 31 follow");
        damaged(TEST[0], &|bytes| bytes[4..16].fill(0xFF), "states");
        damaged(TEST[1], &|bytes| bytes[10] = 10, "label 2 is 10");
        damaged(TEST[1], &|bytes| *bytes = [header(&[4]), vec![0; 4]].concat(), "4 labels for 5 images");
        damaged(TEST[0], &|bytes| *bytes = [header(&[5, 1, 1]), vec![0; 5]].concat(), "images of 1 pixels");
        let empty = tempfile::tempdir().unwrap();
        let error = mnist(empty.path(), &PARTS, 1).unwrap_err().to_string();
        assert!(error.contains(TRAIN[0]) && error.contains("check that the path exists"), "{error}");
    }
}
