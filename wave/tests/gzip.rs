//! Dumps compressed with gzip, of any format, whatever they are called.

mod support;

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use spindle_wave::{Error, Options, ReadOptions, Verdict, compare};
use support::{BASE, diff, files};

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dumps").join(name)).unwrap()
}

/// The message of a right file that is refused.
fn refused(left: &[u8], right: &[u8], options: &Options) -> String {
    let files = files(left, right);
    compare(&files.left, &files.right, options).unwrap_err().to_string()
}

fn bounded(max_unpacked: u64) -> Options {
    Options { reading: ReadOptions { max_unpacked, ..ReadOptions::default() }, ..Options::default() }
}

#[test]
fn a_compressed_dump_is_what_it_holds() {
    for name in ["icarus.vcd", "ghdl.ghw", "icarus.fst"] {
        let plain = fixture(name);
        let files = files(&plain, &packed(&plain));
        let [own, mixed] = [&files.left, &files.right]
            .map(|right| compare(&files.left, right, &Options::default()).unwrap());
        assert_eq!((mixed.verdict, mixed.signals_compared), (Verdict::Equal, own.signals_compared), "{name}");
        assert_eq!(mixed.changes_compared, own.changes_compared, "{name}");
        assert_eq!(compare(&files.right, &files.right, &Options::default()).unwrap().verdict, Verdict::Equal);
    }
    let other = BASE.replace("b00000101", "b00000111");
    assert_eq!(diff(BASE, &other, &Options::default()).unwrap().differences, 1);
    let files = files(BASE.as_bytes(), &packed(other.as_bytes()));
    assert_eq!(compare(&files.left, &files.right, &Options::default()).unwrap().differences, 1);
}

#[test]
fn parts_that_were_compressed_one_by_one_are_one_file() {
    let (start, end) = BASE.split_at(150);
    let parts = [packed(start.as_bytes()), packed(end.as_bytes())].concat();
    let files = files(BASE.as_bytes(), &parts);
    assert_eq!(compare(&files.left, &files.right, &Options::default()).unwrap().verdict, Verdict::Equal);
}

#[test]
fn one_that_is_cut_or_damaged_is_never_equal() {
    for name in ["icarus.vcd", "ghdl.ghw", "icarus.fst"] {
        let plain = fixture(name);
        let whole = packed(&plain);
        for cut in (0..whole.len()).step_by(whole.len() / 50) {
            let message = refused(&plain, &whole[..cut], &Options::default());
            assert!(message.contains("right.vcd"), "{name}, cut at {cut}: {message}");
        }
        let message = refused(&plain, &whole[..whole.len() - 1], &Options::default());
        assert!(message.contains("the compressed file is cut or damaged"), "{message}");
        // The checksum.
        let mut damaged = whole.clone();
        let at = damaged.len() - 8;
        damaged[at] ^= 1;
        assert!(refused(&plain, &damaged, &Options::default()).contains("cut or damaged"));
    }
}

#[test]
fn what_it_may_hold_is_bounded() {
    let whole = packed(BASE.as_bytes());
    let length = BASE.len() as u64;
    let files = files(BASE.as_bytes(), &whole);
    assert_eq!(compare(&files.left, &files.right, &bounded(length)).unwrap().verdict, Verdict::Equal);
    let message = refused(BASE.as_bytes(), &whole, &bounded(length - 1));
    assert!(
        message.contains(&format!(
            "holds more than {} bytes; raise the bound with `--max-unpacked`",
            length - 1
        )),
        "{message}"
    );
    for name in ["ghdl.ghw", "icarus.fst"] {
        let plain = fixture(name);
        let message = refused(&plain, &packed(&plain), &bounded(plain.len() as u64 - 1));
        assert!(message.contains("holds more than"), "{message}");
    }
    // 200 MB of blanks, in 200 kB: read without being kept, and refused where that is too much.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(BASE.as_bytes()).unwrap();
    let blanks = vec![b'\n'; 1_000_000];
    for _ in 0..200 {
        encoder.write_all(&blanks).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    assert!(
        refused(BASE.as_bytes(), &bomb, &bounded(100_000_000)).contains("holds more than 100000000 bytes")
    );
    let endless = [BASE.as_bytes(), vec![b'1'; 20_000_000].as_slice()].concat();
    assert!(
        refused(BASE.as_bytes(), &packed(&endless), &Options::default()).contains("no white space in 4 MiB")
    );
}

#[test]
fn what_is_in_it_must_be_a_dump() {
    assert!(refused(BASE.as_bytes(), &packed(b""), &Options::default()).contains("the file is empty"));
    let twice = packed(&packed(BASE.as_bytes()));
    assert!(refused(BASE.as_bytes(), &twice, &Options::default()).contains("this is not a VCD"));
    let files = files(BASE.as_bytes(), &packed(&BASE.as_bytes()[..BASE.len() - 30]));
    let result = compare(&files.left, &files.right, &Options::default());
    assert!(!matches!(result, Ok(report) if report.verdict == Verdict::Equal));
    assert!(matches!(
        compare(&files.left, &files.left.with_file_name("none.vcd.gz"), &Options::default()),
        Err(Error::Io { .. })
    ));
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_refused_and_not_waited_for() {
    let files = files(BASE.as_bytes(), b"");
    let fifo = files.left.with_file_name("fifo");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    for path in [fifo.as_path(), Path::new("/dev/zero"), Path::new("/dev/null")] {
        let message = compare(&files.left, path, &Options::default()).unwrap_err().to_string();
        assert!(
            message.contains("not a regular file") && message.ends_with("write it to a file first"),
            "{message}"
        );
    }
    let folder = files.left.parent().unwrap();
    assert!(matches!(compare(&files.left, folder, &Options::default()), Err(Error::Io { .. })));
}
